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
from tests.charter.oracle import (
    DISCLOSURES,
    Account,
    Colleague,
    Contact,
    Relationship,
    Sighting,
    World,
    is_member,
    read,
    survey,
    what_can_be,
)
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
        with database.read() as session:
            for found, complaints in look_around(session, content, charter, workspace, worlds[workspace]):
                disagreements += [f"charter {turn}, world {workspace}, {line}" for line in complaints]
                compared += sum(map(len, found.values()))
                outcomes |= {(subject, DISCLOSURES[subject][row[2]]) for subject in SUBJECTS for row in found[subject]}
    assert not disagreements, f"{len(disagreements)} of {compared}:\n" + "\n".join(disagreements[:9])
    assert compared >= DECISIONS
    assert outcomes == {(subject, outcome) for subject in SUBJECTS for outcome in DISCLOSURES[subject]}


ONE_TIE = {31: Relationship(31, owner=2, contact=21)}
"""Colleague 2 knows contact 21; colleague 1 looks, and so does a channel."""


@pytest.mark.parametrize(
    ("accounts", "contacts"),
    [
        pytest.param([], [Contact(21)], id="a channel sees nothing by way of relationships"),
        pytest.param(
            [Account(11, domains=("zeta.test",), embargoed=True)],
            [Contact(21), Contact(22, addresses=("cfo@zeta.test",))],
            id="the embargo of one account is not that of a contact elsewhere",
        ),
        pytest.param(
            [
                Account(11, domains=("acme.test",), embargoed=True),
                Account(12, domains=("zeta.test",), cleared=frozenset({1})),
            ],
            [Contact(21, addresses=("cfo@acme.test",)), Contact(22, addresses=("cfo@zeta.test",))],
            id="who is cleared for one account is not cleared for the contacts of another",
        ),
    ],
)
def test_small_worlds(
    database: Database,
    charters: list[tuple[dict[str, Any], Charter]],
    accounts: list[Account],
    contacts: list[Contact],
) -> None:
    """The smallest worlds in which the three did not agree at some time."""
    world = World(
        version=VERSION,
        colleagues={1: Colleague(1), 2: Colleague(2)},
        accounts={account.id: account for account in accounts},
        contacts={contact.id: contact for contact in contacts},
        relationships=ONE_TIE,
    )
    with database.write() as session:
        write_world(session, 1, world)
    with database.read() as session:
        found = look_around(session, *charters[0], 1, world)
        assert [line for _, complaints in found for line in complaints] == []


def look_around(
    session: Session, content: Mapping[str, Any], charter: Charter, workspace: int, world: World
) -> Iterator[tuple[dict[Subject, Found], list[str]]]:
    """What each possible viewer is shown by the query, and a line for each thing the others don't agree with."""
    python = cache(partial(both_ways, charter))
    for who, viewer in viewers(session, workspace, world):
        sight = Sight(session, charter, viewer)
        found = dict(zip(SUBJECTS, (sight.tie_outcomes(), sight.contact_outcomes()), strict=True))
        complaints = min(
            (
                list(compare(dict(zip(SUBJECTS, expected, strict=True)), found, python))
                for expected in readings(content, world, who)
            ),
            key=lambda lines: len(lines),
        )
        yield found, [f"{who or 'a channel'}: {line}" for line in (*complaints, *explained(sight, found))]


def viewers(session: Session, workspace: int, world: World) -> Iterator[tuple[Colleague | None, Viewer]]:
    """Everybody who may look, as the oracle and as the product knows them; first a channel."""
    yield None, Viewer(workspace, 0, member=True, external=False, accepted=False)
    for row in session.scalars(select(tables.Colleague).where(tables.Colleague.workspace_id == workspace)).all():
        yield world.colleagues[row.id], Viewer.of(row)


def readings(
    content: Mapping[str, Any], world: World, who: Colleague | None
) -> Iterator[tuple[dict[int, Sighting], dict[int, Sighting]]]:
    """What the oracle says; twice where it is not known who looks, since the page can be read in two ways there."""
    yield survey(content, world, who)
    if is_member(who) is None:
        yield survey(content, world, who, what_can_be)


def both_ways(charter: Charter, subject: Subject, code: int, unknown: frozenset[str]) -> Decision:
    """The charter's decision in Python, by code and by facts."""
    facts = {name: bool(code >> place & 1) for place, name in enumerate(facts_of(subject))}
    by_facts = charter.decide(subject, {**facts, **dict.fromkeys(unknown)})
    assert by_facts == charter.decide_code(subject, code, unknown)
    return by_facts


def compare(
    expected: Mapping[Subject, Mapping[int, Sighting]],
    found: Mapping[Subject, Found],
    python: Callable[..., Decision],
) -> Iterator[str]:
    """One viewer's whole sight, three ways; gives a line for each thing they don't agree on."""
    for subject in SUBJECTS:
        if sorted(key for key, _, _ in found[subject]) != sorted(expected[subject]):
            yield f"{len(found[subject])} of each {subject}, not {len(expected[subject])}"
            continue
        for key, code, level in found[subject]:
            complaint = compare_one(subject, expected[subject][key], code, DISCLOSURES[subject][level], python)
            if complaint:
                yield f"{subject} {key}: {complaint}"


def compare_one(
    subject: Subject, expected: Sighting, code: int, outcome: str, python: Callable[..., Decision]
) -> str | None:
    """One row; what is not the same about it, if anything."""
    unknown = frozenset(name for name, value in expected.facts.items() if value is None)
    # What is unknown may stand in the code as true or false.
    wrong = [
        name
        for place, name in enumerate(facts_of(subject))
        if name not in unknown and bool(code >> place & 1) != expected.facts[name]
    ]
    if wrong:
        return f"the query is wrong about {', '.join(wrong)}"
    decision = python(subject, code, unknown)
    clauses = set(decision.clauses)
    if not expected.outcome == outcome == decision.outcome:
        return f"query {outcome}, Python {decision.outcome}, {expected}"
    # With facts unknown, several ways may lead to the lowest outcome: any of them will do.
    if clauses != expected.clauses and not (unknown and clauses <= expected.clauses):
        return f"by {decision.clauses}, {expected}"
    return None


def explained(sight: Sight, found: Mapping[Subject, Found]) -> Iterator[str]:
    """What is shown is later explained by its code: that must come to what was shown."""
    again = cache(lambda subject, code: sight.decide(subject, code).outcome)
    for subject in SUBJECTS:
        for key, code, level in found[subject]:
            if level and again(subject, code) != DISCLOSURES[subject][level]:
                yield f"{subject} {key}: {DISCLOSURES[subject][level]}, but explained as {again(subject, code)}"
