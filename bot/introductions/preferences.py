"""How a colleague likes to be asked: pause, deputy, pace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput
from bot.introductions import cascade, deputies, notices
from bot.introductions.candidates import colleague
from bot.introductions.consents import is_paused, preference
from bot.introductions.working_time import day_of
from models.base import new_id
from models.introductions import PACES, Ask, Introduction, Preference
from models.people import Colleague, Workspace
from models.upsert import insert_unless_there

Pace = Literal["at_once", "daily"]


@dataclass(frozen=True)
class Preferences:
    """`paused_until` is the last day of a pause (None: not paused); `deputy` is who stands in meanwhile."""

    paused_until: dt.date | None = None
    deputy_id: int | None = None
    deputy: str | None = None
    pace: Pace = "at_once"


LONGEST_PAUSE = dt.timedelta(days=366)


def mine(sight: Sight) -> Preferences:
    """How the viewer likes to be asked; a pause that is over is none."""
    held = preference(sight, sight.viewer.id)
    if held is None:
        return Preferences()
    paused = is_paused(sight, colleague(sight, sight.viewer.id))
    deputy = _member(sight, held.deputy_id)
    return Preferences(
        held.paused_until if paused else None,
        deputy.id if deputy else None,
        deputy.name if deputy else None,
        cast("Pace", held.pace),
    )


def save(sight: Sight, clock: Clock, *, paused_until: dt.date | None, deputy_id: int | None, pace: Pace) -> Preferences:
    """Keep all three; from a pause on nothing reaches them that has not yet.

    A deputy from before who is no member any more is none from now on: that keeps nobody from changing the rest.
    Whoever is named as deputy, or no longer is, is told. Raises `BadInput` naming the field.
    """
    viewer = sight.viewer
    today = day_of(sight.now, colleague(sight, viewer.id).tz)
    if paused_until is not None and not today <= paused_until <= today + LONGEST_PAUSE:
        raise BadInput("A pause ends today or later, within a year.", field="paused_until")
    if pace not in PACES:
        raise BadInput("Choose one of the two.", field="pace")
    earlier = preference(sight, viewer.id)
    if deputy_id is not None and earlier is not None and deputy_id == earlier.deputy_id:
        deputy_id = deputy_id if _member(sight, deputy_id) else None
    elif deputy_id is not None:
        _check_deputy(sight, deputy_id)
    # Nothing is put to them, nor sent, between what is read here and the end of the transaction.
    sight.session.scalars(
        select(Workspace).where(Workspace.id == viewer.workspace_id).with_for_update(key_share=True)
    ).one()
    insert_unless_there(
        sight.session,
        Preference,
        {"workspace_id": viewer.workspace_id, "id": new_id(), "colleague_id": viewer.id, "pace": pace},
    )
    held = sight.session.scalars(
        select(Preference).where(Preference.workspace_id == viewer.workspace_id, Preference.colleague_id == viewer.id)
    ).one()
    before = held.deputy_id
    held.paused_until, held.deputy_id, held.pace = paused_until, deputy_id, pace
    sight.session.flush()
    if paused_until is not None:
        _hold_back(sight)
    deputies.chosen(sight, clock, before, deputy_id)
    deputies.back_otherwise(sight)
    return mine(sight)


def _hold_back(sight: Sight) -> None:
    """Undo what was put to the viewer and has not been told to them: it goes to who stands in, or the next, at once.

    It reached nobody, so it leaves nothing: it counts toward no limit, and may be put to them once the pause is over.
    """
    session, viewer = sight.session, sight.viewer
    # What they found by themselves and have begun to work on is theirs to answer: then it has changed.
    of_viewer = (Ask.workspace_id == viewer.workspace_id) & (Ask.addressee_id == viewer.id)
    waiting = of_viewer & (Ask.state == "waiting") & (Ask.version == 1) & Ask.draft.is_(None)
    requests = session.scalars(
        select(Introduction)
        .where(
            Introduction.workspace_id == viewer.workspace_id,
            Introduction.state == "asking",
            Introduction.id.in_(select(Ask.introduction_id).where(waiting)),
        )
        .order_by(Introduction.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    tz = colleague(sight, viewer.id).tz
    for request in requests:
        asks = select(Ask).where(waiting, Ask.introduction_id == request.id)
        for ask in session.scalars(asks.execution_options(populate_existing=True)).all():
            if notices.take_back(session, ask, tz):
                session.delete(ask)
                cascade.look(sight, request, sight.now)
    session.flush()


def _check_deputy(sight: Sight, deputy_id: int) -> None:
    if deputy_id == sight.viewer.id:
        raise BadInput("Choose somebody other than yourself.", field="deputy_id")
    if _member(sight, deputy_id) is None:
        raise BadInput("Choose a colleague who is a member of this workspace.", field="deputy_id")


def _member(sight: Sight, colleague_id: int | None) -> Colleague | None:
    if colleague_id is None:
        return None
    found = sight.session.get(Colleague, (sight.viewer.workspace_id, colleague_id))
    return found if found is not None and found.kind == "member" and found.left_at is None else None
