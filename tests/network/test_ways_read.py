"""How much a search reads: entries and statements are counted, so that a lost index or a wider search is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bench import graph
from bench.who_knows import WARMTH, charter, sight_in
from bot.network.ways import ENTRIES_MOST, ways
from models.session import Database

TIES = 12_000
ALL = charter(())
NONE = charter(("owner_marked_private", "not viewer_is_owner"))


@pytest.fixture
def company(database: Database) -> Iterator[graph.Company]:
    """A made-up company with hubs, written into the database."""
    made = graph.make(TIES, WARMTH)
    graph.fill(database, made, lambda _: None)
    return made


def test_a_search_reads_some_dozens_of_entries_wherever_it_starts(
    company: graph.Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubs = company.hubs(5)
    longest = max(sum(tie.other == hub and not tie.is_line for tie in company.ties) for hub in hubs)
    assert longest > 150, "no hub to speak of: the test would have nothing to say"
    anybody = list(range(graph.CONTACTS_FROM + 7, graph.CONTACTS_FROM + company.contacts, 37))
    with database.read() as session:
        sight = sight_in(session, ALL)
        found = {one: ways(sight, one) for one in (*hubs, *anybody)}
        fetched = _fetched(session) if database.dialect == "postgresql" else None
    assert sum(bool(one.named) for one in found.values()) > len(found) / 2
    entries = sorted(one.entries for one in found.values())
    # By design some 40 at the median, 250 at the 99th of 100; a list read whole would add the hub's hundreds.
    assert entries[len(entries) // 2] <= 45
    assert entries[-1] <= 250
    assert max(found[hub].entries for hub in hubs) <= 60
    assert max(one.lists for one in found.values()) <= 120
    if fetched is not None:
        sequential, by_index = fetched
        assert sequential == 0
        # The database fetches ten rows of a list at a time, so a little more than the search looks at.
        assert by_index <= 12 * sum(one.lists for one in found.values())


def test_one_statement_on_postgresql_one_a_list_on_sqlite(
    company: graph.Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = company.hubs(1)[0]
    said: list[str] = []
    with database.read() as session:
        sight = sight_in(session, ALL)
        ways(sight, target)
        reading = type(sight.reading)
        if database.dialect == "sqlite":
            whole = reading.rows
            monkeypatch.setattr(
                reading,
                "rows",
                lambda self, statement, **how: (said.append(statement), whole(self, statement, **how))[1],
            )
            search = ways(sight, target)
            assert len(said) == search.lists + 1  # and the contact itself
        else:
            connection = session.connection()
            execute = type(connection).exec_driver_sql
            monkeypatch.setattr(
                type(connection),
                "exec_driver_sql",
                lambda self, statement, *rest, **how: (said.append(statement), execute(self, statement, *rest, **how))[
                    1
                ],
            )
            ways(sight, target)
            assert len(said) == 1


def test_where_all_is_hidden_a_search_ends_in_time(company: graph.Company, database: Database) -> None:
    with database.read() as session:
        for hub in company.hubs(3):
            search = ways(sight_in(session, NONE), hub)
            assert (search.named, search.somebody) == ((), None)
            assert search.entries <= ENTRIES_MOST + 1


@pytest.mark.parametrize("order", ["steady", "fading"])
def test_a_lost_index_is_noticed(company: graph.Company, database: Database, order: str) -> None:
    with database.write() as session:
        session.execute(text(f"DROP INDEX ix_half_ties_{order}"))
    with database.read() as session:
        sight = sight_in(session, ALL)
        if database.dialect == "sqlite":
            with pytest.raises(OperationalError):
                ways(sight, company.hubs(1)[0])
            return
        for hub in company.hubs(5):
            ways(sight, hub)
        sequential, by_index = _fetched(session)
        assert sequential + by_index > 12 * 5 * 20, "reading without the index costs no more: what is the index for?"


def _fetched(session: Any) -> tuple[int, int]:
    """Rows of ties PostgreSQL has read in this transaction: by going through the table, and by an index."""
    row = session.execute(
        text("SELECT seq_tup_read, idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'half_ties'")
    ).one()
    return int(row[0]), int(row[1])
