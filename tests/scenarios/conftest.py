"""A whole workspace for each scenario.

Every scenario runs on SQLite and on PostgreSQL over signed HTTP. Those of `SOCKET_TOO` run on SQLite over Socket Mode,
too: between them they send every kind of payload (commands, clicks, forms, shortcuts, events) that way. The company is
imported once a run into a database of each kind; each scenario gets a copy, in which all have agreed to
the charter.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from handlers.events.people import take_everybody_in
from tests import postgres
from tests.conftest import FixedClock
from tests.scenarios.company import prepare
from tests.scenarios.world import World, served, world_on

WAYS_IN = [
    pytest.param(("sqlite", "http"), id="sqlite-http"),
    pytest.param(("postgresql", "http"), id="postgresql-http", marks=pytest.mark.postgres),
    pytest.param(("sqlite", "socket"), id="sqlite-socket"),
]


SOCKET_TOO = ("test_who_knows", "test_know", "test_plain_words", "test_redelivery", "test_shortcuts")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # Stories in the browser have a way of their own for each device.
    if "way_in" in metafunc.fixturenames and "device" not in metafunc.fixturenames:
        socket = metafunc.module.__name__.rpartition(".")[2] in SOCKET_TOO
        metafunc.parametrize("way_in", WAYS_IN if socket else WAYS_IN[:2], indirect=True)


@pytest.fixture
def way_in(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The database and the delivery of a scenario."""
    chosen: tuple[str, str] = request.param
    return chosen


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the invented company in it, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "o2o.db"
    prepare(f"sqlite:///{path}", FixedClock(), all_agreed=True)
    return path


@pytest.fixture(scope="session")
def filled_template(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database with the invented company in it, to be copied."""
    with postgres.fresh_database(postgres_server) as url:
        prepare(url, FixedClock(), all_agreed=True)
        yield url


@pytest.fixture
def filled_url(way_in: tuple[str, str], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of this scenario's own copy of the filled database."""
    if way_in[0] == "sqlite":
        path = tmp_path / "o2o.db"
        shutil.copy(request.getfixturevalue("filled_file"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("filled_template")
    with postgres.fresh_database(request.getfixturevalue("postgres_server"), copy_of=template) as url:
        yield url


@pytest.fixture
def start_world(way_in: tuple[str, str], filled_url: str) -> Iterator[Callable[..., World]]:
    """Starts the invented company's workspace; takes what `world_on` takes (a charter, say)."""
    with ExitStack() as stack:
        yield lambda **how: stack.enter_context(world_on(filled_url, way_in[1], **how))


@pytest.fixture
def world(start_world: Callable[..., World]) -> World:
    """The invented company, running; each scenario as often as said above."""
    return start_world()


@pytest.fixture
def everybody_known(world: World) -> None:
    """Has everybody of the workspace taken in, as the worker sees to at its start."""
    take_everybody_in(world.bot.client, world.bot.database, world.clock, world.bot.team_id)


__all__ = ["World", "served", "world_on"]
