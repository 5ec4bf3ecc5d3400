"""The lists a search for ways reads, on SQLite by its raw driver: each a range of an index, read as far as needed.

On PostgreSQL the whole search is one function in the database (`o2o_ways`, see `models/migrations`), called here too.
Both give the charter's facts as bits (`models.reading`), by which the caller looks the charter's table up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from models.reading import CONTACT_BITS, TIE_BITS, Reading


class End(NamedTuple):
    """A colleague in a contact's list; `warmth` as log2-odds (or key, in the fading list)."""

    colleague_id: int
    warmth: float
    relationship_id: int
    facts: int


class Neighbour(NamedTuple):
    """A contact in a contact's list."""

    contact_id: int
    warmth: float
    informal: int
    facts: int


# The index is named, so that a lost one is noticed and no hub's list is ever sorted. CROSS JOIN keeps the order.
_ENDS = f"""
SELECT h.neighbour_id, h.{{order}}, h.relationship_id, {TIE_BITS}
FROM half_ties h INDEXED BY ix_half_ties_{{order}}
CROSS JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
WHERE h.workspace_id = :workspace AND h.node_id = :node AND h.neighbour_is_colleague = 1 AND h.{{order}} IS NOT NULL
ORDER BY h.{{order}} DESC, h.neighbour_id
"""

_NEIGHBOURS = f"""
SELECT h.neighbour_id, h.{{order}}, h.informal, {CONTACT_BITS}
FROM half_ties h INDEXED BY ix_half_ties_{{order}}
CROSS JOIN contacts c ON c.workspace_id = h.workspace_id AND c.id = h.neighbour_id
WHERE h.workspace_id = :workspace AND h.node_id = :node AND h.neighbour_is_colleague = 0 AND h.{{order}} IS NOT NULL
ORDER BY h.{{order}} DESC, h.neighbour_id
"""

_ORDERS = ("steady", "fading")
ENDS: Final = {order: _ENDS.format(order=order) for order in _ORDERS}
NEIGHBOURS: Final = {order: _NEIGHBOURS.format(order=order) for order in _ORDERS}


class Lists:
    """The lists of one SQLite database, seen by one viewer, in the transaction of a session."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def ends(self, contact_id: int, order: str, facts: int) -> Iterator[End]:
        """The colleagues who know a contact (whose facts these are), the warmest first; read as it is asked for."""
        return map(End._make, self._reading.rows(ENDS[order], node=contact_id, contact=facts))

    def neighbours(self, contact_id: int, order: str) -> Iterator[Neighbour]:
        """The contacts tied to a contact, the warmest first; read as it is asked for."""
        return map(Neighbour._make, self._reading.rows(NEIGHBOURS[order], node=contact_id))


_IN_POSTGRESQL = "SELECT * FROM o2o_ways(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"

Found = tuple[int, int, int, float, float, tuple[int, ...], tuple[bool, ...]]
"""A way found: colleague, relationship, the facts of the tie, its strength, the way's warmth, through whom, by what."""


def search_in_postgresql(
    reading: Reading,
    target: int,
    shift: float,
    tables: tuple[bytes, bytes, bytes],
    *,
    most: int,
    named: int,
    entries_most: int,
    read_most: int,
    seconds_most: float,
    avoiding: int,
) -> tuple[list[Found], int, int, bool]:
    """Search in the database: what was found, the entries and lists read, and whether the search was cut short."""
    eyes = reading.eyes
    who = (eyes["workspace"], target, eyes["viewer"], eyes["version"], eyes["today"], shift)
    limits = (most, named, entries_most, read_most, seconds_most, avoiding)
    *rows, last = reading.run(_IN_POSTGRESQL, (*who, *tables, *limits)).fetchall()
    found = [(*row[:5], tuple(row[5]), tuple(row[6])) for row in rows]
    return found, int(last[1]), int(last[2]), bool(last[3])
