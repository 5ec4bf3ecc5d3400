"""Whoever is hidden plays no part in a deal: nothing that is shown or told of it tells that they were named in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest
from sqlalchemy import select, update

from bot.people.objections import record_objection, withdraw_objection
from models.accounts import Account, Contact, ContactAddress
from tests import postgres
from tests.conftest import DATABASES
from tests.hostile.deal_room import Entry, asks, exported, gaps, met, moves, named, opens, sent_out, told
from tests.hostile.desk import Office, shown
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


@pytest.fixture(scope="module", params=DATABASES)
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """The twins, on each database, with the deal spoken of in its channel."""
    folder = tmp_path_factory.mktemp("twins")
    with ExitStack() as stack:

        def url(name: str) -> str:
            if request.param == "sqlite":
                return f"sqlite:///{folder / name}.db"
            server = request.getfixturevalue("postgres_server")
            return str(stack.enter_context(postgres.fresh_database(server)))

        made = stack.enter_context(twins(folder, url))
        for world in made:
            opens(world)
        yield made


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


@pytest.mark.parametrize("way", HIDDEN)
def test_a_hidden_stakeholder_is_none(worlds: Twins, way: str) -> None:
    address = WAYS[way].address
    with named(worlds[0], address, **OBSERVED), met(worlds[0], address):
        same(worlds)


def test_a_hidden_relationship_is_no_way(worlds: Twins) -> None:
    with ExitStack() as stack:
        for world in worlds:
            stack.enter_context(named(world, OMAR, **OBSERVED))
        same(worlds)


def test_whoever_objects_is_out_of_every_deal_at_once(worlds: Twins) -> None:
    for world in worlds:
        with world.database.write() as session:
            record_objection(session, world.clock, world.workspace_id, VERA)
    try:
        with named(worlds[0], VERA, **OBSERVED), named(worlds[0], VERAS_SEAT, **OBSERVED), met(worlds[0], VERA):
            same(worlds)
    finally:
        for world in worlds:
            with world.database.write() as session:
                withdraw_objection(session, world.workspace_id, VERA)


def _alone(world: Office, address: str, *, alone: bool) -> None:
    with world.database.write() as session:
        contact_id = session.scalars(select(ContactAddress.contact_id).where(ContactAddress.address == address)).one()
        session.execute(update(Contact).where(Contact.id == contact_id).values(do_not_contact=alone))


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
        _alone(world, VERA, alone=True)
        try:
            told_now = told(world)[-1][2]
            assert told_now is not None
            assert "of ours knows" not in told_now.text
            said = world.desk("ana").types("next Acme renewal")
            assert "*Vera Visible* is not to be contacted" in str(said)
            assert "with *Vera" not in str(said)
            assert "intro_open" not in str(said)
        finally:
            _alone(world, VERA, alone=False)


def test_under_an_embargo_the_deal_itself_is_gone_for_whoever_is_not_cleared(worlds: Twins) -> None:
    world = worlds[1]
    moves(world, ours="Proposal", theirs="Comparing suppliers")
    try:
        _embargo(world, embargoed=True)
        assert said(world) == {GONE}
        for who in ("ana", "lee", "mia"):
            for command in ("deal show", "deal team", "next"):
                here, nowhere = (
                    world.desk(who).types(f"{command} {name}") for name in ("Acme renewal", "Acne renewal")
                )
                assert shown(here).replace("Acme renewal", "") == shown(nowhere).replace("Acne renewal", "")
        told_before = len(told(world)) + len(told(world, "ana"))
        moves(world, ours="Negotiation", theirs="Comparing suppliers")
        assert said(world) == {GONE}, "and that only in the place of what was said before"
        assert len(told(world)) + len(told(world, "ana")) - told_before <= 2, "one for each move, to say nothing"
    finally:
        _embargo(world, embargoed=False)


def said(world: Office) -> set[tuple[str, bool]]:
    """What is told of the deal now to anybody, and whether that is worth a message of its own."""
    found = [one for who in (None, "ana", "lee") for _, _, one in told(world, who)]
    return {(one.text, not one.only_updates) for one in found if one is not None}


def _embargo(world: Office, *, embargoed: bool) -> None:
    with world.database.write() as session:
        session.execute(update(Account).where(Account.name == "Acme Corp").values(embargoed=embargoed))
