"""What has changed since a reader's last digest: how each part stood then, and for how long it has been what it is."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.deals.covered import STATES, DealCoverage, RoleStanding, State
from models.deals import Deal
from models.digests import Digest

Stood = Mapping[str, tuple[State, int]]
"""How each role stood in the last digest, and for how many digests on end it had been that, that one among them."""


def stood(coverages: Iterable[DealCoverage]) -> str:
    """How these deals stand, to be kept with the digest that says so: JSON `{deal id: {role: [state, digests]}}`.

    Digests on end, the one it is kept with among them. It holds no name and no person.
    """
    return json.dumps(
        {one.deal.deal_id: {role.role: [role.state, role.weeks + 1] for role in one.roles} for one in coverages},
        separators=(",", ":"),
    )


def stood_before(sight: Sight, deals: Sequence[Deal], day: dt.date) -> dict[int, Stood]:
    """How these deals stood in the last digest of the viewer before a day: a channel's is one of each deal."""
    if sight.viewer.sees_nothing or not deals:
        return {}
    before = (Digest.workspace_id == sight.viewer.workspace_id) & (Digest.day < day)
    if sight.viewer.is_channel:
        wanted = {deal.id for deal in deals}
        rows = sight.session.execute(
            select(Digest.deal_id, Digest.stood).where(before, Digest.deal_id.is_not(None)).order_by(Digest.day)
        )
        last = {row.deal_id: row.stood for row in rows if row.deal_id in wanted}
        found = [json.loads(one) for one in last.values()]
    else:
        mine = select(Digest.stood).where(before, Digest.colleague_id == sight.viewer.id)
        last_one = sight.session.scalar(mine.order_by(Digest.day.desc()).limit(1))
        found = [json.loads(last_one)] if last_one else []
    return {int(deal_id): _of_deal(roles) for one in found for deal_id, roles in one.items()}


def with_trend(roles: Iterable[RoleStanding], before: Stood) -> tuple[RoleStanding, ...]:
    """The same with how each stood in the last digest."""
    found = []
    for one in roles:
        state, weeks = before.get(one.role, _NOTHING)
        found.append(replace(one, before=state, weeks=weeks if state == one.state else 0))
    return tuple(found)


def _of_deal(roles: Mapping[str, Sequence[Any]]) -> Stood:
    return {role: (cast("State", state), int(weeks)) for role, (state, weeks) in roles.items() if state in STATES}


_NOTHING: Final[tuple[State | None, int]] = (None, 0)
