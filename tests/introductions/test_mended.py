"""Ways round the consent of others that were found once, and must stay shut."""

from __future__ import annotations

from bot.introductions import requesting
from tests.introductions.office import Office, charter

ONE_NO = charter(refuse=[{"id": "F5", "limit": "noes_for_requester", "max": 1, "days": 30, "say": "neutral"}])


def withdraws(office: Office, name: str = "ana") -> None:
    """Somebody takes their newest request back."""
    standing = office.stands(name)
    office.does(name, requesting.withdraw, office.clock, standing.introduction_id, standing.version)


def test_withdrawing_and_asking_again_does_not_undo_a_no(office: Office) -> None:
    office.charter = ONE_NO
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "decline")
    withdraws(office)
    assert office.stands().ask_again_from is not None
    office.ticks(minutes=1)
    office.asks_for("ana")
    office.ticks(minutes=1)
    assert office.asked() == [("raj", "owner", "no")]


def test_what_reached_nobody_and_was_withdrawn_counts_as_well(office: Office) -> None:
    office.charter = ONE_NO
    office.asks_for("ana")
    withdraws(office)
    office.asks_for("ana")
    office.ticks(minutes=1)
    assert office.asked() == []
