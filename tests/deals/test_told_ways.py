"""That somebody of ours knows a person is said of its own accord only where the charter lets ways be told."""

from __future__ import annotations

import json

import pytest
import yaml

from bot.charter import Charter
from bot.deals import digest
from bot.deals.coverage import RoleStanding, State, coverage
from bot.people.review import share
from models.deals import Deal
from models.network import Relationship
from models.session import Database
from tests.deals.desk import PLAYBOOKS, ROOT
from tests.deals.weekly import Weekly

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
WHOLE = yaml.safe_load((ROOT / "charter.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def week(database: Database, workspace_id: int) -> Weekly:
    return Weekly(database, workspace_id)


@pytest.fixture
def deal(week: Weekly) -> int:
    """A deal with a channel, in which Jane decides about the money."""
    found: int = week.deal(name="Acme renewal", channel_id="C1")
    week.contact("Jane", found, buying_role="economic buyer")
    return found


def saying(*topics: str, place: str = "deal_channel", observed: bool = False) -> Charter:
    """The charter, with these topics alone in one kind of place; `observed`: every member sees what was observed."""
    content = json.loads(json.dumps(WHOLE, default=str))
    for one in content["digest"]["places"]:
        if one["place"] == place:
            one["say"] = list(topics)
    if observed:
        content["observation"].append({"id": "O9", "when": ["viewer_is_member"], "grant": "shown", "because": "All."})
    return Charter(content)


def asked(week: Weekly, deal: int, name: str) -> RoleStanding:
    """How Jane's part stands, as an answer to somebody's question."""
    with week.database.read() as session:
        sight = week.sight(session, name)
        [found] = coverage(sight, PLAYBOOKS, [session.get_one(Deal, (week.workspace_id, deal))])
        return next(one for one in found.roles if one.role == "economic buyer")


def of_one(week: Weekly, deal: int, name: str) -> tuple[State, ...]:
    """How the parts stand where somebody looks at a deal's digest before, by their own eyes."""
    with week.database.read() as session:
        sight = week.sight(session, name)
        found = digest.of_one(sight, PLAYBOOKS, session.get_one(Deal, (week.workspace_id, deal)))
        assert found is not None
        return tuple(one.state for one in found.covered.roles)


def test_that_somebody_is_known_is_told_to_one_person_where_ways_may_be(week: Weekly, deal: int) -> None:
    """Where they may not, a digest is that of a world in which nobody knows them; an answer goes by the clauses."""
    week.charter = saying("roles", "counts", place="direct_message")
    before = week.to("ana"), week.found_for("ana").stood, of_one(week, deal, "ana")
    for name in ("zoe", "lee", "ana"):
        week.knows(name, "jane@acme.example")
    assert (week.to("ana"), week.found_for("ana").stood, of_one(week, deal, "ana")) == before
    assert "known" not in before[0].text
    assert asked(week, deal, "ana").state == "known"
    week.charter = saying("roles", "counts", "ways", place="direct_message")
    assert "known, not met: *economic buyer*" in week.to("ana").text
    assert "known" in of_one(week, deal, "ana")


def test_an_answer_tells_no_change_that_only_the_topics_of_a_digest_made(week: Weekly, deal: int) -> None:
    week.knows("zoe", "jane@acme.example")
    week.charter = saying("roles", "counts", place="direct_message")
    week.prepares()
    week.reads("ana")
    week.clock.advance(days=1)
    buyer = asked(week, deal, "ana")
    assert (buyer.state, buyer.before) == ("known", None)


def test_a_relationship_that_was_opened_is_not_told_in_a_channel_without_ways(week: Weekly, deal: int) -> None:
    """By a charter that shows a mere member what was observed, so that a channel sees people, and who knows them."""
    week.charter = saying("roles", "counts", observed=True)
    before = week.in_channel(deal), week.found_in_channel(deal).stood
    week.knows("lee", "jane@acme.example")
    week.does("lee", share, week.clock, week.rows(Relationship)[0].id, "open")
    assert (week.in_channel(deal), week.found_in_channel(deal).stood) == before
    week.charter = saying("roles", "counts", "ways", observed=True)
    assert "1 known" in week.in_channel(deal).text
