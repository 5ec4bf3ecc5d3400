"""The clock's part in introductions: whose turn it is, silence, the promised hour, receipts.

Each request is looked at in a transaction of its own, when its time has come, so several workers may tick at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, or_, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.charter import Charter
from bot.charter.sight import Sight, Viewer
from bot.clock import Clock
from bot.introductions import cascade
from bot.introductions.afterwards import owners_of_receipts
from bot.introductions.candidates import colleague
from bot.introductions.held import introduction
from bot.introductions.machine import OPEN
from bot.introductions.working_time import next_working
from bot.runs import claim_run, each
from bot.settings import Settings
from models.accounts import Contact
from models.introductions import Ask, Introduction
from models.network import Relationship
from models.outbox import ClaimedRun, OutboxEntry
from models.people import Colleague, Workspace
from models.session import Database

MOST: Final = 500
"""Requests looked at in one tick, for each workspace."""
RECEIPTS_AT_ONCE: Final = 200
"""Receipts put down in one transaction."""
RECEIPTS: Final = "receipts"


@dataclass(frozen=True)
class _Place:
    """A workspace, and under which charter and settings its requests are looked at."""

    database: Database
    clock: Clock
    charter: Charter
    settings: Settings
    workspace_id: int

    def sight(self, session: Session, colleague: Colleague) -> Sight:
        """A colleague's eyes."""
        viewer = Viewer.of(colleague, self.charter)
        return Sight(
            session, self.charter, viewer, self.clock.now(), self.settings.warmth, self.settings.privacy_contact
        )

    def nobody(self, session: Session) -> Sight:
        """What counts for the whole workspace is read with nobody's eyes."""
        return Sight(session, self.charter, Viewer(self.workspace_id, 0, None, None), self.clock.now())


def tick(database: Database, clock: Clock, charter: Charter, settings: Settings) -> int:
    """Do what is due, in every workspace; gives how many steps. Several may run at once, and twice does no harm."""
    with database.read() as session:
        workspace_ids = session.scalars(select(Workspace.id)).all()
    number = 0
    failed: list[Exception] = []
    for workspace_id in workspace_ids:
        place = _Place(database, clock, charter, settings, workspace_id)
        number += each(partial(_look_at, place), _due(place), failed)
        number += _receipts(place)
    if failed:
        raise ExceptionGroup("introductions that could not be looked at", failed)
    return number


def _due(place: _Place) -> Sequence[int]:
    """Requests whose time has come, and those that may go on no longer as they do."""
    now = place.clock.now()
    here = Introduction.workspace_id == place.workspace_id
    with place.database.read() as session:
        due = session.scalars(
            select(Introduction.id)
            .where(here, Introduction.state == "asking", Introduction.look_at <= now)
            .order_by(Introduction.look_at, Introduction.id)
            .limit(MOST)
        ).all()
        ended = session.scalars(
            select(Introduction.id).where(here, _under_way(), _no_longer()).order_by(Introduction.id).limit(MOST)
        ).all()
        forgotten = session.scalars(
            select(Introduction.id).where(here, _forgotten(now)).order_by(Introduction.id).limit(MOST)
        ).all()
    return list(dict.fromkeys([*due, *ended, *forgotten]))


def _forgotten(now: dt.datetime) -> ColumnElement[bool]:
    """That nobody has said what came of what was agreed: it holds up the next request for the contact no longer."""
    return (Introduction.state == "agreed") & Introduction.active.is_(True) & (Introduction.follow_up_at <= now)


def _under_way() -> ColumnElement[bool]:
    """That somebody's answer is waited for, or that the introduction is agreed."""
    open_ask = exists().where(
        Ask.workspace_id == Introduction.workspace_id,
        Ask.introduction_id == Introduction.id,
        Ask.state.in_(OPEN),
    )
    return or_(and_(Introduction.state == "asking", open_ask), Introduction.state == "agreed")


def _no_longer() -> ColumnElement[bool]:
    """That a relationship was taken away, somebody it needs is no member any more, or the contact is to be left alone.

    Looked for at every tick; what else the charter may say is asked at each step and each click.
    """
    alone = exists().where(
        Contact.workspace_id == Introduction.workspace_id,
        Contact.id == Introduction.contact_id,
        Contact.objected_at.is_not(None) | Contact.do_not_contact.is_(True),
    )
    kept = exists().where(
        Relationship.workspace_id == Ask.workspace_id,
        Relationship.colleague_id == Ask.owner_id,
        Relationship.contact_id == Introduction.contact_id,
        Relationship.removed_at.is_(None),
    )
    gone = (
        select(Ask.id)
        .where(
            Ask.workspace_id == Introduction.workspace_id,
            Ask.introduction_id == Introduction.id,
            Ask.state.in_((*OPEN, "yes")),
            ~kept.correlate(Ask, Introduction),
        )
        .correlate(Introduction)
        .exists()
    )
    left = exists().where(
        Colleague.workspace_id == Introduction.workspace_id,
        Colleague.left_at.is_not(None) | (Colleague.kind != "member"),
        (Colleague.id == Introduction.requester_id) | Colleague.id.in_(_needed()),
    )
    return alone | gone | left


def _needed() -> ScalarSelect[int]:
    """Those who were asked and may still answer, or whose yes it rests on."""
    return (
        select(Ask.addressee_id)
        .where(
            Ask.workspace_id == Introduction.workspace_id,
            Ask.introduction_id == Introduction.id,
            Ask.state.in_(OPEN) | ((Ask.state == "yes") & (Ask.role == "owner")),
        )
        .correlate(Introduction)
        .scalar_subquery()
    )


def _look_at(place: _Place, introduction_id: int) -> int:
    with place.database.write() as session:
        # One worker at a time puts requests to people: two at once could pass a limit that each of them keeps.
        session.scalars(
            select(Workspace).where(Workspace.id == place.workspace_id).with_for_update(key_share=True)
        ).one()
        row = introduction(place.nobody(session), introduction_id, locked=True)
        if row is None or row.state not in ("asking", "agreed"):
            return 0
        requester = place.sight(session, session.get_one(Colleague, (place.workspace_id, row.requester_id)))
        if row.state == "asking":
            cascade.advance(requester, place.clock, row)
            return 1
        if row.active and row.follow_up_at is not None and row.follow_up_at <= place.clock.now():
            cascade.leave(requester, row)
        connector = next(one for one in cascade.asks_of(requester, row) if one.role == "owner" and one.state == "yes")
        person = colleague(requester, connector.addressee_id)
        stays = person.left_at is None and person.kind == "member"
        if stays and cascade.tie_of(requester, row, connector.owner_id) is not None:
            return 0
        cascade.give_up(requester, place.clock, row)
        return 1


def _receipts(place: _Place) -> int:
    """Have owners told what their relationships were used for in the month before this one, once."""
    month = _month_before(place.clock.now())
    with place.database.read() as session:
        done = session.scalar(
            select(ClaimedRun.id).filter_by(workspace_id=place.workspace_id, job=RECEIPTS, slot=str(month))
        )
        people = [] if done else _without_receipt(place, session, month)
    for start in range(0, len(people), RECEIPTS_AT_ONCE):
        with place.database.write() as session:
            for person in people[start : start + RECEIPTS_AT_ONCE]:
                due_at = next_working(place.clock.now(), person.tz)
                outbox.tell(session, place.clock, place.workspace_id, "receipt", month, person.id, due_at=due_at)
    if not done:
        with place.database.write() as session:
            claim_run(session, place.clock, place.workspace_id, RECEIPTS, str(month))
    return len(people)


def _without_receipt(place: _Place, session: Session, month: int) -> Sequence[Colleague]:
    """Members who have anything on their receipt and are not told of it yet."""
    owners = owners_of_receipts(place.nobody(session), month)
    told = exists().where(
        OutboxEntry.workspace_id == Colleague.workspace_id,
        OutboxEntry.kind == "receipt",
        OutboxEntry.subject_id == month,
        OutboxEntry.recipient_id == Colleague.id,
    )
    members = session.scalars(
        select(Colleague)
        .where(
            Colleague.workspace_id == place.workspace_id,
            Colleague.kind == "member",
            Colleague.left_at.is_(None),
            ~told,
        )
        .order_by(Colleague.id)
    )
    return [one for one in members if one.id in owners]


def _month_before(now: dt.datetime) -> int:
    last = now.replace(day=1) - dt.timedelta(days=1)
    return last.year * 100 + last.month
