"""The ways to an account's people: to anybody there, or to those of a function or seniority."""

from __future__ import annotations

from dataclasses import dataclass

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.network.accounts import AccountFound
from bot.network.portrait import Portrait, portraits
from bot.network.resolving import people_of
from bot.network.shown_ways import Ways, ways_to
from bot.network.titles import known_title, seniorities_in, seniority_rank
from models.accounts import Contact
from models.keys import fold
from models.network import HalfTie, Relationship

PEOPLE_MOST = 8
"""People listed for an account at the most."""
SEARCHED_MOST = 40
"""People of an account to whom ways are looked for at the most, the most senior first."""
CONSIDERED_MOST = 400
"""People of an account who are considered at all, those we know warmest first."""


@dataclass(frozen=True)
class AtAccount:
    """The ways to an account's people, the most senior first; `more` says that there are further people with ways."""

    account: AccountFound
    people: tuple[Ways, ...]
    more: bool


@dataclass(frozen=True)
class _Candidate:
    face: Portrait
    rank: int
    known: int


def at_account(sight: Sight, account: AccountFound) -> tuple[AtAccount, list[Decided]]:
    """The people of an account to whom the viewer may know of a way."""
    candidates = _candidates(sight, account)
    faces = {one.face.contact_id: one.face for one in candidates[:SEARCHED_MOST]}
    found, decided = ways_to(sight, faces, most=PEOPLE_MOST + 1)
    shown = tuple(found[:PEOPLE_MOST])
    return AtAccount(account, shown, more=len(found) > PEOPLE_MOST), decided


def _candidates(sight: Sight, account: AccountFound) -> list[_Candidate]:
    """Whom of theirs to look for: by seniority, then how warm the nearest tie is, then by name."""
    known = _known(sight, account)
    listed = sight.session.scalars(
        sight.contacts(Contact.id)
        .where(Contact.id.in_(people_of(sight, [account.account_id]).scalar_subquery()), Contact.objected_at.is_(None))
        .order_by(Contact.name_key, Contact.id)
        .limit(CONSIDERED_MOST)
    )
    warmest = {contact_id: place for place, contact_id in enumerate(known)}
    faces = portraits(sight, list(dict.fromkeys((*known, *listed))))
    found = []
    for contact_id, face in faces.items():
        function, seniority = face.seat
        title = known_title(face.title) if face.title else None
        of = {fold(one) for one in (function, seniority, *((title.function, title.seniority) if title else ())) if one}
        of |= seniorities_in(face.title or "")
        if account.role is None or account.role in of:
            rank = seniority_rank(face.title, seniority or (title.seniority if title else ""))
            found.append(_Candidate(face, rank, warmest.get(contact_id, CONSIDERED_MOST)))
    # Not by id: it would tell whether somebody had stored them before the viewer did.
    return sorted(found, key=lambda one: (one.rank, one.known, fold(one.face.name), one.face.address))


def _known(sight: Sight, account: AccountFound) -> list[int]:
    """Contacts of the account, by the directory or by what a relationship's owner says, the warmest tie first."""
    belongs = people_of(sight, [account.account_id]).scalar_subquery()
    rows = sight.session.scalars(
        sight.told_ties(HalfTie.node_id)
        .where((HalfTie.node_id.in_(belongs)) | (Relationship.account_id == account.account_id))
        .where(Contact.objected_at.is_(None), sight.contact.shows("listed"))
        .order_by(sight.warmest.desc(), HalfTie.relationship_id)
        .limit(CONSIDERED_MOST)
    )
    return list(dict.fromkeys(rows))
