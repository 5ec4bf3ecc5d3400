"""Who gets a weekly word at all, and of how many deals: nobody hears of what is hidden from them by getting one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.deals import digest, digest_data, places, several
from handlers.views.coverage_words import first_line
from handlers.views.digest_person import of_person
from handlers.views.hours import Reader
from models.accounts import Account
from models.base import new_id
from models.network import Relationship
from models.session import Database
from tests.conftest import NOW
from tests.deals.desk import PLAYBOOKS
from tests.deals.test_digest_said import wishes
from tests.deals.weekly import Weekly

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def week(database: Database, workspace_id: int) -> Weekly:
    return Weekly(database, workspace_id)


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("wished", ["line", "silence"])
def test_of_a_hidden_deal_nobody_hears_that_nothing_needs_them(week: Weekly, stored: bool, wished: str) -> None:
    """The line itself would tell whoever has nothing else to read that there is a deal of theirs."""
    wishes(week, wished)
    if stored:
        of = {"workspace_id": week.workspace_id, "source": "crm", "created_at": NOW}
        secret = new_id()
        with week.database.write() as session:
            session.add(Account(id=secret, name="Secret", name_key="secret", embargoed=True, **of))
        week.deal(name="Secret", account_id=secret)
    assert all(week.to(name).only_updates for name in ("ana", "mia", "lee"))
    if stored:
        with week.database.write() as session:
            session.get_one(Account, (week.workspace_id, secret)).embargoed = False
        assert not week.found_for("ana").nothing


def test_who_sees_a_deal_off_the_map_hears_that_nothing_else_needs_them(week: Weekly) -> None:
    week.deal(name="Elsewhere", stage="Elsewhere")
    said = "Nothing needs you this week. Of one I can't say: its stage is not in the playbook."
    assert (week.to("ana").text, week.to("ana").only_updates) == (said, False)
    wishes(week, "silence")
    assert week.to("ana").only_updates


@pytest.mark.parametrize("days", [100, 400])
def test_who_has_only_people_to_confirm_has_one(week: Weekly, days: int) -> None:
    week.contact("Jane")
    week.knows("zoe", "jane@acme.example")
    with week.database.write() as session:
        for one in session.scalars(select(Relationship)):
            one.created_at, one.owner_edited_at = NOW - dt.timedelta(days=days), None
    week.prepares()
    asked_for = week.found_for("zoe").to_confirm
    assert asked_for == (days > 180)
    assert bool(week.last(name="zoe").id) is bool(asked_for)
    assert week.to("zoe").only_updates is not bool(asked_for)


def test_of_very_many_deals_those_due_first_are_read_and_it_is_said(week: Weekly) -> None:
    for number in (3, 1, 2):
        week.deal(name=f"Deal {number}", expected_close=dt.date(2027, 1, number))
    week.deal(name="Some day")
    with week.database.read() as session:
        sight = week.sight(session, "mia")
        found, enough = (digest.for_person(sight, PLAYBOOKS, most=most) for most in (2, 4))
        assert {one.covered.deal.name for one in found.theirs} == {"Deal 1", "Deal 2"}
        said, whole = (of_person(one, Reader(NOW, dt.UTC), 1, requests=True).text for one in (found, enough))
        assert said.startswith("*2 of the 2 of your 4 deals that are due first need you.*")
        assert whole.startswith("*4 of your 4 deals need you.*")
        assert [digest_data.of_person(one, places.EVERYTHING)["not_read"] for one in (found, enough)] == [2, 0]
        assert digest_data.of_person(found, frozenset({"roles"}))["not_read"] is None
        assert "\nLooked at: the 2 of your 4 deals that are due first." in said
        assert "Looked at" not in whole
        some, all_of_them = several.of_team(sight, PLAYBOOKS, most=2), several.of_team(sight, PLAYBOOKS, most=None)
    mixed = replace(found, own=found.theirs[:1], of_own=1, theirs=found.theirs[1:], of_theirs=1)
    mine = of_person(mixed, Reader(NOW, dt.UTC), 1, requests=True).text
    assert "*1 of your people's 1 among the 2 of your 4 deals that are due first needs you.*" in mine
    assert "*1 of your own 1 among the 2 of your 4 deals that are due first needs you.*" in mine
    assert first_line(some) == "*2 of the 2 of your 4 deals that are due first need you.*"
    assert {one.deal.name for one in some.deals} == {"Deal 1", "Deal 2"}
    assert first_line(all_of_them) == "*4 of your 4 deals need you.*"
