"""Their side: accounts, seats, contacts and who holds which seat."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, random_id, refers, unique


class Account(InWorkspace, Base):
    """A customer organisation in the directory."""

    __tablename__ = "accounts"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "lead_id"),
        refers("accounts", "parent_id"),
        unique("name_key"),
    )

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    lead_id: Mapped[int | None]
    parent_id: Mapped[int | None]
    sensitive: Mapped[bool] = mapped_column(default=False)
    embargoed: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]


class AccountDomain(InWorkspace, Base):
    """A mail domain of an account. A domain belongs to one account only, else an address would say nothing."""

    __tablename__ = "account_domains"
    __table_args__ = (
        of_workspace(),
        refers("accounts", "account_id", on_delete="CASCADE"),
        unique("domain"),
        Index("ix_account_domains_account_id", "workspace_id", "account_id"),
    )

    account_id: Mapped[int]
    domain: Mapped[str] = mapped_column(String(255))


class AccountClearance(InWorkspace, Base):
    """A colleague cleared for an account under embargo or marked sensitive."""

    __tablename__ = "account_clearances"
    __table_args__ = (
        of_workspace(),
        refers("accounts", "account_id", on_delete="CASCADE"),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        unique("account_id", "colleague_id"),
        Index("ix_account_clearances_colleague_id", "workspace_id", "colleague_id"),
    )

    account_id: Mapped[int]
    colleague_id: Mapped[int]


class Contact(InWorkspace, Base):
    """A person at a customer.

    `name` is what the directory (CRM or org data) calls them. What a colleague calls them stands on that colleague's
    relationship, so that merging two people's knowledge under one address shows neither of them the other's words.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        of_workspace(),
        Index("ix_contacts_name_key", "workspace_id", "name_key"),
    )

    # Not by time: that a contact is older than the viewer's knowledge of them would tell that somebody stored them.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=random_id, sort_order=-1)
    name: Mapped[str | None] = mapped_column(String(200))
    name_key: Mapped[str | None] = mapped_column(String(200))
    in_directory: Mapped[bool] = mapped_column(default=False)
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    objected_at: Mapped[dt.datetime | None]
    source: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[dt.datetime]


class ContactAddress(InWorkspace, Base):
    """An address of a contact. Unique: an address is how two people's knowledge of one person is merged."""

    __tablename__ = "contact_addresses"
    __table_args__ = (
        of_workspace(),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        unique("address"),
        Index("ix_contact_addresses_contact_id", "workspace_id", "contact_id"),
        Index("ix_contact_addresses_domain", "workspace_id", "domain", postgresql_ops={"domain": "text_pattern_ops"}),
    )

    contact_id: Mapped[int]
    address: Mapped[str] = mapped_column(String(320))
    domain: Mapped[str] = mapped_column(String(255))


class Seat(InWorkspace, Base):
    """A job at an account. It stays when the person in it moves on."""

    __tablename__ = "seats"
    __table_args__ = (
        of_workspace(),
        refers("accounts", "account_id", on_delete="CASCADE"),
        refers("seats", "reports_to_id"),
        Index("ix_seats_account_id_title_key", "workspace_id", "account_id", "title_key"),
    )

    account_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    title_key: Mapped[str] = mapped_column(String(200))
    function: Mapped[str | None] = mapped_column(String(60))
    seniority: Mapped[str | None] = mapped_column(String(60))
    reports_to_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]


class Holding(InWorkspace, Base):
    """A contact in a seat from a date to a date (none: still). A seat with no open holding is vacant.

    What a colleague says of seats stands apart (`named_by_id`, `ended_by_id`) and is shown in their words (`named_as`).
    It decides nothing: the charter's account facts go by the directory alone, or anybody could let themselves in.
    """

    __tablename__ = "holdings"
    __table_args__ = (
        of_workspace(),
        refers("seats", "seat_id", on_delete="CASCADE"),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        refers("colleagues", "named_by_id"),
        refers("colleagues", "ended_by_id"),
        unique("seat_id", "contact_id", "since"),
        Index("ix_holdings_contact_id", "workspace_id", "contact_id"),
    )

    seat_id: Mapped[int]
    contact_id: Mapped[int]
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    named_by_id: Mapped[int | None]
    named_as: Mapped[str | None] = mapped_column(String(600))
    ended_by_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200))


class Affiliation(InWorkspace, Base):
    """That a contact belongs to an account, and how we know: derived, kept in step by `bot.people.ties`.

    The charter's account facts (embargoed, sensitive, on a deal) are joined through it. Where a colleague says somebody
    works stands on that colleague's relationship, and counts for that relationship alone.
    """

    __tablename__ = "affiliations"
    __table_args__ = (
        of_workspace(),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        refers("accounts", "account_id", on_delete="CASCADE"),
        unique("contact_id", "account_id", "basis"),
        Index("ix_affiliations_account_id", "workspace_id", "account_id"),
    )

    contact_id: Mapped[int]
    account_id: Mapped[int]
    basis: Mapped[str] = mapped_column(String(8))  # domain or seat
    until: Mapped[dt.date | None]  # of a seat: the day it ends; none: not known to end
