"""How much a search reads: entries and statements are counted, so that a lost index or a wider search is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bench import graph
from bench.who_knows import WARMTH, charter, sight_in
from bot.network.ways import READ_MOST, ways
from models.reading import Reading
from models.session import Database

TIES = 12_000
ALL = charter(())
NONE = charter(("owner_marked_private", "not viewer_is_owner"))


@pytest.fixture
def company(database: Database) -> Iterator[graph.Company]:
    """A made-up company with hubs, written into the database."""
    made = graph.make(TIES, WARMTH, colleagues=400)
    graph.fill(database, made, lambda _: None)
    return made


def test_a_search_reads_some_dozens_of_entries_wherever_it_starts(
    company: graph.Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubs = company.hubs(5)
    longest = max(sum(tie.other == hub and not tie.is_line for tie in company.ties) for hub in hubs)
    assert longest > 150, "no hub to speak of: the test would have nothing to say"
    anybody = list(range(graph.CONTACTS_FROM + 7, graph.CONTACTS_FROM + company.contacts, 37))
    before = _rows_read(database)
    with database.read() as session:
        sight = sight_in(session, ALL)
        found = {one: ways(sight, one) for one in (*hubs, *anybody)}
        _count_now(session)
    read = _rows_read(database) - before
    assert sum(bool(one.named) for one in found.values()) > len(found) / 2
    entries = sorted(one.entries for one in found.values())
    # By design some 40 at the median, 250 at the 99th of 100; a list read whole would add the hub's hundreds.
    assert entries[len(entries) // 2] <= 45
    assert entries[-1] <= 250
    assert max(found[hub].entries for hub in hubs) <= 60
    assert max(one.lists for one in found.values()) <= 120
    if database.dialect == "postgresql":
        # The database fetches ten rows of a list at a time, so a little more than the search looks at.
        assert sum(entries) / 2 < read <= 12 * sum(one.lists for one in found.values())


def test_one_statement_on_postgresql_one_a_list_on_sqlite(
    company: graph.Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = company.hubs(1)[0]
    said: list[str] = []
    with database.read() as session:
        sight = sight_in(session, ALL)
        ways(sight, target)
        run = Reading.run

        def counted(self: Reading, statement: str, given: Any) -> Any:
            said.append(statement)
            return run(self, statement, given)

        monkeypatch.setattr(Reading, "run", counted)
        search = ways(sight, target)
    # On SQLite one a list, and the contact itself.
    assert len(said) == (search.lists + 1 if database.dialect == "sqlite" else 1)
    assert search.lists > 2


def test_where_all_is_hidden_a_search_ends_in_time(company: graph.Company, database: Database) -> None:
    with database.read() as session:
        for hub in company.hubs(3):
            search = ways(sight_in(session, NONE), hub)
            assert (search.named, search.somebody) == ((), None)
            assert search.entries <= READ_MOST + 5  # each list that was begun notices for itself


@pytest.mark.parametrize("order", ["steady", "fading"])
def test_a_lost_index_is_noticed(company: graph.Company, database: Database, order: str) -> None:
    with database.write() as session:
        session.execute(text(f"DROP INDEX ix_half_ties_{order}"))
    before = _rows_read(database)
    hubs = company.hubs(5)
    with database.read() as session:
        sight = sight_in(session, ALL)
        if database.dialect == "sqlite":
            with pytest.raises(OperationalError):
                ways(sight, hubs[0])
            return
        searches = [ways(sight, hub) for hub in hubs]
        _count_now(session)
    # Read whole and sorted: what the test above allows is far exceeded.
    assert _rows_read(database) - before > 3 * 12 * sum(one.lists for one in searches)


def _count_now(session: Session) -> None:
    """Have PostgreSQL add to its counts what this transaction reads, once it ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_stat_force_next_flush()"))


def _rows_read(database: Database) -> int:
    """Rows of ties PostgreSQL has read so far, through the table or by an index."""
    if database.dialect == "sqlite":
        return 0
    counts = text(
        "SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname = 'half_ties')"
        " + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'half_ties')"
    )
    with database.read() as session:
        _count_now(session)  # what was read before
    with database.read() as session:
        return int(session.execute(counts).scalar_one())
