"""The schema's history: it leads to the models, has one end, can be walked both ways, and loses nobody's rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, func, inspect, select, text

from bot.audit import NOBODY, Decided, Ruling, record
from bot.cli import demo_company
from bot.people.recomputing import compute_first
from bot.settings import load_settings
from models import migrations, workspaces
from models.deals import Observation, StageRecord, Stakeholder
from models.governance import DecisionParty
from models.network import HalfTie
from models.session import Database
from models.tables import Base
from models.touches import Exchange, Touch
from tests.conftest import NOW, FixedClock

ALLOWED = Ruling("allowed", ("A1",), "charter", 1, "0" * 64)


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    """A database of each kind with nothing in it at all."""
    made = Database(database_url, patience=30)
    yield made
    made.close()


def revisions() -> list[str]:
    """Every revision, the first first."""
    script = ScriptDirectory.from_config(migrations.config())
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


@contextmanager
def migrating(database: Database) -> Iterator[Connection]:
    """A connection to walk the history on, as `models.migrations.upgrade` has it."""
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
            connection = connection.execution_options(o2o_writes=True)
        with connection.begin():
            yield connection
        if database.dialect == "sqlite":
            driver.execute("PRAGMA foreign_keys=ON")


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_there_is_one_end() -> None:
    assert ScriptDirectory.from_config(migrations.config()).get_heads() == [migrations.head()]


def test_it_leads_to_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        how = {"compare_type": True, "compare_server_default": True, "include_object": _can_be_compared}
        context = MigrationContext.configure(connection, opts=how)
        assert compare_metadata(context, Base.metadata) == []


def _can_be_compared(_thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Alembic can't compare an index in descending order on SQLite; the next test does."""
    return not (kind == "index" and name in ("ix_half_ties_steady", "ix_half_ties_fading"))


def test_its_indexes_are_those_of_the_models(tmp_path: Path) -> None:
    """As SQLite keeps them: word for word."""
    migrated, made = (Database(f"sqlite:///{tmp_path / name}.db") for name in ("migrated", "made"))
    migrations.upgrade(migrated)
    with made.engine.begin() as connection:
        Base.metadata.create_all(connection)
    indexes = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
    said = []
    for database in (migrated, made):
        with database.read() as session:
            said.append([(name, " ".join(sql.split())) for name, sql in session.execute(indexes)])
        database.close()
    assert said[0] == said[1]
    assert any("steady DESC" in sql for _, sql in said[0])


def test_it_can_be_walked_back_and_forth(empty: Database) -> None:
    migrations.upgrade(empty)
    with migrating(empty) as connection:
        command.downgrade(migrations.config(connection), "base")
    assert set(inspect(empty.engine).get_table_names()) == {"alembic_version"}
    assert migrations.current(empty) is None
    migrations.upgrade(empty)
    assert migrations.current(empty) == migrations.head()


def test_it_loses_no_rows(database: Database) -> None:
    """A filled database, taken back to the first tables and forward again, and once more brought forward."""
    with database.write() as session:
        workspace_id = workspaces.create_local(session, NOW).id
    settings = load_settings(domains="initrode.example")
    demo_company.fill(database, workspace_id, settings, FixedClock(), None, lambda _: None)
    with database.write() as session:  # these are newer than the first tables, and go with theirs
        for newer in (Observation, Stakeholder, StageRecord):
            session.execute(delete(newer))
        session.execute(delete(HalfTie).where(HalfTie.exchange_id.is_not(None)))
        session.execute(delete(Touch))
        session.execute(delete(Exchange))
        record(session, FixedClock(), workspace_id, viewer_id=1, answer_id=2, decided=[Decided(NOBODY, ALLOWED)])
    before = counts(database)
    assert before["relationships"] > 5
    with migrating(database) as connection:
        command.downgrade(migrations.config(connection), revisions()[0])
    migrations.upgrade(database)
    migrations.upgrade(database)
    compute_first(database, settings.warmth)
    assert counts(database) == before
    with database.read() as session:
        assert session.scalars(select(DecisionParty.at)).all() == [NOW]


def test_one_that_knows_less_is_told(database: Database) -> None:
    """A database of a newer version is not taken for one of this."""
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert migrations.current(database) != migrations.head()
