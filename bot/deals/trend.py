"""What has changed since a reader's last digest: how each part stood then, and for how long it has been what it is.

Only what was posted is a digest to its reader: of one that was prepared and never came nothing is told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.charter.sight import Sight
from bot.deals.covered import STATES, DealCoverage, RoleStanding, State
from bot.deals.rooms import DIGEST
from bot.log import warn_once
from models.deals import Deal
from models.digests import Digest
from models.ids import of_deals
from models.outbox import OutboxEntry

Stood = Mapping[str, tuple[State, int]]
"""How each role stood in the last digest, and for how many digests on end it had been that, that one among them."""

PERSON: Final = "digest_person"
"""The kind of the weekly word to a colleague; its subject is the digest."""
WEEK: Final = dt.timedelta(days=7)
UNTOLD: Final = "{}"
"""What is kept with a colleague's digest until it is delivered: nothing was told by it, and nothing is told from it."""


def stood(coverages: Iterable[DealCoverage]) -> str:
    """How these deals stand, to be kept with the digest that says so: JSON `{deal id: {role: [state, digests]}}`.

    Digests on end, the one it is kept with among them. It holds no name and no person.
    """
    return as_kept({one.deal.deal_id: {role.role: (role.state, role.weeks) for role in one.roles} for one in coverages})


def as_kept(deals: Mapping[int, Stood]) -> str:
    """The same by the state of each role of each deal, and for how many digests on end before it has been that."""
    now = {
        number: {role: (state, weeks + 1) for role, (state, weeks) in roles.items()} for number, roles in deals.items()
    }
    return json.dumps(now, separators=(",", ":"))


def stood_before(sight: Sight, deals: Sequence[Deal], day: dt.date) -> dict[int, Stood]:
    """How these deals stood in the last digest of the viewer before a day: a channel's is one of each deal."""
    if sight.viewer.sees_nothing or not deals:
        return {}
    before = and_(Digest.workspace_id == sight.viewer.workspace_id, Digest.day < day, Digest.stood != UNTOLD, _POSTED)
    if sight.viewer.is_channel:
        back = func.row_number().over(partition_by=Digest.deal_id, order_by=Digest.day.desc()).label("back")
        of_each = select(Digest.id, Digest.stood, back).where(before, of_deals(Digest, deals)).subquery()
        these = select(of_each.c.id, of_each.c.stood).where(of_each.c.back == 1)
        found = sight.session.execute(these).all()
    else:
        mine = before & (Digest.colleague_id == sight.viewer.id)
        query = select(Digest.id, Digest.stood).where(mine).order_by(Digest.day.desc()).limit(1)
        found = sight.session.execute(query).all()
    wanted = {deal.id for deal in deals}
    return {deal_id: of for one in found for deal_id, of in _read(one.id, one.stood).items() if deal_id in wanted}


def keep(session: Session, workspace_id: int, digest_id: int, stands: str, today: dt.date) -> None:
    """Keep what a reader is told now by a digest, which the next one tells the changes from.

    Brought up to date in its own week it tells more, which is no news in the next. Then, or once there is a newer one
    of the same reader, it stays what it was.
    """
    newer = aliased(Digest)
    same = or_(newer.deal_id == Digest.deal_id, newer.colleague_id == Digest.colleague_id)
    followed = exists().where(newer.workspace_id == Digest.workspace_id, newer.day > Digest.day, same)
    this = and_(Digest.workspace_id == workspace_id, Digest.id == digest_id)
    kept = update(Digest).where(this, Digest.day > today - WEEK, ~followed).values(stood=stands)
    session.execute(kept, execution_options={"synchronize_session": False})


def weeks_of(state: State, role: str, before: Stood) -> tuple[State | None, int]:
    """How a role stood in the last digest (None: it was not in it), and in how many on end it stood as it does now."""
    then, weeks = before.get(role, _NOTHING)
    return then, weeks if then == state else 0


def with_trend(roles: Iterable[RoleStanding], before: Stood, *, by_name: bool = False) -> tuple[RoleStanding, ...]:
    """The same with how each stood in the last digest.

    To whoever may see people by name (`by_name`) it is told of no part that it stands worse than it did, but that a
    dialogue has gone cold, as it does by time: it may be that somebody in it is hidden from them since, of which
    nothing is told.
    """
    found = []
    for one in roles:
        state, weeks = weeks_of(one.state, one.role, before)
        if by_name and state is not None and _is_worse(one.state, state) and (state, one.state) != _BY_TIME:
            state = None
        found.append(replace(one, before=state, weeks=weeks))
    return tuple(found)


def _is_worse(now: State, then: State) -> bool:
    return STATES.index(now) > STATES.index(then)


def _read(digest_id: int, text: str) -> dict[int, Stood]:
    """What was kept with a digest; nothing where this version can't read it, as of one that was never said."""
    try:
        return {int(deal_id): _of_deal(roles) for deal_id, roles in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError, OverflowError):
        warn_once("digest_not_understood", digest_id)
        return {}


def _of_deal(roles: Mapping[str, Sequence[Any]]) -> Stood:
    return {role: (cast("State", state), int(weeks)) for role, (state, weeks) in roles.items() if state in STATES}


_POSTED: Final = exists().where(
    OutboxEntry.workspace_id == Digest.workspace_id,
    OutboxEntry.kind.in_((DIGEST, PERSON)),
    OutboxEntry.subject_id == Digest.id,
    OutboxEntry.ts.is_not(None),
)
_NOTHING: Final[tuple[State | None, int]] = (None, 0)
_BY_TIME: Final[tuple[State, State]] = ("engaged", "cold")
