"""Whom of theirs a deal is about, as far as a reader may see: who they are and what was observed of them.

A stakeholder is shown where the person (of a seat, its account) is listed for the reader and at least one observation
of them is shown; any other is as if never named. What is hidden is left out before anything else is done.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals.vocabulary import POWERS, STANCES
from bot.network.portrait import Portrait, portraits
from bot.network.titles import known_title, seniorities_in, seniority_rank
from models.accounts import Holding
from models.deal_reading import SeatOf, people_of, seats_of
from models.deals import Deal, Observation, Stakeholder
from models.keys import fold
from models.reading import CONTACT_FACTS

_OWN = 1 << len(CONTACT_FACTS)


@dataclass(frozen=True)
class Observed:
    """What somebody (None: an import) said last of a stakeholder in one respect."""

    about: str
    value: str
    observer_id: int | None
    at: dt.datetime


@dataclass(frozen=True)
class Counterpart:
    """A stakeholder as a reader sees them: a person, or (`face` is None) a seat that nobody they may see has."""

    stakeholder_id: int
    face: Portrait | None
    seat: SeatOf | None
    observed: tuple[Observed, ...]

    @property
    def name(self) -> str:
        """What they are called: a person by name, an empty seat by its title."""
        return self.face.name if self.face else self.seat.title if self.seat else ""

    @property
    def order(self) -> tuple[str, ...]:
        """What they come by among equals: what the reader sees of them, never when or by whom they were stored."""
        address = self.face.address if self.face else ""
        return (fold(self.name), address, *sorted(f"{one.about}={one.value}" for one in self.observed))

    @property
    def left_alone(self) -> bool:
        """Whether, as far as the reader may know, nobody is to be sent to them."""
        return self.face is not None and (self.face.left_alone or self.face.objected)

    @property
    def rank(self) -> int | None:
        """How senior, 0 being the highest; None: nothing says."""
        if self.face:
            return rank_of(self.face.title, self.face.seat[1])
        return rank_of(self.seat.title, self.seat.seniority or "") if self.seat else None

    @property
    def function(self) -> str:
        """What they work in."""
        if self.face:
            return function_of(self.face.title, self.face.seat[0])
        return function_of(self.seat.title, self.seat.function or "") if self.seat else ""

    def plays(self, theirs: str) -> bool:
        """Whether they have this buying role or stance."""
        return theirs in parts_in(self.observed)

    @property
    def power(self) -> str:
        """How much they count, by the latest word on it."""
        return _latest(self.observed, "power", POWERS)


@dataclass(frozen=True)
class Seen:
    """All counterparts that a reader sees, in order of name, with the decisions behind it."""

    people: tuple[Counterpart, ...]
    decided: tuple[Decided, ...]


def counterparts(sight: Sight, deal: Deal) -> Seen:
    """The deal's stakeholders as the viewer may see them."""
    if sight.blind:
        return Seen((), ())
    tables = sight.tables
    no_ties = bytes(len(tables.relationship)) if sight.viewer.is_channel else tables.relationship
    pairs = people_of(sight.reading, deal.id, tables.contact, no_ties)
    faces = portraits(sight, sorted({contact_id for _, contact_id in pairs}))
    held: dict[int, list[Portrait]] = defaultdict(list)
    for stakeholder_id, contact_id in pairs:
        if contact_id in faces:
            held[stakeholder_id].append(faces[contact_id])
    seats = {one.stakeholder_id: one for one in seats_of(sight.reading, deal.id) if tables.listed(one.facts)}
    words = latest_words(sight.session, deal, {*held, *seats})
    found: list[Counterpart] = []
    decided: list[Decided] = []
    for stakeholder_id in {*held, *seats}:
        seat = seats.get(stakeholder_id)
        people: Sequence[Portrait | None] = held.get(stakeholder_id) or [None]
        for face in people:
            # Of a seat the account decides, not who has it by now.
            facts = seat.facts if seat else face.facts if face else 0
            about = face.contact_id if face else seat.seat_id if seat else 0
            shown = [one for one in words.get(stakeholder_id, ()) if _shown(sight, facts, one, decided, about)]
            if not shown:
                continue
            if face is not None:
                decided.append(Decided(face.contact_id, *face.decision(sight)))
            found.append(Counterpart(stakeholder_id, face, seat, tuple(shown)))
    return Seen(tuple(sorted(found, key=lambda one: (one.order, one.stakeholder_id))), tuple(dict.fromkeys(decided)))


def latest_words(session: Session, deal: Deal, stakeholder_ids: Collection[int]) -> dict[int, list[Observed]]:
    """What each observer said last of these stakeholders in each respect; what was taken back is not there.

    Whether any of it may be shown is the caller's to ask.
    """
    rows = session.execute(
        select(
            Observation.stakeholder_id,
            Observation.about,
            Observation.value,
            Observation.observer_id,
            Observation.observed_at,
        )
        .where(
            Observation.workspace_id == deal.workspace_id,
            Observation.stakeholder_id.in_(sorted(stakeholder_ids) or [0]),
        )
        .order_by(Observation.observed_at, Observation.id)
    )
    last: dict[tuple[int, str, int | None], Observed] = {}
    for stakeholder_id, about, value, observer_id, at in rows:
        last[stakeholder_id, about, observer_id] = Observed(about, value, observer_id, at)
    found: dict[int, list[Observed]] = defaultdict(list)
    for (stakeholder_id, _, _), one in last.items():
        if one.value:
            found[stakeholder_id].append(one)
    return found


def parts_in(observed: Iterable[Observed]) -> frozenset[str]:
    """The buying roles and the stance that these words come to.

    Somebody may have several roles: anybody's word on it counts. Their stance is one: the latest word on it counts.
    """
    words = list(observed)
    roles = {fold(one.value) for one in words if one.about == "buying_role"}
    stance = _latest(words, "stance", STANCES)
    return frozenset({*roles, stance} - {""})


def parts_of_all(sight: Sight, deal: Deal) -> dict[int, frozenset[str]]:
    """The buying roles and stance of each contact in a deal, by everybody's words; of a seat, whoever has it.

    For what was said aloud of a deal, never to name anybody by.
    """
    rows = sight.session.execute(
        select(Stakeholder.id, func.coalesce(Stakeholder.contact_id, Holding.contact_id))
        .outerjoin(
            Holding,
            (Holding.workspace_id == Stakeholder.workspace_id)
            & (Holding.seat_id == Stakeholder.seat_id)
            & Holding.named_by_id.is_(None)
            & sight.holds_now,
        )
        .where(
            Stakeholder.workspace_id == deal.workspace_id,
            Stakeholder.deal_id == deal.id,
            Stakeholder.removed_at.is_(None),
        )
    ).all()
    words = latest_words(sight.session, deal, {stakeholder_id for stakeholder_id, _ in rows})
    found: dict[int, frozenset[str]] = {}
    for stakeholder_id, contact_id in rows:
        if contact_id is not None:
            found[contact_id] = found.get(contact_id, frozenset()) | parts_in(words.get(stakeholder_id, ()))
    return found


def rank_of(title: str | None, said: str) -> int | None:
    """How senior a title, or what is said of it, is; None where neither says."""
    known = known_title(title) if title else None
    said = said or (known.seniority if known else "")
    return seniority_rank(title, said) if seniorities_in(said) or seniorities_in(title or "") else None


def function_of(title: str | None, said: str) -> str:
    """What somebody of this title works in."""
    known = known_title(title) if title else None
    return fold(said) or (known.function if known else "")


def _latest(observed: Iterable[Observed], about: str, words: Mapping[str, str]) -> str:
    said = [one for one in observed if one.about == about]
    value = fold(max(said, key=lambda one: one.at).value) if said else ""
    return value if value in words else ""


def _shown(sight: Sight, facts: int, one: Observed, decided: list[Decided], about: int) -> bool:
    """Whether the charter shows the viewer an observation; their own is theirs."""
    own = one.observer_id is not None and one.observer_id == sight.viewer.id
    decision, code = sight.decide_bits("observation", facts | own * _OWN, (*CONTACT_FACTS, "viewer_is_owner"))
    if decision.outcome == "hidden":
        return False
    decided.append(Decided(about, decision, code))
    return True
