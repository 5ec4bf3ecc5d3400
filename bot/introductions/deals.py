"""Our deals as a request may speak of them: never one whose account the charter hides from whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select

from bot.charter.sight import Sight
from bot.network.portrait import Portrait
from models.accounts import Account, AccountDomain
from models.deals import Deal, DealMember
from models.keys import fold

Names = tuple[tuple[int, str], ...]
"""Deals as (id, name)."""


@dataclass(frozen=True)
class Deals:
    """Open deals that a requester leads or is on the team of: those with the contact's account, and the others."""

    theirs: Names
    others: Names

    @property
    def offered(self) -> Names:
        """Those to choose from: an adviser from outside, or somebody of no known account, may matter for any."""
        return self.theirs or self.others


def of_requester(sight: Sight, contact: Portrait) -> Deals:
    """The viewer's open deals, for a request for this contact, as far as the viewer may know where they are."""
    rows = sight.session.execute(
        select(Deal.id, Deal.name, _with(contact).label("theirs"))
        .outerjoin(Account, (Account.workspace_id == Deal.workspace_id) & (Account.id == Deal.account_id))
        .where(
            Deal.workspace_id == sight.viewer.workspace_id,
            Deal.is_open.is_(True),
            _on_team(sight),
            _shown(sight),
        )
        .order_by(Deal.name, Deal.id)
    ).all()
    return Deals(
        tuple((row.id, row.name) for row in rows if row.theirs),
        tuple((row.id, row.name) for row in rows if not row.theirs),
    )


def name_of(sight: Sight, deal_id: int | None) -> str | None:
    """What a deal is called, for a viewer who may know of its account."""
    if deal_id is None:
        return None
    here = Deal.workspace_id == sight.viewer.workspace_id
    return sight.session.scalar(select(Deal.name).where(here, Deal.id == deal_id, _shown(sight)))


def stage_of(sight: Sight, deal_id: int | None) -> str | None:
    """How far a deal has come, for a viewer who leads it or is on its team: it is for nobody else."""
    if deal_id is None:
        return None
    here = Deal.workspace_id == sight.viewer.workspace_id
    return sight.session.scalar(select(Deal.stage).where(here, Deal.id == deal_id, _on_team(sight), _shown(sight)))


def _on_team(sight: Sight) -> ColumnElement[bool]:
    member = exists().where(
        DealMember.workspace_id == Deal.workspace_id,
        DealMember.deal_id == Deal.id,
        DealMember.colleague_id == sight.viewer.id,
    )
    return (Deal.owner_id == sight.viewer.id) | member


def _shown(sight: Sight) -> ColumnElement[bool]:
    if sight.blind:
        return Deal.account_id.is_(None)
    return or_(Deal.account_id.is_(None), Deal.account_id.in_(sight.accounts(Account.id)))


def _with(contact: Portrait) -> ColumnElement[bool]:
    """Whether a deal is with the account that the viewer knows the contact to be at, or has their mail domain."""
    _, _, domain = contact.address.partition("@")
    at_domain = exists().where(
        AccountDomain.workspace_id == Deal.workspace_id,
        AccountDomain.account_id == Deal.account_id,
        AccountDomain.domain == domain,
    )
    return or_(at_domain, Account.name_key == fold(contact.account)) if contact.account else at_domain
