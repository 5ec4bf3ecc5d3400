"""What is held in somebody's name, and what only they may do with it: `/o2o me`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import NotYours, Stale
from bot.network.portrait import portraits
from bot.people.capture import Entry, Logged, check, name_account, say, tidied
from bot.people.ties import rewrite_half_ties
from models.accounts import ContactAddress
from models.network import Relationship

PAGE = 5
"""Relationships on one page: what fits a phone."""

Sharing = Literal["private", "shared", "open"]


@dataclass(frozen=True)
class Mine:
    """One relationship as its owner sees it."""

    relationship_id: int
    called: str
    address: str | None
    title: str | None
    account: str | None
    strength: int | None
    kind: str | None
    note: str | None
    last_touch: dt.date | None
    sharing: Sharing
    reviewed: bool
    source: str


@dataclass(frozen=True)
class MyPage:
    """A page of what is held in the viewer's name: what waits for their look first, then the rest by name."""

    items: tuple[Mine, ...]
    page: int
    pages: int
    total: int
    waiting: int


def mine(sight: Sight, page: int = 1) -> MyPage:
    """The viewer's own relationships, `PAGE` at a time; a page beyond the last is the last."""
    viewer = sight.viewer
    held = (
        Relationship.workspace_id == viewer.workspace_id,
        Relationship.colleague_id == viewer.id,
        Relationship.removed_at.is_(None),
    )
    total = sight.session.scalar(select(func.count()).where(*held)) or 0
    waiting = sight.session.scalar(select(func.count()).where(*held, Relationship.reviewed.is_(False))) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = sight.session.scalars(
        select(Relationship)
        .where(*held)
        .order_by(Relationship.reviewed, Relationship.contact_name_key, Relationship.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return MyPage(tuple(_items(sight, rows)), page, pages, total, waiting)


def one(sight: Sight, relationship_id: int) -> Mine:
    """One of the viewer's own relationships."""
    return next(iter(_items(sight, [_own(sight, relationship_id)])))


def spoken_of(sight: Sight, addresses: Collection[str]) -> set[str]:
    """Which of these (normalised) addresses belong to people in the viewer's own list."""
    viewer = sight.viewer
    held = (
        select(ContactAddress.address)
        .join(
            Relationship,
            (Relationship.workspace_id == ContactAddress.workspace_id)
            & (Relationship.contact_id == ContactAddress.contact_id),
        )
        .where(
            ContactAddress.workspace_id == viewer.workspace_id,
            ContactAddress.address.in_(list(addresses)),
            Relationship.colleague_id == viewer.id,
            Relationship.removed_at.is_(None),
        )
    )
    return set(sight.session.scalars(held)) if addresses else set()


def share(sight: Sight, clock: Clock, relationship_id: int, sharing: Sharing) -> Mine:
    """Keep a relationship private, share it as the charter says, or open it to every member. Counts as reviewed."""
    own = _own(sight, relationship_id)
    own.private, own.open = sharing == "private", sharing == "open"
    own.reviewed = True
    _edited(sight, clock, own)
    return one(sight, relationship_id)


def share_all_waiting(sight: Sight, clock: Clock) -> int:
    """Share, as the charter says, everything imported in the viewer's name that waits for their look; gives how many.

    What came in marked private stays private.
    """
    viewer = sight.viewer
    waiting = sight.session.scalars(
        select(Relationship).where(
            Relationship.workspace_id == viewer.workspace_id,
            Relationship.colleague_id == viewer.id,
            Relationship.removed_at.is_(None),
            Relationship.reviewed.is_(False),
        )
    ).all()
    for own in waiting:
        own.reviewed = True
        own.updated_at = clock.now()
    rewrite_half_ties(sight.session, waiting)
    return len(waiting)


def correct(sight: Sight, clock: Clock, relationship_id: int, version: int, entry: Entry) -> Mine:
    """Replace the owner's words by those of a filled-in form: an emptied field is emptied.

    `version` is that of the relationship when the form was filled; raises `Stale` if it was changed since.
    """
    own = _own(sight, relationship_id)
    if own.version != version:
        raise Stale("This was changed meanwhile. Open it again to see how it stands.")
    entry = tidied(entry)
    check(entry)
    own.contact_name = own.contact_name_key = own.title = own.title_key = own.note = own.kind = own.strength = None
    say(sight, own, entry, clock.now())
    if entry.account is None:
        name_account(sight, own, "")
    _edited(sight, clock, own)
    return one(sight, relationship_id)


def say_strength(sight: Sight, clock: Clock, relationship_id: int, figure: str) -> Logged:
    """Say how well one knows somebody: 1 (a little) to 5 (very well)."""
    own = _own(sight, relationship_id)
    if figure not in ("1", "2", "3", "4", "5"):
        raise Stale("That button is from another time. `/o2o me` shows how things stand.")
    own.strength = int(figure)
    _edited(sight, clock, own)
    called = one(sight, relationship_id).called
    waiting = not own.reviewed
    return Logged(
        own.id, called, own.strength, own.private, new=True, last_touch=own.last_touch, note=own.note, waiting=waiting
    )


def remove(sight: Sight, clock: Clock, relationship_id: int) -> str:
    """Forget a relationship: its words are wiped, and no import brings it back. Gives what it was called."""
    own = _own(sight, relationship_id)
    called = next(iter(_items(sight, [own]))).called
    own.wipe(clock.now())
    rewrite_half_ties(sight.session, [own])
    return called


def _own(sight: Sight, relationship_id: int) -> Relationship:
    own = sight.session.get(Relationship, (sight.viewer.workspace_id, relationship_id))
    if own is None or own.removed_at is not None or own.colleague_id != sight.viewer.id:
        # Whether it is somebody else's or never was, the words are the same.
        raise NotYours("That isn't in your list any more. `/o2o me` shows what is.")
    return own


def version_of(sight: Sight, relationship_id: int) -> int:
    """The version of one of the viewer's own relationships, to be handed back to `correct`."""
    return _own(sight, relationship_id).version


def _edited(sight: Sight, clock: Clock, own: Relationship) -> None:
    own.owner_edited_at = own.updated_at = clock.now()
    rewrite_half_ties(sight.session, [own])


def _items(sight: Sight, rows: Sequence[Relationship]) -> list[Mine]:
    """Relationships in their owner's words; what the directory says of the person only fills the gaps."""
    faces = portraits(sight, {row.contact_id for row in rows})
    stored = sight.session.execute(
        select(ContactAddress.contact_id, func.min(ContactAddress.address).label("address"))
        .where(
            ContactAddress.workspace_id == sight.viewer.workspace_id,
            ContactAddress.contact_id.in_([row.contact_id for row in rows]),
        )
        .group_by(ContactAddress.contact_id)
    )
    addresses = {row.contact_id: row.address for row in stored}
    items = []
    for row in rows:
        face, address = faces.get(row.contact_id), addresses.get(row.contact_id)
        items.append(
            Mine(
                row.id,
                called=row.contact_name or (face.name if face else None) or address or "somebody",
                address=address,
                title=row.title or (face.title if face else None),
                account=row.account_name or (face.account if face else None),
                strength=row.strength,
                kind=row.kind,
                note=row.note,
                last_touch=row.last_touch,
                sharing="private" if row.private else "open" if row.open else "shared",
                reviewed=row.reviewed,
                source=row.source,
            )
        )
    return items
