"""Statements of the hot path, written by hand: the charter's facts come out as bits, to be looked up in its table.

One text serves both databases. Everywhere else queries are SQLAlchemy's; here building them costs several times what
running them does (`docs/explanation/measurements.md`).
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, SessionTransaction

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
IN_DIRECTORY: Final = 1
OBJECTED: Final = 1 << 1
DO_NOT_CONTACT: Final = 1 << 2
OWNER_REVIEWED: Final = 1 << TIE_FACTS.index("owner_reviewed")
SEES: Final = 1 << len(CONTACT_FACTS)
"""The bit of `viewer_sees_a_relationship`, behind a contact's other facts."""

_ON_DEAL = """EXISTS (
    SELECT 1 FROM deals d JOIN deal_members m ON m.workspace_id = d.workspace_id AND m.deal_id = d.id
    WHERE d.workspace_id = a.workspace_id AND d.account_id = a.id AND d.is_open AND m.colleague_id = :viewer
)"""

CONTACT_BITS: Final = f"""(
    CASE WHEN c.in_directory THEN 1 ELSE 0 END + CASE WHEN c.objected_at IS NOT NULL THEN 2 ELSE 0 END
    + CASE WHEN c.do_not_contact THEN 4 ELSE 0 END
    + coalesce((
        SELECT max(CASE WHEN a.sensitive THEN 8 ELSE 0 END) + max(CASE WHEN a.embargoed THEN 16 ELSE 0 END)
            + max(CASE WHEN {_ON_DEAL} THEN 32 ELSE 0 END)
            + CASE WHEN max(CASE WHEN k.id IS NULL THEN 0 ELSE 1 END) = 1
                AND max(CASE WHEN (a.sensitive OR a.embargoed) AND k.id IS NULL THEN 1 ELSE 0 END) = 0
                THEN 64 ELSE 0 END
        FROM affiliations f
        JOIN accounts a ON a.workspace_id = f.workspace_id AND a.id = f.account_id
        LEFT JOIN account_clearances k ON k.workspace_id = a.workspace_id AND k.account_id = a.id
            AND k.colleague_id = :viewer
        WHERE f.workspace_id = c.workspace_id AND f.contact_id = c.id AND (f.until IS NULL OR f.until > :today)
    ), 0)
)"""
"""A contact's facts. Of several accounts any mark counts; cleared is who is cleared for one and for each marked one."""

TIE_BITS: Final = """(
    (:contact | CASE WHEN a.sensitive THEN 8 ELSE 0 END | CASE WHEN a.embargoed THEN 16 ELSE 0 END)
    & CASE WHEN (a.sensitive OR a.embargoed) AND NOT EXISTS (
        SELECT 1 FROM account_clearances k
        WHERE k.workspace_id = a.workspace_id AND k.account_id = a.id AND k.colleague_id = :viewer
    ) THEN 63 ELSE 127 END
) + CASE WHEN h.private THEN 128 ELSE 0 END + CASE WHEN h.open THEN 256 ELSE 0 END
  + CASE WHEN h.reviewed THEN 512 ELSE 0 END
  + CASE WHEN o.charter_accepted_version = :version THEN 1024 ELSE 0 END
  + CASE WHEN o.left_at IS NOT NULL THEN 2048 ELSE 0 END + CASE WHEN h.neighbour_id = :viewer THEN 4096 ELSE 0 END"""
"""A relationship's facts, its contact's given. The account its owner says the contact is at counts for it alone, and
only to restrict."""

_ACCOUNT_BITS = f"""(
    1 + CASE WHEN a.sensitive THEN 8 ELSE 0 END + CASE WHEN a.embargoed THEN 16 ELSE 0 END
    + CASE WHEN {_ON_DEAL} THEN 32 ELSE 0 END
    + CASE WHEN EXISTS (
        SELECT 1 FROM account_clearances k
        WHERE k.workspace_id = a.workspace_id AND k.account_id = a.id AND k.colleague_id = :viewer
    ) THEN 64 ELSE 0 END
)"""

_BY_ADDRESS = f"""
SELECT c.id, {CONTACT_BITS}, c.name, x.address, (
    SELECT o.name FROM colleagues o
    WHERE o.workspace_id = :workspace AND o.email = :address AND o.kind = 'member' AND o.left_at IS NULL
)
FROM (SELECT 1 AS one) n
LEFT JOIN contact_addresses x ON x.workspace_id = :workspace AND x.address = :address
LEFT JOIN contacts c ON c.workspace_id = x.workspace_id AND c.id = x.contact_id
"""

_PEOPLE = f"""
SELECT c.id, {CONTACT_BITS}, c.name, (
    SELECT x.address FROM contact_addresses x WHERE x.workspace_id = c.workspace_id AND x.contact_id = c.id
    ORDER BY x.id LIMIT 1
)
FROM contacts c WHERE c.workspace_id = :workspace AND c.id IN (:ids)
"""

_FACTS = f"SELECT c.id, {CONTACT_BITS} FROM contacts c WHERE c.workspace_id = :workspace AND c.id IN (:ids)"

_HELD = f"""
SELECT h.contact_id, s.title, a.name, h.until, {_ACCOUNT_BITS}, s.function, s.seniority
FROM holdings h
JOIN seats s ON s.workspace_id = h.workspace_id AND s.id = h.seat_id
JOIN accounts a ON a.workspace_id = s.workspace_id AND a.id = s.account_id
WHERE h.workspace_id = :workspace AND h.contact_id IN (:ids) AND h.named_by_id IS NULL
ORDER BY CASE WHEN h.until IS NULL OR h.until > :today THEN 1 ELSE 0 END,
    CASE WHEN h.until IS NULL THEN 0 ELSE 1 END, h.until, CASE WHEN h.since IS NULL THEN 0 ELSE 1 END, h.since, h.id
"""

# Seen by the charter within the statement, so that what is hidden takes none of the few places.
_SAID = f"""
SELECT t.warmth, t.owner, r.contact_name, r.title, r.account_name FROM (
    SELECT h.workspace_id, h.{{order}} AS warmth, h.neighbour_id AS owner, h.relationship_id, {TIE_BITS} AS facts
    FROM half_ties h
    JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
    LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
    WHERE h.workspace_id = :workspace AND h.node_id = :node AND h.neighbour_is_colleague AND h.{{order}} IS NOT NULL
) t JOIN relationships r ON r.workspace_id = t.workspace_id AND r.id = t.relationship_id
WHERE {{shown}} {{whose}}
ORDER BY t.warmth DESC, t.owner LIMIT {{most}}
"""

# The same for many contacts: so many of each. Their facts are found once for each of them, not for each relationship.
_SAID_OF_ALL = f"""
WITH of_contact AS MATERIALIZED (
    SELECT c.workspace_id, c.id, {CONTACT_BITS} AS bits FROM contacts c
    WHERE c.workspace_id = :workspace AND c.id IN (:ids)
)
SELECT t.node, t.warmth, t.owner, r.contact_name, r.title, r.account_name FROM (
    SELECT s.*, row_number() OVER (PARTITION BY s.node ORDER BY s.warmth DESC, s.owner) AS place FROM (
        SELECT t.* FROM (
            SELECT h.workspace_id, h.node_id AS node, h.{{order}} AS warmth, h.neighbour_id AS owner, h.relationship_id,
                {TIE_BITS.replace(":contact", "c.bits")} AS facts
            FROM of_contact c
            JOIN half_ties h ON h.workspace_id = c.workspace_id AND h.node_id = c.id AND h.neighbour_is_colleague
            JOIN colleagues o ON o.workspace_id = h.workspace_id AND o.id = h.neighbour_id
            LEFT JOIN accounts a ON a.workspace_id = h.workspace_id AND a.id = h.account_id
            WHERE h.{{order}} IS NOT NULL
        ) t WHERE {{shown}} {{whose}}
    ) s
) t JOIN relationships r ON r.workspace_id = t.workspace_id AND r.id = t.relationship_id
WHERE t.place <= {{most}}
ORDER BY t.node, t.warmth DESC, t.owner
"""

_NAMES = "SELECT id, name, slack_user_id FROM colleagues WHERE workspace_id = :workspace AND id IN (:ids)"

_SUPERIORS = """
SELECT contact_id, superior_id FROM lines WHERE workspace_id = :workspace AND contact_id IN (:ids)
"""

_WHOLE = """
SELECT id, kind, last_touch, note FROM relationships WHERE workspace_id = :workspace AND id IN (:ids)
"""

SAID_MOST: Final = 20
"""Relationships of each list whose owners' words are read for what a contact is called."""
SHOWN: Final = {
    "sqlite": "substr(:ties, t.facts + 1, 1) <> x'00'",
    "postgresql": "get_byte(:ties, t.facts) <> 0",
}
"""The condition that a tie of these facts is shown, by the table of relationships bound as `ties`."""


@dataclass(frozen=True)
class Eyes:
    """For whom it is read: the viewer, the charter's version (for `owner_accepted`) and the day."""

    workspace_id: int
    viewer_id: int
    charter_version: int
    today: dt.date


class Stored(NamedTuple):
    """A contact: its facts, what the directory calls it, its first address."""

    contact_id: int
    facts: int
    name: str | None
    address: str | None


class Held(NamedTuple):
    """A seat held now or before, with the facts of its account as a subject of the directory."""

    contact_id: int
    title: str
    account: str
    until: dt.date | None
    facts: int
    function: str | None
    seniority: str | None


class Said(NamedTuple):
    """What the owner of a relationship calls the contact; `warmth` is log2-odds or key, as the list has it."""

    warmth: float
    owner: int
    name: str | None
    title: str | None
    account: str | None


class Whole(NamedTuple):
    """What a relationship's owner keeps of it beside its strength."""

    kind: str | None
    last_touch: dt.date | None
    note: str | None


class Reading:
    """Reads for one viewer in the transaction of a session."""

    def __init__(self, session: Session, eyes: Eyes) -> None:
        self.session = session
        self._transaction: SessionTransaction | None = None
        self._held: Any = None
        self.dialect = session.get_bind().dialect.name
        self.eyes: dict[str, Any] = {
            "workspace": eyes.workspace_id,
            "viewer": eyes.viewer_id,
            "version": eyes.charter_version,
            "today": eyes.today.isoformat() if self.dialect == "sqlite" else eyes.today,
        }

    def by_address(self, address: str) -> tuple[Stored | None, str | None]:
        """The contact with an address, and the name of the colleague with it."""
        row = next(iter(self.rows(_BY_ADDRESS, address=address)))
        return (None if row[0] is None else Stored(*row[:4])), row[4]

    def people(self, contact_ids: Collection[int]) -> list[Stored]:
        """These contacts, as far as they are stored."""
        return [Stored(*row) for row in self.rows(_PEOPLE, ids=contact_ids)]

    def held(self, contact_ids: Collection[int]) -> list[Held]:
        """The seats they hold or held as the directory has it; what is still held comes last."""
        rows = self.rows(_HELD, ids=contact_ids)
        return [Held(row[0], row[1], row[2], day(row[3]), *row[4:]) for row in rows]

    def said(self, contact_id: int, order: str, facts: int, ties: bytes, *, own: bool = False) -> list[Said]:
        """What the owners of the warmest relationships with a contact say, of those that `ties` shows the viewer.

        With `own` only what the viewer says.
        """
        whose = "AND t.owner = :viewer" if own else ""
        statement = _SAID.format(order=order, shown=SHOWN[self.dialect], most=SAID_MOST, whose=whose)
        return [Said(*row) for row in self.rows(statement, node=contact_id, contact=facts, ties=ties)]

    def said_of_all(
        self, contact_ids: Collection[int], order: str, ties: bytes, *, own: bool = False
    ) -> dict[int, list[Said]]:
        """The same of each of these contacts, in one statement."""
        whose = "AND t.owner = :viewer" if own else ""
        statement = _SAID_OF_ALL.format(order=order, shown=SHOWN[self.dialect], most=SAID_MOST, whose=whose)
        found: dict[int, list[Said]] = {contact_id: [] for contact_id in contact_ids}
        for row in self.rows(statement, ids=contact_ids, ties=ties):
            found[row[0]].append(Said(*row[1:]))
        return found

    def facts(self, contact_ids: Collection[int]) -> dict[int, int]:
        """The facts of each of these contacts."""
        return {row[0]: row[1] for row in self.rows(_FACTS, ids=contact_ids)} if contact_ids else {}

    def names(self, colleague_ids: Collection[int]) -> dict[int, tuple[str, str | None]]:
        """Name and Slack user id of these colleagues."""
        return {row[0]: (row[1], row[2]) for row in self.rows(_NAMES, ids=colleague_ids)} if colleague_ids else {}

    def superiors(self, contact_ids: Collection[int]) -> set[tuple[int, int]]:
        """Who of these contacts reports to whom."""
        return {(row[0], row[1]) for row in self.rows(_SUPERIORS, ids=contact_ids)} if contact_ids else set()

    def whole(self, relationship_ids: Collection[int]) -> dict[int, Whole]:
        """What is for those only who may see a relationship in full."""
        if not relationship_ids:
            return {}
        rows = self.rows(_WHOLE, ids=relationship_ids)
        return {row[0]: Whole(row[1], day(row[2]), row[3]) for row in rows}

    def rows(self, statement: str, *, ids: Collection[int] | None = None, **parameters: Any) -> Iterable[Any]:
        """Run a statement; on SQLite its rows are read as they are asked for."""
        given = {**self.eyes, **parameters}
        if self.dialect == "postgresql":
            if ids is not None:
                given["ids"] = list(ids)
            found: list[Any] = self.run(_for_postgresql(statement), given).fetchall()
            return found
        if ids is not None:
            given["ids"] = json.dumps(list(ids))
        cursor: Iterator[Any] = self.run(_for_sqlite(statement), given)
        return cursor

    def run(self, statement: str, given: Mapping[str, Any] | Sequence[Any]) -> Any:
        """The driver's cursor after a statement in its own words; it sees what this transaction has changed."""
        self.session.flush()
        try:
            return self._driver().execute(statement, given)
        except (sqlite3.OperationalError, psycopg.OperationalError) as error:
            raise OperationalError("a statement of the hot path", None, error) from error

    def _driver(self) -> Any:
        """The driver's connection of the transaction that is open; looked for again only in another one."""
        transaction = self.session.get_transaction()
        if transaction is None or transaction is not self._transaction:
            self._held = self.session.connection().connection.driver_connection
            self._transaction = self.session.get_transaction()
        return self._held


def day(value: Any) -> dt.date | None:
    """A day as either database gives it."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


@cache
def _for_sqlite(statement: str) -> str:
    return statement.replace("IN (:ids)", "IN (SELECT value FROM json_each(:ids))")


@cache
def _for_postgresql(statement: str) -> str:
    # As many ids are expected whether the planner knows them or not: so it keeps one plan, which halves the time.
    ids = "= ANY(ARRAY(SELECT unnest(CAST(:ids AS bigint[]))))"
    return re.sub(r":([a-z]+)", r"%(\1)s", statement.replace("IN (:ids)", ids))
