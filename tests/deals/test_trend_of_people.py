"""What has changed since a colleague's last weekly word: in the next one, and where they look for themselves."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.deals import rooms, trend
from bot.deals.covered import RoleStanding
from bot.people.objections import record_objection
from bot.people.review import share
from models.accounts import Account, Affiliation
from models.base import new_id
from models.digests import Digest
from models.network import Relationship
from models.outbox import OutboxEntry
from models.session import Database
from tests.conftest import NOW
from tests.deals.test_behind import JANE, begins
from tests.deals.weekly import Weekly

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def week(database: Database, workspace_id: int) -> Weekly:
    return Weekly(database, workspace_id)


def buyer(week: Weekly, name: str) -> RoleStanding:
    """How the economic buyer stands for somebody."""
    found = week.found_for(name)
    (one,) = found.own or found.theirs
    role: RoleStanding = next(each for each in one.covered.roles if each.role == "economic buyer")
    return role


def test_the_next_digest_says_what_has_changed(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal")
    jane = begins(week, deal)
    week.prepares()
    assert json.loads(week.last(name="ana").stood) == {}
    for name in ("ana", "mia"):
        week.reads(name)
    first = json.loads(week.last(name="ana").stood)
    assert list(first) == [str(deal)]
    assert first[str(deal)]["economic buyer"] == ["unknown", 1]
    assert "since last week" not in week.to("ana", week.last(name="ana")).text
    week.prepares(days=7)
    for name in ("ana", "mia"):
        week.reads(name)
    week.engages(deal, "ana", jane)
    week.prepares(days=7)
    for name in ("ana", "mia"):
        held = week.last(name=name)
        # What Ana observed of Jane is not shown to Mia, who manages her and is not on the deal.
        assert ("*economic buyer* engaged since last week" in week.to(name, held).text) is (name == "ana")
    assert (buyer(week, "ana").state, buyer(week, "ana").before) == ("engaged", "unknown")


def test_what_was_told_in_its_week_is_not_told_in_the_next(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal", channel_id="C1")
    jane = begins(week, deal)
    week.prepares()
    week.reads("ana")
    week.posts(deal)
    week.prepares(days=7)
    week.reads("ana")
    week.posts(deal)
    week.engages(deal, "ana", jane)
    assert "(+1)" in week.posts(deal).text  # brought up to date
    week.reads("ana")
    assert "since last week" in week.to("ana", week.last(name="ana")).text
    stood = week.last(deal).stood, week.last(name="ana").stood
    week.prepares(days=7)
    assert "(+1)" not in week.posts(deal).text
    week.reads("ana")
    assert "since last week" not in week.to("ana", week.last(name="ana")).text
    # What was told a week ago stays what it was, whatever is looked at later.
    with week.database.write() as session:
        for one in session.scalars(select(Digest).where(Digest.stood.in_(stood))).all():
            trend.keep(session, week.workspace_id, one.id, "{}", week.clock.now().date())
    assert {one.stood for one in week.rows(Digest)} >= set(stood)


def test_one_that_never_came_neither_counts_nor_makes_forget(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal", channel_id="C1")
    week.contact("Jane", deal, buying_role="economic buyer")

    def weeks() -> tuple[int, int]:
        (in_channel,) = {one.weeks for one in week.found_in_channel(deal, week.last(deal)).steps}
        week.posts(deal)
        return in_channel, buyer(week, "ana").weeks

    week.prepares()
    week.reads("ana")
    assert weeks() == (1, 0)
    week.prepares(days=7)
    week.reads("ana")
    assert weeks() == (2, 1)
    for _ in range(2):
        week.prepares(days=7, posted=False)
        week.reads("ana")  # rendered, and not posted
        assert weeks() == (3, 2)
    week.prepares(days=7)
    assert weeks() == (3, 2)


def test_a_digest_that_was_never_delivered_tells_nothing(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal")
    jane = begins(week, deal)
    week.prepares()
    week.reads("ana")
    week.prepares(days=7)  # not delivered
    week.engages(deal, "ana", jane)
    week.prepares(days=7)
    assert (buyer(week, "ana").state, buyer(week, "ana").before) == ("engaged", "unknown")


def test_what_is_hidden_since_is_not_told_of(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal")
    begins(week, deal)
    week.knows("zoe", JANE)
    week.prepares()
    week.reads("ana")
    assert json.loads(week.last(name="ana").stood)[str(deal)]["economic buyer"][0] == "known"
    (tie,) = [one.id for one in week.rows(Relationship) if one.colleague_id == week.ids["zoe"]]
    week.does("zoe", share, week.clock, tie, "private")
    week.prepares(days=7)
    assert (buyer(week, "ana").state, buyer(week, "ana").before) == ("unknown", None)
    assert "since last week" not in week.to("ana", week.last(name="ana")).text


@pytest.mark.parametrize("knows", [(), ("zoe",)])
def test_somebody_who_is_hidden_since_leaves_others_in_their_part(week: Weekly, knows: tuple[str, ...]) -> None:
    deal = week.deal(name="Acme renewal")
    begins(week, deal)
    for name in knows:
        week.knows(name, JANE)
    bob = week.contact("Bob", deal, buying_role="economic buyer")
    week.engages(deal, "lee", bob)
    week.prepares()
    week.reads("ana")
    with week.database.write() as session:
        record_objection(session, week.clock, week.workspace_id, "bob@acme.example")
    week.prepares(days=7)
    assert (buyer(week, "ana").state, buyer(week, "ana").before) == ("known" if knows else "unknown", None)
    assert "since last week" not in week.to("ana", week.last(name="ana")).text


def test_what_has_gone_by_time_alone_is_told(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal")
    jane = begins(week, deal)
    week.engages(deal, "ana", jane)
    for days in (0, 7 * 13):
        week.prepares(days=days)
        week.reads("ana")
    assert (buyer(week, "ana").state, buyer(week, "ana").before) == ("cold", "engaged")


def test_a_seat_whose_holder_is_hidden_since_is_not_said_to_have_fallen_vacant(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal")
    account = {one: new_id() for one in ("acme", "quorum")}
    with week.database.write() as session:
        of = {"workspace_id": week.workspace_id, "source": "crm", "created_at": NOW}
        for name, number in account.items():
            session.add(Account(id=number, name=name, name_key=name, embargoed=name == "quorum", **of))
    seat = week.seat(account["acme"])
    holder = week.contact("Petra", seat=seat)
    week.stakeholder(deal, seat_id=seat, buying_role="economic buyer")
    week.prepares()
    week.reads("ana")
    there = {"workspace_id": week.workspace_id, "contact_id": holder, "account_id": account["quorum"]}
    with week.database.write() as session:
        session.add(Affiliation(**there, basis="seat"))
    week.prepares(days=7)
    assert (buyer(week, "ana").state, buyer(week, "ana").before) == ("vacant", None)


@pytest.mark.parametrize("stood", ["x", "null", '{"DEAL": null}', '{"x": {}}', '{"DEAL": {"coach": ["known"]}}', "[1]"])
def test_what_a_later_version_kept_is_nothing_known_and_breaks_no_digest(week: Weekly, stood: str) -> None:
    deal, workspace_id = week.deal(name="Acme renewal"), week.workspace_id
    begins(week, deal)
    day = week.clock.now().date() - dt.timedelta(days=7)
    with week.database.write() as session:
        for whose in ({"colleague_id": week.ids["ana"]}, {"deal_id": deal}):
            kept = stood.replace("DEAL", str(deal))
            at = {"workspace_id": workspace_id, "id": new_id()}
            session.add(made := Digest(day=day, stood=kept, prepared_at=NOW, **at, **whose))
            said = {"kind": rooms.DIGEST, "room": "C1"}
            if "colleague_id" in whose:
                said = {"kind": trend.PERSON, "recipient_id": whose["colleague_id"]}
            posted = {"subject_id": made.id, "due_at": NOW, "created_at": NOW, "ts": "1.0"}
            session.add(OutboxEntry(**at, **posted, **said))
    with capture_logs() as logs:
        for _ in range(2):
            week.found_for("ana")
            assert all(one.before is None for one in week.found_in_channel(deal).covered.roles)
    assert sorted(one["event"] for one in logs) == ["digest_not_understood"] * 2
