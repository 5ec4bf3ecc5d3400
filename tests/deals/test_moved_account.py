"""The CRM says that a deal is with another customer: nobody's yes for the one opens them the other."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.deals import team
from bot.deals.crm.taking import take
from bot.deals.crm.told import read_deal
from models.deals import DealMember
from tests.deals.conftest import Floor

ROLE = "solution engineer"


def crm_says(floor: Floor, deal_id: int, minutes: int, **said: object) -> None:
    at = floor.clock.now() + dt.timedelta(minutes=minutes)
    held = {"external_id": floor.deal(deal_id).external_id, "stage": "Evaluation", "at": at.isoformat(), **said}
    with floor.database.write() as session:
        take(session, floor.clock, floor.workspace_id, floor.playbooks, [read_deal(held, at)])


def asked(floor: Floor, name: str) -> list[tuple[int, str]]:
    return [(subject, state) for kind, subject, _, _, state in floor.told(name) if kind == team.ASKED]


@pytest.mark.parametrize("before", ["Globex", None])
def test_who_was_confirmed_is_proposed_again_and_whom_the_crm_names_stays(floor: Floor, before: str | None) -> None:
    floor.account("Umbra")
    deal_id = floor.crm_deal("Renewal", "ana", "max", account_id=floor.account(before) if before else None)
    floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["raj"], ROLE)  # at once: nobody was asked
    floor.does("max", team.propose, floor.clock, deal_id, floor.ids["lee"], ROLE)
    floor.does("ana", team.confirm, floor.clock, floor.proposal("lee"))
    crm_says(floor, deal_id, 0, amount=5)
    assert floor.members(deal_id) == {"max", "raj", "lee"}
    crm_says(floor, deal_id, 1, account="Umbra")
    assert floor.members(deal_id) == {"max"}
    raj, lee = floor.proposal("raj"), floor.proposal("lee")
    assert (raj, "due") in asked(floor, "ana")
    assert (lee, "due") in asked(floor, "ana")
    assert asked(floor, "mia") == [(raj, "due")]
    crm_says(floor, deal_id, 2, account="Umbra")
    floor.does("mia", team.confirm, floor.clock, raj)
    crm_says(floor, deal_id, 3, account="Umbra")
    assert floor.members(deal_id) == {"max", "raj"}


def test_an_owner_who_was_confirmed_here_is_the_crms_from_then_on(floor: Floor) -> None:
    """So that they go when the CRM names another one."""
    floor.account("Umbra")
    deal_id = floor.crm_deal("Renewal", "ana", account_id=floor.account("Globex"))
    floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["lee"], ROLE)
    crm_says(floor, deal_id, 0, account="Umbra", owner_email="lee@ours.example")
    assert floor.members(deal_id) == {"lee"}
    [member] = floor.rows(DealMember)
    assert (member.confirmed_by_id, member.confirmed_at, member.seller_role) == (None, None, "solution engineer")
    crm_says(floor, deal_id, 1, owner_email="zoe@ours.example")
    assert floor.members(deal_id) == {"zoe"}


def test_an_account_nobody_knows_asks_nobody(floor: Floor) -> None:
    deal_id = floor.crm_deal("Renewal", "ana", account_id=floor.account("Globex"))
    floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["lee"], ROLE)
    for at, name in enumerate(("Nowhere", "Globex")):
        crm_says(floor, deal_id, at, account=name)
    assert floor.members(deal_id) == {"lee"}
