"""Who sits where: finding the seat a row of org data speaks of, or making it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.network.titles import known_title, title_key
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Run
from bot.people.imports.lookups import mappings_in, rows_in, rows_of_pairs
from bot.people.imports.spool import Link
from models.accounts import ContactAddress, Holding, Seat
from models.base import Base


@dataclass(frozen=True)
class Place:
    """Where somebody was put: the seat, whether that changed anything, whether what the row says of the seat counts."""

    seat: Draft
    changed: bool
    writes_seat: bool


class Seating:
    """The seats of a batch's accounts and titles, with everybody who holds or held them.

    One seat may have one holder at a time, and an account may have several seats with the same title. A newcomer
    takes the vacant seat of that title; somebody who left takes the seat whose later holder followed them, so that
    the order of the rows does not matter and no empty chair is made up.
    """

    def __init__(self, session: Session, run: Run, places: Collection[tuple[int, str]]) -> None:
        self._run = run
        self._seats = Drafts(Seat, run.workspace_id)
        self._holdings = Drafts(Holding, run.workspace_id)
        self._at: dict[tuple[int, str], list[Draft]] = defaultdict(list)
        self._of_seat: dict[int, list[Draft]] = defaultdict(list)
        holdings = Holding.__table__
        seats = Base.metadata.tables[Seat.__tablename__]
        for values in rows_of_pairs(session, seats, run.workspace_id, ("account_id", "title_key"), places):
            seat = self._seats.load(values["id"], values)
            self._at[values["account_id"], values["title_key"]].append(seat)
        query = select(*holdings.columns).where(holdings.c.workspace_id == run.workspace_id).order_by(holdings.c.id)
        for values in mappings_in(session, query, holdings.c.seat_id, {seat.id for seat in self._seats}):
            self._of_seat[values["seat_id"]].append(self._holdings.load(values["id"], values))

    def seat(self, contact_id: int, account_id: int, title: str, since: dt.date | None, until: dt.date | None) -> Place:
        """Put a contact into a seat of this title at this account."""
        seats = self._at[account_id, title_key(title)]
        for seat in seats:
            for holding in self._of_seat[seat.id]:
                if holding["contact_id"] == contact_id and not _came_back(holding, since):
                    changed = holding.fill(since=since, until=until)
                    # The directory's own word takes the place of a colleague's, which decided nothing.
                    if holding["named_by_id"] is not None:
                        changed |= holding.put(named_by_id=None, named_as=None, source=self._run.source)
                    if until is not None:
                        changed |= holding.put(ended_by_id=None)
                    return Place(seat, changed, holding["until"] is None)
        free = [seat for seat in seats if self._has_room(seat, since, until)]
        seat = max(free, key=self._last_left) if free else self._add_seat(account_id, title)
        holding = self._holdings.create(
            (seat.id, contact_id, since),
            seat_id=seat.id,
            contact_id=contact_id,
            since=since,
            until=until,
            source=self._run.source,
        )
        self._of_seat[seat.id].append(holding)
        return Place(seat, changed=True, writes_seat=until is None or not free)

    def write(self, session: Session) -> None:
        """Write what is new or changed."""
        self._seats.write(session)
        self._holdings.write(session)

    def _add_seat(self, account_id: int, title: str) -> Draft:
        known = known_title(title)
        seat = self._seats.create(
            object(),
            account_id=account_id,
            title=title,
            title_key=title_key(title),
            function=known.function if known else None,
            seniority=known.seniority if known else None,
            source=self._run.source,
            created_at=self._run.now,
        )
        self._at[account_id, title_key(title)].append(seat)
        return seat

    def _has_room(self, seat: Draft, since: dt.date | None, until: dt.date | None) -> bool:
        return not any(_at_once(holding, since, until) for holding in self._of_seat[seat.id])

    def _last_left(self, seat: Draft) -> tuple[bool, dt.date, int]:
        ends = [holding["until"] for holding in self._of_seat[seat.id]]
        held = any(end is None for end in ends)
        return held, max((end for end in ends if end), default=dt.date.min), -seat.id


def _came_back(holding: Draft, since: dt.date | None) -> bool:
    """Whether a row speaks of a second time somebody holds a seat they had left."""
    return holding["until"] is not None and since is not None and since > holding["until"]


def _at_once(holding: Draft, since: dt.date | None, until: dt.date | None) -> bool:
    """Whether a holding is known to overlap one from `since` to `until` (None: not known since when; still).

    A date nobody gave proves nothing: then one is taken to have followed the other.
    """
    theirs_since: dt.date | None = holding["since"]
    theirs_until: dt.date | None = holding["until"]
    if until is None or theirs_until is None:
        if until is theirs_until:
            return True
        begins, ends = (since, theirs_until) if until is None else (theirs_since, until)
        return begins is not None and ends is not None and begins < ends
    return (since or until) < theirs_until and (theirs_since or theirs_until) < until


def seats_reported_to(session: Session, workspace_id: int, links: Sequence[Link]) -> list[int | None]:
    """The seat now held by the person each link points to: one at the same account first, else their lowest id."""
    seats = Seat.__table__
    accounts = select(seats.c.id, seats.c.account_id).where(seats.c.workspace_id == workspace_id)
    account_of = {
        row.id: row.account_id for row in rows_in(session, accounts, seats.c.id, {one.child for one in links})
    }
    held = (
        select(ContactAddress.address, Seat.id, Seat.account_id)
        .join(
            Holding,
            (Holding.workspace_id == ContactAddress.workspace_id) & (Holding.contact_id == ContactAddress.contact_id),
        )
        .join(Seat, (Seat.workspace_id == Holding.workspace_id) & (Seat.id == Holding.seat_id))
        .where(ContactAddress.workspace_id == workspace_id, Holding.until.is_(None))
        .order_by(Seat.id)
    )
    by_address: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for address, seat_id, account_id in rows_in(session, held, ContactAddress.address, {one.target for one in links}):
        by_address[address].append((seat_id, account_id))
    found: list[int | None] = []
    for link in links:
        choices = [(account != account_of.get(link.child), seat) for seat, account in by_address[link.target]]
        found.append(min(choices)[1] if choices else None)
    return found
