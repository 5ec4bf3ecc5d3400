"""Insert a row unless one with the same key is there: safe when two people do the same thing at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base


def insert_unless_there(session: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert `values`; False when a uniqueness constraint says that it is there already."""
    dialect = session.get_bind().dialect.name
    rows: Any = table.__table__
    made = (postgresql.insert(rows) if dialect == "postgresql" else sqlite.insert(rows)).values(**values)
    # What came back tells whether it went in; a row count is not given on every driver.
    return session.execute(made.on_conflict_do_nothing().returning(rows.c.id)).first() is not None
