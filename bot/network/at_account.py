"""The ways to an account's people: to anybody there, or to those of a function or seniority."""

from __future__ import annotations

from dataclasses import dataclass

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.network.accounts import AccountFound
from bot.network.portrait import Portrait, portraits
from bot.network.shown_ways import Ways, ways_to
from bot.network.titles import known_title, seniorities_in, seniority_rank
from models.account_reading import claimed_at, people_at, warmest_of
from models.keys import fold

PEOPLE_MOST = 8
"""People listed for an account at the most."""
NOBODY_KNOWS = 3
"""Behind the three bands: of whom the viewer may know nobody who knows them."""
SEARCHED_MOST = 40
"""People of an account to whom ways are looked for at the most, the most senior first."""


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
    cold: int


def _cold(sight: Sight, log_odds: float | None) -> int:
    """The place of a warmth among the bands: an order any finer would tell more than the charter lets be told."""
    if log_odds is None:
        return NOBODY_KNOWS
    return ("strong", "familiar", "weak").index(sight.warmth.band(sight.warmth.strength(log_odds)))


def at_account(sight: Sight, account: AccountFound) -> tuple[AtAccount, list[Decided]]:
    """The people of an account to whom the viewer may know of a way."""
    candidates = _candidates(sight, account)
    faces = {one.face.contact_id: one.face for one in candidates}
    found, decided = ways_to(sight, faces, faces, most=PEOPLE_MOST + 1)
    shown = tuple(found[:PEOPLE_MOST])
    return AtAccount(account, shown, more=len(found) > PEOPLE_MOST), decided


def _candidates(sight: Sight, account: AccountFound) -> list[_Candidate]:
    """Whom of theirs to look for: by seniority, then how warm the nearest tie is, then by name."""
    if sight.blind:
        return []
    tables = sight.tables
    at = people_at(sight.reading, [account.account_id], tables.contact, tables.relationship)
    claimed = claimed_at(sight.reading, account.account_id, sight.tables.relationship)
    faces = portraits(sight, list(dict.fromkeys((*at, *claimed))))
    warmest = warmest_of(sight.reading, faces.keys(), sight.tables.relationship, sight.warmth.shift(sight.now))
    found = []
    for contact_id, face in faces.items():
        # Not by a seat alone: the viewer may know somebody whose seat is hidden from them.
        belongs = at.get(contact_id, False) or contact_id in claimed or (contact_id in at and face.from_directory)
        if face.objected or not belongs:
            continue
        function, seniority = face.seat
        title = known_title(face.title) if face.title else None
        of = {fold(one) for one in (function, seniority, *((title.function, title.seniority) if title else ())) if one}
        of |= seniorities_in(face.title or "")
        if account.role is None or account.role in of:
            rank = seniority_rank(face.title, seniority or (title.seniority if title else ""))
            found.append(_Candidate(face, rank, _cold(sight, warmest.get(contact_id))))
    # Not by id: it would tell whether somebody had stored them before the viewer did.
    ordered = sorted(found, key=lambda one: (one.rank, one.cold, fold(one.face.name), one.face.address))
    if len(ordered) > SEARCHED_MOST:  # whom nobody knows may be reached through others; whom somebody knows, is
        ordered.sort(key=lambda one: one.cold == NOBODY_KNOWS)
        ordered = sorted(ordered[:SEARCHED_MOST], key=lambda one: (one.rank, one.cold))
    return ordered
