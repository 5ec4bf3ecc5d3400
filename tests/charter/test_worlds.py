"""The dice: what they throw is valid, various and the same every time."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select

from models import tables
from models.session import Database
from tests.charter.oracle import World, decide, survey
from tests.charter.thrown_charters import FACTS, possible, random_charter
from tests.charter.worlds import dice, random_world, write_world

SEEDS = range(12)


def charters() -> list[dict[str, Any]]:
    return [random_charter(dice(seed), {}) for seed in SEEDS]


def test_the_same_dice_throw_the_same() -> None:
    assert random_charter(dice(5), {}) == random_charter(dice(5), {})
    assert random_world(dice(5), version=2) == random_world(dice(5), version=2)
    assert random_world(dice(5), version=2) != random_world(dice(6), version=2)


@pytest.mark.parametrize("charter", charters())
def test_every_clause_has_an_example_that_holds(charter: dict[str, Any]) -> None:
    subject_of = {clause["id"]: subject for subject in FACTS for clause in charter[subject]}
    for example in charter["examples"]:
        given = dict.fromkeys(example["given"], True)
        assert possible(given)
        outcome, clauses = decide(charter, subject_of[example["by"]], given)
        assert outcome == example["see"]
        assert example["by"] in clauses
    assert subject_of.keys() == {example["by"] for example in charter["examples"]}


def test_another_part_of_the_base_stays() -> None:
    base = {
        "retention": [1],
        "relationship": [{"id": "R1", "when": ["viewer_is_owner"], "grant": "full"}],
        "examples": [{"id": "E1", "by": "R1"}, {"id": "E2", "by": "F1"}, {"id": "E3", "by": "DEFAULT"}],
    }
    charter = random_charter(dice(1), base)
    assert charter["retention"] == [1]
    assert [example["id"] for example in charter["examples"] if example["id"].startswith("E")] == ["E2"]


def test_worlds_hold_every_fact_and_every_outcome() -> None:
    facts: Counter[tuple[str, bool | None]] = Counter()
    outcomes: Counter[str] = Counter()
    for seed, charter in zip(SEEDS, charters(), strict=True):
        world = random_world(dice(seed), version=2, colleagues=12)
        for viewer in (None, *world.colleagues.values()):
            for sightings in survey(charter, world, viewer):
                for sighting in sightings.values():
                    facts.update(sighting.facts.items())
                    outcomes[sighting.outcome] += 1
    for name in set(FACTS["relationship"]) | set(FACTS["contact"]):
        assert facts[name, True] > 50, name
        assert facts[name, False] > 50, name
    for outcome in ("hidden", "exists", "named", "full", "listed"):
        assert outcomes[outcome] > 500, outcome


def test_a_world_is_written_as_it_is(database: Database) -> None:
    worlds: dict[int, World] = {key: random_world(dice(key), version=2) for key in (1, 2)}
    with database.write() as session:
        for key, world in worlds.items():
            write_world(session, key, world)
    with database.read() as session:
        for key, world in worlds.items():
            held = session.execute(
                select(tables.Affiliation.contact_id, tables.Affiliation.account_id)
                .where(tables.Affiliation.workspace_id == key)
                .distinct()
            )
            assert {(contact, account) for contact, account in held} == {
                (contact, account.id) for contact, accounts in world.accounts_of.items() for account in accounts
            }
            living = sum(len(ties) for ties in world.ties.values())
            halves = select(func.count()).select_from(tables.HalfTie).where(tables.HalfTie.workspace_id == key)
            assert session.scalar(halves) == 2 * living
            assert len(world.relationships) > living
