"""A search is cut short by what the viewer may see, not by what is hidden from them."""

from __future__ import annotations

from itertools import count

import pytest
from structlog.testing import capture_logs

from bot.network import ways as module
from bot.network.accounts import AccountFound
from bot.network.at_account import at_account
from bot.network.ways import ENTRIES_MOST, Search, ways
from models.account_reading import PEOPLE_MOST
from models.session import Database
from tests.charter.oracle_world import Account, Colleague, Contact, Relationship, World
from tests.charter.test_oracle import Law, law
from tests.charter.worlds import TODAY, VERSIONS
from tests.network.graphs import Graph, Line, write_graphs
from tests.network.test_ways import sight_of

MANY = ENTRIES_MOST + 100
VIEWER, TARGET, MIDDLE, KNOWN = 1, 2, 3, 4


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Law:
    """The default charter."""
    return law(tmp_path_factory.mktemp("charters"), 0)


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine must not end a search here."""
    monkeypatch.setattr(module, "SECONDS_MOST", 60.0)


def small() -> Graph:
    """A viewer on no deal; somebody in the directory, with whom one colleague has a weak tie that anybody may see."""
    world = World(VERSIONS[0], TODAY)
    world.colleagues = {key: Colleague(key, accepted=VERSIONS[0]) for key in (VIEWER, KNOWN)}
    world.contacts = {key: Contact(key, in_directory=True) for key in (TARGET, MIDDLE)}
    return Graph(world)


def tie(
    graph: Graph, key: int, owner: int, contact: int, strength: int, *, private: bool = False, agreed: bool = True
) -> None:
    graph.world.colleagues.setdefault(owner, Colleague(owner, accepted=VERSIONS[0] if agreed else VERSIONS[1]))
    graph.world.relationships[key] = Relationship(key, owner, contact, private=private)
    graph.declared[key], graph.keys[key] = strength, None


def search(database: Database, default: Law, graph: Graph) -> tuple[Search, list[str]]:
    """What the viewer's search finds, and what it logs."""
    with database.write() as session:
        write_graphs(session, {1: graph})
    with database.read() as session, capture_logs() as logs:
        found = ways(sight_of(session, default, 1, graph.world.colleagues[VIEWER]), TARGET)
    return found, [line["event"] for line in logs]


def test_hidden_relationships_push_nothing_out(database: Database, default: Law) -> None:
    graph, ids = small(), count(10)
    for number in range(MANY):
        kept = number % 2 == 0
        tie(graph, next(ids), next(ids), TARGET, 5, private=kept, agreed=kept)
    tie(graph, next(ids), KNOWN, TARGET, 1)
    found, logged = search(database, default, graph)
    assert found.somebody
    assert (found.somebody.colleague_id, found.cut, logged) == (KNOWN, False, [])


def test_hidden_people_and_lines_push_nothing_out(database: Database, default: Law) -> None:
    graph, ids = small(), count(10)
    for number in range(MANY):
        one = next(ids)
        graph.world.contacts[one] = Contact(one, in_directory=number % 2 == 0, objected=number % 3 == 0)
        # Who is in touch with whom is for the deal's team.
        graph.lines.append(Line(next(ids), TARGET, one, informal=True, steady=None, fading=309.0))
    graph.lines.append(Line(next(ids), TARGET, MIDDLE, informal=False, steady=-1.0, fading=None))
    tie(graph, next(ids), KNOWN, MIDDLE, 1)
    found, logged = search(database, default, graph)
    assert found.somebody
    assert (found.somebody.through, found.cut, logged) == ((MIDDLE,), False, [])


def test_what_is_seen_has_an_end_and_that_is_logged(database: Database, default: Law) -> None:
    graph, ids = small(), count(10)
    for _ in range(MANY):
        tie(graph, next(ids), next(ids), TARGET, 5)
    found, logged = search(database, default, graph)
    assert found.somebody
    assert (found.cut, logged) == (True, ["search_cut_short"])
    assert found.entries == ENTRIES_MOST + 1


def test_what_is_hidden_has_an_end_as_well(database: Database, default: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_MOST", 50)
    graph, ids = small(), count(10)
    for _ in range(60):
        tie(graph, next(ids), next(ids), TARGET, 5, private=True)
    found, logged = search(database, default, graph)
    assert (found.somebody, found.cut, found.entries, logged) == (None, True, 51, ["search_cut_short"])


def test_hidden_people_of_an_account_push_nobody_out(database: Database, default: Law) -> None:
    graph, ids = small(), count(10)
    account = Account(next(ids), domains=("one.test",))
    graph.world.accounts[account.id] = account
    for _ in range(PEOPLE_MOST + 100):
        one = next(ids)
        graph.world.contacts[one] = Contact(one, addresses=(f"c{one}@one.test",))
    known = next(ids)  # read last
    graph.world.contacts[known] = Contact(known, addresses=("known@one.test",))
    tie(graph, next(ids), KNOWN, known, 1)
    with database.write() as session:
        write_graphs(session, {1: graph})
    with database.read() as session:
        sight = sight_of(session, default, 1, VIEWER)
        found, _ = at_account(sight, AccountFound(account.id, "Account"))
    assert [ways.contact.contact_id for ways in found.people] == [known]
