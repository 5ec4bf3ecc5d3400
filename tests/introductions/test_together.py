"""Bringing the two together: in the requester's own words, and only while it may still be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from bot.errors import Stale
from bot.introductions import answering, together
from bot.introductions.retention import forget_requests
from bot.introductions.shown import AskShown
from bot.people.capture import Entry, log
from models.accounts import Contact
from models.governance import DecisionRecord
from models.outbox import OutboxEntry
from tests.introductions.office import CONTENT, OURS, Office, charter

PAT = "pat@beta.example"


def agreed(office: Office, address: str = "jane@acme.example") -> AskShown:
    office.asks_for("ana", address)
    office.ticks()
    ask: AskShown = office.says("raj", "introduce")
    return ask


def wrote(office: Office, who: str, **said: Any) -> None:
    office.does(who, log, office.clock, OURS, Entry(address=PAT, strength=5, **said))


def conversations(office: Office) -> list[OutboxEntry]:
    return [one for one in office.rows(OutboxEntry) if one.kind == together.TOGETHER]


def alone(office: Office, **values: object) -> None:
    with office.database.write() as session:
        session.execute(update(Contact).values(**values))


def refuses(office: Office, term: str, **requests: Any) -> None:
    """A charter comes into force by which requests are refused where this holds."""
    rule = {"id": "F8", "when": [term], "say": "neutral"}
    office.charter = charter(refuse=[rule, *CONTENT["requests"]["refuse"]], **requests)


NO_LONGER: dict[str, Callable[[Office], None]] = {
    "the requester is a guest": lambda office: office.changes("ana", kind="guest"),
    "the requester has left": lambda office: office.changes("ana", left_at=office.clock.now()),
    "the contact objected": lambda office: alone(office, objected_at=office.clock.now()),
    "the contact is left alone": lambda office: alone(office, do_not_contact=True),
    "the relationship is gone": lambda office: office.forgets("raj"),
    "a rule on the relationship": lambda office: refuses(office, "not owner_marked_open"),
    "a rule on the requester": lambda office: refuses(office, "viewer_is_member"),
    "a rule on the contact": lambda office: refuses(office, "contact_in_directory"),
    "nobody's yes counts": lambda office: refuses(
        office, "owner_left", consent=[{"id": "K9", "when": ["account_sensitive"], "from": ["owner"]}]
    ),
}


def test_the_requester_reads_no_word_of_the_connectors_about_the_contact(office: Office) -> None:
    wrote(office, "ana", name="Pat Poe")
    wrote(office, "raj", name="Pat (met in rehab)", title="secret adviser", account="Betacorp")
    ask = agreed(office, PAT)
    told = office.does("raj", together.together, ask.ask_id)
    assert told.contact.name == "Pat Poe"
    assert told.contact == office.stands().contact
    assert told.ask.contact.name == "Pat (met in rehab)"


@pytest.mark.parametrize("change", list(NO_LONGER))
def test_at_the_click_it_is_decided_again(office: Office, change: str) -> None:
    ask = agreed(office)
    NO_LONGER[change](office)
    shown = office.does("raj", together.bring_together, office.clock, ask.ask_id, ask.version)
    assert (shown.state, shown.introduction_state) == ("void", "none")
    assert conversations(office) == []


@pytest.mark.parametrize("change", list(NO_LONGER))
def test_at_delivery_and_before_a_text_is_shown_it_is_decided_again(office: Office, change: str) -> None:
    ask = agreed(office)
    office.does("raj", together.bring_together, office.clock, ask.ask_id, ask.version)
    assert office.does("raj", together.ready, ask.ask_id) == ask
    NO_LONGER[change](office)
    for decides in (together.together, together.ready):
        with pytest.raises(Stale):
            office.does("raj", decides, ask.ask_id)


def test_what_the_charter_says_at_the_click_is_recorded(office: Office) -> None:
    ask = agreed(office)
    refuses(office, "not owner_marked_open")
    office.does("raj", together.bring_together, office.clock, ask.ask_id, ask.version)
    said = [(one.outcome, one.clauses) for one in office.rows(DecisionRecord) if one.clauses == "F8"]
    assert said == [("refused", "F8")]


def test_limits_are_on_asking_and_stop_nothing_that_was_agreed(office: Office) -> None:
    ask = agreed(office)
    limits = ("asks_per_connector", "asks_per_contact", "asks_per_requester", "noes_for_requester", "noes_from_contact")
    rules = [{"id": f"F{n}", "limit": one, "max": 1, "days": 30, "say": "neutral"} for n, one in enumerate(limits)]
    for address in ("c1@acme.example", "c2@acme.example"):
        office.knows("raj", address)
        office.asks_for("ana", address)
    office.ticks()
    office.charter = charter(refuse=rules)
    assert office.does("raj", together.ready, ask.ask_id) == ask
    office.does("raj", together.bring_together, office.clock, ask.ask_id, ask.version)
    assert len(conversations(office)) == 1


@pytest.mark.parametrize("change", ["a rule on the relationship", "a rule on the requester", "a rule on the contact"])
def test_what_was_made_is_a_fact_whatever_rule_is_in_force(office: Office, change: str) -> None:
    ask = agreed(office)
    NO_LONGER[change](office)
    office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    assert office.stands().state == "made"


def test_a_conversation_is_opened_once(office: Office) -> None:
    ask = agreed(office)
    for _ in range(2):
        office.does("raj", together.bring_together, office.clock, ask.ask_id, ask.version)
    assert [one.wanted for one in conversations(office)] == [1]
    office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    with pytest.raises(Stale):
        office.does("raj", together.ready, ask.ask_id)


def test_an_erased_request_leaves_no_conversation_to_be_opened(office: Office) -> None:
    ask = agreed(office)
    office.does("raj", together.bring_together, office.clock, ask.ask_id, ask.version)
    with office.database.write() as session:
        later = office.clock.now() + dt.timedelta(days=400)
        assert forget_requests(session, office.workspace_id, later, (), "asked", 10) == 1
    assert conversations(office) == []
