"""Drawing lines upwards (manager, parent account, reporting line) once every row of a file is in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from models.base import Base

HIGHEST = 64
"""How many levels upwards are followed when looking for a circle."""


def draw_upwards(
    session: Session, workspace_id: int, model: type[Base], column: str, lines: Sequence[tuple[int, int]]
) -> tuple[set[int], set[int]]:
    """Set `column` of each child to its parent; give back the children changed and those a line of which was left out.

    A line that would close a circle is left out: nobody reports to themselves, however many stand in between. The
    last line of a child counts.
    """
    table = Base.metadata.tables[model.__tablename__]
    above = _above(session, workspace_id, table, column, lines)
    changed: set[int] = set()
    circular: set[int] = set()
    for child, parent in lines:
        if above.get(child) == parent:
            continue
        if _leads_to(above, parent, child):
            circular.add(child)
            continue
        above[child] = parent
        changed.add(child)
    if changed:
        statement = (
            update(table)
            .where(table.c.workspace_id == workspace_id, table.c.id == bindparam("the_id"))
            .values({column: bindparam("parent")})
        )
        session.connection().execute(statement, [{"the_id": one, "parent": above[one]} for one in sorted(changed)])
    return changed, circular


def _above(
    session: Session, workspace_id: int, table: Table, column: str, lines: Sequence[tuple[int, int]]
) -> dict[int, int | None]:
    """Who stands above whom, for all the children and everybody above the parents: one query a level."""
    above: dict[int, int | None] = {}
    wanted = {one for line in lines for one in line}
    for _ in range(HIGHEST):
        if not wanted:
            break
        query = select(table.c.id, table.c[column]).where(
            table.c.workspace_id == workspace_id, table.c.id.in_(sorted(wanted))
        )
        above.update((child, parent) for child, parent in session.execute(query))
        wanted = {parent for parent in above.values() if parent is not None} - above.keys()
    return above


def _leads_to(above: dict[int, int | None], start: int, goal: int) -> bool:
    seen: set[int] = set()
    at: int | None = start
    while at is not None and at not in seen:
        if at == goal:
            return True
        seen.add(at)
        at = above.get(at)
    return False
