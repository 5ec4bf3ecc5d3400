"""What finding the five warmest ways of at most three ties costs, as the number of ties grows.

    python -m bench.who_knows [--quiet] [TIES ...]        (300000 and 4600000 if none are given)

For each size a made-up company (`bench.graph`) is written into SQLite and into PostgreSQL (the one at
`O2O_TEST_POSTGRES_URL`, else a temporary one), and the same contacts are asked for, in the same order, after each was
asked for once (warm), under three charters that let the viewer see all, a tenth and none of the relationships:

- search: `bot.network.ways.ways` alone, inside an open transaction;
- service: `bot.network.who_knows.who_knows` with an address, inside an open transaction: resolving, the charter's
  filter, the same search, names, decisions;
- turn: the same with its transaction, as a slash command runs it;
- networkx (the smallest size): the whole graph in memory, every chain of at most three ties. It gives the same answers,
  which is checked for each contact.

With `--quiet` it waits, before asking, until nothing else keeps the machine busy.

Milliseconds; entries are those of the lists a search read, hidden ones included. Memory is the most that a process
which only asks has taken.
"""

from __future__ import annotations

import heapq
import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx

from bench import graph
from bot.charter import Charter
from bot.charter.sight import Sight, Viewer
from bot.network.warmth import Warmth
from bot.network.ways import WAYS_MOST, rounded, ways
from bot.network.who_knows import who_knows
from models.session import Database
from tests import postgres

SIZES = (300_000, 4_600_000)
ASKED = 400
HUBS = 20
QUIET = 0.7
"""The load (processes that want to run, of the last minute) above which the machine counts as busy."""
VISIBLE = {"100 %": (), "10 %": ("not owner_reviewed",), "0 %": ("owner_marked_private", "not viewer_is_owner")}
WARMTH = Warmth()
VIEWER = 10**9 - 1
"""A member who knows nobody: nothing is theirs."""


def charter(hidden_where: Sequence[str]) -> Charter:
    """A charter under which a member sees every relationship by name but those, and all lines."""
    relationship: list[dict[str, Any]] = [
        {"id": "R1", "when": ["viewer_is_member"], "grant": "named", "because": "Measured."}
    ]
    if hidden_where:
        relationship.append({"id": "R2", "when": list(hidden_where), "cap": "hidden", "because": "Measured."})
    return Charter(
        {
            "charter": {"id": "bench", "version": 1, "effective": graph.NOW.date(), "agreed_by": []},
            "head": [],
            "relationship": relationship,
            "contact": [{"id": "D1", "when": ["viewer_is_member"], "grant": "listed", "because": "Measured."}],
            "observation": [{"id": "O1", "when": ["viewer_is_member"], "grant": "shown", "because": "Measured."}],
            "examples": [],
        }
    )


def sight_in(session: Any, under: Charter) -> Sight:
    """The viewer's eyes."""
    viewer = Viewer(graph.WORKSPACE, VIEWER, member=True, external=False)
    return Sight(session, under, viewer, graph.NOW, WARMTH)


def ask(url: str, contacts: Sequence[int], hubs: Sequence[int]) -> dict[str, Any]:
    """Measure one database; in a process of its own (see `main`)."""
    database = Database(url, patience=30)
    before = _memory("VmRSS")
    found: dict[str, Any] = {}
    for visible, hidden_where in VISIBLE.items():
        under = charter(hidden_where)
        with database.read() as session:
            sight = sight_in(session, under)
            searches = {one: ways(sight, one) for one in contacts}  # warms what is asked for
            of_hubs = _timed(hubs, lambda one, sight=sight: ways(sight, one))  # type: ignore[misc]  # likewise
            for one in contacts:
                who_knows(sight, graph.address(one))
            search, service = [], []
            for one in contacts:  # in turns, so that both meet the same minute of the machine
                search += _timed([one], lambda one, sight=sight: ways(sight, one))  # type: ignore[misc]  # likewise
                service += _timed([one], lambda one, sight=sight: who_knows(sight, graph.address(one)))  # type: ignore[misc]  # likewise
        turn = _timed(contacts, lambda one, under=under: _turn(database, under, one))  # type: ignore[misc]  # likewise
        found[visible] = {
            "search": sorted(search),
            "hubs": of_hubs,
            "service": sorted(service),
            "turn": turn,
            "entries": sorted(one.entries for one in searches.values()),
            "cut": sum(one.cut for one in searches.values()),
            "answers": {str(one): [[way.colleague_id, way.warmth] for way in searches[one].named] for one in contacts},
        }
    most = _memory("VmHWM")
    database.close()
    return {"visible": found, "memory": most, "grew": most - before}


def _memory(what: str) -> float:
    """What this process takes (`VmRSS`) or has taken at the most (`VmHWM`), in GB; its parent does not count."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) / 1e6  # type: ignore[index]  # Linux always says it


def _turn(database: Database, under: Charter, contact_id: int) -> None:
    with database.read() as session:
        who_knows(sight_in(session, under), graph.address(contact_id))


def _timed(contacts: Sequence[int], work: Callable[[int], object]) -> list[float]:
    took = []
    for one in contacts:
        started = time.perf_counter()
        work(one)
        took.append((time.perf_counter() - started) * 1000)
    return sorted(took)


# The whole graph in memory.


class WholeGraph:
    """The company in networkx, and every chain of at most three ties to a contact."""

    def __init__(self, company: graph.Company) -> None:
        shift = WARMTH.shift(graph.NOW)
        self.graph: Any = nx.Graph()
        for tie in company.ties:
            strength = Warmth.strength(tie.log_odds(shift))
            self.graph.add_edge(tie.one, tie.other, strength=strength, tenth=tie.tenth, is_line=tie.is_line)

    def best(self, target: int, seen: Callable[[dict[str, Any]], bool]) -> list[list[Any]]:
        """The five warmest ways, each by another colleague: colleague and warmth."""
        best: dict[int, tuple[float, int]] = {}
        for colleague, warmth, hops in self._chains(target, seen):
            rank = (-rounded(warmth), hops)
            if colleague not in best or rank < best[colleague]:
                best[colleague] = rank
        first = heapq.nsmallest(WAYS_MOST, best.items(), key=lambda one: (*one[1], one[0]))
        return [[colleague, -rank[0]] for colleague, rank in first]

    def _chains(self, target: int, seen: Callable[[dict[str, Any]], bool]) -> Iterator[tuple[int, float, int]]:
        if target not in self.graph:
            return
        for near, tie in self.graph[target].items():
            if not tie["is_line"]:
                if seen(tie):
                    yield near, tie["strength"], 0
                continue
            for far, further in self.graph[near].items():
                if not further["is_line"]:
                    if seen(further):
                        yield far, tie["strength"] * further["strength"], 1
                    continue
                if far == target:
                    continue
                both = tie["strength"] * further["strength"]
                for colleague, last in self.graph[far].items():
                    if not last["is_line"] and seen(last):
                        yield colleague, both * last["strength"], 2


SEEN: dict[str, Callable[[dict[str, Any]], bool]] = {
    "100 %": lambda _: True,
    "10 %": lambda tie: bool(tie["tenth"]),
    "0 %": lambda _: False,
}


def beside_networkx(company: graph.Company, contacts: Sequence[int], answers: dict[str, Any]) -> None:
    """Time the same questions in memory, and refuse to go on if an answer differs."""
    started, before = time.perf_counter(), _memory("VmRSS")
    whole = WholeGraph(company)
    loaded = time.perf_counter() - started
    memory = _memory("VmRSS") - before
    for visible, seen in SEEN.items():
        for one in contacts:
            got, want = answers[visible]["answers"][str(one)], whole.best(one, seen)
            if [(a, round(b, 8)) for a, b in got] != [(a, round(b, 8)) for a, b in want]:
                raise SystemExit(f"networkx answers otherwise for {one} at {visible}: {want}, not {got}")
        took = _timed(contacts, lambda one, seen=seen: whole.best(one, seen))  # type: ignore[misc]  # bound at once
        print(f"  {'networkx':<11}{visible:>6}  all chains  {_spread(took)}")
    print(f"  networkx: {loaded:.0f} s to load, {memory:.1f} GB; the same answers for all {len(contacts)} contacts")


# Telling.


def _spread(took: Sequence[float]) -> str:
    return f"p50 {statistics.median(took):7.2f}   p95 {took[int(len(took) * 0.95)]:7.2f}"


def tell(name: str, measured: dict[str, Any]) -> None:
    """Print one database's figures."""
    for visible, one in measured["visible"].items():
        entries = one["entries"]
        p99 = entries[min(len(entries) - 1, math.ceil(len(entries) * 0.99) - 1)]
        ratio = statistics.median(one["service"]) / statistics.median(one["search"])
        for what in ("search", "service", "turn"):
            extra = ""
            if what == "search":
                cut = f", {one['cut']} cut short" if one["cut"] else ""
                extra = f"   entries p50 {statistics.median(entries):.0f}, p99 {p99}, most {entries[-1]}{cut}"
                extra += f"   hubs p50 {statistics.median(one['hubs']):.2f}"
            if what == "service":
                extra = f"   {ratio:.1f} times the search"
            print(f"  {name:<11}{visible:>6}  {what:<10}  {_spread(one[what])}{extra}")
    print(
        f"  {name}: {measured['disk']:.2f} GB on disk; asking took {measured['memory']:.2f} GB of memory at the most,"
        f" {measured['grew']:.2f} of them by asking"
    )


def measure(url: str, company: graph.Company, contacts: Sequence[int]) -> dict[str, Any]:
    """Ask in a process of its own, whose memory is then that of asking alone."""
    question = json.dumps({"url": url, "contacts": contacts, "hubs": company.hubs(HUBS)})
    done = subprocess.run(
        [sys.executable, "-m", "bench.who_knows", "--ask"], input=question, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def main(sizes: Sequence[int], *, quiet: bool = False) -> None:
    """Measure each size on each database."""
    for size in sizes:
        company = graph.make(size, WARMTH)
        rng = Random(size + 1)
        everybody = range(graph.CONTACTS_FROM, graph.CONTACTS_FROM + company.contacts)
        contacts = rng.sample(everybody, ASKED)
        people = f"{company.colleagues:,} colleagues, {company.contacts:,} contacts"
        print(f"{len(company.ties):,} ties, {people}", flush=True)
        answers: dict[str, Any] = {}
        with ExitStack() as stack:
            for name, url, disk in [*_databases(stack, company)]:
                if quiet:
                    _wait_until_quiet()
                measured = {**measure(url, company, contacts), "disk": disk}
                tell(name, measured)
                for visible, one in measured["visible"].items():
                    if answers and one["answers"] != answers[visible]["answers"]:
                        raise SystemExit(f"{name} answers otherwise at {visible}")
                answers = measured["visible"]
        if size == min(sizes):
            beside_networkx(company, contacts, answers)


def _databases(stack: ExitStack, company: graph.Company) -> Iterator[tuple[str, str, float]]:
    """The company in a database of each kind: its name, where it is, what it takes on disk in GB."""
    path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "bench.db"
    yield "SQLite", f"sqlite:///{path}", _fill(f"sqlite:///{path}", company, path)
    try:
        server = stack.enter_context(postgres.server())
    except postgres.NoPostgres as error:
        print(f"  PostgreSQL: not measured, {error}")
        return
    url = stack.enter_context(postgres.fresh_database(server))
    yield "PostgreSQL", url, _fill(url, company, None)


def _fill(url: str, company: graph.Company, path: Path | None) -> float:
    database = Database(url, patience=600)
    graph.fill(database, company, lambda line: print(line, file=sys.stderr, flush=True))
    disk = graph.size_of(database, path)
    database.close()
    return disk


def _wait_until_quiet() -> None:
    while os.getloadavg()[0] > QUIET:
        time.sleep(3)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments == ["--ask"]:
        asked = json.loads(sys.stdin.read())
        print(json.dumps(ask(asked["url"], asked["contacts"], asked["hubs"])))
    else:
        main([int(one) for one in arguments if one.isdecimal()] or SIZES, quiet="--quiet" in arguments)
