"""Three ways to one decision, in whole worlds: the oracle, the charter in Python and the charter inside a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from bot.charter.sight import Sight, Viewer
from sqlalchemy import select

from bot.charter import Charter, Subject, facts_of, load_charter
from models import tables
from models.session import Database
from tests.charter.oracle import DISCLOSURES, Colleague, Sighting, read, survey
from tests.charter.thrown_charters import random_charter
from tests.charter.worlds import dice, random_world, write_world

DECISIONS = 200_000
"""How many are compared on each database, at the least."""

VERSION = 3
WORLDS = 4
RANDOM_CHARTERS = 11
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
        with database.read() as session:
            rows = session.scalars(select(tables.Colleague).where(tables.Colleague.workspace_id == workspace))
            viewers = [(world.colleagues[row.id], Viewer.of(row)) for row in rows]
            channel = Viewer(workspace, 0, member=True, external=False, accepted=False)
            for who, viewer in [(None, channel), *viewers]:
                sight = Sight(session, charter, viewer)
                found = (sight.tie_outcomes(), sight.contact_outcomes())
                for subject, expected, rows_found in zip(SUBJECTS, survey(content, world, who), found, strict=True):
                    compared += len(rows_found)
                    outcomes |= {(subject, sighting.outcome) for sighting in expected.values()}
                    disagreements += [
                        f"charter {turn} {subject} {words}"
                        for words in compare(charter, subject, who, expected, rows_found)
                    ]
    assert not disagreements, f"{len(disagreements)} of {compared}:\n" + "\n".join(disagreements[:5])
    assert compared >= DECISIONS
    assert outcomes == {(subject, outcome) for subject in SUBJECTS for outcome in DISCLOSURES[subject]}


def compare(
    charter: Charter, subject: Subject, who: Colleague | None, expected: Mapping[int, Sighting], found: Found
) -> Iterator[str]:
    """One viewer's whole sight of one subject, three ways; gives a line for each thing they don't agree on."""
    if sorted(key for key, _, _ in found) != sorted(expected):
        yield f"{who} is told of {len(found)} rows, not of {len(expected)}"
        return
    names = facts_of(subject)
    for key, code, level in found:
        sighting = expected[key]
        unknown = {name for name, value in sighting.facts.items() if value is None}
        facts = {name: name not in unknown and bool(code >> place & 1) for place, name in enumerate(names)}
        if facts != {name: bool(value) for name, value in sighting.facts.items()}:
            yield f"{key} {who}: facts {sorted(name for name in facts if facts[name] != bool(sighting.facts[name]))}"
            continue
        by_facts = charter.decide(subject, sighting.facts)
        by_code = charter.decide_code(subject, code, unknown)
        if not sighting.outcome == DISCLOSURES[subject][level] == by_facts.outcome == by_code.outcome:
            yield f"{key} {who}: {sighting}, query {level}, facts {by_facts.outcome}, code {by_code.outcome}"
        # With facts unknown, several ways may lead to the lowest outcome: any of them will do.
        elif not (set(by_facts.clauses) <= sighting.clauses if unknown else set(by_facts.clauses) == sighting.clauses):
            yield f"{key} {who}: {sighting}, but by {by_facts.clauses}"
