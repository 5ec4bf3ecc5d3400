"""Who of ours should meet whom of theirs: one assignment for all that is open at once, the best there is.

Pure: it is given what a reader sees, and nothing else, so that what is hidden from them moves nobody. All that is open
is filled together (J. Munkres, "Algorithms for the assignment and transportation problems", 1957; here by scipy's
`linear_sum_assignment`): each by itself, the first would take whom the next one can't do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.network.warmth import Band

Grid = NDArray[np.int64]

FILLED: Final = 1_000_000
"""What it counts that something open is filled at all: more than all else together, so as much as can be is."""
WARMTH: Final[Mapping[Band, int]] = {"strong": 300, "familiar": 200, "weak": 100}
"""For a relationship between the two that the reader sees by name."""
LEVEL: Final = (80, 60, 40, 20)
"""For seniority: the same step, one apart, two, three; further apart nothing."""
LEVEL_UNKNOWN: Final = 30
"""For seniority where it is not known of one of them: worse than near, better than far."""
FUNCTION: Final = 40
"""For both working in the same function."""
POWER: Final[Mapping[str, int]] = {"high": 30, "medium": 15}
"""For how much the stakeholder counts in the deal."""
LOAD: Final = 60
"""Less for each pair one of ours is in already, up to `LOAD_MOST` of them."""
LOAD_MOST: Final = 8
EACH_MOST: Final = 8
"""Pairs that one of ours is given at once, at the most."""


@dataclass(frozen=True)
class Ours:
    """Somebody of ours as a pairing sees them.

    `rank` is that of their seniority (`bot.network.titles.seniority_rank`; None: not known); `pairs` how many they are
    in already; `order` what they come by among equals.
    """

    id: int
    order: tuple[str, ...] = ()
    rank: int | None = None
    function: str = ""
    pairs: int = 0


@dataclass(frozen=True)
class Theirs:
    """Somebody of theirs as a pairing sees them; `left_alone`: they are not to be contacted."""

    id: int
    order: tuple[str, ...] = ()
    rank: int | None = None
    function: str = ""
    power: str = ""
    left_alone: bool = False


@dataclass(frozen=True)
class Open:
    """Something open: one of `ours` is to meet one of `theirs`, by their ids; nobody else fits."""

    key: str
    ours: frozenset[int]
    theirs: frozenset[int]


@dataclass(frozen=True)
class Given:
    """All that a pairing goes by. `bands` are the relationships that the reader sees by name, by (ours, theirs)."""

    open: Sequence[Open]
    ours: Sequence[Ours]
    theirs: Sequence[Theirs]
    bands: Mapping[tuple[int, int], Band] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """Who should meet whom, for which open key."""

    key: str
    ours: int
    theirs: int


def best_pairs(given: Given) -> dict[str, Pair]:
    """The best pairing, by key; what nobody can fill is left out.

    It is the one with the largest sum of weights; of several the one whose people come first by name. Whatever order
    the people are given in, it is the same.
    """
    ours = sorted(given.ours, key=lambda one: (one.order, one.id))
    theirs = sorted((one for one in given.theirs if not one.left_alone), key=lambda one: (one.order, one.id))
    wanted = sorted(given.open, key=lambda one: one.key)
    if not (ours and theirs and wanted):
        return {}
    worth = _worth(ours, theirs, given.bands)
    # Of equal pairings the sum of places decides: the factor keeps all the places there are from outweighing one point.
    factor = 1 + len(wanted) * (len(ours) + len(theirs))
    places = np.arange(len(ours))[:, None] + np.arange(len(theirs))[None, :]
    worth = worth * factor - places
    slots = min(len(wanted), EACH_MOST)
    best, whom = _whom_of_theirs(wanted, ours, theirs, worth)
    value = np.repeat(best, slots, axis=1)
    taken = np.array([one.pairs for one in ours])[:, None] + np.arange(slots)[None, :]
    less = (np.minimum(taken, LOAD_MOST) * LOAD * factor).reshape(-1)
    value = np.where(value > 0, value - less[None, :], 0)
    from scipy.optimize import linear_sum_assignment  # here: only what pairs people waits for it to load

    rows, columns = linear_sum_assignment(value, maximize=True)
    found = {}
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if value[row, column] > 0:
            one = column // slots
            found[wanted[row].key] = Pair(wanted[row].key, ours[one].id, theirs[int(whom[row, one])].id)
    return found


def weight(one: Ours, other: Theirs, band: Band | None) -> int:
    """What it counts that these two meet, before the load of ours is taken off."""
    if one.rank is None or other.rank is None:
        level = LEVEL_UNKNOWN
    else:
        apart = abs(one.rank - other.rank)
        level = LEVEL[apart] if apart < len(LEVEL) else 0
    same = bool(one.function) and one.function == other.function
    warmth = WARMTH[band] if band else 0
    return FILLED + warmth + level + same * FUNCTION + POWER.get(other.power, 0)


def _worth(ours: Sequence[Ours], theirs: Sequence[Theirs], bands: Mapping[tuple[int, int], Band]) -> Grid:
    """`weight` of each of ours with each of theirs, all at once."""
    unknown = -1
    mine, other = (np.array([unknown if one.rank is None else one.rank for one in side]) for side in (ours, theirs))
    apart = np.abs(mine[:, None] - other[None, :])
    steps = np.array([*LEVEL, 0])
    level = steps[np.minimum(apart, len(LEVEL))]
    level = np.where((mine == unknown)[:, None] | (other == unknown)[None, :], LEVEL_UNKNOWN, level)
    names = sorted({one.function for one in ours} | {one.function for one in theirs})
    functions = {name: place for place, name in enumerate(names)}
    does = np.array([functions[one.function] for one in ours])
    their = np.array([functions[one.function] for one in theirs])
    known = np.array([bool(one.function) for one in ours])
    same = (does[:, None] == their[None, :]) & known[:, None]
    power = np.array([POWER.get(one.power, 0) for one in theirs])
    worth: Grid = FILLED + level + same * FUNCTION + power[None, :]
    rows = {one.id: place for place, one in enumerate(ours)}
    columns = {one.id: place for place, one in enumerate(theirs)}
    for (row, column), band in bands.items():
        if row in rows and column in columns:
            worth[rows[row], columns[column]] += WARMTH[band]
    return worth


def _whom_of_theirs(
    wanted: Sequence[Open], ours: Sequence[Ours], theirs: Sequence[Theirs], worth: Grid
) -> tuple[Grid, Grid]:
    """For everything open and each of ours, what the best of theirs counts (0: nobody fits), and who that is."""
    best = np.zeros((len(wanted), len(ours)), dtype=np.int64)
    whom = np.zeros((len(wanted), len(ours)), dtype=np.int64)
    for row, one in enumerate(wanted):
        mine, other = _places([each.id for each in ours], one.ours), _places([each.id for each in theirs], one.theirs)
        if mine.size and other.size:
            part = worth[np.ix_(mine, other)]
            best[row, mine] = part.max(axis=1)
            whom[row, mine] = other[part.argmax(axis=1)]
    return best, whom


def _places(ids: Iterable[int], wanted: frozenset[int]) -> Grid:
    return np.array([place for place, one in enumerate(ids) if one in wanted], dtype=np.int64)
