"""What a viewer may be told about who a contact is: name, title, account.

The directory's words are used where the directory is open to this viewer; else the viewer's own; else those of the
warmest relationship they may see. So merging two colleagues' knowledge under one address tells neither what the other
wrote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import case, select

from bot.charter.sight import Sight
from models.accounts import Account, Contact, ContactAddress, Holding, Seat
from models.network import HalfTie, Relationship


@dataclass(frozen=True)
class Portrait:
    """A contact as one viewer knows them."""

    contact_id: int
    name: str
    title: str | None = None
    account: str | None = None
    from_directory: bool = False
    address: str = ""


def portraits(sight: Sight, contact_ids: Collection[int]) -> dict[int, Portrait]:
    """The portraits of those of these contacts that are listed for the viewer, by contact id."""
    if not contact_ids or sight.blind:
        return {}
    found = _from_addresses(sight, contact_ids)
    found |= _from_ties(sight, found)
    return found | _from_directory(sight, found)


def _from_addresses(sight: Sight, contact_ids: Collection[int]) -> dict[int, Portrait]:
    """Where nobody gave a name, the address they were first stored under is what they are called."""
    rows = sight.session.execute(
        sight.contacts(Contact.id, ContactAddress.address)
        .join(
            ContactAddress,
            (ContactAddress.workspace_id == Contact.workspace_id) & (ContactAddress.contact_id == Contact.id),
        )
        .where(Contact.id.in_(contact_ids))
        .order_by(ContactAddress.id.desc())
    )
    return {contact_id: Portrait(contact_id, address, address=address) for contact_id, address in rows}


def _from_ties(sight: Sight, found: dict[int, Portrait]) -> dict[int, Portrait]:
    mine_last = case((HalfTie.neighbour_id == sight.viewer.id, 1), else_=0)
    rows = sight.session.execute(
        sight.told_ties(HalfTie.node_id, Relationship.contact_name, Relationship.title, Relationship.account_name)
        .where(HalfTie.node_id.in_(found))
        .order_by(mine_last, sight.warmest, HalfTie.neighbour_id.desc())
    )
    told: dict[int, Portrait] = {}
    for contact_id, name, title, account in rows:  # the last word is the viewer's own, else the warmest tie's
        so_far = told.get(contact_id, found[contact_id])
        told[contact_id] = replace(
            so_far, name=name or so_far.name, title=title or so_far.title, account=account or so_far.account
        )
    return told


def _from_directory(sight: Sight, found: dict[int, Portrait]) -> dict[int, Portrait]:
    people = sight.session.execute(
        select(Contact.id, Contact.name).where(
            Contact.workspace_id == sight.viewer.workspace_id,
            Contact.id.in_(found),
            Contact.in_directory.is_(True),
            sight.directory.shows("listed"),
        )
    )
    told = {
        contact_id: replace(found[contact_id], name=name or found[contact_id].name, from_directory=True)
        for contact_id, name in people
    }
    for contact_id, title, account, until in _seats_held(sight, told):
        title = title if until is None else f"formerly {title}"
        told[contact_id] = replace(told[contact_id], title=title, account=account)
    return told


def _seats_held(sight: Sight, contact_ids: Collection[int]) -> list[tuple[int, str, str, dt.date | None]]:
    """Seats held now or before: contact id, title, account, until; what is still held comes last."""
    ended = case((sight.holds_now, None), else_=Holding.until)
    rows = sight.session.execute(
        sight.accounts(Holding.contact_id, Seat.title, Account.name, ended)
        .join(Seat, (Seat.workspace_id == Account.workspace_id) & (Seat.account_id == Account.id))
        .join(Holding, (Holding.workspace_id == Seat.workspace_id) & (Holding.seat_id == Seat.id))
        .where(Holding.contact_id.in_(contact_ids), Holding.named_by_id.is_(None))
        .order_by(case((sight.holds_now, 1), else_=0), Holding.until, Holding.since, Holding.id)
    )
    return [(contact_id, title, account, until) for contact_id, title, account, until in rows]
