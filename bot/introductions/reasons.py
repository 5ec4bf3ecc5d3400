"""Why somebody is asked for their yes: the clauses of the charter in force."""

from __future__ import annotations

from dataclasses import dataclass

from bot.charter.explain import ClauseWords
from bot.charter.sight import Sight
from bot.introductions.candidates import PER_CONNECTOR, Rules, colleague, ties
from bot.introductions.held import own_ask
from models.introductions import Ask, Introduction


@dataclass(frozen=True)
class AskedBecause:
    """The clauses that ask for this yes, and what keeps such asks few. `charter` names the charter and its version."""

    needed: tuple[ClauseWords, ...]
    limits: tuple[ClauseWords, ...]
    charter: str


def asked_because(sight: Sight, ask_id: int) -> AskedBecause:
    """Explain an ask to whoever was asked; raises `Stale` for anybody else.

    Only clauses that ask for the role they were asked in: what else the charter asks for tells of others.
    """
    ask, of = own_ask(sight, ask_id)
    charter = sight.charter
    requests = charter.requests
    consents = {clause.id for clause in charter.consent if ask.role in clause.roles}
    limits = [rule.id for rule in (requests.refuse if requests else ()) if rule.limit == PER_CONNECTOR]
    return AskedBecause(
        tuple(_words(sight, one) for one in _deciding(sight, ask, of) if one in consents),
        tuple(_words(sight, one) for one in limits),
        f"{charter.id}, version {charter.version}",
    )


def _deciding(sight: Sight, ask: Ask, of: Introduction) -> tuple[str, ...]:
    """The clauses that decide about this connector now; none where the request would no longer be put to them."""
    requester = sight.of(colleague(sight, of.requester_id))
    found = [one for one in ties(requester, of.contact_id) if one.owner_id == ask.owner_id]
    return Rules(requester, of.contact_id, of.id).decide(found[0]).clauses if found else ()


def _words(sight: Sight, clause_id: str) -> ClauseWords:
    clause = sight.charter.clause(clause_id)
    return ClauseWords(clause.id, clause.effect, clause.because)
