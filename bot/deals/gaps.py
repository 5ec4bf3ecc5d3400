"""What somebody says to a gap: one answer each, kept with who gave it, taken back within five minutes.

The table is shown in docs/explanation/who-should-meet-whom.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import telling
from bot.deals.engaging import SAID, TO_TAKE_BACK, Before, engage, unsaid
from bot.deals.needs import NeedStanding, standing
from bot.deals.playbook import Playbooks
from bot.deals.seen import part, the_deal
from bot.errors import BadInput, NotYours, Stale
from bot.introductions.working_time import day_of, next_working, zone
from bot.network.who import visible
from models.base import random_id
from models.deals import Deal, DealMember, Gap, ProposedMember
from models.people import Colleague
from models.upsert import insert_unless_there

ASSIGNED: Final = "gap_assigned"
"""The kind of what somebody is told to whom a gap was assigned."""
REASON_MOST: Final = 300
LONGEST_SNOOZE: Final = dt.timedelta(days=183)
MOVED_ON: Final = "Things have moved on meanwhile; nothing was changed."
NOT_ON_IT: Final = "Only the deal's team, its lead and their managers say what becomes of this. Nothing was changed."
NOT_ON_TEAM: Final = "Only who is on the deal's team can have met somebody for it. Nothing was changed."


@dataclass(frozen=True)
class Transition:
    """One line of the table: what happens in which states, and what it leads to."""

    event: str
    states: tuple[str, ...]
    to: str
    says: str


_ANSWERABLE = ("open", "assigned", "snoozed", "closed", "over")
_ANSWERED = ("met", "not_needed", "assigned", "snoozed")
OF_GAP = (
    Transition("met", _ANSWERABLE, "met", "Somebody on the team says that they have met."),
    Transition("not_needed", _ANSWERABLE, "not_needed", "It is not needed in this deal, and why."),
    Transition("assign", _ANSWERABLE, "assigned", "Somebody on the team is to see to it, and is told so."),
    Transition("snooze", _ANSWERABLE, "snoozed", "It comes back on a day."),
    Transition("undo", _ANSWERED, "open", "Whoever answered takes it back, within five minutes."),
    Transition("ask_again", ("not_needed", "snoozed"), "open", "It is asked for again, at any time."),
)
"""What can be said to a gap."""


@dataclass(frozen=True)
class Answered:
    """A gap as it stands after an answer. `undo_until` is when it can no longer be taken back.

    `filled` is False where somebody noted a meeting that does not meet the need: it stays open. `before` is what was
    known of the meeting before it.
    """

    deal: Deal
    key: str
    gap_id: int
    state: str
    version: int
    undo_until: dt.datetime
    filled: bool = True
    before: Before | None = None
    assigned_to: str | None = None
    until: dt.date | None = None


def met(
    sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int, contact_id: int
) -> Answered:
    """The viewer says that they have met a stakeholder they see. Raises `Stale` or `NotYours`."""
    deal = _deal(sight, deal_id)
    here = part(sight, deal)
    if not (here.leads or here.on_team):
        raise NotYours(NOT_ON_TEAM)
    found = _need(sight, playbooks, deal, key)
    if not any(one.face and one.face.contact_id == contact_id for one in found.stakeholders):
        raise Stale(MOVED_ON)
    gap = _row(sight, clock, found, deal, version)
    me, now = sight.viewer.id, clock.now()
    before = engage(sight.session, clock, deal, contact_id, me, "meeting", now, SAID)
    if not (found.vacant or any(one.colleague_id == me for one in found.holders)):
        return Answered(deal, key, gap.id, gap.state, gap.version, now + TO_TAKE_BACK, filled=False, before=before)
    _move(sight, clock, gap, "met", reason=None, assigned_to_id=None, until=None, look_at=None)
    return Answered(deal, key, gap.id, gap.state, gap.version, now + TO_TAKE_BACK, before=before)


def not_needed(
    sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int, reason: str | None
) -> Answered:
    """The viewer says that this need is none in this deal, and why. Raises `BadInput`, `Stale` or `NotYours`."""
    return _answer(sight, clock, playbooks, deal_id, key, version, "not_needed", reason=reason_in(reason))


def reason_in(typed: str | None) -> str:
    """Why something is not needed, or no risk, as it is kept. Raises `BadInput` where nothing, or too much, is said."""
    words = " ".join(visible(typed or "").split())
    if not words:
        raise BadInput("Say in a few words why not: the team reads it.", field="reason")
    if len(words) > REASON_MOST:
        raise BadInput(f"That reason has {len(words)} characters; {REASON_MOST} fit.", field="reason")
    return words


def assign(
    sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int, colleague_id: int | None
) -> Answered:
    """The viewer has somebody on the deal see to it; they are told. Raises `BadInput`, `Stale` or `NotYours`."""
    deal = _deal(sight, deal_id)
    person = sight.session.get(Colleague, (deal.workspace_id, colleague_id or 0))
    if person is None or person.kind != "member" or person.left_at is not None or not _has_part(sight, deal, person.id):
        # Assigning opens nothing: whoever is to see to it must be on the deal already.
        raise BadInput("They are not on this deal's team. `/o2o deal team` adds them.", field="colleague_id")
    done = _answer(sight, clock, playbooks, deal_id, key, version, "assign", assigned_to_id=person.id)
    tell_assigned(sight.session, clock, deal, sight.session.get_one(Gap, (deal.workspace_id, done.gap_id)))
    return done


def tell_assigned(session: Session, clock: Clock, deal: Deal, gap: Gap) -> None:
    """Have whoever is to see to a gap told so, once: also if it was not needed for a while when they would have been.

    Whoever took it upon themselves needs no telling.
    """
    if gap.state != "assigned" or gap.assigned_to_id is None or gap.assigned_to_id == gap.answered_by_id:
        return
    key = (deal.workspace_id, ASSIGNED, gap.id, gap.assigned_to_id)
    person = session.get(Colleague, (deal.workspace_id, gap.assigned_to_id))
    if person is not None and not outbox.is_told(session, *key):
        outbox.tell(session, clock, *key, due_at=next_working(clock.now(), person.tz))


def snooze(
    sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int, until: dt.date | None
) -> Answered:
    """The viewer has it come back on a day. Raises `BadInput`, `Stale` or `NotYours`."""
    deal = _deal(sight, deal_id)
    lead = sight.session.get(Colleague, (deal.workspace_id, deal.owner_id or 0))
    tz = lead.tz if lead else None
    today = day_of(clock.now(), tz)
    if until is None or not today < until <= today + LONGEST_SNOOZE:
        raise BadInput("Choose a day after today, within half a year.", field="until")
    morning = next_working(dt.datetime.combine(until, dt.time(), zone(tz)), tz)
    return _answer(sight, clock, playbooks, deal_id, key, version, "snooze", until=until, look_at=morning)


def ask_again(sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int) -> Answered:
    """The viewer has something asked for again that was not needed, or put off. Raises `Stale` or `NotYours`."""
    now = clock.now()
    return _answer(sight, clock, playbooks, deal_id, key, version, "ask_again", raised_at=now, escalated_at=None)


def undo(
    sight: Sight, clock: Clock, gap_id: int, version: int, contact_id: int | None, before: Before | None
) -> Answered:
    """The viewer takes back what they said to a gap, within five minutes. Raises `Stale`."""
    gap = sight.session.get(Gap, (sight.viewer.workspace_id, gap_id))
    if gap is None:
        raise Stale(MOVED_ON)
    # The deal first, then the gap, as everybody locks them: the other way round two would wait for each other.
    deal = _deal(sight, gap.deal_id)
    sight.session.refresh(gap, with_for_update=True)
    late = gap.answered_at is None or clock.now() - gap.answered_at > TO_TAKE_BACK
    if gap.version != version or gap.answered_by_id != sight.viewer.id or late:
        raise Stale(MOVED_ON)
    told = gap.assigned_to_id
    was_met = gap.state == "met"
    _move(sight, clock, gap, "undo", reason=None, assigned_to_id=None, until=None, look_at=None)
    if was_met and contact_id is not None:
        unsaid(sight, clock, deal, contact_id, before)
    if told is not None:
        outbox.unsay(sight.session, deal.workspace_id, ASSIGNED, gap.id, told)
    return Answered(deal, gap.key, gap.id, gap.state, gap.version, clock.now())


def unmet(sight: Sight, clock: Clock, deal_id: int, contact_id: int, before: Before | None) -> Deal:
    """The viewer takes back that they have met somebody, where it answered no gap. Raises `Stale`."""
    deal = _deal(sight, deal_id)
    unsaid(sight, clock, deal, contact_id, before)
    return deal


def assigned(sight: Sight, gap_id: int) -> tuple[Gap, Deal]:
    """The gap that somebody was told of, and its deal, which they may see. Raises `Stale`."""
    gap = sight.session.get(Gap, (sight.viewer.workspace_id, gap_id))
    if gap is None:
        raise Stale(MOVED_ON)
    return gap, the_deal(sight, gap.deal_id)


def asked_for(
    sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int
) -> tuple[Deal, Gap]:
    """A gap as it was shown, for whoever may say what becomes of it. Raises `Stale` or `NotYours`."""
    deal = _deal(sight, deal_id)
    here = part(sight, deal)
    if not (here.leads or here.on_team or here.manages):
        raise NotYours(NOT_ON_IT)
    return deal, _row(sight, clock, _need(sight, playbooks, deal, key), deal, version)


def _answer(
    sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int, event: str, **values: Any
) -> Answered:
    deal, gap = asked_for(sight, clock, playbooks, deal_id, key, version)
    told = gap.assigned_to_id
    _move(
        sight, clock, gap, event, **{"reason": None, "assigned_to_id": None, "until": None, "look_at": None, **values}
    )
    if told is not None and told != gap.assigned_to_id:
        outbox.unsay(sight.session, deal.workspace_id, ASSIGNED, gap.id, told)
    name = sight.reading.names([gap.assigned_to_id])[gap.assigned_to_id][0] if gap.assigned_to_id else None
    undo_until = clock.now() + TO_TAKE_BACK
    return Answered(deal, key, gap.id, gap.state, gap.version, undo_until, assigned_to=name, until=gap.until)


def _deal(sight: Sight, deal_id: int) -> Deal:
    return the_deal(sight, deal_id, locked=True)


def _need(sight: Sight, playbooks: Playbooks, deal: Deal, key: str) -> NeedStanding:
    """The need as it stands for the viewer; `Stale` where it is none any more."""
    found = next((one for one in standing(sight, playbooks, deal).needs if one.need.id == key), None)
    if found is None:
        raise Stale("The deal has moved on, and this is not needed any more. Nothing was changed.")
    return found


def _row(sight: Sight, clock: Clock, found: NeedStanding, deal: Deal, version: int) -> Gap:
    """The gap's row, made where nobody was told of it yet. `version` 0 was shown where there was none."""
    made = {
        "workspace_id": deal.workspace_id,
        "id": random_id(),
        "deal_id": deal.id,
        "key": found.need.id,
        "subject_id": 0,
        "state": "open",
        "version": 1,
        "raised_at": clock.now(),
        "needed_by": found.needed_by,
    }
    insert_unless_there(sight.session, Gap, made)
    gap = sight.session.scalars(
        select(Gap)
        .where(
            Gap.workspace_id == deal.workspace_id, Gap.deal_id == deal.id, Gap.key == found.need.id, Gap.subject_id == 0
        )
        .execution_options(populate_existing=True)
    ).one()
    if gap.version != (version or 1):
        raise Stale(MOVED_ON)
    return gap


def _move(sight: Sight, clock: Clock, gap: Gap, event: str, **values: Any) -> None:
    """Let an event happen to a gap as it was read. Raises `Stale` where it can't, or where somebody was quicker."""
    line = next((one for one in OF_GAP if one.event == event and gap.state in one.states), None)
    if line is None:
        raise Stale(MOVED_ON)
    undone = event in ("undo", "ask_again")
    done = sight.session.execute(
        update(Gap)
        .where(
            Gap.workspace_id == gap.workspace_id, Gap.id == gap.id, Gap.state == gap.state, Gap.version == gap.version
        )
        .values(
            state=line.to,
            version=gap.version + 1,
            answered_by_id=None if undone else sight.viewer.id,
            answered_at=None if undone else clock.now(),
            **values,
        )
        .returning(Gap.id)
        .execution_options(synchronize_session=False)
    ).first()
    if done is None:
        raise Stale(MOVED_ON)
    sight.session.refresh(gap)
    telling.bring_up_to_date(sight.session, [gap])


def _has_part(sight: Sight, deal: Deal, colleague_id: int) -> bool:
    """Whether somebody is on the deal in any part: then they may see it, where its account is listed for them."""
    if colleague_id in (deal.owner_id, deal.made_by_id):
        return True
    for table in (DealMember, ProposedMember):
        here = (table.workspace_id == deal.workspace_id) & (table.deal_id == deal.id)
        if sight.session.scalar(select(table.id).where(here, table.colleague_id == colleague_id)) is not None:
            return True
    return False
