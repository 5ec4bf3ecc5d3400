"""A PostgreSQL for the tests: the one named, else a temporary cluster of installed binaries, else one from a wheel."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

FILE_COPY_SINCE = 15_00_00
"""The version of PostgreSQL that can be told how to copy a database; those before copy files anyway."""


class NoPostgres(Exception):
    """None can be had; the message says what was tried."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server (its `postgres` database); raises `NoPostgres`."""
    named = os.environ.get("O2O_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    tried = []
    for start in (_from_binaries, _from_wheel):
        try:
            url, stop = start()
        except NoPostgres as error:
            tried.append(str(error))
            continue
        try:
            yield url
        finally:
            stop()
        return
    raise NoPostgres("; ".join(tried))


@contextmanager
def fresh_database(url: str, *, copy_of: str | None = None) -> Iterator[str]:
    """The URL of a new database on the server, dropped afterwards: empty, or a copy of one nobody is connected to."""
    name = f"o2o_{uuid.uuid4().hex[:12]}"
    base, _, rest = url.rpartition("/")
    query = rest.partition("?")[2]
    with psycopg.connect(url, autocommit=True) as connection:
        template = f' TEMPLATE "{conninfo_to_dict(copy_of)["dbname"]}"' if copy_of else ""
        if copy_of and connection.info.server_version >= FILE_COPY_SINCE:
            template += " STRATEGY FILE_COPY"  # half the work of writing every page into the log
        connection.execute(f'CREATE DATABASE "{name}"{template}')
    try:
        yield f"{base}/{name}" + (f"?{query}" if query else "")
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _from_binaries() -> tuple[str, Callable[[], None]]:
    """A temporary cluster by the installed `initdb` and `postgres`, as another user where we are root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    folders = [*found, *([Path(on_path).resolve().parent] if on_path else [])]
    folder = next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)
    if folder is None:
        raise NoPostgres("no PostgreSQL binaries are installed")
    data = Path(tempfile.mkdtemp(prefix="o2o-pg-"))
    user = _another_user()
    if os.geteuid() == 0 and user is None:
        raise NoPostgres("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`")
    if user is not None:
        os.chown(data, user.pw_uid, user.pw_gid)

    def run(*command: str, **how: object) -> None:
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        done = subprocess.run(command, capture_output=True, text=True, cwd=data, **as_user, **how)  # type: ignore[call-overload]  # keyword sets
        if done.returncode:
            raise NoPostgres(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-300:]}")

    cluster, port = data / "cluster", _free_port()
    try:
        run(str(folder / "initdb"), "-D", str(cluster), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        # Nothing of it outlives the run, so nothing need outlive a crash.
        options = f"-p {port} -k {data} -h 127.0.0.1 -c max_connections=200 -c fsync=off -c synchronous_commit=off"
        options += " -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off"
        options += " -c dynamic_shared_memory_type=mmap"  # in the folder, and gone with it
        log = data / "log"
        run(str(folder / "pg_ctl"), "-D", str(cluster), "-w", "-t", "60", "-l", str(log), "-o", options, "start")
    except NoPostgres:
        shutil.rmtree(data, ignore_errors=True)
        raise

    def stop() -> None:
        run(str(folder / "pg_ctl"), "-D", str(cluster), "-m", "immediate", "stop")
        shutil.rmtree(data, ignore_errors=True)

    return f"postgresql://postgres@127.0.0.1:{port}/postgres", stop


def _from_wheel() -> tuple[str, Callable[[], None]]:
    """The PostgreSQL that comes in the `pgserver` wheel."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a run-time directory that is nothing to us
            import pgserver
    except ImportError as error:
        raise NoPostgres(f"pgserver can't be used: {error}") from None
    data = tempfile.mkdtemp(prefix="o2o-pg-")
    try:
        running = pgserver.get_server(data)
    except (OSError, subprocess.CalledProcessError, AssertionError, RuntimeError) as error:
        raise NoPostgres(f"pgserver failed: {error}") from None
    return running.get_uri(), running.cleanup


def _another_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
