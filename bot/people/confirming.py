"""People to confirm: whom one knows, and how well, is asked again now and then, for what one said does not fade.

Somebody is asked about after `ASKED_AFTER` in which their owner neither logged a touch nor said anything of them, and
once they have left the seat they had; who has left comes first, then whoever was heard of longest ago. Only what its
owner logged or has looked at; what waits for that waits in `bot.people.review`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self, get_args

from sqlalchemy import ColumnElement, Date, Select, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import SQLColumnExpression

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput, Stale
from bot.people.left import leave, undo_leave
from bot.people.mine import Mine, edited, held_by, one, own, say_strength, some, stamp
from bot.people.mine import remove as forget
from models.accounts import Account, Contact, Holding, Seat
from models.network import Relationship

ASKED_AFTER: Final = dt.timedelta(days=180)
"""For how long what somebody said of whom they know is taken as it is."""
PAGE: Final = 5
"""People on one page: what fits a phone."""
SETTLED: Final = "That is settled already; nothing was changed. The list shows how it stands."

Deed = Literal["close", "fading", "gone", "removed"]


@dataclass(frozen=True)
class ToConfirm:
    """One of them. `heard` is when they were last heard of or confirmed, `left`: they are in that seat no more.

    The day of an import is none on which anybody was heard of: None, where nothing else is known.
    """

    mine: Mine
    heard: dt.date | None
    left: bool


@dataclass(frozen=True)
class Confirming:
    """A page of them, and how many there are in all."""

    people: tuple[ToConfirm, ...]
    page: int
    of: int

    @property
    def first(self) -> int:
        """Which of all the first on this page is, from 1."""
        return self.page * PAGE + 1

    @property
    def last(self) -> int:
        """Which of all the last on this page is."""
        return self.page * PAGE + len(self.people)


@dataclass(frozen=True)
class Done:
    """What was done, with what takes it back: figures, ids and days only.

    `seen` is the mark of the relationship once it was done; `kept` says that there is a way back.
    """

    did: Deed
    relationship_id: int
    seen: str = ""
    strength: int | None = None
    edited_at: str | None = None
    contact_id: int = 0
    holding_ids: tuple[int, ...] = ()
    on: str | None = None
    kept: bool = True

    def dump(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Self:
        """Read it back; raises `ValueError` for what was not stored by this version."""
        try:
            held = json.loads(text)
            found = cls(**{**held, "holding_ids": tuple(held["holding_ids"])})
            for day in (found.edited_at, found.on):
                dt.datetime.fromisoformat(day or "2000-01-01")
        except (TypeError, KeyError) as error:
            raise ValueError("not stored by this version") from error
        ids = (found.relationship_id, found.contact_id, *found.holding_ids)
        whole = all(type(one) is int and 0 <= one < 2**63 for one in ids) and found.strength in (None, *range(1, 6))
        if not (whole and found.did in get_args(Deed) and isinstance(found.seen, str)):
            raise ValueError("not stored by this version")
        return found


def confirming(sight: Sight, page: int = 0) -> Confirming:
    """A page (from 0) of those to confirm; behind the last page comes the last that there is."""
    rows = sight.session.execute(_asked(sight).offset(page * PAGE).limit(PAGE)).all()
    if not rows and page:
        return confirming(sight, max(0, how_many(sight) - 1) // PAGE)
    held = some(sight, [row.id for row in rows])
    people = tuple(ToConfirm(held[row.id], row.heard, bool(row.left)) for row in rows)
    return Confirming(people, page, rows[0].of if rows else 0)


def how_many(sight: Sight) -> int:
    """How many there are to confirm."""
    return sight.session.scalar(select(func.count()).select_from(_asked(sight).subquery())) or 0


def owners(workspace_id: int, today: dt.date) -> Select[Any]:
    """Everybody who may have somebody to confirm, and a few who have none: what their eyes see is not looked at."""
    said = _said()
    since = case((Relationship.last_touch > said, Relationship.last_touch), else_=said)
    old = Relationship.strength.is_not(None) & (since < today - ASKED_AFTER)
    ended = exists().where(
        Holding.workspace_id == Relationship.workspace_id,
        Holding.contact_id == Relationship.contact_id,
        Holding.named_by_id.is_(None),
        _since_they_spoke(Holding.until),
        Holding.until <= today,
    )
    here = (Relationship.workspace_id == workspace_id) & Relationship.removed_at.is_(None)
    return select(Relationship.colleague_id).where(here, Relationship.reviewed.is_(True), old | ended).distinct()


def still_close(sight: Sight, clock: Clock, relationship_id: int, shown: str) -> Done:
    """Stand by what one said of somebody: how well one knows them stays as it is."""
    mine = _to_confirm(sight, relationship_id, shown)
    done = _done("close", mine)
    edited(sight, clock, mine)
    return _stamped(done, mine)


def fading(sight: Sight, clock: Clock, relationship_id: int, shown: str) -> Done:
    """Say that one knows somebody less well than one said: one step less, `a little` at the least."""
    mine = _to_confirm(sight, relationship_id, shown)
    done = _done("fading", mine)
    say_strength(sight, clock, relationship_id, str(max(1, (mine.strength or 1) - 1)))
    return _stamped(done, mine)


def gone(sight: Sight, clock: Clock, relationship_id: int, shown: str) -> Done:
    """Say that somebody is in their seat no more, as `left` does; that one knows them, and how well, stays."""
    mine = _to_confirm(sight, relationship_id, shown)
    done = _done("gone", mine)
    title = mine.title
    found: dict[str, Any] = {}
    try:
        left = leave(sight, clock, mine.contact_id)
        found = {"contact_id": left.contact_id, "holding_ids": left.holding_ids, "on": left.on.isoformat()}
    except BadInput:
        pass  # no seat of theirs is known any more: it is noted that their owner was asked
    edited(sight, clock, mine)
    # A title of the owner's own that went with it is kept nowhere.
    return _stamped(Done(**{**asdict(done), **found, "kept": mine.title == title}), mine)


def removed(sight: Sight, clock: Clock, relationship_id: int) -> Done:
    """Remove a relationship for good, as `/o2o me` does."""
    forget(sight, clock, relationship_id)
    return Done("removed", relationship_id, kept=False)


def take_back(sight: Sight, clock: Clock, done: Done) -> Mine:
    """Put things back as they were before; raises `Stale` where they were changed since."""
    mine = own(sight, done.relationship_id)
    if not done.kept or stamp(mine) != done.seen:
        raise Stale("This was changed meanwhile; nothing was taken back.")
    if done.holding_ids and done.on:
        undo_leave(sight, done.contact_id, done.holding_ids, dt.date.fromisoformat(done.on))
    mine.strength = done.strength
    edited(sight, clock, mine)
    mine.owner_edited_at = dt.datetime.fromisoformat(done.edited_at) if done.edited_at else None
    return one(sight, mine.id)


def _to_confirm(sight: Sight, relationship_id: int, shown: str) -> Relationship:
    mine = own(sight, relationship_id)
    if sight.session.execute(_asked(sight).where(Relationship.id == relationship_id)).first() is None:
        raise Stale(SETTLED)
    if shown and stamp(mine) != shown:
        raise Stale("This was changed meanwhile; nothing was changed. The list shows how it stands.")
    return mine


def _done(did: Deed, mine: Relationship) -> Done:
    at = mine.owner_edited_at.isoformat() if mine.owner_edited_at else None
    return Done(did, mine.id, strength=mine.strength, edited_at=at)


def _stamped(done: Done, mine: Relationship) -> Done:
    return Done(**{**asdict(done), "holding_ids": done.holding_ids, "seen": stamp(mine)})


def _asked(sight: Sight) -> Select[Any]:
    """The viewer's own relationships to confirm, in the order in which they are asked; `of` is how many they are."""
    said = _said()
    since = case((Relationship.last_touch > said, Relationship.last_touch), else_=said)
    # Worked out once and looked up: PostgreSQL, where it knows nothing of the tables yet, would else do it for each.
    gone_from = _left(sight).cte("left_their_seat").prefix_with("MATERIALIZED", dialect="postgresql")
    left = Relationship.id.in_(select(gone_from.c.id))
    old = Relationship.strength.is_not(None) & (since < sight.today - ASKED_AFTER)
    heard = case((_IMPORTED, Relationship.last_touch), else_=since)
    return (
        select(Relationship.id, heard.label("heard"), left.label("left"), func.count().over().label("of"))
        .join(Contact, (Contact.workspace_id == Relationship.workspace_id) & (Contact.id == Relationship.contact_id))
        .where(
            held_by(sight.viewer),
            Relationship.reviewed.is_(True),
            # Nobody is asked how close they are to somebody who asked to be left alone.
            Contact.objected_at.is_(None),
            or_(old, left),
        )
        .order_by(left.desc(), since, Relationship.id)
    )


def _left(sight: Sight) -> Select[Any]:
    """Those of the viewer's relationships whose contact has left a seat that the viewer may know of since they spoke.

    Whoever has another one that the viewer may know of has a new job: no reason to ask about the old one.
    """
    ended, now_in = aliased(Holding), aliased(Holding)
    there = (now_in.workspace_id == Relationship.workspace_id) & (now_in.contact_id == Relationship.contact_id)
    in_another = (
        sight.accounts(literal(1))
        .select_from(Account)
        .join(Seat, (Seat.workspace_id == Account.workspace_id) & (Seat.account_id == Account.id))
        .join(now_in, (now_in.workspace_id == Seat.workspace_id) & (now_in.seat_id == Seat.id))
        .where(there, now_in.named_by_id.is_(None), now_in.until.is_(None) | (now_in.until > sight.today))
        .correlate(Relationship)
        .exists()
    )
    return (
        sight.accounts(Relationship.id)
        .select_from(Relationship)
        .join(Contact, (Contact.workspace_id == Relationship.workspace_id) & (Contact.id == Relationship.contact_id))
        .join(ended, (ended.workspace_id == Contact.workspace_id) & (ended.contact_id == Contact.id))
        .join(Seat, (Seat.workspace_id == ended.workspace_id) & (Seat.id == ended.seat_id))
        .join(Account, (Account.workspace_id == Seat.workspace_id) & (Account.id == Seat.account_id))
        .where(
            held_by(sight.viewer),
            ended.named_by_id.is_(None),
            _since_they_spoke(ended.until),
            ended.until <= sight.today,
            sight.directory.shows("listed"),
            ~in_another,
        )
        .distinct()
    )


def _said() -> ColumnElement[Any]:
    """The day on which the owner last said anything of a relationship."""
    return func.date(func.coalesce(Relationship.owner_edited_at, Relationship.created_at), type_=Date())


def _since_they_spoke(day: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether a day came after the owner last said anything. Of what was only imported they never did."""
    return or_(_IMPORTED, day > _said())


_IMPORTED: Final = Relationship.owner_edited_at.is_(None) & Relationship.source.startswith("import ")
