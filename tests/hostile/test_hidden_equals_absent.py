"""What is hidden from somebody looks to them as if it had never been stored, whatever they try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests import postgres
from tests.conftest import DATABASES
from tests.hostile.desk import Desk, Office
from tests.hostile.scripts import Steps, Target, ask, by_form, by_shortcut, log_and_forget, look_up, name_holder
from tests.hostile.twins import looks, twins

Twins = tuple[Office, Office]
WAYS = {
    "at an embargoed account": Target("petra.quorum@quorum.example", "Petra Quorum", "CEO", "Quorum Labs"),
    "named like somebody seen": Target("jane.doe@quorum.example", "Jane Doe", "CFO", "Quorum"),
    "not to be contacted": Target("dan.leave@quorum.example", "Dan Leave", "Head of Sales", "Quorum Labs"),
    "in a seat everybody sees": Target("hugo.both@quorum.example", "Hugo Both", "Chief Risk Officer", "Acme"),
    "known in private": Target("pru.private@nowhere.example", "Pru Private", "Head of Legal", "Nowhere"),
    "not yet looked at": Target("una.unseen@acme.example", "Una Unseen", "Treasurer", "Acme"),
    "known to who has not agreed": Target("tia.tacit@nowhere.example", "Tia Tacit", "Head of Audit", "Nowhere"),
    "known to who agreed to an earlier charter": Target("ola.older@acme.example", "Ola Older", "Head of Tax", "Acme"),
    "somebody else knows them, too": Target(
        "vic.beside@nowhere.example", "Victor Secret", "Chairman", "Secret Holding"
    ),
    "claimed for an embargoed account": Target("kai.claimed@nowhere.example", "Kai Claimed", "CEO", "Quorum Labs"),
    "claimed for a sensitive account": Target("kim.capped@nowhere.example", "Kim Capped", "CEO", "Globex"),
    "seen, with a private tie": Target("omar.haddad@acme.example", "Omar Haddad", "Fixer", "Acme"),
    "seen at an account with a hidden namesake": Target("new@halcyon.example", "Nora New", "Clerk", "Halcyon"),
    "nearly named like somebody seen": Target("bill.smithe@nowhere.example", "Bill Smithers", "Controller", "Acme"),
    "never stored at an embargoed domain": Target("nobody@quorum.example", "Nobody Atall", "Clerk", "Quorum"),
}
SOME = [
    "known to who has not agreed",
    "at an embargoed account",
    "in a seat everybody sees",
    "somebody else knows them, too",
    "seen at an account with a hidden namesake",
    "nearly named like somebody seen",
]
ON_POSTGRESQL = [pytest.param("postgresql", way, marks=pytest.mark.postgres) for way in SOME]
"""The statements are the same there: some ways will do."""
EACH_WAY = [*(("sqlite", way) for way in WAYS), *ON_POSTGRESQL]
SOME_WAYS = [*(("sqlite", way) for way in SOME), *ON_POSTGRESQL]
CLAIMED = Target("vera.visible@acme.example", "Vera Visible", "Chief Marketing Officer", "Quorum Labs")


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Twins]]:
    """Makes the twins on a database, once: whichever tests ask for them in whatever order."""
    folder = tmp_path_factory.mktemp("twins")
    with ExitStack() as stack:

        @cache
        def on(kind: str) -> Twins:
            def url(name: str) -> str:
                if kind == "sqlite":
                    return f"sqlite:///{folder / name}.db"
                server, template = (request.getfixturevalue(name) for name in ("postgres_server", "office_template"))
                return str(stack.enter_context(postgres.fresh_database(server, copy_of=template)))

            return stack.enter_context(twins(folder, url))

        yield on


@pytest.fixture(params=DATABASES)
def worlds(request: pytest.FixtureRequest, made: Callable[[str], Twins]) -> Twins:
    """The twins, on each database."""
    return made(request.param)


def same(worlds: Twins, who: str, script: Callable[[Desk], Steps]) -> None:
    """Play a script in both worlds at once; every step must look the same."""
    players = [script(world.desk(who)) for world in worlds]
    for (step, stored), (_, absent) in zip(*players, strict=True):
        if looks(stored) != looks(absent):
            pytest.fail(f"{step}\n{stored}\n\nbut\n\n{absent}", pytrace=False)


@pytest.mark.parametrize("worlds", ["sqlite"], indirect=True)
def test_a_look_up_takes_as_many_statements(worlds: Twins) -> None:
    """Instead of the time it takes, which can't be told in a test."""
    for target in WAYS.values():
        for text in (target.address, target.name, f"{target.title}@{target.account}", target.account):
            took = []
            for world in worlds:
                world.statements.clear()
                world.desk("mia").types(f"who-knows {text}")
                took.append(len(world.statements))
            assert took[0] == took[1], text


@pytest.mark.parametrize(("worlds", "way"), EACH_WAY, indirect=["worlds"])
def test_looking_up(worlds: Twins, way: str) -> None:
    same(worlds, "lee", lambda who: look_up(who, WAYS[way]))


@pytest.mark.parametrize(("worlds", "way"), EACH_WAY, indirect=["worlds"])
def test_logging_and_forgetting(worlds: Twins, way: str) -> None:
    same(worlds, "lee", lambda who: log_and_forget(who, WAYS[way]))


@pytest.mark.parametrize(("worlds", "way"), SOME_WAYS, indirect=["worlds"])
def test_logging_with_the_form(worlds: Twins, way: str) -> None:
    same(worlds, "ana", lambda who: by_form(who, WAYS[way]))


@pytest.mark.parametrize(("worlds", "way"), SOME_WAYS, indirect=["worlds"])
def test_shortcuts(worlds: Twins, way: str) -> None:
    same(worlds, "sam", lambda who: by_shortcut(who, WAYS[way]))


def test_saying_that_somebody_seen_works_at_a_hidden_account(worlds: Twins) -> None:
    same(worlds, "mia", lambda who: by_form(who, CLAIMED))


def test_taking_back_that_somebody_left_a_seat_shared_with_somebody_hidden(worlds: Twins) -> None:
    def script(who: Desk) -> Steps:
        label, said = ask(who, "left ulla.undone@acme.example")
        yield label, said
        yield "Undo", who.clicks(said, "Undo")
        yield ask(who, "who-knows ulla.undone@acme.example")

    same(worlds, "lee", script)


def test_naming_the_holder_of_a_seat_that_somebody_hidden_has(worlds: Twins) -> None:
    target = Target("rita.risk@acme.example", "Rita Risk", "Chief Risk Officer", "Acme")
    same(worlds, "mia", lambda who: name_holder(who, "chief-risk-officer@acme", target))


def test_naming_somebody_hidden_as_the_holder_of_a_seat_everybody_sees(tmp_path: Path) -> None:
    target = Target("petra.quorum@quorum.example", "Petra Quorum", "Head of IT", "Acme")
    with twins(tmp_path, lambda name: f"sqlite:///{tmp_path / name}.db") as worlds:
        same(worlds, "sam", lambda who: name_holder(who, "head-of-it@acme", target))
