"""What was imported about the viewer's own contacts, in figures they may see in full: how much, when, how warm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import and_, func, or_, select

from bot.charter.sight import Sight
from bot.network.warmth import Band
from bot.people.evidence import counted
from models.touches import Exchange, Touch


@dataclass(frozen=True)
class Figures:
    """Imported touches of one pair: mails by direction, calls, meetings, the newest day.

    `band` is how warm the tie is by these alone; None: they make no tie (mail in one direction only).
    """

    last: dt.date | None
    band: Band | None
    sent: int = 0
    received: int = 0
    calls: int = 0
    meetings: int = 0

    @property
    def mails(self) -> int:
        """Mails in both directions."""
        return self.sent + self.received


def figures(sight: Sight, contact_ids: Collection[int], owner_id: int | None = None) -> dict[int, Figures]:
    """The figures of somebody's exchanges with these contacts, by contact id: the viewer's own unless said otherwise.

    They are for those only who may see the relationships in full; whether the viewer may is the caller's to ask.
    """
    if not contact_ids:
        return {}
    found: dict[int, Figures] = {}
    rows = sight.session.execute(
        select(Exchange, Touch.kind, Touch.direction, func.count(Touch.id))
        .outerjoin(
            Touch,
            and_(Touch.workspace_id == Exchange.workspace_id, Touch.exchange_id == Exchange.id, Touch.said.is_(False)),
        )
        .where(
            Exchange.workspace_id == sight.viewer.workspace_id,
            Exchange.colleague_id == (sight.viewer.id if owner_id is None else owner_id),
            Exchange.contact_id.in_(contact_ids),
            # What they told in person alone is nothing that was imported.
            or_(Exchange.sent_key.is_not(None), Exchange.received_key.is_not(None), Exchange.both_key.is_not(None)),
        )
        .group_by(*Exchange.__table__.columns, Touch.kind, Touch.direction)
    )
    for exchange, kind, direction, number in rows:
        so_far = found.get(exchange.contact_id) or Figures(_day(exchange.last_at), _band(sight, exchange))
        found[exchange.contact_id] = _with(so_far, kind, direction, number)
    return found


def _with(so_far: Figures, kind: str | None, direction: str, number: int) -> Figures:
    if kind == "email":
        if direction == "received":
            return replace(so_far, received=so_far.received + number)
        return replace(so_far, sent=so_far.sent + number)
    if kind == "call":
        return replace(so_far, calls=so_far.calls + number)
    return replace(so_far, meetings=so_far.meetings + number) if kind == "meeting" else so_far


def _day(at: dt.datetime | None) -> dt.date | None:
    return None if at is None else at.date()


def _band(sight: Sight, exchange: Exchange) -> Band | None:
    key = counted(sight.warmth, exchange, "counts")
    if key is None:
        return None
    return sight.warmth.band(sight.warmth.strength(key - sight.warmth.shift(sight.now)))
