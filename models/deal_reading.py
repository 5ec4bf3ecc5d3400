"""More statements by hand (see `models.reading`): whom of theirs a deal is about, and who of ours knows them.

As many are run whatever there is to find, and what is hidden from the viewer is left out within them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final, NamedTuple

from models.reading import ACCOUNT_BITS, CONTACT_BITS, SHOWN, TIE_BITS, Reading, day

_FACTS = TIE_BITS.replace(":contact", CONTACT_BITS)

# The person, or whoever has the seat by the directory's word.
_PEOPLE = """
SELECT p.id, p.contact_id FROM (
    SELECT s.workspace_id, s.id, s.contact_id FROM stakeholders s
    WHERE s.workspace_id = :workspace AND s.deal_id = :deal AND s.removed_at IS NULL AND s.contact_id IS NOT NULL
    UNION ALL
    SELECT s.workspace_id, s.id, h.contact_id FROM stakeholders s
    JOIN holdings h ON h.workspace_id = s.workspace_id AND h.seat_id = s.seat_id
    WHERE s.workspace_id = :workspace AND s.deal_id = :deal AND s.removed_at IS NULL
        AND h.named_by_id IS NULL AND (h.until IS NULL OR h.until > :today)
) p
JOIN contacts c ON c.workspace_id = p.workspace_id AND c.id = p.contact_id {ties}
WHERE {shown}
"""
_TIES = """
JOIN half_ties h ON h.workspace_id = c.workspace_id AND h.node_id = c.id AND h.neighbour_is_colleague
JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
"""
_LISTED = {
    dialect: shown.replace(":ties", ":listed").replace("t.facts", f"({CONTACT_BITS})")
    for dialect, shown in SHOWN.items()
}
_SHOWN = {dialect: shown.replace("t.facts", f"({_FACTS})") for dialect, shown in SHOWN.items()}

_SEATS = f"""
SELECT s.id, t.id, t.title, a.name, {ACCOUNT_BITS}, t.function, t.seniority
FROM stakeholders s
JOIN seats t ON t.workspace_id = s.workspace_id AND t.id = s.seat_id
JOIN accounts a ON a.workspace_id = t.workspace_id AND a.id = t.account_id
WHERE s.workspace_id = :workspace AND s.deal_id = :deal AND s.removed_at IS NULL
"""

_BETWEEN = f"""
SELECT t.node, t.neighbour, t.relationship, t.steady, t.fading, t.facts, t.touched FROM (
    SELECT h.node_id AS node, h.neighbour_id AS neighbour, h.relationship_id AS relationship, h.steady, h.fading,
        r.last_touch AS touched, {_FACTS} AS facts
    FROM contacts c {_TIES}
    JOIN relationships r ON r.workspace_id = h.workspace_id AND r.id = h.relationship_id
    WHERE c.workspace_id = :workspace AND c.id IN (:ids) AND h.neighbour_id {{ours}}
) t WHERE {{shown}}
"""
_OURS: Final = {
    "sqlite": "IN (SELECT value FROM json_each(:ours))",
    "postgresql": "= ANY(CAST(:ours AS bigint[]))",
}


class SeatOf(NamedTuple):
    """A stakeholder that is a seat, with the facts of its account."""

    stakeholder_id: int
    seat_id: int
    title: str
    account: str
    facts: int
    function: str | None
    seniority: str | None


class Between(NamedTuple):
    """A relationship between one of ours and one of theirs: what it is made of, and the facts the charter asks for."""

    contact_id: int
    colleague_id: int
    relationship_id: int
    steady: float | None
    fading: float | None
    facts: int
    last_touch: dt.date | None


def people_of(reading: Reading, deal_id: int, listed: bytes, ties: bytes) -> set[tuple[int, int]]:
    """The deal's stakeholders as (stakeholder, contact); of a seat, those who have it.

    Those only whom `listed` lists for the viewer, or with whom `ties` shows them a relationship.
    """
    statements = (
        _PEOPLE.format(ties="", shown=_LISTED[reading.dialect]),
        _PEOPLE.format(ties=_TIES, shown=_SHOWN[reading.dialect]),
    )
    given = ({"listed": listed}, {"ties": ties})
    found = (reading.rows(one, deal=deal_id, **more) for one, more in zip(statements, given, strict=True))
    return {(row[0], row[1]) for rows in found for row in rows}


def seats_of(reading: Reading, deal_id: int) -> list[SeatOf]:
    """The deal's stakeholders that are seats, held or empty."""
    return [SeatOf(*row) for row in reading.rows(_SEATS, deal=deal_id)]


def between(
    reading: Reading, contact_ids: Collection[int], colleague_ids: Collection[int], ties: bytes
) -> list[Between]:
    """The relationships of these of ours with these of theirs that `ties` shows the viewer."""
    statement = _BETWEEN.format(shown=SHOWN[reading.dialect], ours=_OURS[reading.dialect])
    ours = sorted(colleague_ids)
    rows = reading.rows(
        statement, ids=contact_ids, ours=ours if reading.dialect == "postgresql" else str(ours), ties=ties
    )
    return [Between(row[0], row[1], row[2], row[3], row[4], row[5], day(row[6])) for row in rows]
