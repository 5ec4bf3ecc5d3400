"""The schema's history, and the one way to bring a database to its newest state."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from models.session import Database

HERE = Path(__file__).parent
_LOCK = 7_270_271  # any constant: one migration at a time on PostgreSQL


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; no ini file, so that it works from any folder."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


@cache  # the files are the program's own
def head() -> str:
    """The newest revision this program knows."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    if newest is None:
        raise RuntimeError("no migration found")
    return newest


def current(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known(database: Database) -> bool:
    """Whether the database is at a revision this program knows (or empty), not at one of a later program."""
    at = current(database)
    return at is None or at in {one.revision for one in ScriptDirectory.from_config(config()).walk_revisions()}


def upgrade(database: Database) -> None:
    """Bring the database to the newest revision; safe to call from several processes at once."""
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            _upgrade_sqlite(connection)
        else:
            with connection.begin():
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                command.upgrade(config(connection), "head")


def _upgrade_sqlite(connection: Connection) -> None:
    """Foreign keys are off meanwhile: rebuilding a table with them on deletes its cascading children."""
    # Outside any transaction: inside one the pragma does nothing.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    connection = connection.execution_options(o2o_writes=True)
    try:
        with connection.begin():
            command.upgrade(config(connection), "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would leave {len(broken)} rows without what they refer to")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
