"""That a contact asked not to be contacted, as the privacy officer is told of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.errors import Stale
from bot.introductions.candidates import colleague
from bot.introductions.consents import privacy_officer
from bot.introductions.held import NOT_YOURS
from bot.introductions.machine import OPEN
from bot.network.portrait import portraits
from models.introductions import Ask, Introduction
from models.network import Relationship


@dataclass(frozen=True)
class Reported:
    """Who says it of whom, as they know them; `recorded`: the objection is on file already."""

    by: str
    name: str
    address: str
    recorded: bool


def may_report(sight: Sight, ask: Ask, of: Introduction) -> bool:
    """Whether the viewer, who was asked, may still say so: while something waits for them, or they know the contact."""
    if of.state in ("asking", "agreed") and ask.state in (*OPEN, "yes"):
        return True
    tie = select(Relationship.id).where(
        Relationship.workspace_id == ask.workspace_id,
        Relationship.colleague_id == sight.viewer.id,
        Relationship.contact_id == of.contact_id,
        Relationship.removed_at.is_(None),
    )
    return sight.session.scalar(tie) is not None


def reported(sight: Sight, ask_id: int) -> Reported:
    """What was reported from an ask; raises `Stale` for anybody but the privacy officer."""
    officer = privacy_officer(sight)
    ask = sight.session.get(Ask, (sight.viewer.workspace_id, ask_id))
    if ask is None or officer is None or officer.id != sight.viewer.id:
        raise Stale(NOT_YOURS)
    by = colleague(sight, ask.addressee_id)
    of = sight.session.get_one(Introduction, (ask.workspace_id, ask.introduction_id))
    # The reporter passes on what they know: the officer has to find the person, whatever the charter shows them.
    face = portraits(sight.of(by), [of.contact_id]).get(of.contact_id)
    if face is None:
        return Reported(by.name, of.called, of.called_address, recorded=False)
    return Reported(by.name, face.name, face.address, recorded=face.objected)
