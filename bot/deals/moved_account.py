"""What a deal's team becomes when the CRM says that the deal is with another customer.

Whoever was let in here was let in for the customer of that day: that yes opens them no other one's people.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.clock import Clock
from bot.deals import rooms
from bot.deals.deciding import asked_of
from bot.deals.team import ASKED
from bot.introductions.working_time import next_working
from models.base import random_id
from models.deals import Deal, DealMember, ProposedMember
from models.people import Colleague
from models.upsert import insert_unless_there

DEALS_A_QUERY = 500


def ask_again(
    session: Session, clock: Clock, workspace_id: int, moved: Mapping[int, Mapping[int, str | None]], source: str
) -> None:
    """Have whoever was confirmed here proposed again for these deals, which are to be locked and stored.

    `moved` has, of each deal, the roles of those whom the CRM itself has on it, by colleague (None: the CRM gives
    none): they stay, and are the CRM's (`source`) from now on.
    """
    rooms.accounts_changed(session, workspace_id, moved)
    deals = sorted(moved)
    for start in range(0, len(deals), DEALS_A_QUERY):
        _ask_again(
            session, clock, workspace_id, {one: moved[one] for one in deals[start : start + DEALS_A_QUERY]}, source
        )


def _ask_again(
    session: Session, clock: Clock, workspace_id: int, moved: Mapping[int, Mapping[int, str | None]], source: str
) -> None:
    query = select(DealMember).where(
        DealMember.workspace_id == workspace_id,
        DealMember.deal_id.in_(moved),
        DealMember.confirmed_by_id.is_not(None),
    )
    fresh = query.order_by(DealMember.id).execution_options(populate_existing=True)
    for member in session.scalars(fresh).all():
        theirs = moved[member.deal_id]
        if member.colleague_id not in theirs:
            _propose(session, clock, member)
            continue
        member.seller_role = theirs[member.colleague_id] or member.seller_role
        member.source, member.confirmed_by_id, member.confirmed_at = source, None, None
    waiting = select(ProposedMember.id).where(
        ProposedMember.workspace_id == workspace_id, ProposedMember.deal_id.in_(moved)
    )
    # Whoever is asked already reads now which customer it is about.
    outbox.tell_again(session, workspace_id, ASKED, session.scalars(waiting).all())
    session.flush()


def _propose(session: Session, clock: Clock, member: DealMember) -> None:
    made = {
        "workspace_id": member.workspace_id,
        "id": random_id(),
        "deal_id": member.deal_id,
        "colleague_id": member.colleague_id,
        "seller_role": member.seller_role,
        "proposed_by_id": member.confirmed_by_id,
        "proposed_at": clock.now(),
    }
    insert_unless_there(session, ProposedMember, made)
    row = session.scalars(
        select(ProposedMember).where(
            ProposedMember.workspace_id == member.workspace_id,
            ProposedMember.deal_id == member.deal_id,
            ProposedMember.colleague_id == member.colleague_id,
        )
    ).one()
    row.seller_role, row.proposed_at, row.declined_at = member.seller_role, clock.now(), None
    session.delete(member)
    session.flush()
    deal = session.get_one(Deal, (member.workspace_id, member.deal_id))
    person = session.get_one(Colleague, (member.workspace_id, member.colleague_id))
    for one in asked_of(session, deal, person):
        due = next_working(clock.now(), one.tz)
        outbox.tell(session, clock, member.workspace_id, ASKED, row.id, one.id, due_at=due, anew=True)
