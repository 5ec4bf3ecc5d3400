"""`/o2o left WHO`: somebody is no longer in their seat, so the seat falls vacant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput, Stale
from bot.network.portrait import portraits
from bot.people.capture import ObjectionOnFile
from models.accounts import Account, Contact, Holding, Seat
from models.network import Relationship


@dataclass(frozen=True)
class Vacated:
    """Who left which seats (title, account); `holding_ids` and the day are what an undo needs."""

    contact_id: int
    called: str
    seats: tuple[tuple[str, str], ...]
    holding_ids: tuple[int, ...]
    on: dt.date


def leave(sight: Sight, clock: Clock, contact_id: int) -> Vacated:
    """End the contact's holdings that the viewer may see, as of today. The seats stay and are vacant."""
    face = portraits(sight, [contact_id]).get(contact_id)
    if face is None:
        raise BadInput("I don't know of a seat they hold.", field="who")
    contact = sight.session.get_one(Contact, (sight.viewer.workspace_id, contact_id))
    if contact.objected_at is not None:
        raise ObjectionOnFile("a privacy request is on file")
    rows = sight.session.execute(
        sight.accounts(Holding.id, Seat.title, Account.name)
        .join(Seat, (Seat.workspace_id == Account.workspace_id) & (Seat.account_id == Account.id))
        .join(Holding, (Holding.workspace_id == Seat.workspace_id) & (Holding.seat_id == Seat.id))
        .join(Contact, (Contact.workspace_id == Holding.workspace_id) & (Contact.id == Holding.contact_id))
        .where(
            Holding.contact_id == contact_id,
            Holding.named_by_id.is_(None),
            sight.holds_now,
            sight.directory.shows("listed"),
        )
        .order_by(Holding.id)
    ).all()
    today = clock.now().date()
    if not rows:
        return _own_words_only(sight, clock, contact_id, face.name, today)
    sight.session.execute(
        update(Holding)
        .where(Holding.workspace_id == sight.viewer.workspace_id, Holding.id.in_([row.id for row in rows]))
        .values(until=today, ended_by_id=sight.viewer.id)
    )
    seats = tuple((title, account) for _, title, account in rows)
    return Vacated(contact_id, face.name, seats, tuple(row.id for row in rows), today)


def _own_words_only(sight: Sight, clock: Clock, contact_id: int, called: str, today: dt.date) -> Vacated:
    """No seat in the directory: then the viewer may take back the title they themselves gave."""
    own = sight.session.scalar(
        select(Relationship).where(
            Relationship.workspace_id == sight.viewer.workspace_id,
            Relationship.colleague_id == sight.viewer.id,
            Relationship.contact_id == contact_id,
            Relationship.removed_at.is_(None),
            Relationship.title.is_not(None),
        )
    )
    if own is None or own.title is None:
        raise BadInput("I don't know of a seat they hold.", field="who")
    seats = ((own.title, own.account_name or ""),)
    own.title = own.title_key = None
    own.owner_edited_at = own.updated_at = clock.now()
    return Vacated(contact_id, called, seats, (), today)


def undo_leave(sight: Sight, contact_id: int, holding_ids: tuple[int, ...], on: dt.date) -> str:
    """Put the contact back into the seats they were said to have left; raises `Stale` if somebody else sits there."""
    face = portraits(sight, [contact_id]).get(contact_id)
    ended = sight.session.scalars(
        select(Holding).where(
            Holding.workspace_id == sight.viewer.workspace_id,
            Holding.id.in_(holding_ids),
            Holding.contact_id == contact_id,
            Holding.until == on,
            # Only one's own word is taken back.
            Holding.ended_by_id == sight.viewer.id,
        )
    ).all()
    taken = sight.session.scalar(
        select(Holding.id)
        .join(Contact, (Contact.workspace_id == Holding.workspace_id) & (Contact.id == Holding.contact_id))
        .where(
            Holding.workspace_id == sight.viewer.workspace_id,
            Holding.seat_id.in_([holding.seat_id for holding in ended]),
            sight.holds_now,
            # Somebody hidden must not be noticed by being in the way; whom a colleague named is told to everybody.
            Holding.named_by_id.is_not(None) | sight.directory.shows("listed"),
        )
    )
    if face is None or not ended or taken is not None:
        raise Stale("Things have moved on since: nothing to take back.")
    for holding in ended:
        holding.until = holding.ended_by_id = None
    return face.name
