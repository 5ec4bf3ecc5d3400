"""Since when something is needed in a deal, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from bot.deals.playbook import Need, Playbook
from bot.deals.stages import Move
from bot.introductions.working_time import answer_by, day_of
from bot.written.fields import Duration
from models.deals import Deal


def needed_since(
    playbook: Playbook, need: Need, deal: Deal, ours: Sequence[Move], theirs: Sequence[Move]
) -> dt.datetime:
    """Since when a need has been there without a break, by the history of both sides.

    A deal that moves on does not begin the time anew; one that went back before the need and came again does.
    """
    order = [stage.id for stage in playbook.sales_stages]
    first, last = order.index(need.at), order.index(need.until) if need.until else len(order) - 1

    def of_ours(words: str) -> bool:
        stage = playbook.sales_stage(words)
        return stage is not None and first <= order.index(stage.id) <= last

    def of_theirs(words: str) -> bool:
        stage = playbook.buying_stage(words)
        return stage is not None and stage.id in need.when_they

    known = [one for one in ours if playbook.sales_stage(one.stage) is not None]
    since = _run(known, of_ours) or deal.stage_since or deal.created_at
    if need.when_they:
        since = max(since, _run(theirs, of_theirs) or deal.buying_since or since)
    return since


def needed_by(since: dt.datetime, within: Duration, tz: str | None) -> dt.date:
    """The day by which it is needed, counted in the working days of whoever leads the deal."""
    return day_of(answer_by(since, within, tz), tz)


def _run(records: Sequence[Move], fits: Callable[[str], bool]) -> dt.datetime | None:
    """When the last run of records that fit began; None where the latest does not."""
    began = None
    for one in reversed(records):
        if not fits(one.stage):
            break
        began = one.at
    return began
