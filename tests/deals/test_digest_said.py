"""What the weekly digests say: what is so, to whom it may be told, and what can be done about it."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import yaml

from bot.charter import Charter
from bot.deals import escalating, gaps, telling
from bot.errors import Stale
from handlers.views.kit import MOST_BLOCKS
from models.base import new_id, random_id
from models.deals import Gap
from models.digests import DigestSettings
from models.introductions import Introduction
from models.outbox import OutboxEntry
from models.session import Database
from tests.conftest import NOW
from tests.deals.desk import PLAYBOOKS, ROOT
from tests.deals.weekly import Weekly, buttons, figures

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
WHOLE = yaml.safe_load((ROOT / "charter.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def week(database: Database, workspace_id: int) -> Weekly:
    return Weekly(database, workspace_id)


def renewal(week: Weekly, **values: object) -> int:
    """A deal with a channel, money and a date."""
    return week.deal(
        name="Acme renewal",
        channel_id="C1",
        amount=42_000_000,
        currency="EUR",
        expected_close=dt.date(2027, 1, 31),
        **values,
    )


def wishes(week: Weekly, nothing_to_say: str) -> None:
    """An administrator has chosen what is said where there is nothing to say."""
    with week.database.write() as session:
        made = {"id": new_id(), "since": NOW, "changed_at": NOW, "nothing_to_say": nothing_to_say}
        session.add(DigestSettings(workspace_id=week.workspace_id, **made))


def saying(*topics: str, place: str = "deal_channel") -> Charter:
    """The charter, with these topics alone in one kind of place."""
    content = json.loads(json.dumps(WHOLE, default=str))
    for one in content["digest"]["places"]:
        if one["place"] == place:
            one["say"] = list(topics)
    return Charter(content)


def test_a_channel_is_told_roles_counts_and_what_to_do(week: Weekly) -> None:
    deal = renewal(week)
    jane = week.contact("Jane", deal, buying_role="economic buyer")
    bill = week.contact("Bill", deal, buying_role="technical buyer")
    week.engages(deal, "lee", bill)
    week.prepares()
    said = week.in_channel(deal, week.last(deal))
    first, counts, thread, *steps = said.text.splitlines()
    assert first == "*Acme renewal* · €420k · due 31 January 2027 · Evaluation, day 1 of ~20; they: unknown"
    assert counts == "1 role engaged, 4 nobody: *economic buyer*, *user buyer*, *coach*, *champion*"
    assert thread == "Hangs by one thread: one person on each side carries this deal."
    assert [one[:3] for one in steps] == ["*1*", "*2*", "*3*"]
    assert buttons(said) == ["Ask", "Add", "Add", "Why?", "What do these words mean?"]
    assert not {"Jane", "Bill", "Lee", "Ana"} & set(said.text.replace("*", " ").split())
    assert "under way" not in said.text
    week.engages(deal, "ana", jane)
    week.prepares(days=7)
    changed = week.in_channel(deal, week.last(deal)).text
    assert "2 roles engaged (+1), 3 nobody (-1): *user buyer*" in changed
    # Looked at later, a digest still says what had changed since the one before it.
    week.clock.advance(days=2)
    assert "2 roles engaged (+1)" in week.in_channel(deal, week.last(deal)).text


@pytest.mark.parametrize("engaged", [0, 1, 2])
def test_its_figures_are_those_of_coverage_at_that_moment(week: Weekly, engaged: int) -> None:
    deal = renewal(week)
    people = [week.contact(name, deal, buying_role=f"{name.lower()} buyer") for name in ("Economic", "Technical")]
    for one in people[:engaged]:
        week.engages(deal, "ana", one)
    week.prepares()
    counts = week.found_in_channel(deal, week.last(deal)).covered.counts
    assert counts["engaged"] == engaged
    told = figures(week.in_channel(deal, week.last(deal)))
    assert told == {state: number for state, number in counts.items() if number or state == "engaged"}
    for name in ("ana", "mia"):
        found = week.found_for(name)
        (needing,) = found.own or found.theirs
        text = week.to(name).text
        assert {f"*{one.role}*" in text for one in needing.covered.missing} == {True}


def test_whom_somebody_merely_knows_is_missing_as_well(week: Weekly) -> None:
    deal = renewal(week)
    week.contact("Jane", deal, buying_role="economic buyer")
    week.knows("zoe", "jane@acme.example")
    (needing,) = week.found_for("ana").own
    known, *others = needing.covered.missing
    assert (known.role, known.state, len(others)) == ("economic buyer", "known", 3)
    assert (
        "nobody at the *technical buyer*, *coach*, *champion* · known, not met: *economic buyer*" in week.to("ana").text
    )


def test_a_hidden_contact_and_one_never_stored_give_the_same(week: Weekly) -> None:
    """Somebody whom the directory tells nobody of is in no digest, of whatever kind."""
    from models.accounts import Contact

    deal = renewal(week)
    before = [week.in_channel(deal), week.to("ana"), week.to("mia"), week.to("lee")]
    hidden = week.contact("Hidden")
    with week.database.write() as session:
        session.get_one(Contact, (week.workspace_id, hidden)).in_directory = False
    week.stakeholder(deal, contact_id=hidden)
    assert [week.in_channel(deal), week.to("ana"), week.to("mia"), week.to("lee")] == before


TOPICS = {
    ("roles",): ("Nobody: *economic buyer*", ["1 role", "Hangs by", "day 1", "4 nobody"]),
    ("counts",): ("day 1", ["economic buyer"]),
    ("roles", "counts"): ("4 nobody: *economic buyer*", ["day 1"]),
}


@pytest.mark.parametrize("topics", [("roles",), ("roles", "counts")])
def test_what_the_charter_does_not_let_be_said_leaves_its_line_out(week: Weekly, topics: tuple[str, ...]) -> None:
    deal = renewal(week)
    bill = week.contact("Bill", deal, buying_role="technical buyer")
    week.engages(deal, "lee", bill)
    week.charter = saying(*topics)
    text = week.in_channel(deal).text
    there, not_there = TOPICS[topics]
    assert there in text
    assert not [one for one in not_there if one in text]


@pytest.mark.parametrize("topics", [(), ("stages", "team_names")])
def test_a_channel_that_may_be_told_neither_roles_nor_counts_is_told_nothing(
    week: Weekly, topics: tuple[str, ...]
) -> None:
    deal = renewal(week)
    week.charter = saying(*topics)
    assert week.in_channel(deal).only_updates
    assert "economic" not in week.in_channel(deal).text
    week.prepares()
    assert week.last(deal).id is None


def test_the_same_for_three_weeks_is_to_be_decided_and_an_answer_ends_that(week: Weekly) -> None:
    deal = renewal(week)
    for weeks in (1, 2, 3):
        week.prepares(days=7 if weeks > 1 else 0)
        said = week.in_channel(deal, week.last(deal))
        assert ("unchanged for 3 weeks: decide" in said.text) is (weeks == 3)
    assert buttons(said)[:3] == ["Drop", "Escalate", "Add"]
    assert "(it was needed by 11 December): unchanged for 3 weeks: decide." in said.text
    menu = next(one["accessory"] for one in said.blocks if "accessory" in one)
    labels = [one["text"]["text"] for one in menu["options"]]
    assert labels == ["We have met", "Assign to ...", "Snooze ...", "Why?"]
    week.charter = saying("roles")
    uncounted = week.in_channel(deal, week.last(deal)).text
    assert "unchanged for weeks: decide." in uncounted
    assert "There is more: `/o2o next`" in uncounted
    assert not re.search(r"\d (more|weeks)", uncounted)
    week.charter = saying("roles", "counts")
    step = week.found_in_channel(deal, week.last(deal)).steps[0]
    reason = "They have none"
    week.does("ana", gaps.not_needed, week.clock, PLAYBOOKS, deal, step.need.need.id, step.version, reason)
    left = week.found_in_channel(deal, week.last(deal))
    assert step.need.need.id not in {one.need.need.id for one in left.steps}


def test_what_was_asked_for_since_is_not_said_to_be_unchanged(week: Weekly) -> None:
    deal = renewal(week)
    for _ in range(2):
        week.prepares(days=7)
    week.clock.advance(days=6)
    week.moves(deal, "Evaluation")
    with week.database.write() as session:
        for need in PLAYBOOKS.choose(None, None).needs:
            made = {"deal_id": deal, "key": need.id, "raised_at": week.clock.now(), "state": "open"}
            session.add(Gap(workspace_id=week.workspace_id, id=random_id(), **made))
    week.prepares(days=1)
    assert "unchanged" not in week.in_channel(deal, week.last(deal)).text


def escalates(week: Weekly, name: str, deal: int) -> escalating.PutTo:
    step = week.found_in_channel(deal).steps[0]
    given = (week.clock, PLAYBOOKS, deal, step.need.need.id, step.version)
    return week.does(name, escalating.escalate, *given)


def test_a_decision_is_put_to_the_leads_manager_once(week: Weekly) -> None:
    deal = renewal(week)
    with pytest.raises(Stale):
        escalates(week, "zoe", deal)  # who does not see it
    assert escalates(week, "lee", deal).came == "told"
    assert escalates(week, "ana", deal).came == "before"
    told = [one for one in week.rows(OutboxEntry) if one.kind == telling.DECIDE]
    assert [one.recipient_id for one in told] == [week.ids["mia"]]


@pytest.mark.parametrize("why", ["none", "left", "not in slack"])
def test_where_no_manager_can_be_told_nobody_is(week: Weekly, why: str) -> None:
    deal = renewal(week)
    if why == "none":
        week.changes("ana", manager_id=None)
    elif why == "left":
        week.changes("mia", left_at=NOW)
    else:
        week.changes("mia", slack_user_id=None)
    assert escalates(week, "lee", deal).came == "nobody"
    assert [one for one in week.rows(OutboxEntry) if one.kind == telling.DECIDE] == []


def test_nothing_to_say_is_one_line_or_silence(week: Weekly) -> None:
    deal = renewal(week, stage="Elsewhere")  # where the playbook asks for nobody
    assert not week.found_in_channel(deal).nothing  # it has only just come there
    week.clock.advance(days=10)
    said = week.in_channel(deal)
    assert said.text.startswith(
        "*Acme renewal*: nothing new this week. The playbook doesn't know our stage, _Elsewhere_"
    )
    assert not said.only_updates
    wishes(week, "silence")
    assert week.in_channel(deal).only_updates


def asked(week: Weekly, deal: int, contact: int, *, days: int = 3, state: str = "asking") -> None:
    """Lee asked for an introduction for the deal, to be answered in so many days."""
    at = week.clock.now()
    with week.database.write() as session:
        session.add(
            Introduction(
                workspace_id=week.workspace_id,
                requester_id=week.ids["lee"],
                contact_id=contact,
                called="Jane",
                called_address="jane@acme.example",
                deal_id=deal,
                purpose="selling",
                draft="",
                state=state,
                asked_at=at,
                answer_by=at + dt.timedelta(days=days),
                look_at=at,
                closed_at=None if state == "asking" else at,
            )
        )


def test_a_channel_is_told_nothing_of_introductions(week: Weekly) -> None:
    from models.accounts import Contact
    from models.deals import DealMember

    deal = renewal(week)
    jane = week.contact("Jane")
    with week.database.write() as session:
        for name in ("raj", "zoe", "kim"):
            of = {"workspace_id": week.workspace_id, "deal_id": deal, "source": "x"}
            session.add(DealMember(colleague_id=week.ids[name], seller_role="legal counsel", **of))
    before = week.in_channel(deal)
    # Neither that one was asked for, nor how it ended, nor what came of it.
    for state in ("asking", "agreed", "none", "withdrawn"):
        asked(week, deal, jane, state=state)
        assert week.in_channel(deal) == before
    with week.database.write() as session:
        session.get_one(Contact, (week.workspace_id, jane)).do_not_contact = True
    assert week.in_channel(deal) == before


def test_a_manager_reads_which_deals_need_them_and_a_line_for_the_rest(week: Weekly) -> None:
    for number in range(12):
        deal = week.deal(name=f"Deal {number:02}", amount=100_00 * (number + 1), currency="EUR")
        for role in ("economic", "technical", "user"):
            met = week.contact(f"{role}{number}", deal, buying_role=f"{role} buyer")
            if number < 3:
                week.engages(deal, "ana", met)
    said = week.to("mia")
    found = week.found_for("mia")
    assert (found.of_theirs, found.of_own) == (12, 0)
    first, *lines = said.text.splitlines()
    assert first == f"*{len(found.theirs)} of your 12 deals need you.*"
    told = [one for one in lines if one.startswith("*Deal")]
    assert len(told) == 5
    assert told[0].startswith("*Deal 11* · €1.2k · nobody at the *economic buyer*")
    assert f"{len(found.theirs) - 5} more need you less urgently (`/o2o coverage team`)." in said.text
    assert len(said.blocks) <= MOST_BLOCKS
    for block in said.blocks:
        assert len([one for one in block.get("elements", []) if one.get("type") == "button"]) <= 2
    own = week.to("ana").text.splitlines()[0]
    assert own == f"*{len(week.found_for('ana').own)} of your 12 deals need you.*"


def test_of_a_deal_off_the_map_nobody_says_that_nobody_is_missing(week: Weekly) -> None:
    renewal(week)
    for name in ("Off", "Away"):
        weird = week.deal(name=name, stage="Weird stage")
    unsaid = "The playbook doesn't know our stage, _Weird stage_, so I can't say who is missing."
    assert unsaid in week.in_channel(weird).text
    assert "Of 2 I can't say: their stage is not in the playbook." in week.to("mia").text
    assert "nobody just now" not in week.to("mia").text
    week.charter = saying("roles", "counts", place="direct_message")
    assert "not in the playbook" not in week.to("mia").text
    assert "f 2 I can't say." in week.to("mia").text
    week.charter = saying("roles", "counts")
    week.clock.advance(days=10)
    quiet = week.in_channel(weird).text
    assert "Weird" not in quiet
    assert "nobody is missing" not in quiet


@pytest.mark.parametrize("topics", [["roles"], ["counts"]])
def test_what_may_not_be_told_to_one_person_is_not(week: Weekly, topics: list[str]) -> None:
    renewal(week)
    week.charter = saying(*topics, place="direct_message")
    text = week.to("mia").text
    assert ("economic buyer" in text) is ("roles" in topics)
    assert "one deal" not in text
    assert text.startswith("*Of your deals these need you.*" if "roles" in topics else "Nothing needs you")


def test_a_deal_of_ones_own_is_not_among_those_of_ones_people(week: Weekly) -> None:
    renewal(week)
    week.deal(name="Mia's own", owner_id=week.ids["mia"])
    found = week.found_for("mia")
    assert [one.covered.deal.name for one in found.theirs] == ["Acme renewal"]
    assert [one.covered.deal.name for one in found.own] == ["Mia's own"]
    assert "your people's one deal needs you" in week.to("mia").text.casefold()


def test_what_somebody_was_told_is_kept_once_it_is_rendered(week: Weekly) -> None:
    deal = renewal(week)
    week.prepares()
    assert week.last(name="ana").stood == "{}"
    week.reads("ana")
    assert json.loads(week.last(name="ana").stood)[str(deal)]["economic buyer"][1] == 1
