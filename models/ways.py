"""The lists a search for ways reads, on SQLite by its raw driver: each a range of an index, read as far as needed.

On PostgreSQL the whole search is one function in the database (`o2o_ways`, see `models/migrations`), called here too.
Both give the charter's facts as bits, by which the caller looks the charter's table up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

CONTACT_FACTS: Final = (
    "contact_in_directory",
    "contact_objected",
    "contact_do_not_contact",
    "account_sensitive",
    "account_embargoed",
    "viewer_on_deal",
    "viewer_cleared",
)
"""The i-th is bit `1 << i` of a contact's facts."""
TIE_FACTS: Final = (
    *CONTACT_FACTS,
    "owner_marked_private",
    "owner_marked_open",
    "owner_reviewed",
    "owner_accepted",
    "owner_left",
    "viewer_is_owner",
)
"""The i-th is bit `1 << i` of the facts of a relationship: those of its contact first."""
OBJECTED: Final = 1 << 1
DO_NOT_CONTACT: Final = 1 << 2
SEES: Final = 1 << len(CONTACT_FACTS)
"""The bit of `viewer_sees_a_relationship`, behind a contact's other facts."""


@dataclass(frozen=True)
class Eyes:
    """For whom lists are read: the viewer, the charter's version (for `owner_accepted`) and the day."""

    workspace_id: int
    viewer_id: int
    charter_version: int
    today: dt.date


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


# Each fact is multiplied to its bit: here `<<` binds no closer than `|` does.
# Of several accounts any true mark counts; cleared is who is cleared for one, and for each that is marked.
_CONTACT_FACTS = """(
    SELECT c.in_directory | 2 * (c.objected_at IS NOT NULL) | 4 * c.do_not_contact
        | 8 * coalesce(max(a.sensitive), 0)
        | 16 * coalesce(max(a.embargoed), 0)
        | 32 * coalesce(max(EXISTS (
            SELECT 1 FROM deals d JOIN deal_members m ON m.workspace_id = d.workspace_id AND m.deal_id = d.id
            WHERE d.workspace_id = f.workspace_id AND d.account_id = f.account_id AND d.is_open = 1
                AND m.colleague_id = :viewer
        )), 0)
        | 64 * (coalesce(max(k.id IS NOT NULL), 0)
            AND NOT coalesce(max((a.sensitive OR a.embargoed) AND k.id IS NULL), 0))
    FROM contacts c
    LEFT JOIN affiliations f ON f.workspace_id = c.workspace_id AND f.contact_id = c.id
        AND (f.until IS NULL OR f.until > :today)
    LEFT JOIN accounts a ON a.workspace_id = f.workspace_id AND a.id = f.account_id
    LEFT JOIN account_clearances k ON k.workspace_id = a.workspace_id AND k.account_id = a.id
        AND k.colleague_id = :viewer
    WHERE c.workspace_id = :workspace AND c.id = {contact}
)"""

# The account a relationship's owner says the contact is at counts for that relationship alone, and only to restrict.
_ENDS = """
SELECT h.neighbour_id, h.{order}, h.relationship_id,
    (:contact | 8 * coalesce(a.sensitive, 0) | 16 * coalesce(a.embargoed, 0))
        & ~(64 * coalesce((a.sensitive OR a.embargoed) AND NOT EXISTS (
            SELECT 1 FROM account_clearances k
            WHERE k.workspace_id = a.workspace_id AND k.account_id = a.id AND k.colleague_id = :viewer
        ), 0))
        | 128 * h.private | 256 * h.open | 512 * h.reviewed
        | 1024 * (o.charter_accepted_version IS :version) | 2048 * (o.left_at IS NOT NULL)
        | 4096 * (h.neighbour_id = :viewer)
FROM half_ties h INDEXED BY ix_half_ties_{order}
CROSS JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
WHERE h.workspace_id = :workspace AND h.node_id = :node AND h.neighbour_is_colleague = 1 AND h.{order} IS NOT NULL
ORDER BY h.{order} DESC, h.neighbour_id
"""

_NEIGHBOURS = """
SELECT h.neighbour_id, h.{order}, h.informal, {facts}
FROM half_ties h INDEXED BY ix_half_ties_{order}
WHERE h.workspace_id = :workspace AND h.node_id = :node AND h.neighbour_is_colleague = 0 AND h.{order} IS NOT NULL
ORDER BY h.{order} DESC, h.neighbour_id
"""

_ORDERS = ("steady", "fading")
ENDS: Final = {order: _ENDS.format(order=order) for order in _ORDERS}
NEIGHBOURS: Final = {
    order: _NEIGHBOURS.format(order=order, facts=_CONTACT_FACTS.format(contact="h.neighbour_id")) for order in _ORDERS
}
CONTACT: Final = f"SELECT {_CONTACT_FACTS.format(contact=':node')}"


class Lists:
    """The lists of one SQLite database, seen by one viewer, in the transaction of a session."""

    def __init__(self, session: Session, eyes: Eyes) -> None:
        # Not through SQLAlchemy: a search reads some dozens of lists, and building each result costs more than
        # reading it. The transaction, and so the snapshot, is the session's.
        self._driver: Any = session.connection().connection.driver_connection
        self._eyes = {
            "workspace": eyes.workspace_id,
            "viewer": eyes.viewer_id,
            "version": eyes.charter_version,
            "today": eyes.today.isoformat(),
        }

    def facts(self, contact_id: int) -> int | None:
        """A contact's facts; None where there is no such contact."""
        row = self._driver.execute(CONTACT, {**self._eyes, "node": contact_id}).fetchone()
        return None if row[0] is None else int(row[0])

    def ends(self, contact_id: int, order: str, facts: int) -> Iterator[End]:
        """The colleagues who know a contact (whose facts these are), the warmest first; read as it is asked for."""
        asked = {**self._eyes, "node": contact_id, "contact": facts}
        return map(End._make, self._driver.execute(ENDS[order], asked))

    def neighbours(self, contact_id: int, order: str) -> Iterator[Neighbour]:
        """The contacts tied to a contact, the warmest first; read as far as it is asked for."""
        return map(Neighbour._make, self._driver.execute(NEIGHBOURS[order], {**self._eyes, "node": contact_id}))


_IN_POSTGRESQL = "SELECT * FROM o2o_ways(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"

Found = tuple[int, int, int, float, float, tuple[int, ...], tuple[bool, ...]]
"""A way found: colleague, relationship, the facts of the tie, its strength, the way's warmth, through whom, by what."""


def search_in_postgresql(
    session: Session,
    eyes: Eyes,
    target: int,
    shift: float,
    tables: tuple[bytes, bytes, bytes],
    *,
    most: int,
    named: int,
    entries_most: int,
    seconds_most: float,
    avoiding: int,
) -> tuple[list[Found], int, int, bool]:
    """Search in the database: what was found, the entries and lists read, and whether the search was cut short."""
    who = (eyes.workspace_id, target, eyes.viewer_id, eyes.charter_version, eyes.today, shift)
    limits = (most, named, entries_most, seconds_most, avoiding)
    *rows, last = session.connection().exec_driver_sql(_IN_POSTGRESQL, (*who, *tables, *limits)).fetchall()
    found = [(*row[:5], tuple(row[5]), tuple(row[6])) for row in rows]
    return found, int(last[1]), int(last[2]), bool(last[3])
