"""What became of each delivery of the CRM's: kept for a while, so that somebody can look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.clock import Clock
from models.base import new_id
from models.crm import CrmDelivery

KEPT = dt.timedelta(days=90)
"""How long a delivery is kept after it last came."""
REFUSED = ("unsigned", "wrong signature", "too old", "malformed", "too large", "not a stage")
"""What is only counted: nothing of it can be believed, or it is nothing we asked for."""


def keep(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Note deliveries, each a row of `CrmDelivery` by column; the same one again is counted on the row it has."""
    dialect = session.get_bind().dialect.name
    table: Any = CrmDelivery.__table__
    # In one order always: two deliveries at once that hold the same would else wait for each other for ever.
    for row in sorted(rows, key=lambda one: (one["via"], one["key"])):
        made = (postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)).values(**row)
        again = made.excluded
        session.execute(
            made.on_conflict_do_update(
                index_elements=["workspace_id", "via", "key"],
                set_={
                    "times": table.c.times + again.times,
                    "last_at": again.last_at,
                    # What it changed is worth more than that it came again and changed nothing.
                    "outcome": case((again.outcome == "repeated", table.c.outcome), else_=again.outcome),
                    "stage_known": again.stage_known,
                },
            )
        )


def row_of(workspace_id: int, now: dt.datetime, via: str, key: str, outcome: str, **said: Any) -> dict[str, Any]:
    """A row for `keep`."""
    blank = {"external_id": None, "stage": None, "at": None, "stage_known": None, "times": 1}
    return {
        **blank,
        "workspace_id": workspace_id,
        "id": new_id(),
        "via": via,
        "key": key,
        "outcome": outcome,
        "first_at": now,
        "last_at": now,
        **said,
    }


def count(session: Session, clock: Clock, workspace_id: int, via: str, outcome: str, times: int) -> None:
    """Count what was refused: one row an hour, address and reason, however many come."""
    now = clock.now()
    key = f"{now:%Y-%m-%dT%H} {outcome}"
    keep(session, [row_of(workspace_id, now, via, key, outcome, times=times)])


def latest(
    session: Session, workspace_id: int, number: int, outcome: str | None = None, *, unknown_stages: bool = False
) -> list[CrmDelivery]:
    """The deliveries that came last, the newest first; of one outcome, or with stages no playbook knows, if asked."""
    query = select(CrmDelivery).where(CrmDelivery.workspace_id == workspace_id)
    if outcome is not None:
        query = query.where(CrmDelivery.outcome == outcome)
    if unknown_stages:
        query = query.where(CrmDelivery.stage_known.is_(False))
    return list(session.scalars(query.order_by(CrmDelivery.last_at.desc(), CrmDelivery.id.desc()).limit(number)))


def forget_old(session: Session, clock: Clock, workspace_id: int) -> None:
    """Drop deliveries past their time."""
    session.execute(
        delete(CrmDelivery).where(CrmDelivery.workspace_id == workspace_id, CrmDelivery.last_at < clock.now() - KEPT)
    )
