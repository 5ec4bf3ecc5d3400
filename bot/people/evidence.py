"""What the touches of a pair say of how warm their tie is, as far as the owner lets it count."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.network.warmth import Warmth
from models.network import Relationship
from models.touches import Exchange


def counted(warmth: Warmth, exchange: Exchange, evidence: str | None) -> float | None:
    """The forward-decay key of what counts of an exchange: what its owner told always, what was imported if let."""
    both = warmth.together(exchange.both_key, exchange.said_key)
    if evidence == "counts":
        return warmth.two_way(exchange.sent_key, exchange.received_key, both)
    return exchange.said_key


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
