"""What hangs by one thread is what falls out of reach when one is taken away, tried one by one."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from bot.deals.survivability import NONE, Thread, survivability

GRAPHS = 2_000


def within_reach(dialogues: Iterable[Thread], lines: Iterable[Thread], without: tuple[str, int] | None) -> set[int]:
    """Those of theirs who can be reached, without one person."""
    talk = [pair for pair in dialogues if without not in (("ours", pair[0]), ("theirs", pair[1]))]
    found = {other for _, other in talk}
    between = [pair for pair in lines if without not in (("theirs", pair[0]), ("theirs", pair[1]))]
    while more := {end for pair in between if found & set(pair) for end in pair} - found:
        found |= more
    return found


def test_equal_to_taking_each_away() -> None:
    lot = Random(6)  # noqa: S311 drawn by lot, the same each time
    hanging = 0
    for _ in range(GRAPHS):
        ours, theirs = lot.randint(1, 5), lot.randint(1, 7)
        # The same numbers on both sides: they are told apart.
        talk = {(lot.randrange(ours), lot.randrange(theirs)) for _ in range(lot.randint(0, 9))}
        lines = {(lot.randrange(theirs), lot.randrange(theirs)) for _ in range(lot.randint(0, 7))}
        found = survivability(talk, lines)
        everybody = within_reach(talk, lines, None)
        alone_of_ours = {one for one, _ in talk if within_reach(talk, lines, ("ours", one)) != everybody}
        others = {one for one in everybody if within_reach(talk, lines, ("theirs", one)) != everybody - {one}}
        assert found.ours_alone == alone_of_ours, (talk, lines)
        assert found.theirs_alone == others, (talk, lines)
        assert found.threads == {pair for pair in talk if within_reach(talk - {pair}, lines, None) != everybody}
        assert (found.ours, found.theirs) == (len({one for one, _ in talk}), len({other for _, other in talk}))
        hanging += bool(found.theirs_alone)
    assert hanging > GRAPHS / 10


def test_nobody_in_dialogue() -> None:
    assert survivability([], [(1, 2)]) == NONE
    assert not NONE.hangs_by_one


def test_carried_by_one() -> None:
    one_of_ours = survivability([(1, 11), (1, 12)])
    assert one_of_ours.carried_by_one_of_ours
    assert not one_of_ours.carried_by_one_of_theirs
    one_of_theirs = survivability([(1, 11), (2, 11)])
    assert one_of_theirs.carried_by_one_of_theirs
    assert one_of_theirs.threads == frozenset()
    assert not survivability([(1, 11), (2, 12)]).hangs_by_one
