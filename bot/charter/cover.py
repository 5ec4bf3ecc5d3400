"""Spelling a set of combinations as few short conditions."""

from collections.abc import Sequence

from bot.charter.table import Literal, Space

Condition = tuple[Literal, ...]


def cover(space: Space, wanted: int, facts: Sequence[str]) -> list[Condition]:
    """Find conditions that together hold in all wanted combinations, and in no other possible one.

    None of them can be left out. Combinations that are impossible may be covered or not, whichever
    is shorter. The method is that of S. Minato, "Fast generation of irredundant sum-of-products
    forms from binary decision diagrams", SASIMI 1992.

    Args:
        space: Of the subject.
        wanted: The combinations; which possible ones belong to them hangs on `facts` alone.
        facts: Those to be spoken of, the first to be split by first.
    """
    # What is impossible counts only where it is so whatever the other facts are, or these would
    # have to be spoken of.
    others = [name for name in space.facts if name not in facts]
    possible = space.any_value(space.possible, others)
    wanted = space.any_value(wanted & space.possible, others)
    allowed = wanted | (space.all & ~possible)
    conditions, _ = _cover(space, wanted, allowed, tuple(facts))
    order = {name: place for place, name in enumerate(space.facts)}
    return sorted(
        (tuple(sorted(terms, key=lambda term: order[term.fact])) for terms in conditions),
        key=lambda terms: (len(terms), [order[term.fact] for term in terms]),
    )


def _cover(space: Space, wanted: int, allowed: int, facts: tuple[str, ...]) -> tuple[list[Condition], int]:
    """Give conditions that cover all wanted and only allowed combinations, and what they cover."""
    if not wanted:
        return [], 0
    if allowed == space.all:
        return [()], space.all
    fact, rest = facts[0], facts[1:]
    wanted_no, wanted_yes = _halves(space, wanted, fact)
    allowed_no, allowed_yes = _halves(space, allowed, fact)
    no, covered_no = _cover(space, wanted_no & ~allowed_yes, allowed_no, rest)
    yes, covered_yes = _cover(space, wanted_yes & ~allowed_no, allowed_yes, rest)
    left = wanted_no & ~covered_no | wanted_yes & ~covered_yes
    both, covered_both = _cover(space, left, allowed_no & allowed_yes, rest)
    conditions = [
        *((Literal(fact, holds=True), *terms) for terms in yes),
        *((Literal(fact, holds=False), *terms) for terms in no),
        *both,
    ]
    covered = covered_no & space.where(fact, holds=False) | covered_yes & space.where(fact, holds=True) | covered_both
    return conditions, covered


def _halves(space: Space, combinations: int, fact: str) -> tuple[int, int]:
    """Split a set by a fact, each half made to no longer depend on it."""
    no = combinations & space.where(fact, holds=False)
    yes = combinations & space.where(fact, holds=True)
    return space.any_value(no, [fact]), space.any_value(yes, [fact])
