"""To whom what is said of a deal of its own accord: in its channel where that may see it, else to whoever can act."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot import outbox, publishing
from bot.charter.places import may_say
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import seen
from bot.deals.rooms import DIGEST, DIGEST_PICTURE, whom_to_tell
from bot.deals.slots import nudge_at
from models.deals import Deal, Gap, StageRecord
from models.digests import Digest

NUDGE: Final = "nudge"
"""The kind of what is said when a stage moved; its subject is the record of the move."""
BACK: Final = "gap_back"
"""Of a gap that was put off and is back; its subject is the gap."""
RISK: Final = "risk"
"""Of a risk; its subject is the gap."""
ESCALATED: Final = "escalated"
"""Of gaps nobody answered; its subject is the deal."""
DECIDE: Final = "gap_decide"
"""Of a gap that was left as it is for weeks, put to the manager of the deal's lead; its subject is the gap."""
WAITING: Final = ("open", "assigned", "snoozed")
"""States of a gap that are over once it is met, or not needed any more."""


def zone_of(session: Session, deal: Deal) -> str | None:
    """By whose clock a deal's hours and days are counted: that of whoever can act on it."""
    person = whom_to_tell(session, deal)
    return None if person is None else person.tz


def tell(
    sight: Sight,
    clock: Clock,
    deal: Deal,
    kind: str,
    subject_id: int,
    topics: Collection[str],
    *,
    anew: bool = False,
    alone: bool = False,
    not_to: int | None = None,
) -> None:
    """Have something said of a deal at the next working hour of whoever can act on it; `alone`: to them alone.

    `not_to` is somebody to whom alone it is not said: they said so themselves.

    Where the charter does not let all its `topics` be said in a deal's channel, it is said to them alone as well; what
    may be said there is looked at when it is said (`bot.deals.said`).

    A channel with trouble is spoken to all the same: it is looked at before anything is said there, and then whoever
    can act is told instead (`bot.deals.rooms`).
    """
    session, workspace_id = sight.session, deal.workspace_id
    person = whom_to_tell(session, deal)
    at = nudge_at(clock.now(), None if person is None else person.tz)
    room = None if alone else deal.channel_id
    if not may_say(sight.charter, "deal_channel").issuperset(topics):
        room = None
    if room is not None and seen.in_channel(seen.of_channel(sight), room) is not None:
        outbox.tell(session, clock, workspace_id, kind, subject_id, room=room, due_at=at, anew=anew)
    elif person is not None and person.id != not_to:
        outbox.tell(session, clock, workspace_id, kind, subject_id, person.id, due_at=at, anew=anew)


def escalate(session: Session, clock: Clock, deal: Deal) -> None:
    """Have whoever can act on a deal told, in their direct message, what nobody has answered."""
    person = whom_to_tell(session, deal)
    if person is not None:
        at = nudge_at(clock.now(), person.tz)
        outbox.tell(session, clock, deal.workspace_id, ESCALATED, deal.id, person.id, due_at=at, anew=True)


def is_escalation_read(session: Session, deal: Deal) -> bool:
    """Whether whoever can act on a deal can read by now what they were told last of what nobody has answered."""
    person = whom_to_tell(session, deal)
    return person is None or outbox.is_posted(session, deal.workspace_id, ESCALATED, deal.id, person.id)


def bring_up_to_date(session: Session, gaps: Collection[Gap]) -> None:
    """Have all that was said of these gaps say how they stand now."""
    for workspace_id in {one.workspace_id for one in gaps}:
        ids = {one.id for one in gaps}
        moves = {one.raised_by_id for one in gaps if one.raised_by_id is not None}
        deals = {one.deal_id for one in gaps if one.escalated_at is not None}
        for kind, subjects in ((NUDGE, moves), (BACK, ids), (RISK, ids), (DECIDE, ids), (ESCALATED, deals)):
            if subjects:
                outbox.tell_again(session, workspace_id, kind, subjects)
        publishing.deals_changed(session, workspace_id, {one.deal_id for one in gaps})
        said = _weekly(session, workspace_id, {one.deal_id for one in gaps})
        if said:
            for kind in (DIGEST, DIGEST_PICTURE):
                outbox.tell_again(session, workspace_id, kind, said)


def _weekly(session: Session, workspace_id: int, deal_ids: Collection[int]) -> set[int]:
    """The last digests of these deals: those before are as they were that week."""
    last = (
        select(Digest.deal_id, func.max(Digest.day).label("day"))
        .where(Digest.workspace_id == workspace_id, Digest.deal_id.in_(sorted(deal_ids)))
        .group_by(Digest.deal_id)
        .subquery()
    )
    same = (Digest.deal_id == last.c.deal_id) & (Digest.day == last.c.day)
    return set(session.scalars(select(Digest.id).join(last, same).where(Digest.workspace_id == workspace_id)))


def moved_on(session: Session, deal: Deal, record_id: int) -> None:
    """Have what was said of a deal's earlier moves say that there was another; what was not said yet is not said."""
    here = (StageRecord.workspace_id == deal.workspace_id) & (StageRecord.deal_id == deal.id)
    earlier = set(session.scalars(select(StageRecord.id).where(here, StageRecord.id != record_id)))
    if earlier:
        outbox.tell_again(session, deal.workspace_id, NUDGE, earlier)


def look_again(session: Session, clock: Clock, workspace_id: int, deal_id: int) -> None:
    """Have the clock look at what is missing in a deal: something has changed that may meet it."""
    session.execute(
        update(Gap)
        .where(Gap.workspace_id == workspace_id, Gap.deal_id == deal_id, Gap.state.in_(WAITING))
        .where(Gap.look_at.is_(None) | (Gap.look_at > clock.now()))
        .values(look_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
