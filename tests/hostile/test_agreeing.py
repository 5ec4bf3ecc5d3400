"""Agreeing to the charter, by buttons that are old, forged, clicked twice or at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.charter.in_force import put_in_force
from models.people import Colleague
from tests.hostile.desk import Office, elements, office, shown


@pytest.fixture
def world(office_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office in which sam has not agreed."""
    with office(office_url, tmp_path) as made:
        yield made


def agreed_to(world: Office, who: str) -> int | None:
    """The version that somebody has agreed to."""
    with world.database.read() as session:
        return session.scalars(
            select(Colleague.charter_accepted_version).where(Colleague.email.startswith(f"{who}."))
        ).one()


def offered(world: Office, who: str) -> str:
    """The value of the button that agrees."""
    said = world.desk(who).types("charter")
    return next(one["value"] for one in elements(said) if one["text"]["text"] == "I agree")


@pytest.mark.parametrize(
    "changes", [{"version": 3}, {"version": 5}, {"mark": "0" * 16}], ids=["an older one", "a newer one", "another text"]
)
def test_another_version_agrees_to_nothing_and_shows_its_own(world: Office, changes: dict[str, object]) -> None:
    value = json.dumps(json.loads(offered(world, "sam")) | changes)
    said = shown(world.desk("sam").sends("charter_agree", value))
    assert "You have agreed to nothing; please read it first." in said
    assert "*The charter* (o2o-default, version 4)" in said
    assert agreed_to(world, "sam") is None


@pytest.mark.parametrize("value", ["", "{}", '{"version":4}', '{"version":"4","mark":"0000000000000000"}', "[4]"])
def test_what_no_button_carries_agrees_to_nothing(world: Office, value: str) -> None:
    assert "That button is from another time." in shown(world.desk("sam").sends("charter_agree", value))
    assert agreed_to(world, "sam") is None


def test_somebody_elses_button_agrees_for_who_clicks(world: Office) -> None:
    assert "you have agreed to version 4" in shown(world.desk("sam").sends("charter_agree", offered(world, "sam")))
    raj = world.desk("raj")
    assert "That button is from another time." in shown(raj.sends("charter_withdraw", ""))
    assert agreed_to(world, "raj") == 4
    raj.clicks(raj.types("charter"), "Withdraw my agreement")
    assert (agreed_to(world, "sam"), agreed_to(world, "raj")) == (4, None)


def test_of_many_clicks_at_once_one_agrees(world: Office) -> None:
    value = offered(world, "sam")
    with ThreadPoolExecutor(4) as pool:
        said = [shown(one) for one in pool.map(lambda _: world.desk("sam").sends("charter_agree", value), range(8))]
    assert sum("you have agreed to version 4" in one for one in said) == 1
    assert sum("on 23 November 2026 already" in one for one in said) == 7


def test_another_charter_forgets_who_had_agreed_and_the_same_one_does_not(world: Office) -> None:
    path = world.settings.charter
    with world.database.write() as session:
        put_in_force(session, world.clock, world.workspace_id, path)
    assert agreed_to(world, "raj") == 4
    path.write_text(path.read_text().replace("id: o2o-default", "id: acme-sales"))
    with world.database.write() as session:
        put_in_force(session, world.clock, world.workspace_id, path)
    assert agreed_to(world, "raj") is None
