"""Being somebody's deputy is for the deputy and whoever named them to change, and for nobody else to learn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.errors import BadInput, Stale
from bot.introductions import answering, deputies, listing, preferences, taking_back
from bot.introductions.shown import AskShown
from models.introductions import Preference
from tests.conftest import NOW
from tests.introductions.office import Office


def names(office: Office, name: str, deputy: str | None) -> None:
    """Somebody names a deputy, or none."""
    deputy_id = office.ids[deputy] if deputy else None
    office.does(name, preferences.save, office.clock, paused_until=None, deputy_id=deputy_id, pace="at_once")


def kinds(office: Office, name: str) -> list[tuple[str, str]]:
    """What somebody is to be told."""
    return [(one[0], one[4]) for one in office.told(name)]


def test_only_a_deputy_can_decline_and_nobody_else_learns_whose(office: Office) -> None:
    names(office, "raj", "lee")
    words = set()
    for owner_id in (office.ids["raj"], office.ids["ana"], 7):
        with pytest.raises(Stale) as refused:
            office.does("zoe", deputies.declines, office.clock, owner_id)
        words.add(refused.value.words)
    assert words == {deputies.NO_DEPUTY}
    assert office.does("raj", preferences.mine).deputy == "Lee"
    assert not office.does("lee", deputies.declines, office.clock, office.ids["raj"]).still
    assert office.does("raj", preferences.mine).deputy is None
    with pytest.raises(Stale):  # once
        office.does("lee", deputies.declines, office.clock, office.ids["raj"])
    assert kinds(office, "raj") == [(deputies.DECLINED, "due")]


def test_whoever_was_named_by_mistake_is_told_nothing(office: Office) -> None:
    names(office, "raj", "lee")
    names(office, "raj", "mia")
    assert kinds(office, "lee") == [(deputies.NAMED, "dropped")]
    assert kinds(office, "mia") == [(deputies.NAMED, "due")]
    names(office, "raj", "mia")
    assert [one[3] for one in office.told("mia")] == [1]
    office.does("mia", deputies.declines, office.clock, office.ids["raj"])
    names(office, "raj", "mia")
    assert kinds(office, "raj") == [(deputies.DECLINED, "dropped")]
    with pytest.raises(Stale):
        office.does("raj", deputies.declined, office.ids["mia"])


@pytest.mark.parametrize("gone", [{"left_at": NOW}, {"kind": "guest"}])
def test_a_deputy_who_is_no_member_any_more_is_none_and_blocks_nothing(office: Office, gone: dict[str, Any]) -> None:
    names(office, "raj", "lee")
    office.changes("lee", **gone)
    shown = office.does("raj", preferences.mine)
    assert (shown.deputy_id, shown.deputy) == (None, None)
    with pytest.raises(BadInput):  # one who is chosen now is a member
        names(office, "zoe", "lee")
    is_away(office, "lee")
    assert office.does("raj", preferences.mine).paused_until is not None
    assert [one.deputy_id for one in office.rows(Preference)] == [None]


def test_who_is_away_hears_that_somebody_would_rather_not_be_their_deputy_once_they_are_back(office: Office) -> None:
    is_away(office, "mia")
    office.does("mia", deputies.declines, office.clock, office.ids["raj"])
    (told,) = office.told("raj")
    assert told[0] == deputies.DECLINED
    assert told[2].date() > NOW.date() + dt.timedelta(days=20)
    names(office, "raj", None)  # back before
    (told,) = office.told("raj")
    assert told[2] == office.clock.now()


# -- a deputy no longer --------------------------------------------------------------------------------------


def is_away(office: Office, deputy: str | None) -> None:
    """Raj is paused, with this deputy."""
    deputy_id = office.ids[deputy] if deputy else None
    until = NOW.date() + dt.timedelta(days=20)
    office.does("raj", preferences.save, office.clock, paused_until=until, deputy_id=deputy_id, pace="at_once")


def asked_in_stead(office: Office) -> AskShown:
    """Ana has asked, and Mia was asked in Raj's place."""
    is_away(office, "mia")
    office.asks_for("ana")
    office.ticks()
    ask: AskShown = office.waits("mia")[0]
    return ask


def dismissed(office: Office, how: str) -> None:
    """Mia is Raj's deputy no longer."""
    if how == "not me":
        office.does("mia", deputies.declines, office.clock, office.ids["raj"])
    else:
        is_away(office, {"none": None, "another": "zoe"}[how])


@pytest.mark.parametrize("how", ["none", "another", "not me"])
def test_whoever_is_a_deputy_no_longer_cannot_say_yes(office: Office, how: str) -> None:
    ask = asked_in_stead(office)
    dismissed(office, how)
    shown = office.does("mia", answering.answer, office.clock, ask.ask_id, ask.version, "introduce")
    assert (shown.state, shown.contact_address) == ("void", "")
    assert shown.closed
    assert office.stands().state == "asking"


@pytest.mark.parametrize("how", ["none", "another", "not me"])
def test_what_waits_for_a_deputy_no_longer_goes_on_at_once(office: Office, how: str) -> None:
    ask = asked_in_stead(office)
    dismissed(office, how)
    office.ticks(minutes=1)
    assert office.asked() == [("mia", "owner", "void"), ("zoe", "owner", "waiting")]
    assert office.does("mia", listing.ask, ask.ask_id).closed


def test_a_no_of_a_deputy_no_longer_stays(office: Office) -> None:
    ask = asked_in_stead(office)
    shown = office.answers("mia", "decline")
    dismissed(office, "not me")
    with pytest.raises(Stale):
        office.does("mia", taking_back.reconsider, office.clock, ask.ask_id, shown.version)
    assert office.asked() == [("mia", "owner", "no")]


def test_what_a_deputy_was_told_stays_theirs_once_the_owner_is_back(office: Office) -> None:
    asked_in_stead(office)
    names(office, "raj", "mia")
    office.ticks(minutes=1)
    office.answers("mia", "introduce")
    assert office.stands().state == "agreed"
