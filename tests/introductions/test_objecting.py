"""Who may say of a contact that they asked not to be contacted."""

from __future__ import annotations

import pytest

from bot.errors import Stale
from bot.introductions import answering
from models.accounts import Contact
from tests.introductions.office import Office


def test_whoever_said_no_and_knows_the_contact_no_more_cannot(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    ask = office.says("raj", "decline")
    office.forgets("raj")
    with pytest.raises(Stale):
        office.does("raj", answering.contact_objects, office.clock, ask.ask_id)
    assert [one.do_not_contact for one in office.rows(Contact)] == [False]


def test_whoever_said_no_and_knows_the_contact_still_can(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    ask = office.says("raj", "decline")
    office.does("raj", answering.contact_objects, office.clock, ask.ask_id)
    assert [one.do_not_contact for one in office.rows(Contact)] == [True]
