"""The text of somebody who may use a colleague's name is given only while the charter lets them ask for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.charter.sight import Sight
from bot.errors import Stale
from bot.introductions import in_the_name
from bot.introductions.working_time import zone
from handlers.commands import name_lent
from handlers.views.hours import Reader
from handlers.views.kit import Message
from tests.introductions.office import Office, charter
from tests.introductions.test_together import NO_LONGER


def lent(office: Office) -> int:
    """Ana has asked, and may use Raj's name; gives her request."""
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "use_name")
    introduction_id: int = office.stands().introduction_id
    return introduction_id


def test_the_text_is_given_to_whoever_may_use_the_name(office: Office) -> None:
    given = office.does("ana", in_the_name.name_lent, lent(office))
    assert given.text.startswith("Jane, my colleague Raj said that I may mention them to you.")
    assert given.standing.contact.address == "jane@acme.example"


@pytest.mark.parametrize("change", list(NO_LONGER))
def test_it_is_decided_again_by_every_rule_of_refusal(office: Office, change: str) -> None:
    introduction_id = lent(office)
    NO_LONGER[change](office)
    with pytest.raises(Stale) as stale:
        office.does("ana", in_the_name.name_lent, introduction_id)
    assert stale.value.words == "Their name may not be used any more. Nothing to do."


def test_limits_on_asking_do_not_take_the_name_back(office: Office) -> None:
    introduction_id = lent(office)
    office.charter = charter(
        refuse=[{"id": "F1", "limit": "asks_per_requester", "max": 1, "days": 30, "say": "neutral"}]
    )
    office.knows("raj", "c1@acme.example")
    office.asks_for("ana", "c1@acme.example")
    assert office.does("ana", in_the_name.name_lent, introduction_id).text


def message(office: Office, introduction_id: int) -> Message:
    """What Ana's message says when it is delivered, or brought up to date, now."""

    def told(sight: Sight) -> Message:
        turn: Any = SimpleNamespace(sight=sight, reader=Reader(sight.now, zone(None)), settings=office.settings)
        return name_lent.told(turn, introduction_id)

    said: Message = office.does("ana", told)
    return said


def test_a_message_brought_up_to_date_tells_nobody_to_use_a_name_that_may_not_be_used(office: Office) -> None:
    introduction_id = lent(office)
    before = str(message(office, introduction_id).blocks)
    assert "mailto:jane@acme.example" in before
    assert "my colleague Raj" in before
    NO_LONGER["a rule on the contact"](office)
    after = message(office, introduction_id)
    assert after.text.endswith("Their name may not be used any more. Nothing to do.")
    for text in ("mailto:", "jane@acme.example", "my colleague Raj", "yourself", "intro_copy"):
        assert text not in str(after.blocks)
