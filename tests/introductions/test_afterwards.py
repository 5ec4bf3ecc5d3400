"""What comes after a yes: made, met, thanks, the receipt; and what the record of decisions holds."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot import audit
from bot.charter import Charter
from bot.errors import BadInput, Stale
from bot.introductions import afterwards, answering, listing, requesting
from bot.network.lookups import within_limit
from bot.network.who_knows import who_knows
from bot.network.why import why
from bot.people.retention import keep_to_the_charter
from models.governance import DecisionParty, DecisionRecord
from models.introductions import Ask, Introduction
from models.network import Relationship
from models.touches import Touch
from tests.introductions.office import CONTENT, JANE, Office, charter


def agreed(office: Office) -> None:
    """Ana has asked, and Raj has agreed."""
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")


def test_from_made_to_met_and_thanks(office: Office) -> None:
    agreed(office)
    (todo,) = office.does("raj", listing.waiting)
    office.clock.advance(days=1)
    shown = office.does("raj", answering.made, office.clock, todo.ask_id, todo.version)
    assert (shown.introduction_state, shown.closed) == ("made", "You have introduced Ana. Thank you.")
    standing = office.stands()
    assert standing.state == "made"
    due = {one[0]: one[2] for one in office.told("ana")}
    assert due["came_of_it"] == dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)  # five working days
    office.clock.at = due["came_of_it"]
    done = office.does("ana", afterwards.came_of_it, office.clock, standing.introduction_id, standing.version, "met")
    assert done.state == "met"
    own = next(one for one in office.rows(Relationship) if one.colleague_id == office.ids["ana"])
    assert (own.last_touch, own.source, len(office.rows(Touch))) == (dt.date(2026, 12, 1), "logged", 1)
    assert [one[0] for one in office.told("raj")] == ["ask", "thanks"]
    thanks = office.does("raj", afterwards.thanks, standing.introduction_id)
    assert (thanks.requester, thanks.came) == ("Ana", "met")
    with pytest.raises(Stale):
        office.does("zoe", afterwards.thanks, standing.introduction_id)
    with pytest.raises(Stale):
        office.does("ana", afterwards.came_of_it, office.clock, standing.introduction_id, done.version, "no_reply")


def test_nobody_has_replied_to_what_was_not_made(office: Office) -> None:
    agreed(office)
    standing = office.stands()
    given = (standing.introduction_id, standing.version)
    assert not standing.may_be_unanswered
    with pytest.raises(Stale) as refused:
        office.does("ana", afterwards.came_of_it, office.clock, *given, "no_reply")
    assert refused.value.words == afterwards.NOT_MADE
    assert office.stands() == standing
    assert office.does("ana", afterwards.came_of_it, office.clock, *given, "met").state == "met"


def test_no_reply_can_be_said_once_it_was_made(office: Office) -> None:
    agreed(office)
    (todo,) = office.does("raj", listing.waiting)
    office.does("raj", answering.made, office.clock, todo.ask_id, todo.version)
    standing = office.stands()
    given = (standing.introduction_id, standing.version, "no_reply")
    assert standing.may_be_unanswered
    assert office.does("ana", afterwards.came_of_it, office.clock, *given).state == "no_reply"


def test_no_reply_is_no_evidence(office: Office) -> None:
    agreed(office)
    office.clock.advance(days=14)  # what came of it is asked by now, made or not
    standing = office.stands()
    given = (standing.introduction_id, standing.version, "no_reply")
    assert office.does("ana", afterwards.came_of_it, office.clock, *given).state == "no_reply"
    assert office.rows(Touch) == []
    assert [one[0] for one in office.told("raj")] == ["ask", "thanks"]


def test_only_the_requester_says_what_came_of_it(office: Office) -> None:
    agreed(office)
    standing = office.stands()
    for name in ("raj", "mia"):
        with pytest.raises(Stale):
            office.does(name, afterwards.came_of_it, office.clock, standing.introduction_id, standing.version, "met")


def test_what_was_made_was_made_though_the_relationship_is_private_by_now(office: Office) -> None:
    agreed(office)
    (todo,) = office.does("raj", listing.waiting)
    office.knows("raj", private=True)
    shown = office.does("raj", answering.made, office.clock, todo.ask_id, todo.version)
    assert (shown.state, office.stands().state) == ("yes", "made")


def test_the_text_is_for_the_first_time_until_one_has_introduced_somebody(office: Office) -> None:
    agreed(office)
    (todo,) = office.does("raj", listing.waiting)
    assert todo.first_time
    office.does("raj", answering.made, office.clock, todo.ask_id, todo.version)
    office.asks_for("mia")
    office.ticks()
    assert not office.waits("raj")[0].first_time


def looks_up(office: Office, name: str) -> None:
    """Somebody asks who knows Jane; the decisions behind the answer are recorded."""
    with office.database.write() as session:
        answer = who_knows(office.sight(session, name), JANE)
        audit.record(session, office.clock, office.workspace_id, office.ids[name], answer.answer_id, answer.decided)


def test_the_receipt_of_a_month_comes_once(office: Office) -> None:
    looks_up(office, "ana")
    looks_up(office, "mia")
    looks_up(office, "raj")  # one's own look is none; what he is told beside is that somebody else, Zoe, knows her
    agreed(office)
    standing = office.stands()
    office.does("ana", afterwards.came_of_it, office.clock, standing.introduction_id, standing.version, "met")
    office.clock.at = dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC)
    for _ in range(3):
        office.ticks()
    due = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    assert [one for one in office.told("raj") if one[0] == "receipt"] == [("receipt", 202611, due, 1, "due")]
    assert office.told("lee") == []
    receipt = office.does("raj", afterwards.receipt, 202611)
    assert (receipt.looked_up, receipt.asked, receipt.meetings) == (2, 1, 1)
    assert office.does("zoe", afterwards.receipt, 202611).looked_up == 1
    assert office.does("lee", afterwards.receipt, 202611).empty


def test_what_the_charter_said_is_recorded_and_decides_alike_again(office: Office) -> None:
    asked = office.asks_for("ana")
    office.ticks()
    office.ticks(minutes=1)
    office.says("raj", "decline")
    office.ticks(hours=1)
    with office.database.read() as session:
        rows = session.execute(
            select(DecisionRecord, DecisionParty.subject_id)
            .join(DecisionParty, DecisionParty.id == DecisionRecord.id)
            .where(DecisionParty.answer_id == asked.introduction_id)
            .order_by(DecisionRecord.id)
        ).all()
        owners = {one.id: one.colleague_id for one in session.scalars(select(Relationship))}
    assert [owners[subject] for _, subject in rows] == [office.ids["raj"], office.ids["zoe"]]  # each once
    for row, _ in rows:
        assert (row.subject, row.outcome, row.clauses, row.charter_hash) == (
            "request",
            "allowed",
            "K1",
            office.charter.hash,
        )
    with office.database.write() as session:
        assert audit.seal(session, office.workspace_id) == 2
        assert audit.broken_at(session, office.workspace_id) is None


def test_the_record_of_a_request_tells_its_requester_nothing(office: Office) -> None:
    asked = office.asks_for("ana")
    office.ticks()
    with pytest.raises(Stale):
        office.does("ana", why, asked.introduction_id)
    office.charter = charter()
    office.does("ana", within_limit, office.clock)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"purpose": "advice"}, "purpose"),
        ({"deal_id": 7}, "deal_id"),
        ({"needed_by": dt.date(2026, 11, 22)}, "needed_by"),
        ({"prefers_id": 7}, "prefers_id"),
        ({"draft": "x" * 2001}, "draft"),
        ({"reason": "x" * 1001}, "reason"),
    ],
)
def test_what_does_not_fit_names_its_field(office: Office, wish: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        office.asks_for("ana", **wish)
    assert refused.value.field == field


def test_a_hidden_contact_and_none_are_refused_alike(office: Office) -> None:
    office.knows("raj", "hidden@acme.example", private=True)
    words = set()
    for contact_id in (office.contact("hidden@acme.example"), 12345):
        for what in (
            lambda sight, contact_id=contact_id: requesting.prepare(sight, contact_id),
            lambda sight, contact_id=contact_id: requesting.request(
                sight, office.clock, requesting.Wish(contact_id, "open_deal")
            ),
        ):
            with pytest.raises(BadInput) as refused:
                office.does("ana", what)
            words.add((refused.value.words, refused.value.field))
    assert len(words) == 1


def test_reasons_are_told_at_once_where_they_speak_of_the_requester(office: Office) -> None:
    office.changes("ana", charter_accepted_version=None)
    with pytest.raises(requesting.Refused, match=r"Whoever asks has agreed to the charter\. \(`F2`\)"):
        office.asks_for("ana")
    office.changes("ana", charter_accepted_version=1)
    office.charter = charter(
        refuse=[{"id": "F7", "limit": "asks_per_requester", "max": 1, "days": 30, "say": "reason", "because": "One."}]
    )
    asked = office.asks_for("ana")
    office.does("ana", requesting.withdraw, office.clock, asked.introduction_id, asked.version)
    with pytest.raises(requesting.Refused, match=r"One\."):
        office.asks_for("ana")


def test_after_a_no_the_day_from_which_to_ask_again_is_told(office: Office) -> None:
    office.asks_for("ana")
    office.ticks(days=4)
    assert office.stands().ask_again_from == dt.date(2027, 1, 6)  # 40 days after Thursday, and the day after
    office.ticks(days=1)
    again = office.asks_for("ana")
    assert again.state == "asking"  # asked all the same it is silent: neutral rules are not told
    office.ticks()
    assert [one for one in office.asked() if one[2] == "waiting"] == []


def test_requests_are_kept_as_long_as_the_charter_says(office: Office) -> None:
    rule = {"id": "T5", "of": "request", "purposes": ["open_deal"], "keep": "90 days", "from": "closed"}
    kept = Charter({**CONTENT, "retention": [{**rule, "then": "erase", "because": "Done."}]})
    agreed(office)
    closed = office.asks_for("mia", purpose="renewal")
    office.does("mia", requesting.withdraw, office.clock, closed.introduction_id, closed.version)
    for days, left in ((60, 2), (40, 1), (900, 1)):
        office.clock.advance(days=days)
        with office.database.write() as session:
            keep_to_the_charter(session, kept, office.workspace_id, office.clock.now(), office.settings.warmth)
        assert len(office.rows(Introduction)) == left
    assert (office.rows(Ask), [one[0] for one in office.told("ana")]) == ([], [])
    assert [one.purpose for one in office.rows(Introduction)] == ["renewal"]
