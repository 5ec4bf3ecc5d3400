"""A contact's objection: one act, hides at once, stops requests, and whoever would write is told not to."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import BadInput
from models.accounts import Contact, ContactAddress
from models.base import new_id
from models.keys import address_key, domain_of


def record_objection(session: Session, clock: Clock, workspace_id: int, typed: str) -> None:
    """Record that the person with this address objects; somebody never stored is stored with nothing but that."""
    address = address_key(typed)
    if address is None:
        raise BadInput("That is no e-mail address. It looks like jane@acme.com.", field="address")
    contact = session.scalar(
        select(Contact)
        .join(
            ContactAddress,
            (ContactAddress.workspace_id == Contact.workspace_id) & (ContactAddress.contact_id == Contact.id),
        )
        .where(ContactAddress.workspace_id == workspace_id, ContactAddress.address == address)
    )
    now = clock.now()
    if contact is None:
        contact = Contact(
            workspace_id=workspace_id, id=new_id(), source="objection", purpose="objection", created_at=now
        )
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
    contact.objected_at = contact.objected_at or now
    session.flush()
