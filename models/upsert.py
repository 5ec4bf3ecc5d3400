"""Insert a row unless one with the same key is there: safe when two people do the same thing at once."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from models.base import Base


def insert_unless_there(session: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert `values`; False when a uniqueness constraint says that it is there already."""
    dialect = session.get_bind().dialect.name
    made = (postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)).values(**values)
    result = cast("CursorResult[Any]", session.execute(made.on_conflict_do_nothing()))
    return result.rowcount == 1
