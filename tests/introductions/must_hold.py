"""What must hold of requests, whatever people, the clock and the charter do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.introductions import listing
from bot.introductions.candidates import ties
from bot.introductions.machine import OF_ASK, OF_INTRODUCTION, OPEN
from models.introductions import Ask, Introduction, Preference
from models.outbox import OutboxEntry
from tests.introductions.office import Office

ENDS = frozenset(("none", "withdrawn", "met", "no_reply"))


def reachable(table: tuple[Any, ...], start: str) -> frozenset[str]:
    """The states that may follow a state, itself included."""
    found, edge = {start}, {start}
    while edge:
        edge = {one.to for one in table if one.to and edge & set(one.states)} - found
        found |= edge
    return frozenset(found)


def reached(ask: Ask) -> tuple[int, ...]:
    """Whom an ask reached: whoever is to answer it, and whose relationship it is about."""
    return (ask.owner_id, ask.addressee_id) if ask.role == "owner" else (ask.addressee_id,)


class MustHold:
    """Checks of one office, with what was seen of it before: states by id, and versions when they were delivered."""

    office: Office
    states: dict[int, str]
    ask_states: dict[int, str]
    delivered: dict[int, int]

    def moves_by_the_tables(self, asks: list[Ask], introductions: list[Introduction]) -> None:
        new = [one for one in asks if one.id not in self.ask_states]
        for row in introductions:
            before = self.states.get(row.id, "asking")
            assert row.state in reachable(OF_INTRODUCTION, before)
            assert before not in ENDS or row.state == before  # one end, for good
            assert (row.closed_at is not None) == (row.state in ENDS)
            self.states[row.id] = row.state
        for one in asks:
            assert one.state in reachable(OF_ASK, self.ask_states.get(one.id, "waiting"))
            self.ask_states[one.id] = one.state
        self.within_limits(new, asks, {one.id: one for one in introductions})

    def within_limits(self, new: list[Ask], asks: list[Ask], introductions: dict[int, Introduction]) -> None:
        """What was asked since the last look was allowed by the charter that was in force."""
        requests = self.office.charter.requests
        assert requests is not None
        for one in new:
            of = introductions[one.introduction_id]
            assert one.addressee_id != of.requester_id != one.owner_id
            assert one.attempt <= requests.connectors
            assert one.until <= of.answer_by
            self.tells_nothing_by_its_time(one, of, asks)
            for limit in (limit for limit in requests.refuse if limit.max is not None and limit.days is not None):
                since = one.asked_at - dt.timedelta(days=limit.days or 0)
                if limit.limit == "asks_per_connector":
                    for person_id in reached(one):
                        same = [a for a in asks if person_id in reached(a) and a.asked_at > since]
                        assert len({a.introduction_id for a in same}) <= (limit.max or 0)
                if limit.limit == "asks_per_contact":
                    of_contact = {
                        a.introduction_id
                        for a in asks
                        if introductions[a.introduction_id].contact_id == of.contact_id and a.asked_at > since
                    }
                    assert len(of_contact) <= (limit.max or 0)

    def tells_nothing_by_its_time(self, new: Ask, of: Introduction, asks: list[Ask]) -> None:
        """Where the requester sees a name, nobody is asked before the time of whoever was asked before is over."""
        names = {number: name for name, number in self.office.ids.items()}
        if of.prefers_id is None and not any(
            one.named for one in self.office.does(names[of.requester_id], ties, of.contact_id)
        ):
            return
        before = [one for one in asks if (one.introduction_id, one.attempt) == (of.id, new.attempt - 1)]
        assert all(one.until <= new.asked_at for one in before if one.answered_at is None or one.state != "void")

    def one_at_a_time(self, asks: list[Ask], introductions: list[Introduction]) -> None:
        waiting = [one.introduction_id for one in asks if one.state in OPEN]
        assert len(waiting) == len(set(waiting))
        active = [row.contact_id for row in introductions if row.active]
        assert len(active) == len(set(active))
        under_way = {row.id for row in introductions if row.state == "asking" and row.active}
        assert set(waiting) <= under_way
        put = [(one.introduction_id, one.addressee_id) for one in asks]
        assert len(put) == len(set(put))  # nobody is asked twice
        for row in introductions:
            yes = [one for one in asks if one.introduction_id == row.id and one.state == "yes"]
            if row.state in ("agreed", "made", "met", "no_reply"):
                assert [one.role for one in yes].count("owner") == 1
                assert len({one.attempt for one in yes}) == 1
            elif row.state in ENDS:
                assert yes == []

    def told_as_things_stand(
        self, asks: list[Ask], introductions: list[Introduction], entries: list[OutboxEntry]
    ) -> None:
        held = {(one.kind, one.subject_id, one.recipient_id): one for one in entries}
        for row in introductions:
            entry = held["introduction", row.id, row.requester_id]
            if row.state == "asking":
                assert (entry.due_at, entry.wanted, entry.state in ("due", "shown")) == (row.answer_by, 1, True)
                assert entry.shown == 0 or self.office.clock.now() >= row.answer_by
            elif row.state == "withdrawn" and not entry.shown:
                assert entry.state == "dropped"
            elif row.state != "none":
                assert entry.due_at <= self.office.clock.now()
            self.was_promised(held["promise", row.id, row.requester_id], row, entry)
            self.is_brought_up_to_date(entry, row.version, quiet=row.state == "none" and entry.due_at == row.answer_by)
        for one in asks:
            told = held.get(("ask", one.id, one.addressee_id))
            if told is None:
                assert any(key[0] == "asks_of_day" and key[2] == one.addressee_id for key in held)
                continue
            if one.state not in OPEN and not told.shown:
                assert told.state == "dropped"
            if one.state in OPEN and not told.shown:
                assert told.state == "due"
            # Whoever has answered, and taken it back, found it by themselves.
            if one.state == "waiting" and one.version == 1 and not told.shown:
                assert one.addressee_id not in self.paused()
            self.is_brought_up_to_date(told, one.version)

    def was_promised(self, promise: OutboxEntry, row: Introduction, answer: OutboxEntry) -> None:
        """At once; that it was kept is said after the answer, and not at all where the promise was not."""
        if row.state == "asking":
            assert (promise.due_at, promise.wanted) == (row.asked_at, 1)
        elif not promise.shown:
            assert promise.state == "dropped"
        else:
            assert promise.wanted > 1
            assert row.state == "withdrawn" or promise.due_at > answer.due_at or answer.wanted > 1

    def paused(self) -> set[int]:
        """Who does not want to be asked today."""
        today = self.office.clock.now().date()
        rows = self.office.rows(Preference)
        return {one.colleague_id for one in rows if one.paused_until is not None and today <= one.paused_until}

    def is_brought_up_to_date(self, entry: OutboxEntry, version: int, *, quiet: bool = False) -> None:
        if entry.shown and self.delivered[entry.id] != version and not quiet:
            assert (entry.wanted > entry.shown, entry.state) == (True, "due")

    def names_nobody_unasked(self, asks: list[Ask], introductions: list[Introduction]) -> None:
        names = {number: name.capitalize() for name, number in self.office.ids.items()}
        for requester in ("ana", "mia"):
            if all(row.requester_id != self.office.ids[requester] for row in introductions):
                continue
            for standing in self.office.does(requester, listing.mine):
                agreed = [
                    names[one.addressee_id]
                    for one in asks
                    if (one.introduction_id, one.role, one.state) == (standing.introduction_id, "owner", "yes")
                ]
                may = {names[self.office.ids[requester]]}
                if standing.taken_back:  # they had agreed, and the requester knew
                    assert standing.connector is not None
                    may.add(standing.connector)
                    assert [
                        names[one.addressee_id]
                        for one in asks
                        if (one.introduction_id, one.role, one.state) == (standing.introduction_id, "owner", "no")
                        and one.how is not None
                    ] == [standing.connector]
                if standing.state in ("agreed", "made", "met", "no_reply"):
                    assert standing.connector == agreed[0]
                    may.add(agreed[0])
                said = repr(standing)
                assert not [name for name in names.values() if name not in may and name in said]
