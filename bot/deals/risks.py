"""What can go wrong with a deal, by the rules of its playbook: raised once, closed by itself, dismissed with a reason.

From what was said aloud for the deal of those of whom its reader may know, the directory, and the observations they may
see: the channel, or else whoever can act on the deal, who is then told alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals.counterparts import Counterpart, Dialogues, counterparts, dialogues, seats_listed
from bot.deals.engaging import Talk
from bot.deals.off_map import stage_of
from bot.deals.playbook import Playbook, Playbooks, Risk, SalesStage
from bot.deals.seen import playbook_of
from bot.deals.vocabulary import RISKS
from bot.runs import claim_run
from models.accounts import Contact, Holding
from models.base import random_id
from models.deals import Deal, Gap, Stakeholder
from models.ids import among, of_deals
from models.session import Database

RULES: Final = frozenset(RISKS)
OF_SEATS: Final = frozenset({"champion_left", "seat_vacated"})
"""Those that somebody may see of whom a channel may not know; the others are looked for with a channel's eyes alone."""
RUN: Final = "deal_risks"
THREAD: Final = dt.timedelta(days=90)
"""For how long a dialogue counts for how many carry a deal."""
BEGUN: Final = dt.timedelta(days=14)
"""How old the first dialogue of a deal is at least: somebody has to be the first."""
BUYER: Final = "economic buyer"
SETTLED: Final = ("closed", "over")


@dataclass(frozen=True)
class Found:
    """A risk that is there: by which rule, and about which contact or seat (0: nobody)."""

    rule: str
    subject_id: int = 0


def to_look_at(database: Database, clock: Clock, playbooks: Playbooks, workspace_id: int) -> Sequence[int]:
    """The deals to look for risks in now; none where that was done within the hour, by whichever worker.

    Those are deals that are spoken of: with a channel of their own, or of which something was asked for before. Of
    thousands that were merely imported nobody is told anything.
    """
    slot = f"{clock.now():%Y-%m-%dT%H}"
    with database.write() as session:
        if not claim_run(session, clock, workspace_id, RUN, slot):
            return ()
        asked = exists().where(Gap.workspace_id == Deal.workspace_id, Gap.deal_id == Deal.id)
        rows = session.execute(
            select(Deal.id, Deal.playbook, Deal.kind)
            .where(Deal.workspace_id == workspace_id, Deal.is_open.is_(True), Deal.channel_id.is_not(None) | asked)
            .order_by(Deal.id)
        )
        return [row.id for row in rows if playbooks.choose(row.playbook, row.kind).risks]


def new_ones(sight: Sight, clock: Clock, playbooks: Playbooks, deal: Deal) -> list[Found]:
    """The risks that are there and of which nobody was told, or that were over since."""
    there = _there(sight, clock.now(), playbooks, deal)
    rows = sight.session.execute(
        select(Gap.key, Gap.subject_id).where(
            Gap.workspace_id == deal.workspace_id, Gap.deal_id == deal.id, Gap.state.not_in(SETTLED)
        )
    )
    known = {(row.key, row.subject_id) for row in rows}
    mine = [one for one in there if sight.viewer.is_channel or one.rule in OF_SEATS]
    return [one for one in mine if (one.rule, one.subject_id) not in known]


def ended(eyes: Sequence[Sight], clock: Clock, playbooks: Playbooks, deal: Deal, gap: Gap) -> str | None:
    """What has become of a risk that was told: `closed` where it is none any more, `over` where none is watched for.

    It is none where none of these eyes sees it; of them, the first are a channel's. What a need asks for by now is
    over: nothing was done about it.
    """
    playbook, session = playbook_of(playbooks, deal), eyes[0].session
    if gap.key not in {one.rule for one in _watched(session, playbook, deal)}:
        return "over"
    if gap.key == "no_economic_buyer" and _is_asked(session, playbook, deal):
        return "over"
    looking = eyes if gap.key in OF_SEATS else eyes[:1]
    return None if any(is_there(sight, clock.now(), playbooks, deal, gap) for sight in looking) else "closed"


def is_there(sight: Sight, now: dt.datetime, playbooks: Playbooks, deal: Deal, gap: Gap) -> bool:
    """Whether a risk is there, as far as the viewer may see."""
    return Found(gap.key, gap.subject_id) in _there(sight, now, playbooks, deal)


def raised(sight: Sight, clock: Clock, deal: Deal, found: Found) -> Gap:
    """The gap of a risk, open from now on; the deal is to be locked."""
    here = (Gap.workspace_id == deal.workspace_id) & (Gap.deal_id == deal.id)
    gap = sight.session.scalar(select(Gap).where(here, Gap.key == found.rule, Gap.subject_id == found.subject_id))
    if gap is None:
        gap = Gap(
            workspace_id=deal.workspace_id,
            id=random_id(),
            deal_id=deal.id,
            key=found.rule,
            subject_id=found.subject_id,
            version=0,
        )
    gap.state, gap.version, gap.raised_at, gap.escalated_at = "open", gap.version + 1, clock.now(), None
    sight.session.add(gap)
    return gap


def reported_by(session: Session, deal: Deal, found: Found) -> int | None:
    """Whoever of ours said that somebody has left the seat a risk is about; None: nobody did, it was imported."""
    if found.rule not in ("seat_vacated", "champion_left"):
        return None
    about = Holding.seat_id if found.rule == "seat_vacated" else Holding.contact_id
    here = (Holding.workspace_id == deal.workspace_id) & (about == found.subject_id) & Holding.until.is_not(None)
    last = select(Holding.ended_by_id).where(here, Holding.named_by_id.is_(None))
    return session.scalar(last.order_by(Holding.until.desc(), Holding.id.desc()).limit(1))


def _watched(session: Session, playbook: Playbook, deal: Deal) -> tuple[Risk, ...]:
    return watched(playbook, stage_of(session, playbook, deal))


def watched(playbook: Playbook, stage: SalesStage | None) -> tuple[Risk, ...]:
    """The risks that are watched for at a stage of ours."""
    return () if playbook.quiet or stage is None else playbook.risks_at(stage.id)


def _there(sight: Sight, now: dt.datetime, playbooks: Playbooks, deal: Deal) -> list[Found]:
    playbook = playbook_of(playbooks, deal)
    risks = _watched(sight.session, playbook, deal)
    if not risks:
        return []
    # A channel's dialogues hang on nobody whom it sees in the deal.
    unseen = sight.viewer.is_channel and OF_SEATS.isdisjoint(one.rule for one in risks)
    people = [] if unseen else counterparts(sight, deal)[0]
    given = Watched(deal, playbook, risks, people, dialogues(sight, deal, people))
    return there(sight, now, [given])[deal.id]


@dataclass(frozen=True)
class Watched:
    """A deal that is watched, by what its reader may know of it."""

    deal: Deal
    playbook: Playbook
    risks: tuple[Risk, ...]
    people: Sequence[Counterpart]
    aloud: Dialogues


def there(sight: Sight, now: dt.datetime, deals: Sequence[Watched]) -> dict[int, list[Found]]:
    """The risks that are there in each of these deals, as far as the viewer may see."""
    asked = _asked(sight.session, deals)
    gone = _gone(sight, [one for one in deals if not OF_SEATS.isdisjoint(risk.rule for risk in one.risks)])
    found: dict[int, list[Found]] = {}
    for one in deals:
        deal, said, rules = one.deal, one.aloud.said, {risk.rule: risk for risk in one.risks}
        some = found[deal.id] = []
        if "single_thread" in rules and _hangs_by_one(said, now):
            some.append(Found("single_thread"))
        if "no_economic_buyer" in rules and deal.id not in asked and not _has_met(BUYER, one.aloud):
            some.append(Found("no_economic_buyer"))
        if "gone_cold" in rules and _is_cold(deal, said, rules["gone_cold"], now):
            some.append(Found("gone_cold"))
        some += [risk for risk in gone.get(deal.id, ()) if risk.rule in rules]
    return found


def _hangs_by_one(said: Iterable[Talk], now: dt.datetime) -> bool:
    """Whether one of ours, or one of theirs, has all the dialogue there is; what has just begun hangs by nobody yet."""
    everything = list(said)
    lately = [one for one in everything if one.at >= now - THREAD]
    if not lately or min(one.at for one in everything) > now - BEGUN:
        return False
    return 1 in (len({one.colleague_id for one in lately}), len({one.contact_id for one in lately}))


def _has_met(theirs: str, aloud: Dialogues) -> bool:
    return any(theirs in aloud.parts.get(one.contact_id, ()) for one in aloud.said)


def _is_asked(session: Session, playbook: Playbook, deal: Deal) -> bool:
    """Whether a need of the playbook asks for whoever decides about the money, or was answered."""
    return deal.id in _asked(session, [Watched(deal, playbook, (), (), Dialogues((), {}))])


def _asked(session: Session, deals: Sequence[Watched]) -> set[int]:
    """Of which of these deals that is so."""
    asks = {one.deal.id: {need.id for need in one.playbook.needs if need.theirs == BUYER} for one in deals}
    rows = session.execute(
        select(Gap.deal_id, Gap.key)
        .where(of_deals(Gap, [one.deal for one in deals]), Gap.state.not_in(SETTLED))
        .where(Gap.key.in_(sorted({key for keys in asks.values() for key in keys})))
    )
    return {row.deal_id for row in rows if row.key in asks[row.deal_id]}


def _is_cold(deal: Deal, said: Sequence[Talk], risk: Risk, now: dt.datetime) -> bool:
    """Whether nothing was heard for longer than the rule says: of nobody ever, since the deal last moved."""
    moved = max(one for one in (deal.stage_since, deal.buying_since, deal.created_at) if one is not None)
    last = max((one.at for one in said), default=moved)
    return risk.after is not None and now - last > dt.timedelta(days=risk.after)


def _gone(sight: Sight, deals: Sequence[Watched]) -> dict[int, list[Found]]:
    """Champions who have left their seat since they were named, and stakeholders' seats that have fallen vacant."""
    left = somebody_left(sight, [one.deal for one in deals])
    leaving = [one for one in deals if one.deal.id in left]
    if not leaving:
        return {}
    held = _Held(sight, [person for one in leaving for person in one.people])
    return {one.deal.id: _gone_from(held, one.people) for one in leaving}


def _gone_from(held: _Held, people: Sequence[Counterpart]) -> list[Found]:
    found: list[Found] = []
    for one in people:
        since = one.shown.named_at.date()
        person, seat = one.shown.contact, one.shown.seat
        if person is not None:
            left = held.left(person.contact_id, since)
            if left and one.plays("champion"):
                found.append(Found("champion_left", person.contact_id))
            elif left:
                found += [Found("seat_vacated", seat_id) for seat_id in left if held.vacant_since(seat_id, since)]
        elif seat is not None and held.vacant_since(seat.seat_id, since):
            found.append(Found("seat_vacated", seat.seat_id))
    return sorted(set(found), key=lambda one: (one.rule, one.subject_id))


def anybody_left(sight: Sight, deal: Deal) -> bool:
    """Whether any stakeholder's time in a seat has ended, whoever may see it: mostly none has, and nothing is read."""
    return bool(somebody_left(sight, [deal]))


def somebody_left(sight: Sight, deals: Sequence[Deal]) -> set[int]:
    """In which of these deals that is so."""
    found: set[int] = set()
    for theirs in (Holding.contact_id == Stakeholder.contact_id, Holding.seat_id == Stakeholder.seat_id):
        query = (
            select(Stakeholder.deal_id)
            .join(Holding, (Stakeholder.workspace_id == Holding.workspace_id) & theirs)
            .where(of_deals(Stakeholder, deals), Stakeholder.removed_at.is_(None), Holding.until <= sight.today)
        )
        found.update(sight.session.scalars(query.distinct()))
    return found


class _Held:
    """Who had which seat until when, of those that a deal's stakeholders have or are: as far as the reader may see.

    Whoever the directory hides from the reader has no seat, and a seat at an account that it hides is nobody's.
    """

    def __init__(self, sight: Sight, people: Sequence[Counterpart]) -> None:
        contacts = {one.shown.contact.contact_id for one in people if one.shown.contact}
        seats = {one.shown.seat.seat_id for one in people if one.shown.seat}
        here = Holding.workspace_id == sight.viewer.workspace_id
        mine = select(Holding.seat_id).where(here, among(Holding.contact_id, contacts))
        self._today = sight.today
        # What a colleague says of who has a seat now stands apart, and decides nothing.
        self._rows = sight.session.execute(
            select(Holding.seat_id, Holding.contact_id, Holding.until)
            .join(Contact, (Contact.workspace_id == Holding.workspace_id) & (Contact.id == Holding.contact_id))
            .where(
                here,
                Holding.named_by_id.is_(None),
                among(Holding.seat_id, seats) | Holding.seat_id.in_(mine),
                Holding.seat_id.in_(seats_listed(sight)),
                sight.directory.shows("listed"),
            )
        ).all()

    def left(self, contact_id: int, since: dt.date) -> list[int]:
        """The seats somebody has left since a day; none while they have one."""
        mine = [row for row in self._rows if row.contact_id == contact_id]
        if any(self._now(row.until) for row in mine):
            return []
        return sorted({row.seat_id for row in mine if row.until >= since})

    def vacant_since(self, seat_id: int, since: dt.date) -> bool:
        """Whether a seat has fallen vacant since a day: one that was empty before is known to be."""
        ends = [row.until for row in self._rows if row.seat_id == seat_id]
        return bool(ends) and not any(map(self._now, ends)) and max(ends) >= since

    def _now(self, until: dt.date | None) -> bool:
        return until is None or until > self._today


__all__ = ["RULES", "Found", "anybody_left", "ended", "is_there", "new_ones", "raised", "reported_by", "to_look_at"]
