"""Settings of warmth that what is stored was computed with: noticing that they changed, and computing it anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import SettingsError
from bot.network.warmth import Warmth
from bot.people.evidence import sum_anew
from bot.people.lines import refresh_lines_of_seats, weigh_lines
from models.accounts import Seat
from models.network import Line
from models.people import Workspace
from models.session import Database
from models.touches import Exchange

BATCH = 200
"""Exchanges or lines computed anew in a transaction."""

SPOKEN_EVERY = 5_000
"""Exchanges or lines between two words of progress."""

_Table = type[Seat] | type[Exchange] | type[Line]


def basis_of(warmth: Warmth) -> str:
    """What keys and the strength of lines are computed with, by the names of the settings; the same for the same."""
    parts: dict[str, Any] = {
        "O2O_HALF_LIFE_DAYS": warmth.half_life_days,
        "O2O_REPORTING_STRENGTH": warmth.reporting,
        "O2O_TOUCH_WEIGHTS": dict(warmth.weights),
    }
    return json.dumps(parts, sort_keys=True)


def out_of_step(session: Session, workspace_id: int, warmth: Warmth) -> tuple[str, ...]:
    """The settings that what a workspace holds was not computed with: none where it is as it should be, or is empty."""
    held = session.scalar(select(Workspace.warmth_basis).where(Workspace.id == workspace_id))
    now = basis_of(warmth)
    if held == now or not _computed(session, workspace_id):
        return ()
    wanted = json.loads(now)
    # No basis where there is something: computing it anew was begun and not ended.
    there = json.loads(held) if held else {}
    return tuple(name for name, value in wanted.items() if there.get(name) != value)


def keep_in_step(database: Database, workspace_id: int, warmth: Warmth) -> None:
    """Note the settings for what will be computed with them; raises `SettingsError` where what is held had others."""
    with database.read() as session:
        changed = out_of_step(session, workspace_id, warmth)
        held = session.scalar(select(Workspace.warmth_basis).where(Workspace.id == workspace_id))
    if changed:
        raise SettingsError(
            f"What is stored was computed with another {' and '.join(changed)}. Run `o2o migrate` to compute it anew, "
            "or set it back."
        )
    if held != basis_of(warmth):
        with database.write() as session:
            session.get_one(Workspace, workspace_id).warmth_basis = basis_of(warmth)


def compute_first(database: Database, warmth: Warmth) -> None:
    """Compute what a workspace never had computed: the lines of one from a version that had seats and no lines."""
    with database.read() as session:
        workspaces = session.scalars(select(Workspace).where(Workspace.warmth_basis.is_(None))).all()
        never = [one.id for one in workspaces if not _computed(session, one.id)]
    for workspace_id in never:
        recompute(database, workspace_id, warmth, lambda _: None)


def recompute_all(database: Database, warmth: Warmth, say: Callable[[str], object]) -> None:
    """Compute anew, in every workspace, what was computed with other settings; `say` hears how far it is."""
    compute_first(database, warmth)
    with database.read() as session:
        workspaces = session.scalars(select(Workspace).order_by(Workspace.id)).all()
        changed = {one.id: out_of_step(session, one.id, warmth) for one in workspaces}
    for one in workspaces:
        if changed[one.id]:
            say(f"{one.name}: computing warmth anew, as {' and '.join(changed[one.id])} changed.")
            number = recompute(database, one.id, warmth, say)
            say(f"{one.name}: {number:,} exchanges and reporting lines computed anew.")
        keep_in_step(database, one.id, warmth)


def recompute(database: Database, workspace_id: int, warmth: Warmth, say: Callable[[str], object]) -> int:
    """Compute all keys, and all lines and their strength, anew from what they come from; gives how many.

    Many short transactions. One cut short leaves the workspace without a basis, so that nothing starts on it before
    the next run, which begins anew.
    """
    with database.write() as session:
        session.get_one(Workspace, workspace_id).warmth_basis = None

    def lines(session: Session, ids: Sequence[int]) -> None:
        query = select(Line).where(Line.workspace_id == workspace_id, Line.id.in_(ids))
        weigh_lines(session, workspace_id, session.scalars(query).all(), warmth)

    steps: tuple[tuple[type[Seat | Exchange | Line], Callable[[Session, Sequence[int]], None]], ...] = (
        (Seat, lambda session, ids: refresh_lines_of_seats(session, workspace_id, ids, warmth)),
        (Exchange, lambda session, ids: sum_anew(session, warmth, workspace_id, ids)),
        (Line, lines),
    )
    number = spoken = 0
    for table, step in steps:
        last = 0
        while some := _next(database, table, workspace_id, last):
            with database.write() as session:
                step(session, some)
            last = some[-1]
            number += len(some) * (table is not Seat)
            if number - spoken >= SPOKEN_EVERY:
                spoken = number
                say(f"  {number:,} so far")
    with database.write() as session:
        session.get_one(Workspace, workspace_id).warmth_basis = basis_of(warmth)
    return number


def _next(database: Database, table: _Table, workspace_id: int, last: int) -> Sequence[int]:
    with database.read() as session:
        query = select(table.id).where(table.workspace_id == workspace_id, table.id > last)
        return session.scalars(query.order_by(table.id).limit(BATCH)).all()


def _computed(session: Session, workspace_id: int) -> bool:
    return any(
        session.scalar(select(table.id).where(table.workspace_id == workspace_id).limit(1)) is not None
        for table in (Exchange, Line)
    )
