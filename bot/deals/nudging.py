"""The clock's part in deals: what a move makes needed, what nobody answered, what was put off and is back.

Each move, and each deal with something missing, is looked at in a transaction of its own under the deal's lock, with
what is told in it: several workers may tick at once, and one that dies has told all of it or nothing.

What is missing is found with the eyes of a channel, of somebody who is merely a member: that it is told must not tell
more than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot import publishing
from bot.charter import Charter
from bot.charter.sight import Sight, Viewer
from bot.clock import Clock
from bot.deals import gaps, off_map, places, risks, seen, stages, telling
from bot.deals.meetings import is_missing
from bot.deals.needs import DealNeeds, NeedStanding, standing
from bot.deals.playbook import Playbook, Playbooks
from bot.deals.rooms import whom_to_tell
from bot.deals.seen import playbook_of
from bot.deals.slots import back_at, escalate_at
from bot.runs import each
from bot.settings import Settings
from models.base import random_id
from models.deals import Deal, Gap, StageRecord
from models.keys import fold
from models.people import Workspace
from models.session import Database

MOST: Final = 500
"""Moves, and deals, looked at in one tick for each workspace."""


@dataclass(frozen=True)
class Place:
    """A workspace, and by what its deals are looked at."""

    database: Database
    clock: Clock
    charter: Charter
    settings: Settings
    playbooks: Playbooks
    workspace_id: int

    def channel(self, session: Session) -> Sight:
        """The eyes of a channel in which all are ours."""
        viewer = Viewer.channel(self.workspace_id)
        return Sight(session, self.charter, viewer, self.clock.now(), self.settings.warmth)

    def eyes(self, session: Session, deal: Deal) -> list[Sight]:
        """Those eyes, and those of whoever can act on the deal, where they may see it."""
        channel, person = self.channel(session), whom_to_tell(session, deal)
        own = None if person is None else channel.of(person)
        return [channel, own] if own is not None and seen.sees(own, deal) else [channel]


def tick(database: Database, clock: Clock, charter: Charter, settings: Settings, playbooks: Playbooks) -> int:
    """Do what is due, in every workspace; gives how many moves and deals were looked at."""
    with database.read() as session:
        workspace_ids = session.scalars(select(Workspace.id)).all()
    number = 0
    failed: list[Exception] = []
    for workspace_id in workspace_ids:
        place = Place(database, clock, charter, settings, playbooks, workspace_id)
        moves, missing = _moves(place), _deals(place)
        at_risk = risks.to_look_at(place.database, clock, playbooks, workspace_id)
        number += each(partial(look_at_move, place), moves, failed)
        number += each(partial(look_at_gaps, place), missing, failed)
        number += each(partial(look_for_risks, place), at_risk, failed)
    if failed:
        raise ExceptionGroup("deals that could not be looked at", failed)
    return number


def _moves(place: Place) -> Sequence[int]:
    with place.database.read() as session:
        return session.scalars(
            select(StageRecord.id)
            .where(StageRecord.workspace_id == place.workspace_id, StageRecord.looked_at.is_(None))
            .order_by(StageRecord.recorded_at, StageRecord.id)
            .limit(MOST)
        ).all()


def _deals(place: Place) -> Sequence[int]:
    """Deals of which something missing is to be looked at: its time has come, or an answer was taken back."""
    never = (Gap.state == "open") & Gap.look_at.is_(None) & Gap.escalated_at.is_(None)
    with place.database.read() as session:
        return session.scalars(
            select(Gap.deal_id)
            .where(
                Gap.workspace_id == place.workspace_id,
                Gap.state.in_(telling.WAITING),
                or_(Gap.look_at <= place.clock.now(), never),
            )
            .distinct()
            .limit(MOST)
        ).all()


def look_at_move(place: Place, record_id: int) -> int:
    """See whether anybody is to be told of a move, once."""
    with place.database.write() as session:
        deal_id = session.scalar(
            select(StageRecord.deal_id).where(
                StageRecord.workspace_id == place.workspace_id, StageRecord.id == record_id
            )
        )
        deal = None if deal_id is None else stages.locked(session, place.workspace_id, deal_id)
        if deal is None or not _claimed(session, place, record_id):
            return 0
        publishing.deals_changed(session, place.workspace_id, [deal.id])
        playbook = playbook_of(place.playbooks, deal)
        if not deal.is_open:
            _over(session, deal)
        elif not playbook.quiet:
            record = session.get_one(StageRecord, (place.workspace_id, record_id))
            if not is_current(session, deal, playbook, record):
                return 1
            if record.side == "sales" and playbook.sales_stage(record.stage) is None:
                off_map.tell(session, place.clock, deal, record)
                telling.moved_on(session, deal, record.id)
            else:
                _tell_of(place, place.channel(session), deal, playbook, record)
        return 1


def _claimed(session: Session, place: Place, record_id: int) -> bool:
    done = session.execute(
        update(StageRecord)
        .where(
            StageRecord.workspace_id == place.workspace_id,
            StageRecord.id == record_id,
            StageRecord.looked_at.is_(None),
        )
        .values(looked_at=place.clock.now())
        .returning(StageRecord.id)
    )
    return done.first() is not None


def is_current(session: Session, deal: Deal, playbook: Playbook, record: StageRecord) -> bool:
    """Whether a move is its side's last one: whatever was recorded of that side for a later time says the same."""
    side: stages.Side = "sales" if record.side == "sales" else "buying"
    records = stages.history(session, deal, side, playbook)
    later = records[[one.id for one in records].index(record.id) :]
    return all(fold(one.stage) == fold(record.stage) for one in later)


def standing_of(playbook: Playbook, deal: Deal) -> str:
    """How we stand against them: ahead, behind, in step, or unknown."""
    ours, theirs = playbook.sales_stage(deal.stage), playbook.buying_stage(deal.buying_stage or "")
    return playbook.stands(ours.id if ours else None, theirs.id if theirs else None)


def _tell_of(place: Place, sight: Sight, deal: Deal, playbook: Playbook, record: StageRecord) -> None:
    needs = standing(sight, place.playbooks, deal)
    _settle(place, sight, deal, needs)
    for one in needs.needs:
        if one.gap is not None:
            gaps.tell_assigned(sight.session, place.clock, deal, one.gap)
    missing = [one for one in needs.needs if is_missing(one, sight)]
    if not missing and standing_of(playbook, deal) not in ("ahead", "behind"):
        return
    for one in missing:
        _raise(place, sight, deal, playbook, one, record.id)
    if missing:
        _settle(place, sight, deal, needs)  # a risk that says the same is none beside it
    telling.moved_on(sight.session, deal, record.id)
    telling.tell(sight, place.clock, deal, telling.NUDGE, record.id, places.OF_MOVE)


def _raise(place: Place, sight: Sight, deal: Deal, playbook: Playbook, one: NeedStanding, record_id: int) -> None:
    """Have a need be asked for by this move. What was asked for already keeps its time."""
    gap = one.gap or Gap(
        workspace_id=deal.workspace_id, id=random_id(), deal_id=deal.id, key=one.need.id, subject_id=0, version=0
    )
    if gap.state != "open":
        tz = telling.zone_of(sight.session, deal)
        gap.state, gap.version = "open", gap.version + 1
        gap.raised_at, gap.needed_by = place.clock.now(), one.needed_by
        gap.escalated_at, gap.look_at = None, escalate_at(place.clock.now(), playbook.escalate_after, tz)
    gap.raised_by_id = record_id
    sight.session.add(gap)
    sight.session.flush()


def look_at_gaps(place: Place, deal_id: int) -> int:
    """See what has become of what is missing in a deal: met, no longer needed, back, or not answered for too long."""
    with place.database.write() as session:
        deal = stages.locked(session, place.workspace_id, deal_id)
        if deal is None:
            return 0
        playbook = playbook_of(place.playbooks, deal)
        if not deal.is_open or playbook.quiet:
            _over(session, deal)
            return 1
        sight = place.channel(session)
        _settle(place, sight, deal, standing(sight, place.playbooks, deal))
        tz = telling.zone_of(session, deal)
        waiting = _waiting(session, deal)
        late = [gap for gap in waiting if _is_late(place, gap, playbook, tz)]
        for gap in waiting:
            if gap.state == "snoozed" and gap.until is not None:
                # Looked at before its time (somebody met somebody), it stays put off.
                gap.look_at = back_at(gap.until, tz)
                if gap.look_at <= place.clock.now():
                    _back(place, sight, deal, playbook, gap, tz)
        if late:
            # What was to be told with the last one, and was not yet, is told with this one.
            unread = not telling.is_escalation_read(session, deal)
            late += [gap for gap in waiting if unread and gap.state == "open" and gap.escalated_at is not None]
            for gap in late:
                gap.escalated_at, gap.look_at = place.clock.now(), None
            session.flush()
            telling.escalate(session, place.clock, deal)
        return 1


def _is_late(place: Place, gap: Gap, playbook: Playbook, tz: str | None) -> bool:
    """Whether nobody answered a gap in time; sets when to look again where there is time left."""
    if gap.state == "assigned":
        gap.look_at = None  # somebody sees to it
    if gap.state != "open":
        return False
    if gap.escalated_at is not None:
        gap.look_at = None  # told once is enough
        return False
    due = escalate_at(gap.raised_at, playbook.escalate_after, tz)
    gap.look_at = due
    return due <= place.clock.now()


def _back(place: Place, sight: Sight, deal: Deal, playbook: Playbook, gap: Gap, tz: str | None) -> None:
    now = place.clock.now()
    gap.state, gap.version, gap.until = "open", gap.version + 1, None
    gap.raised_at, gap.escalated_at = now, None
    gap.answered_by_id = gap.answered_at = None
    gap.look_at = escalate_at(now, playbook.escalate_after, tz)
    sight.session.flush()
    telling.bring_up_to_date(sight.session, [gap])
    telling.tell(sight, place.clock, deal, telling.BACK, gap.id, places.of_gap(gap), anew=True)


def _settle(place: Place, sight: Sight, deal: Deal, needs: DealNeeds) -> None:
    """Close what was met without a click, and end what is not needed any more."""
    if off_map.stage_of(sight.session, needs.playbook, deal) is None:
        return  # nobody can say what is needed: that is not to say that nothing is
    needed = {one.need.id: one for one in needs.needs}
    changed = []
    for gap in _waiting(sight.session, deal):
        if gap.key in risks.RULES:
            ended = risks.ended(place.eyes(sight.session, deal), place.clock, place.playbooks, deal, gap)
        elif gap.key not in needed:
            # What was answered stays so until it is needed again; what was put off, until its day.
            ended = "over" if gap.state == "open" or _is_due(place, sight.session, deal, gap) else None
        else:
            ended = "closed" if needed[gap.key].engaged else None
        if ended is not None:
            gap.state, gap.version, gap.look_at, gap.until = ended, gap.version + 1, None, None
            changed.append(gap)
    sight.session.flush()
    telling.bring_up_to_date(sight.session, changed)


def _is_due(place: Place, session: Session, deal: Deal, gap: Gap) -> bool:
    """Whether the day is there until which a gap was put off."""
    if gap.state != "snoozed" or gap.until is None:
        return False
    return back_at(gap.until, telling.zone_of(session, deal)) <= place.clock.now()


def _over(session: Session, deal: Deal) -> None:
    waiting = _waiting(session, deal)
    for gap in waiting:
        gap.state, gap.version, gap.look_at, gap.until = "over", gap.version + 1, None, None
    session.flush()
    telling.bring_up_to_date(session, waiting)


def _waiting(session: Session, deal: Deal) -> list[Gap]:
    here = (Gap.workspace_id == deal.workspace_id) & (Gap.deal_id == deal.id)
    query = select(Gap).where(here, Gap.state.in_(telling.WAITING)).order_by(Gap.raised_at, Gap.key, Gap.subject_id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def look_for_risks(place: Place, deal_id: int) -> int:
    """Raise what has begun to be a risk in a deal, each once; what a channel may not see is told to one person."""
    with place.database.read() as session:
        deal = session.get(Deal, (place.workspace_id, deal_id))
        if deal is None or not any(_new_risks(place, session, deal)):
            return 0
    with place.database.write() as session:
        deal = stages.locked(session, place.workspace_id, deal_id)
        if deal is None or not deal.is_open:
            return 0
        playbook, sight = playbook_of(place.playbooks, deal), place.channel(session)
        tz = telling.zone_of(session, deal)
        in_channel, *alone = _new_risks(place, session, deal)
        for found in dict.fromkeys(one for some in (in_channel, *alone) for one in some):
            gap = risks.raised(sight, place.clock, deal, found)
            gap.look_at = escalate_at(place.clock.now(), playbook.escalate_after, tz)
            session.flush()
            topics, apart = places.of_gap(gap), found not in in_channel
            by = risks.reported_by(session, deal, found)
            telling.tell(sight, place.clock, deal, telling.RISK, gap.id, topics, anew=True, alone=apart, not_to=by)
        return 1


def _new_risks(place: Place, session: Session, deal: Deal) -> list[list[risks.Found]]:
    """What a channel may be told; and what whoever can act may be told, where that can be more."""
    channel = place.channel(session)
    eyes = place.eyes(session, deal) if risks.anybody_left(channel, deal) else [channel]
    return [risks.new_ones(sight, place.clock, place.playbooks, deal) for sight in eyes]


__all__ = ["Place", "is_current", "look_at_gaps", "look_at_move", "look_for_risks", "standing_of", "tick"]
