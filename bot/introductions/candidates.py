"""Through whom a request may go: relationships the requester may know of, as the charter in force allows.

Everything here is seen with the requester's eyes, whoever's click or tick it happens in.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from bot import audit
from bot.audit import Decided, Ruling
from bot.charter import RequestDecision, facts_of
from bot.charter.document import RefusalRule
from bot.charter.sight import Sight
from bot.charter.table import Literal
from bot.clock import Clock
from bot.introductions.held import ENDED_OPENLY, TAKEN_BACK
from bot.introductions.working_time import day_of
from models.accounts import Contact
from models.governance import DecisionParty, DecisionRecord
from models.introductions import Ask, Introduction
from models.network import HalfTie
from models.people import Colleague

MOST = 200
"""Relationships looked through for one request, the warmest first."""
OF_THE_TIE = frozenset(
    ("viewer_is_owner", "owner_marked_private", "owner_marked_open", "owner_reviewed", "owner_accepted", "owner_left")
)
"""Facts that only a relationship has; the others speak of the requester, the contact and its accounts."""
PER_CONNECTOR = "asks_per_connector"


@dataclass(frozen=True)
class Candidate:
    """A relationship through which a request might go; `named`: the requester may see whose it is."""

    relationship_id: int
    owner_id: int
    code: int
    named: bool


def colleague(sight: Sight, colleague_id: int) -> Colleague:
    """A colleague of this workspace, by id."""
    return sight.session.get_one(Colleague, (sight.viewer.workspace_id, colleague_id))


def ties(requester: Sight, contact_id: int) -> list[Candidate]:
    """Relationships with the contact that the requester may know to exist, of members of ours, warmest first."""
    if requester.blind or requester.viewer.member is not True:
        return []
    if colleague(requester, requester.viewer.id).left_at is not None:
        return []
    owner = requester.owner
    rows = requester.session.execute(
        requester.ties(HalfTie.relationship_id, HalfTie.neighbour_id, requester.tie.code, requester.tie.shows("named"))
        .where(
            HalfTie.node_id == contact_id,
            HalfTie.neighbour_id != requester.viewer.id,
            requester.contact.shows("listed"),
            owner.kind == "member",
            owner.left_at.is_(None),
            # Whatever the charter says: nobody is sent to somebody who does not want to be written to.
            Contact.objected_at.is_(None),
            Contact.do_not_contact.is_(False),
        )
        .order_by(requester.warmest.desc(), HalfTie.neighbour_id)
        .limit(MOST)
    )
    return [Candidate(row[0], row[1], row[2], bool(row[3])) for row in rows]


def in_order(found: Iterable[Candidate], prefers_id: int | None, suggested_id: int | None) -> list[Candidate]:
    """As they are to be asked: whom the last one suggested, whom the requester prefers (by name), then the warmest."""

    def place(one: Candidate) -> int:
        if one.owner_id == suggested_id:
            return 0
        return 1 if one.named and one.owner_id == prefers_id else 2

    return sorted(found, key=place)


class Rules:
    """The charter's rules on one request of the requester's, with what they count.

    `introduction_id` is the request itself, which is not counted.
    """

    def __init__(self, requester: Sight, contact_id: int, introduction_id: int | None = None) -> None:
        self.sight, self.contact_id, self.introduction_id = requester, contact_id, introduction_id
        self.requests = requester.charter.requests
        self._of_request: dict[str, int] = {}
        self._of_person: dict[str, Mapping[int, int]] = {}
        for rule in self.requests.refuse if self.requests else ():
            if rule.limit == PER_CONNECTOR:
                self._of_person[rule.id] = self._reached(self._since(rule))
            elif rule.limit is not None:
                self._of_request[rule.id] = self._count(rule.limit, self._since(rule))

    def decide(self, candidate: Candidate, asked_id: int | None = None) -> RequestDecision:
        """What the charter says to asking this one, or somebody else (`asked_id`) for their relationship."""
        counts = {rule_id: found.get(asked_id or candidate.owner_id, 0) for rule_id, found in self._of_person.items()}
        return self.sight.charter.decide_request(_facts(candidate), {**self._of_request, **counts})

    def once_agreed(self, candidate: Candidate) -> RequestDecision:
        """What the charter says to going on with what was agreed: by all but its limits, which are on asking."""
        none = dict.fromkeys((*self._of_request, *self._of_person), 0)
        return self.sight.charter.decide_request(_facts(candidate), none)

    def at_once(self, facts: Mapping[str, bool | None]) -> RefusalRule | None:
        """The rule by which the request is refused at once and with its reason, if there is one.

        `facts` are those that don't hang on a relationship; rules that ask for others are about single connectors.
        """
        for rule in self.requests.refuse if self.requests else ():
            terms = [Literal.parse(term) for term in rule.when]
            if rule.limit == PER_CONNECTOR or any(term.fact in OF_THE_TIE for term in terms):
                continue
            reached = rule.max is None or self._of_request[rule.id] >= rule.max
            if reached and all(facts.get(term.fact) in (term.holds, None) for term in terms):
                return rule if rule.say == "reason" else None
        return None

    def refused_before(self) -> set[int]:
        """Whose no still stands: said in an earlier request that ended openly, so that the requester need not wait."""
        owners: set[int] = set()
        for rule in self.requests.refuse if self.requests else ():
            if rule.limit == "noes_for_requester":
                owners.update(self.sight.session.scalars(self._noes_behind(self._since(rule))))
        return owners

    def _noes_behind(self, since: dt.datetime) -> Select[int]:
        return (
            select(Ask.owner_id)
            .join(
                Introduction,
                (Introduction.workspace_id == Ask.workspace_id) & (Introduction.id == Ask.introduction_id),
            )
            .where(
                Ask.workspace_id == self.sight.viewer.workspace_id,
                Introduction.requester_id == self.sight.viewer.id,
                Introduction.contact_id == self.contact_id,
                Introduction.closed_at > since,
                Ask.state.in_(("no", "contact_no", "silent")),
                ~TAKEN_BACK,
                ENDED_OPENLY,
            )
        )

    def wait_until(self) -> dt.date | None:
        """The day from which the requester may ask for this contact again, where a rule makes them wait after a no.

        By the requester's own calendar: at no hour of it does the rule still count the no.
        """
        days = []
        ended_at = func.coalesce(Introduction.closed_at, Introduction.answer_by)
        for rule in self.requests.refuse if self.requests else ():
            if rule.limit == "noes_for_requester" and rule.max is not None and rule.days is not None:
                ended = self.sight.session.scalars(
                    select(ended_at).where(*self._noes(self._since(rule))).order_by(ended_at.desc()).limit(rule.max)
                ).all()
                if len(ended) == rule.max:
                    # The day after the oldest that still counts has dropped out of the rule's days, where they are.
                    tz = colleague(self.sight, self.sight.viewer.id).tz
                    days.append(day_of(ended[-1] + dt.timedelta(days=rule.days), tz) + dt.timedelta(days=1))
        return max(days, default=None)

    def _since(self, rule: RefusalRule) -> dt.datetime:
        return self.sight.now - dt.timedelta(days=rule.days or 0)

    def _reached(self, since: dt.datetime) -> dict[int, int]:
        """How many requests reached each person: through a relationship of theirs, or to be answered by them."""
        rows = self.sight.session.execute(
            select(Ask.introduction_id, Ask.role, Ask.owner_id, Ask.addressee_id).where(
                Ask.workspace_id == self.sight.viewer.workspace_id,
                Ask.asked_at > since,
                Ask.introduction_id != (self.introduction_id or 0),
            )
        )
        reached: set[tuple[int, int]] = set()
        for introduction_id, role, owner_id, addressee_id in rows:
            reached.add((addressee_id, introduction_id))
            if role == "owner":
                reached.add((owner_id, introduction_id))
        return Counter(person_id for person_id, _ in reached)

    def _count(self, limit: str, since: dt.datetime) -> int:
        workspace_id, viewer = self.sight.viewer.workspace_id, self.sight.viewer
        mine = self.introduction_id or 0
        here = (Introduction.workspace_id == workspace_id, Introduction.contact_id == self.contact_id)
        of_contact = (
            select(func.count(Introduction.id.distinct()))
            .join(Ask, (Ask.workspace_id == Introduction.workspace_id) & (Ask.introduction_id == Introduction.id))
            .where(*here)
        )
        query = {
            "asks_per_contact": of_contact.where(Ask.asked_at > since, Introduction.id != mine),
            # One by one: what the contact said to this very request keeps the next one from asking them again.
            "noes_from_contact": of_contact.with_only_columns(func.count(Ask.id)).where(
                Ask.state == "contact_no", Ask.answered_at > since
            ),
            "asks_per_requester": select(func.count()).where(
                Introduction.workspace_id == workspace_id,
                Introduction.requester_id == viewer.id,
                Introduction.asked_at > since,
                Introduction.id != mine,
            ),
            "noes_for_requester": select(func.count()).select_from(Introduction).where(*self._noes(since)),
        }[limit]
        return self.sight.session.scalar(query) or 0

    def _noes(self, since: dt.datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            Introduction.workspace_id == self.sight.viewer.workspace_id,
            Introduction.requester_id == self.sight.viewer.id,
            Introduction.contact_id == self.contact_id,
            # Taken back counts as well: otherwise withdrawing and asking again would undo a no. And what is over
            # by the clock is over, before anybody came round to it.
            (Introduction.state.in_(("none", "withdrawn")) & (Introduction.closed_at > since))
            | (
                (Introduction.state == "asking")
                & (Introduction.answer_by <= self.sight.now)
                & (Introduction.answer_by > since)
            ),
            # Whoever was told openly that somebody can't after all has been refused nothing that waiting would protect.
            ~ENDED_OPENLY,
            Introduction.id != (self.introduction_id or 0),
        )


def _facts(candidate: Candidate) -> dict[str, bool]:
    return {name: bool(candidate.code >> place & 1) for place, name in enumerate(facts_of("relationship"))}


def note(
    requester: Sight, clock: Clock, introduction_id: int, decided: Iterable[tuple[Candidate, RequestDecision]]
) -> None:
    """Record what the charter said to each of these connectors; said again of the same request it is recorded once."""
    session, workspace_id = requester.session, requester.viewer.workspace_id
    there = {
        tuple(row)
        for row in session.execute(
            select(DecisionParty.subject_id, DecisionRecord.outcome, DecisionRecord.clauses, DecisionRecord.fact_code)
            .join(
                DecisionRecord,
                (DecisionRecord.workspace_id == DecisionParty.workspace_id) & (DecisionRecord.id == DecisionParty.id),
            )
            .where(DecisionParty.workspace_id == workspace_id, DecisionParty.answer_id == introduction_id)
        )
    }
    new = []
    for one, decision in decided:
        outcome = "refused" if decision.refused else "allowed"
        if (one.relationship_id, outcome, " ".join(decision.clauses)[:200], one.code) not in there:
            charter = requester.charter
            ruling = Ruling(outcome, decision.clauses, charter.id, charter.version, charter.hash)
            new.append(Decided(one.relationship_id, ruling, one.code))
    audit.record(session, clock, workspace_id, requester.viewer.id, introduction_id, new)
