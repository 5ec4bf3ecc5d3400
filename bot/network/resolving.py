"""Finding who is meant, in the order: a stored address, a seat, a full name, an account.

Everything runs under the viewer's sight: what is hidden from them is looked up as if it had never been stored, and no
suggestion is drawn from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, and_, case, or_, select

from bot.charter.sight import Sight
from bot.network.accounts import MOST, AccountFound, find_accounts, like
from bot.network.near import near_account, near_name, near_title
from bot.network.portrait import Portrait, is_listed, portraits
from bot.network.titles import functions, known_title, seniorities, spelled_out, title_key
from bot.network.who import Who
from models.account_reading import claimed_in_seat
from models.accounts import Account, Affiliation, Contact, Holding, Seat
from models.facts import belongs_on
from models.keys import fold
from models.network import HalfTie, Relationship
from models.people import Colleague
from models.reading import OBJECTED

ANYBODY = frozenset(("anybody", "anyone", "somebody", "someone", "everybody", "everyone", "all", "people", "who"))
"""Words before an @ that ask for whoever it is."""


@dataclass(frozen=True)
class Person:
    """One contact, listed for the viewer."""

    contact_id: int


@dataclass(frozen=True)
class Several:
    """More than one contact or account could be meant."""

    people: tuple[Portrait, ...] = ()
    accounts: tuple[AccountFound, ...] = ()


@dataclass(frozen=True)
class EmptySeat:
    """A seat nobody is known to hold; `since` is when its last known holder left it, if that is known."""

    seat_id: int
    title: str
    account: str
    since: dt.date | None


@dataclass(frozen=True)
class SaidToHold:
    """A seat of which a colleague has said, in these words, who holds it; the viewer may know of no way to them."""

    seat_id: int
    title: str
    account: str
    words: str


@dataclass(frozen=True)
class OneOfUs:
    """A colleague: no way is needed."""

    name: str


@dataclass(frozen=True)
class Objected:
    """A person with a privacy request on file."""


@dataclass(frozen=True)
class Unknown:
    """Nobody this viewer may know of. `near` is another WHO that would be found, if one is close."""

    near: str | None = None


Resolution = Person | Several | EmptySeat | SaidToHold | AccountFound | OneOfUs | Objected | Unknown


def resolve(sight: Sight, who: Who) -> Resolution:
    """Find who is meant by WHO, as far as the viewer may see."""
    if who.slack_user_id:
        return _mentioned(sight, who.slack_user_id)
    if who.address and (found := by_address(sight, who.address)):
        return found
    if sight.blind:
        return Unknown()
    if who.before and who.after:
        return _seat(sight, who.before, who.after)
    if who.after:
        return _account(sight, who.after)
    if who.name and who.account:
        person = _named(sight, who.name, who.account)
        return person if not isinstance(person, Unknown) else _seat(sight, who.name, who.account)
    if who.name:
        return _bare(sight, who.name)
    return Unknown()


def by_address(sight: Sight, address: str) -> Person | Objected | OneOfUs | None:
    """The contact or colleague with this address; None as well when the charter hides the contact."""
    found, ours = sight.reading.by_address(address)
    if sight.viewer.member:
        if found is not None and found.facts & OBJECTED:
            return Objected()
        if ours is not None:
            return OneOfUs(ours)
    shown = is_listed(sight, found)
    return Person(found.contact_id) if found is not None and shown else None


def _mentioned(sight: Sight, slack_user_id: str) -> Resolution:
    colleague = sight.session.scalar(
        select(Colleague).where(
            Colleague.workspace_id == sight.viewer.workspace_id, Colleague.slack_user_id == slack_user_id
        )
    )
    if colleague is None or not sight.viewer.member:
        return Unknown()
    if colleague.kind == "member" and colleague.left_at is None:
        return OneOfUs(colleague.name)
    return (by_address(sight, colleague.email) if colleague.email else None) or Unknown()


def _bare(sight: Sight, text: str) -> Resolution:
    """`acme`, `Jane Doe`: a person of that name, else an account, else something near."""
    person = _named(sight, text, None)
    if not isinstance(person, Unknown):
        return person
    account = _account(sight, text)
    if isinstance(account, Unknown):
        return account if account.near else person
    return account


def _account(sight: Sight, text: str) -> Resolution:
    found = find_accounts(sight, text)
    if len(found) == 1:
        return found[0]
    return Several(accounts=tuple(found)) if found else Unknown(near=near_account(sight, text, "{}"))


def _named(sight: Sight, name: str, account: str | None) -> Resolution:
    key = fold(name)
    ids = set(
        sight.session.scalars(
            select(Contact.id).where(
                Contact.workspace_id == sight.viewer.workspace_id,
                Contact.name_key == key,
                sight.directory.shows("listed"),
            )
        )
    )
    ids |= set(sight.session.scalars(sight.told_ties(HalfTie.node_id).where(Relationship.contact_name_key == key)))
    if account and ids:
        ids &= _at_account(sight, account, ids)
    if not ids and account is None:
        return Unknown(near=near_name(sight, key))
    return _one_or_several(sight, ids)


def _seat(sight: Sight, before: str, after: str) -> Resolution:
    accounts = find_accounts(sight, after)
    role = fold(before)
    if role in ANYBODY:
        return _account(sight, after)
    key = title_key(before)
    meant = Seat.title_key == key
    if role in functions():
        meant |= Seat.function == role
    seats = sight.session.execute(
        sight.accounts(Seat.id, Seat.title, Account.name)
        .join(Seat, (Seat.workspace_id == Account.workspace_id) & (Seat.account_id == Account.id))
        .where(Account.id.in_([account.account_id for account in accounts]), meant)
        .order_by(Seat.id)
    ).all()
    holders = _holders(sight, [seat.id for seat in seats])
    ids = {contact_id for held in holders.values() for contact_id, until in held if until is None}
    gone = {contact_id for held in holders.values() for contact_id, until in held if until is not None} - ids
    ids |= _claimed_seat(sight, key, after, accounts) - gone  # whoever is known to have left has it no more
    if len(accounts) == 1 and ((len(ids) > 1 and role in functions()) or (not ids and role in seniorities())):
        return replace(accounts[0], role=role)
    if ids:
        return _one_or_several(sight, ids)
    if seats:
        ended = [until for _, until in holders.get(seats[0].id, []) if until is not None]
        named = _named_by_a_colleague(sight, seats[0].id)
        if named is not None:
            return _said_to_hold(sight, seats[0], *named)
        return EmptySeat(seats[0].id, seats[0].title, seats[0].name, max(ended, default=None))
    if accounts:
        person = _named(sight, spelled_out(before), after)
        return person if not isinstance(person, Unknown) else Unknown(near=near_title(before, after))
    known = known_title(before) is not None
    return Unknown(near=near_account(sight, after, before + "@{}") if known else None)


def _named_by_a_colleague(sight: Sight, seat_id: int) -> tuple[int, str] | None:
    """Whom a colleague has named as the holder of a seat: the contact's id, and the words."""
    row = sight.session.execute(
        select(Holding.contact_id, Holding.named_as)
        .where(
            Holding.workspace_id == sight.viewer.workspace_id,
            Holding.seat_id == seat_id,
            Holding.named_by_id.is_not(None),
            sight.holds_now,
        )
        .order_by(Holding.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.contact_id, row.named_as or "")


def _said_to_hold(sight: Sight, seat: Row[Any], contact_id: int, words: str) -> Resolution:
    """The person a colleague named, if the viewer may know of a way to them; else the words, whoever is behind them."""
    known = sight.ties(HalfTie.relationship_id).where(HalfTie.node_id == contact_id, sight.contact.shows("listed"))
    if sight.session.scalars(known.limit(1)).first() is not None:
        return Person(contact_id)
    return SaidToHold(seat.id, seat.title, seat.name, words)


def _holders(sight: Sight, seat_ids: list[int]) -> dict[int, list[tuple[int, dt.date | None]]]:
    """Who holds or held these seats, as far as the viewer may see: seat id to (contact id, until)."""
    held: dict[int, list[tuple[int, dt.date | None]]] = {}
    rows = sight.session.execute(
        select(Holding.seat_id, Holding.contact_id, case((sight.holds_now, None), else_=Holding.until))
        .join(Contact, (Contact.workspace_id == Holding.workspace_id) & (Contact.id == Holding.contact_id))
        .where(
            Holding.workspace_id == sight.viewer.workspace_id,
            Holding.seat_id.in_(seat_ids),
            Holding.named_by_id.is_(None),
            sight.directory.shows("listed"),
        )
        .order_by(Holding.id)
    )
    for seat_id, contact_id, until in rows:
        held.setdefault(seat_id, []).append((contact_id, until))
    return held


def _claimed_seat(sight: Sight, key: str, after: str, accounts: Iterable[AccountFound]) -> set[int]:
    """Contacts whom a visible relationship puts in that seat at that account, by its owner's words."""
    if sight.tables.no_ties:
        return set()
    ids = [account.account_id for account in accounts]
    return claimed_in_seat(sight.reading, key, fold(after), ids, sight.tables.relationship)


def _at_account(sight: Sight, account: str, contact_ids: set[int]) -> set[int]:
    """Which of these contacts the viewer may know to be at that account."""
    accounts = [found.account_id for found in find_accounts(sight, account)]
    where = fold(account)
    by_directory = people_of(sight, accounts).where(Affiliation.contact_id.in_(contact_ids))
    by_claim = sight.told_ties(HalfTie.node_id).where(
        HalfTie.node_id.in_(contact_ids),
        or_(
            Relationship.account_name_key == where,
            Relationship.account_name_key.like(f"{like(where)} %", escape="\\"),
            Relationship.account_id.in_(accounts),
        ),
    )
    return set(sight.session.scalars(by_directory)) | set(sight.session.scalars(by_claim))


def people_of(sight: Sight, account_ids: Iterable[int]) -> Select[Any]:
    """The contacts that are at these accounts by their address, or by a seat of which the directory tells the viewer.

    Not by a seat alone: the viewer may know somebody whose seat is hidden from them.
    """
    return (
        select(Affiliation.contact_id)
        .join(Contact, (Contact.workspace_id == Affiliation.workspace_id) & (Contact.id == Affiliation.contact_id))
        .where(
            Affiliation.workspace_id == sight.viewer.workspace_id,
            Affiliation.account_id.in_(account_ids),
            belongs_on(sight.today),
            or_(
                Affiliation.basis == "domain",
                and_(Affiliation.basis == "seat", sight.directory.shows("listed")),
            ),
        )
    )


def _one_or_several(sight: Sight, contact_ids: set[int]) -> Resolution:
    found = portraits(sight, contact_ids)
    if not found:
        return Unknown()
    if len(found) == 1:
        return Person(next(iter(found)))
    # Not by id: it would tell which of two people of one name was stored first, and so that somebody had stored them.
    ordered = sorted(
        found.values(), key=lambda p: (fold(p.name), fold(p.account or ""), fold(p.title or ""), p.address)
    )
    return Several(people=tuple(ordered[:MOST]))
