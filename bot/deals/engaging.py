"""Who of ours is in dialogue with whom of theirs in a deal, as it was said aloud for the deal.

Apart from relationships and touches, which belong to their owners and are never read here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import telling
from bot.deals.vocabulary import TOUCHES
from bot.errors import Stale
from models.accounts import Contact
from models.base import new_id
from models.deals import Deal, DealMember, Engagement
from models.ids import of_deals
from models.upsert import insert_unless_there

SAID: Final = "said"
"""The source of what somebody said by a click."""
TO_TAKE_BACK: Final = dt.timedelta(minutes=5)
"""For how long what was said by a click can be taken back."""
INTRODUCED: Final = "introduction"
"""The source of what came of an introduction."""


@dataclass(frozen=True)
class Before:
    """What was known of a pair before a word on it: when and how they were last in touch; None: nothing."""

    kind: str
    at: dt.datetime
    source: str


def engage(
    session: Session,
    clock: Clock,
    deal: Deal,
    contact_id: int,
    colleague_id: int,
    kind: str,
    at: dt.datetime,
    source: str,
) -> Before | None:
    """Note for the deal that the two were in touch; the latest time counts, and said twice it is said once.

    Gives what was known before. Raises `ValueError` for a kind of touch there is not, or a time still to come.
    """
    if kind not in TOUCHES or at > clock.now():
        raise ValueError(f"no touch: {kind!r} at {at}")
    made = {
        "workspace_id": deal.workspace_id,
        "id": new_id(),
        "deal_id": deal.id,
        "contact_id": contact_id,
        "colleague_id": colleague_id,
        "kind": kind,
        "at": at,
        "source": source,
    }
    telling.look_again(session, clock, deal.workspace_id, deal.id)
    if insert_unless_there(session, Engagement, made):
        return None
    of = _pair(deal, contact_id, colleague_id)
    before = session.execute(select(Engagement.kind, Engagement.at, Engagement.source).where(*of)).one()
    session.execute(
        update(Engagement).where(*of, Engagement.at < at).values(kind=kind, at=at, source=source),
        execution_options={"synchronize_session": "fetch"},
    )
    return Before(*before)


def unsaid(sight: Sight, clock: Clock, deal: Deal, contact_id: int, before: Before | None) -> None:
    """Take back what the viewer said by a click of late: it is as it was before. Raises `Stale`.

    `before` comes back with a button: it can only make less of what they said themselves.
    """
    of = (*_pair(deal, contact_id, sight.viewer.id), Engagement.source == SAID)
    last = sight.session.scalar(select(Engagement.at).where(*of))
    if last is None or clock.now() - last > TO_TAKE_BACK or (before is not None and before.at > last):
        raise Stale("It is too late to take that back; nothing was changed.")
    how = {"synchronize_session": "fetch"}
    if before is None or before.kind not in TOUCHES:
        sight.session.execute(delete(Engagement).where(*of), execution_options=how)
    else:
        values = {"kind": before.kind, "at": before.at, "source": before.source}
        sight.session.execute(update(Engagement).where(*of).values(**values), execution_options=how)


def introduced(sight: Sight, clock: Clock, deal_id: int | None, contact_id: int) -> None:
    """Note that an introduction of the viewer's for this deal ended in a meeting, where they are on its team yet."""
    if deal_id is None:
        return
    deal = sight.session.get(Deal, (sight.viewer.workspace_id, deal_id))
    if deal is not None and deal.is_open and is_on_team(sight.session, deal, sight.viewer.id):
        engage(sight.session, clock, deal, contact_id, sight.viewer.id, "meeting", clock.now(), INTRODUCED)


def is_on_team(session: Session, deal: Deal, colleague_id: int) -> bool:
    """Whether somebody leads a deal or is on its team."""
    member = exists().where(
        DealMember.workspace_id == deal.workspace_id,
        DealMember.deal_id == deal.id,
        DealMember.colleague_id == colleague_id,
    )
    return deal.owner_id == colleague_id or bool(session.scalar(select(member)))


class Talk(NamedTuple):
    """That one of ours was in touch with one of theirs for a deal, as it was said: `at` is the last time."""

    id: int
    deal_id: int
    contact_id: int
    colleague_id: int
    kind: str
    at: dt.datetime


def engagements(session: Session, deal: Deal) -> list[Talk]:
    """All that was said of who is in dialogue in a deal, the latest first; not with whoever has objected."""
    return engagements_of(session, [deal])[deal.id]


def engagements_of(session: Session, deals: Sequence[Deal]) -> dict[int, list[Talk]]:
    """The same for each of these deals."""
    found: dict[int, list[Talk]] = {deal.id: [] for deal in deals}
    one = Engagement
    rows = session.execute(
        select(one.id, one.deal_id, one.contact_id, one.colleague_id, one.kind, one.at)
        .join(Contact, (Contact.workspace_id == one.workspace_id) & (Contact.id == one.contact_id))
        .where(of_deals(one, deals))
        .where(Contact.objected_at.is_(None))
        .order_by(one.at.desc(), one.id)
    )
    for row in rows:
        found[row[1]].append(Talk(*row))
    return found


def _pair(deal: Deal, contact_id: int, colleague_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Engagement.workspace_id == deal.workspace_id,
        Engagement.deal_id == deal.id,
        Engagement.contact_id == contact_id,
        Engagement.colleague_id == colleague_id,
    )
