"""What came of an introduction, and what an owner is told of how their relationships were used."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, distinct, func, select

from bot.audit import NOBODY
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals.engaging import introduced
from bot.errors import Stale
from bot.introductions import cascade, machine, notices
from bot.introductions.candidates import colleague
from bot.introductions.held import NOT_YOURS, introduction, own_introduction
from bot.introductions.listing import may_be_unanswered, stands
from bot.introductions.machine import MOVED_ON
from bot.introductions.shown import Standing
from bot.network.portrait import Portrait, portraits
from bot.people.capture import Entry, log
from models.governance import DecisionParty, DecisionRecord
from models.introductions import Ask, Introduction
from models.network import Relationship

NOT_MADE = "It is agreed, and as far as I know not made yet: nobody can have replied. Nothing was changed."
Came = Literal["met", "no_reply"]


@dataclass(frozen=True)
class Thanks:
    """What a connector is told of an introduction of theirs. `contact` is None where they may not see them any more."""

    introduction_id: int
    requester: str
    contact: Portrait | None
    came: Came


@dataclass(frozen=True)
class Noted:
    """What a meeting changed in the requester's own name; `new`: that they know the contact was not held before."""

    relationship_id: int
    new: bool


@dataclass(frozen=True)
class Receipt:
    """How often, in a month (YYYYMM), others were shown the viewer's relationships, asked for one, and met by it."""

    month: int
    looked_up: int
    asked: int
    meetings: int

    @property
    def empty(self) -> bool:
        """That there is nothing to tell."""
        return not (self.looked_up or self.asked or self.meetings)


def came_of_it(sight: Sight, clock: Clock, introduction_id: int, version: int, came: Came) -> Standing:
    """Say what came of an introduction: a meeting is the requester's own new evidence. Raises `Stale`."""
    row = own_introduction(sight, introduction_id, locked=True)
    if row.version != version:
        raise Stale(MOVED_ON)
    if came == "no_reply" and row.state == "agreed" and not may_be_unanswered(sight, row):
        raise Stale(NOT_MADE)
    machine.move(sight.session, row, came, clock.now())
    connector = next(one for one in cascade.asks_of(sight, row) if one.role == "owner" and one.state == "yes")
    face = portraits(sight, [row.contact_id]).get(row.contact_id)
    if came == "met" and face is not None and not face.objected:
        log(sight, clock, (), Entry(contact_id=row.contact_id, met_on=sight.today))
        introduced(sight, clock, row.deal_id, row.contact_id)
    notices.came(sight, clock, row, colleague(sight, connector.addressee_id))
    cascade.tell_of(sight, clock, connector)
    return stands(sight, row)


def noted(sight: Sight, introduction_id: int) -> Noted | None:
    """The viewer's own relationship in which their meeting is kept; None where it is kept in none."""
    row = own_introduction(sight, introduction_id)
    mine = sight.session.scalar(
        select(Relationship).where(
            Relationship.workspace_id == row.workspace_id,
            Relationship.colleague_id == sight.viewer.id,
            Relationship.contact_id == row.contact_id,
            Relationship.removed_at.is_(None),
        )
    )
    if row.state != "met" or row.closed_at is None or mine is None or mine.updated_at < row.closed_at:
        return None
    return Noted(mine.id, mine.created_at >= row.closed_at)


def thanks(sight: Sight, introduction_id: int) -> Thanks:
    """What the viewer, who was its connector, hears of how it went. Raises `Stale`."""
    row = introduction(sight, introduction_id)
    if row is None or row.state not in ("met", "no_reply") or not _connected(sight, introduction_id):
        raise Stale(NOT_YOURS)
    name, _ = sight.reading.names([row.requester_id])[row.requester_id]
    return Thanks(row.id, name, portraits(sight, [row.contact_id]).get(row.contact_id), cast("Came", row.state))


def receipt(sight: Sight, month: int) -> Receipt:
    """The viewer's own receipt of a month, written as YYYYMM (in UTC)."""
    me = sight.viewer.id
    figures = (
        _look_ups(sight, month, func.count(distinct(DecisionParty.answer_id))).where(Relationship.colleague_id == me),
        _asks(sight, month, func.count()).where(Ask.owner_id == me),
        _meetings(sight, month, func.count()).where(Ask.owner_id == me),
    )
    looked_up, asked, meetings = (sight.session.scalar(one) or 0 for one in figures)
    return Receipt(month, looked_up, asked, meetings)


def owners_of_receipts(sight: Sight, month: int) -> set[int]:
    """The colleagues who have anything on their receipt of a month."""
    found = (
        _look_ups(sight, month, Relationship.colleague_id),
        _asks(sight, month, Ask.owner_id),
        _meetings(sight, month, Ask.owner_id),
    )
    return {owner_id for one in found for owner_id in sight.session.scalars(one.distinct())}


def _connected(sight: Sight, introduction_id: int) -> bool:
    return (
        sight.session.scalar(
            select(Ask.id).where(
                Ask.workspace_id == sight.viewer.workspace_id,
                Ask.introduction_id == introduction_id,
                Ask.addressee_id == sight.viewer.id,
                Ask.role == "owner",
                Ask.state == "yes",
            )
        )
        is not None
    )


def _look_ups(sight: Sight, month: int, what: Any) -> Select[Any]:
    """Answers in which somebody else was shown a relationship: that it exists at least."""
    return (
        select(what)
        .select_from(Relationship)
        .join(
            DecisionParty,
            (DecisionParty.workspace_id == Relationship.workspace_id) & (DecisionParty.subject_id == Relationship.id),
        )
        .join(
            DecisionRecord,
            (DecisionRecord.workspace_id == DecisionParty.workspace_id) & (DecisionRecord.id == DecisionParty.id),
        )
        .where(
            Relationship.workspace_id == sight.viewer.workspace_id,
            DecisionParty.viewer_id != Relationship.colleague_id,
            DecisionParty.subject_id != NOBODY,
            DecisionRecord.subject == "relationship",
            DecisionRecord.outcome != "hidden",
            _within(DecisionRecord.at, month),
        )
    )


def _asks(sight: Sight, month: int, what: Any) -> Select[Any]:
    """Requests that reached an owner."""
    return (
        select(what)
        .select_from(Ask)
        .where(Ask.workspace_id == sight.viewer.workspace_id, Ask.role == "owner", _within(Ask.asked_at, month))
    )


def _meetings(sight: Sight, month: int, what: Any) -> Select[Any]:
    """Meetings that came of an owner's introductions."""
    return (
        select(what)
        .select_from(Ask)
        .join(Introduction, (Introduction.workspace_id == Ask.workspace_id) & (Introduction.id == Ask.introduction_id))
        .where(
            Ask.workspace_id == sight.viewer.workspace_id,
            Ask.role == "owner",
            Ask.state == "yes",
            Introduction.state == "met",
            _within(Introduction.closed_at, month),
        )
    )


def _within(at: Any, month: int) -> ColumnElement[bool]:
    year, number = divmod(month, 100)
    first = dt.datetime(year, number, 1, tzinfo=dt.UTC)
    after = dt.datetime(year + number // 12, number % 12 + 1, 1, tzinfo=dt.UTC)
    within: ColumnElement[bool] = (at >= first) & (at < after)
    return within
