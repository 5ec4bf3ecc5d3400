"""Naming who holds a seat."""

from __future__ import annotations

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput, Stale
from bot.network.who import visible
from bot.people.capture import contact_for
from bot.people.ties import refresh_affiliations
from models.accounts import Account, Contact, Holding, Seat
from models.base import new_id
from models.keys import fold
from models.upsert import insert_unless_there


def seat_label(sight: Sight, seat_id: int) -> str:
    """The seat as `title, account`; raises `Stale` for a seat that is not listed for the viewer."""
    row = sight.session.execute(
        sight.accounts(Seat.title, Account.name)
        .join(Seat, (Seat.workspace_id == Account.workspace_id) & (Seat.account_id == Account.id))
        .where(Seat.id == seat_id)
    ).first()
    if row is None:
        raise Stale("I don't find that seat any more.")
    return f"{row[0]}, {row[1]}"


def name_holder(
    sight: Sight, clock: Clock, domains: tuple[str, ...], seat_id: int, address: str, name: str | None
) -> str:
    """Put somebody into an empty seat, as of today; gives the seat's label. Names no one the viewer did not name."""
    label = seat_label(sight, seat_id)
    name = visible(name) if name else None
    viewer = sight.viewer
    taken = sight.session.scalar(
        select(Holding.id)
        .join(Contact, (Contact.workspace_id == Holding.workspace_id) & (Contact.id == Holding.contact_id))
        .where(
            Holding.workspace_id == viewer.workspace_id,
            Holding.seat_id == seat_id,
            sight.holds_now,
            sight.directory.shows("listed"),
        )
    )
    if taken is not None:
        raise Stale("Somebody has named the holder meanwhile. Ask again to see who it is.")
    if name is not None and max(len(name), len(fold(name))) > 200:
        raise BadInput("That name is too long; 200 characters fit.", field="name")
    contact_id = contact_for(sight, clock, domains, address)
    contact = sight.session.get_one(Contact, (viewer.workspace_id, contact_id))
    if name and contact.name is None:
        contact.name, contact.name_key = " ".join(name.split()), fold(name)
    # Who holds a seat of the directory is org data, whoever of us says it.
    contact.in_directory = True
    # Named twice on one day is named once: who may not see the holder is told nothing of the first time.
    values = {
        "workspace_id": viewer.workspace_id,
        "id": new_id(),
        "seat_id": seat_id,
        "contact_id": contact_id,
        "since": clock.now().date(),
        "until": None,
        "source": "named by a colleague",
    }
    insert_unless_there(sight.session, Holding, values)
    refresh_affiliations(sight.session, viewer.workspace_id, [contact_id])
    return label
