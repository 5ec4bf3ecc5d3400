"""Words that depend on how a request stands: why somebody is asked, and why there is nothing to answer any more."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.introductions.candidates import colleague
from bot.introductions.consents import holder, is_paused
from bot.introductions.machine import OPEN
from bot.introductions.shown import AskState
from bot.introductions.working_time import day_of
from bot.network.portrait import Portrait
from bot.people.capture import STRENGTH_WORDS
from models.introductions import Ask, Introduction
from models.network import Relationship
from models.people import Colleague

__all__ = ["NOT_LOOKED_FOR", "NOT_SEEN", "AskState", "closed", "why_you"]

NOT_SEEN: Final = Portrait(0, "this person")
"""Somebody of whom the reader may not know any more."""
NOT_LOOKED_FOR: Final = "No introduction is looked for any more. Nothing to do."
_ROLES: Final = {
    "account_lead": "leads the account",
    "deal_lead": "leads the deal",
    "owner_manager": "manages the colleague who would make the introduction",
    "privacy_officer": "is the privacy officer",
}


def closed(sight: Sight, ask: Ask, of: Introduction, requester: str) -> str:
    """Why there is nothing for the addressee to answer (any more); empty while an answer is waited for."""
    if ask.state in OPEN and of.state == "asking" and sight.now < min(ask.until, of.answer_by):
        return ""
    if ask.state in OPEN or ask.state == "silent":
        return "No answer came in time, which counts as no. Nothing to do."
    if ask.state == "no" and ask.how is not None:
        return f"You took your yes back. {requester} knows that you can't introduce them after all."
    if ask.state == "no" and ask.suggested_id is not None:
        other = colleague(sight, ask.suggested_id).name
        return f"You said no, and named {other} as better placed. That stays between us, and has no consequences."
    if ask.state == "no":
        return "You said no. That stays between us, and has no consequences."
    if ask.state == "contact_no":
        return "You told me that they would rather not. Thank you for asking them; nobody else hears of it."
    if of.state == "withdrawn":
        return _withdrawn(sight, of, requester)
    if ask.state == "void" and ask.answered_at is not None and of.state == "asking" and sight.now < of.answer_by:
        # That somebody else's yes was missing is not told: the request may yet be agreed through others.
        return _after_yes(of, requester)
    return NOT_LOOKED_FOR if ask.state == "void" else _after_yes(of, requester)


def why_you(sight: Sight, ask: Ask, of: Introduction, called: str) -> str:
    """Why this addressee is asked: nobody is named but who chose them to stand in."""
    owner = colleague(sight, ask.owner_id)
    if ask.role != "owner":
        return _of_role(sight, ask, of)
    if ask.addressee_id != ask.owner_id:
        return f"{owner.name} named you as deputy."
    own = sight.session.scalar(
        select(Relationship).where(
            Relationship.workspace_id == ask.workspace_id,
            Relationship.colleague_id == ask.owner_id,
            Relationship.contact_id == of.contact_id,
            Relationship.removed_at.is_(None),
        )
    )
    if own is None:
        return ""
    when = own.created_at.strftime("%B" if own.created_at.year == sight.now.year else "%B %Y")
    if own.source != "logged":
        return f"you are on record as knowing {called}; that was imported in {when}."
    return f"you logged in {when} that you know {called}{f' {STRENGTH_WORDS[own.strength]}' if own.strength else ''}."


def stands_in_for(sight: Sight, ask: Ask) -> str | None:
    """For whom this addressee answers who is not the owner of the relationship; None where it is their own."""
    if ask.role != "owner" or ask.addressee_id == ask.owner_id:
        return None
    owner = colleague(sight, ask.owner_id)
    return f"{owner.name}, who is paused" if is_paused(sight, owner) else owner.name


def _of_role(sight: Sight, ask: Ask, of: Introduction) -> str:
    requester = sight.of(colleague(sight, of.requester_id))
    who = holder(requester, of, ask.owner_id, ask.role)
    does = _ROLES[ask.role]
    if who is not None and who.id == ask.addressee_id:
        return f"the charter asks for the yes of whoever {does}, and that is you."
    return f"you stand in for whoever {does}, whose yes the charter asks for."


def _withdrawn(sight: Sight, of: Introduction, requester: str) -> str:
    reader = sight.session.get_one(Colleague, (sight.viewer.workspace_id, sight.viewer.id))
    day = day_of(of.closed_at or sight.now, reader.tz)
    today = day_of(sight.now, reader.tz)
    on = f"{day:%A}" if (today - day).days < 6 else f"{day.day} {day:%B}"
    return f"Withdrawn by {requester} on {on}. Nothing to do."


def _after_yes(of: Introduction, requester: str) -> str:
    """Where they have said yes."""
    return {
        "asking": "Thank you. I tell you here how it goes on.",
        "agreed": f"You said yes. {requester} knows that it is agreed.",
        "made": f"You have introduced {requester}. Thank you.",
        "met": f"You have introduced {requester}, and they have met. Thank you.",
        "no_reply": f"You have introduced {requester}; there was no reply. Thank you all the same.",
    }.get(of.state, NOT_LOOKED_FOR)
