"""Facts about deals for the CRM, sent as signed webhooks: which are due, and what of each may leave.

What leaves by itself, with nobody asking, is what a channel may see: what the charter shows to whoever is merely a
member. A fact is put into words when it is sent, as things stand and as the charter is then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from bot.audit import Decided
from bot.charter import Charter
from bot.charter.sight import Sight, Viewer
from bot.clock import Clock
from bot.deals.crm.contact_roles import SOMEBODY, face_of, roles_of, seller_roles
from bot.deals.seen import account_shown
from bot.deals.stakeholders import StakeholderShown, stakeholders
from models.base import id_at, new_id
from models.crm import CrmOutgoing
from models.deals import Deal, Engagement, Observation, StageRecord, Stakeholder
from models.upsert import insert_unless_there

Kind = Literal["deal.buying_stage", "deal.contact_role", "deal.engaged"]

CHANNEL = 0
"""The viewer, in the record, by whose eyes facts leave: a channel's, which is nobody in particular."""
LOOKED_BACK = dt.timedelta(days=1)
"""How far back is looked for what is new: longer than a worker stands still, so that nothing is missed."""
TO_UNDO = dt.timedelta(minutes=6)
"""How long what can be taken back by a click (for five minutes) is held."""
LEASE = dt.timedelta(minutes=1)
"""How long a process that sends one has it for itself; sending takes ten seconds at most."""
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=6)
MOST_TRIES = 12
"""Tries of one fact: the waits between them, each twice the one before, come to about a day and a half."""
MOST_WAITING = 10_000
"""Facts waiting at once; while the other side takes none, no more are added."""
KEPT = dt.timedelta(days=90)


@dataclass(frozen=True)
class Claimed:
    """A fact this process is to send now."""

    id: int
    kind: str
    subject_id: int
    attempts: int


def notice(session: Session, clock: Clock, workspace_id: int) -> int:
    """Put what is new among what is due; gives how many. Safe to repeat, and for several workers at once."""
    waiting = select(func.count()).where(CrmOutgoing.workspace_id == workspace_id, CrmOutgoing.state == "due")
    room = MOST_WAITING - (session.scalar(waiting) or 0)
    now, number = clock.now(), 0
    for kind, subject_id, mark in _new(session, now, workspace_id):
        if number >= room:
            break
        made = {
            "workspace_id": workspace_id,
            "id": new_id(),
            "kind": kind,
            "subject_id": subject_id,
            "mark": mark,
            "state": "due",
            "attempts": 0,
            "due_at": now if kind == "deal.buying_stage" else now + TO_UNDO,
            "created_at": now,
        }
        number += insert_unless_there(session, CrmOutgoing, made)
    return number


def claim(session: Session, clock: Clock, workspace_id: int) -> Claimed | None:
    """Take the fact that is due longest, for a minute; None: nothing is due."""
    now = clock.now()
    due = (CrmOutgoing.workspace_id == workspace_id) & (CrmOutgoing.state == "due") & (CrmOutgoing.due_at <= now)
    row = session.scalar(
        select(CrmOutgoing)
        .where(due)
        .order_by(CrmOutgoing.due_at, CrmOutgoing.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.attempts += 1
    row.due_at = now + LEASE
    return Claimed(row.id, row.kind, row.subject_id, row.attempts)


def settle(session: Session, clock: Clock, workspace_id: int, claimed: Claimed, *, taken: bool, answer: str) -> None:
    """Note what the other side answered; what it did not take is tried again, later and later."""
    done: dict[str, Any] = {"answer": answer[:60]}
    if taken:
        done["state"] = "sent"
    elif claimed.attempts >= MOST_TRIES:
        done["state"] = "dropped"
    else:
        done["due_at"] = clock.now() + min(FIRST_WAIT * 2 ** (claimed.attempts - 1), LONGEST_WAIT)
    _put(session, workspace_id, claimed, done)


def drop(session: Session, workspace_id: int, claimed: Claimed) -> None:
    """Give up a fact that is none any more, or that may not leave."""
    _put(session, workspace_id, claimed, {"state": "dropped", "answer": "not to be told"})


@dataclass(frozen=True)
class Fact:
    """A fact in words: its JSON, and the decisions by which what it says of people may leave."""

    words: Mapping[str, Any]
    decided: tuple[Decided, ...] = ()


def in_words(session: Session, charter: Charter, clock: Clock, workspace_id: int, claimed: Claimed) -> Fact | None:
    """A fact as things stand now; None where it is none any more, or may not leave."""
    sight = Sight(session, charter, Viewer(workspace_id, CHANNEL, member=True, external=False), clock.now())
    if claimed.kind == "deal.buying_stage":
        found = _buying_stage(sight, claimed.subject_id)
    elif claimed.kind == "deal.contact_role":
        found = _contact_role(sight, claimed.subject_id)
    else:
        found = _engaged(sight, claimed.subject_id)
    if found is None:
        return None
    return Fact({"id": str(claimed.id), "event": claimed.kind, **found.words}, found.decided)


def counted(session: Session, workspace_id: int) -> list[tuple[str, str, str | None, int]]:
    """How many facts of each kind and state there are, by what the other side answered last."""
    by = (CrmOutgoing.kind, CrmOutgoing.state, CrmOutgoing.answer)
    query = select(*by, func.count()).where(CrmOutgoing.workspace_id == workspace_id).group_by(*by)
    return [(kind, state, answer, number) for kind, state, answer, number in session.execute(query.order_by(*by))]


def forget_old(session: Session, clock: Clock, workspace_id: int) -> None:
    """Drop facts past their time."""
    old = CrmOutgoing.created_at < clock.now() - KEPT
    session.execute(delete(CrmOutgoing).where(CrmOutgoing.workspace_id == workspace_id, old))


def _new(session: Session, now: dt.datetime, workspace_id: int) -> Iterator[tuple[Kind, int, int]]:
    """What was said in Slack of the CRM's deals since yesterday: kind, subject and version."""
    # Ids tell when they were made, by the time of day, whatever a demo's clock says.
    since = id_at(dt.datetime.now(dt.UTC) - LOOKED_BACK)
    stages = select(StageRecord.id).join(Deal, _same(StageRecord.deal_id, Deal.id, StageRecord.workspace_id))
    stages = stages.where(StageRecord.side == "buying", StageRecord.id >= since, *_here(StageRecord, workspace_id))
    for record_id in session.scalars(stages.order_by(StageRecord.id)):
        yield "deal.buying_stage", record_id, 0
    observed = (
        select(Observation.stakeholder_id, func.max(Observation.id).label("mark"))
        .join(Stakeholder, _same(Observation.stakeholder_id, Stakeholder.id, Observation.workspace_id))
        .join(Deal, _same(Stakeholder.deal_id, Deal.id, Stakeholder.workspace_id))
        .where(Observation.id >= since, Observation.about == "buying_role", *_here(Observation, workspace_id))
        # What the CRM said itself it need not hear.
        .where(Observation.observer_id.is_not(None))
        .group_by(Observation.stakeholder_id)
    )
    for stakeholder_id, mark in session.execute(observed.order_by("mark")):
        yield "deal.contact_role", stakeholder_id, mark
    engaged = select(Engagement.id, Engagement.at).join(
        Deal, _same(Engagement.deal_id, Deal.id, Engagement.workspace_id)
    )
    engaged = engaged.where(Engagement.at >= now - LOOKED_BACK, *_here(Engagement, workspace_id))
    for engagement_id, at in session.execute(engaged.order_by(Engagement.at, Engagement.id)):
        yield "deal.engaged", engagement_id, int(at.timestamp() * 1000)


def _here(table: Any, workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    return table.workspace_id == workspace_id, Deal.external_id.is_not(None)


def _same(reference: Any, key: Any, workspace: Any) -> ColumnElement[bool]:
    joined: ColumnElement[bool] = (key == reference) & (key.class_.workspace_id == workspace)
    return joined


def _deal(sight: Sight, deal_id: int) -> Deal | None:
    here = (Deal.workspace_id == sight.viewer.workspace_id) & (Deal.id == deal_id)
    return sight.session.scalar(select(Deal).where(here, Deal.external_id.is_not(None), account_shown(sight)))


def _buying_stage(sight: Sight, record_id: int) -> Fact | None:
    record = sight.session.get(StageRecord, (sight.viewer.workspace_id, record_id))
    deal = _deal(sight, record.deal_id) if record else None
    # Of two moves only the later one is said: the other is past.
    if record is None or deal is None or deal.buying_stage != record.stage:
        return None
    return Fact({"external_id": deal.external_id, "buying_stage": record.stage, "at": record.at.isoformat()})


def _contact_role(sight: Sight, stakeholder_id: int) -> Fact | None:
    row = sight.session.get(Stakeholder, (sight.viewer.workspace_id, stakeholder_id))
    deal = _deal(sight, row.deal_id) if row else None
    one, decided = _shown(sight, deal, stakeholder_id=stakeholder_id) if deal else (None, ())
    face = face_of(one) if one else None
    if deal is None or one is None or face is None or not roles_of(one):
        return None
    at = max(word.at for word in one.says("buying_role"))
    about = {"external_id": deal.external_id, "contact_email": face.address, "at": at.isoformat()}
    return Fact({**about, "contact_roles": list(roles_of(one))}, decided)


def _engaged(sight: Sight, engagement_id: int) -> Fact | None:
    row = sight.session.get(Engagement, (sight.viewer.workspace_id, engagement_id))
    deal = _deal(sight, row.deal_id) if row else None
    # Only of whom it may be told that they are in the deal at all.
    one, decided = _shown(sight, deal, contact_id=row.contact_id) if row and deal else (None, ())
    face = face_of(one) if one else None
    if row is None or deal is None or face is None:
        return None
    about = {"external_id": deal.external_id, "contact_email": face.address, "at": row.at.isoformat()}
    by = seller_roles(sight, deal).get(row.colleague_id, SOMEBODY)
    return Fact({**about, "how": row.kind, "engaged_by": by}, decided)


def _shown(
    sight: Sight, deal: Deal, *, stakeholder_id: int | None = None, contact_id: int | None = None
) -> tuple[StakeholderShown | None, tuple[Decided, ...]]:
    found = stakeholders(sight, deal.id)
    for one in found.all:
        face = face_of(one)
        if one.stakeholder_id == stakeholder_id or (face is not None and face.contact_id == contact_id):
            about = {face.contact_id, one.contact.contact_id if one.contact else 0} if face else set()
            decided = [each for each in found.decided if each.subject_id in about]
            decided += [Decided(face.contact_id, *face.decision(sight))] if face else []
            return one, tuple(decided)
    return None, ()


def _put(session: Session, workspace_id: int, claimed: Claimed, values: dict[str, Any]) -> None:
    # Not over the head of another process that has taken it meanwhile.
    mine = (
        (CrmOutgoing.workspace_id == workspace_id)
        & (CrmOutgoing.id == claimed.id)
        & (CrmOutgoing.attempts == claimed.attempts)
        & (CrmOutgoing.state == "due")
    )
    session.execute(update(CrmOutgoing).where(mine).values(**values))
