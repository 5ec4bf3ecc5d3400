"""Naming who holds a seat."""

from __future__ import annotations

from sqlalchemy import literal, select, update

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput, Stale
from bot.network.who import visible
from bot.people.capture import contact_for
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
    sight: Sight,
    clock: Clock,
    domains: tuple[str, ...],
    seat_id: int,
    address: str,
    name: str | None,
    *,
    instead: bool = False,
) -> str:
    """Say who has an empty seat, as of today; gives the seat's label. It is shown as said, and decides nothing.

    With `instead` it takes the place of what a colleague said before; else that raises `Stale`.
    """
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
            (Holding.named_by_id.is_(None) & sight.directory.shows("listed"))
            | (Holding.named_by_id.is_not(None) & literal(not instead)),
        )
    )
    if taken is not None:
        raise Stale("Somebody has named the holder meanwhile. Ask again to see who it is.")
    if name is not None and max(len(name), len(fold(name))) > 200:
        raise BadInput("That name is too long; 200 characters fit.", field="name")
    contact_id = contact_for(sight, clock, domains, address)
    today = clock.now().date()
    said = f"{name} ({address.strip()})" if name else address.strip()
    # Whom a colleague named before is no longer the one: the newest word counts.
    sight.session.execute(
        update(Holding)
        .where(
            Holding.workspace_id == viewer.workspace_id,
            Holding.seat_id == seat_id,
            Holding.named_by_id.is_not(None),
            sight.holds_now,
        )
        .values(until=today, ended_by_id=viewer.id)
    )
    words = {"named_by_id": viewer.id, "named_as": visible(said), "until": None, "ended_by_id": None}
    key = {"workspace_id": viewer.workspace_id, "seat_id": seat_id, "contact_id": contact_id, "since": today}
    if not insert_unless_there(
        sight.session, Holding, {**key, **words, "id": new_id(), "source": "named by a colleague"}
    ):
        # Named twice on one day: the same words about the same person.
        sight.session.execute(
            update(Holding)
            .where(*(getattr(Holding, column) == value for column, value in key.items()))
            .where(Holding.named_by_id.is_not(None))
            .values(**words)
        )
    return label
