"""The oracle against answers worked out by hand: who guards the guard must be checked by reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import yaml

from tests.charter.oracle import Facts, decide, look, shared_facts, survey, tie_facts
from tests.charter.oracle_world import Account, Channel, Colleague, Contact, Deal, Holding, Relationship, Viewer, World

CHARTER: dict[str, Any] = yaml.safe_load("""
relationship:
  - {id: R1, when: [viewer_is_owner], grant: full}
  - {id: R2, when: [viewer_on_deal], grant: named}
  - {id: R3, when: [viewer_is_member], grant: exists}
  - {id: R4, when: [viewer_is_external], cap: hidden}
  - {id: R5, when: [account_embargoed, not viewer_cleared, not viewer_is_owner], cap: hidden}
  - {id: R6, when: [not owner_reviewed, not viewer_is_owner], cap: hidden}
  - {id: R7, when: [owner_marked_private, not viewer_is_owner], cap: exists}
  - {id: R8, when: [owner_marked_open, viewer_is_member], grant: named}
contact:
  - {id: D1, when: [viewer_is_member, contact_in_directory], grant: listed}
  - {id: D2, when: [viewer_sees_a_relationship], grant: listed}
  - {id: D3, when: [contact_objected], cap: hidden}
observation:
  - {id: O1, grant: shown}
""")


def those(names: str, **others: bool | None) -> Facts:
    return {**dict.fromkeys(names.split(), True), **others}


@pytest.mark.parametrize(
    ("names", "outcome", "clauses"),
    [
        ("", "hidden", "DEFAULT"),
        ("owner_reviewed", "hidden", "DEFAULT"),
        ("viewer_is_member owner_reviewed", "exists", "R3"),
        ("viewer_is_member viewer_on_deal owner_reviewed", "named", "R2"),
        # Two grants of the same height decide together; the lower one does not.
        ("viewer_is_member viewer_on_deal owner_reviewed owner_marked_open", "named", "R2 R8"),
        # The owner's own tie is not capped by what speaks of others.
        ("viewer_is_member viewer_is_owner account_embargoed", "full", "R1"),
        ("viewer_is_member", "hidden", "R3 R6"),
        # Both caps say hidden: both decide.
        ("viewer_is_member account_embargoed", "hidden", "R3 R5 R6"),
        ("viewer_is_member viewer_cleared account_embargoed owner_reviewed", "exists", "R3"),
        # Any cap beats any grant, the highest too.
        ("viewer_is_owner viewer_is_external", "hidden", "R1 R4"),
        # A cap that lowers nothing does not decide.
        ("viewer_is_member owner_reviewed owner_marked_private", "exists", "R3"),
        ("viewer_is_member viewer_on_deal owner_reviewed owner_marked_private", "exists", "R2 R7"),
        # A lower cap beats a higher one, which then does not decide.
        ("viewer_is_member viewer_on_deal owner_marked_private", "hidden", "R2 R6"),
        # Nothing granted: there is nothing for a cap to lower.
        ("viewer_is_external", "hidden", "DEFAULT"),
    ],
)
def test_decides_relationships(names: str, outcome: str, clauses: str) -> None:
    assert decide(CHARTER, "relationship", those(names)) == (outcome, set(clauses.split()))


@pytest.mark.parametrize(
    ("facts", "outcome", "clauses"),
    [
        (those("viewer_is_member", owner_reviewed=None), "hidden", "R3 R6"),
        (those("viewer_is_member owner_reviewed", viewer_on_deal=None), "exists", "R3"),
        # Not knowing whether it is embargoed does not matter to its owner.
        (those("viewer_is_member viewer_is_owner", account_embargoed=None), "full", "R1"),
        # Whether somebody is one of us: at worst not.
        (those("owner_reviewed", viewer_is_member=None, viewer_is_external=None), "hidden", "R3 R4 DEFAULT"),
        # All values of all unknown facts together: neither of these alone gives hidden.
        (those("viewer_is_member owner_reviewed", viewer_cleared=None, account_embargoed=None), "hidden", "R3 R5"),
        (those("viewer_is_member owner_reviewed", viewer_cleared=None), "exists", "R3"),
    ],
)
def test_takes_the_lowest_when_it_does_not_know(facts: Facts, outcome: str, clauses: str) -> None:
    assert decide(CHARTER, "relationship", facts) == (outcome, set(clauses.split()))


def test_all_values_count_those_too_that_cannot_be_together() -> None:
    charter = {
        "relationship": [
            {"id": "R1", "when": ["not viewer_is_member"], "grant": "exists"},
            {"id": "R2", "when": ["not viewer_is_external"], "grant": "named"},
        ]
    }
    # Nobody is both a member and external; whoever does not know whether somebody is does not show anything.
    who_knows = those("", viewer_is_member=None, viewer_is_external=None)
    assert decide(charter, "relationship", who_knows) == ("hidden", {"DEFAULT"})


def test_decides_the_other_subjects() -> None:
    assert decide(CHARTER, "contact", those("viewer_is_member contact_in_directory")) == ("listed", {"D1"})
    assert decide(CHARTER, "contact", those("viewer_is_member")) == ("hidden", {"DEFAULT"})
    objected = those("viewer_is_member contact_in_directory viewer_sees_a_relationship contact_objected")
    assert decide(CHARTER, "contact", objected) == ("hidden", {"D1", "D2", "D3"})
    assert decide(CHARTER, "observation", {}) == ("shown", {"O1"})
    assert decide({}, "observation", {}) == ("hidden", {"DEFAULT"})


# Facts out of a world.

TODAY, DAY = dt.date(2026, 3, 2), dt.timedelta(days=1)
ANN, BOB, GUS, LEA, UNA, BOT = (1, 2, 3, 4, 5, 6)
OURS, SHARED = Channel(), Channel(shared=True)
ACME, ZETA, OMEGA = (11, 12, 13)
CFO, CTO, NOBODY, MOVED = (21, 22, 23, 24)


def whoever(world: World, viewer: int | Channel) -> Viewer:
    return viewer if isinstance(viewer, Channel) else world.colleagues[viewer]


@pytest.fixture
def world() -> World:
    """Ann and Bob are members, Gus a guest, Lea has left, of Una nothing is known."""
    team = frozenset((ANN, GUS, LEA, UNA))
    return World(
        version=3,
        today=TODAY,
        colleagues={
            ANN: Colleague(ANN, accepted=3),
            BOB: Colleague(BOB, accepted=2),
            GUS: Colleague(GUS, kind="guest", accepted=3),
            LEA: Colleague(LEA, left=True),
            UNA: Colleague(UNA, kind="unknown", accepted=4),
            BOT: Colleague(BOT, kind="bot"),
        },
        accounts={
            ACME: Account(ACME, domains=("acme.test",), embargoed=True, cleared=team),
            ZETA: Account(ZETA, domains=("zeta.test", "zeta.example"), sensitive=True),
            OMEGA: Account(OMEGA),
        },
        contacts={
            CFO: Contact(CFO, addresses=("cfo@acme.test",), in_directory=True),
            CTO: Contact(CTO, addresses=("c@mail.test", "cto@zeta.example"), objected=True),
            NOBODY: Contact(NOBODY, addresses=("n@not.acme.test",), do_not_contact=True),
            MOVED: Contact(MOVED, holdings=(Holding(ZETA, until=TODAY), Holding(ACME, until=TODAY + DAY))),
        },
        relationships={
            31: Relationship(31, owner=ANN, contact=CFO, open=True),
            32: Relationship(32, owner=BOB, contact=CFO, account=OMEGA, reviewed=False),
            33: Relationship(33, owner=LEA, contact=CTO, private=True),
            34: Relationship(34, owner=BOB, contact=CTO, account=ACME, removed=True),
            35: Relationship(35, owner=GUS, contact=NOBODY),
        },
        deals={
            41: Deal(41, account=ACME, team=team),
            42: Deal(42, account=ZETA, open=False, team=frozenset((BOB,))),
            43: Deal(43, account=None, team=frozenset((BOB,))),
        },
    )


def test_finds_the_accounts_of_a_contact(world: World) -> None:
    def ids(found: dict[int, list[Account]]) -> dict[int, list[int]]:
        return {contact: [account.id for account in accounts] for contact, accounts in found.items()}

    assert ids(world.accounts_of) == {CFO: [ACME], CTO: [ZETA], NOBODY: [], MOVED: [ACME]}
    assert ids(world.all_accounts_of) == {CFO: [ACME, OMEGA], CTO: [ZETA], NOBODY: [], MOVED: [ACME]}
    # A day later the seat at Acme has been left, a day earlier the one at Zeta was still held.
    assert ids(replace(world, today=TODAY + DAY).accounts_of)[MOVED] == []
    assert ids(replace(world, today=TODAY - DAY).accounts_of)[MOVED] == [ACME, ZETA]


@pytest.mark.parametrize(
    ("viewer", "member", "external", "on_deal", "accepted"),
    [
        (ANN, True, False, True, True),
        (BOB, True, False, False, False),
        (GUS, False, True, False, True),
        (LEA, False, True, False, False),
        (UNA, None, None, None, False),
        (BOT, False, True, False, False),
        (OURS, True, False, False, False),
        (SHARED, False, True, False, False),
    ],
)
def test_knows_who_looks(
    world: World,
    viewer: int | Channel,
    *,
    member: bool | None,
    external: bool | None,
    on_deal: bool | None,
    accepted: bool,
) -> None:
    facts = shared_facts(world, whoever(world, viewer), world.contacts[CFO])
    assert facts == {
        "viewer_is_member": member,
        "viewer_is_external": external,
        "viewer_on_deal": on_deal,
        "viewer_cleared": on_deal,
        "viewer_accepted": accepted,
        "contact_in_directory": True,
        "contact_objected": False,
        "contact_do_not_contact": False,
        "account_sensitive": False,
        "account_embargoed": True,
    }


def test_only_the_version_in_force_is_accepted(world: World) -> None:
    who_accepted = {one.id for one in world.colleagues.values() if world.accepted(one)}
    assert who_accepted == {ANN, GUS}
    newer = replace(world, version=4)
    assert {one.id for one in newer.colleagues.values() if newer.accepted(one)} == {UNA}


PLAIN, EMBARGOED, SENSITIVE = (11, 12, 13)


@pytest.mark.parametrize(
    ("at", "said", "lists", "on_deal", "cleared"),
    [
        pytest.param([PLAIN], [], [PLAIN], True, True, id="cleared, though nothing asks for it"),
        pytest.param([PLAIN], [], [], True, False, id="on no list"),
        pytest.param([EMBARGOED, PLAIN], [], [EMBARGOED], True, True, id="not for one that needs no clearance"),
        pytest.param([EMBARGOED, PLAIN], [], [PLAIN], True, False, id="not for the one that does"),
        pytest.param([EMBARGOED, SENSITIVE], [], [EMBARGOED], False, False, id="sensitive ones need it too"),
        pytest.param([EMBARGOED, SENSITIVE], [], [EMBARGOED, SENSITIVE], False, True, id="for both"),
        pytest.param([], [PLAIN], [PLAIN], False, False, id="nobody lets themselves in by saying so"),
        pytest.param([], [EMBARGOED], [EMBARGOED], False, False, id="nor under an embargo"),
        pytest.param([PLAIN], [EMBARGOED], [PLAIN], True, False, id="what is only said may take the clearance away"),
        pytest.param([PLAIN], [EMBARGOED], [PLAIN, EMBARGOED], True, True, id="unless they are on that list as well"),
        pytest.param([EMBARGOED], [EMBARGOED], [EMBARGOED], False, True, id="said, and so"),
        pytest.param([], [], [], False, False, id="nowhere"),
    ],
)
def test_lets_nobody_let_themselves_in(
    at: list[int], said: list[int], lists: list[int], *, on_deal: bool, cleared: bool
) -> None:
    world = World(
        version=1,
        today=TODAY,
        colleagues={who: Colleague(who) for who in (ANN, BOB)},
        accounts={
            key: Account(
                key,
                embargoed=key == EMBARGOED,
                sensitive=key == SENSITIVE,
                cleared=frozenset([ANN] if key in lists else []),
            )
            for key in (PLAIN, EMBARGOED, SENSITIVE)
        },
        contacts={CFO: Contact(CFO, holdings=tuple(Holding(account) for account in at))},
        # Whoever says so: Ann herself, or Bob.
        relationships={
            key: Relationship(key, ANN if key % 2 else BOB, CFO, account=account)
            for key, account in enumerate(said, 31)
        },
        deals={41: Deal(41, account=PLAIN, team=frozenset([ANN]))},
    )
    contact = shared_facts(world, world.colleagues[ANN], world.contacts[CFO])
    ties = [tie_facts(world, world.colleagues[ANN], tie) for tie in world.relationships.values()]
    for facts in ties or [contact]:
        assert (facts["viewer_on_deal"], facts["viewer_cleared"]) == (on_deal, cleared)
        assert facts["account_embargoed"] is (EMBARGOED in at + said)
        assert facts["account_sensitive"] is (SENSITIVE in at + said)
    # What is said of the contact in one relationship says nothing about them to others.
    assert (contact["account_embargoed"], contact["account_sensitive"]) == (EMBARGOED in at, SENSITIVE in at)


def test_a_closed_deal_lets_nobody_in(world: World) -> None:
    facts = shared_facts(world, world.colleagues[BOB], world.contacts[CTO])
    assert facts["viewer_on_deal"] is False
    assert facts["account_sensitive"] is True
    assert facts["account_embargoed"] is False, "a removed relationship claims nothing"


def test_knows_the_owner(world: World) -> None:
    facts = tie_facts(world, world.colleagues[LEA], world.relationships[33])
    assert {name for name, value in facts.items() if value and not name.startswith(("contact_", "account_"))} == {
        "viewer_is_external",
        "viewer_is_owner",
        "owner_marked_private",
        "owner_reviewed",
        "owner_left",
    }
    seen_by_bob = tie_facts(world, world.colleagues[BOB], world.relationships[31])
    assert {name for name in seen_by_bob if name.startswith("owner") and seen_by_bob[name]} == {
        "owner_marked_open",
        "owner_reviewed",
        "owner_accepted",
    }
    assert seen_by_bob["viewer_is_owner"] is False


@pytest.mark.parametrize(
    ("viewer", "ties", "contacts"),
    [
        # Ann: her own in full; on the deal, cleared; Bob's waits for its review. CTO objected.
        (ANN, {31: "full", 32: "hidden", 33: "exists", 35: "exists"}, {CFO, NOBODY}),
        # Bob: not cleared, so Acme is hidden but for his own tie.
        (BOB, {31: "hidden", 32: "full", 33: "exists", 35: "exists"}, {CFO, NOBODY}),
        (GUS, {31: "hidden", 32: "hidden", 33: "hidden", 35: "hidden"}, set()),
        (LEA, {31: "hidden", 32: "hidden", 33: "hidden", 35: "hidden"}, set()),
        (UNA, {31: "hidden", 32: "hidden", 33: "hidden", 35: "hidden"}, set()),
        # A channel sees the directory, and nothing by way of relationships; if others are in it, nothing at all.
        (OURS, {31: "hidden", 32: "hidden", 33: "exists", 35: "exists"}, {CFO}),
        (SHARED, {31: "hidden", 32: "hidden", 33: "hidden", 35: "hidden"}, set()),
    ],
)
def test_surveys_a_world(world: World, viewer: int | Channel, ties: dict[int, str], contacts: set[int]) -> None:
    seen, listed = survey(partial(look, CHARTER), world, whoever(world, viewer))
    assert {tie: sighting.outcome for tie, sighting in seen.items()} == ties
    assert {contact for contact, sighting in listed.items() if sighting.outcome == "listed"} == contacts
