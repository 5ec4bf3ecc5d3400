"""Saying where a deal stands: our stage (unless the CRM says it), theirs as somebody of ours saw it, won and lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import stages
from bot.deals.playbook import Playbooks
from bot.deals.seen import part, playbook_of, the_deal
from bot.deals.stages import Recorded, Side
from bot.deals.team import NOT_ON_IT
from bot.errors import BadInput, Stale
from models.deals import Deal

SOURCE: Final = "Slack"
TO_UNDO: Final = dt.timedelta(minutes=5)
"""How long that a deal was won or lost can be taken back with one click; after that its stage can be said anew."""
FROM_CRM: Final = "Where we stand in this deal comes from the CRM: change it there, and I follow."
MOVED_ON: Final = "Something has changed about this deal since."
OVER: Final = "This deal is over. Its lead can reopen it, or the lead's manager."


@dataclass(frozen=True)
class Said:
    """What came of saying a stage: the deal, whether it moved, and the stage's name as it was taken."""

    deal: Deal
    came: Recorded
    stage: str


def say_ours(sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, version: int | None, words: str) -> Said:
    """Say our stage. `version` is that of the deal as the viewer saw it (None: as it stands).

    Raises `Stale` for a deal that has changed since or is not there, `BadInput` where the words are no stage of the
    deal's playbook, or the CRM's to say, and where the deal is over and not the viewer's to reopen.
    """
    deal = _to_change(sight, deal_id, version)
    if deal.external_id is not None:
        raise BadInput(FROM_CRM)
    mine = part(sight, deal)
    if not deal.is_open and not (mine.leads or mine.manages):
        raise BadInput(OVER)  # else anybody once on its team would open its people to the whole team anew, alone
    stage = playbook_of(playbooks, deal).sales_stage(words)
    if stage is None:
        raise BadInput("That is no stage of this deal's playbook. Choose one.", field="stage")
    if stage.ends is not None:
        raise BadInput(f"With `/o2o deal {stage.ends}` a deal ends.", field="stage")
    came = _record(sight, clock, deal, "sales", stage.name, clock.now())
    return Said(deal, came, stage.name)


def say_theirs(
    sight: Sight,
    clock: Clock,
    playbooks: Playbooks,
    deal_id: int,
    version: int | None,
    words: str,
    at: dt.datetime | None = None,
) -> Said:
    """Say at which stage the customer is, as the viewer saw it `at` an instant (None: now); they may go back.

    Raises as `say_ours`; a day to come is no day on which anything was seen.
    """
    deal = _to_change(sight, deal_id, version)
    stage = playbook_of(playbooks, deal).buying_stage(words)
    if stage is None:
        raise BadInput("That is no stage of theirs in this deal's playbook. Choose one.", field="stage")
    now = clock.now()
    if at is not None and at > now:
        raise BadInput("That day is still to come. When did you see it?", field="seen_on")
    return Said(deal, _record(sight, clock, deal, "buying", stage.name, at or now), stage.name)


def end(
    sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, version: int, outcome: Literal["won", "lost"]
) -> Deal:
    """Say that a deal is won or lost. Raises as `say_ours`; `Stale` as well where it is over already."""
    deal = _to_change(sight, deal_id, version)
    if deal.external_id is not None:
        raise BadInput(FROM_CRM)
    if not deal.is_open:
        raise Stale(MOVED_ON)
    named = next((one.name for one in playbook_of(playbooks, deal).sales_stages if one.ends == outcome), "")
    # What the stage is called must say it by itself: the CRM's stages are read by their words alone.
    stage = named if stages.outcome_in(named) == outcome else outcome.capitalize()
    _record(sight, clock, deal, "sales", stage, clock.now())
    return deal


def undo_end(sight: Sight, clock: Clock, deal_id: int, version: int) -> Deal:
    """Take back, within five minutes, that a deal was won or lost: it stands as before. Raises `Stale` otherwise."""
    deal = _to_change(sight, deal_id, version)
    moves = stages.moves(stages.history(sight.session, deal, "sales"))
    can_be = deal.external_id is None and not deal.is_open and len(moves) > 1
    if not can_be or clock.now() - moves[-1].recorded_at > TO_UNDO:
        raise Stale("That can't be taken back any more. The deal's lead can say its stage anew instead.")
    _record(sight, clock, deal, "sales", moves[-2].stage, clock.now(), quietly=True)
    return deal


def _to_change(sight: Sight, deal_id: int, version: int | None) -> Deal:
    deal = the_deal(sight, deal_id, locked=True)
    if not part(sight, deal).acts:
        raise BadInput(NOT_ON_IT)
    if version is not None and deal.version != version:
        raise Stale(MOVED_ON)
    return deal


def _record(
    sight: Sight, clock: Clock, deal: Deal, side: Side, stage: str, at: dt.datetime, *, quietly: bool = False
) -> Recorded:
    """Record it; what is said twice within an instant comes in the order in which it was said."""
    records = stages.history(sight.session, deal, side)
    if records and at == clock.now() and at <= records[-1].at <= at + dt.timedelta(seconds=1):
        at = records[-1].at + dt.timedelta(microseconds=1)
    me = sight.viewer.id
    return stages.record(sight.session, clock, deal, side, stage, at, source=SOURCE, seen_by_id=me, first=quietly)
