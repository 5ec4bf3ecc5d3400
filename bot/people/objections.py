"""A contact's objection: one act, hides at once, stops requests, and whoever would write is told not to."""

from __future__ import annotations

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import BadInput
from bot.people.ties import refresh_affiliations
from models.accounts import Contact, ContactAddress, Holding
from models.base import new_id
from models.deals import Engagement, Stakeholder
from models.keys import address_key, domain_of
from models.network import Relationship
from models.review import Proposal
from models.touches import Exchange

OBJECTION = "objection"
"""Source and purpose of a contact who is stored only because they objected."""


def record_objection(session: Session, clock: Clock, workspace_id: int, typed: str) -> None:
    """Record that the person with this address objects; somebody never stored is stored with nothing but that."""
    address = _address(typed)
    contact = _contact(session, workspace_id, address)
    now = clock.now()
    if contact is None:
        contact = Contact(workspace_id=workspace_id, source=OBJECTION, purpose=OBJECTION, created_at=now)
        session.add(contact)
        session.flush()
        session.add(
            ContactAddress(
                workspace_id=workspace_id,
                id=new_id(),
                contact_id=contact.id,
                address=address,
                domain=domain_of(address),
            )
        )
        refresh_affiliations(session, workspace_id, [contact.id])
    contact.objected_at = contact.objected_at or now
    session.execute(delete(Proposal).where(Proposal.workspace_id == workspace_id, Proposal.about_key == address))
    session.flush()


def withdraw_objection(session: Session, workspace_id: int, typed: str) -> None:
    """Take an objection back; raises `BadInput` when none is on file.

    Somebody stored only for having objected is forgotten: nothing is left to keep their address for.
    """
    address = _address(typed)
    contact = _contact(session, workspace_id, address)
    if contact is None or contact.objected_at is None:
        raise BadInput(f"No privacy request is on file for {address}.", field="address")
    contact.objected_at = None
    if contact.source == OBJECTION and not contact.in_directory and not _spoken_of(session, contact):
        session.delete(contact)  # its addresses and affiliations go with it
    session.flush()


def _spoken_of(session: Session, contact: Contact) -> bool:
    here, there = contact.workspace_id, contact.id
    return any(
        session.scalar(select(exists().where(*spoken)))
        for spoken in (
            (Relationship.workspace_id == here, Relationship.contact_id == there),
            (Holding.workspace_id == here, Holding.contact_id == there),
            (Stakeholder.workspace_id == here, Stakeholder.contact_id == there),
            (Engagement.workspace_id == here, Engagement.contact_id == there),
            (Exchange.workspace_id == here, (Exchange.contact_id == there) | (Exchange.other_contact_id == there)),
        )
    )


def _address(typed: str) -> str:
    address = address_key(typed)
    if address is None:
        raise BadInput("That is no e-mail address. It looks like jane@acme.com.", field="address")
    return address


def _contact(session: Session, workspace_id: int, address: str) -> Contact | None:
    return session.scalar(
        select(Contact)
        .join(
            ContactAddress,
            (ContactAddress.workspace_id == Contact.workspace_id) & (ContactAddress.contact_id == Contact.id),
        )
        .where(ContactAddress.workspace_id == workspace_id, ContactAddress.address == address)
    )
