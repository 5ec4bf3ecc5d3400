"""Who of ours is on a deal: proposed by whoever acts on it, let in by its lead or the person's manager.

A row in `deal_members` is what the charter's `viewer_on_deal` goes by, so here it takes
somebody else's yes, never one's own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals.deciding import account_is_shown, deciders, is_here
from bot.deals.seen import part, the_deal
from bot.errors import BadInput, Stale
from bot.introductions.working_time import next_working
from models.base import new_id, random_id
from models.deals import Deal, DealMember, ProposedMember
from models.people import Colleague
from models.upsert import insert_unless_there

LEAD: Final = "deal lead"
"""The seller role of whoever leads a deal made in Slack: confirmed in it, they own the deal."""
ASKED: Final = "deal_member_asked"
"""The kind of notification that asks for a yes; it is about a proposal, and goes to everybody who may say it."""
DECIDED: Final = "deal_member_decided"
"""The kind that says what came of it, to whoever proposed and to whom it was about; it is about a proposal."""
ADDED: Final = "deal_member_added"
"""The kind that tells somebody whom their lead or manager put on a team; it is about the deal."""
SOURCE: Final = "confirmed in Slack"
ROLE_MOST: Final = 60
NOT_WAITING: Final = "I know of nothing here that waits for your yes."
"""What is said of a proposal that is not the viewer's to decide, and of one that was never made."""
LEAD_FIRST: Final = "The deal's lead has to be confirmed first: then you can say yes to others."
NOT_ON_IT: Final = "You can look at this deal, but not change it: you are not on its team yet."


@dataclass(frozen=True)
class Member:
    """Somebody on the team. `removable`: the viewer may take them off it."""

    colleague_id: int
    name: str
    role: str
    leads: bool
    removable: bool


@dataclass(frozen=True)
class Proposal:
    """Somebody who is to be on the team. `deciders` are those who may say yes, by name; `mine`: the viewer is one.

    `state` is waiting, confirmed or declined; `of_me`: it is about the viewer.
    """

    proposal_id: int
    deal_id: int
    colleague_id: int
    name: str
    role: str
    proposed_by: str
    deciders: tuple[str, ...]
    mine: bool
    of_me: bool
    by_me: bool
    state: str
    decided_by: str | None


@dataclass(frozen=True)
class Team:
    """A deal's team, and who is to be on it."""

    members: tuple[Member, ...]
    proposed: tuple[Proposal, ...]


def team(sight: Sight, deal: Deal) -> Team:
    """The team of a deal that the viewer may see."""
    mine = part(sight, deal)
    here = (DealMember.workspace_id == deal.workspace_id) & (DealMember.deal_id == deal.id)
    rows = sight.session.execute(
        select(DealMember, Colleague)
        .join(
            Colleague, (Colleague.workspace_id == DealMember.workspace_id) & (Colleague.id == DealMember.colleague_id)
        )
        .where(here)
        .order_by(Colleague.name_key, Colleague.id)
    ).all()
    members = []
    for member, person in rows:
        leads = deal.owner_id == person.id
        decides = mine.leads or person.manager_id == sight.viewer.id or person.id == sight.viewer.id
        removable = decides and member.confirmed_by_id is not None and not leads
        members.append(Member(person.id, person.name, member.seller_role, leads, removable))
    proposed = [
        _proposal(sight, deal, one)
        for one in sight.session.scalars(
            select(ProposedMember)
            .where(ProposedMember.workspace_id == deal.workspace_id, ProposedMember.deal_id == deal.id)
            .order_by(ProposedMember.proposed_at, ProposedMember.id)
        )
    ]
    return Team(
        tuple(sorted(members, key=lambda one: not one.leads)),
        tuple(one for one in proposed if one.state == "waiting" or (one.mine and one.state == "declined")),
    )


def propose_maker(sight: Sight, clock: Clock, deal: Deal) -> None:
    """Have whoever made a deal proposed as its lead: their manager decides."""
    _propose(sight, clock, deal, _colleague(sight, sight.viewer.id), LEAD)


def propose(sight: Sight, clock: Clock, deal_id: int, colleague_id: int, role: str) -> Member | Proposal:
    """Have somebody on the team: at once where the viewer is the one whose yes it takes, else proposed for it.

    Raises `Stale` for a deal the viewer may not see, `BadInput` where there is nothing to propose.
    """
    deal = the_deal(sight, deal_id, locked=True)
    if not part(sight, deal).acts:
        raise BadInput(NOT_ON_IT)
    person = sight.session.get(Colleague, (sight.viewer.workspace_id, colleague_id))
    if person is None or not is_here(person):
        raise BadInput("Only full members of our workspace can be on a deal's team. Whom else?", field="colleague")
    if not role or len(role) > ROLE_MOST:
        raise BadInput("Choose the part they play.", field="role")
    if _member(sight, deal, person.id) is not None:
        raise BadInput("They are on the team already.", field="colleague")
    if not _lacks_lead(deal) and sight.viewer.id in deciders(sight, deal, person):
        _let_in(sight, clock, deal, person, role)
        outbox.tell(sight.session, clock, deal.workspace_id, ADDED, deal.id, person.id, due_at=_due(clock, person))
        return Member(person.id, person.name, role, leads=False, removable=True)
    return _propose(sight, clock, deal, person, role)


def proposal(sight: Sight, proposal_id: int) -> tuple[Deal, Proposal]:
    """A proposal, for whoever may decide it, made it, or is it about; raises `Stale` for anybody else, and for none."""
    row = _row(sight, proposal_id)
    deal = sight.session.get_one(Deal, (row.workspace_id, row.deal_id))
    found = _proposal(sight, deal, row)
    told = found.by_me or found.of_me
    if not (found.mine or (told and account_is_shown(sight, deal))):
        raise Stale(NOT_WAITING)
    return deal, found


def confirm(sight: Sight, clock: Clock, proposal_id: int) -> tuple[Deal, Proposal]:
    """Say yes: the person is on the team from now on.

    Raises `Stale` where that is not the viewer's to say, `BadInput` where the deal's lead comes first.
    """
    deal, row, person = _to_decide(sight, proposal_id)
    if _lacks_lead(deal) and not (row.seller_role == LEAD and deal.made_by_id == person.id):
        raise BadInput(LEAD_FIRST)  # else a maker who was said no to would fill a team with their own people
    row.declined_at = None
    _let_in(sight, clock, deal, person, row.seller_role)
    _tell(sight, clock, deal, row)
    if deal.owner_id == person.id:
        _ask_lead(sight, clock, deal)
    return deal, _proposal(sight, deal, row)


def decline(sight: Sight, clock: Clock, proposal_id: int) -> tuple[Deal, Proposal]:
    """Say no: it is not asked again; whoever may decide can still say yes. Raises `Stale` as `confirm` does."""
    deal, row, _ = _to_decide(sight, proposal_id)
    if row.declined_at is not None:
        raise Stale("That was said no to already.")
    row.declined_at = clock.now()
    sight.session.flush()
    _tell(sight, clock, deal, row)
    return deal, _proposal(sight, deal, row)


def added(sight: Sight, deal: Deal) -> tuple[str, str] | None:
    """In which role the viewer was put on the team, and by whom; None where nobody here put them on it."""
    member = _member(sight, deal, sight.viewer.id)
    if member is None or member.confirmed_by_id is None:
        return None
    return member.seller_role, _colleague(sight, member.confirmed_by_id).name


def remove(sight: Sight, deal_id: int, colleague_id: int) -> str:
    """Take somebody off the team who was confirmed here; gives their name. Raises `Stale` where that can't be done."""
    deal = the_deal(sight, deal_id, locked=True)
    found = next((one for one in team(sight, deal).members if one.colleague_id == colleague_id), None)
    if found is None or not found.removable:
        raise Stale("They can't be taken off the team here (any more). Who is on it by the CRM changes there.")
    for table in (DealMember, ProposedMember):
        sight.session.execute(
            delete(table).where(
                table.workspace_id == deal.workspace_id,
                table.deal_id == deal.id,
                table.colleague_id == colleague_id,
            )
        )
    deal.version += 1
    return found.name


def _propose(sight: Sight, clock: Clock, deal: Deal, person: Colleague, role: str) -> Proposal:
    made = {
        "workspace_id": deal.workspace_id,
        "id": random_id(),
        "deal_id": deal.id,
        "colleague_id": person.id,
        "seller_role": role,
        "proposed_by_id": sight.viewer.id,
        "proposed_at": clock.now(),
    }
    new = insert_unless_there(sight.session, ProposedMember, made)
    row = sight.session.scalars(
        select(ProposedMember).where(
            ProposedMember.workspace_id == deal.workspace_id,
            ProposedMember.deal_id == deal.id,
            ProposedMember.colleague_id == person.id,
        )
    ).one()
    asked = _ask(sight, clock, deal, row, person)
    if not new and not asked:  # else they have another manager since, or have one at last
        raise BadInput("They were proposed for this team already; nobody is asked twice.", field="colleague")
    return _proposal(sight, deal, row)


def _ask(sight: Sight, clock: Clock, deal: Deal, row: ProposedMember, person: Colleague) -> bool:
    """Ask everybody who may say yes and was not asked yet; whether there was anybody."""
    asked = False
    for decider in deciders(sight, deal, person).values():
        if row.declined_at is None and not outbox.is_told(sight.session, deal.workspace_id, ASKED, row.id, decider.id):
            due = _due(clock, decider)
            outbox.tell(sight.session, clock, deal.workspace_id, ASKED, row.id, decider.id, due_at=due)
            asked = True
    return asked


def _ask_lead(sight: Sight, clock: Clock, deal: Deal) -> None:
    """Ask whoever leads the deal from now on about those who were proposed before."""
    here = (ProposedMember.workspace_id == deal.workspace_id) & (ProposedMember.deal_id == deal.id)
    for row in sight.session.scalars(select(ProposedMember).where(here).order_by(ProposedMember.id)).all():
        if _member(sight, deal, row.colleague_id) is None:
            _ask(sight, clock, deal, row, _colleague(sight, row.colleague_id))


def _lacks_lead(deal: Deal) -> bool:
    return deal.external_id is None and deal.owner_id is None


def _let_in(sight: Sight, clock: Clock, deal: Deal, person: Colleague, role: str) -> None:
    made = {
        "workspace_id": deal.workspace_id,
        "id": new_id(),
        "deal_id": deal.id,
        "colleague_id": person.id,
        "seller_role": role,
        "confirmed_by_id": sight.viewer.id,
        "confirmed_at": clock.now(),
        "source": SOURCE,
    }
    if not insert_unless_there(sight.session, DealMember, made):
        raise Stale("They are on the team already. Nothing to do.")
    if role == LEAD and deal.owner_id is None and deal.made_by_id == person.id:
        deal.owner_id = person.id
    deal.version += 1
    sight.session.flush()


def _to_decide(sight: Sight, proposal_id: int) -> tuple[Deal, ProposedMember, Colleague]:
    """A proposal that the viewer may decide now, with its deal, which nobody else changes meanwhile."""
    row = _row(sight, proposal_id)
    locked = select(Deal).where(Deal.workspace_id == row.workspace_id, Deal.id == row.deal_id).with_for_update()
    deal = sight.session.scalars(locked.execution_options(populate_existing=True)).one()
    sight.session.refresh(row)
    person = _colleague(sight, row.colleague_id)
    if sight.viewer.id not in deciders(sight, deal, person):
        raise Stale(NOT_WAITING)
    if _member(sight, deal, person.id) is not None:
        raise Stale("They are on the team already. Nothing to do.")
    if not is_here(person):
        raise Stale("They are no full member of our workspace any more. Nothing to do.")
    return deal, row, person


def _proposal(sight: Sight, deal: Deal, row: ProposedMember) -> Proposal:
    person = _colleague(sight, row.colleague_id)
    member = _member(sight, deal, person.id)
    may_say = deciders(sight, deal, person)
    state = "confirmed" if member is not None else "declined" if row.declined_at is not None else "waiting"
    by = member.confirmed_by_id if member is not None else None
    return Proposal(
        proposal_id=row.id,
        deal_id=deal.id,
        colleague_id=person.id,
        name=person.name,
        role=row.seller_role,
        proposed_by=_colleague(sight, row.proposed_by_id).name,
        deciders=tuple(one.name for one in may_say.values()),
        mine=sight.viewer.id in may_say,
        of_me=person.id == sight.viewer.id,
        by_me=row.proposed_by_id == sight.viewer.id,
        state=state,
        decided_by=_colleague(sight, by).name if by is not None else None,
    )


def _tell(sight: Sight, clock: Clock, deal: Deal, row: ProposedMember) -> None:
    """Tell whoever proposed, and whom it is about, what came of it; those who were asked see it where they were."""
    person = _colleague(sight, row.colleague_id)
    for decider in deciders(sight, deal, person):
        if outbox.is_told(sight.session, deal.workspace_id, ASKED, row.id, decider):
            outbox.unsay(sight.session, deal.workspace_id, ASKED, row.id, decider)
    for one in {row.proposed_by_id, row.colleague_id} - {sight.viewer.id}:
        due = _due(clock, _colleague(sight, one))
        outbox.tell(sight.session, clock, deal.workspace_id, DECIDED, row.id, one, due_at=due, anew=True)


def _due(clock: Clock, person: Colleague) -> dt.datetime:
    return next_working(clock.now(), person.tz)


def _row(sight: Sight, proposal_id: int) -> ProposedMember:
    row = sight.session.get(ProposedMember, (sight.viewer.workspace_id, proposal_id))
    if row is None:
        raise Stale(NOT_WAITING)
    return row


def _member(sight: Sight, deal: Deal, colleague_id: int) -> DealMember | None:
    return sight.session.scalar(
        select(DealMember).where(
            DealMember.workspace_id == deal.workspace_id,
            DealMember.deal_id == deal.id,
            DealMember.colleague_id == colleague_id,
        )
    )


def _colleague(sight: Sight, colleague_id: int) -> Colleague:
    return sight.session.get_one(Colleague, (sight.viewer.workspace_id, colleague_id))
