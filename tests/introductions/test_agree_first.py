"""Whoever has not agreed to the charter reads of a contact, when asked to, what they read of them anywhere else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.charter import Charter
from bot.charter.sight import Sight
from bot.introductions import requesting
from bot.people.capture import Entry, log
from handlers.commands import intro
from handlers.views.kit import Message
from tests.introductions.conftest import stored_in_directory
from tests.introductions.office import CONTENT, OURS, Office

DAN = "dan@acme.example"
ONCE_AGREED = Charter(
    {
        **CONTENT,
        "relationship": [
            {"id": "R1", "when": ["viewer_is_owner"], "grant": "full", "because": "Yours."},
            {"id": "R2", "when": ["viewer_is_member", "viewer_accepted"], "grant": "exists", "because": "Once agreed."},
        ],
    }
)


def agree_first(office: Office) -> Message:
    """What Ana, who has not agreed, is told who asks for an introduction to Dan."""

    def told(sight: Sight) -> Message:
        contact_id = office.contact(DAN)
        with pytest.raises(requesting.Refused) as refused:
            requesting.prepare(sight, contact_id)
        turn: Any = SimpleNamespace(sight=sight, viewer=sight.viewer, charter=sight.charter)
        return intro._refused(turn, refused.value, contact_id, None, None)

    said: Message = office.does("ana", told)
    return said


def test_the_contact_is_named_as_they_are_seen_before_agreeing(office: Office) -> None:
    office.charter = ONCE_AGREED
    stored_in_directory(office, DAN, "")
    office.changes("ana", charter_accepted_version=None)
    nobody_knows = agree_first(office)
    assert f"an introduction to *{DAN}*" in nobody_knows.text
    office.does("raj", log, office.clock, OURS, Entry(address=DAN, strength=4, name="Dan Secret", account="Acme"))
    assert agree_first(office) == nobody_knows
