"""What a picture of coverage shows: to each reader what they may know, and in a channel what everybody in it may."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
import yaml
from sqlalchemy import update

from bot.charter import Charter, load_charter
from bot.cli.demo import ROOT
from bot.deals.coverage import coverage
from bot.deals.pictured import LEGEND, may_be_drawn, may_show, of_deal, of_deals
from bot.pictures.heat_map import HeatMap, draw, in_words
from bot.pictures.lettering import MARK, lines
from bot.pictures.theme import BODY, SMALLEST, WIDTH
from models.deals import Deal, Engagement
from models.session import Database
from tests.deals.team import BILL, JANE, PLAYBOOKS, Team, begun

DAY = dt.date(2026, 11, 23)


def drawn(team: Team, name: str) -> HeatMap:
    """The picture of the deal for somebody; `#` is its channel."""
    with team.database.read() as session:
        sight = team.channel(session) if name == "#" else team.sight(session, name)
        deal = session.get_one(Deal, (team.workspace_id, team.deal_id))
        [covered] = coverage(sight, PLAYBOOKS, [deal], told=may_show(sight))
        return of_deal(covered, DAY, "light")


def at_work(database: Database, workspace_id: int) -> Team:
    """The team under the charter that o2o comes with, which says what a channel may be told."""
    team = begun(database, workspace_id)
    team.charter = load_charter(ROOT / "charter.yaml")
    return team


def states(heat_map: HeatMap) -> dict[str, str]:
    return {row.label: row.state for row in heat_map.rows}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_deal_in_its_channel_by_parts_and_nobodys_name(database: Database, workspace_id: int) -> None:
    team = at_work(database, workspace_id)
    team.observes("ana", JANE, buying_role="user buyer")
    team.has_met("ana")
    shown = drawn(team, "#")
    assert (shown.title, shown.subtitle) == ("Coverage of Acme renewal", "23 November 2026")
    assert states(shown)["user buyer"] == "engaged"
    assert "champion, needed now" in states(shown)
    [row] = [one for one in shown.rows if one.label == "user buyer"]
    assert dict(zip(shown.columns, row.cells, strict=True))["account executive"] == "engaged"
    everything = in_words(shown).lower() + str(dataclasses.asdict(shown)).lower()
    for name in ("ana", "raj", "lee", "jane", "doe", "bill"):
        assert f" {name} " not in everything.replace("'", " ").replace(".", " ").replace(",", " ")
    assert dict(shown.legend) == {
        "engaged": "engaged: in dialogue with us",
        "unknown": "unknown: nobody of ours knows them",
    }
    assert "deal lead" not in shown.columns  # the account executive leads it


@pytest.mark.parametrize("kind", ["sqlite"])
def test_whom_somebody_merely_knows_is_needed_now_as_well(database: Database, workspace_id: int) -> None:
    team = at_work(database, workspace_id)
    for name in team.ids:
        team.changes(name, charter_accepted_version=team.charter.version)
    team.observes("ana", JANE, buying_role="user buyer")
    team.knows("zoe", JANE)
    assert states(drawn(team, "ana"))["user buyer, needed now"] == "known"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_channel_may_not_know_leaves_no_trace_in_it(database: Database, workspace_id: int) -> None:
    """What somebody thinks of somebody, where the playbook does not ask for it: the same picture with and without."""
    team = at_work(database, workspace_id)
    before = drawn(team, "#")
    team.observes("ana", BILL, stance="opponent")
    assert drawn(team, "#") == before
    assert "opponent" not in states(drawn(team, "ana"))  # it is what is thought of Bill, not a part


def ruled(**says: list[str]) -> Charter:
    """The charter that o2o comes with, letting this be said in these kinds of place."""
    content = json.loads(json.dumps(yaml.safe_load((ROOT / "charter.yaml").read_text(encoding="utf-8")), default=str))
    places = [one for one in content["digest"]["places"] if one["place"] not in says]
    listed = (
        {"id": f"P9{at}", "place": place, "say": say, "because": "So."} for at, (place, say) in enumerate(says.items())
    )
    content["digest"]["places"] = [*places, *listed]
    return Charter(content)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("charter", "same"),
    [
        (ruled(), {"#": False, "ana": False}),
        (ruled(picture=["roles", "ways"]), {"#": False, "ana": False}),
        (ruled(picture=["roles"]), {"#": True, "ana": True}),
        (ruled(deal_channel=["roles", "counts"], picture=["roles", "ways"]), {"#": True, "ana": False}),
        (ruled(direct_message=["roles", "counts"]), {"#": False, "ana": True}),
    ],
    ids=["as it comes", "ways in both", "no ways in pictures", "none in the channel", "none to one person"],
)
def test_that_somebody_is_known_is_drawn_where_ways_may_be_told(
    database: Database, workspace_id: int, charter: Charter, same: dict[str, bool]
) -> None:
    """Where they may not, the picture is that of a world in which nobody of ours knows them."""
    team = begun(database, workspace_id)
    team.charter = charter
    for name in team.ids:
        team.changes(name, charter_accepted_version=charter.version)
    team.observes("ana", JANE, buying_role="user buyer")
    before = {name: drawn(team, name) for name in same}
    team.knows("zoe", JANE)
    team.knows("ana", JANE)
    now = {name: drawn(team, name) for name in same}
    assert {name: now[name] == before[name] for name in same} == same
    told = {
        name: "known" in {state for row in one.rows for state in (row.state, *row.cells)} for name, one in now.items()
    }
    assert told == {name: not hidden for name, hidden in same.items()}


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("charter", "by_parts"),
    [
        (ruled(), True),
        (ruled(deal_channel=["roles", "counts", "stages", "ways"]), False),
        (ruled(picture=["roles", "ways"]), False),
        (ruled(picture=["roles", "team_names"]), True),
    ],
    ids=["as it comes", "not in the channel", "not in pictures", "in both"],
)
def test_which_part_of_ours_is_drawn_in_a_channel_where_the_team_may_be_named(
    database: Database, workspace_id: int, charter: Charter, by_parts: bool
) -> None:
    """Where it may not, whoever of ours met Jane, the picture and its alternative text are the same."""
    team = begun(database, workspace_id)
    team.charter = charter
    team.observes("ana", JANE, buying_role="user buyer")
    team.has_met("ana")
    by_ana = drawn(team, "#")
    assert states(by_ana)["user buyer"] == "engaged"
    assert bool(by_ana.columns) is by_parts
    with team.database.write() as session:
        session.execute(update(Engagement).values(colleague_id=team.ids["raj"]))
    by_raj = drawn(team, "#")
    assert (by_raj == by_ana, in_words(by_raj) == in_words(by_ana)) == (not by_parts, not by_parts)
    assert ("account executive" in in_words(by_ana)) is by_parts
    assert draw(by_ana).alt == in_words(by_ana)
    assert drawn(team, "ana").columns  # she sees who is on her team


@pytest.mark.parametrize("kind", ["sqlite"])
def test_several_deals(database: Database, workspace_id: int) -> None:
    team = at_work(database, workspace_id)
    team.observes("ana", JANE, buying_role="user buyer")
    team.has_met("ana")
    with team.database.read() as session:
        deal = session.get_one(Deal, (team.workspace_id, team.deal_id))
        [covered] = coverage(team.sight(session, "ana"), PLAYBOOKS, [deal])
    other = replace(covered, deal=replace(covered.deal, name="Other"), roles=covered.roles[:1])
    shown = of_deals([covered, other], "The deals of Ana", DAY, "dark")
    assert [row.label for row in shown.rows] == ["Acme renewal", "Other"]
    assert shown.columns.index("user buyer") < shown.columns.index("champion")
    whole, less = (dict(zip(shown.columns, row.cells, strict=True)) for row in shown.rows)
    assert whole == {one.role: one.state for one in covered.roles}
    assert [state for state in less.values() if state] == [covered.roles[0].state]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("says", "channel", "person"),
    [
        ({}, True, True),
        ({"deal_channel": ["stages"]}, False, True),
        ({"picture": ["counts"]}, False, False),
        ({"picture": ["roles"]}, True, True),
    ],
)
def test_the_charter_decides_where_it_is_shown(
    database: Database, workspace_id: int, tmp_path: Any, says: dict[str, list[str]], channel: bool, person: bool
) -> None:
    team = at_work(database, workspace_id)
    text = (ROOT / "charter.yaml").read_text(encoding="utf-8")
    for place, topics in says.items():
        if place == "deal_channel":
            text = text.replace("say: [roles, counts, stages, team_names, ways]", f"say: [{', '.join(topics)}]")
        else:
            listed = f"    - {{id: P9, place: {place}, say: [{', '.join(topics)}], because: For this test.}}\n"
            text = text.replace("  places:\n", f"  places:\n{listed}", 1)
    (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
    team.charter = load_charter(tmp_path / "charter.yaml")
    with team.database.read() as session:
        assert may_be_drawn(team.channel(session)) is channel
        assert may_be_drawn(team.sight(session, "ana")) is person


def test_the_legend_and_every_part_have_room() -> None:
    for words in LEGEND.values():
        assert MARK not in "".join(lines(words, SMALLEST, (WIDTH - 80) / 2 - 88))
    for need in ("economic buyer", "technical buyer", "outside adviser", "procurement"):
        assert MARK not in "".join(lines(f"{need}, needed now", BODY, 336))
