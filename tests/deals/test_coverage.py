"""How a deal stands, part by part, as each reader may know it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import update

from bot.charter import Charter
from bot.deals import coverage_data, gaps, rooms, several
from bot.deals.coverage import DealCoverage, RoleStanding, coverage, figure, open_deals, stood
from bot.deals.coverage_data import as_data
from bot.deals.several import Several, of_one
from bot.deals.stakeholders import observe
from bot.deals.trend import PERSON
from handlers.views.coverage import beside_picture
from handlers.views.hours import Reader
from models.accounts import Account, Affiliation, Contact, Seat
from models.base import new_id
from models.deals import Deal, DealMember
from models.digests import Digest
from models.network import HalfTie, Relationship
from models.outbox import OutboxEntry
from models.session import Database
from tests.conftest import NOW
from tests.deals.conftest import Floor
from tests.deals.desk import PLAYBOOKS as OF_DESK
from tests.deals.team import BILL, JANE, PLAYBOOKS, RULES, Team, begun
from tests.deals.weekly import Weekly

PLACES = [
    {"id": "P1", "place": "deal_channel", "say": ["roles", "counts", "stages", "ways"], "because": "Roles alone."},
    {"id": "P2", "place": "direct_message", "say": ["roles", "counts", "contact_names"], "because": "One reads it."},
]


def telling(places: list[dict[str, Any]]) -> Charter:
    """The team's charter, by which this is told in these places."""
    return Charter({**RULES, "digest": {"smallest_group": 5, "places": places}})


def covered(team: Team, name: str) -> DealCoverage:
    """The deal as somebody sees it; `#` is its channel."""
    with team.database.read() as session:
        sight = team.channel(session) if name == "#" else team.sight(session, name)
        return coverage(sight, PLAYBOOKS, [session.get_one(Deal, (team.workspace_id, team.deal_id))])[0]


def role(team: Team, name: str, theirs: str = "user buyer") -> RoleStanding:
    """One role as somebody sees it."""
    return next(one for one in covered(team, name).roles if one.role == theirs)


def cells(one: RoleStanding) -> dict[str, str]:
    """How each part of ours stands with it, where anything is known."""
    return {cell.ours: cell.state for cell in one.cells if cell.state}


def test_from_unknown_to_engaged(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    before = role(team, "ana")
    assert (before.state, before.named, before.needed, before.people) == ("unknown", False, True, ())
    team.observes("ana", JANE, buying_role="user buyer")
    team.observes("ana", BILL, buying_role="user buyer")
    assert (role(team, "ana").state, role(team, "ana").named) == ("unknown", True)
    assert [one.role for one in covered(team, "ana").missing] == ["user buyer", "champion"]
    team.knows("zoe", JANE)
    assert role(team, "ana").state == "known"
    assert [one.name for one in role(team, "ana").people] == ["Bill Smith", "Jane Doe"]
    team.has_met("ana", JANE, ago=100)
    cold = role(team, "raj")
    assert (cold.state, cold.last) == ("cold", (NOW - dt.timedelta(days=100)).date())
    assert cells(cold) == {"account executive": "cold"}
    # A mail is no dialogue where the playbook asks for a meeting: but they know each other.
    team.has_met("raj", BILL, kind="email")
    assert cells(role(team, "ana"))["executive sponsor"] == "known"
    assert role(team, "ana").state == "cold"
    team.clock.advance(minutes=1)
    team.has_met("raj", BILL)
    engaged = role(team, "mia")
    assert (engaged.state, engaged.last) == ("engaged", NOW.date())
    assert cells(engaged)["executive sponsor"] == "engaged"
    threads = covered(team, "ana").threads
    assert threads.hangs_by_one
    assert threads.threads == {(team.ids["raj"], team.contact(BILL))}


def test_what_was_answered_is_not_needed_now(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    open_one = role(team, "ana")
    assert (open_one.needed, open_one.needed_by is not None) == (True, True)
    need = next(one.need.id for one in covered(team, "ana").needs.needs if one.need.theirs == "user buyer")
    team.answers_gap("ana", gaps.not_needed, need, 0, "Nobody has it there.")
    for reader in ("ana", "raj", "mia"):
        one = role(team, reader)
        assert (one.state, one.needed, one.needed_by) == ("unknown", False, None), reader
        assert [each.role for each in covered(team, reader).missing] == ["champion"]


def test_a_relationship_seen_in_full(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    team.observes("ana", JANE, buying_role="user buyer")
    team.knows("ana", JANE, met_on=NOW.date())
    assert role(team, "ana").state == "engaged"
    # Nobody else may know when they were in touch; that there is a way, they may.
    assert {role(team, name).state for name in ("raj", "mia")} == {"known"}
    team.shares("ana", "private", JANE)
    assert role(team, "raj").state == "unknown"


def test_what_was_imported_is_at_most_known_until_its_owner_has_looked(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    team.observes("ana", JANE, buying_role="user buyer")
    team.knows("ana", JANE, met_on=NOW.date())
    number = team.relationship("ana", JANE)
    for reviewed, state, engaged in ((False, "known", ""), (True, "engaged", "seen")):
        with team.database.write() as session:
            session.get_one(Relationship, (workspace_id, number)).reviewed = reviewed
            session.execute(update(HalfTie).where(HalfTie.relationship_id == number).values(reviewed=reviewed))
        assert role(team, "ana").state == state
        assert next(one.engaged for one in team.stands("ana").needs if one.need.theirs == "user buyer") == engaged


def test_what_hangs_by_one_thread_is_what_was_said_aloud(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    team.charter = telling(PLACES)
    team.observes("ana", JANE, buying_role="coach")
    team.observes("ana", BILL, buying_role="user buyer")
    team.knows("ana", BILL, met_on=NOW.date())
    assert {covered(team, name).threads.ours for name in ("ana", "raj", "#")} == {0}
    team.has_met("raj", JANE, ago=20)
    for name in ("ana", "raj", "#"):
        assert covered(team, name).threads.threads == {(team.ids["raj"], team.contact(JANE))}, name
    # Who carries it is told by name to whoever sees them.
    reader = Reader(team.clock.now(), dt.UTC)
    said = "Hangs by one thread: *Raj* on our side and *Jane Doe* on theirs carry this deal."
    assert said in beside_picture(covered(team, "ana"), reader, team.ids["ana"]).text
    assert as_data(several_of(team, "ana"))["deals"][0]["survivability"]["hangs_on"] == ["Jane Doe", "Raj"]


def several_of(team: Team, name: str) -> Several:
    with team.database.read() as session:
        deal = session.get_one(Deal, (team.workspace_id, team.deal_id))
        return of_one(team.sight(session, name), PLAYBOOKS, deal)


def test_what_a_channel_is_told(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    team.observes("ana", JANE, buying_role="user buyer", stance="sceptic")
    team.knows("zoe", JANE)
    assert covered(team, "#").roles == ()  # the charter of these tests says nothing of channels
    team.charter = telling(PLACES)
    assert {one.role: one.state for one in covered(team, "#").roles} == {"user buyer": "known", "champion": "unknown"}
    # A stance is a part only where the playbook asks for it: a person reads as many parts as the channel.
    assert {one.role for one in covered(team, "ana").roles} == {"user buyer", "champion"}
    team.has_met("ana", JANE)
    told = role(team, "#")
    assert (told.state, told.people) == ("engaged", ())
    # Which part of ours it is in dialogue with is told where the team may be named.
    assert (cells(told), covered(team, "#").columns) == ({}, ())
    team.charter = telling([{**PLACES[0], "say": ["roles", "counts", "team_names"]}, PLACES[1]])
    assert cells(role(team, "#")) == {"account executive": "engaged"}
    assert [member.name for member in covered(team, "#").columns[0].members] == ["Ana"]
    team.charter = telling([{**PLACES[0], "say": ["roles"]}, PLACES[1]])
    assert covered(team, "#").threads.ours == 0
    assert covered(team, "ana").threads.ours == 1


def test_an_empty_seat(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    of = {"workspace_id": workspace_id, "source": "crm", "created_at": NOW}
    account, seat = new_id(), new_id()
    with team.database.write() as session:
        session.add(Account(id=account, name="Acme", name_key="acme", **of))
        session.flush()
        session.add(Seat(id=seat, account_id=account, title="CFO", title_key="cfo", **of))
    team.does("ana", observe, team.clock, team.deal_id, None, seat, {"buying_role": "user buyer"})
    team.charter = telling(PLACES)
    for name in ("ana", "#"):
        assert (role(team, name).state, role(team, name).named) == ("vacant", True)
        assert covered(team, name).counts["vacant"] == 1
    # With somebody in the part it is a person's, not an empty seat's.
    team.observes("ana", JANE, buying_role="user buyer")
    assert role(team, "ana").state == role(team, "#").state == "unknown"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(("has_objected", "state"), [(True, "unknown"), (False, "vacant")])
def test_somebody_hidden_who_shares_a_seat_makes_no_difference(
    database: Database, workspace_id: int, has_objected: bool, state: str
) -> None:
    """Whoever has objected has the seat, and is not told of; whoever is hidden has none, whoever has it beside them."""
    week = Weekly(database, workspace_id)
    account, secret = new_id(), new_id()
    with database.write() as session:
        of = {"workspace_id": workspace_id, "source": "crm", "created_at": NOW}
        session.add(Account(id=account, name="Acme", name_key="acme", **of))
        session.add(Account(id=secret, name="Quorum", name_key="quorum", embargoed=True, **of))
    deal = week.deal(name="Acme renewal", channel_id="C1", account_id=account)
    seat = week.seat(account)
    week.stakeholder(deal, seat_id=seat, buying_role="economic buyer")
    if has_objected:
        holder = week.contact("Obi", seat=seat)
        with database.write() as session:
            session.get_one(Contact, (workspace_id, holder)).objected_at = NOW
    without = week.in_channel(deal), week.to("ana"), week.to("mia")
    hidden = week.contact("Hilda", seat=seat)
    with database.write() as session:
        session.add(Affiliation(workspace_id=workspace_id, contact_id=hidden, account_id=secret, basis="seat"))
    assert (week.in_channel(deal), week.to("ana"), week.to("mia")) == without
    (buyer,) = [one for one in week.found_in_channel(deal).covered.roles if one.role == "economic buyer"]
    assert (buyer.state, buyer.named) == (state, not has_objected)


def test_what_has_changed_since_the_last_digest(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    team.charter = telling(PLACES)
    assert role(team, "ana").before is None
    for week in range(3):
        for reader, of in (("ana", {"colleague_id": team.ids["ana"]}), ("#", {"deal_id": team.deal_id})):
            one = role(team, reader)
            assert (one.before, one.weeks) == ("unknown" if week else None, week)
            _digest(team, stood([covered(team, reader)]), **of)
            assert role(team, reader).weeks == week  # today's own is not before it
        team.clock.advance(days=7)
    assert covered(team, "raj").before is None  # somebody else's digest tells them nothing
    team.observes("ana", JANE, buying_role="user buyer")
    team.has_met("ana", JANE)
    for reader in ("ana", "#"):
        one = role(team, reader)
        assert (one.state, one.before, one.weeks) == ("engaged", "unknown", 0)
        assert covered(team, reader).before == {"engaged": 0, "cold": 0, "known": 0, "unknown": 2, "vacant": 0}
    assert json.loads(stood([covered(team, "ana")])) == {
        str(team.deal_id): {"user buyer": ["engaged", 1], "champion": ["unknown", 4]}
    }


def _digest(team: Team, stood_then: str, **of: int) -> None:
    """One that was posted."""
    now, where = team.clock.now(), {"workspace_id": team.workspace_id}
    said: dict[str, Any] = {"kind": rooms.DIGEST, "room": "C1"}
    if "colleague_id" in of:
        said = {"kind": PERSON, "recipient_id": of["colleague_id"]}
    with team.database.write() as session:
        session.add(made := Digest(id=new_id(), day=now.date(), stood=stood_then, prepared_at=now, **where, **of))
        session.add(OutboxEntry(id=new_id(), subject_id=made.id, due_at=now, created_at=now, ts="1.0", **where, **said))


def test_figures_are_of_groups(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    with team.database.read() as session:
        assert figure(team.sight(session, "ana"), 9, 14) is None
        team.charter = telling(PLACES)
        sight = team.sight(session, "ana")
        assert figure(sight, 9, 14) == (9, 14)
        assert figure(sight, 4, 5) == (4, 5)
        assert figure(sight, 4, 4) is None


def test_the_deals_of_an_account_and_of_a_manager(floor: Floor) -> None:
    acme, other = floor.account("Acme"), floor.account("Bolt")
    floor.crm_deal("Of Ana", "ana", "ana", account_id=acme)
    floor.crm_deal("Of Mia", "mia", account_id=acme)
    floor.crm_deal("Of Zoe", "zoe", "ana", account_id=acme)
    floor.crm_deal("Of Lee", "lee", account_id=other)

    def names(name: str, account_id: int | None = None) -> list[str]:
        with floor.database.read() as session:
            sight = floor.sight(session, name)
            return [one.name for one in open_deals(sight, account_id=account_id, most=None)[0]]

    assert names("mia") == names("max") == ["Of Ana", "Of Mia"]
    assert names("ana") == ["Of Ana", "Of Zoe"]
    assert names("ana", acme) == ["Of Ana", "Of Zoe"]
    assert names("mia", acme) == ["Of Ana", "Of Mia"]
    assert names("ana", other) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_machines_are_told_of_whoever_is_behind_a_word_and_of_nobody_else(
    database: Database, workspace_id: int
) -> None:
    week = Weekly(database, workspace_id)
    deal = week.deal(name="Acme renewal")
    jane = week.contact("Jane", deal, buying_role="economic buyer")
    kim = {"colleague_id": week.ids["kim"], "seller_role": "account executive", "source": "test"}
    with database.write() as session:
        session.add(DealMember(workspace_id=workspace_id, deal_id=deal, **kim))
    week.engages(deal, "ana", jane)
    with database.read() as session:
        found = several.of_one(week.sight(session, "ana"), OF_DESK, session.get_one(Deal, (workspace_id, deal)))
        [told] = [one for one in coverage_data.as_data(found)["deals"][0]["roles"] if one["role"] == "economic buyer"]
        who = {one["part"]: one["who"] for one in told["ours"]}
        assert (who["account executive"], set(map(tuple, who.values()))) == (["Ana"], {("Ana",)})
        assert ',"Ana","Jane"' in coverage_data.as_csv(found.deals)
