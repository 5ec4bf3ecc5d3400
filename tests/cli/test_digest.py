"""`o2o digest preview` as somebody at a shell runs it: a channel's eyes for a deal, a colleague's for theirs."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bot.errors import BadInput
from models.accounts import Contact
from models.base import new_id
from models.deals import Deal, DealMember, Engagement, ProposedMember
from models.people import Colleague
from models.session import Database
from tests.cli import test_coverage
from tests.cli.test_coverage import FORMULA, ran
from tests.people.conftest import ROOT

here, kind = test_coverage.here, test_coverage.kind
PAGE = (ROOT / "docs" / "how-to" / "weekly-digest.md").read_text(encoding="utf-8")
OF_DEAL = {
    *("deal", "stage", "theirs", "amount", "currency", "due", "counts", "missing", "risks", "carried_by_one"),
    *("eyes", "next", "more", "nothing_to_say"),
}
NEEDING = OF_DEAL - {"eyes", "next", "more", "nothing_to_say"}
STEP = {"ours", "theirs", "by", "weeks", "decide", "way"}
OF_PERSON = {"deals_of_their_people", "own_deals", "not_read", "asks", "to_look_at", "to_confirm", "nothing_to_say"}


def preview(code: int, *words: str) -> str:
    return str(ran(code, "digest", "preview", *words).stdout)


def data_of(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(preview(0, *words, "--json"))
    return found


def refused(*words: str) -> str:
    error = ran(1, "digest", "preview", *words).exception
    assert isinstance(error, BadInput)
    return error.words


def may_say(folder: Path, *topics: str) -> None:
    """A new version of the charter lets these topics alone be told, in a deal's channel and to one person."""
    content = yaml.safe_load((folder / "charter.yaml").read_text(encoding="utf-8"))
    for place in content["digest"]["places"]:
        place["say"] = list(topics) if place["place"] in ("deal_channel", "direct_message") else place["say"]
    content["charter"]["version"] += 1
    (folder / "charter.yaml").write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def test_a_deals_is_what_its_channel_would_read(here) -> None:
    said = preview(0, "--deal", "two")
    assert said.startswith("Two · ")
    assert "=Jane" not in preview(0, "--deal", FORMULA)
    data = data_of("--deal", "Two")
    assert (data["deal"], data["stage"], data["counts"]["engaged"]) == ("Two", "Discovery", 0)
    assert set(data) == OF_DEAL
    assert all(set(one) == STEP for one in data["next"])
    assert all(f"`{name}`" in PAGE for name in OF_DEAL | STEP | OF_PERSON)
    # An account under embargo is not told to a channel, and a deal of that name is none.
    assert refused("--deal", "Three") == refused("--deal", "No such deal")


def test_deals_of_one_name_are_told_apart_by_their_ids(here) -> None:
    test_coverage.same_names(here)
    for eyes in ((), ("--as", "ana@ours.example")):
        said = refused("--deal", "Zwilling", *eyes)
        assert said.startswith("2 open deals are called that, as far as can be told there. Write the id in the CRM: ")
        assert "“Zwilling” at Acme (D-17)" in said
        assert "“Zwilling” (D-18)" in said
        assert "D-19" not in said
        assert "Zwilling" in preview(0, "--deal", "D-17", *eyes)
        assert refused("--deal", "D-19", *eyes) == refused("--deal", "D-99", *eyes)


def test_a_colleagues_is_what_they_would_read(here) -> None:
    assert "need" in preview(0, "--as", "mia@ours.example").splitlines()[0]
    data = data_of("--as", "ana@ours.example")
    assert set(data) == OF_PERSON
    assert (data["deals_of_their_people"]["all"], data["own_deals"]["all"]) == (0, 1)
    assert data["not_read"] == 0
    (needing,) = data["own_deals"]["needing"]
    assert set(needing) == NEEDING
    assert "economic buyer" in needing["missing"]  # Raj knows her, and nobody has met her
    assert refused("--deal", "Two", "--as", "ana@ours.example") == refused("--deal", "X", "--as", "ana@ours.example")
    assert "--as" in refused()


@pytest.mark.parametrize("email", ["nobody@ours.example"])
def test_nobody_is_shown_nothing(here, email: str) -> None:
    assert "no colleague has the address" in refused("--as", email)


def _in_dialogue(database: Database) -> None:
    """Ana has met Jane for the deal, as was said for it: the channel is told of a part in dialogue."""
    with database.write() as session:
        deal = session.scalars(select(Deal).where(Deal.name == FORMULA)).one()
        of = {"workspace_id": deal.workspace_id, "deal_id": deal.id}
        jane = session.scalars(select(Contact.id).where(Contact.name == "=Jane")).one()
        now = dt.datetime.now(dt.UTC)
        said = {"colleague_id": deal.owner_id, "contact_id": jane, "kind": "meeting", "at": now, "source": "said"}
        session.add(Engagement(**of, **said, id=new_id()))


def _has_to_do(database: Database, how: str) -> None:
    """Mia, who manages the lead, has that to do with the deal besides."""
    with database.write() as session:
        deal = session.scalars(select(Deal).where(Deal.name == FORMULA)).one()
        deal.channel_id = "C0ACME"
        mia = session.scalars(select(Colleague.id).where(Colleague.name == "Mia")).one()
        of = {"workspace_id": deal.workspace_id, "deal_id": deal.id, "colleague_id": mia, "seller_role": "legal"}
        if how == "proposed":
            asked = {"proposed_by_id": deal.owner_id, "proposed_at": dt.datetime.now(dt.UTC)}
            session.add(ProposedMember(**of, **asked, id=new_id()))
        elif how == "on the team":
            session.add(DealMember(**of, source="x"))


@pytest.mark.parametrize("how", ["proposed", "manages the lead"])
def test_who_is_not_on_the_team_reads_of_a_deal_by_their_own_eyes(here, migrated: Database, how: str) -> None:
    _has_to_do(migrated, how)
    asked = ("--deal", FORMULA, "--as", "mia@ours.example")
    before = (preview(0, *asked), data_of(*asked), data_of("--deal", FORMULA)["counts"]["engaged"])
    _in_dialogue(migrated)
    assert (preview(0, *asked), data_of(*asked), 0) == before
    assert data_of("--deal", FORMULA)["counts"]["engaged"] == 1
    assert "A preview of one deal, by your own eyes." in before[0].splitlines()[0]
    assert before[1]["eyes"] == "own"
    assert set(before[1]) == OF_DEAL
    assert (before[1]["next"], before[1]["more"], before[1]["nothing_to_say"]) == (None, None, False)


def test_the_team_reads_what_the_channel_would(here, migrated: Database) -> None:
    _has_to_do(migrated, "on the team")
    _in_dialogue(migrated)
    said = preview(0, "--deal", FORMULA, "--as", "mia@ours.example").splitlines()
    assert said[0] == "A preview, as the deal's channel would read it now. Nothing is sent."
    assert "1 role engaged" in said[2]
    assert data_of("--deal", FORMULA, "--as", "mia@ours.example") == data_of("--deal", FORMULA)


CHANNEL = {
    (): {"eyes"},
    ("stages",): {"eyes"},
    ("roles",): OF_DEAL - {"stage", "theirs", "counts", "carried_by_one", "more"},
    ("counts",): OF_DEAL - {"stage", "theirs", "counts", "missing", "next", "more"},
    ("roles", "stages"): OF_DEAL - {"counts", "carried_by_one", "more"},
    ("roles", "counts", "ways"): OF_DEAL - {"stage", "theirs"},
}
"""What is told of a deal, by the topics that may be told in its channel."""


@pytest.mark.parametrize("topics", CHANNEL)
def test_of_a_deal_no_more_is_told_than_its_channel_may_be(here, migrated: Database, topics: tuple[str, ...]) -> None:
    with migrated.write() as session:
        session.scalars(select(Deal).where(Deal.name == FORMULA)).one().buying_stage = "Evaluating"
    may_say(here, *topics)
    data = data_of("--deal", FORMULA)
    assert set(data) == OF_DEAL
    assert {key for key, value in data.items() if value is not None} == CHANNEL[topics]
    for one in data["next"] or ():
        assert {key for key in ("weeks", "way") if one[key] is not None} == {
            key for key, topic in (("weeks", "counts"), ("way", "ways")) if topic in topics
        }


def test_of_a_person_no_more_is_told_than_one_person_may_be(here) -> None:
    may_say(here, "roles")
    data = data_of("--as", "ana@ours.example")
    own = data["own_deals"]
    assert (own["all"], own["more"], data["not_read"]) == (None, None, None)
    assert {key for key, value in own["needing"][0].items() if value is None} == {
        *("stage", "theirs", "counts", "carried_by_one")
    }
    of_one = data_of("--as", "ana@ours.example", "--deal", FORMULA)
    assert {key for key, value in of_one.items() if value is None} == {
        *("stage", "theirs", "counts", "carried_by_one", "next", "more")
    }
    may_say(here, "counts")
    assert data_of("--as", "ana@ours.example")["own_deals"] == {"all": 1, "needing": None, "more": None}
    of_one = data_of("--as", "ana@ours.example", "--deal", FORMULA)
    assert (set(of_one), {value for key, value in of_one.items() if key != "eyes"}) == (OF_DEAL, {None})


def test_of_a_person_no_more_deals_are_told_one_by_one_than_in_the_message(here, migrated: Database) -> None:
    with migrated.write() as session:
        first = session.scalars(select(Deal).where(Deal.name == FORMULA)).one()
        of = {one: getattr(first, one) for one in ("workspace_id", "owner_id", "account_id", "stage", "source")}
        for number in range(6):
            session.add(Deal(**of, id=new_id(), name=f"More {number}", is_open=True, created_at=first.created_at))
    own = data_of("--as", "ana@ours.example")["own_deals"]
    assert (own["all"], len(own["needing"]), own["more"]) == (7, 5, 2)
