"""Whoever is hidden plays no part in a deal: nothing that is shown or told of it tells that they were named in it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from bot.people.objections import record_objection
from models.accounts import Account, Contact, ContactAddress
from tests import postgres
from tests.hostile.deal_room import Entry, asks, exported, gaps, met, moves, named, opens, sent_out, told
from tests.hostile.desk import Office, office, shown
from tests.hostile.test_hidden_equals_absent import WAYS, Twins
from tests.hostile.twins import looks, twins

HIDDEN = (
    "at an embargoed account",
    "named like somebody seen",
    "not to be contacted",
    "in a seat everybody sees",
    "known in private",
    "not yet looked at",
    "known to who has not agreed",
    "known to who agreed to an earlier charter",
)
"""The ways in which Ana, who leads the deal, does not see somebody; nor does its channel."""
OBSERVED = {"buying_role": "economic buyer", "stance": "champion", "power": "high", "motivation": "Secret."}
VERA, OMAR = "vera.visible@acme.example", "omar.haddad@acme.example"
VERAS_SEAT = "Chief Marketing Officer"
GONE = ("This deal's messages are not shown here any more.", False)
STAGES = (("Proposal", "Comparing suppliers"), ("Negotiation", "Comparing suppliers"))


ON_BOTH = [
    # Facts of an account that statements look up, and facts of a relationship that are read by hand.
    pytest.param("postgresql", "at an embargoed account", marks=pytest.mark.postgres),
    pytest.param("postgresql", "known in private", marks=pytest.mark.postgres),
]
"""Tried on PostgreSQL as well: the ways differ in what is stored, and the databases in what statements make of it."""


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], tuple[str, str]]]:
    """Makes the twins once on each database, the deal spoken of in its channel: their URLs, to be copied.

    It takes the kind of database, and the server of a PostgreSQL.
    """
    with ExitStack() as stack:

        @cache
        def make(kind: str, server: str) -> tuple[str, str]:
            folder, urls = tmp_path_factory.mktemp(kind), []

            def url(name: str) -> str:
                sqlite = f"sqlite:///{folder / name}.db"
                urls.append(sqlite if not server else str(stack.enter_context(postgres.fresh_database(server))))
                return urls[-1]

            with twins(folder, url) as made:
                for world in made:
                    opens(world)
            return urls[0], urls[1]

        yield make


@pytest.fixture
def worlds(
    kind: str,
    made_once: Callable[[str, str], tuple[str, str]],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Twins]:
    """The twins, as nobody has touched them yet."""
    server = "" if kind == "sqlite" else str(request.getfixturevalue("postgres_server"))
    with ExitStack() as stack:
        made = []
        for number, url in enumerate(made_once(kind, server)):
            if server:
                copied = str(stack.enter_context(postgres.fresh_database(server, copy_of=url)))
            else:
                copied = f"sqlite:///{shutil.copy(str(make_url(url).database), tmp_path / f'{number}.db')}"
            made.append(stack.enter_context(office(copied, tmp_path)))
        yield made[0], made[1]


def all_of(said: Sequence[Entry]) -> list[tuple[dt.datetime, str, str]]:
    """All that was told, in an order that hangs on nothing else."""
    return sorted((due_at, kind, looks(one) if one else "") for kind, due_at, one in said)


def same(worlds: Twins, who: str = "ana") -> None:
    """The deal moves on in both worlds; all that is told of it and answered about it is the same."""
    for ours, theirs in STAGES:
        for world in worlds:
            moves(world, ours=ours, theirs=theirs)
        assert gaps(worlds[0]) == gaps(worlds[1])
        for reader in (None, "ana", "lee"):
            stored, absent = (all_of(told(world, reader)) for world in worlds)
            assert len(stored) == len(absent)
            for one, other in zip(stored, absent, strict=True):
                if one != other:
                    pytest.fail(f"told to {reader}\n{one}\n\nbut\n\n{other}", pytrace=False)
        assert told(worlds[0])[-1][2] is not None, "something is told in the channel"
    assert exported(worlds[0], who) == exported(worlds[1], who)
    assert sent_out(worlds[0]) == sent_out(worlds[1])
    for (step, stored), (_, absent) in zip(asks(worlds[0], who), asks(worlds[1], who), strict=True):
        if looks(stored) != looks(absent):
            pytest.fail(f"{step}\n{stored}\n\nbut\n\n{absent}", pytrace=False)


@pytest.mark.parametrize(("kind", "way"), [*(("sqlite", way) for way in HIDDEN), *ON_BOTH])
def test_a_hidden_stakeholder_is_none(worlds: Twins, way: str) -> None:
    address = WAYS[way].address
    with named(worlds[0], address, **OBSERVED), met(worlds[0], address):
        same(worlds)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_hidden_relationship_is_no_way(worlds: Twins) -> None:
    with ExitStack() as stack:
        for world in worlds:
            stack.enter_context(named(world, OMAR, **OBSERVED))
        same(worlds)


def test_whoever_objects_is_out_of_every_deal_at_once(worlds: Twins) -> None:
    for world in worlds:
        with world.database.write() as session:
            record_objection(session, world.clock, world.workspace_id, VERA)
    with named(worlds[0], VERA, **OBSERVED), named(worlds[0], VERAS_SEAT, **OBSERVED), met(worlds[0], VERA):
        same(worlds)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nobody_is_sent_to_whoever_is_to_be_left_alone(worlds: Twins) -> None:
    world = worlds[1]
    with named(world, VERA, buying_role="economic buyer"):
        moves(world, ours="Proposal", theirs="Comparing suppliers")
        moves(world, ours="Negotiation", theirs="Comparing suppliers")
        told_before = told(world)[-1][2]
        assert told_before is not None
        assert "Somebody of ours knows them" in told_before.text, "Raj does"
        assert VERA in str(sent_out(world))
        assert VERA in exported(world, "ana")
        with world.database.write() as session:
            contact_id = session.scalars(select(ContactAddress.contact_id).where(ContactAddress.address == VERA)).one()
            session.execute(update(Contact).where(Contact.id == contact_id).values(do_not_contact=True))
        told_now = told(world)[-1][2]
        assert told_now is not None
        assert "of ours knows" not in told_now.text
        said = world.desk("ana").types("next Acme renewal")
        assert "*Vera Visible* is not to be contacted" in str(said)
        assert "with *Vera" not in str(said)
        assert "intro_open" not in str(said)


def test_under_an_embargo_the_deal_itself_is_gone_for_whoever_is_not_cleared(worlds: Twins) -> None:
    world = worlds[1]
    moves(world, ours="Proposal", theirs="Comparing suppliers")
    with world.database.write() as session:
        session.execute(update(Account).where(Account.name == "Acme Corp").values(embargoed=True))
    assert said(world) == {GONE}
    for who in ("ana", "lee", "mia"):
        for command in ("deal show", "deal team", "next"):
            here, nowhere = (world.desk(who).types(f"{command} {name}") for name in ("Acme renewal", "Acne renewal"))
            assert shown(here).replace("Acme renewal", "") == shown(nowhere).replace("Acne renewal", "")
    told_before = len(told(world)) + len(told(world, "ana"))
    moves(world, ours="Negotiation", theirs="Comparing suppliers")
    assert said(world) == {GONE}, "and that only in the place of what was said before"
    assert len(told(world)) + len(told(world, "ana")) - told_before <= 2, "one for each move, to say nothing"


def said(world: Office) -> set[tuple[str, bool]]:
    """What is told of the deal now to anybody, and whether that is worth a message of its own."""
    found = [one for who in (None, "ana", "lee") for _, _, one in told(world, who)]
    return {(one.text, not one.only_updates) for one in found if one is not None}
