"""Keeping records no longer than the charter says. The worker's work; every step is safe to repeat."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from bot.charter import Charter
from bot.deals.retention import forget_engagements, forget_observations
from bot.introductions.retention import forget_requests
from bot.network.warmth import Warmth
from bot.people.evidence import forget, sum_anew
from bot.people.proposals import forget_old as forget_proposals
from bot.people.ties import rewrite_half_ties
from models.accounts import Contact
from models.deals import Engagement, Stakeholder
from models.governance import DecisionParty, DecisionRecord
from models.introductions import Introduction
from models.network import Relationship
from models.touches import Exchange, Touch

ANSWER_WITHIN = dt.timedelta(days=31)
"""How long an owner who is asked whether they still know somebody has to answer."""
MOST = 200
"""Records of a kind changed in one transaction."""


def before(now: dt.datetime, amount: int, unit: str) -> dt.datetime:
    """The instant a length of time (`days`, `weeks`, `months`, `years`; working days count as days) before `now`."""
    if unit.endswith("day"):
        return now - dt.timedelta(days=amount)
    if unit == "week":
        return now - dt.timedelta(weeks=amount)
    months = now.year * 12 + now.month - 1 - amount * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def keep_to_the_charter(session: Session, charter: Charter, workspace_id: int, now: dt.datetime, warmth: Warmth) -> int:
    """Do what is due under the charter's retention rules, up to `MOST` records of each kind; gives how many.

    Proposals are not the charter's: they are no record of anybody yet, and wait no longer than they say themselves.
    """
    number = forget_proposals(session, workspace_id, now, MOST)
    for rule in charter.retention:
        if rule.keep is None:
            continue
        limit = before(now, rule.keep.amount, rule.keep.unit)
        if rule.record == "relationship" and rule.ending == "ask_owner":
            number += _ask_owners(session, workspace_id, limit)
            number += _forget_ties(session, workspace_id, limit - ANSWER_WITHIN, now, unanswered=True)
        elif rule.record == "relationship":
            number += _forget_ties(session, workspace_id, limit, now, unanswered=False)
        elif rule.record == "touch":
            number += _forget_last_touches(session, workspace_id, limit)
            number += _forget_touches(session, workspace_id, limit, warmth, ours=True)
            number += forget_engagements(session, workspace_id, limit, MOST)
        elif rule.record == "observation":
            number += forget_observations(session, workspace_id, limit, MOST)
            number += _forget_touches(session, workspace_id, limit, warmth, ours=False)
        elif rule.record == "contact":
            number += _forget_contacts(session, workspace_id, limit)
        elif rule.record == "request":
            counted_from = rule.counted_from or "closed"
            number += forget_requests(session, workspace_id, limit, rule.purposes, counted_from, MOST)
    if charter.log is not None:
        number += _forget_parties(session, workspace_id, before(now, charter.log.keep.amount, charter.log.keep.unit))
    return number


def _unconfirmed_since(limit: dt.datetime) -> ColumnElement[bool]:
    """That neither its owner (or an import) has said anything of a relationship since, nor was there a touch."""
    no_touch = Relationship.last_touch.is_(None) | (Relationship.last_touch < limit.date())
    return (Relationship.updated_at < limit) & no_touch


def _ask_owners(session: Session, workspace_id: int, limit: dt.datetime) -> int:
    """Put what nobody has confirmed for long back among what waits for its owner's look (`/o2o me`)."""
    due = session.scalars(
        select(Relationship)
        .where(
            Relationship.workspace_id == workspace_id,
            Relationship.removed_at.is_(None),
            Relationship.reviewed.is_(True),
            _unconfirmed_since(limit),
        )
        .order_by(Relationship.id)
        .limit(MOST)
    ).all()
    for tie in due:
        tie.reviewed = False
    rewrite_half_ties(session, due)
    return len(due)


def _forget_ties(session: Session, workspace_id: int, limit: dt.datetime, now: dt.datetime, *, unanswered: bool) -> int:
    """Wipe relationships past their time, as if their owners had removed them."""
    due = session.scalars(
        select(Relationship)
        .where(
            Relationship.workspace_id == workspace_id,
            Relationship.removed_at.is_(None),
            _unconfirmed_since(limit),
            *([Relationship.reviewed.is_(False)] if unanswered else []),
        )
        .order_by(Relationship.id)
        .limit(MOST)
    ).all()
    for tie in due:
        tie.wipe(now)
    forget(session, due)
    rewrite_half_ties(session, due)
    return len(due)


def _forget_touches(session: Session, workspace_id: int, limit: dt.datetime, warmth: Warmth, *, ours: bool) -> int:
    """Erase touches that lie too far back, of colleagues (`ours`) or between contacts; the rest is summed anew."""
    due = session.execute(
        select(Touch.id, Touch.exchange_id)
        .join(Exchange, (Exchange.workspace_id == Touch.workspace_id) & (Exchange.id == Touch.exchange_id))
        .where(Touch.workspace_id == workspace_id, Touch.at < limit, Exchange.colleague_id.is_not(None) == ours)
        .order_by(Touch.at, Touch.id)
        .limit(MOST)
    ).all()
    ids = [row.id for row in due]
    session.execute(delete(Touch).where(Touch.workspace_id == workspace_id, Touch.id.in_(ids)))
    sum_anew(session, warmth, workspace_id, sorted({row.exchange_id for row in due}))
    return len(due)


def _forget_last_touches(session: Session, workspace_id: int, limit: dt.datetime) -> int:
    """Erase the day of a last touch that lies too far back."""
    due = session.scalars(
        select(Relationship.id)
        .where(Relationship.workspace_id == workspace_id, Relationship.last_touch < limit.date())
        .order_by(Relationship.id)
        .limit(MOST)
    ).all()
    session.execute(
        update(Relationship)
        .where(Relationship.workspace_id == workspace_id, Relationship.id.in_(due))
        .values(last_touch=None, version=Relationship.version + 1)
    )
    return len(due)


def _forget_contacts(session: Session, workspace_id: int, limit: dt.datetime) -> int:
    """Delete people whom nothing speaks of: not in the directory, a relationship, touch, request, deal, objection."""
    due = session.scalars(
        select(Contact.id)
        .where(
            Contact.workspace_id == workspace_id,
            Contact.in_directory.is_(False),
            Contact.do_not_contact.is_(False),
            Contact.objected_at.is_(None),
            Contact.created_at < limit,
            *(
                ~exists(
                    select(table.id)
                    .where(table.workspace_id == workspace_id, table.contact_id == Contact.id)
                    .correlate(Contact)
                )
                for table in (Relationship, Introduction, Stakeholder, Engagement)
            ),
            *(
                ~exists(
                    select(Exchange.id)
                    .where(Exchange.workspace_id == workspace_id, end == Contact.id)
                    .correlate(Contact)
                )
                for end in (Exchange.contact_id, Exchange.other_contact_id)
            ),
        )
        .order_by(Contact.id)
        .limit(MOST)
    ).all()
    session.execute(delete(Contact).where(Contact.workspace_id == workspace_id, Contact.id.in_(due)))
    return len(due)


def _forget_parties(session: Session, workspace_id: int, limit: dt.datetime) -> int:
    """Erase who asked about whom; the chain of decisions, which names nobody, stays whole."""
    due = session.scalars(
        select(DecisionParty.id)
        .join(
            DecisionRecord,
            (DecisionRecord.workspace_id == DecisionParty.workspace_id) & (DecisionRecord.id == DecisionParty.id),
        )
        .where(DecisionParty.workspace_id == workspace_id, DecisionRecord.at < limit)
        .order_by(DecisionParty.id)
        .limit(MOST)
    ).all()
    session.execute(delete(DecisionParty).where(DecisionParty.workspace_id == workspace_id, DecisionParty.id.in_(due)))
    return len(due)


__all__ = ["ANSWER_WITHIN", "before", "keep_to_the_charter"]
