"""What is on App Home, part by part; and that how much is stored makes no difference to how much is read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event, insert, text, update
from sqlalchemy.orm import Session

from bot import publishing
from bot.charter import Charter
from bot.deals import gaps, stages
from bot.deals.team import propose
from bot.home import HomeShown, home
from bot.introductions import preferences
from bot.people import acceptance
from handlers.views import home as view
from handlers.views.hours import Reader
from models.accounts import Contact
from models.base import new_id
from models.deals import Deal, DealMember
from models.introductions import Ask, Introduction
from models.network import Relationship
from models.session import Database
from sandbox.blockkit import check_view
from tests.conftest import NOW
from tests.deals.team import PLAYBOOKS, RULES, Team, begun


def letting(*say: str, place: str = "app_home") -> Charter:
    """The charter of these tests, letting this be said in one kind of place and nothing in any other."""
    listed = {"id": "P1", "place": place, "say": list(say), "because": "So."}
    return Charter({**RULES, "digest": {"smallest_group": 5, "places": [listed]}})


EVERYTHING = letting("roles", "counts", "stages", "team_names")


@pytest.fixture
def team(database: Database, workspace_id: int) -> Team:
    made = begun(database, workspace_id)
    made.charter = EVERYTHING
    return made


def of(team: Team, name: str) -> HomeShown:
    """What is on somebody's Home."""
    with team.database.read() as session:
        kept = publishing.held(session, team.workspace_id, team.ids[name])
        found = home(team.sight(session, name), PLAYBOOKS, kept)
        session.expunge_all()
        return found


def said(team: Team, name: str) -> str:
    """The same as it is said; Slack takes it."""
    message = view.tab(of(team, name), Reader(team.clock.now(), dt.UTC), team.charter)
    assert check_view(view.view(message)) == []
    return "\n".join(str(one.get("text", one.get("elements"))) for one in message.blocks)


def test_empty_parts_say_what_would_be_there(team: Team) -> None:
    text = said(team, "zoe")
    for words in ("Nothing waits for you", "You are on no open deal", "Nobody to confirm", "asked for no introduction"):
        assert words in text
    assert "Log the first person" in text


def test_what_waits(team: Team) -> None:
    team.knows("raj", strength=5)
    team.asks_for("ana")
    team.ticks()
    assert [one.requester for one in of(team, "raj").waiting.asks] == ["Ana"]
    assert "*Ana* would like to meet" in said(team, "raj")
    asked = of(team, "ana").asked
    assert [one.state for one in asked] == ["asking"]
    assert "you'll hear by" in said(team, "ana")
    team.does("raj", propose, team.clock, team.deal_id, team.ids["zoe"], "solution engineer")
    assert [one.proposal.name for one in of(team, "ana").waiting.to_decide] == ["Zoe"]
    assert of(team, "raj").waiting.to_decide == ()  # whoever proposed waits, like everybody else
    assert "*Zoe* is to join the team of *Acme renewal* as solution engineer, proposed by Raj." in said(team, "ana")
    team.answers_gap("ana", gaps.assign, "user", 0, team.ids["raj"])
    assert [(one.ours, one.theirs) for one in of(team, "raj").waiting.assigned] == [("account executive", "user buyer")]
    assert "You see to it in *Acme renewal*" in said(team, "raj")


def test_deals_with_what_is_missing(team: Team) -> None:
    needs = {one.need.id for one in of(team, "ana").deals[0].missing}
    assert needs == {key for key, one in team.needs("ana").items() if not one.engaged}
    assert "*Acme renewal* · Evaluation" in said(team, "ana")
    assert "our *account executive* with their *user buyer* by" in said(team, "ana")
    assert of(team, "mia").deals == ()  # of those of their people a manager hears in the digest
    team.moves("closedwon")
    assert (of(team, "ana").deals, of(team, "ana").on_deals) == ((), False)


def part(text: str) -> str:
    """What a Home says of its reader's deals."""
    return text[text.index("*My deals with gaps*") : text.index("*People to confirm*")]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "charter",
    [
        letting(),
        letting("counts", "stages", "team_names"),
        letting("roles", "counts", "stages", "team_names", place="direct_message"),
        Charter(RULES),
    ],
    ids=["nothing", "no roles", "not listed", "no places"],
)
def test_where_no_roles_may_be_told_nothing_is_said_of_deals(team: Team, charter: Charter) -> None:
    """It is the same whether its reader has deals or not; what waits for them alone stays."""
    assert "Acme renewal" in part(said(team, "ana"))
    team.answers_gap("ana", gaps.assign, "user", 0, team.ids["raj"])
    team.charter = charter
    for name in ("ana", "raj", "zoe"):
        assert "_What your deals lack is not told here: `/o2o next` answers that._" in part(said(team, name))
        for words in ("Acme renewal", "no open deal", "Nobody is missing"):
            assert words not in part(said(team, name))
        assert "Evaluation" not in said(team, name)
        assert of(team, name).decided == ()
    assert "You see to it in *Acme renewal*: our account executive with their user buyer" in said(team, "raj")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_without_a_topic_its_words_are_not_on_it(team: Team) -> None:
    with team.database.write() as session:
        deal = stages.locked(session, team.workspace_id, team.deal_id)
        assert deal is not None
        at = team.clock.now() + dt.timedelta(minutes=1)
        saw = {"source": "test", "seen_by_id": team.ids["lee"]}
        stages.record(session, team.clock, deal, "buying", "Choosing a supplier", at, **saw)
    assert "*Acme renewal* · Evaluation since today · they: Choosing a supplier (Lee, today)" in part(said(team, "ana"))
    team.charter = letting("roles", "stages")
    assert "they: Choosing a supplier (somebody, today)" in part(said(team, "ana"))
    assert "Lee" not in part(said(team, "ana"))
    team.charter = letting("roles")
    bare = part(said(team, "ana"))
    assert "*Acme renewal*" in bare
    assert "Missing: our *account executive* with their *user buyer*" in bare
    for words in ("Evaluation", "they:", "Choosing", "Lee"):
        assert words not in bare


@pytest.mark.parametrize("kind", ["sqlite"])
def test_how_many_more_are_missing_is_a_count(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "MISSING_MOST", 1)
    assert "; 1 more." in part(said(team, "ana"))
    team.charter = letting("roles", "stages")
    assert "; and more." in part(said(team, "ana"))
    assert "1 more" not in part(said(team, "ana"))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_overdue_is_said_so(team: Team) -> None:
    assert "was needed" not in said(team, "ana")
    team.clock.advance(days=120)
    assert "our *account executive* with their *user buyer* (was needed by" in said(team, "ana")
    team.answers_gap("ana", gaps.assign, "user", 0, team.ids["raj"])
    assert "our account executive with their user buyer (was needed by" in said(team, "raj")


def test_the_charter_comes_first_where_it_is_to_be_agreed_to(team: Team) -> None:
    assert not of(team, "zoe").first_time
    team.does("zoe", acceptance.withdraw)
    assert of(team, "zoe").first_time
    text = said(team, "zoe")
    assert text.index("Hello, I'm o2o") < text.index("I agree") < text.index("*Waiting for you*")
    team.does("raj", acceptance.withdraw)
    team.knows("raj")
    assert not of(team, "raj").first_time
    assert said(team, "raj").index("*The charter*") < said(team, "raj").index("*Waiting for you*")


def test_a_pause_is_said(team: Team) -> None:
    until = team.clock.now().date() + dt.timedelta(days=7)
    team.does("raj", preferences.save, team.clock, paused_until=until, deputy_id=None, pace="at_once")
    assert "You are paused until 30 November" in said(team, "raj")


def test_it_is_told_again_to_those_alone_who_opened_it(team: Team) -> None:
    with team.database.write() as session:
        publishing.opened(session, team.clock, team.workspace_id, team.ids["raj"])
        publishing.shown(session, team.workspace_id, team.ids["raj"], "x")
    assert (wanted(team, "raj"), wanted(team, "ana")) == ([1], [])
    with team.database.write() as session:
        publishing.deals_changed(session, team.workspace_id, [team.deal_id])
    assert (wanted(team, "raj"), wanted(team, "ana")) == ([2], [])
    team.answers_gap("ana", gaps.assign, "user", 0, team.ids["raj"])
    assert wanted(team, "raj") == [3]  # a gap of a deal of his


def wanted(team: Team, name: str) -> list[int]:
    """How often somebody's Home was to be published."""
    return [times for kind, _, _, times, _ in team.told(name) if kind == "home"]


def test_how_much_is_stored_makes_no_difference_to_how_much_is_read(team: Team) -> None:
    _many(team, 8)
    few = _statements(team)
    _many(team, 5000, deals=200, asks=100)
    many = _statements(team)
    assert many == few
    shown = of(team, "ana")
    assert (shown.known, len(shown.people.people), shown.people.of) == (5008, 5, 5008)
    assert (len(shown.deals), shown.complete) == (5, False)
    assert (len(shown.waiting.asks), shown.waiting.more) == (5, True)
    message = view.tab(shown, Reader(team.clock.now(), dt.UTC), team.charter)
    assert len(message.blocks) < 60
    texts = [one["elements"][0].get("text") for one in message.blocks if one["type"] == "context"]
    assert "1 to 5 of 5008" in texts
    assert check_view(view.view(message)) == []


def _statements(team: Team) -> int:
    """How many statements it takes to put Ana's Home together."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_given: Any) -> None:
        found.append(statement)

    event.listen(team.database.engine, "before_cursor_execute", note)
    try:
        of(team, "ana")
    finally:
        event.remove(team.database.engine, "before_cursor_execute", note)
    return len(found)


def _many(team: Team, people: int, *, deals: int = 8, asks: int = 8) -> None:
    """So many people whom Ana has known long ago, deals of hers and asks that wait for her."""
    of_it = {"workspace_id": team.workspace_id, "source": "test", "created_at": NOW - dt.timedelta(days=400)}
    ids = [new_id() for _ in range(people)]
    with team.database.write() as session:
        _put(
            session,
            Contact,
            [{**of_it, "id": one, "name": f"P {one}", "name_key": f"p {one}", "purpose": "selling"} for one in ids],
        )
        tie = {**of_it, "colleague_id": team.ids["ana"], "strength": 4, "updated_at": NOW, "reviewed": True}
        _put(session, Relationship, [{**tie, "id": new_id(), "contact_id": one, "version": 1} for one in ids])
        made = [new_id() for _ in range(deals)]
        deal = {**of_it, "stage": "Evaluation", "is_open": True, "owner_id": team.ids["ana"], "version": 1}
        _put(session, Deal, [{**deal, "id": one, "name": f"D {one}"} for one in made])
        member = {"workspace_id": team.workspace_id, "source": "test", "seller_role": "account executive"}
        _put(
            session,
            DealMember,
            [{**member, "id": new_id(), "deal_id": one, "colleague_id": deal["owner_id"]} for one in made],
        )
        wanted = [new_id() for _ in range(asks)]
        _put(session, Introduction, [_introduction(team, one, ids[at]) for at, one in enumerate(wanted)])
        _put(session, Ask, [_ask(team, one) for one in wanted])
        session.execute(update(Relationship).values(owner_edited_at=None))
        session.execute(text("ANALYZE"))  # as any database has done that holds this much for longer than a minute


def _introduction(team: Team, ident: int, contact_id: int) -> dict[str, Any]:
    return {
        "workspace_id": team.workspace_id,
        "id": ident,
        "requester_id": team.ids["raj"],
        "contact_id": contact_id,
        "called": "Somebody",
        "called_address": "p@acme.example",
        "look_at": NOW + dt.timedelta(days=9),
        "purpose": "open_deal",
        "draft": "Hello",
        "state": "asking",
        "asked_at": NOW,
        "answer_by": NOW + dt.timedelta(days=9),
        "version": 1,
    }


def _ask(team: Team, introduction_id: int) -> dict[str, Any]:
    return {
        "workspace_id": team.workspace_id,
        "id": new_id(),
        "introduction_id": introduction_id,
        "addressee_id": team.ids["ana"],
        "role": "owner",
        "owner_id": team.ids["ana"],
        "attempt": 1,
        "state": "waiting",
        "asked_at": NOW,
        "until": NOW + dt.timedelta(days=3),
        "version": 1,
    }


def _put(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table), rows)
