"""What can be said to a gap, by whom, once; and taken back within five minutes."""

from __future__ import annotations

import datetime as dt
from itertools import product
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.deals import counting, gaps, stages
from bot.deals.engaging import Before
from bot.errors import BadInput, DomainError, NotYours, Stale
from models.deals import GAP_STATES, Gap
from models.session import Database
from tests.deals.team import BILL, JANE, Team, begun

SOON = dt.date(2026, 12, 1)
ANSWERS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "met": (gaps.met, ()),
    "not_needed": (gaps.not_needed, ("Settled.",)),
    "assigned": (gaps.assign, ()),
    "snoozed": (gaps.snooze, (SOON,)),
}


@pytest.fixture
def team(database: Database, workspace_id: int) -> Team:
    made = begun(database, workspace_id)
    made.observes("lee", JANE, stance="champion")
    return made


def answer(team: Team, who: str, state: str, version: int = 0) -> gaps.Answered:
    how, given = ANSWERS[state]
    given = {"met": (team.contact(JANE),), "assigned": (team.ids["raj"],)}.get(state, given)
    return team.answers_gap(who, how, "champion", version, *given)


def test_every_answer_in_every_state(team: Team) -> None:
    version = answer(team, "ana", "snoozed").version
    for state, to in product(GAP_STATES, ANSWERS):
        with team.database.write() as session:
            session.execute(update(Gap).values(state=state))
        if state in ("met", "not_needed"):
            with pytest.raises(Stale):
                answer(team, "ana", to, version)
            continue
        done = answer(team, "ana", to, version)
        version += 1
        gap = team.gap("champion")
        assert gap is not None
        assert (gap.state, gap.version, done.version) == (to, version, version)
        assert (gap.answered_by_id, gap.answered_at) == (team.ids["ana"], team.clock.now())
        kept = {"reason": gap.reason, "assigned_to_id": gap.assigned_to_id, "until": gap.until}
        only = {"not_needed": "reason", "assigned": "assigned_to_id", "snoozed": "until"}.get(to)
        assert {name for name, value in kept.items() if value is not None} == ({only} if only else set())


@pytest.mark.parametrize("state", ANSWERS)
def test_it_is_taken_back_by_who_gave_it_for_five_minutes(team: Team, state: str) -> None:
    done = answer(team, "ana", state)

    def undo(who: str, version: int = done.version) -> None:
        team.does(who, gaps.undo, team.clock, done.gap_id, version, team.contact(JANE), done.before)

    for who, version in (("raj", done.version), ("ana", done.version - 1)):
        with pytest.raises(Stale):
            undo(who, version)
    team.clock.advance(minutes=5, seconds=1)
    with pytest.raises(Stale):
        undo("ana")
    team.clock.advance(seconds=-1)
    undo("ana")
    gap = team.gap("champion")
    assert gap is not None
    assert (gap.state, gap.answered_by_id, gap.answered_at, gap.look_at) == ("open", None, None, None)
    assert team.engaged() == []
    with pytest.raises(Stale):
        undo("ana")


def test_who_may_answer(team: Team) -> None:
    for state in ANSWERS:
        with pytest.raises(Stale):  # to whom the deal is one never made
            answer(team, "zoe", state)
    with pytest.raises(NotYours):  # a manager has not been there
        answer(team, "mia", "met")
    assert answer(team, "mia", "snoozed").version == 2
    assert answer(team, "mia", "assigned", 2).version == 3
    assert answer(team, "raj", "not_needed", 3).version == 4


def test_two_at_once_the_second_changes_nothing(team: Team) -> None:
    answer(team, "ana", "not_needed")
    with pytest.raises(Stale):
        answer(team, "raj", "met")
    assert team.engaged() == []  # nor is anything else kept of it


def test_met_in_another_part_is_noted_and_leaves_it_open(team: Team) -> None:
    done = answer(team, "lee", "met")
    assert (done.filled, done.state) == (False, "open")
    assert [one[0] for one in team.engaged()] == ["lee"]
    assert [one.standing.need.id for one in team.next("ana").told] == ["user", "champion"]
    team.does("lee", gaps.unmet, team.clock, team.deal_id, team.contact(JANE), done.before)
    assert team.engaged() == []


def test_the_latest_meeting_counts_and_taking_it_back_brings_the_one_before(team: Team) -> None:
    team.has_met("ana", kind="call", ago=3)
    before = team.engaged()
    done = answer(team, "ana", "met")
    assert team.engaged() == [("ana", "meeting", team.clock.now())]
    assert done.before == Before("call", before[0][2], "said")
    team.has_met("ana", kind="email", ago=1)  # told late: what is later stays
    assert team.engaged() == [("ana", "meeting", team.clock.now())]
    team.does("ana", gaps.undo, team.clock, done.gap_id, done.version, team.contact(JANE), done.before)
    assert team.engaged() == before


def test_what_does_not_fit_is_refused_at_its_field(team: Team) -> None:
    refused: list[tuple[Any, tuple[Any, ...], str]] = [
        (gaps.not_needed, (" ",), "reason"),
        (gaps.not_needed, ("x" * 301,), "reason"),
        (gaps.snooze, (None,), "until"),
        (gaps.snooze, (dt.date(2026, 11, 23),), "until"),
        (gaps.snooze, (dt.date(2027, 6, 1),), "until"),
        (gaps.assign, (None,), "colleague_id"),
        (gaps.assign, (12345,), "colleague_id"),
    ]
    for how, given, field in refused:
        with pytest.raises(BadInput) as error:
            team.answers_gap("ana", how, "champion", 0, *given)
        assert error.value.field == field
    assert team.gap("champion") is None


def test_it_is_assigned_only_to_somebody_on_the_deal_who_is_told(team: Team) -> None:
    with pytest.raises(BadInput):
        team.answers_gap("ana", gaps.assign, "champion", 0, team.ids["zoe"])
    done = answer(team, "ana", "assigned")
    assert [one[:2] for one in team.told("raj")] == [(gaps.ASSIGNED, done.gap_id)]
    team.does("ana", gaps.undo, team.clock, done.gap_id, done.version, None, None)
    assert [one[-1] for one in team.told("raj")] == ["dropped"]
    again = team.answers_gap("ana", gaps.assign, "champion", 3, team.ids["ana"])  # oneself needs no telling
    assert again.assigned_to == "Ana"
    assert team.told("ana") == []


def test_what_was_set_aside_comes_back_on_its_day(team: Team) -> None:
    answer(team, "ana", "snoozed")
    gap = team.gap("champion")
    assert gap is not None
    assert gap.look_at == dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    assert [one.standing.need.id for one in team.next("ana").told] == ["user"]
    assert [one.need.id for one in team.next("ana").aside] == ["champion"]
    team.clock.advance(days=8)
    assert [one.standing.need.id for one in team.next("ana").told] == ["user", "champion"]


def test_only_what_is_needed_and_whom_one_sees_there_can_be_answered(team: Team) -> None:
    for key, contact in (("sponsor", team.contact(JANE)), ("champion", team.contact(BILL)), ("champion", 1)):
        with pytest.raises(Stale):
            team.answers_gap("ana", gaps.met, key, 0, contact)
    assert (team.rows(Gap), team.engaged()) == ([], [])


def test_a_meeting_noted_for_oneself_is_counted_only_on_ones_team_and_for_whom_one_sees(team: Team) -> None:
    assert [one.id for one in team.does("ana", counting.deals_to_count_for, team.contact(JANE))] == [team.deal_id]
    for who, address in (("mia", JANE), ("zoe", JANE), ("ana", BILL)):
        assert team.does(who, counting.deals_to_count_for, team.contact(address)) == []
        with pytest.raises(DomainError):
            team.does(who, counting.count, team.clock, team.deal_id, team.contact(address))
    assert team.engaged() == []
    team.does("ana", counting.count, team.clock, team.deal_id, team.contact(JANE))
    assert team.next("ana").told == ()


def test_a_reason_holds_nothing_that_no_reader_would_notice(team: Team) -> None:
    for nothing in ("\0", "\u202e \ud800", " \u200b "):
        with pytest.raises(BadInput, match="Say in a few words"):
            team.answers_gap("ana", gaps.not_needed, "champion", 0, nothing)
    team.answers_gap("ana", gaps.not_needed, "champion", 0, "not\0 \u202ehere\ud800,\n  we\u200b know")
    gap = team.gap("champion")
    assert gap is not None
    assert gap.reason == "not here, we know"


@pytest.mark.parametrize("kind", ["postgresql"])
def test_taking_back_waits_for_the_deal_before_it_locks_the_gap(team: Team) -> None:
    done = answer(team, "ana", "snoozed")
    undo = Thread(target=team.does, args=("ana", gaps.undo, team.clock, done.gap_id, done.version, None, None))
    with team.database.write() as session:
        stages.locked(session, team.workspace_id, team.deal_id)
        undo.start()
        undo.join(0.5)
        assert undo.is_alive()  # it waits for the deal
        session.scalars(select(Gap).where(Gap.id == done.gap_id).with_for_update(nowait=True)).one()
    undo.join(30)
    gap = team.gap("champion")
    assert gap is not None
    assert gap.state == "open"
