"""Three ways to one decision, in whole worlds: the oracle, the charter in Python and the charter inside a query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.charter import Charter, Decision, Subject, facts_of, load_charter
from bot.charter.sight import Sight
from bot.charter.sight import Viewer as Eyes
from models import tables
from models.network import HalfTie
from models.session import Database
from tests.charter.oracle import DISCLOSURES, Facts, Sighting, look, read, survey
from tests.charter.oracle_world import Channel, Viewer, World
from tests.charter.thrown_charters import random_charter
from tests.charter.worlds import VERSIONS, dice, random_world, write_world

TURNS = 4
"""Tests on each database, each with worlds and charters of its own."""

DECISIONS = 50_000
"""How many are compared in each turn, at the least."""

LOOKERS = 9
"""Colleagues who look under each charter, besides the channels."""

DEFAULT = Path(__file__).parents[2] / "charter.yaml"
SUBJECTS: tuple[Subject, Subject] = ("relationship", "contact")
HIDDEN, NAMED = 0, DISCLOSURES["relationship"].index("named")

Found = Mapping[Subject, Sequence[tuple[int, int, int]]]
"""Id, fact code and outcome, as the query gives them."""


@dataclass
class Law:
    """A charter as the oracle reads it and as the product loads it; both remember what they have decided."""

    content: Mapping[str, Any]
    charter: Charter

    def __post_init__(self) -> None:
        self.python = cache(partial(both_ways, self.charter))
        self._seen: dict[tuple[str, tuple[bool | None, ...]], Sighting] = {}

    def look(self, subject: str, facts: Facts) -> Sighting:
        """What the oracle says. The same facts come in the same order each time: their values tell them apart."""
        key = (subject, tuple(facts.values()))
        if key not in self._seen:
            self._seen[key] = look(self.content, subject, facts)
        assert self._seen[key].facts == facts
        return self._seen[key]


@cache
def default() -> dict[str, Any]:
    """The default charter as the oracle reads it."""
    return read(DEFAULT)


def law(folder: Path, number: int) -> Law:
    """The default charter (number 0) or a random one, in one of the versions that colleagues may have accepted."""
    base = default()
    base = {**base, "charter": {**base["charter"], "version": VERSIONS[number % len(VERSIONS)]}}
    path = folder / f"{number}.yaml"
    content = random_charter(dice(number), base) if number else base
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return Law(content, load_charter(path))


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Law]:
    """`law` in a folder for the tests, each made once."""
    return cache(partial(law, tmp_path_factory.mktemp("charters")))


@pytest.mark.parametrize("turn", range(TURNS))
def test_oracle_python_and_query_agree(database: Database, laws: Callable[[int], Law], turn: int) -> None:
    """Two workspaces whose ids repeat, each looked at under two charters by several people and channels."""
    rng = dice(1000 + turn)
    worlds = {number: random_world(rng, contacts=400, ties=900) for number in (1, 2)}
    for number, world in worlds.items():
        with database.write() as session:
            write_world(session, number, world)
    with database.write() as session:
        session.execute(text("ANALYZE"))  # as any database has done that holds this much for longer than a minute
    compared, disagreements, outcomes = 0, list[str](), set[tuple[Subject, str]]()
    for number in range(4):
        workspace, under = 1 + number // 2, laws(4 * turn + number)
        with database.read() as session:
            for found, complaints in look_around(session, under, workspace, worlds[workspace], rng):
                disagreements += [f"charter {4 * turn + number}, world {workspace}, {line}" for line in complaints]
                compared += sum(map(len, found.values()))
                outcomes |= {(subject, DISCLOSURES[subject][row[2]]) for subject in SUBJECTS for row in found[subject]}
    assert not disagreements, f"{len(disagreements)} of {compared}:\n" + "\n".join(disagreements[:9])
    assert compared >= DECISIONS
    assert outcomes == {(subject, outcome) for subject in SUBJECTS for outcome in DISCLOSURES[subject]}


def look_around(
    session: Session, under: Law, workspace: int, world: World, rng: Random | None = None
) -> Iterator[tuple[Found, list[str]]]:
    """What viewers are shown by the query, and a line for each thing the others don't agree with.

    All who may look do, or with dice as many of the colleagues as are asked for.
    """
    world = replace(world, version=under.charter.version)
    for who, eyes in viewers(session, under.charter, workspace, world, rng):
        sight = Sight(session, under.charter, eyes, dt.datetime.combine(world.today, dt.time(12), dt.UTC))
        found: Found = dict(zip(SUBJECTS, (sight.tie_outcomes(), sight.contact_outcomes()), strict=True))
        expected = dict(zip(SUBJECTS, survey(under.look, world, who), strict=True))
        complaints = [
            *compare(who, expected, found, under.python),
            *explained(sight, expected, found),
            *shown(sight, found),
        ]
        yield found, [f"{who}: {line}" for line in complaints]


def viewers(
    session: Session, charter: Charter, workspace: int, world: World, rng: Random | None
) -> Iterator[tuple[Viewer, Eyes]]:
    """Those who look, as the oracle and as the product knows them; first channels."""
    yield Channel(), Eyes(workspace, 0, member=True, external=False)
    ways_to_say_shared = (True, False, None)
    for member in [rng.choice(ways_to_say_shared)] if rng else ways_to_say_shared:
        yield Channel(shared=True), Eyes(workspace, 0, member=member, external=True)
    rows = {
        row.id: row
        for row in session.scalars(select(tables.Colleague).where(tables.Colleague.workspace_id == workspace))
    }
    assert rows.keys() == world.colleagues.keys()
    for key in rng.sample(sorted(rows), LOOKERS) if rng else rows:
        yield world.colleagues[key], Eyes.of(rows[key], charter)


def both_ways(charter: Charter, subject: Subject, code: int, unknown: frozenset[str]) -> Decision:
    """The charter's decision in Python, by code and by facts."""
    facts = {name: bool(code >> place & 1) for place, name in enumerate(facts_of(subject))}
    by_facts = charter.decide(subject, {**facts, **dict.fromkeys(unknown)})
    assert by_facts == charter.decide_code(subject, code, unknown)
    return by_facts


def compare(
    who: Viewer,
    expected: Mapping[Subject, Mapping[int, Sighting]],
    found: Found,
    python: Callable[..., Decision],
) -> Iterator[str]:
    """One viewer's whole sight, three ways; gives a line for each thing they don't agree on."""
    for subject in SUBJECTS:
        if sorted(key for key, _, _ in found[subject]) != sorted(expected[subject]):
            yield f"{len(found[subject])} of each {subject}, not {len(expected[subject])}"
            continue
        for key, code, level in found[subject]:
            if who == Channel(shared=True):
                # Not by any clause, so there are no facts to compare either.
                complaint = f"shown at level {level}" if level != HIDDEN else None
            else:
                complaint = compare_one(subject, expected[subject][key], code, DISCLOSURES[subject][level], python)
            if complaint:
                yield f"{subject} {key}: {complaint}"


def compare_one(
    subject: Subject, expected: Sighting, code: int, outcome: str, python: Callable[..., Decision]
) -> str | None:
    """One row; what is not the same about it, if anything."""
    unknown = unknown_of(expected)
    # What is unknown may stand in the code as true or false.
    wrong = [
        name
        for place, name in enumerate(facts_of(subject))
        if name not in unknown and bool(code >> place & 1) != expected.facts[name]
    ]
    if wrong:
        return f"the query is wrong about {', '.join(wrong)}"
    decision = python(subject, code, unknown)
    if not expected.outcome == outcome == decision.outcome:
        return f"query {outcome}, Python {decision.outcome}, {expected}"
    return None if same_clauses(decision, expected) else f"by {decision.clauses}, {expected}"


def explained(sight: Sight, expected: Mapping[Subject, Mapping[int, Sighting]], found: Found) -> Iterator[str]:
    """What was decided is later explained by its code: that must come to the same, by the same clauses."""
    again = cache(sight.decide)
    for subject in SUBJECTS:
        for key, code, level in found[subject]:
            decision, sighting = again(subject, code), expected[subject].get(key)
            if decision.outcome != DISCLOSURES[subject][level]:
                yield f"{subject} {key}: {DISCLOSURES[subject][level]}, but explained as {decision.outcome}"
            elif sighting and sighting.facts and not same_clauses(decision, sighting):
                yield f"{subject} {key}: explained by {decision.clauses}, {sighting}"
            elif sighting and sighting.facts and decision.unknown != unknown_of(sighting):
                yield f"{subject} {key}: explained with {sorted(decision.unknown)} unknown, {sighting}"


def shown(sight: Sight, found: Found) -> Iterator[str]:
    """What people come to see is filtered by disclosure: that must be what was decided, no more and no less."""
    listed = sight.session.scalars(sight.contacts(tables.Contact.id)).all()
    if sorted(listed) != sorted(key for key, _, level in found["contact"] if level != HIDDEN):
        yield f"lists {len(listed)} contacts"
    levels = {key: level for key, _, level in found["relationship"] if level != HIDDEN}
    existing = sight.session.execute(sight.ties(HalfTie.relationship_id, sight.tie.shows("named"))).all()
    if sorted(key for key, _ in existing) != sorted(levels):
        yield f"shows that {len(existing)} relationships exist"
    elif any(bool(named) != (levels[key] >= NAMED) for key, named in existing):
        yield f"names {sum(bool(named) for _, named in existing)} relationships"
    if sight.blind and (listed or existing):
        yield "shows something to somebody for whom nothing is searched"


def same_clauses(decision: Decision, expected: Sighting) -> bool:
    """Whether the same clauses decided. With facts unknown several ways may lead to the lowest: any of them will do."""
    clauses = set(decision.clauses)
    return clauses == expected.clauses or bool(unknown_of(expected) and clauses and clauses <= expected.clauses)


def unknown_of(sighting: Sighting) -> frozenset[str]:
    return frozenset(name for name, value in sighting.facts.items() if value is None)
