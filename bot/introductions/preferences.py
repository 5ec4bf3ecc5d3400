"""How a colleague likes to be asked: pause, deputy, pace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput
from bot.introductions import deputies
from bot.introductions.candidates import colleague
from bot.introductions.consents import is_paused, preference
from bot.introductions.working_time import day_of
from models.base import new_id
from models.introductions import PACES, Preference
from models.people import Colleague
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
    deputy = colleague(sight, held.deputy_id) if held.deputy_id is not None else None
    return Preferences(
        held.paused_until if paused else None, held.deputy_id, deputy.name if deputy else None, cast("Pace", held.pace)
    )


def save(sight: Sight, clock: Clock, *, paused_until: dt.date | None, deputy_id: int | None, pace: Pace) -> Preferences:
    """Keep all three; whoever is named as deputy, or no longer is, is told. Raises `BadInput` naming the field."""
    viewer = sight.viewer
    today = day_of(sight.now, colleague(sight, viewer.id).tz)
    if paused_until is not None and not today <= paused_until <= today + LONGEST_PAUSE:
        raise BadInput("A pause ends today or later, within a year.", field="paused_until")
    if pace not in PACES:
        raise BadInput("Choose one of the two.", field="pace")
    if deputy_id is not None:
        _check_deputy(sight, deputy_id)
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
    deputies.chosen(sight, clock, before, deputy_id)
    deputies.back_otherwise(sight)
    return mine(sight)


def _check_deputy(sight: Sight, deputy_id: int) -> None:
    if deputy_id == sight.viewer.id:
        raise BadInput("Choose somebody other than yourself.", field="deputy_id")
    other = sight.session.get(Colleague, (sight.viewer.workspace_id, deputy_id))
    if other is None or other.kind != "member" or other.left_at is not None:
        raise BadInput("Choose a colleague who is a member of this workspace.", field="deputy_id")
