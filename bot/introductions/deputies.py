"""Who answers in somebody's place: they are told that they were chosen, and the other what was agreed to meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, update

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import Stale
from bot.introductions.candidates import colleague
from bot.introductions.consents import is_paused, preference
from bot.introductions.held import NOT_YOURS, introduction
from bot.introductions.machine import OPEN
from bot.introductions.working_time import next_morning, next_working, zone
from bot.network.portrait import Portrait, portraits
from models.introductions import Ask, Introduction, Preference
from models.outbox import OutboxEntry
from models.people import Colleague

NAMED: Final = "deputy"
"""The kind of notification that tells a deputy of it; it is about whom they would answer for."""
DECLINED: Final = "deputy_declined"
"""The kind that tells whoever named a deputy that they would rather not be one; it is about the deputy."""
IN_STEAD: Final = "in_your_stead"
"""The kind that tells the owner of a relationship what their deputy agreed to; it is about the deputy's ask."""
NO_DEPUTY: Final = "You don't answer for them. Nothing to do."


@dataclass(frozen=True)
class Named:
    """Whom the viewer was named to answer for, and whether they still are."""

    owner_id: int
    owner: str
    still: bool


@dataclass(frozen=True)
class InStead:
    """What a deputy agreed to in the viewer's place. `contact` is None where the viewer may not see them any more."""

    deputy: str
    requester: str
    contact: Portrait | None


def chosen(sight: Sight, clock: Clock, before: int | None, after: int | None) -> None:
    """Have whoever the viewer names (or no longer names) as deputy told so."""
    workspace_id, owner_id = sight.viewer.workspace_id, sight.viewer.id
    if before == after:
        return
    if before is not None:
        outbox.unsay(sight.session, workspace_id, NAMED, owner_id, before)
        _look(sight, before)
    if after is not None:
        outbox.unsay(sight.session, workspace_id, DECLINED, after, owner_id)
        at = next_working(clock.now(), colleague(sight, after).tz)
        outbox.tell(sight.session, clock, workspace_id, NAMED, owner_id, after, due_at=at, anew=True)


def named(sight: Sight, owner_id: int) -> Named:
    """Whether the viewer is somebody's deputy. Raises `Stale` where there is no such colleague."""
    owner = sight.session.get(Colleague, (sight.viewer.workspace_id, owner_id))
    if owner is None:
        raise Stale(NOT_YOURS)
    held = preference(sight, owner_id)
    return Named(owner_id, owner.name, held is not None and held.deputy_id == sight.viewer.id)


def declines(sight: Sight, clock: Clock, owner_id: int) -> Named:
    """Be nobody's deputy who would rather not be: whoever named them is told. Raises `Stale` where they are not."""
    workspace_id, me = sight.viewer.workspace_id, sight.viewer.id
    gone = sight.session.execute(
        update(Preference)
        .where(
            Preference.workspace_id == workspace_id,
            Preference.colleague_id == owner_id,
            Preference.deputy_id == me,
        )
        .values(deputy_id=None)
        .returning(Preference.id)
    ).first()
    if gone is None:
        raise Stale(NO_DEPUTY)
    sight.session.expire_all()
    _look(sight, me)
    outbox.tell(sight.session, clock, workspace_id, NAMED, owner_id, me)
    at = _back_at(sight, colleague(sight, owner_id))
    outbox.tell(sight.session, clock, workspace_id, DECLINED, me, owner_id, due_at=at, anew=True)
    return named(sight, owner_id)


def declined(sight: Sight, deputy_id: int) -> str:
    """The name of who would rather not be the viewer's deputy. Raises `Stale` where they were named again since."""
    held = preference(sight, sight.viewer.id)
    deputy = sight.session.get(Colleague, (sight.viewer.workspace_id, deputy_id))
    if deputy is None or (held is not None and held.deputy_id == deputy_id):
        raise Stale(NOT_YOURS)
    return deputy.name


def agreed(sight: Sight, clock: Clock, ask: Ask) -> None:
    """Have the owner of a relationship told, once they are back, that a deputy agreed in their place."""
    if ask.role == "owner" and ask.addressee_id != ask.owner_id:
        at = _back_at(sight, colleague(sight, ask.owner_id))
        outbox.tell(sight.session, clock, ask.workspace_id, IN_STEAD, ask.id, ask.owner_id, due_at=at)


def back_otherwise(sight: Sight) -> None:
    """The viewer's pause ends at another time than before: so does what waits for its end."""
    waits = OutboxEntry.kind.in_((IN_STEAD, DECLINED)) & (OutboxEntry.state == "due") & (OutboxEntry.shown == 0)
    sight.session.execute(
        update(OutboxEntry)
        .where(
            OutboxEntry.workspace_id == sight.viewer.workspace_id, OutboxEntry.recipient_id == sight.viewer.id, waits
        )
        .values(due_at=_back_at(sight, colleague(sight, sight.viewer.id))),
        execution_options={"synchronize_session": False},
    )
    sight.session.info[outbox.TOLD] = True


def in_stead(sight: Sight, ask_id: int) -> InStead:
    """What a deputy of the viewer's agreed to. Raises `Stale` for anything else, and where nothing came of the yes."""
    ask = sight.session.scalar(
        select(Ask).where(
            Ask.workspace_id == sight.viewer.workspace_id,
            Ask.id == ask_id,
            Ask.owner_id == sight.viewer.id,
            Ask.role == "owner",
            Ask.state == "yes",
        )
    )
    of = introduction(sight, ask.introduction_id) if ask else None
    if ask is None or of is None or of.state not in ("agreed", "made", "met", "no_reply"):
        raise Stale(NOT_YOURS)
    names = sight.reading.names([ask.addressee_id, of.requester_id])
    face = portraits(sight, [of.contact_id]).get(of.contact_id)
    return InStead(names[ask.addressee_id][0], names[of.requester_id][0], face)


def _look(sight: Sight, deputy_id: int) -> None:
    """Have the clock look at what waits for somebody who is a deputy no longer: it goes on to the next."""
    workspace_id = sight.viewer.workspace_id
    waits = select(Ask.introduction_id).where(
        Ask.workspace_id == workspace_id, Ask.addressee_id == deputy_id, Ask.state.in_(OPEN)
    )
    of_deputy = select(Introduction).where(
        Introduction.workspace_id == workspace_id, Introduction.state == "asking", Introduction.id.in_(waits)
    )
    for one in sight.session.scalars(of_deputy.order_by(Introduction.id).with_for_update(key_share=True)).all():
        one.look_at = sight.now
    sight.session.flush()


def _back_at(sight: Sight, owner: Colleague) -> dt.datetime:
    """The owner's next working hours, after their pause where they are in one."""
    held = preference(sight, owner.id)
    if held is None or held.paused_until is None or not is_paused(sight, owner):
        return next_working(sight.now, owner.tz)
    last = dt.datetime.combine(held.paused_until, dt.time(12), zone(owner.tz))
    return next_morning(last, owner.tz)
