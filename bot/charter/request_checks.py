"""Checks of the section about requests: every rule of use, every yes somebody else's."""

from collections.abc import Iterator, Sequence

from bot.charter.document import ConsentClause, RefusalRule, Requests
from bot.charter.table import Literal, Space, space_of
from bot.written.source import Where

Finding = tuple[Where, str, str]
"""Place in the file, what is wrong, how to mend it."""

OF_REQUESTER_ALONE = {
    "viewer_is_member",
    "viewer_is_external",
    "viewer_on_deal",
    "viewer_accepted",
}


def check(requests: Requests | None) -> Iterator[Finding]:
    """Find what is wrong with the section, if there is one."""
    if requests is None:
        return
    space = space_of("relationship")
    yield from _refusals(requests, space)
    yield from _consents(requests, space)


def _matches(space: Space, when: tuple[str, ...]) -> int:
    return space.matching(map(Literal.parse, when))


def _refusals(requests: Requests, space: Space) -> Iterator[Finding]:
    asked = space.possible
    limits: list[tuple[RefusalRule, int]] = []
    for index, rule in enumerate(requests.refuse):
        where = ("requests", "refuse", index)
        matches = _matches(space, rule.when)
        left = matches & asked
        for earlier, covered in limits:
            if rule.limit is not None and _reached_by(earlier, rule):
                left &= ~covered
        if not left:
            yield (
                where,
                f"{rule.id} decides nothing: its case never occurs, or rules above it refuse it.",
                "Take it out, change it, or move it up.",
            )
        if rule.say == "reason" and not _may_say_why(rule):
            message = f"{rule.id} would tell the requester something about somebody else."
            mend = (
                "Write `say: neutral`. A reason may be told only where it speaks of the requester "
                "alone, or of an objection."
            )
            yield (*where, "say"), message, mend
        elif rule.say == "reason" and (
            silent := _silent_above(requests.refuse[:index], matches & space.possible, space)
        ):
            message = (
                f"{rule.id} gives its reason, but {silent.id} above it gives none: hearing the reason at once would "
                f"tell that {silent.id} does not hold."
            )
            yield (*where, "say"), message, "Move it up, above the rules that say `neutral`."
        if rule.limit is None:
            asked &= ~matches
        else:
            limits.append((rule, matches))


def _reached_by(earlier: RefusalRule, rule: RefusalRule) -> bool:
    """Say whether a limit is never reached before an earlier one is."""
    return (
        earlier.limit == rule.limit
        and (earlier.max or 0) <= (rule.max or 0)
        and (earlier.days or 0) >= (rule.days or 0)
    )


def _silent_above(above: Sequence[RefusalRule], cases: int, space: Space) -> RefusalRule | None:
    """Find a rule that refuses some of the cases first, in silence, for what the requester must not learn."""
    silent = (rule for rule in above if rule.say == "neutral" and not _may_say_why(rule))
    return next((rule for rule in silent if _matches(space, rule.when) & cases), None)


def _may_say_why(rule: RefusalRule) -> bool:
    if rule.limit not in (None, "asks_per_requester"):
        return False
    terms = [Literal.parse(text) for text in rule.when]
    return all(term.fact in OF_REQUESTER_ALONE or (term.fact == "contact_objected" and term.holds) for term in terms)


def _consents(requests: Requests, space: Space) -> Iterator[Finding]:
    asked = space.possible
    for rule in requests.refuse:
        if rule.limit is None:
            asked &= ~_matches(space, rule.when)
    masks = [_matches(space, clause.when) & asked for clause in requests.consent]
    idle = _idle(requests.consent, masks)
    for index, clause in enumerate(requests.consent):
        where = ("requests", "consent", index)
        if not _givers(clause):
            message = f"{clause.id} asks for a yes that only the requester could give."
            mend = "Name somebody else: nobody's request rests on their own yes."
            yield (*where, "from"), message, mend
        elif "requester" in clause.roles:
            message = f"{clause.id} asks for the requester's own yes."
            mend = "Take `requester` out: nobody's request rests on their own yes."
            yield (*where, "from"), message, mend
        elif index in idle:
            message = (
                f"{clause.id} decides nothing: wherever it holds, its yes is needed anyway or the request is refused."
            )
            yield where, message, "Take it out, or change `when:` or `from:`."
    unasked = asked
    for mask in masks:
        unasked &= ~mask
    if unasked:
        code = (unasked & -unasked).bit_length() - 1
        case = ", ".join(sorted(space.true_in(code))) or "none of the facts"
        message = f"Nothing says whose yes is needed where there is {case}."
        mend = "Add a clause without `when:`, such as `from: [owner]`."
        yield ("requests", "consent"), message, mend


def _givers(clause: ConsentClause) -> set[str]:
    """Name the roles that are surely not the requester's."""
    givers = set(clause.roles) - {"requester"}
    if "viewer_is_owner" in clause.when:
        givers.discard("owner")
    return givers


def _idle(consent: tuple[ConsentClause, ...], masks: list[int]) -> set[int]:
    """Find the clauses that can all go without any yes being asked for less often."""

    def needed(indices: list[int]) -> dict[str, int]:
        found: dict[str, int] = {}
        for index in indices:
            for role in consent[index].roles:
                found[role] = found.get(role, 0) | masks[index]
        return {role: mask for role, mask in found.items() if mask}

    kept = list(range(len(consent)))
    want = needed(kept)
    for index in reversed(range(len(consent))):
        without = [other for other in kept if other != index]
        if needed(without) == want:
            kept = without
    return set(range(len(consent))) - set(kept)
