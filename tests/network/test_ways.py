"""Ways are what brute force finds over what the oracle lets a viewer see, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pytest
from sqlalchemy import text

from bot.charter.sight import Sight
from bot.charter.sight import Viewer as Eyes
from bot.network.warmth import Warmth
from bot.network.ways import Search, ways
from models import tables
from models.session import Database
from tests.charter.oracle_world import Channel, Viewer
from tests.charter.test_oracle import Law, law
from tests.charter.worlds import TODAY, dice
from tests.network.graphs import SHIFT, Chain, Graph, best_of, every_way, random_graph, write_graphs

GRAPHS = 5000
SOME = 1500
"""How many of them are tried in every run of the suite; all of them by `make soak`."""
AT_ONCE = 250
MOST = 3

WARMTH = Warmth(half_life_days=1, w0=2.0 ** (SHIFT % 1))
NOW = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Law]:
    return cache(partial(law, tmp_path_factory.mktemp("charters")))


def sight_of(session: Any, under: Law, workspace_id: int, viewer: Viewer | int) -> Sight:
    if isinstance(viewer, Channel):
        eyes = Eyes(workspace_id, 0, member=True, external=False)
    else:
        colleague = viewer if isinstance(viewer, int) else viewer.id
        eyes = Eyes.of(session.get(tables.Colleague, (workspace_id, colleague)), under.charter)
    now = dt.datetime.combine(TODAY, dt.time(), dt.UTC)
    days = (now - NOW).days
    # A half-life and a w0 under which keys are lessened by just SHIFT on that day.
    warmth = Warmth(half_life_days=days / 300, w0=2.0 ** (SHIFT - 300))
    sight = Sight(session, under.charter, eyes, now, warmth)
    assert abs(warmth.shift(now) - SHIFT) < 1e-9
    return sight


def as_chains(found: Search) -> tuple[list[tuple[Any, ...]], tuple[Any, ...] | None]:
    def one(way: Any) -> tuple[Any, ...]:
        return -way.warmth, len(way.through), way.colleague_id, way.through, way.relationship_id, way.informal

    return [one(way) for way in found.named], one(found.somebody) if found.somebody else None


def expected(chain: Chain) -> tuple[Any, ...]:
    return chain.cold, chain.hops, chain.colleague, chain.through, chain.relationship, chain.informal


def turns() -> list[Any]:
    """The turns, the later ones for the long runs alone."""
    late = range(SOME // AT_ONCE, GRAPHS // AT_ONCE)
    return [*range(SOME // AT_ONCE), *(pytest.param(turn, marks=pytest.mark.soak) for turn in late)]


@pytest.mark.parametrize("turn", turns())
def test_ways_equal_brute_force(database: Database, laws: Callable[[int], Law], turn: int) -> None:
    rng = dice(7000 + turn)
    graphs = {number: random_graph(rng) for number in range(1, AT_ONCE + 1)}
    with database.write() as session:
        write_graphs(session, graphs)
        session.execute(text("ANALYZE"))
    hidden = several = indirect = 0
    with database.read() as session:
        for number, graph in graphs.items():
            # The default one among them: under many others the directory tells nobody who reports to whom.
            under = laws(turn * 3 + number % 3 if number % 3 else 0)
            known = [one for one in graph.world.colleagues.values() if one.kind != "unknown" or one.left]
            others = [one for one in graph.world.colleagues.values() if one not in known]
            who = rng.choice(known if rng.random() < 0.9 else (*others, Channel()))
            target = rng.choice(list(graph.world.contacts))
            graph.world.version = under.charter.version
            chains = every_way(graph, who, target, under)
            named, somebody = best_of(chains, MOST)
            found = ways(sight_of(session, under, number, who), target, most=MOST)
            assert as_chains(found) == (
                [expected(one) for one in named],
                expected(somebody) if somebody else None,
            ), f"graph {number} of turn {turn}, {who}, to {target}"
            hidden += all_ways_there_are(graph, target) > len(chains)
            several += len(named) > 1
            indirect += any(one.through for one in named)
    # The worlds are such that the test has something to say.
    assert hidden > AT_ONCE / 3
    assert several > AT_ONCE / 60
    assert indirect > AT_ONCE / 80


def all_ways_there_are(graph: Graph, target: int) -> int:
    """How many ways there would be if nothing were hidden and everybody could be asked."""

    class Everything:
        def look(self, subject: str, _facts: Any) -> Any:
            return type("Seen", (), {"outcome": "listed" if subject == "contact" else "full"})()

    viewer: Viewer = next(iter(graph.world.colleagues.values()))
    return len(every_way(graph, viewer, target, Everything()))
