"""That a contact asked not to be contacted, as the privacy officer is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import Stale
from bot.introductions import cascade, notices
from bot.introductions.candidates import colleague
from bot.introductions.consents import privacy_officer
from bot.introductions.held import NOT_YOURS
from bot.introductions.machine import MOVED_ON, OPEN
from bot.network.portrait import portraits
from models.accounts import Contact
from models.introductions import Ask, Introduction, Report
from models.network import Relationship


@dataclass(frozen=True)
class Reported:
    """Who says it of whom, as they know them; `recorded`: the objection is on file already.

    `taken_back`: that was a mistake. `marked`: they are not to be contacted, because of this or of others.
    """

    by: str
    name: str
    address: str
    recorded: bool
    taken_back: bool = False
    marked: bool = True


def put_down(sight: Sight, clock: Clock, contact_id: int) -> None:
    """Mark a contact as not to be contacted, with who says so and since when."""
    contact = _locked(sight, contact_id)
    reports = reports_of(sight, contact_id)
    if all(one.colleague_id != sight.viewer.id for one in reports):
        # Marked before anybody said so, it was by an import.
        in_records = any(one.in_records for one in reports) if reports else contact.do_not_contact
        said = {"contact_id": contact_id, "colleague_id": sight.viewer.id, "at": clock.now(), "in_records": in_records}
        sight.session.add(Report(workspace_id=contact.workspace_id, **said))
    contact.do_not_contact = True
    sight.session.flush()


def mistaken(sight: Sight, clock: Clock, ask_id: int) -> bool:
    """Take back what was reported from an ask: by whoever did, or the privacy officer. Raises `Stale`.

    Gives whether the contact is still not to be contacted, because others say so or an import does.
    Not once an objection is on file, and what an import says stays. Requests that have ended stay ended.
    """
    ask = sight.session.get(Ask, (sight.viewer.workspace_id, ask_id))
    officer = privacy_officer(sight)
    if ask is None or sight.viewer.id not in (ask.addressee_id, officer.id if officer else None):
        raise Stale(NOT_YOURS)
    contact_id = sight.session.get_one(Introduction, (ask.workspace_id, ask.introduction_id)).contact_id
    of_contact = under_way(sight, contact_id)
    contact = _locked(sight, contact_id)
    reports = reports_of(sight, contact_id)
    own = next((one for one in reports if one.colleague_id == ask.addressee_id), None)
    if own is None or contact.objected_at is not None:
        raise Stale(MOVED_ON)
    sight.session.delete(own)
    contact.do_not_contact = own.in_records or len(reports) > 1
    sight.session.flush()
    for one in of_contact:
        if one.state == "asking":
            cascade.look(sight, one, clock.now())
    _bring_up_to_date(sight, clock, ask, contact_id)
    return contact.do_not_contact


def under_way(sight: Sight, contact_id: int) -> Sequence[Introduction]:
    """The requests for a contact that have not ended, locked.

    All of them in the order of their ids, before anything else is: so two who change them wait for each other.
    """
    return sight.session.scalars(
        select(Introduction)
        .where(
            Introduction.workspace_id == sight.viewer.workspace_id,
            Introduction.contact_id == contact_id,
            Introduction.state.in_(("asking", "agreed")),
        )
        .order_by(Introduction.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def reports_of(sight: Sight, contact_id: int) -> Sequence[Report]:
    """Who has said of a contact that they asked not to be contacted."""
    return sight.session.scalars(
        select(Report)
        .where(Report.workspace_id == sight.viewer.workspace_id, Report.contact_id == contact_id)
        .order_by(Report.at, Report.id)
    ).all()


def _locked(sight: Sight, contact_id: int) -> Contact:
    return sight.session.scalars(
        select(Contact)
        .where(Contact.workspace_id == sight.viewer.workspace_id, Contact.id == contact_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _bring_up_to_date(sight: Sight, clock: Clock, ask: Ask, contact_id: int) -> None:
    """Have what was told of the contact to whoever reported it, and to the officer, say how it stands now."""
    asks = sight.session.scalars(
        select(Ask)
        .join(Introduction, (Introduction.workspace_id == Ask.workspace_id) & (Introduction.id == Ask.introduction_id))
        .where(
            Ask.workspace_id == ask.workspace_id,
            Ask.addressee_id == ask.addressee_id,
            Introduction.contact_id == contact_id,
        )
    ).all()
    by, officer = colleague(sight, ask.addressee_id), privacy_officer(sight)
    for one in asks:
        notices.bring_up_to_date(sight.session, clock, one, by.tz)
        if officer is not None and outbox.is_told(sight.session, one.workspace_id, "objected", one.id, officer.id):
            notices.objected(sight, clock, one, officer)


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
    contact = sight.session.get_one(Contact, (of.workspace_id, of.contact_id))
    return Reported(
        by.name,
        face.name if face else of.called,
        face.address if face else of.called_address,
        recorded=contact.objected_at is not None,
        taken_back=all(one.colleague_id != by.id for one in reports_of(sight, of.contact_id)),
        marked=contact.do_not_contact,
    )
