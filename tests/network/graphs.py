"""Random graphs of colleagues and contacts with hidden ties and people, and every way through them by brute force.

What is hidden is decided by the oracle of the charter (`tests.charter.oracle`), not by the code under test.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.people.ties import DECLARED, UNDECLARED
from models import tables
from tests.charter import worlds
from tests.charter.oracle import Sighting, shared_facts, survey
from tests.charter.oracle_world import Relationship, Viewer, World

KEYS = (300.0, 301.5, 303.0, 306.25, 309.0)
"""Of ties that fade; few, so that several are equally warm."""
SHIFT = 305.0
"""What these are lessened by at the moment of looking."""
HIDDEN = "hidden"


@dataclass(frozen=True)
class Line:
    """A tie between two contacts: a reporting line (does not fade), or an informal one (fades)."""

    id: int
    one: int
    other: int
    informal: bool
    steady: float | None
    fading: float | None


@dataclass
class Graph:
    """A world, how warm each relationship is (declared 1 to 5 or not at all; a key or none), and contacts' lines."""

    world: World
    declared: dict[int, int | None] = field(default_factory=dict)
    keys: dict[int, float | None] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def strength(self, tie: Relationship) -> float:
        """How strong a relationship is at the moment of looking: as declared, else by the evidence."""
        declared = self.declared[tie.id]
        if declared is not None:
            return DECLARED[declared]
        key = self.keys[tie.id]
        return max(UNDECLARED, 0.0 if key is None else odds_to_strength(key - SHIFT))


def odds_to_strength(log_odds: float) -> float:
    """1 / (1 + 2^-x)."""
    return 1 / (1 + 2**-log_odds)


def line_strength(line: Line) -> float:
    """How strong a line is at the moment of looking."""
    if line.steady is not None:
        return odds_to_strength(line.steady)
    assert line.fading is not None
    return odds_to_strength(line.fading - SHIFT)


def random_graph(rng: Random, *, contacts: int = 12, lines: int = 18, ties: int = 26) -> Graph:
    """A small world in which much is hidden and many ways are equally warm."""
    world = worlds.random_world(rng, colleagues=9, contacts=contacts, ties=ties)
    graph = Graph(world)
    for tie in world.relationships.values():
        graph.declared[tie.id] = rng.choice((None, 1, 2, 3, 3, 4, 5))
        graph.keys[tie.id] = rng.choice((None, *KEYS))
    people = list(world.contacts)
    ids = count(max((*world.relationships, *world.deals, *people)) + 1)
    drawn: set[tuple[int, int, bool]] = set()
    for _ in range(lines):
        one, other = sorted(rng.sample(people, 2))
        informal = rng.random() < 0.5
        if (one, other, informal) in drawn:
            continue
        drawn.add((one, other, informal))
        steady = None if informal else math.log2(rng.choice((0.6, 0.6, 0.8)) / 0.4)
        graph.lines.append(Line(next(ids), one, other, informal, steady, rng.choice(KEYS) if informal else None))
    return graph


# Every way there is.


@dataclass(frozen=True, order=True)
class Chain:
    """A way, in the order of ways: the warmest first, then the shortest, then by ids."""

    cold: float
    hops: int
    colleague: int
    through: tuple[int, ...]
    relationship: int
    informal: tuple[bool, ...]
    outcome: str


def every_way(graph: Graph, viewer: Viewer, target: int, charter: Any) -> list[Chain]:
    """All ways of at most three ties to a contact, as far as the charter lets the viewer see; in order."""
    ties, contacts = survey(charter.look, graph.world, viewer)
    between = _lines_seen(graph, viewer, charter)
    chains = []
    for through, informal, warmth in _middles(graph, target, between, contacts):
        known = through[0] if through else target
        for tie in graph.world.ties[known]:
            outcome = ties[tie.id].outcome
            if outcome != HIDDEN:
                cold = -_compared(warmth * graph.strength(tie))
                chains.append(Chain(cold, len(through), tie.owner, through, tie.id, informal, outcome))
    return sorted(chains)


def _middles(
    graph: Graph, target: int, between: Mapping[int, list[tuple[int, Line]]], contacts: Mapping[int, Sighting]
) -> Iterator[tuple[tuple[int, ...], tuple[bool, ...], float]]:
    yield (), (), 1.0
    for near, line in between[target]:
        if not _can_be_asked(graph, contacts, near):
            continue
        so_far = line_strength(line)
        yield (near,), (line.informal,), so_far
        for far, further in between[near]:
            if far != target and _can_be_asked(graph, contacts, far):
                both = so_far * line_strength(further)
                yield (far, near), (further.informal, line.informal), both


def _can_be_asked(graph: Graph, contacts: Mapping[int, Sighting], contact: int) -> bool:
    person = graph.world.contacts[contact]
    return contacts[contact].outcome == "listed" and not person.objected and not person.do_not_contact


def _lines_seen(graph: Graph, viewer: Viewer, charter: Any) -> dict[int, list[tuple[int, Line]]]:
    facts = {key: shared_facts(graph.world, viewer, contact) for key, contact in graph.world.contacts.items()}
    noticed = {key: charter.look("observation", {**one, "viewer_is_owner": False}) for key, one in facts.items()}
    # Who reports to whom the directory says: to those whom it tells of both, whomever they know themselves.
    told = {key: charter.look("contact", {**one, "viewer_sees_a_relationship": False}) for key, one in facts.items()}
    found: dict[int, list[tuple[int, Line]]] = defaultdict(list)
    for line in graph.lines:
        shown = noticed if line.informal else told
        if HIDDEN in (shown[line.one].outcome, shown[line.other].outcome):
            continue
        found[line.one].append((line.other, line))
        found[line.other].append((line.one, line))
    return found


def _compared(product: float) -> float:
    return math.floor(product * 1e9 + 0.5) / 1e9


def best_of(chains: Iterable[Chain], most: int) -> tuple[list[Chain], Chain | None]:
    """What is to be answered: the warmest way of each colleague who may be named, `most` of them; and the warmest of
    the others, if it is warmer than the last of those or there are fewer."""
    named: dict[int, Chain] = {}
    somebody = None
    for chain in sorted(chains):
        if chain.outcome in ("named", "full"):
            named.setdefault(chain.colleague, chain)
        elif somebody is None:
            somebody = chain
    first = list(named.values())[:most]
    if somebody is not None and len(first) == most and somebody.cold >= first[-1].cold:
        somebody = None
    return first, somebody


# Writing many graphs at once.


def write_graphs(session: Session, graphs: Mapping[int, Graph]) -> None:
    """Store each graph in a workspace of its own, whose id is the key; ids repeat from one to the next."""
    rows: dict[type[tables.Base], list[dict[str, Any]]] = defaultdict(list)
    for workspace_id, graph in graphs.items():
        rows[tables.Workspace].append({"id": workspace_id, "name": "graph", "created_at": worlds.NOW})
        ids = count(1_000_000)
        for table, some in worlds._rows(graph.world, ids).items():
            rows[table] += ({"workspace_id": workspace_id, **row} for row in some)
        rows[tables.Affiliation] += _affiliations(workspace_id, graph.world, ids)
        rows[tables.Line] += (
            {"workspace_id": workspace_id, "id": line.id, "contact_id": line.one, "superior_id": line.other}
            for line in graph.lines
            if not line.informal
        )
        rows[tables.Exchange] += (
            {
                "workspace_id": workspace_id,
                "id": line.id,
                "contact_id": line.one,
                "other_contact_id": line.other,
                "created_at": worlds.NOW,
            }
            for line in graph.lines
            if line.informal
        )
        rows[tables.HalfTie] += _half_ties(workspace_id, graph, ids)
    for table in tables.Base.metadata.sorted_tables:
        model = next(one for one in rows if one.__tablename__ == table.name) if table.name in _names(rows) else None
        if model is not None and rows[model]:
            session.execute(insert(table), rows[model])


def _names(rows: Iterable[type[tables.Base]]) -> set[str]:
    return {one.__tablename__ for one in rows}


def _affiliations(workspace_id: int, world: World, ids: Iterator[int]) -> Iterator[dict[str, Any]]:
    for contact in world.contacts.values():
        domains = {address.rpartition("@")[2] for address in contact.addresses}
        for account in world.accounts.values():
            ends = [seat.until for seat in contact.holdings if seat.account == account.id]
            bases: list[tuple[str, Any]] = [("domain", None)] if not domains.isdisjoint(account.domains) else []
            if ends:
                bases.append(("seat", None if None in ends else max(end for end in ends if end is not None)))
            for basis, until in bases:
                yield {
                    "workspace_id": workspace_id,
                    "id": next(ids),
                    "contact_id": contact.id,
                    "account_id": account.id,
                    "basis": basis,
                    "until": until,
                }


def _half_ties(workspace_id: int, graph: Graph, ids: Iterator[int]) -> Iterator[dict[str, Any]]:
    blank = dict.fromkeys(("relationship_id", "exchange_id", "line_id", "account_id", "steady", "fading"))
    flags = {"private": False, "open": False, "reviewed": True, "informal": False}
    for tie in (tie for some in graph.world.ties.values() for tie in some):
        declared = graph.declared[tie.id]
        strength = UNDECLARED if declared is None else DECLARED[declared]
        shared = {
            **blank,
            **flags,
            "workspace_id": workspace_id,
            "relationship_id": tie.id,
            "account_id": tie.account,
            "steady": math.log2(strength / (1 - strength)),
            "fading": graph.keys[tie.id] if declared is None else None,
            "private": tie.private,
            "open": tie.open,
            "reviewed": tie.reviewed,
        }
        for node, neighbour, ours in ((tie.contact, tie.owner, True), (tie.owner, tie.contact, False)):
            ends = {"node_id": node, "neighbour_id": neighbour, "neighbour_is_colleague": ours}
            yield {**shared, "id": next(ids), **ends}
    for line in graph.lines:
        shared = {
            **blank,
            **flags,
            "workspace_id": workspace_id,
            "exchange_id" if line.informal else "line_id": line.id,
            "steady": line.steady,
            "fading": line.fading,
            "informal": line.informal,
        }
        for node, neighbour in ((line.one, line.other), (line.other, line.one)):
            ends = {"node_id": node, "neighbour_id": neighbour, "neighbour_is_colleague": False}
            yield {**shared, "id": next(ids), **ends}
