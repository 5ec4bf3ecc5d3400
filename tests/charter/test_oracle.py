"""Three ways to one decision, in whole worlds: the oracle, the charter in Python and the charter inside a query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.charter import Charter, Decision, Subject, facts_of, load_charter
from bot.charter.sight import Sight, Viewer
from models import tables
from models.session import Database
from tests.charter.oracle import DISCLOSURES, Colleague, Sighting, World, anything, read, survey, what_can_be
from tests.charter.thrown_charters import random_charter
from tests.charter.worlds import dice, random_world, write_world

DECISIONS = 200_000
"""How many are compared on each database, at the least."""

VERSION = 3
WORLDS = 4
RANDOM_CHARTERS = 7
DEFAULT = Path(__file__).parents[2] / "charter.yaml"
SUBJECTS: tuple[Subject, Subject] = ("relationship", "contact")

Found = list[tuple[int, int, int]]
"""Id, fact code and outcome, as the query gives them."""


@pytest.fixture(scope="module")
def charters(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], Charter]]:
    """The default charter and random ones, each as the oracle reads it and as the product loads it."""
    base = read(DEFAULT)
    base["charter"]["version"] = VERSION
    contents = [base, *(random_charter(dice(seed), base) for seed in range(RANDOM_CHARTERS))]
    made = []
    for number, content in enumerate(contents):
        path = tmp_path_factory.mktemp("charters") / f"{number}.yaml"
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        made.append((read(path), load_charter(path)))
    return made


def test_oracle_python_and_query_agree(database: Database, charters: list[tuple[dict[str, Any], Charter]]) -> None:
    worlds = {number: random_world(dice(number), version=VERSION) for number in range(1, WORLDS + 1)}
    for number, world in worlds.items():
        with database.write() as session:
            write_world(session, number, world)
    compared, disagreements, outcomes = 0, list[str](), set[tuple[Subject, str]]()
    for turn, (content, charter) in enumerate(charters):
        workspace = 1 + turn % WORLDS
        world = worlds[workspace]
        python = cache(partial(both_ways, charter))
        with database.read() as session:
            for who, viewer in viewers(session, workspace, world):
                sight = Sight(session, charter, viewer)
                found: dict[Subject, Found] = {
                    "relationship": sight.tie_outcomes(),
                    "contact": sight.contact_outcomes(),
                }
                compared += sum(map(len, found.values()))
                readings = [anything] if viewer.member is not None else [anything, what_can_be]
                complaints = []
                for counted in readings:
                    expected = dict(zip(SUBJECTS, survey(content, world, who, counted), strict=True))
                    complaints.append(
                        [
                            f"charter {turn}, world {workspace}, {who}: {subject} {words}"
                            for subject in SUBJECTS
                            for words in compare(subject, expected[subject], found[subject], python)
                        ]
                    )
                    outcomes |= {(subject, one.outcome) for subject in SUBJECTS for one in expected[subject].values()}
                disagreements += min(complaints, key=len)
                disagreements += [
                    f"charter {turn}, world {workspace}, {who}: {subject} {words}"
                    for subject in SUBJECTS
                    for words in explained(sight, subject, found[subject])
                ]
    assert not disagreements, f"{len(disagreements)} of {compared}:\n" + "\n".join(disagreements[:5])
    assert compared >= DECISIONS
    assert outcomes == {(subject, outcome) for subject in SUBJECTS for outcome in DISCLOSURES[subject]}


def viewers(session: Session, workspace: int, world: World) -> Iterator[tuple[Colleague | None, Viewer]]:
    """Everybody who may look, as the oracle and as the product knows them; first a channel."""
    yield None, Viewer(workspace, 0, member=True, external=False, accepted=False)
    for row in session.scalars(select(tables.Colleague).where(tables.Colleague.workspace_id == workspace)).all():
        yield world.colleagues[row.id], Viewer.of(row)


def both_ways(charter: Charter, subject: Subject, code: int, unknown: frozenset[str]) -> Decision:
    """The charter's decision in Python, by code and by facts."""
    facts = {name: bool(code >> place & 1) for place, name in enumerate(facts_of(subject))}
    by_facts = charter.decide(subject, {**facts, **dict.fromkeys(unknown)})
    assert by_facts == charter.decide_code(subject, code, unknown)
    return by_facts


def compare(
    subject: Subject, expected: Mapping[int, Sighting], found: Found, python: Callable[..., Decision]
) -> Iterator[str]:
    """One viewer's whole sight of one subject, three ways; gives a line for each thing they don't agree on."""
    if sorted(key for key, _, _ in found) != sorted(expected):
        yield f"has {len(found)} rows, not {len(expected)}"
        return
    bits = {name: 1 << place for place, name in enumerate(facts_of(subject))}
    for key, code, level in found:
        sighting = expected[key]
        unknown = frozenset(name for name, value in sighting.facts.items() if value is None)
        # What is unknown may stand in the code as true or false.
        wrong = [name for name, bit in bits.items() if name not in unknown and bool(code & bit) != sighting.facts[name]]
        if wrong:
            yield f"{key}: the query is wrong about {wrong}, {sighting}"
            continue
        decision = python(subject, code, unknown)
        if not sighting.outcome == DISCLOSURES[subject][level] == decision.outcome:
            yield f"{key}: query {DISCLOSURES[subject][level]}, Python {decision.outcome}, {sighting}"
        # With facts unknown, several ways may lead to the lowest outcome: any of them will do.
        elif not (sighting.clauses >= set(decision.clauses) if unknown else sighting.clauses == set(decision.clauses)):
            yield f"{key}: by {decision.clauses}, {sighting}"


def explained(sight: Sight, subject: Subject, found: Found) -> Iterator[str]:
    """What is shown is later explained by its code: that must come to what was shown."""
    again = cache(lambda code: sight.decide(subject, code).outcome)
    for key, code, level in found:
        if level and again(code) != DISCLOSURES[subject][level]:
            yield f"{key}: shown {DISCLOSURES[subject][level]}, explained as {again(code)}"
