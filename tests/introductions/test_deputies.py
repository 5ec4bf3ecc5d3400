"""Being somebody's deputy is for the deputy and whoever named them to change, and for nobody else to learn."""

from __future__ import annotations

import pytest

from bot.errors import Stale
from bot.introductions import deputies, preferences
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
