"""`/o2o next` goes by what its reader may see: with hidden people and relationships stored beside, it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import select, update

from bot.charter.sight import Sight, Viewer
from bot.deals.stakeholders import observe
from models.accounts import ContactAddress
from models.deals import Deal, Observation, Stakeholder
from models.people import Colleague
from tests import postgres
from tests.conftest import DATABASES
from tests.hostile.desk import Office, elements
from tests.hostile.twins import OURS, Stored, looks, twins

Twins = tuple[Office, Office]
DEAL = "Acme renewal"
SEEN = {
    "jane.doe@acme.example": {"buying_role": "economic buyer", "power": "high"},
    "omar.haddad@acme.example": {"buying_role": "legal"},
    "bill.smith@acme.example": {"buying_role": "user buyer", "stance": "neutral"},
}
"""What ana observed, in both worlds."""
KNOWN_IN_PRIVATE = Stored(
    ties=(
        # Each would change who is paired with whom, or close a need, for somebody who saw it.
        f"zoe.kern{OURS},omar.haddad@acme.example,Omar Haddad,,Acme Corp,5,friend,2026-11-20,,yes",
        f"raj.patel{OURS},bill.smith@acme.example,Bill Smith,,Acme Corp,5,friend,2026-11-20,,yes",
        f"lee.chen{OURS},omar.haddad@acme.example,Omar Haddad,,Acme Corp,5,friend,2026-11-20,,yes",
        f"sam.okoro{OURS},jane.doe@acme.example,Jane Doe,,Acme Corp,5,friend,2026-11-20,,yes",
    )
)
UNSEEN = {
    "petra.quorum@quorum.example": ("champion", "economic buyer"),
    "una.unseen@acme.example": ("champion", "legal"),
    "hugo.both@quorum.example": ("champion", "technical buyer"),
    "pru.private@nowhere.example": ("champion", "procurement"),
}
"""Stakeholders whom nobody here may see, in the first world alone."""


@pytest.fixture(scope="module", params=DATABASES)
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """The twins, with a deal in Negotiation; the first has hidden stakeholders and relationships besides."""
    folder = tmp_path_factory.mktemp("next")
    with ExitStack() as stack:

        def url(name: str) -> str:
            if request.param == "sqlite":
                return f"sqlite:///{folder / name}.db"
            server = request.getfixturevalue("postgres_server")
            return str(stack.enter_context(postgres.fresh_database(server)))

        made = stack.enter_context(twins(folder, url))
        KNOWN_IN_PRIVATE.store(made[0], folder)
        for world in made:
            _set_up(world)
        _hidden_stakeholders(made[0])
        yield made


def _set_up(world: Office) -> None:
    charter = world.house.boundary.charter
    with world.database.write() as session:
        session.execute(update(Deal).where(Deal.name == DEAL).values(stage="Negotiation", buying_stage="deciding"))
        ana = session.scalars(select(Colleague).where(Colleague.email == f"ana.ortiz{OURS}")).one()
        sight = Sight(session, charter, Viewer.of(ana, charter), world.clock.now(), world.settings.warmth)
        for address, seen in SEEN.items():
            observe(sight, world.clock, _deal(session).id, _contact(session, address), None, seen)


def _hidden_stakeholders(world: Office) -> None:
    with world.database.write() as session:
        deal = _deal(session)
        for address, (stance, role) in UNSEEN.items():
            row = Stakeholder(
                workspace_id=deal.workspace_id,
                deal_id=deal.id,
                contact_id=_contact(session, address),
                source="crm",
                created_at=world.clock.now(),
            )
            session.add(row)
            session.flush()
            for about, value in (("stance", stance), ("buying_role", role), ("power", "high")):
                session.add(
                    Observation(
                        workspace_id=deal.workspace_id,
                        stakeholder_id=row.id,
                        about=about,
                        value=value,
                        observed_at=world.clock.now(),
                        source="crm",
                    )
                )


def _deal(session: object) -> Deal:
    return session.scalars(select(Deal).where(Deal.name == DEAL)).one()  # type: ignore[attr-defined]


def _contact(session: object, address: str) -> int:
    found = select(ContactAddress.contact_id).where(ContactAddress.address == address)
    return session.scalars(found).one()  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["ana", "raj", "zoe", "mia"])
def test_the_answer_is_the_same(worlds: Twins, who: str) -> None:
    said = [world.desk(who).types(f"next {DEAL}") for world in worlds]
    assert looks(said[0]) == looks(said[1])
    if who == "ana":
        assert "*Jane Doe* (CFO, economic buyer)" in said[0].text
        assert "Nobody is named as champion yet." in said[0].text
        labels = [one["text"]["text"] for one in elements(said[0])]
        for label in ("Why these?", "Ask for an introduction"):
            assert label in labels


@pytest.mark.parametrize("who", ["ana", "raj", "zoe", "mia"])
def test_coverage_is_the_same(worlds: Twins, who: str) -> None:
    for asked in (DEAL, "@acme", "team", "@quorum", "Quorum"):
        said = [world.desk(who).types(f"coverage {asked}") for world in worlds]
        assert looks(said[0]) == looks(said[1]), asked
        if who == "ana" and asked == DEAL:
            assert "Jane Doe" in said[0].text
            assert "*champion*: unknown · nobody named" in said[0].text


def test_lee_who_has_hidden_relationships_of_his_own_sees_them(worlds: Twins) -> None:
    """So that the test above can fail: what is stored in private does change what its owner is told."""
    said = [world.desk("lee").types(f"next {DEAL}") for world in worlds]
    known = "*Omar Haddad* (General Counsel, legal) by 30 November\nYou know them well."
    assert known in said[0].text
    assert known not in said[1].text


@pytest.mark.parametrize("worlds", ["sqlite"], indirect=True)
def test_it_takes_as_many_statements(worlds: Twins) -> None:
    """Instead of the time it takes, which can't be told in a test."""
    for who in ("ana", "raj", "zoe", "mia"):
        took = []
        for world in worlds:
            world.statements.clear()
            world.desk(who).types(f"next {DEAL}")
            took.append(len(world.statements))
        assert took[0] == took[1], who


@pytest.mark.parametrize("who", ["ana", "zoe"])
def test_why_each_pair_and_what_is_answered_look_the_same(worlds: Twins, who: str) -> None:
    said = [world.desk(who).types(f"next {DEAL}") for world in worlds]
    whys = [[one["value"] for one in elements(each) if one["text"]["text"] == "Why?"] for each in said]
    assert len(whys[0]) == len(whys[1]) > 0
    for one, other in zip(*whys, strict=True):
        told = [world.desk(who).sends("gap_menu", value) for world, value in zip(worlds, (one, other), strict=True)]
        assert looks(told[0]) == looks(told[1])


def test_what_a_meeting_closes_does_not_hang_on_what_is_hidden(worlds: Twins) -> None:
    for address in ("jane.doe@acme.example", "petra.quorum@quorum.example", "nobody@acme.example"):
        said = [world.desk("ana").types(f"met {address}") for world in worlds]
        assert looks(said[0]) == looks(said[1]), address
    said = [world.desk("ana").types(f"next {DEAL}") for world in worlds]
    assert looks(said[0]) == looks(said[1])
