"""Whom of theirs a deal is about, as a pairing looks at them: their part in it, how senior they are, what they do.

What a reader may see of them comes from `bot.deals.stakeholders`; what is hidden has been left out before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Select, select

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals.engaging import Talk, engagements_of
from bot.deals.stakeholders import StakeholderShown, Written, stakeholders_of
from bot.deals.vocabulary import POWERS, STANCES
from bot.network.portrait import Portrait, told_by_directory
from bot.network.titles import known_title, seniorities_in, seniority_rank
from models.accounts import Account, Holding, Seat
from models.deals import Deal
from models.ids import among
from models.keys import fold
from models.reading import DO_NOT_CONTACT, OBJECTED

Words = tuple[str, str, float]
"""What was observed of somebody: about what, the value, and when (a timestamp)."""


@dataclass(frozen=True)
class Counterpart:
    """A stakeholder as a reader sees them."""

    shown: StakeholderShown

    @property
    def face(self) -> Portrait | None:
        """The person: of a seat, whoever has it; None: it is empty, as far as the reader may see."""
        return self.shown.contact or (self.shown.seat.holder if self.shown.seat else None)

    @property
    def name(self) -> str:
        """What they are called: a person by name, an empty seat by its title."""
        return self.face.name if self.face else self.shown.name

    @cached_property
    def order(self) -> tuple[str, ...]:
        """What they come by among equals: what the reader sees of them, never when or by whom they were stored."""
        address = self.face.address if self.face else ""
        return (fold(self.name), address, *sorted(f"{about}={value}" for about, value, _ in self.words))

    @property
    def left_alone(self) -> bool:
        """Whether, as far as the reader may know, nobody is to be sent to them."""
        return self.face is not None and (self.face.left_alone or self.face.objected)

    @property
    def rank(self) -> int | None:
        """How senior, 0 being the highest; None: nothing says."""
        if self.face:
            return rank_of(self.face.title, self.face.seat[1])
        return rank_of(self.shown.seat.title, "") if self.shown.seat else None

    @property
    def function(self) -> str:
        """What they work in."""
        return function_of(self.face.title, self.face.seat[0]) if self.face else ""

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """What was observed of them, as far as the reader may see."""
        return tuple((one.about, one.value, one.at.timestamp()) for one in self.shown.observed)

    def plays(self, theirs: str) -> bool:
        """Whether they have this buying role or stance."""
        return theirs in self.parts

    @cached_property
    def parts(self) -> frozenset[str]:
        """Their buying roles and stance."""
        return parts_in(self.words)

    @property
    def power(self) -> str:
        """How much they count, by the latest word on it."""
        return _latest(self.words, "power", POWERS)


Seen = tuple[list[Counterpart], list[Decided]]
"""The stakeholders of a deal as a reader may see them, and the decisions behind it."""


def counterparts(sight: Sight, deal: Deal) -> Seen:
    """The deal's stakeholders as the viewer may see them, in order of name, with the decisions behind it."""
    return counterparts_of(sight, [deal.id])[deal.id]


def counterparts_of(sight: Sight, deal_ids: Collection[int], written: Written | None = None) -> dict[int, Seen]:
    """The same for each of these deals; `written` is what was read of them already."""
    seen = {}
    for deal_id, found in stakeholders_of(sight, deal_ids, written).items():
        people = sorted((Counterpart(one) for one in found.all), key=lambda one: (one.order, one.shown.stakeholder_id))
        decided = list(found.decided)
        decided += [Decided(one.face.contact_id, *one.face.decision(sight)) for one in people if one.face]
        seen[deal_id] = people, decided
    return seen


def parts_in(observed: Iterable[Words]) -> frozenset[str]:
    """The buying roles and the stance that these words come to.

    Somebody may have several roles: anybody's word on it counts. Their stance is one: the latest word on it counts.
    """
    words = list(observed)
    roles = {fold(value) for about, value, _ in words if about == "buying_role"}
    return frozenset({*roles, _latest(words, "stance", STANCES)} - {""})


def parts_of_all(sight: Sight, deal: Deal) -> dict[int, frozenset[str]]:
    """The buying roles and stance of each contact in a deal, by everybody's words; of a seat, whoever has it.

    For what was said aloud of a deal, never to name anybody by.
    """
    found: dict[int, frozenset[str]] = {}
    for contact_id, _, parts in _all_parts(sight, [deal], Written(sight, [deal.id]))[deal.id]:
        if contact_id is not None:
            found[contact_id] = found.get(contact_id, frozenset()) | parts
    return found


OfStakeholder = tuple[int | None, int | None, frozenset[str]]
"""Who a stakeholder is (None: a seat that nobody has), the seat they are meant by, if it is one, and their parts."""
AllParts = dict[int, list[OfStakeholder]]


def _all_parts(sight: Sight, deals: Sequence[Deal], written: Written) -> AllParts:
    """The same of each stakeholder of each deal."""
    held = _holders(sight, {one.seat_id for one in written.rows if one.seat_id is not None})
    found: AllParts = {deal.id: [] for deal in deals}
    for one in written.rows:
        who = [one.contact_id] if one.seat_id is None else held.get(one.seat_id, ())
        if who:
            words = ((said.about, said.value, said.observed_at.timestamp()) for said in written.words.get(one.id, ()))
            parts = parts_in(words)
            found[one.deal_id] += [(number, one.seat_id, parts) for number in who]
    return found


def _holders(sight: Sight, seat_ids: Collection[int]) -> dict[int, list[int | None]]:
    """Who has each of these seats, of those whose account is listed for the viewer; None: nobody."""
    of_seat = (Holding.workspace_id == Seat.workspace_id) & (Holding.seat_id == Seat.id)
    rows = sight.session.execute(
        select(Seat.id, Holding.contact_id)
        .outerjoin(Holding, of_seat & Holding.named_by_id.is_(None) & sight.holds_now)
        .where(Seat.workspace_id == sight.viewer.workspace_id, among(Seat.id, seat_ids))
        .where(Seat.account_id.in_(sight.accounts(Account.id)))
    )
    found: dict[int, list[int | None]] = {}
    for seat_id, contact_id in rows:
        found.setdefault(seat_id, []).append(contact_id)
    return found


@dataclass(frozen=True)
class Dialogues:
    """What was said aloud for a deal that counts for a reader: who is in dialogue, and the parts of those of theirs.

    `empty` are the parts of seats that nobody has, with such a seat, `alone` those of theirs who are to be left alone.
    `facts` are those of whom the directory tells a channel, by id (`models.reading`), of this deal and of others.
    """

    said: Sequence[Talk]
    parts: Mapping[int, frozenset[str]]
    empty: Mapping[str, int] = field(default_factory=dict)
    alone: frozenset[int] = frozenset()
    facts: Mapping[int, int] = field(default_factory=dict, repr=False, compare=False)


def dialogues(sight: Sight, deal: Deal, seen: Sequence[Counterpart]) -> Dialogues:
    """Who is in dialogue in a deal, by what was said aloud, as far as the reader may know of whom it is with.

    For a person that is whoever they see in the deal (`seen`), in the parts they see. For a channel, everybody in the
    deal of whom the directory tells a mere member: it is told no more of them than that a part is in dialogue, and so
    the part may go by anybody's word. Whoever is hidden from the reader is in dialogue with nobody, and has no seat; so
    is whoever is not in the deal any more, or the first could be told from the second.
    """
    return dialogues_of(sight, [deal], {deal.id: seen})[deal.id]


def dialogues_of(
    sight: Sight, deals: Sequence[Deal], seen: Mapping[int, Sequence[Counterpart]], written: Written | None = None
) -> dict[int, Dialogues]:
    """The same for each of these deals; `written` is what was read of them already."""
    said = engagements_of(sight.session, deals)
    if not sight.viewer.is_channel:
        return {deal.id: _of_person(said[deal.id], seen[deal.id]) for deal in deals}
    of_all = _all_parts(sight, deals, written or Written(sight, [deal.id for deal in deals]))
    theirs = {number for some in of_all.values() for number, _, _ in some if number is not None}
    facts = told_by_directory(sight, theirs)
    return {deal.id: _of_channel(said[deal.id], of_all[deal.id], facts) for deal in deals}


def _of_channel(said: Sequence[Talk], of_all: Collection[OfStakeholder], facts: Mapping[int, int]) -> Dialogues:
    parts: dict[int, frozenset[str]] = {}
    empty: dict[str, int] = {}
    # A seat has none whose holders are all hidden, as far as the reader may know; whoever has objected has it.
    held = {seat_id for number, seat_id, _ in of_all if number in facts}
    for number, seat_id, of_one in of_all:
        if number is None or number not in facts:
            if seat_id is not None and seat_id not in held:
                empty |= dict.fromkeys(of_one, seat_id)
        elif not facts[number] & OBJECTED:
            parts[number] = parts[number] | of_one if number in parts else of_one
    alone = frozenset(number for number in parts if facts[number] & DO_NOT_CONTACT)
    return Dialogues([one for one in said if one.contact_id in parts], parts, empty, alone, facts)


def _of_person(said: Sequence[Talk], seen: Iterable[Counterpart]) -> Dialogues:
    parts: dict[int, frozenset[str]] = {}
    empty: dict[str, int] = {}
    alone = set()
    for one in seen:
        if one.face is None:
            empty |= dict.fromkeys(one.parts, one.shown.seat.seat_id) if one.shown.seat else {}
        elif not one.face.objected:
            number = one.face.contact_id
            parts[number] = parts.get(number, frozenset()) | one.parts
            if one.left_alone:
                alone.add(number)
    return Dialogues([one for one in said if one.contact_id in parts], parts, empty, frozenset(alone))


def seats_listed(sight: Sight) -> Select[int]:
    """The ids of the seats whose account is listed for the viewer."""
    here = Seat.workspace_id == sight.viewer.workspace_id
    return select(Seat.id).where(here, Seat.account_id.in_(sight.accounts(Account.id)))


def rank_of(title: str | None, said: str) -> int | None:
    """How senior a title, or what is said of it, is; None where neither says."""
    known = known_title(title) if title else None
    said = said or (known.seniority if known else "")
    return seniority_rank(title, said) if seniorities_in(said) or seniorities_in(title or "") else None


def function_of(title: str | None, said: str) -> str:
    """What somebody of this title works in."""
    known = known_title(title) if title else None
    return fold(said) or (known.function if known else "")


def _latest(observed: Iterable[Words], about: str, words: Mapping[str, str]) -> str:
    said = [(at, value) for what, value, at in observed if what == about]
    value = fold(max(said)[1]) if said else ""
    return value if value in words else ""
