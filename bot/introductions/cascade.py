"""The silent cascade: one connector after the other, warmest first, within the charter's limits and the time left.

The requester reads nothing of it. Every step is taken by the clock; an answer only changes its own ask, except that the
last yes that is needed makes the request agreed at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from bot.charter import RequestDecision
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.introductions import deputies, machine, notices
from bot.introductions.candidates import Candidate, Rules, colleague, in_order, note, ties
from bot.introductions.consents import Asking, addressees, may_answer
from bot.introductions.machine import OPEN
from bot.introductions.turns import QUEUE_AGAIN, activate
from bot.introductions.working_time import HOUR, add, between
from models.introductions import Ask, Introduction
from models.people import Colleague

LEAST_TO_ANSWER = 4 * HOUR
"""Working time that somebody has for their answer at least, unless the promised hour comes before."""
LEAST_TO_ASK = 2 * HOUR
"""With less working time than this before the promised hour nobody new is asked."""
TO_RECONSIDER = dt.timedelta(minutes=5)
"""For how long a no can be taken back: the next one is not asked before. The same for each, whoever else there is to
ask, so that nobody can tell from it whether there is anybody."""
LOOK_AGAIN = dt.timedelta(hours=1)
"""When nobody can be asked: after how long it is looked whether somebody can."""


def asks_of(requester: Sight, introduction: Introduction) -> Sequence[Ask]:
    """All who were asked for a request, in the order they were."""
    return requester.session.scalars(
        select(Ask)
        .where(Ask.workspace_id == introduction.workspace_id, Ask.introduction_id == introduction.id)
        .order_by(Ask.attempt, Ask.asked_at, Ask.id)
        .execution_options(populate_existing=True)
    ).all()


def advance(requester: Sight, clock: Clock, introduction: Introduction) -> None:
    """Do what is due for a request, seen with its requester's eyes; the row must be locked by the caller."""
    now = clock.now()
    if introduction.state != "asking":
        return
    if now >= introduction.answer_by:
        _time_is_over(requester, clock, introduction)
    elif not introduction.active and not activate(requester, introduction, now):
        look(requester, introduction, min(now + QUEUE_AGAIN, introduction.answer_by))
    else:
        _Step(requester, clock, introduction).take()


def look(requester: Sight, introduction: Introduction, at: dt.datetime) -> None:
    """Have the clock look at a request then. That is nothing the requester could read: the version stays."""
    requester.session.execute(
        update(Introduction)
        .where(Introduction.workspace_id == introduction.workspace_id, Introduction.id == introduction.id)
        .values(look_at=at)
    )


def reconsidered_until(ask: Ask, introduction: Introduction) -> dt.datetime | None:
    """Until when a no can be taken back: never later than silence would have counted; None where there is none."""
    if introduction.state != "asking" or ask.state not in ("no", "contact_no") or ask.answered_at is None:
        return None
    return min(ask.answered_at + TO_RECONSIDER, ask.until, introduction.answer_by)


def leave(requester: Sight, introduction: Introduction) -> None:
    """Give up its place as the request for its contact that is under way: it is the next one's turn."""
    requester.session.execute(
        update(Introduction)
        .where(Introduction.workspace_id == introduction.workspace_id, Introduction.id == introduction.id)
        .values(active=False)
    )


def tie_of(requester: Sight, introduction: Introduction, owner_id: int) -> Candidate | None:
    """The connector's relationship, as far as the requester may still know of it."""
    return next((one for one in ties(requester, introduction.contact_id) if one.owner_id == owner_id), None)


def give_up(requester: Sight, clock: Clock, introduction: Introduction) -> None:
    """What was agreed may no longer be done: the requester is told as of any other no."""
    machine.move(requester.session, introduction, "give_up", clock.now())
    void(requester, clock, asks_of(requester, introduction))
    notices.over(requester.session, clock, introduction)


def allowed(requester: Sight, clock: Clock, introduction: Introduction, owner_id: int) -> RequestDecision | None:
    """What the charter in force says to this connector now; None where it no longer lets the request go to them."""
    found = _decided(requester, clock, introduction, owner_id)
    return found[1] if found else None


def _decided(
    requester: Sight, clock: Clock, introduction: Introduction, owner_id: int
) -> tuple[Asking, RequestDecision] | None:
    candidate = tie_of(requester, introduction, owner_id)
    if candidate is None:
        return None
    rules = Rules(requester, introduction.contact_id, introduction.id)
    decision = rules.decide(candidate)
    note(requester, clock, introduction.id, [(candidate, decision)])
    if decision.refused:
        return None
    earlier = frozenset(one.addressee_id for one in asks_of(requester, introduction) if one.owner_id != owner_id)
    return Asking(requester, introduction, candidate, rules, earlier), decision


def missing(decision: RequestDecision, given: Sequence[Ask], people: dict[str, Colleague]) -> list[str]:
    """The roles whose yes is still needed; who has said yes in one role has said it in all of theirs."""
    yes = {one.addressee_id for one in given if one.state == "yes"}
    roles = {one.role for one in given if one.state == "yes"}
    return [role for role in people if role in decision.roles and role not in roles and people[role].id not in yes]


def agree_if_whole(
    requester: Sight, clock: Clock, introduction: Introduction, given: Sequence[Ask]
) -> dict[str, Colleague] | None:
    """Let a request be agreed if all yeses of an attempt are there; gives whose is not, by role.

    None where it can't be had: the charter no longer allows it, or a role can't be filled any more.
    """
    found = _decided(requester, clock, introduction, given[0].owner_id)
    if found is None:
        return None
    asking, decision = found
    there = {one.role for one in given if one.state == "yes"}
    wanted = [role for role in decision.roles if role not in there]
    people = addressees(asking, wanted)
    if people is None:
        return None
    left = missing(decision, given, people)
    if not left:
        machine.move(requester.session, introduction, "agree", clock.now())
        notices.agreed(requester, clock, introduction)
        for one in given:  # theirs was said before the last yes: the connector now has something to do
            tell_of(requester, clock, one)
            deputies.agreed(requester, clock, one)
        tell_ended(requester, clock, introduction)
    return {role: people[role] for role in left}


def void(requester: Sight, clock: Clock, asks: Sequence[Ask]) -> None:
    """Nothing is to be answered any more by those who still could, or whose yes comes to nothing."""
    for one in asks:
        if one.state in OPEN or one.state == "yes":
            machine.move(requester.session, one, "void", clock.now())
            tell_of(requester, clock, one)


def tell_ended(requester: Sight, clock: Clock, introduction: Introduction) -> None:
    """Have those whose yes came to nothing told so, which they are not before the request ends."""
    for one in asks_of(requester, introduction):
        if one.state == "void" and one.answered_at is not None:
            tell_of(requester, clock, one)


def tell_of(requester: Sight, clock: Clock, ask: Ask) -> None:
    """Have what an ask's addressee was told say how it stands now."""
    notices.bring_up_to_date(requester.session, clock, ask, colleague(requester, ask.addressee_id).tz)


def _time_is_over(requester: Sight, clock: Clock, introduction: Introduction) -> None:
    # Closed by the hour that was promised, not by when the clock came round to it.
    machine.move(requester.session, introduction, "time_over", clock.now(), closed_at=introduction.answer_by)
    _silence(requester, clock, asks_of(requester, introduction))
    void(requester, clock, asks_of(requester, introduction))
    tell_ended(requester, clock, introduction)
    notices.kept(requester.session, clock, introduction, introduction.answer_by + notices.AFTERWARDS)


def _silence(requester: Sight, clock: Clock, asks: Sequence[Ask]) -> None:
    for one in asks:
        if one.state in OPEN and one.until <= clock.now():
            machine.move(requester.session, one, "silence", clock.now())
            tell_of(requester, clock, one)


class _Step:
    """What is due for a request that is under way."""

    def __init__(self, requester: Sight, clock: Clock, introduction: Introduction) -> None:
        self.requester, self.clock, self.introduction = requester, clock, introduction
        self.now = clock.now()
        self.asks = asks_of(requester, introduction)

    def take(self) -> None:
        """Wait on, go on to the next whose yes is needed, or to the next connector."""
        attempt = self._attempt()
        open_ask = next((one for one in attempt if one.state in OPEN), None)
        if open_ask is not None and open_ask.until > self.now and self._may_still_be_answered(open_ask):
            look(self.requester, self.introduction, open_ask.until)
            return
        pause = max((reconsidered_until(one, self.introduction) or self.now for one in attempt), default=self.now)
        if pause > self.now:
            look(self.requester, self.introduction, pause)
            return
        _silence(self.requester, self.clock, attempt)
        void(self.requester, self.clock, [one for one in attempt if one.state in OPEN])
        if attempt and all(one.state == "yes" for one in attempt) and self._next_yes(attempt):
            return
        void(self.requester, self.clock, attempt)
        goes_on_at = self._goes_on_at(attempt)
        if goes_on_at > self.now:
            look(self.requester, self.introduction, goes_on_at)
        else:
            self._next_connector()

    def _attempt(self) -> list[Ask]:
        last = max((one.attempt for one in self.asks), default=0)
        return [one for one in self.asks if one.attempt == last]

    def _goes_on_at(self, attempt: list[Ask]) -> dt.datetime:
        """When the next connector may be asked, an attempt having come to nothing.

        At once, except for a requester who sees a name: when the next yes comes would tell them whether that one said
        no or nothing at all. For them an attempt takes all of its time, however it ends.
        """
        if not attempt or not self._names_somebody():
            return self.now
        return max(attempt, key=lambda one: one.asked_at).until

    def _names_somebody(self) -> bool:
        of = self.introduction
        return of.prefers_id is not None or any(one.named for one in ties(self.requester, of.contact_id))

    def _may_still_be_answered(self, ask: Ask) -> bool:
        if not may_answer(self.requester, self.introduction, ask):
            return False
        return allowed(self.requester, self.clock, self.introduction, ask.owner_id) is not None

    def _next_yes(self, attempt: list[Ask]) -> bool:
        """Ask for the next yes that is needed for this connector; False where it can't be had."""
        left = agree_if_whole(self.requester, self.clock, self.introduction, attempt)
        if self.introduction.state != "asking":
            return True
        if not left:
            return False
        role, person = next(iter(left.items()))
        return self._put(attempt[0].attempt, role, attempt[0].owner_id, person)

    def _next_connector(self) -> None:
        asked = {one.owner_id for one in self.asks}
        tried = max((one.attempt for one in self.asks), default=0)
        requests = self.requester.charter.requests
        passed_over: list[tuple[Candidate, RequestDecision]] = []
        if requests is not None and tried < requests.connectors:
            last = next((one.suggested_id for one in self._attempt() if one.suggested_id is not None), None)
            rules = Rules(self.requester, self.introduction.contact_id, self.introduction.id)
            found = ties(self.requester, self.introduction.contact_id)
            asked |= rules.refused_before()
            for one in in_order(found, self.introduction.prefers_id, last):
                if one.owner_id in asked:
                    continue
                decision = rules.decide(one)
                passed_over.append((one, decision))
                if not decision.refused and self._ask(self._asking(one, rules), decision, tried + 1):
                    break
            note(self.requester, self.clock, self.introduction.id, passed_over)
        if not any(one.state in OPEN for one in asks_of(self.requester, self.introduction)):
            # Whoever can reach nobody must not keep the next one waiting.
            leave(self.requester, self.introduction)
            used_up = requests is not None and tried >= requests.connectors
            again = self.introduction.answer_by if used_up else self.now + LOOK_AGAIN
            look(self.requester, self.introduction, min(again, self.introduction.answer_by))

    def _asking(self, candidate: Candidate, rules: Rules) -> Asking:
        earlier = frozenset(one.addressee_id for one in self.asks)
        return Asking(self.requester, self.introduction, candidate, rules, earlier)

    def _ask(self, asking: Asking, decision: RequestDecision, attempt: int) -> bool:
        # Owners always have the first word, whatever roles the charter names beside theirs.
        roles = tuple(dict.fromkeys(("owner", *decision.roles)))
        people = addressees(asking, roles)
        return people is not None and self._put(attempt, "owner", asking.candidate.owner_id, people["owner"])

    def _put(self, attempt: int, role: str, owner_id: int, person: Colleague) -> bool:
        """Put the request to somebody; False where too little of their working time is left."""
        requester, introduction = self.requester, self.introduction
        requests = requester.charter.requests
        told = notices.told_at(requester, person)
        # Before the hour itself: nobody is to know from their time that they are the last.
        latest = introduction.answer_by - HOUR
        if requests is None or between(told, latest, person.tz) < LEAST_TO_ASK:
            return False
        # The same for each, whoever was asked before them, and by the charter's number, not by how many there are.
        whole = between(introduction.asked_at, latest, colleague(requester, introduction.requester_id).tz)
        until = min(add(told, max(LEAST_TO_ANSWER, whole / max(requests.connectors, 1)), person.tz), latest)
        ask = Ask(
            workspace_id=introduction.workspace_id,
            introduction_id=introduction.id,
            attempt=attempt,
            role=role,
            owner_id=owner_id,
            addressee_id=person.id,
            asked_at=self.now,
            until=until,
        )
        requester.session.add(ask)
        requester.session.flush()
        notices.put(requester, self.clock, ask, person, told)
        look(requester, introduction, until)
        return True
