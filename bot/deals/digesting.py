"""The clock's part in the digests: whose is due, put down once each, however many workers tick.

Who reads by the same clock is looked at together: all of it is read in one snapshot, then written in one short
transaction, in which the slot is claimed. One that dies has prepared all of it or nothing. Once an hour it is looked
again, until the day is over: somebody may have come to a clock of which all was prepared. What a digest says is found
when it is delivered, as things stand then.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Row, and_, delete, select, true
from sqlalchemy.orm import Session

from bot.charter import Charter
from bot.charter.places import may_say
from bot.clock import Clock
from bot.deals import digest_settings, rooms, seen
from bot.deals.digest_settings import InForce
from bot.deals.nudging import Place
from bot.deals.playbook import Playbooks
from bot.deals.slots import Schedule, digest_begins, digest_lapses, digest_slot
from bot.deals.standing_now import stood_in_channels
from bot.deals.trend import PERSON, UNTOLD
from bot.errors import Stale
from bot.introductions.machine import OPEN
from bot.introductions.working_time import zone
from bot.outbox.many import Addressed, tell_all
from bot.people import confirming
from bot.people.mine import AS_A_WHOLE, EVIDENCE_ALONE
from bot.runs import claim_run, each
from bot.settings import Settings
from models.base import random_id
from models.deals import Deal, DealMember, ProposedMember
from models.digests import Digest
from models.introductions import Ask
from models.network import Relationship
from models.outbox import ClaimedRun
from models.people import Colleague, Workspace
from models.session import Database
from models.upsert import insert_all_unless_there

RUN: Final = "digests"
TOLD: Final = frozenset({"roles", "counts"})
"""Of these a channel must be allowed to be told at least one: without them there is nothing to say every week."""
KEPT: Final = dt.timedelta(weeks=13)


@dataclass(frozen=True)
class Slot:
    """That the digests of one day are due for all who go by one clock, until that day is over there.

    `key` is that of an hour: by it, it is looked at once in each.
    """

    zone: str
    day: dt.date
    lapses_at: dt.datetime
    key: str


@dataclass(frozen=True)
class Due:
    """What is to be put down for a slot: deals with their channel and how they stand, and people."""

    slot: Slot
    deals: Sequence[tuple[int, str, str]]
    people: Sequence[int]


def tick(database: Database, clock: Clock, charter: Charter, settings: Settings, playbooks: Playbooks) -> int:
    """Prepare what is due, in every workspace; gives how many digests."""
    with database.read() as session:
        workspace_ids = session.scalars(select(Workspace.id)).all()
    failed: list[Exception] = []
    given = (database, clock, charter, settings, playbooks)
    number = each(lambda one: prepare(Place(*given, workspace_id=one)), workspace_ids, failed)
    if failed:
        raise ExceptionGroup("digests that could not be prepared", failed)
    return number


def prepare(place: Place) -> int:
    """Put down the digests that are due now in a workspace, each once; gives how many. Raises `Stale`."""
    with place.database.read() as session:
        held = digest_settings.in_force(session, place.workspace_id)
        slots = _open_slots(place, session, held)
        due = _due(place, session, held, slots) if slots else []
    if not due:
        return 0
    with place.database.write() as session:
        if digest_settings.in_force(session, place.workspace_id).version != held.version:
            raise Stale(digest_settings.CHANGED)
        return sum(_put_down(place, session, one, pictures=held.wishes.pictures) for one in due)


def _put_down(place: Place, session: Session, due: Due, *, pictures: bool) -> int:
    """Put down what is due for a slot, and have it said; 0 where another worker has."""
    slot, clock, workspace_id = due.slot, place.clock, place.workspace_id
    if not claim_run(session, clock, workspace_id, RUN, slot.key):
        return 0
    shared = {"workspace_id": workspace_id, "day": slot.day, "prepared_at": clock.now()}
    rooms_of = {random_id(): one for one in due.deals}
    people_of = {random_id(): one for one in due.people}
    new: set[int] = set()
    if rooms_of:
        rows = [(number, deal_id, stands) for number, (deal_id, _, stands) in rooms_of.items()]
        new |= insert_all_unless_there(session, Digest, shared, ("id", "deal_id", "stood"), rows)
    if people_of:
        of_people = list(people_of.items())
        new |= insert_all_unless_there(session, Digest, {**shared, "stood": UNTOLD}, ("id", "colleague_id"), of_people)
    in_rooms = [Addressed(number, room=room) for number, (_, room, _) in rooms_of.items() if number in new]
    to_people = [Addressed(number, recipient_id=one) for number, one in people_of.items() if number in new]
    told = tell_all(session, clock, workspace_id, rooms.DIGEST, in_rooms, lapses_at=slot.lapses_at)
    if pictures:
        tell_all(session, clock, workspace_id, rooms.DIGEST_PICTURE, in_rooms, lapses_at=slot.lapses_at)
    return told + tell_all(session, clock, workspace_id, PERSON, to_people, lapses_at=slot.lapses_at)


def _open_slots(place: Place, session: Session, held: InForce) -> list[Slot]:
    """The clocks by which it is the digest's hour now, as far as nobody has prepared it."""
    wishes, now = held.wishes, place.clock.now()
    if not wishes.in_channels and not wishes.to_people:
        return []
    schedule = wishes.schedule
    found = []
    for name in sorted(_zones(session, place.workspace_id, schedule)):
        day = digest_slot(now, schedule, name)
        # What would have begun before anybody wished for it is not made up for.
        if day is not None and digest_begins(day, schedule, name) >= held.since:
            key = f"{day:%Y-%m-%d}/{held.version}/{name}/{now:%dT%H}"
            found.append(Slot(name, day, digest_lapses(day, schedule, name), key))
    if not found:
        return []
    done = select(ClaimedRun.slot).where(
        ClaimedRun.workspace_id == place.workspace_id,
        ClaimedRun.job == RUN,
        ClaimedRun.slot.in_([one.key for one in found]),
    )
    prepared = set(session.scalars(done))
    return [one for one in found if one.key not in prepared]


def _zones(session: Session, workspace_id: int, schedule: Schedule) -> set[str]:
    """The clocks by which anybody of ours reads."""
    if schedule.zone is not None:
        return {_clock_of(schedule, None)}
    ours = (Colleague.workspace_id == workspace_id) & (Colleague.kind == "member") & Colleague.left_at.is_(None)
    return {_clock_of(schedule, tz) for tz in session.scalars(select(Colleague.tz).where(ours).distinct())} | {"UTC"}


def _clock_of(schedule: Schedule, tz: str | None) -> str:
    """The name of the zone by which somebody's digest goes; one that this machine doesn't know is UTC."""
    return str(zone(schedule.zone or tz))


def _due(place: Place, session: Session, held: InForce, slots: Sequence[Slot]) -> list[Due]:
    clocks = {one.zone: one for one in slots}
    people = _People(session, place.workspace_id, held.wishes.schedule)
    had = and_(Digest.workspace_id == place.workspace_id, Digest.day.in_({one.day for one in slots}))
    deals = _deals(place, session, people, clocks, had) if held.wishes.in_channels else {}
    readers: dict[str, list[int]] = defaultdict(list)
    if held.wishes.to_people:
        have = set(session.scalars(select(Digest.colleague_id).where(had, Digest.colleague_id.is_not(None))))
        for one in _readers(session, place, people):
            if one not in have:
                readers[people.clock_of(one)].append(one)
    return [Due(slot, deals.get(name, ()), readers.get(name, ())) for name, slot in clocks.items()]


class _People:
    """Our people as the clock looks at them: who may be told, by which clock, and who manages whom."""

    def __init__(self, session: Session, workspace_id: int, schedule: Schedule) -> None:
        columns = (Colleague.id, Colleague.manager_id, Colleague.tz)
        there = and_(Colleague.kind == "member", Colleague.left_at.is_(None), Colleague.slack_user_id.is_not(None))
        query = select(*columns, there.label("there")).where(Colleague.workspace_id == workspace_id)
        self._rows = {row.id: row for row in session.execute(query)}
        self._schedule = schedule

    def can_be_told(self, colleague_id: int | None) -> bool:
        """Whether somebody is one of us, and in Slack."""
        row = self._row(colleague_id)
        return row is not None and bool(row.there)

    def clock_of(self, colleague_id: int | None) -> str:
        """The zone by which their digest goes; nobody's: UTC, or the one fixed for all."""
        row = self._row(colleague_id)
        return _clock_of(self._schedule, None if row is None else row.tz)

    def who_acts(self, owner_id: int | None, made_by_id: int | None) -> int | None:
        """Whoever can act on a deal, as `bot.deals.rooms.whom_to_tell` has it."""
        owner = self._row(owner_id)
        candidates = (owner_id, made_by_id, None if owner is None else owner.manager_id)
        return next((one for one in candidates if self.can_be_told(one)), None)

    def above(self, colleague_ids: Iterable[int]) -> set[int]:
        """All who manage any of these, directly or upwards."""
        found: set[int] = set()
        waiting = list(colleague_ids)
        while waiting:
            row = self._row(waiting.pop())
            if row is not None and row.manager_id is not None and row.manager_id not in found:
                found.add(row.manager_id)
                waiting.append(row.manager_id)
        return found

    def _row(self, colleague_id: int | None) -> Row[int, int | None, str | None, bool] | None:
        return None if colleague_id is None else self._rows.get(colleague_id)


def _deals(
    place: Place, session: Session, people: _People, clocks: Collection[str], had: ColumnElement[bool]
) -> dict[str, list[tuple[int, str, str]]]:
    """The deals of which something is said in their channel now, by their clock, with how they stand there.

    Those that have a digest of the day (`had`) are not read again.
    """
    if may_say(place.charter, "deal_channel").isdisjoint(TOLD):
        return {}
    sight = place.channel(session)
    spoken_of = select(Deal).where(
        Deal.workspace_id == place.workspace_id,
        Deal.is_open.is_(True),
        Deal.channel_id.is_not(None),
        Deal.channel_trouble.is_(None),
        Deal.id.not_in(select(Digest.deal_id).where(had, Digest.deal_id.is_not(None))),
        seen.account_shown(sight),
    )
    deals = session.scalars(spoken_of.order_by(Deal.id)).all()
    clock_of = {one.id: people.clock_of(people.who_acts(one.owner_id, one.made_by_id)) for one in deals}
    due = [one for one in deals if clock_of[one.id] in clocks and not seen.playbook_of(place.playbooks, one).quiet]
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    stands = stood_in_channels(sight, place.playbooks, due)
    for deal in due:
        found[clock_of[deal.id]].append((deal.id, str(deal.channel_id), stands[deal.id]))
    return found


def _readers(session: Session, place: Place, people: _People) -> list[int]:
    """Those who may have something to read: deals of theirs or their people's, asks for their yes, people to confirm.

    Whoever sees none of it with their own eyes is told nothing when it is delivered.
    """
    of_workspace = Deal.workspace_id == place.workspace_id
    deals = session.execute(select(Deal.owner_id, Deal.made_by_id).where(of_workspace, Deal.is_open.is_(True))).all()
    leads = {row.owner_id for row in deals if row.owner_id is not None}
    found = leads | {row.made_by_id for row in deals if row.made_by_id is not None} | people.above(leads)
    for table, still in ((DealMember, true()), (ProposedMember, ProposedMember.declined_at.is_(None))):
        on_it = (table.workspace_id == Deal.workspace_id) & (table.deal_id == Deal.id) & still
        query = select(table.colleague_id).join(Deal, on_it).where(of_workspace, Deal.is_open.is_(True))
        found.update(session.scalars(query.distinct()))
    asked = (Ask.workspace_id == place.workspace_id) & Ask.state.in_(OPEN)
    found.update(session.scalars(select(Ask.addressee_id).where(asked).distinct()))
    waits = (Relationship.workspace_id == place.workspace_id) & Relationship.removed_at.is_(None)
    found.update(
        session.scalars(select(Relationship.colleague_id).where(waits, AS_A_WHOLE | EVIDENCE_ALONE).distinct())
    )
    found.update(session.scalars(confirming.owners(place.workspace_id, place.clock.now().date())))
    return sorted(one for one in found if people.can_be_told(one))


def forget_old(session: Session, clock: Clock, workspace_id: int) -> None:
    """Drop digests past the time in which anything is told from them."""
    old = (Digest.workspace_id == workspace_id) & (Digest.day < (clock.now() - KEPT).date())
    session.execute(delete(Digest).where(old), execution_options={"synchronize_session": False})


__all__ = ["PERSON", "forget_old", "prepare", "tick"]
