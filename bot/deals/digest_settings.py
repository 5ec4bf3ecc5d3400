"""How a workspace wants its digests: chosen by an administrator of its Slack, in force at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals.slots import Schedule
from bot.errors import BadInput, NotYours, Stale
from models.base import new_id
from models.digests import NOTHING_TO_SAY, THEMES, DigestSettings
from models.people import Colleague, Workspace
from models.upsert import insert_unless_there

NothingToSay = Literal["line", "silence"]
Theme = Literal["light", "dark"]
WHO_MAY: Final = "Only an administrator of this Slack workspace may see or change these settings. Ask one of yours."
CHANGED: Final = "Somebody has changed these settings meanwhile; yours were not kept. This is how they are now."
MINUTES: Final = 24 * 60
NO_ZONES: Final = frozenset({"Factory", "localtime", "posixrules"})
"""What the zone database holds beside zones: what a machine is set to, and what it is to be set to."""
MONDAY_MORNING: Final = Schedule(0, 9 * 60)


@dataclass(frozen=True)
class Wishes:
    """How the digests are to be: when, what is said where there is nothing to say, where, and with what pictures."""

    schedule: Schedule = MONDAY_MORNING
    nothing_to_say: NothingToSay = "line"
    in_channels: bool = True
    to_people: bool = True
    pictures: bool = True
    theme: Theme = "light"


@dataclass(frozen=True)
class InForce:
    """The wishes in force. `version` 0: nobody has changed them; `since`: what begins before it is not said."""

    wishes: Wishes
    version: int
    since: dt.datetime
    changed_by: str | None = None
    changed_at: dt.datetime | None = None


def in_force(session: Session, workspace_id: int) -> InForce:
    """How the digests of a workspace are wanted now."""
    row = session.scalar(select(DigestSettings).where(DigestSettings.workspace_id == workspace_id))
    if row is None:
        return InForce(Wishes(), 0, session.get_one(Workspace, workspace_id).created_at)
    by = session.get(Colleague, (workspace_id, row.changed_by_id)) if row.changed_by_id else None
    wishes = Wishes(
        Schedule(row.weekday, row.minute, row.zone),
        "silence" if row.nothing_to_say == "silence" else "line",
        row.in_channels,
        row.to_people,
        row.pictures,
        "dark" if row.theme == "dark" else "light",
    )
    return InForce(wishes, row.version, row.since, by.name if by else None, row.changed_at)


def may_change(sight: Sight) -> bool:
    """Whether the viewer administers the workspace, by what Slack says."""
    if sight.viewer.member is not True or sight.viewer.is_channel:
        return False
    me = sight.session.get(Colleague, (sight.viewer.workspace_id, sight.viewer.id))
    return me is not None and me.is_admin is True and me.left_at is None


def shown(sight: Sight) -> InForce:
    """The settings, for an administrator; raises `NotYours` for anybody else."""
    if not may_change(sight):
        raise NotYours(WHO_MAY)
    return in_force(sight.session, sight.viewer.workspace_id)


def change(sight: Sight, clock: Clock, version: int, wishes: Wishes) -> InForce:
    """The viewer chooses; `version` is that of the settings they were shown.

    Raises `NotYours` for whoever is no administrator, `BadInput` with its field, and `Stale` where somebody else has
    changed them since.
    """
    before = shown(sight)
    _check(wishes)
    values = {
        "weekday": wishes.schedule.weekday,
        "minute": wishes.schedule.minute,
        "zone": wishes.schedule.zone,
        "nothing_to_say": wishes.nothing_to_say,
        "in_channels": wishes.in_channels,
        "to_people": wishes.to_people,
        "pictures": wishes.pictures,
        "theme": wishes.theme,
        "since": clock.now() if _begins_anew(before.wishes, wishes) else before.since,
        "changed_by_id": sight.viewer.id,
        "changed_at": clock.now(),
    }
    workspace_id = sight.viewer.workspace_id
    made = {"workspace_id": workspace_id, "id": new_id(), "version": 1, **values}
    if version != 0 or not insert_unless_there(sight.session, DigestSettings, made):
        row = sight.session.scalar(
            select(DigestSettings)
            .where(DigestSettings.workspace_id == workspace_id, DigestSettings.version == version)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if row is None:
            raise Stale(CHANGED)
        for name, value in {**values, "version": version + 1}.items():
            setattr(row, name, value)
    sight.session.flush()
    return in_force(sight.session, workspace_id)


def _begins_anew(before: Wishes, after: Wishes) -> bool:
    """Whether it goes out at another time, or to others beside: today's, were it past, is not made up for."""
    more = (after.in_channels and not before.in_channels) or (after.to_people and not before.to_people)
    return before.schedule != after.schedule or more


def _check(wishes: Wishes) -> None:
    schedule = wishes.schedule
    if schedule.weekday not in range(7):
        raise BadInput("Choose a day of the week.", field="weekday")
    if schedule.minute not in range(MINUTES):
        raise BadInput("Choose a time of the day.", field="minute")
    if wishes.nothing_to_say not in NOTHING_TO_SAY:
        raise BadInput("Choose one line, or silence.", field="nothing_to_say")
    if wishes.theme not in THEMES:
        raise BadInput("Choose light or dark.", field="theme")


def zone_named(text: str | None) -> str | None:
    """The zone that a typed name means; None: none is named. Raises `BadInput` with the nearest right one."""
    asked = (text or "").strip()
    if not asked:
        return None
    known = {one.casefold(): one for one in available_timezones() - NO_ZONES}
    if (found := known.get(asked.replace(" ", "_").casefold())) is not None:
        return found
    # Whoever knows the city alone means the zone named after it; of several, the one most plainly named.
    cities = {one.rpartition("/")[2]: known[one] for one in sorted(known, key=len, reverse=True)}
    by_name = known | cities
    word = asked.replace(" ", "_").casefold()
    near = process.extractOne(word, list(by_name), scorer=fuzz.ratio, score_cutoff=70)
    if any(one.startswith(f"{word}/") for one in known):
        near = None  # a part of the world has many
    hint = f"Did you mean {by_name[near[0]]}?" if near else "Write it like Europe/Amsterdam."
    raise BadInput(f"I know of no such zone. {hint} Leave it empty for each reader's own.", field="zone")
