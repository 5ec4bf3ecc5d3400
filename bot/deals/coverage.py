"""Who of theirs we talk to in a deal, part by part, as one reader may know: engaged, cold, known, unknown, vacant.

What is hidden from the reader is left out before anything is counted. A channel is told of parts alone, never of whom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import func

from bot.charter.sight import Sight
from bot.deals import places, seen, showing
from bot.deals.at_once import known_at_all, lines_among, read_deals
from bot.deals.behind import decisions_behind
from bot.deals.covered import STATES, Cell, Column, DealCoverage, RoleStanding, State
from bot.deals.covering import Covering
from bot.deals.needs import needs_in
from bot.deals.playbook import Playbooks
from bot.deals.risks_told import risks_told
from bot.deals.stages import Histories
from bot.deals.states import Eyes
from bot.deals.survivability import survivability
from bot.deals.trend import Stood, stood, stood_before, with_trend
from models.deals import Deal

AT_ONCE: Final = 500
"""Deals of one reader that are read while they wait, at the most: what Slack's time allows."""


def coverage(
    sight: Sight,
    playbooks: Playbooks,
    deals: Sequence[Deal],
    *,
    before: dt.date | None = None,
    told: places.Topics | None = None,
) -> list[DealCoverage]:
    """How each of these deals stands for the viewer (a person or a channel), who may see them, in their order.

    What has changed is told since their last digest before a day (None: today). `told` are the topics that may be said
    where it is told of its own accord, as `Eyes.of` has it.

    The number of statements does not depend on how many deals, people or stakeholders there are.
    """
    found = read_deals(sight, playbooks, deals)
    needs = {number: needs_in(sight, one) for number, one in found.items()}
    known, eyes = known_at_all(sight, [one.aloud for one in found.values()]), Eyes.of(sight, told)
    lines = lines_among(sight, found.values())
    risks = risks_told(sight, found)
    earlier, may = stood_before(sight, deals, before or sight.today), places.may(sight)
    told_less = eyes.tells_of_ways and "ways" not in may
    of = {number: Covering(eyes, playbooks, one, needs[number], known) for number, one in found.items()}
    behind = decisions_behind(sight, found, of)
    covered = []
    moves: Histories = {(number, "buying"): one.moves[1] for number, one in found.items()}
    for face in showing.show_all(sight, playbooks, deals, moves):
        one, then = of[face.deal_id], earlier.get(face.deal_id, {})
        among = one.among(lines)
        covered.append(
            DealCoverage(
                showing.told_in(may, face),
                with_trend(one.roles, _as_told(then, one.roles) if told_less else then, by_name=not eyes.channel),
                one.columns,
                survivability(one.talks, among),
                needs[face.deal_id],
                tuple(risks.get(face.deal_id, ())),
                behind[face.deal_id],
                one.talks,
                among,
                () if eyes.channel else found[face.deal_id].people,
            )
        )
    return covered


def _as_told(then: Stood, roles: Sequence[RoleStanding]) -> Stood:
    """How parts stood in a digest that tells of no ways: of whoever is known now it tells no change from unknown."""
    known = {one.role for one in roles if one.state == "known"}
    return {role: one for role, one in then.items() if role not in known or one[0] != "unknown"}


def open_deals(sight: Sight, *, account_id: int | None = None, most: int | None) -> tuple[list[Deal], int]:
    """The open deals that the viewer sees (those of their own and of their people), and how many there are.

    Only those with an account, where one is given. At `most` so many (None: all), those due first; those without a day
    come last.
    """
    query = seen.deals_shown(sight).where(Deal.is_open.is_(True))
    if account_id is not None:
        query = query.where(Deal.account_id == account_id)
    deals = list(sight.session.scalars(query.order_by(*seen.DUE_FIRST).limit(most)))
    if len(deals) != most:
        return deals, len(deals)
    number = query.with_only_columns(func.count(), maintain_column_froms=True)
    return deals, sight.session.scalar(number) or len(deals)


def figure(sight: Sight, number: int, of: int) -> tuple[int, int] | None:
    """A figure about colleagues (`number` of so many), for a group that the charter lets be spoken of; else None.

    Where the charter says nothing of figures there are none.
    """
    digest = sight.charter.digest
    return (number, of) if digest is not None and of >= digest.smallest_group else None


__all__ = [
    "AT_ONCE",
    "STATES",
    "Cell",
    "Column",
    "DealCoverage",
    "RoleStanding",
    "State",
    "coverage",
    "figure",
    "open_deals",
    "stood",
]
