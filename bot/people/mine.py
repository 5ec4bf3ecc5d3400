"""What is held in somebody's name, and what only they may do with it: `/o2o me`."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import ColumnElement, and_, func, select

from bot.charter.sight import Sight, Viewer
from bot.clock import Clock
from bot.errors import NotYours, Stale
from bot.network.portrait import portraits
from bot.people import evidence
from bot.people.capture import Entry, Logged, check, name_account, say, tidied
from bot.people.figures import Figures, figures
from bot.people.ties import rewrite_half_ties
from models.accounts import ContactAddress
from models.network import Relationship

A_STATEMENT = 500
"""Relationships changed by one statement: far below what either database allows."""

Sharing = Literal["private", "shared", "open"]
Evidence = Literal["waiting", "counts", "left_out"]
Waits = Literal["", "look", "evidence"]
"""What waits for the owner: nothing, the relationship as a whole, or what was imported about one they logged."""

SEEN = (
    Relationship.contact_name,
    Relationship.title,
    Relationship.account_name,
    Relationship.strength,
    Relationship.kind,
    Relationship.note,
    Relationship.last_touch,
    Relationship.private,
    Relationship.open,
    Relationship.reviewed,
    Relationship.evidence,
    Relationship.source,
)
"""What of a relationship its owner sees. Its `version` tells more: that an account hidden from them was linked."""

AS_A_WHOLE = Relationship.reviewed.is_(False)
EVIDENCE_ALONE = Relationship.reviewed.is_(True) & Relationship.evidence.is_not_distinct_from("waiting")


@dataclass(frozen=True)
class Mine:
    """One relationship as its owner sees it."""

    relationship_id: int
    stamp: str
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
    evidence: Evidence | None = None
    figures: Figures | None = None

    @property
    def waits(self) -> Waits:
        """What waits for the owner's decision."""
        if not self.reviewed:
            return "look"
        return "evidence" if self.evidence == "waiting" else ""

    @property
    def imported_speaks(self) -> bool:
        """Whether what was imported says how warm the tie is, where its owner gives no strength."""
        return self.evidence == "counts" and self.figures is not None and self.figures.band is not None


def held_by(viewer: Viewer) -> ColumnElement[bool]:
    """Of a relationship: that it is the viewer's own, and still there."""
    return and_(
        Relationship.workspace_id == viewer.workspace_id,
        Relationship.colleague_id == viewer.id,
        Relationship.removed_at.is_(None),
    )


def own(sight: Sight, relationship_id: int) -> Relationship:
    """One of the viewer's own relationships; raises `NotYours` for any other, and for what is no more."""
    found = sight.session.get(Relationship, (sight.viewer.workspace_id, relationship_id))
    if found is None or found.removed_at is not None or found.colleague_id != sight.viewer.id:
        # Whether it is somebody else's or never was, the words are the same.
        raise NotYours("That isn't in your list any more. `/o2o me` shows what is.")
    return found


def some(sight: Sight, relationship_ids: Collection[int]) -> dict[int, Mine]:
    """Those of these relationships that are the viewer's own, by id."""
    rows = sight.session.scalars(
        select(Relationship).where(held_by(sight.viewer), Relationship.id.in_(relationship_ids))
    ).all()
    return {item.relationship_id: item for item in _items(sight, rows)}


def one(sight: Sight, relationship_id: int) -> Mine:
    """One of the viewer's own relationships."""
    return next(iter(_items(sight, [own(sight, relationship_id)])))


def stamp_of(values: Iterable[object]) -> str:
    """A short mark of what its owner sees of a relationship, or of several: another one once that is another."""
    return hashlib.blake2b(repr(tuple(values)).encode(), digest_size=4).hexdigest()


def stamp(mine: Relationship) -> str:
    """The mark of a relationship as it stands."""
    return stamp_of(getattr(mine, column.key) for column in SEEN)


def correct(sight: Sight, clock: Clock, relationship_id: int, shown: str, entry: Entry) -> Mine:
    """Replace the owner's words by those of a filled-in form: an emptied field is emptied.

    `shown` is the stamp of the relationship when the form was filled; raises `Stale` if it was changed since.
    """
    mine = own(sight, relationship_id)
    if stamp(mine) != shown:
        raise Stale("This was changed meanwhile. Open it again to see how it stands.")
    entry = tidied(entry)
    check(entry)
    mine.contact_name = mine.contact_name_key = mine.title = mine.title_key = mine.note = mine.kind = mine.strength = (
        None
    )
    say(sight, mine, entry, clock.now())
    if entry.account is None:
        name_account(sight, mine, "")
    edited(sight, clock, mine)
    return one(sight, relationship_id)


def say_strength(sight: Sight, clock: Clock, relationship_id: int, figure: str) -> Logged:
    """Say how well one knows somebody: 1 (a little) to 5 (very well)."""
    mine = own(sight, relationship_id)
    if figure not in ("1", "2", "3", "4", "5"):
        raise Stale("That button is from another time. `/o2o me` shows how things stand.")
    mine.strength = int(figure)
    edited(sight, clock, mine)
    called = one(sight, relationship_id).called
    waiting = not mine.reviewed
    return Logged(
        mine.id,
        called,
        mine.strength,
        mine.private,
        new=True,
        last_touch=mine.last_touch,
        note=mine.note,
        waiting=waiting,
    )


def remove(sight: Sight, clock: Clock, relationship_id: int) -> str:
    """Forget a relationship: its words are wiped, and no import brings it back. Gives what it was called."""
    mine = own(sight, relationship_id)
    called = next(iter(_items(sight, [mine]))).called
    forget(sight, clock, [mine])
    return called


def forget(sight: Sight, clock: Clock, relationships: Sequence[Relationship]) -> None:
    """The same for several of one's own at once, with the touches that were theirs."""
    now = clock.now()
    for mine in relationships:
        mine.wipe(now)
    for start in range(0, len(relationships), A_STATEMENT):
        batch = relationships[start : start + A_STATEMENT]
        evidence.forget(sight.session, batch)
        rewrite_half_ties(sight.session, batch)


def edited(sight: Sight, clock: Clock, mine: Relationship) -> None:
    """Keep that the owner changed it in person: imports leave alone what they put. Searches see it at once."""
    mine.owner_edited_at = mine.updated_at = clock.now()
    rewrite_half_ties(sight.session, [mine])


def _items(sight: Sight, rows: Sequence[Relationship]) -> list[Mine]:
    """Relationships in their owner's words; what the directory says of the person only fills the gaps."""
    faces = portraits(sight, {row.contact_id for row in rows})
    told = figures(sight, {row.contact_id for row in rows if row.evidence in ("waiting", "counts")})
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
                stamp(row),
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
                evidence=cast("Evidence | None", row.evidence),
                figures=told.get(row.contact_id),
            )
        )
    return items
