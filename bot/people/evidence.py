"""What the touches of a pair say of how warm their tie is, as far as the owner lets it count."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.network.warmth import Warmth
from bot.people.ties import ContactTie, replace_contact_ties, rewrite_half_ties
from models.base import new_id
from models.network import Relationship
from models.touches import Exchange, Touch
from models.upsert import insert_unless_there

SAID = "said:"
"""How the reference of a touch begins that a colleague told in person: the day stands behind it."""


def counted(warmth: Warmth, exchange: Exchange, evidence: str | None) -> float | None:
    """The forward-decay key of what counts of an exchange: what its owner told always, what was imported if let."""
    keys = (exchange.sent_key, exchange.received_key, exchange.both_key, exchange.said_key)
    return counted_of(warmth, *keys, evidence=evidence)


def counted_of(
    warmth: Warmth,
    sent: float | None,
    received: float | None,
    both: float | None,
    said: float | None,
    *,
    evidence: str | None,
) -> float | None:
    """The same, of the keys of an exchange."""
    if evidence == "counts":
        return warmth.two_way(sent, received, warmth.together(both, said))
    return said


def weigh(session: Session, warmth: Warmth, relationships: Sequence[Relationship]) -> None:
    """Set anew what touches count for in these relationships of one workspace; their half ties are the caller's."""
    if not relationships:
        return
    session.flush()
    exchanges = {
        (one.colleague_id, one.contact_id): one
        for one in session.scalars(
            select(Exchange).where(
                Exchange.workspace_id == relationships[0].workspace_id,
                Exchange.colleague_id.in_({one.colleague_id for one in relationships}),
                Exchange.contact_id.in_({one.contact_id for one in relationships}),
            )
        )
    }
    for one in relationships:
        exchange = exchanges.get((one.colleague_id, one.contact_id)) if one.removed_at is None else None
        one.fading = None if exchange is None else counted(warmth, exchange, one.evidence)


def tell_meeting(session: Session, warmth: Warmth, own: Relationship, on: dt.date, now: dt.datetime) -> None:
    """Count that the owner met the contact on a day, as they say; said again of the same day it is once.

    Sets the relationship's `fading`; its half ties are the caller's.
    """
    session.flush()
    pair = {"workspace_id": own.workspace_id, "colleague_id": own.colleague_id, "contact_id": own.contact_id}
    insert_unless_there(session, Exchange, {**pair, "id": new_id(), "created_at": now})
    # Locked where the database can: an import adds to the same sums.
    exchange = session.scalars(select(Exchange).filter_by(**pair).with_for_update()).one()
    # At noon where the day is over: that nobody gave a time must not make a meeting lie in the future.
    at = min(now, dt.datetime.combine(on, dt.time(12), dt.UTC))
    touch = {"kind": "meeting", "direction": "both", "others": 1, "said": True, "source": "said by its owner"}
    new = insert_unless_there(
        session,
        Touch,
        {
            **touch,
            "workspace_id": own.workspace_id,
            "id": new_id(),
            "exchange_id": exchange.id,
            "reference": f"{SAID}{on}",
            "at": at,
        },
    )
    if new:
        exchange.said_key = warmth.added(exchange.said_key, at, warmth.touch_weight("meeting", 1))
    own.fading = counted(warmth, exchange, own.evidence)
    session.flush()


def forget(session: Session, relationships: Sequence[Relationship]) -> None:
    """Erase the touches between the owners of these relationships and their contacts."""
    if not relationships:
        return
    session.flush()
    workspace_id = relationships[0].workspace_id
    theirs = (
        select(Exchange.id)
        .join(
            Relationship,
            (Relationship.workspace_id == Exchange.workspace_id)
            & (Relationship.colleague_id == Exchange.colleague_id)
            & (Relationship.contact_id == Exchange.contact_id),
        )
        .where(Relationship.workspace_id == workspace_id, Relationship.id.in_([one.id for one in relationships]))
    )
    ids = session.scalars(theirs).all()
    session.execute(delete(Exchange).where(Exchange.workspace_id == workspace_id, Exchange.id.in_(ids)))


def sum_anew(session: Session, warmth: Warmth, workspace_id: int, exchange_ids: Sequence[int]) -> None:
    """Compute exchanges anew from their touches, and all that hangs on them: `fading` and the half ties.

    An exchange without touches is deleted.
    """
    # In this order everywhere, so that no two writers wait for each other: relationships, then exchanges.
    relationships = _of_exchanges(session, workspace_id, exchange_ids)
    exchanges = session.scalars(
        select(Exchange)
        .where(Exchange.workspace_id == workspace_id, Exchange.id.in_(exchange_ids))
        .order_by(Exchange.id)
        .with_for_update()
    ).all()
    sums: dict[int, dict[str, float]] = defaultdict(dict)
    last: dict[int, dt.datetime] = {}
    touches = (
        select(Touch.exchange_id, Touch.at, Touch.kind, Touch.direction, Touch.others, Touch.said)
        .where(Touch.workspace_id == workspace_id, Touch.exchange_id.in_(exchange_ids))
        .order_by(Touch.at, Touch.id)
    )
    for one in session.execute(touches):
        name = "said_key" if one.said else f"{one.direction}_key"
        of_pair = sums[one.exchange_id]
        of_pair[name] = warmth.added(of_pair.get(name), one.at, warmth.touch_weight(one.kind, one.others))
        if not one.said:
            last[one.exchange_id] = one.at
    for exchange in exchanges:
        for name in ("sent_key", "received_key", "both_key", "said_key"):
            setattr(exchange, name, sums[exchange.id].get(name))
        exchange.last_at = last.get(exchange.id)
    session.flush()
    by_pair = {(one.colleague_id, one.contact_id): one for one in exchanges}
    for own in relationships:
        exchange = by_pair[own.colleague_id, own.contact_id]
        imported = warmth.two_way(exchange.sent_key, exchange.received_key, exchange.both_key)
        if own.evidence == "waiting" and imported is None:
            own.evidence = None  # there is nothing left that its owner could look at
        own.fading = counted(warmth, exchange, own.evidence)
    rewrite_half_ties(session, relationships)
    between = [one for one in exchanges if one.other_contact_id is not None]
    ties = [tie for one in between if (tie := _contact_tie(warmth, one))]
    replace_contact_ties(session, workspace_id, "exchange_id", ties, replaced=[one.id for one in between])
    empty = [one.id for one in exchanges if not sums[one.id]]
    session.execute(delete(Exchange).where(Exchange.workspace_id == workspace_id, Exchange.id.in_(empty)))


def _of_exchanges(session: Session, workspace_id: int, exchange_ids: Sequence[int]) -> Sequence[Relationship]:
    query = (
        select(Relationship)
        .join(
            Exchange,
            (Relationship.workspace_id == Exchange.workspace_id)
            & (Relationship.colleague_id == Exchange.colleague_id)
            & (Relationship.contact_id == Exchange.contact_id),
        )
        .where(Exchange.workspace_id == workspace_id, Exchange.id.in_(exchange_ids), Relationship.removed_at.is_(None))
        .order_by(Relationship.id)
        .with_for_update(of=Relationship)
    )
    return session.scalars(query).all()


def _contact_tie(warmth: Warmth, exchange: Exchange) -> ContactTie | None:
    """The tie of two contacts that an exchange of theirs gives; none while it goes one way only."""
    key = warmth.two_way(exchange.sent_key, exchange.received_key, exchange.both_key)
    if key is None or exchange.other_contact_id is None:
        return None
    return ContactTie(exchange.id, exchange.contact_id, exchange.other_contact_id, fading=key)
