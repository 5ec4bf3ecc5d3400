"""The pairing is the best there is, found anew by trying every one; and the same whatever order people come in."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from bot.deals.pairing import EACH_MOST, LOAD, LOAD_MOST, Given, Open, Ours, Pair, Theirs, best_pairs, weight
from bot.network.titles import seniority_rank

BANDS: Any = ("strong", "familiar", "weak")


def drawn(lot: random.Random) -> Given:
    """A small case: up to four of ours, four of theirs, four things open."""
    ours = [
        Ours(
            number,
            (lot.choice("abc"),),
            lot.choice((None, 0, 1, 2, 5)),
            lot.choice(("", "finance", "it")),
            lot.choice((0, 0, 1, 3)),
        )
        for number in range(lot.randint(0, 4))
    ]
    theirs = [
        Theirs(
            100 + number,
            (lot.choice("abc"),),
            lot.choice((None, 0, 1, 2, 5)),
            lot.choice(("", "finance", "it")),
            lot.choice(("", "low", "medium", "high")),
            left_alone=lot.random() < 0.2,
        )
        for number in range(lot.randint(0, 4))
    ]
    wanted = [
        Open(
            f"need-{number}",
            frozenset(one.id for one in ours if lot.random() < 0.7),
            frozenset(one.id for one in theirs if lot.random() < 0.6),
        )
        for number in range(lot.randint(0, 4))
    ]
    bands = {(one.id, other.id): lot.choice(BANDS) for one in ours for other in theirs if lot.random() < 0.3}
    return Given(wanted, ours, theirs, bands)


def total(given: Given, pairs: list[Pair]) -> int:
    """What a pairing counts."""
    ours, theirs = {one.id: one for one in given.ours}, {one.id: one for one in given.theirs}
    count = {one.id: one.pairs for one in given.ours}
    found = 0
    for pair in pairs:
        found += weight(ours[pair.ours], theirs[pair.theirs], given.bands.get((pair.ours, pair.theirs)))
        found -= LOAD * min(count[pair.ours], LOAD_MOST)
        count[pair.ours] += 1
    return found


def tried(given: Given) -> int:
    """The largest that any pairing at all counts."""
    free = {one.id for one in given.theirs if not one.left_alone}
    choices: list[list[Pair | None]] = [
        [None, *(Pair(one.key, mine, other) for mine in one.ours for other in one.theirs & free)] for one in given.open
    ]
    return max(total(given, [pair for pair in chosen if pair]) for chosen in product(*choices))


def test_equals_brute_force_on_5_000_small_cases() -> None:
    lot = random.Random(5)  # noqa: S311 drawn by lot, the same each time
    paired = 0
    for _ in range(5_000):
        given = drawn(lot)
        found = best_pairs(given)
        wanted = {one.key: one for one in given.open}
        alone = {one.id for one in given.theirs if one.left_alone}
        for key, pair in found.items():
            assert pair.key == key
            assert pair.ours in wanted[key].ours
            assert pair.theirs in wanted[key].theirs - alone
        assert total(given, list(found.values())) == tried(given)
        paired += len(found)
    assert paired > 4_000  # most cases have somebody to pair


def test_the_order_in_which_people_come_changes_nothing() -> None:
    lot = random.Random(6)  # noqa: S311 drawn by lot, the same each time
    for _ in range(500):
        given = drawn(lot)
        shuffled = Given(*(lot.sample(side, len(side)) for side in (given.open, given.ours, given.theirs)), given.bands)
        assert best_pairs(shuffled) == best_pairs(given)


def test_who_is_nobodys_candidate_changes_nothing() -> None:
    lot = random.Random(7)  # noqa: S311 drawn by lot, the same each time
    for _ in range(500):
        given = drawn(lot)
        more = Given(
            given.open,
            [*given.ours, Ours(50, ("a",), 0, "finance")],
            [*given.theirs, Theirs(150, ("a",), 0, "finance", "high")],
            {**given.bands, (50, 150): "strong"},
        )
        assert total(more, list(best_pairs(more).values())) == total(given, list(best_pairs(given).values()))


CFO = Theirs(100, ("jane",), seniority_rank("CFO"), "finance")
CONTROLLER = Theirs(101, ("bill",), seniority_rank("Controller"), "finance")
CHIEF = Ours(1, ("raj",), seniority_rank("Chief Revenue Officer"), "sales")
SELLER = Ours(2, ("ana",), seniority_rank("Account Manager"), "sales")


def one(*wanted: Open, ours: tuple[Ours, ...] = (CHIEF, SELLER), **bands: Any) -> dict[str, tuple[int, int]]:
    found = best_pairs(Given(wanted, ours, (CFO, CONTROLLER), bands.get("bands", {})))
    return {key: (pair.ours, pair.theirs) for key, pair in found.items()}


def both(key: str, ours: tuple[int, ...] = (1, 2), theirs: tuple[int, ...] = (100,)) -> Open:
    return Open(key, frozenset(ours), frozenset(theirs))


def test_their_chief_is_met_by_ours_unless_another_knows_them_better() -> None:
    assert one(both("a")) == {"a": (1, 100)}
    assert one(both("a"), bands={(2, 100): "weak"}) == {"a": (2, 100)}


def test_what_only_one_can_do_is_left_to_them() -> None:
    """Each for itself, `a` would take Raj, whom `b` can't do without: he then has two, and Ana none."""
    found = one(both("a", theirs=(100, 101)), both("b", ours=(1,)))
    assert found == {"a": (2, 101), "b": (1, 100)}


def test_one_person_may_be_all_there_is() -> None:
    found = one(*(both(f"need-{number}", ours=(2,)) for number in range(EACH_MOST + 1)))
    assert len(found) == EACH_MOST


def test_who_is_in_many_pairs_already_is_spared() -> None:
    fresh, busy = Ours(3, ("zoe",), 3, ""), Ours(4, ("abe",), 3, "", pairs=2)
    assert one(both("a", ours=(3, 4)), ours=(fresh, busy)) == {"a": (3, 100)}
    assert one(both("a", ours=(3, 4)), ours=(fresh, Ours(4, ("abe",), 3, ""))) == {"a": (4, 100)}


@pytest.mark.parametrize(("apart", "counts"), [(0, 80), (1, 60), (2, 40), (3, 20), (4, 0), (7, 0)])
def test_steps_of_seniority(apart: int, counts: int) -> None:
    met = weight(Ours(1, rank=0), Theirs(2, rank=apart), None)
    assert met - weight(Ours(1, rank=0), Theirs(2, rank=9), None) == counts
