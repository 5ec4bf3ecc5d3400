"""What can go wrong with a deal: each rule by what is there, told once, and which rules are noise."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bot.charter import Charter
from bot.deals import seen
from bot.deals.digest import in_channel
from bot.deals.dismissing import dismiss, noise
from bot.errors import BadInput, Stale
from bot.people.objections import record_objection
from handlers.views import digests
from handlers.views.hours import Reader
from models.accounts import Account, Affiliation, Holding
from models.base import random_id
from models.deals import Deal, Gap, Stakeholder
from models.keys import fold
from models.outbox import OutboxEntry
from models.session import Database
from models.workspaces import create_local
from tests.conftest import NOW, new_database
from tests.deals.desk import PLAYBOOKS, ROOT, Desk

ROOM = "C0DEAL"


@pytest.fixture
def desk(database: Database, workspace_id: int) -> Desk:
    return Desk(database, workspace_id)


def account(desk: Desk, name: str = "Acme", **marked: bool) -> int:
    with desk.database.write() as session:
        of = {"workspace_id": desk.workspace_id, "source": "crm", "created_at": NOW}
        made = Account(name=name, name_key=fold(name), **of, **marked)
        session.add(made)
        session.flush()
        return made.id


def leaves(desk: Desk, contact_id: int) -> None:
    """The directory says that somebody has left their seat."""
    with desk.database.write() as session:
        for one in session.scalars(select(Holding).where(Holding.contact_id == contact_id)):
            one.until = desk.clock.now().date()


def works_at(desk: Desk, contact_id: int, account_id: int) -> None:
    """The directory says where somebody works."""
    with desk.database.write() as session:
        of = {"workspace_id": desk.workspace_id, "contact_id": contact_id, "account_id": account_id}
        session.add(Affiliation(**of, basis="seat"))


def risks(desk: Desk) -> dict[str, str]:
    return {key: state for key, state in desk.gaps().items() if "_" in key}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_deal_hangs_by_one_thread_until_a_second_person_is_in_dialogue(desk: Desk) -> None:
    deal = desk.deal(channel_id=ROOM)
    jane, bill = desk.contact("Jane", deal, buying_role="economic buyer"), desk.contact("Bill", deal, stance="champion")
    desk.engages(deal, "ana", jane)
    desk.engages(deal, "ana", bill)
    desk.ticks(days=13)
    assert risks(desk) == {}
    desk.ticks(days=2)
    assert risks(desk) == {"single_thread": "open"}
    assert ("risk", "room") in desk.told()
    for _ in range(3):
        desk.ticks(hours=1)
    assert [one for one in desk.told() if one[0] == "risk"] == [("risk", "room")]
    desk.engages(deal, "lee", jane)
    desk.ticks()
    assert risks(desk) == {"single_thread": "closed"}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nobody_has_met_whoever_pays(desk: Desk) -> None:
    deal = desk.deal(channel_id=ROOM)
    desk.ticks(hours=1)
    assert risks(desk) == {"no_economic_buyer": "open"}
    desk.engages(deal, "lee", desk.contact("Jane", deal, buying_role="economic buyer"))
    desk.ticks(hours=1)
    assert risks(desk) == {"no_economic_buyer": "closed"}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_where_a_need_asks_for_the_buyer_the_risk_does_not_ask_again(desk: Desk) -> None:
    deal = desk.deal(stage="Discovery", channel_id=ROOM)
    desk.moves(deal, "Evaluation")
    desk.ticks(hours=1)
    assert desk.gaps()["economic"] == "open"
    assert risks(desk) == {}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_deal_goes_cold_and_warm_again(desk: Desk) -> None:
    deal = desk.deal(stage="Mutual interest", channel_id=ROOM)
    desk.ticks(days=21)
    assert risks(desk) == {}
    desk.ticks(hours=1)
    assert risks(desk) == {"gone_cold": "open"}
    jane = desk.contact("Jane", deal, buying_role="coach")
    desk.engages(deal, "ana", jane)
    desk.ticks(hours=1)
    assert risks(desk) == {"gone_cold": "closed"}
    desk.ticks(days=22)
    assert risks(desk) == {"gone_cold": "open"}


@pytest.mark.parametrize("stance", ["champion", "neutral"])
def test_somebody_leaves_their_seat_and_only_who_may_know_is_told(desk: Desk, stance: str) -> None:
    """That they mattered is for the team: by the charter the channel may not know of it, the lead may."""
    acme = account(desk)
    seat = desk.seat(acme)
    deal = desk.deal(stage="Mutual interest", channel_id=ROOM, account_id=acme)
    bill = desk.contact("Bill", deal, seat, stance=stance)
    desk.ticks(hours=1)
    assert risks(desk) == {}
    desk.clock.advance(days=2)
    leaves(desk, bill)
    desk.ticks()
    rule = "champion_left" if stance == "champion" else "seat_vacated"
    assert risks(desk) == {rule: "open"}
    assert [one for one in desk.told() if one[0] == "risk"] == [("risk", "ana")]


def test_a_seat_falls_vacant_and_is_taken(desk: Desk) -> None:
    acme = account(desk)
    seat = desk.seat(acme)
    deal = desk.deal(stage="Mutual interest", channel_id=ROOM, account_id=acme)
    desk.stakeholder(deal, seat_id=seat, buying_role="economic buyer")
    desk.ticks(hours=1)
    assert risks(desk) == {}  # empty before it was named
    first = desk.contact("Jane", seat=seat)
    desk.ticks(days=1)
    leaves(desk, first)
    desk.ticks(days=1)
    assert risks(desk) == {"seat_vacated": "open"}
    desk.contact("Mona", seat=seat)
    with desk.database.write() as session:
        session.scalars(select(Gap)).one().look_at = desk.clock.now()
    desk.ticks(hours=1)
    assert risks(desk) == {"seat_vacated": "closed"}


def test_whoever_is_hidden_leaves_a_seat_as_empty_as_nobody_does(desk: Desk) -> None:
    """Under an embargo, Mona's seat at Acme is as hidden as she is: to the deal's lead the seat is empty."""
    acme = account(desk)
    seat = desk.seat(acme)
    deal = desk.deal(stage="Mutual interest", channel_id=ROOM, account_id=acme)
    desk.stakeholder(deal, seat_id=seat, buying_role="economic buyer")
    first = desk.contact("Jane", seat=seat)
    desk.ticks(days=1)
    leaves(desk, first)
    works_at(desk, desk.contact("Mona", seat=seat), account(desk, "Quorum", embargoed=True))
    desk.ticks(days=1)
    assert risks(desk) == {"seat_vacated": "open"}


@pytest.mark.parametrize("stance", ["champion", "neutral"])
def test_a_seat_at_an_account_that_is_hidden_is_left_by_nobody(desk: Desk, stance: str) -> None:
    deal = desk.deal(stage="Mutual interest", channel_id=ROOM, account_id=account(desk))
    bill = desk.contact("Bill", deal, desk.seat(account(desk, "Quorum", embargoed=True)), stance=stance)
    desk.ticks(days=2)
    leaves(desk, bill)
    desk.ticks(days=1)
    assert risks(desk) == {}


def test_a_seat_at_an_account_that_is_hidden_keeps_nobody_where_they_were(desk: Desk) -> None:
    sensitive = {"when": ["account_sensitive", "not viewer_on_deal", "viewer_is_member"], "cap": "hidden"}
    content: dict[str, Any] = yaml.safe_load((ROOT / "charter.yaml").read_text(encoding="utf-8"))
    content["contact"].append({"id": "D9", **sensitive, "because": "For its deals' teams."})
    desk.charter = Charter(content)
    acme = account(desk)
    deal = desk.deal(stage="Mutual interest", channel_id=ROOM, account_id=acme)
    bill = desk.contact("Bill", deal, desk.seat(acme), stance="champion")
    works_at(desk, bill, acme)
    desk.ticks(days=2)
    leaves(desk, bill)
    seat = desk.seat(account(desk, "Quorum", sensitive=True))
    with desk.database.write() as session:
        of = {"workspace_id": desk.workspace_id, "contact_id": bill, "seat_id": seat}
        session.add(Holding(**of, since=desk.clock.now().date(), source="crm"))
    desk.ticks(days=1)
    assert risks(desk) == {"champion_left": "open"}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_dialogue_with_somebody_hidden_neither_makes_nor_ends_a_risk(desk: Desk) -> None:
    deal = desk.deal(channel_id=ROOM)
    pays = desk.contact("Petra", deal, buying_role="economic buyer")
    works_at(desk, pays, account(desk, "Quorum", embargoed=True))
    desk.engages(deal, "ana", pays)
    desk.ticks(days=15)
    assert risks(desk) == {"no_economic_buyer": "open"}, "it does not hang by Ana, as far as the channel may know"
    desk.engages(deal, "ana", pays)
    desk.ticks(days=7)
    assert risks(desk) == {"gone_cold": "open", "no_economic_buyer": "open"}


def ends_with_one(desk: Desk, how: str) -> tuple[list[str], str]:
    """Two dialogues, and one of the two of theirs is gone: what the channel is told next, and how it reads a digest."""
    deal = desk.deal(channel_id=ROOM)
    desk.engages(deal, "lee", desk.contact("Bill", deal, stance="champion"))
    desk.engages(deal, "ana", bob := desk.contact("Bob", deal, stance="supporter"))
    secret = account(desk, "Quorum", embargoed=True)
    desk.ticks(days=20)
    before = set(risks(desk))
    with desk.database.write() as session:
        if how == "objects":
            record_objection(session, desk.clock, desk.workspace_id, "bob@acme.example")
        elif how == "taken out":
            there = session.scalars(select(Stakeholder).where(Stakeholder.contact_id == bob)).one()
            there.removed_at = desk.clock.now()
    if how == "embargoed":
        works_at(desk, bob, secret)
    desk.ticks(hours=1)
    with desk.database.read() as session:
        sight = seen.of_channel(desk.sight(session, "ana"))
        found = in_channel(sight, PLAYBOOKS, session.get_one(Deal, (desk.workspace_id, deal)))
        said = digests.of_deal(found, Reader(desk.clock.now(), dt.UTC), requests=True)
    return sorted(set(risks(desk)) - before), said.text


def test_whoever_objects_or_is_put_under_an_embargo_goes_as_whoever_is_taken_out(tmp_path: Path) -> None:
    told = []
    for place, how in enumerate(("taken out", "objects", "embargoed")):
        (folder := tmp_path / str(place)).mkdir()
        database = new_database(folder)
        with database.write() as session:
            workspace_id = create_local(session, NOW).id
        told.append(ends_with_one(Desk(database, workspace_id), how))
        database.close()
    assert told[0] == told[1] == told[2]
    assert told[0][0] == ["single_thread"]
    assert "Hangs by one thread" in told[0][1]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_thousands_of_imported_deals_are_no_risks(desk: Desk) -> None:
    for number in range(50):
        desk.deal(name=f"Deal {number}")
    for _ in range(3):
        desk.ticks(days=30)
    assert (desk.gaps(), desk.told()) == ({}, [])


def test_a_dismissed_risk_is_not_told_again(desk: Desk) -> None:
    desk.deal(channel_id=ROOM)
    desk.ticks(hours=1)
    with desk.database.read() as session:
        gap = session.scalars(select(Gap)).one()
    with pytest.raises(BadInput, match="why not"):
        desk.does("ana", dismiss, desk.clock, gap.id, gap.version, " \0\u202e ")
    with pytest.raises(Stale):
        desk.does("raj", dismiss, desk.clock, gap.id, gap.version, "It is small.")
    desk.changes("ana", manager_id=desk.ids["raj"])
    desk.does("raj", dismiss, desk.clock, gap.id, gap.version, "It is small.")
    with pytest.raises(Stale):
        desk.does("ana", dismiss, desk.clock, gap.id, gap.version, "It is small.")
    for _ in range(3):
        desk.ticks(days=5)
    assert risks(desk)["no_economic_buyer"] == "not_needed"
    with desk.database.read() as session:
        (dismissed,) = session.scalars(select(Gap).where(Gap.key == "no_economic_buyer"))
        entry = session.scalars(select(OutboxEntry).where(OutboxEntry.subject_id == dismissed.id)).one()
    assert (dismissed.reason, dismissed.version, entry.kind) == ("It is small.", 2, "risk")


def answers(desk: Desk, deals: list[int], key: str, states: list[str], people: list[str]) -> None:
    with desk.database.write() as session:
        for number, (deal_id, state) in enumerate(zip(deals, states, strict=True)):
            session.add(
                Gap(
                    workspace_id=desk.workspace_id,
                    id=random_id(),
                    deal_id=deal_id,
                    key=key,
                    state=state,
                    raised_at=NOW,
                    answered_at=NOW,
                    answered_by_id=desk.ids[people[number % len(people)]],
                )
            )


FIVE = ["ana", "raj", "lee", "zoe", "mia"]


@pytest.mark.parametrize(
    ("states", "people", "noisy"),
    [
        (["not_needed"] * 5 + ["met"] * 3, FIVE, True),
        (["not_needed"] * 4 + ["met"] * 4, FIVE, False),
        (["not_needed"] * 7, FIVE, False),  # too few answers
        (["not_needed"] * 12, FIVE[:4], False),  # of so few people that it would be a figure about them
        (["not_needed"] * 5 + ["closed"] * 9 + ["met"] * 3, FIVE, True),  # what nobody answered counts for nothing
    ],
)
def test_a_rule_dismissed_more_often_than_not_is_noise(
    desk: Desk, states: list[str], people: list[str], noisy: bool
) -> None:
    deals = [desk.deal(name=f"Deal {number}") for number in range(len(states))]
    answers(desk, deals, "gone_cold", states, people)
    answers(desk, deals, "coach", ["met"] * len(states), FIVE)
    with desk.database.read() as session:
        found = noise(session, desk.workspace_id)
    assert [one.key for one in found] == (["gone_cold"] if noisy else [])
    if noisy:
        assert (found[0].answers, found[0].dismissed) == (8, 5)
