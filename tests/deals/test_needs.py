"""What a deal needs, whether it is met, and for whom: said aloud, or seen in full; by when it is needed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from bot.charter import Charter
from bot.charter.sight import Sight
from bot.deals.needs import NeedStanding
from bot.deals.ours import Member
from bot.deals.stakeholders import observe
from models.accounts import Account, Contact, Holding, Seat
from models.deals import Deal, Stakeholder
from models.session import Database
from tests.deals.team import BILL, JANE, Team, begun
from tests.introductions.office import CONTENT


@pytest.fixture
def team(database: Database, workspace_id: int) -> Team:
    made = begun(database, workspace_id)
    made.observes("lee", JANE, buying_role="user buyer", stance="champion")
    return made


def names(members: tuple[Member, ...]) -> list[str]:
    return [one.name for one in members]


def test_what_is_needed_where_the_deal_stands(team: Team) -> None:
    needs = team.needs("ana")
    assert list(needs) == ["user", "champion"]
    assert names(needs["user"].holders) == ["Ana"]
    assert [one.name for one in needs["user"].stakeholders] == ["Jane Doe"]
    team.moves("Negotiation")
    needs = team.needs("ana")
    assert list(needs) == ["champion", "sponsor"]  # needed once, needed on
    assert (names(needs["sponsor"].holders), needs["sponsor"].vacant) == (["Raj"], False)
    team.clock.advance(minutes=1)
    team.moves("closedwon")
    assert team.needs("ana") == {}


def test_said_for_the_deal(team: Team) -> None:
    cases: list[tuple[str, str, int, set[str]]] = [
        ("raj", "meeting", 0, set()),  # he has another part
        ("ana", "meeting", 61, set()),
        ("ana", "email", 60, set()),
        ("ana", "call", 59, {"user"}),  # a champion is to be met
        ("ana", "meeting", 31, {"user"}),
        ("ana", "meeting", 0, {"user", "champion"}),
    ]
    for who, kind, ago, engaged in cases:
        team.has_met(who, kind=kind, ago=ago)
        for reader in ("ana", "mia", "#"):
            assert {key for key, one in team.needs(reader).items() if one.engaged == "said"} == engaged, reader


def test_with_nobody_in_the_part_anybody_on_the_team_will_do(team: Team) -> None:
    team.changes("ana", left_at=team.clock.now())
    assert team.needs("raj")["user"].vacant
    team.has_met("raj")
    assert team.needs("raj")["user"].engaged == "said"


def test_only_whoever_has_the_part_of_theirs_counts(team: Team) -> None:
    team.has_met("ana", BILL)
    assert team.needs("ana")["user"].engaged == ""
    team.observes("raj", BILL, buying_role="user buyer")
    assert team.needs("ana")["user"].engaged == "said"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_dialogue_counts_for_whom_it_is_with_alone_may_be_known(team: Team) -> None:
    team.has_met("raj")
    team.has_met("ana")
    for reader in ("ana", "mia", "#"):
        assert {one.engaged for one in team.needs(reader).values()} == {"said"}
        assert team.stands(reader).pairs == {team.ids["ana"]: 1, team.ids["raj"]: 1}
    with team.database.write() as session:
        session.get_one(Contact, (team.workspace_id, team.contact(JANE))).in_directory = False
    for reader in ("ana", "mia", "#"):
        assert {one.engaged for one in team.needs(reader).values()} == {""}, reader
        assert team.stands(reader).pairs == {}
    team.knows("ana", strength=1)  # she knows of Jane by herself: for her it counts, and for nobody else
    assert {one.engaged for one in team.needs("ana").values()} == {"said"}
    assert team.stands("ana").pairs == {team.ids["ana"]: 1, team.ids["raj"]: 1}
    assert {one.engaged for one in team.needs("#").values()} == {""}
    assert team.stands("#").pairs == {}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_with_whom_somebody_is_not_shown_in_the_deal_no_dialogue_counts_for_them(team: Team) -> None:
    """That Bill matters is for Raj alone, who said so; the channel is told no more than that a part is in dialogue."""
    own = {"id": "O1", "when": ["viewer_is_owner"], "grant": "shown", "because": "Yours."}
    team.charter = Charter({**CONTENT, "observation": [own]})
    team.has_met("ana", BILL)
    team.observes("raj", BILL, buying_role="user buyer")
    assert {who: team.needs(who)["user"].engaged for who in ("raj", "ana", "mia", "#")} == {
        "raj": "said",
        "ana": "",
        "mia": "",
        "#": "said",
    }


def test_the_latest_word_on_a_stance_counts_and_anybodys_on_a_role(team: Team) -> None:
    team.clock.advance(days=1)
    team.observes("raj", JANE, buying_role="legal", stance="sceptic")
    needs = team.needs("ana")
    assert [one.name for one in needs["user"].stakeholders] == ["Jane Doe"]
    assert needs["champion"].stakeholders == ()


def seen_by(one: NeedStanding) -> tuple[str, bool]:
    return one.engaged, one.own is not None


def test_seen_in_a_relationship_by_who_is_given_it_in_full_and_nobody_else(team: Team) -> None:
    team.knows("ana", strength=5, met_on=team.clock.now().date())
    needs = team.needs("ana")
    assert seen_by(needs["user"]) == seen_by(needs["champion"]) == ("seen", True)
    for reader in ("raj", "mia", "#"):
        assert {seen_by(one) for one in team.needs(reader).values()} == {("", False)}, reader
    team.clock.advance(days=31)  # strong yet, and not met for longer than a champion may wait
    assert seen_by(team.needs("ana")["champion"]) == ("", False)
    assert seen_by(team.needs("ana")["user"]) == ("seen", True)


def test_a_relationship_too_cold_does_not_meet_a_need(team: Team) -> None:
    team.knows("ana", strength=1)
    team.has_met("ana", kind="email")
    assert seen_by(team.needs("ana")["champion"]) == ("", False)


def test_what_is_met_is_not_missing_but_ones_own_is_asked_about(team: Team) -> None:
    assert [one.standing.need.id for one in team.next("ana").told] == ["user", "champion"]
    team.knows("ana", strength=5, met_on=team.clock.now().date())
    mine = team.next("ana").told[0]
    assert mine.known is not None
    assert (mine.known.own, mine.ours and mine.ours.name) == (True, "Ana")
    team.has_met("ana")
    assert team.next("ana").told == ()


def test_quiet_or_unknown_stages_need_nothing(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id, stage="Somewhere", theirs=None)
    assert team.needs("ana") == {}
    team.clock.advance(minutes=1)
    team.moves("Interest")
    assert list(team.needs("ana")) == ["user"]
    with team.database.write() as session:
        session.get_one(Deal, (team.workspace_id, team.deal_id)).kind = "simple"
    assert team.needs("ana") == {}


def test_by_when(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id, stage="Interest", theirs=None)
    assert team.needs("ana")["user"].needed_by == dt.date(2026, 12, 7)  # ten working days from a Monday
    team.clock.advance(days=3)
    team.moves("Evaluation")  # moving on does not begin the time anew
    assert team.needs("ana")["user"].needed_by == dt.date(2026, 12, 7)
    team.clock.advance(days=1)
    team.moves("Comparing suppliers", "buying")  # from now on: two weeks, to a Friday
    assert team.needs("ana")["champion"].needed_by == dt.date(2026, 12, 11)
    team.moves("Negotiation")
    team.clock.advance(days=10)
    team.moves("Evaluation")  # back again: needed from now on
    assert team.needs("ana")["user"].needed_by == dt.date(2026, 12, 21)


def test_who_is_not_to_be_contacted_is_said_to_be_that_and_met_by_nobody(team: Team) -> None:
    with team.database.write() as session:
        session.get_one(Contact, (team.workspace_id, team.contact(JANE))).do_not_contact = True
    (user, _) = team.next("ana").told
    assert user.theirs is None
    assert [(one.name, one.left_alone) for one in user.standing.stakeholders] == [("Jane Doe", True)]
    team.observes("raj", BILL)
    (user, _) = team.next("ana").told
    assert user.theirs is not None
    assert user.theirs.name == "Bill Smith"


def test_an_empty_seat_is_met_by_nobody_until_somebody_has_it(team: Team) -> None:
    with team.database.write() as session:
        of = {"workspace_id": team.workspace_id, "source": "test", "created_at": team.clock.now()}
        account = Account(name="Acme", name_key="acme", **of)
        session.add(account)
        session.flush()
        seat = Seat(account_id=account.id, title="CFO", title_key="cfo", **of)
        session.add(seat)
        session.flush()
        seat_id = seat.id
    team.does("ana", take_back_all, team)
    team.does("ana", observe, team.clock, team.deal_id, None, seat_id, {"buying_role": "user buyer"})
    user = team.next("ana").told[0]
    assert (user.theirs, [one.name for one in user.standing.stakeholders]) == (None, ["CFO"])
    with team.database.write() as session:
        of = {"workspace_id": team.workspace_id, "source": "test"}
        session.add(Holding(seat_id=seat_id, contact_id=team.contact(BILL), since=dt.date(2026, 11, 1), **of))
    user = team.next("ana").told[0]
    assert user.theirs is not None
    assert user.theirs.name == "Bill Smith"
    team.has_met("ana", BILL)
    assert team.needs("ana")["user"].engaged == "said"


def take_back_all(sight: Sight, team: Team) -> None:
    """Nobody is a stakeholder any more."""
    sight.session.execute(update(Stakeholder).values(removed_at=team.clock.now()))


def test_who_could_play_a_part_that_nobody_has(team: Team) -> None:
    team.changes("ana", left_at=team.clock.now())
    team.joins("ida", title="Account manager")
    team.joins("ole", title="Janitor")
    team.joins("una", title="Account executive", kind="guest")
    user = team.needs("raj")["user"]
    assert (user.vacant, names(user.holders)) == (True, ["Ida"])
    told = team.next("raj").told[0]
    assert told.ours is not None
    assert told.ours.name == "Ida"
