"""A made-up company of any size, written straight into a database: heavy tails, hubs, half of the ties fading.

Of 100 ties 78 are relationships and 22 lines between contacts (two thirds reporting lines, one third informal). The
same size gives the same company on every database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.network.warmth import Warmth
from bot.people.ties import steady_of
from models import migrations
from models.session import Database
from models.tables import Base

WORKSPACE = 1
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
CONTACTS_FROM = 1_000_000_000
DOMAIN = "customer.example"
SOURCE = "made up"
NODES = "node_id, neighbour_id, neighbour_is_colleague"
FLAGS = "private, open, reviewed"
ORIGINS = "relationship_id, exchange_id, line_id"

Row = tuple[Any, ...]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Tie:
    """A relationship or a line, as the search sees it: both ends, how warm, the mark of the one tenth."""

    one: int
    other: int
    steady: float | None
    fading: float | None
    informal: bool = False
    tenth: bool = False
    is_line: bool = False

    def log_odds(self, shift: float) -> float:
        """How warm it is when keys are lessened by `shift`."""
        return max(-1e9 if self.steady is None else self.steady, -1e9 if self.fading is None else self.fading - shift)


@dataclass(frozen=True)
class Company:
    """All of it, in memory; `degree` of a contact is how many colleagues know it."""

    colleagues: int
    contacts: int
    ties: Sequence[Tie]

    def hubs(self, number: int) -> list[int]:
        """The contacts most colleagues know."""
        degree: dict[int, int] = {}
        for tie in self.ties:
            if not tie.is_line:
                degree[tie.other] = degree.get(tie.other, 0) + 1
        return sorted(degree, key=lambda one: (-degree[one], one))[:number]


def make(ties: int, warmth: Warmth, colleagues: int | None = None) -> Company:
    """A company of about so many ties, and of so many colleagues (one for each 180 relationships unless said)."""
    rng = Random(ties)
    relationships, lines = int(ties * 0.78), int(ties * 0.22)
    colleagues, contacts = colleagues or max(50, relationships // 180), max(200, relationships // 6)
    shift = warmth.shift(NOW)
    found: list[Tie] = []
    seen: set[int] = set()
    while len(seen) < relationships:
        # Squares and cubes of even chances give the tails: a few colleagues and contacts have very many ties.
        one, other = 1 + int(colleagues * rng.random() ** 2), CONTACTS_FROM + int(contacts * rng.random() ** 3)
        if one * 10**10 + other in seen:
            continue
        seen.add(one * 10**10 + other)
        declared = rng.choice((None, None, None, None, None, 1, 2, 3, 4, 5))
        key = None if declared else shift + rng.gauss(-1, 3)
        found.append(Tie(one, other, steady_of(declared), key, tenth=rng.random() < 0.1))
    seen.clear()
    while len(seen) < lines:
        one, other = sorted(CONTACTS_FROM + int(contacts * rng.random() ** power) for power in (1, 2))
        informal = rng.random() < 1 / 3
        if one == other or one * 10**10 + other in seen:
            continue
        seen.add(one * 10**10 + other)
        key = shift + rng.gauss(-1, 3) if informal else None
        steady = None if informal else Warmth.log_odds(warmth.reporting)
        found.append(Tie(one, other, steady, key, informal=informal, is_line=True))
    return Company(colleagues, contacts, found)


def address(contact_id: int) -> str:
    """The address of a contact."""
    return f"c{contact_id - CONTACTS_FROM}@{DOMAIN}"


def fill(database: Database, company: Company, tell: Tell) -> None:
    """Write the company into an empty database, indexes last, as a restore would."""
    migrations.upgrade(database)
    writer = _Sqlite(database) if database.dialect == "sqlite" else _Postgresql(database)
    for table, columns, rows in _tables(company):
        tell(f"  {table}")
        writer.write(table, columns, rows)
    tell("  indexes")
    writer.finish()


def _tables(company: Company) -> Iterator[tuple[str, str, Iterable[Row]]]:
    at = NOW
    yield "workspaces", "id, name, created_at", [(WORKSPACE, "bench", at)]
    yield (
        "colleagues",
        "workspace_id, id, name, name_key, email, kind, source, created_at",
        (
            (WORKSPACE, one, f"Colleague {one}", f"colleague {one}", f"u{one}@ours.example", "member", SOURCE, at)
            for one in range(1, company.colleagues + 1)
        ),
    )
    everybody = range(CONTACTS_FROM, CONTACTS_FROM + company.contacts)
    yield (
        "contacts",
        "workspace_id, id, name, name_key, in_directory, do_not_contact, source, purpose, created_at",
        ((WORKSPACE, one, f"Contact {one}", f"contact {one}", True, False, SOURCE, "selling", at) for one in everybody),
    )
    yield (
        "contact_addresses",
        "workspace_id, id, contact_id, address, domain",
        ((WORKSPACE, one, one, address(one), DOMAIN) for one in everybody),
    )
    accounts = max(1, company.contacts // 50)
    yield (
        "accounts",
        "workspace_id, id, name, name_key, sensitive, embargoed, source, created_at",
        (
            (WORKSPACE, one, f"Account {one}", f"account {one}", False, False, SOURCE, at)
            for one in range(1, accounts + 1)
        ),
    )
    yield (
        "affiliations",
        "workspace_id, id, contact_id, account_id, basis",
        ((WORKSPACE, one, one, 1 + one % accounts, "seat") for one in everybody),
    )
    yield (
        "seats",
        "workspace_id, id, account_id, title, title_key, source, created_at",
        ((WORKSPACE, one, 1 + one % accounts, "Buyer", "buyer", SOURCE, at) for one in everybody),
    )
    yield (
        "holdings",
        "workspace_id, id, seat_id, contact_id, source",
        ((WORKSPACE, one, one, one, SOURCE) for one in everybody),
    )
    known = sorted((tie for tie in company.ties if not tie.is_line), key=lambda tie: (tie.one, tie.other))
    yield (
        "relationships",
        f"workspace_id, id, colleague_id, contact_id, fading, {FLAGS}, source, version, created_at, updated_at",
        (
            (WORKSPACE, number, tie.one, tie.other, tie.fading, True, False, tie.tenth, SOURCE, 1, at, at)
            for number, tie in enumerate(known, 1)
        ),
    )
    yield from _lines(company, at)
    yield from _half_ties(company, known)


def _lines(company: Company, at: dt.datetime) -> Iterator[tuple[str, str, Iterable[Row]]]:
    lines = [(number, tie) for number, tie in enumerate(company.ties, 1) if tie.is_line]
    yield (
        "lines",
        "workspace_id, id, contact_id, superior_id",
        ((WORKSPACE, number, tie.one, tie.other) for number, tie in lines if not tie.informal),
    )
    yield (
        "exchanges",
        "workspace_id, id, contact_id, other_contact_id, both_key, created_at",
        ((WORKSPACE, number, tie.one, tie.other, tie.fading, at) for number, tie in lines if tie.informal),
    )


def _half_ties(company: Company, known: Sequence[Tie]) -> Iterator[tuple[str, str, Iterable[Row]]]:
    numbers = {id(tie): number for number, tie in enumerate(known, 1)}
    halves = []
    for number, tie in enumerate(company.ties, 1):
        origin = (
            (numbers[id(tie)], None, None)
            if not tie.is_line
            else (None, number if tie.informal else None, None if tie.informal else number)
        )
        # All are marked private and a tenth reviewed: each charter of the benchmark looks at another mark.
        flags = (not tie.is_line, False, tie.tenth or tie.is_line, tie.informal)
        halves.append((tie.other, tie.one, not tie.is_line, tie.steady, tie.fading, *origin, *flags))
        halves.append((tie.one, tie.other, False, tie.steady, tie.fading, *origin, *flags))
    halves.sort(key=lambda half: half[:2])
    yield (
        "half_ties",
        f"workspace_id, id, {NODES}, steady, fading, {ORIGINS}, {FLAGS}, informal",
        ((WORKSPACE, number, *half) for number, half in enumerate(halves, 1)),
    )


class _Sqlite:
    def __init__(self, database: Database) -> None:
        self.raw: Any = database.engine.raw_connection()
        self.driver: Any = _driver(self.raw)
        self.driver.execute("PRAGMA foreign_keys=OFF")
        self.driver.execute("PRAGMA synchronous=OFF")
        self.indexes = self.driver.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in self.indexes:
            self.driver.execute(f"DROP INDEX {name}")

    def write(self, table: str, columns: str, rows: Iterable[Row]) -> None:
        places = ", ".join("?" * (columns.count(",") + 1))
        plain = (tuple(_text(value) for value in row) for row in rows)
        self.driver.execute("BEGIN")
        self.driver.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", plain)
        self.driver.execute("COMMIT")

    def finish(self) -> None:
        for _, sql in self.indexes:
            self.driver.execute(sql)
        self.driver.execute("PRAGMA analysis_limit=1000")
        self.driver.execute("ANALYZE")
        self.raw.close()


class _Postgresql:
    def __init__(self, database: Database) -> None:
        self.raw: Any = database.engine.raw_connection()
        self.driver: Any = _driver(self.raw)
        self.driver.rollback()
        self.driver.autocommit = True
        self.driver.execute("SET session_replication_role = replica")  # no reference is checked
        named = {constraint.name for table in Base.metadata.tables.values() for constraint in table.constraints}
        found = self.driver.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'").fetchall()
        self.indexes = [(name, made) for name, made in found if " UNIQUE " not in made and name not in named]
        for name, _ in self.indexes:
            self.driver.execute(f"DROP INDEX {name}")

    def write(self, table: str, columns: str, rows: Iterable[Row]) -> None:
        with self.driver.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        self.driver.execute("SET maintenance_work_mem = '1GB'")
        for _, made in self.indexes:
            self.driver.execute(made)
        self.driver.execute("VACUUM ANALYZE")
        self.driver.autocommit = False
        self.raw.close()


def _text(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, dt.datetime) else value


def _driver(raw: Any) -> Any:
    return raw.driver_connection


def size_of(database: Database, path: Path | None) -> float:
    """What the database takes on disk, in GB."""
    if path is not None:
        return path.stat().st_size / 1e9
    with database.read() as session:
        connection = session.connection()
        return float(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()) / 1e9
