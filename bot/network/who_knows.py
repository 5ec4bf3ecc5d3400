"""The main question: who of us knows WHO, as far as the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.audit import NOBODY, Decided
from bot.charter.sight import Sight
from bot.errors import BadInput
from bot.network.accounts import AccountFound
from bot.network.at_account import AtAccount, at_account
from bot.network.portrait import listed, portraits
from bot.network.resolving import (
    EmptySeat,
    Objected,
    OneOfUs,
    Person,
    Resolution,
    SaidToHold,
    Several,
    Unknown,
    resolve,
)
from bot.network.shown_ways import Ways, ways_to
from bot.network.who import Who, parse_who
from models.accounts import Account
from models.base import new_id


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
    return _answer(sight, parse_who(asked), Person(contact_id) if listed(sight, [contact_id]) else Unknown())


def who_knows_account(sight: Sight, asked: str, account_id: int) -> WhoKnows:
    """The same for an account picked from a list."""
    name = sight.session.scalar(sight.accounts(Account.name).where(Account.id == account_id))
    return _answer(sight, parse_who(asked), AccountFound(account_id, name) if name else Unknown())


def _answer(sight: Sight, who: Who, found: Resolution) -> WhoKnows:
    answer_id = new_id()
    if isinstance(found, Person):
        ways, decided = ways_to(sight, [found.contact_id])
        if ways and not ways[0].contact.objected:
            return WhoKnows(answer_id, who.typed, ways[0], tuple(decided))
        found = Objected() if _objected(sight, found.contact_id) else Unknown()
    if isinstance(found, AccountFound):
        people, decided = at_account(sight, found)
        if people.people:
            return WhoKnows(answer_id, who.typed, people, tuple(decided))
        found = Unknown()
    if isinstance(found, Unknown):
        return WhoKnows(answer_id, who.typed, found, (Decided(NOBODY, sight.nothing_there()),))
    return WhoKnows(answer_id, who.typed, found)


def _objected(sight: Sight, contact_id: int) -> bool:
    return any(face.objected for face in portraits(sight, [contact_id]).values())
