"""How many look-ups a person may make in a day, as the charter says."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import distinct, func, select

from bot.audit import REQUEST
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
            DecisionParty.at > clock.now() - DAY,
            DecisionRecord.subject != REQUEST,  # decided behind a request, which is no look-up
        )
    )
    if (made or 0) >= limit.per_day and limit.past == "refuse":
        raise TooMany(
            f"You have asked {limit.per_day} times in the last 24 hours, which is as often as the charter allows "
            f"(`{limit.id}`: {limit.because}) Please go on later; what you log and what is yours is not counted."
        )
