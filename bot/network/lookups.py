"""How many look-ups a person may make in a day, as the charter says."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import distinct, func, select

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import DomainError
from models.governance import DecisionParty, DecisionRecord

DAY = dt.timedelta(hours=24)


class TooMany(DomainError):
    """More look-ups than the charter allows."""


def within_limit(sight: Sight, clock: Clock) -> None:
    """Refuse, with the clause, a look-up past the charter's number in the last 24 hours."""
    limit = sight.charter.lookups
    if limit is None:
        return
    made = sight.session.scalar(
        select(func.count(distinct(DecisionParty.answer_id)))
        .join(
            DecisionRecord,
            (DecisionRecord.workspace_id == DecisionParty.workspace_id) & (DecisionRecord.id == DecisionParty.id),
        )
        .where(
            DecisionParty.workspace_id == sight.viewer.workspace_id,
            DecisionParty.viewer_id == sight.viewer.id,
            DecisionRecord.at > clock.now() - DAY,
        )
    )
    if (made or 0) >= limit.per_day and limit.past == "refuse":
        raise TooMany(
            f"That was your {limit.per_day}th look-up within a day, and the charter stops there ({limit.id}): "
            f"{limit.because} You can go on as the day moves on."
        )
