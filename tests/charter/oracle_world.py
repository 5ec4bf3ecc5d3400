"""The world that the oracle decides about, in the words of the charter's page: who is there, and who is where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property


@dataclass
class Colleague:
    """Somebody on our side. `kind`: member, guest, stranger, bot or unknown; `accepted`: a version of the charter."""

    id: int
    kind: str = "member"
    left: bool = False
    accepted: int | None = None


@dataclass(frozen=True)
class Channel:
    """A place that looks: all in it see what it is shown. Shared (or about to be, or with guests in it): nothing."""

    shared: bool = False


Viewer = Colleague | Channel


@dataclass
class Account:
    """A customer organisation; `cleared` holds ids of colleagues."""

    id: int
    domains: tuple[str, ...] = ()
    sensitive: bool = False
    embargoed: bool = False
    cleared: frozenset[int] = frozenset()


@dataclass
class Holding:
    """A seat at an account, held still or until some day; on that day no more."""

    account: int
    until: dt.date | None = None


@dataclass
class Contact:
    """A person at a customer, with the addresses we know and the seats held."""

    id: int
    addresses: tuple[str, ...] = ()
    holdings: tuple[Holding, ...] = ()
    in_directory: bool = False
    objected: bool = False
    do_not_contact: bool = False


@dataclass
class Relationship:
    """That a colleague (the owner) knows a contact; `account` is where the owner says the contact works."""

    id: int
    owner: int
    contact: int
    account: int | None = None
    private: bool = False
    open: bool = False
    reviewed: bool = True
    removed: bool = False


@dataclass
class Deal:
    """A deal with an account; `team` holds ids of colleagues."""

    id: int
    account: int | None
    open: bool = True
    team: frozenset[int] = frozenset()


@dataclass
class World:
    """Everything one workspace holds, on some day, and the version of the charter that is in force there."""

    version: int
    today: dt.date
    colleagues: dict[int, Colleague] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    relationships: dict[int, Relationship] = field(default_factory=dict)
    deals: dict[int, Deal] = field(default_factory=dict)

    @cached_property
    def ties(self) -> dict[int, list[Relationship]]:
        """The relationships with each contact. A removed one does not exist."""
        found: dict[int, list[Relationship]] = {contact: [] for contact in self.contacts}
        for relationship in self.relationships.values():
            if not relationship.removed:
                found[relationship.contact].append(relationship)
        return found

    @cached_property
    def accounts_of(self) -> dict[int, list[Account]]:
        """The accounts each contact is at as far as nobody's mere word goes: by mail domain, by seat held now."""
        found: dict[int, list[Account]] = {}
        for contact in self.contacts.values():
            domains = {address.rpartition("@")[2] for address in contact.addresses}
            seats = {seat.account for seat in contact.holdings if self.holds(seat)}
            found[contact.id] = [
                account
                for account in self.accounts.values()
                if account.id in seats or not domains.isdisjoint(account.domains)
            ]
        return found

    @cached_property
    def all_accounts_of(self) -> dict[int, list[Account]]:
        """Those, and the accounts that somebody's relationship says the contact is at."""
        found: dict[int, list[Account]] = {}
        for contact, sure in self.accounts_of.items():
            said = {tie.account for tie in self.ties[contact] if tie.account is not None}
            found[contact] = sure + [self.accounts[key] for key in sorted(said - {account.id for account in sure})]
        return found

    @cached_property
    def teams(self) -> dict[int, set[int]]:
        """The colleagues on an open deal with each account."""
        found: dict[int, set[int]] = {account: set() for account in self.accounts}
        for deal in self.deals.values():
            if deal.open and deal.account is not None:
                found[deal.account] |= deal.team
        return found

    def holds(self, seat: Holding) -> bool:
        """Whether a seat is held now: there is no last day, or it is still to come."""
        return seat.until is None or seat.until > self.today

    def accepted(self, colleague: Colleague) -> bool:
        """Whether somebody has accepted the charter in force: this version, neither an older nor a newer one."""
        return colleague.accepted == self.version
