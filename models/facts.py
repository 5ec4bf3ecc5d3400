"""The charter's facts about rows, as SQL expressions.

Each function gives a mapping from fact name to a boolean expression over the named tables (never NULL). Subqueries name
what they are correlated with: nested two deep, they would else range over a table of their own. Facts about the
viewer alone are constants and are added by `bot.charter.sight`.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.accounts import Account, AccountClearance, Affiliation, Contact
from models.deals import Deal, DealMember
from models.network import HalfTie
from models.people import Colleague

Facts = dict[str, ColumnElement[bool]]
_Id = InstrumentedAttribute[int] | ColumnElement[int]
# Made once: an alias clones every column, and that took two thirds of the time of a look-up.
_account = aliased(Account)


def tie_facts(viewer_id: int, owner: type[Colleague], charter_version: int, today: dt.date) -> Facts:
    """Facts of a half tie seen from the contact (`HalfTie.neighbour_id` is the owner), of its `owner` and its contact.

    Where its owner says the contact works counts for this tie alone: what one colleague says must not change what
    somebody is shown of another's.
    """
    contact = contact_facts(today)
    return {
        **contact,
        "account_sensitive": contact["account_sensitive"] | _said_to_be_at(_account.sensitive.is_(True)),
        "account_embargoed": contact["account_embargoed"] | _said_to_be_at(_account.embargoed.is_(True)),
        "viewer_is_owner": HalfTie.neighbour_id == viewer_id,
        "owner_marked_private": HalfTie.private.is_(True),
        "owner_marked_open": HalfTie.open.is_(True),
        "owner_reviewed": HalfTie.reviewed.is_(True),
        # NULL where nothing was accepted: facts are never NULL.
        "owner_accepted": owner.charter_accepted_version.is_not_distinct_from(charter_version),
        "owner_left": owner.left_at.is_not(None),
    }


def contact_facts(today: dt.date) -> Facts:
    """Facts of a row of `contacts`, those of its accounts included: of several accounts, any true one counts.

    A colleague's own words about where somebody works (`claim`) are theirs alone and don't count here.
    """
    return {
        "contact_in_directory": Contact.in_directory.is_(True),
        "contact_objected": Contact.objected_at.is_not(None),
        "contact_do_not_contact": Contact.do_not_contact.is_(True),
        "account_sensitive": _at_account(today, "sensitive"),
        "account_embargoed": _at_account(today, "embargoed"),
    }


def contact_viewer_facts(viewer_id: int, today: dt.date) -> Facts:
    """Whether the viewer is on the team of an open deal with an account of the contact, and cleared for them.

    A colleague's own words about where somebody works (`claim`) never count here: nobody lets themselves in, and nobody
    keeps somebody else out. Cleared means: for some account of the contact, and for every one that is under embargo or
    sensitive.
    """
    on_deal = (
        select(Affiliation.id)
        .join(Deal, _same(Deal, Affiliation.workspace_id) & (Deal.account_id == Affiliation.account_id))
        .join(DealMember, _same(DealMember, Deal.workspace_id) & (DealMember.deal_id == Deal.id))
        .where(
            Affiliation.workspace_id == Contact.workspace_id,
            Affiliation.contact_id == Contact.id,
            belongs_on(today),
            Deal.is_open.is_(True),
            DealMember.colleague_id == viewer_id,
        )
    )
    for_some = (
        select(Affiliation.id)
        .join(AccountClearance, _clearance(viewer_id))
        .where(
            Affiliation.workspace_id == Contact.workspace_id,
            Affiliation.contact_id == Contact.id,
            belongs_on(today),
        )
    )
    not_for = (
        select(Affiliation.id)
        .join(_account, _of_affiliation())
        .outerjoin(AccountClearance, _clearance(viewer_id))
        .where(
            Affiliation.workspace_id == Contact.workspace_id,
            Affiliation.contact_id == Contact.id,
            belongs_on(today),
            _account.embargoed.is_(True) | _account.sensitive.is_(True),
            AccountClearance.id.is_(None),
        )
    )
    return {
        "viewer_on_deal": exists(on_deal.correlate(Contact)),
        "viewer_cleared": exists(for_some.correlate(Contact)) & ~exists(not_for.correlate(Contact)),
    }


def tie_viewer_facts(viewer_id: int, today: dt.date) -> Facts:
    """The same for a tie: where its owner says the contact works, the viewer must be cleared as well."""
    guarded = _account.embargoed.is_(True) | _account.sensitive.is_(True)
    cleared = exists(
        select(AccountClearance.id)
        .where(
            _same(AccountClearance, _account.workspace_id),
            AccountClearance.account_id == _account.id,
            AccountClearance.colleague_id == viewer_id,
        )
        .correlate(_account)
    )
    facts = contact_viewer_facts(viewer_id, today)
    return {**facts, "viewer_cleared": facts["viewer_cleared"] & ~_said_to_be_at(guarded & ~cleared)}


def _said_to_be_at(marked: ColumnElement[bool]) -> ColumnElement[bool]:
    """That the owner of a half tie says the contact is at an account of which something holds."""
    return exists(
        select(_account.id)
        .where(_account.workspace_id == HalfTie.workspace_id, _account.id == HalfTie.account_id, marked)
        .correlate(HalfTie)
    )


def _clearance(viewer_id: int) -> ColumnElement[bool]:
    return (
        _same(AccountClearance, Affiliation.workspace_id)
        & (AccountClearance.account_id == Affiliation.account_id)
        & (AccountClearance.colleague_id == viewer_id)
    )


def account_facts() -> Facts:
    """Facts of a row of `accounts` (and so of its seats) as a subject of the directory."""
    return {
        "account_sensitive": Account.sensitive.is_(True),
        "account_embargoed": Account.embargoed.is_(True),
    }


def account_viewer_facts(viewer_id: int) -> Facts:
    """Whether the viewer is on the team of an open deal with, or cleared for, the account."""
    return {
        "viewer_on_deal": exists(
            select(Deal.id)
            .join(DealMember, _same(DealMember, Deal.workspace_id) & (DealMember.deal_id == Deal.id))
            .where(
                Deal.workspace_id == Account.workspace_id,
                Deal.account_id == Account.id,
                Deal.is_open.is_(True),
                DealMember.colleague_id == viewer_id,
            )
        ),
        "viewer_cleared": exists(
            select(AccountClearance.id).where(
                AccountClearance.workspace_id == Account.workspace_id,
                AccountClearance.account_id == Account.id,
                AccountClearance.colleague_id == viewer_id,
            )
        ),
    }


def _same(table: type[Deal | DealMember | AccountClearance], workspace_id: _Id) -> ColumnElement[bool]:
    return table.workspace_id == workspace_id


def _of_affiliation() -> ColumnElement[bool]:
    return (_account.workspace_id == Affiliation.workspace_id) & (_account.id == Affiliation.account_id)


def belongs_on(today: dt.date) -> ColumnElement[bool]:
    """Of an affiliation: that it has not ended by that day."""
    return Affiliation.until.is_(None) | (Affiliation.until > today)


def _at_account(today: dt.date, mark: str) -> ColumnElement[bool]:
    marked = _account.sensitive if mark == "sensitive" else _account.embargoed
    return exists(
        select(Affiliation.id)
        .join(_account, _of_affiliation())
        .where(
            Affiliation.workspace_id == Contact.workspace_id,
            Affiliation.contact_id == Contact.id,
            belongs_on(today),
            marked.is_(True),
        )
        .correlate(Contact)
    )
