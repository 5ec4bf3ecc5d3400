"""The open risks of deals of which a reader may be told, many deals at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.deals import places
from bot.deals.at_once import DealRead, Known
from bot.deals.playbook import Risk
from bot.deals.risks import RULES, is_there
from models.deals import Gap


def risks_told(sight: Sight, found: Mapping[int, DealRead]) -> dict[int, list[Gap]]:
    """The open risks of each of these deals that are there for the viewer, and that they may be told where they are."""
    may = places.may(sight)
    told: dict[int, list[Gap]] = {}
    for number, one in found.items():
        gaps = sight.session.scalars(
            select(Gap).where(
                Gap.workspace_id == one.deal.workspace_id,
                Gap.deal_id == number,
                Gap.state == "open",
                Gap.key.in_(RULES),
            )
        )
        for gap in sorted(gaps, key=lambda each: (each.key, each.subject_id)):
            risk = one.playbook.risks.get(gap.key)
            if risk is None or not places.of_gap(gap) <= may or was_in_touch(sight, risk, one.known.values()):
                continue
            if is_there(sight, sight.now, one.playbooks, one.deal, gap):
                told.setdefault(number, []).append(gap)
    return told


def was_in_touch(sight: Sight, risk: Risk, known: Collection[Known]) -> bool:
    """Whether a deal is not cold to its reader, who was in touch themselves, or knows who was."""
    if risk.rule != "gone_cold" or risk.after is None:
        return False
    since = sight.today - dt.timedelta(days=risk.after)
    return any(one.recent is not None and one.recent >= since for one in known)
