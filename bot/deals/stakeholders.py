"""Who of theirs matters in a deal, and what each of us observed of them: dated, by name, never written over.

That somebody is in a deal is shown only to whom they are listed and an observation of them is shown. Naming somebody
shows nobody anything they did not see before: whoever is hidden from the viewer is nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from sqlalchemy import ColumnElement, select

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import telling
from bot.deals.latest import Word, latest_words
from bot.deals.seen import part, the_deal
from bot.deals.team import NOT_ON_IT
from bot.deals.vocabulary import BUYING_ROLES, POWERS, STANCES
from bot.errors import BadInput, Stale
from bot.network.portrait import Portrait, portraits
from bot.network.who import visible
from models import facts as row_facts
from models.accounts import Account, Contact, Holding, Seat
from models.base import new_id, random_id
from models.deals import ABOUT, Observation, Stakeholder
from models.ids import among
from models.reading import CONTACT_FACTS, IN_DIRECTORY
from models.upsert import insert_unless_there

SOURCE: Final = "observed"
MOTIVATION_MOST: Final = 300
"""Characters of what somebody writes about what moves a stakeholder."""
NOT_THERE: Final = "I know of no such person in this deal."
"""What is said of a stakeholder whom the viewer may not see, and of one never stored."""
_WORDS: Final[Mapping[str, Collection[str]]] = {"buying_role": BUYING_ROLES, "stance": STANCES, "power": POWERS}


@dataclass(frozen=True)
class Observed:
    """What somebody observed: `about` (a buying role, say) the `value`. `observer` None: the CRM says so."""

    about: str
    value: str
    observer: str | None
    at: dt.datetime
    mine: bool


@dataclass(frozen=True)
class SeatShown:
    """A seat that matters whoever holds it; empty since a day, as far as that is known. `holder`: who has it now."""

    seat_id: int
    title: str
    account: str
    since: dt.date | None
    holder: Portrait | None


@dataclass(frozen=True)
class StakeholderShown:
    """A stakeholder as one viewer may know them: a contact or a seat, and what was observed, the newest first.

    `named_at` is for what counts from then on; it is told to nobody.
    """

    stakeholder_id: int
    contact: Portrait | None
    seat: SeatShown | None
    observed: tuple[Observed, ...]
    named_at: dt.datetime

    @property
    def name(self) -> str:
        """What they are called: a person's name, or a seat's title."""
        return self.contact.name if self.contact else self.seat.title if self.seat else ""

    def says(self, about: str) -> tuple[Observed, ...]:
        """What was observed of one thing, the newest first."""
        return tuple(one for one in self.observed if one.about == about)

    @property
    def own(self) -> dict[str, str]:
        """What the viewer themselves observed, by what it is about."""
        return {one.about: one.value for one in self.observed if one.mine}


@dataclass(frozen=True)
class Stakeholders:
    """Those of a deal whom the viewer may see, and the decisions behind what others observed of them."""

    all: tuple[StakeholderShown, ...]
    decided: tuple[Decided, ...]


def stakeholders(sight: Sight, deal_id: int) -> Stakeholders:
    """Who of theirs matters in a deal, as far as the viewer (who may see the deal) may know."""
    return stakeholders_of(sight, [deal_id])[deal_id]


class Written:
    """What is written of who matters in deals, whoever may see it, and the portraits of those the viewer may see."""

    def __init__(self, sight: Sight, deal_ids: Collection[int]) -> None:
        self._sight = sight
        here = (Stakeholder.workspace_id == sight.viewer.workspace_id) & among(Stakeholder.deal_id, deal_ids)
        query = select(
            Stakeholder.id, Stakeholder.deal_id, Stakeholder.contact_id, Stakeholder.seat_id, Stakeholder.created_at
        )
        self.rows = sight.session.execute(query.where(here, Stakeholder.removed_at.is_(None))).all()

    @cached_property
    def words(self) -> dict[int, list[Word]]:
        """The latest observations of each stakeholder."""
        return latest_words(self._sight, [one.id for one in self.rows])

    @cached_property
    def faces(self) -> dict[int, Portrait]:
        """The portraits of the contacts among them."""
        return portraits(self._sight, {one.contact_id for one in self.rows if one.contact_id is not None})


def stakeholders_of(sight: Sight, deal_ids: Collection[int], written: Written | None = None) -> dict[int, Stakeholders]:
    """The same for each of these deals; `written` is what was read of them already."""
    if sight.viewer.sees_nothing or (sight.viewer.is_channel and sight.tables.none_observed):
        return dict.fromkeys(deal_ids, Stakeholders((), ()))
    written = written or Written(sight, deal_ids)
    rows, faces, latest = written.rows, written.faces, written.words
    seats = _seats(sight, {one.seat_id for one in rows if one.seat_id is not None})
    names = sight.reading.names({one.observer_id for held in latest.values() for one in held if one.observer_id})
    decide = cache(sight.decide_bits)  # most have the same facts
    found: dict[int, list[StakeholderShown]] = {deal_id: [] for deal_id in deal_ids}
    decided: dict[int, list[Decided]] = {deal_id: [] for deal_id in deal_ids}
    for row in rows:
        face = faces.get(row.contact_id or 0)
        seat, facts = seats.get(row.seat_id or 0, (None, 0))
        who = face or (seat.holder if seat else None)
        if (face is None and seat is None) or (who is not None and who.objected):
            continue
        facts = face.facts if face else facts
        shown = []
        for one in latest.get(row.id, ()):
            mine = one.observer_id is not None and one.observer_id == sight.viewer.id
            decision, code = decide("observation", facts | (_MINE if mine else 0), _FACTS)
            if decision.outcome == "shown":
                observer = names[one.observer_id][0] if one.observer_id in names else None
                shown.append(Observed(one.about, one.value, observer, one.observed_at, mine))
                if not mine:
                    decided[row.deal_id].append(Decided(row.contact_id or row.seat_id or 0, decision, code))
        if shown:
            shown.sort(key=lambda one: (ABOUT.index(one.about), -one.at.timestamp()))
            found[row.deal_id].append(StakeholderShown(row.id, face, seat, tuple(shown), row.created_at))
    for some in found.values():
        # Not by id, nor by when they were named: by what is shown of them alone.
        some.sort(key=lambda one: (_rank(one), one.name.casefold(), one.contact.address if one.contact else ""))
    return {deal_id: Stakeholders(tuple(found[deal_id]), tuple(decided[deal_id])) for deal_id in deal_ids}


def stakeholder(sight: Sight, stakeholder_id: int) -> tuple[int, StakeholderShown]:
    """One stakeholder and the id of their deal; raises `Stale` in the same words for a hidden one, and for none."""
    row = sight.session.get(Stakeholder, (sight.viewer.workspace_id, stakeholder_id))
    if row is None:
        raise Stale(NOT_THERE)
    try:
        the_deal(sight, row.deal_id)
    except Stale:
        raise Stale(NOT_THERE) from None
    found = next((one for one in stakeholders(sight, row.deal_id).all if one.stakeholder_id == stakeholder_id), None)
    if found is None:
        raise Stale(NOT_THERE)
    return row.deal_id, found


def seat(sight: Sight, seat_id: int) -> SeatShown | None:
    """A seat, if its account is listed for the viewer."""
    found = _seats(sight, [seat_id]).get(seat_id)
    return found[0] if found else None


def own(sight: Sight, deal_id: int, contact_id: int | None, seat_id: int | None) -> dict[str, str]:
    """What the viewer themselves observed of somebody in a deal, by what it is about."""
    for one in stakeholders(sight, deal_id).all:
        if (one.contact and one.contact.contact_id == contact_id) or (one.seat and one.seat.seat_id == seat_id):
            return one.own
    return {}


def observe(
    sight: Sight, clock: Clock, deal_id: int, contact_id: int | None, seat_id: int | None, seen: Mapping[str, str]
) -> StakeholderShown:
    """Note what the viewer observes of a contact, or of an empty seat, in a deal; they are in it from then on.

    `seen` gives a value for each of `ABOUT` ("" or nothing: the viewer says nothing of it, or takes back what they
    said). Raises `Stale` for a deal or person the viewer may not see, `BadInput` naming the field.
    """
    deal = the_deal(sight, deal_id, locked=True)
    if not part(sight, deal).acts:
        raise BadInput(NOT_ON_IT)
    face = portraits(sight, [contact_id]).get(contact_id) if contact_id is not None else None
    seat = _seats(sight, [seat_id]).get(seat_id) if seat_id is not None else None
    if (face is None or face.objected) and seat is None:
        raise Stale(NOT_THERE)
    said = _checked(seen)
    row = _named(sight, clock, deal_id, contact_id if face else None, seat_id if seat else None)
    before = {
        one.about: one.value for one in latest_words(sight, [row.id])[row.id] if one.observer_id == sight.viewer.id
    }
    for about in ABOUT:
        if said.get(about, "") != before.get(about, ""):
            _note(sight, clock, row.id, about, said.get(about, ""))
    telling.look_again(sight.session, clock, deal.workspace_id, deal.id)
    return stakeholder(sight, row.id)[1]


def take_back(sight: Sight, clock: Clock, stakeholder_id: int) -> str:
    """Take back all that the viewer observed of a stakeholder; gives their name.

    Somebody of whom nobody else observed anything is in the deal no more, which nobody but their namer can tell.
    """
    deal_id, found = stakeholder(sight, stakeholder_id)
    if not found.own:
        raise Stale("There is nothing of yours to take back.")
    for about in found.own:
        _note(sight, clock, stakeholder_id, about, "")
    if not latest_words(sight, [stakeholder_id])[stakeholder_id]:
        row = sight.session.get_one(Stakeholder, (sight.viewer.workspace_id, stakeholder_id))
        row.removed_at = clock.now()
    telling.look_again(sight.session, clock, sight.viewer.workspace_id, deal_id)
    return found.name


_FACTS: Final = (*CONTACT_FACTS, "viewer_is_owner")
_MINE: Final = 1 << len(CONTACT_FACTS)


def _checked(seen: Mapping[str, str]) -> dict[str, str]:
    said = {about: " ".join(visible(seen.get(about) or "").split()) for about in ABOUT}
    for about, words in _WORDS.items():
        if said[about] and said[about] not in words:
            raise BadInput("Choose one of those that are offered.", field=about)
    if not said["buying_role"]:
        raise BadInput("Which part do they play? Choose the likeliest; you can correct it.", field="buying_role")
    if len(said["motivation"]) > MOTIVATION_MOST:
        raise BadInput(f"Keep it to {MOTIVATION_MOST} characters.", field="motivation")
    return said


def _named(sight: Sight, clock: Clock, deal_id: int, contact_id: int | None, seat_id: int | None) -> Stakeholder:
    """The stakeholder, named now unless they were: which of the two is told to nobody."""
    made = {
        "workspace_id": sight.viewer.workspace_id,
        "id": random_id(),
        "deal_id": deal_id,
        "contact_id": contact_id,
        "seat_id": seat_id,
        "named_by_id": sight.viewer.id,
        "source": SOURCE,
        "created_at": clock.now(),
    }
    insert_unless_there(sight.session, Stakeholder, made)
    one = Stakeholder.contact_id == contact_id if contact_id is not None else Stakeholder.seat_id == seat_id
    here = (Stakeholder.workspace_id == sight.viewer.workspace_id) & (Stakeholder.deal_id == deal_id)
    row = sight.session.scalars(select(Stakeholder).where(here, one)).one()
    row.removed_at = None
    return row


def _note(sight: Sight, clock: Clock, stakeholder_id: int, about: str, value: str) -> None:
    sight.session.add(
        Observation(
            workspace_id=sight.viewer.workspace_id,
            id=new_id(),
            stakeholder_id=stakeholder_id,
            about=about,
            value=value,
            observer_id=sight.viewer.id,
            observed_at=clock.now(),
            source=SOURCE,
        )
    )
    sight.session.flush()


def _seats(sight: Sight, seat_ids: Collection[int]) -> dict[int, tuple[SeatShown, int]]:
    """Those of these seats whose account is listed for the viewer, with the account's facts (`CONTACT_FACTS`)."""
    if not seat_ids or sight.blind:
        return {}
    told = seats_told(sight, seat_ids)
    held = _held(sight, list(told))
    found = {}
    for seat_id, (title, account, bits) in told.items():
        holder, since = held.get(seat_id, (None, None))
        found[seat_id] = (SeatShown(seat_id, title, account, since, holder), bits)
    return found


def seats_told(sight: Sight, seat_ids: Collection[int]) -> dict[int, tuple[str, str, int]]:
    """Those of these seats whose account is listed for the viewer: title, account, its facts (`CONTACT_FACTS`)."""
    if not seat_ids or sight.blind:
        return {}
    facts = {**row_facts.account_facts(), **row_facts.account_viewer_facts(sight.viewer.id)}
    named: list[ColumnElement[bool]] = [expression.label(name) for name, expression in facts.items()]
    rows = sight.session.execute(
        sight.accounts(Seat.id, Seat.title, Account.name, *named)
        .join(Seat, (Seat.workspace_id == Account.workspace_id) & (Seat.account_id == Account.id))
        .where(among(Seat.id, seat_ids))
    )
    found = {}
    for row in rows:
        bits = sum(1 << CONTACT_FACTS.index(name) for name in facts if getattr(row, name))
        found[row.id] = (row.title, row.name, bits | IN_DIRECTORY)
    return found


def _held(sight: Sight, seat_ids: Collection[int]) -> dict[int, tuple[Portrait | None, dt.date | None]]:
    """Who holds these seats by the directory, or when the last one known to have held it left."""
    rows = sight.session.execute(
        select(Holding.seat_id, Holding.contact_id, Holding.until, sight.holds_now.label("holds"))
        .join(Contact, (Contact.workspace_id == Holding.workspace_id) & (Contact.id == Holding.contact_id))
        .where(
            Holding.workspace_id == sight.viewer.workspace_id,
            among(Holding.seat_id, seat_ids),
            Holding.named_by_id.is_(None),
            sight.directory.shows("listed"),
        )
        .order_by(Holding.until.is_(None), Holding.until, Holding.id)
    ).all()
    faces = portraits(sight, {row.contact_id for row in rows if row.holds})
    found: dict[int, tuple[Portrait | None, dt.date | None]] = {}
    for row in rows:
        found[row.seat_id] = (faces.get(row.contact_id) if row.holds else None, row.until)
    return found


def _rank(one: StakeholderShown) -> int:
    roles = [each.value for each in one.says("buying_role")]
    order = list(BUYING_ROLES)
    return min((order.index(role) for role in roles if role in order), default=len(order))
