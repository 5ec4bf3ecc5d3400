"""Insert a row unless one with the same key is there: safe when two people do the same thing at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, String, bindparam, cast, func, literal, select
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


def insert_all_unless_there(
    session: Session,
    table: type[Base],
    shared: Mapping[str, Any],
    columns: Sequence[str],
    rows: Collection[Sequence[int | str | None]],
) -> set[int]:
    """Insert many rows in one statement, however many; gives the ids of those that were not there already.

    `shared` is the same in all; `columns` are what each of `rows` holds, numbers and texts only. Defaults are not
    filled in.
    """
    made: Any = table.__table__
    dialect = session.get_bind().dialect.name
    given = bindparam("rows", json.dumps([list(one) for one in rows]), type_=String)
    if dialect == "postgresql":
        each = func.json_array_elements(cast(given, JSON)).table_valued("value")
        values: list[Any] = [
            cast(each.c.value.op("->>")(place), made.c[name].type) for place, name in enumerate(columns)
        ]
    else:
        each = func.json_each(given).table_valued("value")
        values = [func.json_extract(each.c.value, f"$[{place}]") for place in range(len(columns))]
    same = [literal(value, made.c[name].type) for name, value in shared.items()]
    # Without a condition SQLite would take `ON CONFLICT` for the beginning of a join.
    source = select(*values, *same).select_from(each).where(literal(1) == 1)
    insert = postgresql.insert(made) if dialect == "postgresql" else sqlite.insert(made)
    into = insert.from_select([*columns, *shared], source, include_defaults=False)
    return set(session.execute(into.on_conflict_do_nothing().returning(made.c.id)).scalars())
