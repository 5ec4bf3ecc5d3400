"""Any order of what people, the clock and the charter may do to requests, and what must hold whatever they do."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select, update

from bot.errors import DomainError, NotYours, Stale
from bot.introductions import afterwards, answering, listing, preferences, requesting, taking_back
from bot.introductions.machine import OPEN
from bot.introductions.shown import AskShown
from bot.people.mine import Sharing
from models import workspaces
from models.accounts import Account, AccountDomain, Affiliation
from models.base import Base, new_id
from models.introductions import Ask, Introduction
from models.outbox import OutboxEntry
from models.session import Database
from tests.conftest import NOW, FixedClock
from tests.introductions.conftest import opened, stored_in_directory
from tests.introductions.must_hold import MustHold
from tests.introductions.office import CONTENT, JANE, Office, charter

JOHN = "john@acme.example"
REQUESTERS = st.sampled_from(("ana", "mia"))
ASKED = st.sampled_from(("raj", "zoe", "lee", "mia"))
ADDRESSES = st.sampled_from((JANE, JOHN))
ANSWERS = st.sampled_from(("introduce", "use_name", "ask_contact", "contact_yes", "contact_no", "decline", "later"))
_FIRST = CONTENT["requests"]["refuse"][2]
CHARTERS = {
    "as agreed": charter(),
    "one a month": charter(refuse=[_FIRST | {"max": 1}]),
    "one connector": charter(connectors=1),
    "the manager too": charter(consent=[{"id": "K1", "from": ["owner", "owner_manager"]}]),
    "no stand-ins": charter(stand_in=[]),
}


@dataclass(frozen=True)
class Moment:
    """Everything as it was at some time."""

    kept: sqlite3.Connection
    at: dt.datetime


@dataclass
class World:
    """An office in a database in memory, and the moments it can be wound back to."""

    office: Office
    moments: dict[tuple[Any, ...], Moment] = field(default_factory=dict)

    def keep(self, *name: Any) -> None:
        """Remember this moment by a name."""
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        with self._live() as live:
            live.backup(kept)
        self.moments[name] = Moment(kept, self.office.clock.now())

    def rewind(self, *name: Any) -> None:
        """Put everything back to how it was at a moment that was kept."""
        with self._live() as live:
            self.moments[name].kept.backup(live)
        self.office.clock = FixedClock(self.moments[name].at)

    @contextlib.contextmanager
    def _live(self) -> Iterator[sqlite3.Connection]:
        with self.office.database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            live = connection.connection.driver_connection
            assert isinstance(live, sqlite3.Connection)
            yield live
            connection.exec_driver_sql("BEGIN")


@cache
def world() -> World:
    """The office of all runs, made once in a process: three know Jane, two know John; Mia leads and manages."""
    database = Database("sqlite://")
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        workspace_id = workspaces.create_local(session, NOW).id
    office = opened(database, workspace_id, ("raj", 5), ("zoe", 3), ("lee", 1))
    john = stored_in_directory(office, JOHN, "John Roe")
    for name in ("raj", "zoe"):
        office.knows(name, JOHN, strength=2)
        office.changes(name, manager_id=office.ids["mia"])
    with database.write() as session:  # John is at an account whose lead must agree as well
        account = Account(
            workspace_id=workspace_id,
            name="Acme",
            name_key="acme",
            lead_id=office.ids["mia"],
            sensitive=True,
            source="crm",
            created_at=NOW,
        )
        session.add(account)
        session.flush()
        here = {"workspace_id": workspace_id, "account_id": account.id}
        session.add(AccountDomain(id=new_id(), domain="acme.example", **here))
        session.add(Affiliation(id=new_id(), contact_id=john, basis="seat", until=None, **here))
    made = World(office)
    made.keep()
    return made


class Lives(MustHold, RuleBasedStateMachine):
    """What people do, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.office = world().office
        self.states: dict[int, str] = {}
        self.ask_states: dict[int, str] = {}
        self.delivered: dict[int, int] = {}
        self.old_clicks: list[tuple[int, int]] = []

    @initialize(name=st.sampled_from(sorted(CHARTERS)), how_many=st.integers(0, 4), named=st.booleans())
    def begins(self, name: str, how_many: int, *, named: bool) -> None:
        """Under one of the charters, with so many requests asked for; somebody is named to all, or nobody is."""
        self.office.charter = CHARTERS[name]
        if (name, how_many, named) in world().moments:  # some run has begun so before
            world().rewind(name, how_many, named)
            return
        world().rewind()
        if named:
            self.office.shares("raj", "open")
        wanted = [(who, address) for address in (JANE, JOHN) for who in ("ana", "mia")]
        for who, address in wanted[:how_many]:
            self.wishes(who, address, None)
        self.office.ticks()
        world().keep(name, how_many, named)

    def tries(self, name: str, what: Any, *given: Any, **named: Any) -> Any:
        """Somebody does something; that it is refused in words is as good as that it is done."""
        with contextlib.suppress(DomainError):
            return self.office.does(name, what, *given, **named)
        return None

    @rule(name=REQUESTERS, address=ADDRESSES, prefers=st.none() | ASKED)
    def asks(self, name: str, address: str, prefers: str | None) -> None:
        self.wishes(name, address, prefers)
        self.office.ticks()

    def wishes(self, name: str, address: str, prefers: str | None) -> None:
        """Somebody asks; the clock has yet to look at it. No two ask in the same moment."""
        self.office.clock.advance(seconds=1)
        wish = requesting.Wish(
            self.office.contact(address), "open_deal", prefers_id=self.office.ids[prefers] if prefers else None
        )
        self.tries(name, requesting.request, self.office.clock, wish)

    def waits(self) -> list[tuple[str, AskShown]]:
        """All that waits for somebody's answer, and for whose."""
        names = {number: name for name, number in self.office.ids.items()}
        waits = {names[one.addressee_id] for one in self.office.rows(Ask) if one.state in OPEN}
        found = [(name, one) for name in sorted(waits) for one in self.office.waits(name)]
        # Not by the random ids: a run must go the same way when it is repeated.
        return sorted(found, key=lambda pair: (pair[0], pair[1].requester, pair[1].contact.name, pair[1].role))

    @rule(said=ANSWERS, which=st.integers(0, 3))
    def answers(self, said: str, which: int) -> None:
        for name, one in self.waits()[which : which + 1]:
            self.old_clicks.append((one.ask_id, one.version))
            self.tries(name, answering.answer, self.office.clock, one.ask_id, one.version, said)

    @rule(said=st.sampled_from(("introduce", "decline")))
    def all_say(self, said: str) -> None:
        for name, one in self.waits():
            self.old_clicks.append((one.ask_id, one.version))
            self.tries(name, answering.answer, self.office.clock, one.ask_id, one.version, said)
        self.office.ticks()

    @rule(other=ASKED)
    def suggests(self, other: str) -> None:
        for name, one in self.waits()[:1]:
            given = (one.ask_id, one.version, self.office.ids[other])
            self.tries(name, answering.suggest, self.office.clock, *given)
        self.office.ticks()

    @rule(name=ASKED)
    def has_made_it(self, name: str) -> None:
        for one in self.office.does(name, listing.waiting):
            if one.closed:
                self.tries(name, answering.made, self.office.clock, one.ask_id, one.version)

    @rule(name=ASKED, minutes=st.sampled_from((0, 0, 4, 5)))
    def has_clicked_no_by_mistake(self, name: str, minutes: int) -> None:
        self.office.ticks(minutes=minutes)
        for row in self.office.rows(Ask):
            if row.addressee_id == self.office.ids[name]:
                self.tries(name, taking_back.reconsider, self.office.clock, row.id, row.version)

    @rule(name=ASKED)
    def has_not_made_it(self, name: str) -> None:
        for row in self.office.rows(Ask):
            if row.addressee_id == self.office.ids[name]:
                self.tries(name, taking_back.unmade, self.office.clock, row.id, row.version)

    @rule(name=ASKED)
    def cannot_after_all(self, name: str) -> None:
        for row in self.office.rows(Ask):
            if row.addressee_id == self.office.ids[name]:
                self.tries(name, taking_back.cannot, self.office.clock, row.id, row.version)

    @rule(name=REQUESTERS, came=st.sampled_from(("met", "no_reply")))
    def says_what_came(self, name: str, came: str) -> None:
        for one in self.office.does(name, listing.mine)[:1]:
            given = (one.introduction_id, one.version, came)
            self.tries(name, afterwards.came_of_it, self.office.clock, *given)

    @rule(name=REQUESTERS)
    def withdraws(self, name: str) -> None:
        for one in self.office.does(name, listing.mine)[:1]:
            self.tries(name, requesting.withdraw, self.office.clock, one.introduction_id, one.version)

    @rule(name=ASKED, said=ANSWERS, which=st.integers(0, 5))
    def clicks_on_something_old(self, name: str, said: str, which: int) -> None:
        if not self.old_clicks:
            return
        ask_id, version = self.old_clicks[which % len(self.old_clicks)]
        before = self.rows()
        waits = [one for one in self.office.waits(name) if (one.ask_id, one.version) == (ask_id, version)]
        if not waits:
            try:
                self.office.does(name, answering.answer, self.office.clock, ask_id, version, said)
                raise AssertionError("a stale click was taken")
            except Stale:
                assert self.rows() == before

    @rule(hours=st.sampled_from((1, 3, 8, 24, 72)))
    def time_passes(self, hours: int) -> None:
        self.office.ticks(hours=hours)

    @rule()
    def is_delivered(self) -> None:
        versions = {one.id: one.version for one in (*self.office.rows(Ask), *self.office.rows(Introduction))}
        due = (OutboxEntry.due_at <= self.office.clock.now()) & (OutboxEntry.state == "due")
        with self.office.database.write() as session:
            for one in session.scalars(select(OutboxEntry).where(due)):
                self.delivered[one.id] = versions.get(one.subject_id, 0)
            session.execute(update(OutboxEntry).where(due).values(shown=OutboxEntry.wanted, state="shown", ts="1.0"))

    @rule(
        name=ASKED,
        days=st.none() | st.integers(0, 5),
        deputy=st.none() | ASKED,
        pace=st.sampled_from(("at_once", "daily")),
    )
    def is_away(self, name: str, days: int | None, deputy: str | None, pace: str) -> None:
        until = None if days is None else self.office.clock.now().date() + dt.timedelta(days=days)
        deputy_id = self.office.ids[deputy] if deputy else None
        self.tries(name, preferences.save, self.office.clock, paused_until=until, deputy_id=deputy_id, pace=pace)

    @rule(name=st.sampled_from(("raj", "zoe", "lee")), address=ADDRESSES, again=st.booleans())
    def removes_or_logs(self, name: str, address: str, again: bool) -> None:
        if again:
            self.office.knows(name, address)
        elif (name, address) != ("lee", JOHN):
            with contextlib.suppress(NotYours):  # removed before
                self.office.forgets(name, address)
        self.office.ticks()

    @rule(name=st.sampled_from(("raj", "zoe", "lee")), sharing=st.sampled_from(("open", "open", "shared", "private")))
    def says_who_may_know(self, name: str, sharing: str) -> None:
        with contextlib.suppress(NotYours):  # removed before
            self.office.shares(name, cast("Sharing", sharing))
        self.office.ticks()

    @rule()
    def hears_an_objection(self) -> None:
        for name, one in self.waits()[:1]:
            self.tries(name, answering.contact_objects, self.office.clock, one.ask_id)

    @rule(name=st.sampled_from(sorted(CHARTERS)))
    def agrees_on_another_charter(self, name: str) -> None:
        self.office.charter = CHARTERS[name]

    def rows(self) -> list[tuple[Any, ...]]:
        """Where every request, ask and notification stands."""
        asks, introductions = self.office.rows(Ask, Ask.id), self.office.rows(Introduction, Introduction.id)
        entries = self.office.rows(OutboxEntry, OutboxEntry.id)
        return [
            *((one.id, one.state, one.version) for one in (*asks, *introductions)),
            *((one.id, one.state, one.wanted) for one in entries),
        ]

    @invariant()
    def holds(self) -> None:
        asks, introductions = self.office.rows(Ask), self.office.rows(Introduction)
        entries = self.office.rows(OutboxEntry)
        self.moves_by_the_tables(asks, introductions)
        self.one_at_a_time(asks, introductions)
        self.told_as_things_stand(asks, introductions, entries)
        self.names_nobody_unasked(asks, introductions)
