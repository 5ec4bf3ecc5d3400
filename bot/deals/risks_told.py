"""The open risks of deals of which a reader may be told, many deals at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.deals import places
from bot.deals.at_once import DealRead
from bot.deals.known import Known
from bot.deals.playbook import Risk
from bot.deals.risks import RULES, Found, Watched, there, watched
from models.deals import Gap
from models.ids import of_deals


def risks_told(sight: Sight, found: Mapping[int, DealRead]) -> dict[int, list[Gap]]:
    """The open risks of each of these deals that are there for the viewer, where they may be told of such."""
    may = places.may(sight)
    rows = sight.session.scalars(
        select(Gap)
        .where(of_deals(Gap, [one.deal for one in found.values()]), Gap.state == "open", Gap.key.in_(sorted(RULES)))
        .order_by(Gap.key, Gap.subject_id)
        .execution_options(populate_existing=True)
    )
    raised: dict[int, list[Gap]] = defaultdict(list)
    for gap in rows:
        if gap.key in found[gap.deal_id].playbook.risks and places.of_gap(gap) <= may:
            raised[gap.deal_id].append(gap)
    looked_at = [found[number] for number in raised]
    are_there = there(
        sight,
        sight.now,
        [Watched(one.deal, one.playbook, watched(one.playbook, one.stage), one.people, one.aloud) for one in looked_at],
    )
    told = {}
    for one in looked_at:
        known, of_it = one.known.values(), are_there[one.deal.id]
        told[one.deal.id] = [
            gap
            for gap in raised[one.deal.id]
            if Found(gap.key, gap.subject_id) in of_it and not was_in_touch(sight, one.playbook.risks[gap.key], known)
        ]
    return told


def was_in_touch(sight: Sight, risk: Risk, known: Iterable[Known]) -> bool:
    """Whether a deal is not cold to its reader, who was in touch themselves, or knows who was."""
    if risk.rule != "gone_cold" or risk.after is None:
        return False
    since = sight.today - dt.timedelta(days=risk.after)
    return any(one.recent is not None and one.recent >= since for one in known)
