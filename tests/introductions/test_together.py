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
from models.outbox import OutboxEntry
from tests.introductions.office import OURS, Office

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


NO_LONGER: dict[str, Callable[[Office], None]] = {
    "the requester is a guest": lambda office: office.changes("ana", kind="guest"),
    "the requester has left": lambda office: office.changes("ana", left_at=office.clock.now()),
    "the contact objected": lambda office: alone(office, objected_at=office.clock.now()),
    "the contact is left alone": lambda office: alone(office, do_not_contact=True),
    "the relationship is gone": lambda office: office.forgets("raj"),
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
