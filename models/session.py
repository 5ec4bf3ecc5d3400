"""One database, two ways in: `read` (one snapshot, changes nothing) and `write` (one transaction)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry


def normalise_url(url: str) -> str:
    """Take the spellings people paste (`postgres://`, `postgresql://`) and name the driver we ship."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


class Database:
    """The store behind a `DATABASE_URL`.

    `patience` is how long (seconds) a transaction waits for another writer before it gives up: short where a person
    waits (Slack allows 3 s), long for imports.
    """

    def __init__(self, url: str, *, patience: float = 2.0, pool_size: int = 20) -> None:
        self.url = normalise_url(url)
        self.dialect = make_url(self.url).get_backend_name()
        self.patience = patience
        # Errors of the database are logged; with their parameters they would hold names and notes.
        if self.dialect == "sqlite":
            self.engine = _sqlite_engine(self.url, patience, pool_size)
        else:
            self.engine = create_engine(
                self.url,
                pool_size=pool_size,
                max_overflow=4,
                pool_timeout=patience,
                pool_pre_ping=True,
                hide_parameters=True,
            )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session over one snapshot; whatever it changes is thrown away."""
        with Session(self.engine, expire_on_commit=False) as session:
            if self.dialect == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                self._be_patient(session, transaction_read_only="on")
            try:
                yield session
            except BaseException:
                session.rollback()
                raise
            session.expunge_all()  # what was loaded stays readable outside
            if self.dialect == "postgresql":
                session.commit()  # nothing can have changed; psycopg forgets every prepared statement at a rollback
            else:
                session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back when anything is raised."""
        with Session(self.engine, expire_on_commit=False) as session:
            # A deferred begin that reads and then writes fails at once under contention: writers say so first.
            session.connection(execution_options={"o2o_writes": True})
            self._be_patient(session)
            try:
                yield session
            except BaseException:
                session.rollback()
                raise
            session.commit()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _be_patient(self, session: Session, **settings: str) -> None:
        if self.dialect == "postgresql":
            limit = str(int(self.patience * 1000))
            # Compiling the charter's filters takes PostgreSQL's JIT longer than running them ever does.
            settings |= {"lock_timeout": limit, "statement_timeout": limit, "jit": "off"}
            # In one statement: each costs a round trip, and a look-up has few others.
            session.execute(text(_SET), {"names": list(settings), "given": list(settings.values())})


_SET = """
SELECT count(set_config(name, given, true)) FROM unnest(CAST(:names AS text[]), CAST(:given AS text[])) s(name, given)
"""


def _sqlite_engine(url: str, patience: float, pool_size: int) -> Engine:
    file = make_url(url).database
    memory = file in (None, "", ":memory:")
    if file and not memory and not Path(file).exists() and Path(file).parent.is_dir():
        with suppress(OSError):  # the connection then says what is wrong
            Path(file).touch(mode=0o600)  # it holds who knows whom: nobody else on the machine needs to read it
    engine = create_engine(
        url,
        connect_args={"timeout": patience, "check_same_thread": False, "isolation_level": None},
        hide_parameters=True,
        **({} if memory else {"pool_size": pool_size, "max_overflow": 4, "pool_timeout": patience}),
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("o2o_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
