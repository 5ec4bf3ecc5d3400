"""The list of what is held in the viewer's name, a screenful at a time: what waits for their decision first.

What is on the screen stays there, in its order, while its owner decides about it. The list is walked from entry to
entry, not by number: deciding moves entries to the later part, and counting would then pass over some that wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, exists, false, func, or_, select

from bot.charter.sight import Sight
from bot.people.mine import AS_A_WHOLE, EVIDENCE_ALONE, SEEN, Mine, Waits, held_by, some, stamp_of
from models.network import Relationship

PAGE = 5
"""Relationships on one page: what fits a phone."""

_WAITS = AS_A_WHOLE | EVIDENCE_ALONE
_RANK = case((_WAITS, 0), else_=1)
# Coalesced, since the two databases do not agree where what has no name comes.
_NAME = func.coalesce(Relationship.contact_name_key, "")
_ORDER: tuple[SQLColumnExpression[Any], ...] = (_RANK, _NAME, Relationship.id)


@dataclass(frozen=True)
class Spot:
    """An entry's place in the list: what of it waited when it came on the screen."""

    relationship_id: int
    waited: Waits


@dataclass(frozen=True)
class Place:
    """What part of the list is looked at: entries on the screen, those behind or before one, or a page by number."""

    shown: tuple[Spot, ...] = ()
    after: Spot | None = None
    before: Spot | None = None
    number: int = 1


@dataclass(frozen=True)
class MyPage:
    """A page: its entries in their order (`items` has those that are still there), and how many wait in all.

    `mark` changes with whatever waits: what is decided for all of it must be about what its owner was told of. It is
    empty where fewer than two wait.
    """

    spots: tuple[Spot, ...]
    items: Mapping[int, Mine]
    total: int
    waiting: int
    evidence_waiting: int
    mark: str
    back: Place | None
    more: Place | None


def page_of(sight: Sight, place: Place) -> MyPage:
    """A page of the viewer's own relationships; behind the last come the last, before the first the first."""
    held = held_by(sight.viewer)
    total, waiting, evidence_waiting = sight.session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((AS_A_WHOLE, 1), else_=0)), 0),
            func.coalesce(func.sum(case((EVIDENCE_ALONE, 1), else_=0)), 0),
        ).where(held)
    ).one()
    spots = _spots(sight, place, total)
    items = some(sight, [spot.relationship_id for spot in spots])
    there = [spot for spot in spots if spot.relationship_id in items]
    back, more = _around(sight, there) if there else (False, total > 0)
    return MyPage(
        spots,
        items,
        total,
        waiting,
        evidence_waiting,
        mark_of_waiting(sight) if waiting + evidence_waiting > 1 else "",
        back=Place(before=there[0]) if back else None,
        more=(Place(after=there[-1]) if there else Place()) if more else None,
    )


def mark_of_waiting(sight: Sight) -> str:
    """A mark of all that waits for the viewer's decision, as it stands; another one once any of it is another."""
    held = select(Relationship.id, *SEEN).where(held_by(sight.viewer), _WAITS).order_by(Relationship.id)
    return stamp_of(tuple(row) for row in sight.session.execute(held))


def _spots(sight: Sight, place: Place, total: int) -> tuple[Spot, ...]:
    if place.shown:
        return place.shown
    if place.after and (behind := _beside(sight, place.after, behind=True)) is not None:
        return _read(sight, behind) or _read(sight, behind=False)
    if place.before and (before := _beside(sight, place.before, behind=False)) is not None:
        spots = _read(sight, before, behind=False)
        if len(spots) == PAGE:
            return spots
    pages = max(1, -(-total // PAGE))
    return _read(sight, offset=(min(max(1, place.number), pages) - 1) * PAGE)


def _read(
    sight: Sight, where: ColumnElement[bool] | None = None, *, behind: bool = True, offset: int = 0
) -> tuple[Spot, ...]:
    """The first entries in the order of the list, or the last ones (also in the order of the list)."""
    rows = sight.session.execute(
        select(Relationship.id, Relationship.reviewed, _RANK)
        .where(held_by(sight.viewer), *([] if where is None else [where]))
        .order_by(*(_ORDER if behind else [column.desc() for column in _ORDER]))
        .offset(offset)
        .limit(PAGE)
    ).all()
    spots = [Spot(ident, "" if rank else "evidence" if reviewed else "look") for ident, reviewed, rank in rows]
    return tuple(spots if behind else reversed(spots))


def _beside(sight: Sight, spot: Spot, *, behind: bool) -> ColumnElement[bool] | None:
    """Of a relationship: that it comes behind (or before) a spot. None where nothing of the viewer's is there."""
    row = sight.session.execute(
        select(_NAME, Relationship.id).where(held_by(sight.viewer), Relationship.id == spot.relationship_id)
    ).first()
    if row is None:
        return None
    # Where it was, not where it would be now: it may have been decided since.
    values = (0 if spot.waited else 1, *row)
    return or_(
        *(
            and_(
                *(column == value for column, value in zip(_ORDER[:at], values[:at], strict=True)),
                _ORDER[at] > values[at] if behind else _ORDER[at] < values[at],
            )
            for at in range(len(_ORDER))
        )
    )


def _around(sight: Sight, there: Sequence[Spot]) -> tuple[bool, bool]:
    """Whether anything that is not on the screen comes before the first and behind the last of these."""
    # What was decided on the screen belongs behind by now, but there is nothing new about it.
    elsewhere = Relationship.id.not_in([spot.relationship_id for spot in there])
    before, behind = _beside(sight, there[0], behind=False), _beside(sight, there[-1], behind=True)
    found = sight.session.execute(
        select(
            *(
                exists().where(held_by(sight.viewer), elsewhere, false() if where is None else where)
                for where in (before, behind)
            )
        )
    ).one()
    return bool(found[0]), bool(found[1])
