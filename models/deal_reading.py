"""More statements by hand (see `models.reading`): who of these of ours knows whom of these of theirs.

What is hidden from the viewer is left out within them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final, NamedTuple

from models.reading import CONTACT_BITS, SHOWN, TIE_BITS, Reading, day

_FACTS = TIE_BITS.replace(":contact", CONTACT_BITS)

_TIES = """
JOIN half_ties h ON h.workspace_id = c.workspace_id AND h.node_id = c.id AND h.neighbour_is_colleague
JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
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


# Of what does not fade and what does the warmer one counts, as in `HalfTie.now`. A relationship's tie has the first.
_WARMEST = f"""
SELECT s.node, s.relationship, s.facts FROM (
    SELECT t.node, t.relationship, t.facts, row_number() OVER (
        PARTITION BY t.node
        ORDER BY CASE WHEN t.faded > t.steady THEN t.faded ELSE t.steady END DESC, t.neighbour
    ) AS place FROM (
        SELECT h.node_id AS node, h.neighbour_id AS neighbour, h.relationship_id AS relationship, h.steady,
            h.fading - :shift AS faded, {_FACTS} AS facts
        FROM contacts c {_TIES}
        WHERE c.workspace_id = :workspace AND c.id IN (:ids)
    ) t WHERE {{shown}}
) s WHERE s.place = 1
"""


class Between(NamedTuple):
    """A relationship between one of ours and one of theirs: what it is made of, and the facts the charter asks for."""

    contact_id: int
    colleague_id: int
    relationship_id: int
    steady: float | None
    fading: float | None
    facts: int
    last_touch: dt.date | None


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


def warmest_with_each(
    reading: Reading, contact_ids: Collection[int], ties: bytes, shift: float
) -> dict[int, tuple[int, int]]:
    """For each of these contacts the warmest relationship that `ties` shows the viewer, and its facts.

    `shift` is `Warmth.shift` of the present moment. Of equally warm ones that of the colleague of the lowest id is
    given, as the search for ways has them in order (`bot.network.ways`).
    """
    statement = _WARMEST.format(shown=SHOWN[reading.dialect])
    rows = reading.rows(statement, ids=contact_ids, ties=ties, shift=shift)
    return {node: (relationship_id, facts) for node, relationship_id, facts in rows}
