"""What every test may ask for: a database of each kind, a clock, and the last word on what could not run."""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page

from models import migrations, workspaces
from models.session import Database
from tests import compiled, postgres
from tests.browser import launch, what_shows

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)

IN_MEMORY = Path("/dev/shm")  # noqa: S108 nothing of ours in it is trusted: it is where temporary files go
ROOM = 2 << 30
"""Bytes that must be free there for a run's databases, some thousand of them a few at a time."""

_could_not_run: dict[str, str] = {}


class FixedClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.at = now

    def now(self) -> dt.datetime:
        return self.at

    def advance(self, **how: float) -> None:
        self.at += dt.timedelta(**how)


def cannot_run(what: str, why: str) -> None:
    """Skip, and say so in the last lines of the run."""
    _could_not_run[what] = why
    pytest.skip(f"{what}: {why}")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, one for each worker of the run."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres.server())
        except postgres.NoPostgres as error:
            cannot_run("PostgreSQL", str(error))
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of pages (Playwright runs once in a process); without one they are skipped."""
    with launch() as found:
        yield found


DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture
def database_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database of the kind (`sqlite` or `postgresql`)."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'o2o.db'}"
        return
    with postgres.fresh_database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on; ask for `database` and run on both."""
    return str(request.param)


@cache
def _migrated_file() -> Path:
    """A migrated SQLite database, made once in each process of the run: a copy is quicker than a migration."""
    folder = TemporaryDirectory(prefix="o2o-tests-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "migrated.db"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


def new_database(folder: Path) -> Database:
    """A migrated SQLite database in a folder, with no workspace in it."""
    path = folder / "o2o.db"
    shutil.copy(_migrated_file(), path)
    return Database(f"sqlite:///{path}", patience=30)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database to copy; nobody stays connected to it."""
    with postgres.fresh_database(postgres_server) as url:
        made = Database(url, patience=60)
        migrations.upgrade(made)
        made.close()
        yield url


@pytest.fixture
def database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database of each kind, with no workspace in it."""
    with ExitStack() as stack:
        if kind == "sqlite":
            made = new_database(tmp_path)
        else:
            server, template = (request.getfixturevalue(name) for name in ("postgres_server", "migrated_postgres"))
            made = Database(stack.enter_context(postgres.fresh_database(server, copy_of=template)), patience=30)
        stack.callback(made.close)
        yield made


@pytest.fixture
def workspace_id(database: Database) -> int:
    """A workspace in the database."""
    with database.write() as session:
        return workspaces.create_local(session, NOW).id


# What lands must not hang on luck: in CI the same cases are tried each time, elsewhere new ones.
settings.register_profile("ci", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


# To look for garbage among thousands of modules and tests, again and again, takes as long as to load them.
gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    # Libraries that look for a run-time directory would otherwise warn, and warnings are errors here.
    os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")  # noqa: S108 only read, never written to
    for name in list(os.environ):
        if name.startswith(("SLACK_", "O2O_")) and name not in ("O2O_TEST_POSTGRES_URL", "O2O_DATA"):
            del os.environ[name]  # nobody's own settings leak into a test
    os.environ.pop("DATABASE_URL", None)
    _keep_files_in_memory()
    compiled.share()


def _keep_files_in_memory() -> None:
    """Have temporary files (of each worker and process, too) in memory: databases are made and dropped by the thousand.

    A test kills processes, never the machine, so what a process has written stays there as it would on a disk.
    """
    if "TMPDIR" in os.environ or not IN_MEMORY.is_dir():
        return
    if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(IN_MEMORY)
        tempfile.tempdir = None


def pytest_xdist_auto_num_workers() -> int:
    """One process more than cores: scenarios wait for each other's answers, kills for processes to start."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(tryfirst=True)  # before xdist looks for the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # One process of the run has the browser: each would else start one of its own. It begins with that, so that the
    # others are not done long before.
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and isinstance(page, Page):
        report.sections.append(("What the page showed", what_shows(page)))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        what, _, why = report.longrepr[2].removeprefix("Skipped: ").partition(": ")
        _could_not_run[what] = why


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _could_not_run:
        terminalreporter.section("Could not run")
        for what, why in _could_not_run.items():
            terminalreporter.write_line(f"{what}: {why}")
