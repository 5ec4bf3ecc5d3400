"""The dice: what they throw is valid, various and the same every time."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from models import tables
from models.facts import belongs_on
from models.session import Database
from tests.charter.oracle import decide, is_cleared, is_on_deal, look, survey
from tests.charter.oracle_world import Channel, Viewer, World
from tests.charter.thrown_charters import FACTS, possible, random_charter
from tests.charter.worlds import dice, random_world, write_world

SEEDS = range(12)


def charters() -> list[dict[str, Any]]:
    return [random_charter(dice(seed), {}) for seed in SEEDS]


def test_the_same_dice_throw_the_same() -> None:
    assert random_charter(dice(5), {}) == random_charter(dice(5), {})
    assert random_world(dice(5)) == random_world(dice(5))
    assert random_world(dice(5)) != random_world(dice(6))


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
        world = random_world(dice(seed), colleagues=12)
        viewers: tuple[Viewer, ...] = (Channel(), *world.colleagues.values())
        for viewer in viewers:
            for sightings in survey(partial(look, charter), world, viewer):
                for sighting in sightings.values():
                    facts.update(sighting.facts.items())
                    outcomes[sighting.outcome] += 1
    for name in set(FACTS["relationship"]) | set(FACTS["contact"]):
        assert facts[name, True] > 50, name
        assert facts[name, False] > 50, name
    for outcome in ("hidden", "exists", "named", "full", "listed"):
        assert outcomes[outcome] > 500, outcome


def test_worlds_hold_what_is_easily_got_wrong() -> None:
    """Cases in which a fact would come out otherwise if a word of its meaning were left out."""
    held: Counter[str] = Counter()
    for seed in SEEDS:
        world = random_world(dice(seed))
        held.update(
            "nothing accepted" if who.accepted is None else "accepted" if world.accepted(who) else "another accepted"
            for who in world.colleagues.values()
        )
        held.update(
            "still held" if seat.until is None else "held some time more" if world.holds(seat) else "left"
            for contact in world.contacts.values()
            for seat in contact.holdings
        )
        for contact in world.contacts.values():
            sure, all_of_them = world.accounts_of[contact.id], world.all_accounts_of[contact.id]
            said = [account for account in all_of_them if account not in sure]
            for mark in ("sensitive", "embargoed"):
                by_word = any(getattr(account, mark) for account in said)
                held[f"{mark} only by word"] += by_word and not any(getattr(account, mark) for account in sure)
            for who in world.colleagues.values():
                lists = [account for account in all_of_them if who.id in account.cleared]
                guarded = [account for account in all_of_them if account.sensitive or account.embargoed]
                cleared = is_cleared(world, who, contact)
                held["unknown whether cleared"] += cleared is None
                held["cleared for several guarded"] += cleared is True and len(guarded) > 1
                held["on the list of one, not of another"] += any(one in sure for one in lists) and cleared is False
                held["on every list that matters, but only by word"] += (
                    bool(lists) and not any(one in sure for one in lists) and all(one in lists for one in guarded)
                )
                held["not cleared for one by word"] += (
                    any(one in sure for one in lists)
                    and all(one in lists for one in guarded if one in sure)
                    and not all(one in lists for one in guarded)
                )
                held["unknown whether on a deal"] += is_on_deal(world, who, contact) is None
                held["on a deal only by word"] += is_on_deal(world, who, contact) is False and any(
                    who.id in world.teams[account.id] for account in said
                )
    assert len(held) == 15
    assert {what: times for what, times in held.items() if times < 50} == {}


def test_a_world_is_written_as_it_is(database: Database) -> None:
    worlds: dict[int, World] = {key: random_world(dice(key)) for key in (1, 2)}
    with database.write() as session:
        for key, world in worlds.items():
            write_world(session, key, world)
    with database.read() as session:
        for key, world in worlds.items():
            held = session.execute(
                select(tables.Affiliation.contact_id, tables.Affiliation.account_id).where(
                    tables.Affiliation.workspace_id == key, belongs_on(world.today)
                )
            )
            rows = held.all()
            expected = {(contact, one.id) for contact, accounts in world.accounts_of.items() for one in accounts}
            assert {(row.contact_id, row.account_id) for row in rows} == expected
            living = sum(len(ties) for ties in world.ties.values())
            halves = select(func.count()).select_from(tables.HalfTie).where(tables.HalfTie.workspace_id == key)
            assert session.scalar(halves) == 2 * living
            assert len(world.relationships) > living
