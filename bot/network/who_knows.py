"""The main question: who of us knows WHO, as far as the viewer may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from bot.audit import NOBODY, Decided
from bot.charter import Decision
from bot.charter.sight import Sight
from bot.errors import BadInput
from bot.network.accounts import AccountFound
from bot.network.portrait import Portrait, portraits
from bot.network.resolving import (
    EmptySeat,
    Objected,
    OneOfUs,
    Person,
    Resolution,
    SaidToHold,
    Several,
    Unknown,
    people_of,
    resolve,
)
from bot.network.who import Who, parse_who
from models.accounts import Account, Contact
from models.base import new_id
from models.network import HalfTie, Relationship

_Details = dict[int, dict[str, Any]]

NAMED_MOST = 5
"""Colleagues named in one answer at the most; the rest are counted (they are all visible)."""
PEOPLE_MOST = 8
"""People listed for an account at the most."""
ACCOUNT_TIES_MOST = 400
"""Ties of an account that are looked at, warmest first."""


@dataclass(frozen=True)
class Tie:
    """A relationship the viewer may see by name; the last three only where the charter grants it in full."""

    relationship_id: int
    colleague: str
    slack_user_id: str | None
    mine: bool
    band: str
    kind: str | None = None
    last_touch: dt.date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Ways:
    """Who knows one contact.

    `named` are those the viewer may see by name, warmest first, `more` how many further ones; `somebody` is the band of
    the warmest of those the viewer may only know to exist (None: none such).
    """

    contact: Portrait
    named: tuple[Tie, ...] = ()
    more: int = 0
    somebody: str | None = None


@dataclass(frozen=True)
class AtAccount:
    """Who of an account's people is known to whom."""

    account: AccountFound
    people: tuple[Ways, ...]
    more: bool


@dataclass(frozen=True)
class WhoKnows:
    """An answer: what was asked (echoed), what came of it, and the decisions behind it (to be recorded)."""

    answer_id: int
    asked: str
    found: Ways | AtAccount | Several | EmptySeat | SaidToHold | OneOfUs | Objected | Unknown
    decided: tuple[Decided, ...] = field(default=(), repr=False)


def who_knows(sight: Sight, text: str) -> WhoKnows:
    """Answer `who-knows WHO` for the viewer of `sight`.

    A contact that is hidden from the viewer, one that was never stored, and one whom nobody the viewer may see knows
    all give `Unknown`, with the same decision on record.
    """
    who = parse_who(text)
    if who.empty:
        raise BadInput("Whom do you mean? Try `/o2o who-knows cfo@acme` or an address.", field="who")
    return _answer(sight, who, resolve(sight, who))


def who_knows_contact(sight: Sight, asked: str, contact_id: int) -> WhoKnows:
    """The same for somebody picked from a list; what is no longer listed is unknown."""
    return _answer(sight, parse_who(asked), Person(contact_id))


def who_knows_account(sight: Sight, asked: str, account_id: int) -> WhoKnows:
    """The same for an account picked from a list."""
    name = sight.session.scalar(sight.accounts(Account.name).where(Account.id == account_id))
    return _answer(sight, parse_who(asked), AccountFound(account_id, name) if name else Unknown())


def _answer(sight: Sight, who: Who, found: Resolution) -> WhoKnows:
    answer_id = new_id()
    if isinstance(found, Person):
        if _objected(sight, found.contact_id):
            found = Objected()
        else:
            ways, decided = ways_to(sight, [found.contact_id])
            if ways:
                return WhoKnows(answer_id, who.typed, ways[0], tuple(decided))
            found = Unknown()
    if isinstance(found, AccountFound):
        people, decided = _at_account(sight, found)
        if people.people:
            return WhoKnows(answer_id, who.typed, people, tuple(decided))
        found = Unknown()
    if isinstance(found, Unknown):
        return WhoKnows(answer_id, who.typed, found, (Decided(NOBODY, sight.nothing_there()),))
    return WhoKnows(answer_id, who.typed, found)


def _objected(sight: Sight, contact_id: int) -> bool:
    objected = sight.contacts(Contact.id).where(Contact.id == contact_id, Contact.objected_at.is_not(None))
    return sight.session.scalar(objected) is not None


def ways_to(sight: Sight, contact_ids: Sequence[int]) -> tuple[list[Ways], list[Decided]]:
    """The direct ways to these contacts that the viewer may see, in the order given; contacts with none left out."""
    rows = sight.session.execute(
        sight.ties(
            HalfTie.node_id,
            HalfTie.relationship_id,
            HalfTie.neighbour_id,
            sight.warmest,
            sight.owner.name,
            sight.owner.slack_user_id,
            sight.tie.code,
        )
        .where(HalfTie.node_id.in_(contact_ids))
        .order_by(sight.warmest.desc(), HalfTie.neighbour_id)
    ).all()
    faces = portraits(sight, {row[0] for row in rows})
    seen: dict[int, list[tuple[Tie, Decision]]] = {}
    decided: list[Decided] = []
    for node, relationship_id, owner_id, warmth, name, slack_user_id, code in rows:
        if node not in faces:  # the person is hidden though a tie is not: then so is the tie
            continue
        decision = sight.decide("relationship", code)
        decided.append(Decided(relationship_id, decision, code))
        mine = owner_id == sight.viewer.id
        tie = Tie(relationship_id, name, slack_user_id, mine, sight.warmth.band(sight.warmth.strength(warmth)))
        seen.setdefault(node, []).append((tie, decision))
    details = _details(sight, [tie.relationship_id for ties in seen.values() for tie, d in ties if d.shows("full")])
    ways = [_ways(faces[node], seen[node], details) for node in contact_ids if node in seen]
    return ways, decided


def _ways(contact: Portrait, ties: list[tuple[Tie, Decision]], details: _Details) -> Ways:
    named = [replace(tie, **details.get(tie.relationship_id, {})) for tie, decision in ties if decision.shows("named")]
    unnamed = [tie for tie, decision in ties if not decision.shows("named")]
    return Ways(
        contact,
        named=tuple(named[:NAMED_MOST]),
        more=max(0, len(named) - NAMED_MOST),
        somebody=unnamed[0].band if unnamed else None,
    )


def _details(sight: Sight, relationship_ids: list[int]) -> _Details:
    """Kind, last touch and note of relationships the viewer may see in full."""
    if not relationship_ids:
        return {}
    rows = sight.session.execute(
        select(Relationship.id, Relationship.kind, Relationship.last_touch, Relationship.note).where(
            Relationship.workspace_id == sight.viewer.workspace_id, Relationship.id.in_(relationship_ids)
        )
    )
    return {id_: {"kind": kind, "last_touch": touch, "note": note} for id_, kind, touch, note in rows}


def _at_account(sight: Sight, account: AccountFound) -> tuple[AtAccount, list[Decided]]:
    """The people of an account whom somebody of ours knows, warmest first."""
    belongs = people_of(sight, [account.account_id]).scalar_subquery()
    rows = sight.session.scalars(
        sight.told_ties(HalfTie.node_id)
        .where((HalfTie.node_id.in_(belongs)) | (Relationship.account_id == account.account_id))
        .where(Contact.objected_at.is_(None), sight.contact.shows("listed"))
        # Not by contact: its id would tell whether somebody had stored them before the viewer did.
        .order_by(sight.warmest.desc(), HalfTie.relationship_id)
        .limit(ACCOUNT_TIES_MOST)
    )
    order = list(dict.fromkeys(rows))
    ways, decided = ways_to(sight, order[:PEOPLE_MOST])
    return AtAccount(account, tuple(ways), more=len(order) > PEOPLE_MOST), decided
