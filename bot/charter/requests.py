"""Deciding on a request for an introduction: refused, or whose yes it needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.charter.document import RefusalRule, Requests
from bot.charter.fields import DEFAULT_CLAUSE
from bot.charter.table import Literal


@dataclass(frozen=True, slots=True)
class RequestDecision:
    """What the charter says to a request.

    Attributes:
        refused: Whether it goes no further.
        clauses: The rule that refuses, or the clauses that need a yes. Never empty.
        say: What the requester hears where refused, ``neutral`` or ``reason``; else empty.
        roles: Whose yes is needed where not refused: all of them, none of it the requester's own.
    """

    refused: bool
    clauses: tuple[str, ...]
    say: str
    roles: tuple[str, ...]


def decide_request(
    requests: Requests | None, facts: Mapping[str, bool | None], counts: Mapping[str, int]
) -> RequestDecision:
    """Decide on a request that would go to one connector.

    Without a section about requests nothing can be asked for. A fact that is None or left out can't
    be determined: it counts as whatever lets a rule refuse or a clause ask for a yes. So does a
    count left out.

    Args:
        requests: The charter's section.
        facts: About the requester (as the viewer), the connector's relationship, contact, account.
        counts: How many there were, this request not counted: for each limit, or for each rule that
            has one by the rule's id, since two rules may count over other days.
    """
    if requests is None:
        return RequestDecision(refused=True, clauses=(DEFAULT_CLAUSE,), say="neutral", roles=())
    for rule in requests.refuse:
        if _may_hold(rule.when, facts) and _reached(rule, counts):
            return RequestDecision(refused=True, clauses=(rule.id,), say=rule.say, roles=())
    needed = [clause for clause in requests.consent if _may_hold(clause.when, facts)]
    if not needed:
        return RequestDecision(refused=True, clauses=(DEFAULT_CLAUSE,), say="neutral", roles=())
    roles = dict.fromkeys(role for clause in needed for role in clause.roles)
    return RequestDecision(
        refused=False,
        clauses=tuple(clause.id for clause in needed),
        say="",
        roles=tuple(roles),
    )


def _may_hold(when: tuple[str, ...], facts: Mapping[str, bool | None]) -> bool:
    return all(facts.get(term.fact) in (term.holds, None) for term in map(Literal.parse, when))


def _reached(rule: RefusalRule, counts: Mapping[str, int]) -> bool:
    if rule.limit is None or rule.max is None:
        return True
    return counts.get(rule.id, counts.get(rule.limit, rule.max)) >= rule.max
