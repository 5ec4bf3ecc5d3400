"""Whom the hand-written reading lists is whom the oracle lists, for whoever looks, on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

import pytest
from sqlalchemy import text

from bot.charter.sight import Sight
from bot.network.portrait import listed, portraits
from models.session import Database
from tests.charter.oracle import survey
from tests.charter.oracle_world import Channel
from tests.charter.test_oracle import Law, law, viewers
from tests.charter.worlds import dice, random_world, write_world

TURNS = 4
CHARTERS = 3
"""Each world is looked at under so many."""
LOOKERS = 4
"""Of each kind of colleague so many look."""
NOBODY = 5_000_000


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Law]:
    return cache(partial(law, tmp_path_factory.mktemp("charters")))


@pytest.mark.parametrize("turn", range(TURNS))
def test_listed_is_what_the_oracle_lists(database: Database, laws: Callable[[int], Law], turn: int) -> None:
    """In two workspaces whose ids repeat: members, guests, leavers, channels, and whom Slack has not told of."""
    rng = dice(3000 + turn)
    worlds = {number: random_world(rng) for number in (1, 2)}
    with database.write() as session:
        for number, world in worlds.items():
            write_world(session, number, world)
        session.execute(text("ANALYZE"))
    outcomes: Counter[tuple[str, str]] = Counter()
    disagreements = []
    with database.read() as session:
        for number in range(CHARTERS):
            workspace = 1 + number % 2
            under = laws(CHARTERS * turn + number)
            world = replace(worlds[workspace], version=under.charter.version)
            everybody = [*world.contacts, *world.colleagues, NOBODY]
            now = dt.datetime.combine(world.today, dt.time(12), dt.UTC)
            looked: Counter[str] = Counter()
            for who, eyes in viewers(session, under.charter, workspace, world, None):
                kind = "channel" if isinstance(who, Channel) else "left" if who.left else who.kind
                looked[kind] += 1
                if looked[kind] > LOOKERS and kind != "channel":
                    continue
                sight = Sight(session, under.charter, eyes, now)
                _, contacts = survey(under.look, world, who)
                expected = [key for key in everybody if key in contacts and contacts[key].outcome == "listed"]
                outcomes.update((kind, seen.outcome) for seen in contacts.values())
                if listed(sight, everybody) != expected or list(portraits(sight, everybody)) != expected:
                    disagreements.append((CHARTERS * turn + number, workspace, who))
    assert not disagreements
    for kind in ("member", "guest", "left", "unknown", "channel"):
        assert outcomes[kind, "hidden"] > 10, kind
    for kind in ("member", "channel"):
        assert outcomes[kind, "listed"] > 10, kind
