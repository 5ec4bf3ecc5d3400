"""More statements of the hot path (see `models.reading`): whom of an account's people there is to look for.

Each begins at an index of the account, the title or the domain, and goes on to the ties from there, so that its cost
depends on the account and not on how many ties there are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from models.reading import CONTACT_BITS, SHOWN, TIE_BITS, Reading

PEOPLE_MOST: Final = 1000
"""People of one account, or relationships that put somebody into a seat, that are read at the most."""

_FACTS = TIE_BITS.replace(":contact", CONTACT_BITS)

# The contact's end of each relationship, with its facts.
_SEEN = """
FROM relationships r
JOIN half_ties h ON h.workspace_id = r.workspace_id AND h.relationship_id = r.id AND h.neighbour_is_colleague
JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
JOIN contacts c ON c.workspace_id = h.workspace_id AND c.id = h.node_id
LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
WHERE r.workspace_id = :workspace AND {whose} AND {shown}
"""
_SHOWN = {dialect: shown.replace("t.facts", f"({_FACTS})") for dialect, shown in SHOWN.items()}

# What is hidden takes none of the places, and costs no statement: the directory's people, and those known to somebody.
_AT_ACCOUNT = f"""
SELECT f.contact_id, max(CASE WHEN f.basis = 'domain' THEN 1 ELSE 0 END) FROM affiliations f
JOIN contacts c ON c.workspace_id = f.workspace_id AND c.id = f.contact_id {{ties}}
WHERE f.workspace_id = :workspace AND f.account_id IN (:ids) AND (f.until IS NULL OR f.until > :today) AND {{shown}}
GROUP BY f.contact_id ORDER BY f.contact_id LIMIT {PEOPLE_MOST}
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

_WARMEST = f"""
SELECT t.node, max(t.steady), max(t.fading) FROM (
    SELECT h.node_id AS node, h.steady, h.fading, {_FACTS} AS facts
    FROM contacts c
    JOIN half_ties h ON h.workspace_id = c.workspace_id AND h.node_id = c.id AND h.neighbour_is_colleague
    JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
    LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
    WHERE c.workspace_id = :workspace AND c.id IN (:ids)
) t WHERE {{shown}} GROUP BY t.node
"""

_KNOWN = f"""
SELECT DISTINCT t.node FROM (
    SELECT h.node_id AS node, {_FACTS} AS facts
    FROM contacts c
    JOIN half_ties h ON h.workspace_id = c.workspace_id AND h.node_id = c.id AND h.neighbour_is_colleague
    JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
    LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
    WHERE c.workspace_id = :workspace AND c.id IN (:ids)
) t WHERE {{shown}}
"""

# Each way of saying where somebody works has an index of its own: one condition with OR would use none of them.
_CLAIMS = (
    "r.title_key = :title AND r.account_name_key = :place",
    "r.title_key = :title AND r.account_name_key {from} :prefix AND r.account_name_key {to} :beyond",
    "r.title_key = :title AND r.account_id IN (:ids)",
    """r.title_key = :title AND r.contact_id IN (
        SELECT x.contact_id FROM contact_addresses x WHERE x.workspace_id = :workspace AND x.domain = :place
    )""",
    """r.title_key = :title AND r.contact_id IN (
        SELECT x.contact_id FROM contact_addresses x
        WHERE x.workspace_id = :workspace AND x.domain {from} :under AND x.domain {to} :past
    )""",
)


_BYTE_BY_BYTE = {"sqlite": {"from": ">=", "to": "<"}, "postgresql": {"from": "~>=~", "to": "~<~"}}
"""How a beginning is looked for in an index: by bytes, whatever order of letters the database has."""


def people_at(reading: Reading, account_ids: Collection[int], listed: bytes, ties: bytes) -> dict[int, bool]:
    """The contacts the directory has at these accounts; whether by their address (else by a seat alone).

    Those only whom `listed` lists for the viewer, or with whom `ties` shows them a relationship.
    """
    statements = (
        _AT_ACCOUNT.format(ties="", shown=_LISTED[reading.dialect]),
        _AT_ACCOUNT.format(ties=_TIES, shown=_SHOWN[reading.dialect]),
    )
    given = ({"listed": listed}, {"ties": ties})
    found = (reading.rows(one, ids=account_ids, **more) for one, more in zip(statements, given, strict=True))
    return {row[0]: bool(row[1]) for rows in found for row in rows}


def claimed_at(reading: Reading, account_id: int, ties: bytes) -> list[int]:
    """The contacts whom a relationship that `ties` shows the viewer puts at an account, by its owner's words."""
    statement = _statement(reading, "r.account_id = :account")
    return [row[0] for row in reading.rows(statement, account=account_id, ties=ties)]


def warmest_of(reading: Reading, contact_ids: Collection[int], ties: bytes, shift: float) -> dict[int, float]:
    """How warm (log2-odds) the warmest relationship with each of these contacts is that `ties` shows the viewer."""
    statement = _WARMEST.format(shown=SHOWN[reading.dialect])
    found = {}
    for contact_id, steady, fading in reading.rows(statement, ids=contact_ids, ties=ties):
        found[contact_id] = max(one for one in (steady, None if fading is None else fading - shift) if one is not None)
    return found


def known_to_any(reading: Reading, contact_ids: Collection[int], ties: bytes) -> set[int]:
    """Those of these contacts with whom `ties` shows the viewer a relationship of anybody's."""
    return {row[0] for row in reading.rows(_KNOWN.format(shown=SHOWN[reading.dialect]), ids=contact_ids, ties=ties)}


def claimed_in_seat(reading: Reading, title: str, place: str, account_ids: Collection[int], ties: bytes) -> set[int]:
    """The contacts whom a relationship the viewer may see puts into a seat (by its title's key) at a place.

    A place is the folded name of an account or the beginning of one, one of `account_ids`, or a mail domain with or
    without its ending.
    """
    words = {"title": title, "place": place, "prefix": f"{place} ", "beyond": f"{place}!"}
    domains = {"under": f"{place}.", "past": f"{place}/"}  # the characters after a space and after a full stop
    found: set[int] = set()
    for whose in _CLAIMS:
        given = {name: value for name, value in {**words, **domains}.items() if f":{name}" in whose}
        ids = account_ids if "(:ids)" in whose else None
        if ids is None or ids:
            found |= {row[0] for row in reading.rows(_statement(reading, whose), ids=ids, ties=ties, **given)}
    return found


def _statement(reading: Reading, whose: str) -> str:
    whose = whose.format(**_BYTE_BY_BYTE[reading.dialect])
    seen = _SEEN.format(whose=whose, shown=_SHOWN[reading.dialect])
    return f"SELECT DISTINCT h.node_id {seen} LIMIT {PEOPLE_MOST}"
