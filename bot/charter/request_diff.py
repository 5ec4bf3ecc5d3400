"""What a new charter lets be asked of people that the old one did not: exactly, over all combinations of facts.

Whether a request is refused does not hang on the order of the rules, only the words for it do: it is refused where any
rule holds. So what is asked more often is found rule by rule: the cases of an old rule that no new one refuses as soon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.charter import plainly
from bot.charter import vocabulary as v
from bot.charter.cover import cover
from bot.charter.document import RefusalRule, Requests
from bot.charter.table import Literal, Space, space_of

Frame = tuple[str, str, str]
"""A key of the section, what it said, and what it says; empty words where there is no such section."""


def frames(old: Requests | None, new: Requests | None) -> tuple[Frame, ...]:
    """What holds of every request and reads otherwise in the new charter."""
    before = dict(plainly.frame(old)) if old else {}
    after = dict(plainly.frame(new)) if new else {}
    keys = dict.fromkeys((*before, *after))
    both = [(key, before.get(key, ""), after.get(key, "")) for key in keys]
    return tuple(frame for frame in both if frame[1] != frame[2])


def asks_more(strict: Requests | None, loose: Requests | None) -> tuple[str, ...]:
    """Name everything that may be asked of people under one charter and not under another, one case a line."""
    if loose is None:
        return ()
    if strict is None:
        return ("introductions at all",)
    return (*_frame(strict, loose), *_refusals(strict, loose), *_yeses(strict, loose))


def _frame(strict: Requests, loose: Requests) -> Iterator[str]:
    if added := [one for one in loose.purposes if one not in strict.purposes]:
        yield f"introductions {plainly.purposes(added)}"
    if loose.connectors > strict.connectors:
        yield f"more than {strict.connectors} colleagues for one request, up to {loose.connectors}"
    if added := [v.STAND_INS[one] for one in loose.stand_in if one not in strict.stand_in]:
        yield f"{plainly.listed(added)}, in place of somebody who is away"


def _refusals(strict: Requests, loose: Requests) -> Iterator[str]:
    space = space_of("relationship")
    asked = space.possible & ~_refused_whatever_counts(space, loose)
    for rule in strict.refuse:
        all_of_it = _matches(space, rule.when) & asked
        freed = all_of_it
        for other in loose.refuse:
            if rule.limit is not None and _as_strict(other, rule):
                freed &= ~_matches(space, other.when)
        if not freed:
            continue
        what = f"more than {rule.max} {rule.limit} in {rule.days} days" if rule.limit else "what is refused"
        when = f" where {' · '.join(rule.when)}" if rule.when else ""
        if freed != all_of_it:
            when = f" {_where(space, freed, _facts_of(strict, loose))}"
        yield f"{what}{when} ({rule.id})"


def _yeses(strict: Requests, loose: Requests) -> Iterator[str]:
    space = space_of("relationship")
    asked = space.possible & ~_refused_whatever_counts(space, strict) & ~_refused_whatever_counts(space, loose)
    needed, still = _needed(space, strict), _needed(space, loose)
    for role, mask in needed.items():
        freed = mask & asked & ~still.get(role, 0)
        if not freed:
            continue
        where = _where(space, freed, _facts_of(strict, loose))
        if freed == mask & asked:  # then the clauses say it shorter: what else refuses need not be said
            whens = [" · ".join(clause.when) for clause in strict.consent if role in clause.roles]
            where = f"where {' or '.join(whens)}" if all(whens) else "in any case"
        yield f"introductions without the yes of {v.CONSENT_ROLES[role]}, {where}"


def _as_strict(rule: RefusalRule, as_one: RefusalRule) -> bool:
    """Whether a limit is reached whenever another is: it counts the same, to no more, over at least as many days."""
    return (
        rule.limit == as_one.limit
        and (rule.max or 0) <= (as_one.max or 0)
        and (rule.days or 0) >= (as_one.days or 0)
    )  # fmt: skip


def _refused_whatever_counts(space: Space, requests: Requests) -> int:
    refused = 0
    for rule in requests.refuse:
        if rule.limit is None:
            refused |= _matches(space, rule.when)
    return refused


def _needed(space: Space, requests: Requests) -> dict[str, int]:
    needed: dict[str, int] = {}
    for clause in requests.consent:
        for role in clause.roles:
            needed[role] = needed.get(role, 0) | _matches(space, clause.when)
    return needed


def _matches(space: Space, when: Sequence[str]) -> int:
    return space.matching(map(Literal.parse, when))


def _facts_of(*both: Requests) -> list[str]:
    used = {
        Literal.parse(text).fact
        for requests in both
        for part in (requests.refuse, requests.consent)
        for clause in part
        for text in clause.when
    }
    return [name for name in space_of("relationship").facts if name in used]


def _where(space: Space, cases: int, facts: Sequence[str]) -> str:
    conditions = [" · ".join(str(term) for term in condition) for condition in cover(space, cases, facts)]
    if len(conditions) == 1:
        return f"where {conditions[0]}" if conditions[0] else "in any case"
    return f"where {' or '.join(f'({one})' for one in conditions)}"
