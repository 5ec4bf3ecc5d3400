"""What holds of ways whatever the graph: more ties never make the best way worse, and what is hidden is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from bot.charter import Charter, load_charter
from bot.charter.sight import Sight
from bot.network.ways import Search, Way, ways
from bot.people.ties import half_tie_rows, steady_of
from models import tables
from models.session import Database
from tests.charter.test_oracle import DEFAULT, Law, default
from tests.charter.worlds import NOW, dice
from tests.network.graphs import Graph, random_graph, write_graphs
from tests.network.test_ways import sight_of

CHARTER: Charter = load_charter(DEFAULT)
LAW = Law(default(), CHARTER)
TRIES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def tried(database: Database) -> Iterator[Any]:
    """Runs a function over a random graph in the database, which is then as it was before."""

    def run(seed: int, work: Any) -> None:
        graph = random_graph(dice(seed), contacts=10, lines=16, ties=30)
        graph.world.version = CHARTER.version
        with database.write() as session:
            write_graphs(session, {1: graph})
            work(session, graph)
            session.rollback()

    return run


def members(graph: Graph) -> list[int]:
    return [one.id for one in graph.world.colleagues.values() if one.kind == "member" and not one.left] or [
        next(iter(graph.world.colleagues))
    ]


def look(session: Session, viewer: int, target: int) -> Search:
    sight: Sight = sight_of(session, LAW, 1, viewer)
    return ways(sight, target)


def shown(found: Search) -> tuple[tuple[Way, ...], Way | None]:
    return found.named, found.somebody


def best(found: Search) -> float:
    return max((way.warmth for way in (*found.named, found.somebody) if way is not None), default=0.0)


@TRIES
@given(seed=st.integers(0, 10**6), pick=st.integers(0, 10**6), strength=st.integers(1, 5))
def test_adding_a_tie_never_makes_the_best_way_worse(tried: Any, seed: int, pick: int, strength: int) -> None:
    def work(session: Session, graph: Graph) -> None:
        rng = dice(pick)
        viewer, target = rng.choice(members(graph)), rng.choice(list(graph.world.contacts))
        before = best(look(session, viewer, target))
        known = {(tie.owner, tie.contact) for tie in graph.world.relationships.values()}
        free = [
            (owner, contact)
            for owner in graph.world.colleagues
            for contact in graph.world.contacts
            if (owner, contact) not in known
        ]
        owner, contact = rng.choice(free)
        tie = tables.Relationship(
            workspace_id=1,
            id=9_000_000,
            colleague_id=owner,
            contact_id=contact,
            strength=strength,
            private=rng.random() < 0.2,
            open=False,
            reviewed=True,
            source="made up",
            created_at=NOW,
            updated_at=NOW,
        )
        session.add(tie)
        session.flush()
        session.execute(insert(tables.HalfTie), half_tie_rows(tie))
        assert best(look(session, viewer, target)) >= before

    tried(seed, work)


@TRIES
@given(seed=st.integers(0, 10**6), pick=st.integers(0, 10**6))
def test_a_hidden_tie_is_as_good_as_none(tried: Any, seed: int, pick: int) -> None:
    """Marking a relationship private and deleting it come to the same for everybody but its owner."""

    def work(session: Session, graph: Graph) -> None:
        rng = dice(pick)
        viewer, target = rng.choice(members(graph)), rng.choice(list(graph.world.contacts))
        others = [tie.id for tie in graph.world.relationships.values() if tie.owner != viewer and not tie.removed]
        if not others:
            return
        tie_id = rng.choice(others)
        its = (tables.HalfTie.workspace_id == 1, tables.HalfTie.relationship_id == tie_id)
        session.execute(update(tables.HalfTie).where(*its).values(private=True, open=False))
        hidden = look(session, viewer, target)
        assert all(way.relationship_id != tie_id for way in (*hidden.named, hidden.somebody) if way is not None)
        session.execute(delete(tables.HalfTie).where(*its))
        assert shown(look(session, viewer, target)) == shown(hidden)

    tried(seed, work)


@TRIES
@given(seed=st.integers(0, 10**6), pick=st.integers(0, 10**6))
def test_the_order_of_rows_and_of_ids_of_ties_makes_no_difference(tried: Any, seed: int, pick: int) -> None:
    def work(session: Session, graph: Graph) -> None:
        rng = dice(pick)
        viewer, target = rng.choice(members(graph)), rng.choice(list(graph.world.contacts))
        before = shown(look(session, viewer, target))
        rows = [dict(row) for row in session.execute(tables.HalfTie.__table__.select()).mappings()]
        session.execute(delete(tables.HalfTie))
        rng.shuffle(rows)
        session.execute(insert(tables.HalfTie), [{**row, "id": 5_000_000 + place} for place, row in enumerate(rows)])
        assert shown(look(session, viewer, target)) == before

    tried(seed, work)


def test_a_declared_strength_beside_evidence(database: Database) -> None:
    """The owner's own word stands; evidence counts where they have said nothing, and then never less than a little."""
    weak = tables.Relationship(
        workspace_id=1,
        id=1,
        colleague_id=2,
        contact_id=3,
        strength=1,
        fading=999.0,
        private=False,
        open=False,
        reviewed=True,
        removed_at=None,
        account_id=None,
    )
    silent = tables.Relationship(
        workspace_id=1,
        id=1,
        colleague_id=2,
        contact_id=3,
        strength=None,
        fading=1.0,
        private=False,
        open=False,
        reviewed=True,
        removed_at=None,
        account_id=None,
    )
    assert {(row["steady"], row["fading"]) for row in half_tie_rows(weak)} == {(steady_of(1), None)}
    assert {(row["steady"], row["fading"]) for row in half_tie_rows(silent)} == {(steady_of(None), 1.0)}
