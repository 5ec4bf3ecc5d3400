"""Ways round the consent of others that were found once, and must stay shut."""

from __future__ import annotations

from bot.charter import Charter
from bot.introductions import answering, listing, requesting
from bot.people.objections import record_objection
from tests.introductions.office import CONTENT, JANE, Office, charter

ONE_NO = charter(refuse=[{"id": "F5", "limit": "noes_for_requester", "max": 1, "days": 30, "say": "neutral"}])
UNTIL_AGREED = {"id": "R6", "when": ["not owner_accepted"], "cap": "hidden", "because": "Until they agree."}
HIDDEN = {"relationship": [*CONTENT["relationship"], UNTIL_AGREED]}


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


def test_what_was_made_is_a_fact_whatever_the_charter_has_become(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    # A new version is in force, and nobody has agreed to it yet.
    office.charter = Charter({**CONTENT, "charter": {**CONTENT["charter"], "version": 2}, **HIDDEN})
    (ask,) = office.does("raj", listing.waiting)
    shown = office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    assert shown.closed == "You have introduced Ana. Thank you."
    assert office.stands().state == "made"


def test_what_was_made_of_somebody_who_objected_ends_all_the_same(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    (ask,) = office.does("raj", listing.waiting)
    with office.database.write() as session:
        record_objection(session, office.clock, office.workspace_id, JANE)
    office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    assert office.stands().state == "none"
