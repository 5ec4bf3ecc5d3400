"""What the store's errors say, and what its sessions let through."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.session import Database


def test_an_error_of_the_database_tells_no_names(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised, database.write() as session:
        session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Jane Doe"})
    assert "Jane Doe" not in str(raised.value)


def test_a_reading_session_changes_nothing_and_waits_no_longer_than_said(database: Database) -> None:
    if database.dialect == "postgresql":
        with database.read() as session:
            said = [session.scalar(text(f"SHOW {name}")) for name in ("lock_timeout", "statement_timeout", "jit")]
            assert said == [f"{database.patience:g}s", f"{database.patience:g}s", "off"]
        with pytest.raises(DBAPIError, match="read-only"), database.read() as session:
            session.execute(text("DELETE FROM workspaces"))
    with database.write() as session:
        session.execute(text("UPDATE workspaces SET name = 'Kept'"))
    with database.read() as session:
        assert set(session.scalars(text("SELECT name FROM workspaces"))) <= {"Kept"}
