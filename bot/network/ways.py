"""The warmest allowed ways of at most three ties from any colleague to a contact.

A search by levels from the contact outwards, with a bound: each list of ties is read in order of warmth, and no further
than the warmth of a way through it could still be among the warmest. The charter decides about every tie and everybody
in the middle while the lists are read, so what is hidden takes no place and leaves no trace. What is read depends on
the neighbourhood, not on how many ties there are.

On SQLite the search runs here over `models.ways.Lists`; on PostgreSQL it is one function in the database. They read the
same entries in the same order.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.charter.sight import Sight
from bot.charter.tables import NAMED, Tables
from bot.network.warmth import Warmth
from models.reading import DO_NOT_CONTACT, OBJECTED, Stored
from models.ways import Lists, search_in_postgresql

log = structlog.get_logger()

WAYS_MOST: Final = 5
"""Ways to one contact at the most, each by another colleague."""
ENTRIES_MOST: Final = 2000
"""Entries of lists that one search makes use of at the most: what is hidden from the viewer does not count."""
READ_MOST: Final = 5_000
"""Entries that it reads at the most, the hidden ones among them."""
SECONDS_MOST: Final = 0.5
"""How long one search goes on at the most."""
STEPS: Final = 1e9
"""Warmths of ways are compared to so many parts of one: products of the same strengths in another order are equal."""


@dataclass(frozen=True, order=True)
class Way:
    """A chain of ties from a colleague to a contact.

    `through` are the contacts in the middle, the one the colleague knows first; `informal` says of each line between
    contacts whether it is one (then an observation) or a reporting line. `warmth` is the product of the strengths of
    all its ties, `strength` that of the colleague's own. Ways are in order: the warmest first, then the shorter one,
    then by ids.
    """

    sort_key: tuple[float, int, int, tuple[int, ...]] = field(repr=False)
    colleague_id: int
    relationship_id: int
    through: tuple[int, ...]
    informal: tuple[bool, ...]
    warmth: float
    strength: float
    facts: int
    named: bool


@dataclass(frozen=True)
class Search:
    """What a search found: ways by colleagues who may be named, and the warmest by one who may only be known to exist.

    `entries` and `lists` say how much was read; `cut` that the search was ended before its time.
    """

    named: tuple[Way, ...] = ()
    somebody: Way | None = None
    entries: int = 0
    lists: int = 0
    cut: bool = False


def ways(sight: Sight, contact_id: int, *, most: int = WAYS_MOST, avoiding: int = 0) -> Search:
    """The `most` warmest ways to a contact that the viewer may see by name, each by another colleague.

    Of ways by colleagues who may not be named only the warmest is given, and only where it is warmer than the last of
    the named ones. Nobody in the middle has objected or is to be left alone, and each of them is listed for the viewer.
    `avoiding` is a contact who shall not be in the middle. That the contact itself is listed is the caller's to ask.
    """
    tables = sight.tables
    if tables.no_ties:
        return Search()
    shift = sight.warmth.shift(sight.now)
    if sight.reading.dialect == "postgresql":
        rows, entries, lists, cut = search_in_postgresql(
            sight.reading,
            contact_id,
            shift,
            (tables.relationship, tables.contact, tables.observation),
            most=most,
            named=NAMED,
            entries_most=ENTRIES_MOST,
            read_most=READ_MOST,
            seconds_most=SECONDS_MOST,
            avoiding=avoiding,
        )
        found = [_way(tables, *row) for row in rows]
    else:
        search = _Search(Lists(sight.reading), tables, shift, most, avoiding)
        for target in sight.reading.people([contact_id]):
            search.run(target)
        found, entries, lists, cut = search.found, search.entries, search.lists, search.cut
    if cut:
        log.info("search_cut_short", entries=entries, lists=lists)  # never shown: it would tell hidden from absent
    named, somebody = _warmest(found, most)
    return Search(named, somebody, entries, lists, cut)


def _warmest(found: list[Way], most: int) -> tuple[tuple[Way, ...], Way | None]:
    """Of each colleague who may be named the warmest way; of the others the warmest of all, if it is warm enough."""
    best: dict[int, Way] = {}
    for way in sorted(one for one in found if one.named):
        best.setdefault(way.colleague_id, way)
    named = tuple(best.values())[:most]
    somebody = min((one for one in found if not one.named), default=None)
    if somebody is not None and len(named) == most and somebody.warmth <= named[-1].warmth:
        somebody = None  # how warm it really is was not looked for
    return named, somebody


def rounded(product: float) -> float:
    """A warmth as it is compared."""
    return math.floor(product * STEPS + 0.5) / STEPS


def _way(
    tables: Tables,
    colleague_id: int,
    relationship_id: int,
    facts: int,
    strength: float,
    product: float,
    through: tuple[int, ...],
    informal: tuple[bool, ...],
) -> Way:
    order = (-product, len(through), colleague_id, through)
    return Way(order, colleague_id, relationship_id, through, informal, product, strength, facts, tables.named(facts))


class _Search:
    """One search on SQLite. The function of PostgreSQL does the same, step for step."""

    def __init__(self, lists: Lists, tables: Tables, shift: float, most: int, avoiding: int) -> None:
        self.reader = lists
        self.tables = tables
        self.shifts = (("steady", 0.0), ("fading", shift))
        self.most = most
        self.avoiding = avoiding
        self.found: list[Way] = []
        self.entries = self.lists = self._used = 0
        self.cut = False
        self._best: dict[int, float] = {}
        self._bound = 0.0
        self._until = time.monotonic() + SECONDS_MOST

    def run(self, contact: Stored) -> None:
        """Look for the ways to a contact."""
        target, facts = contact.contact_id, contact.facts
        self._ends(target, facts, 1.0, (), ())
        second: dict[int, tuple[float, int, bool]] = {}
        for order, shift in self.shifts:
            for near, so_far, informal, its_facts in self._neighbours(target, order, shift, 1.0, facts):
                if so_far <= second.get(near, (0.0,))[0]:
                    continue
                seen = self._ends(near, its_facts, so_far, (near,), (informal,))
                second[near] = (so_far if self.tables.listed(its_facts, seen=seen) else -1.0, its_facts, informal)
        third: dict[int, tuple[float, int]] = {}
        for near, (one, its_facts, informal) in sorted(second.items(), key=lambda it: (-rounded(it[1][0]), it[0])):
            if one < 0 or rounded(one) < self._bound or self.cut:
                break
            for order, shift in self.shifts:
                for far, so_far, lies, far_facts in self._neighbours(near, order, shift, one, its_facts):
                    if far == target or rounded(so_far) <= rounded(second.get(far, (0.0,))[0]):
                        continue
                    rank = (-rounded(so_far), near)
                    if rank >= third.get(far, (0.0, 0)):
                        continue
                    third[far] = rank
                    if self.tables.listed(far_facts, seen=True):
                        self._ends(far, far_facts, so_far, (far, near), (lies, informal))

    def _neighbours(
        self, node: int, order: str, shift: float, so_far: float, facts: int
    ) -> Iterator[tuple[int, float, bool, int]]:
        """Contacts a way may go on to, the warmest first: id, product so far, whether the line is informal, facts."""
        self.lists += 1
        for one in self.reader.neighbours(node, order):
            self.entries += 1
            product = so_far * Warmth.strength(one.warmth - shift)
            if rounded(product) < self._bound or self._at_the_end():
                return
            if one.contact_id == self.avoiding or one.facts & (OBJECTED | DO_NOT_CONTACT):
                continue
            if not (self.tables.listed(one.facts, seen=True) or self.tables.listed(one.facts)):
                continue
            if not self._tells(one.informal, facts, one.facts):
                continue
            self._used += 1
            yield one.contact_id, product, bool(one.informal), one.facts

    def _tells(self, informal: int, *ends: int) -> bool:
        """Whether the viewer may know of a line between contacts of these facts.

        That somebody reports to somebody is the directory's word: it must tell the viewer of both, whomever they have
        logged themselves.
        """
        tables = self.tables
        return all(tables.observation[one] if informal else tables.listed(one) for one in ends)

    def _ends(self, node: int, facts: int, so_far: float, through: tuple[int, ...], informal: tuple[bool, ...]) -> bool:
        """Take the colleagues who know a contact; says whether the viewer sees one such relationship, if it matters."""
        listed = not through or self.tables.listed(facts, seen=True)
        seen = len(through) != 1 or not self.tables.listed_if_seen(facts)
        for order, shift in self.shifts:
            taken = 0
            self.lists += 1
            for one in self.reader.ends(node, order, facts):
                self.entries += 1
                its_strength = Warmth.strength(one.warmth - shift)
                product = rounded(so_far * its_strength)
                # Whether somebody in the middle is listed may hang on one tie that is seen, however cold.
                if (product < self._bound and seen) or self._at_the_end():
                    break
                if not self.tables.relationship[one.facts]:
                    continue
                self._used += 1
                seen = True
                if product < self._bound or not listed:
                    continue
                way = _way(
                    self.tables,
                    one.colleague_id,
                    one.relationship_id,
                    one.facts,
                    its_strength,
                    product,
                    through,
                    informal,
                )
                self.found.append(way)
                if way.named:
                    taken += 1
                    self._raise_bound(way)
                if taken == self.most:
                    break
        return seen

    def _raise_bound(self, way: Way) -> None:
        if way.warmth > self._best.get(way.colleague_id, 0.0):
            self._best[way.colleague_id] = way.warmth
            if len(self._best) > self.most:
                del self._best[min(self._best, key=lambda one: self._best[one])]
            if len(self._best) == self.most:
                self._bound = min(self._best.values())

    def _at_the_end(self) -> bool:
        too_many = self._used >= ENTRIES_MOST or self.entries > READ_MOST
        self.cut = self.cut or too_many or time.monotonic() > self._until
        return self.cut
