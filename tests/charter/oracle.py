"""What the charter means, said a second time in the plainest code there is.

Written from the design's page on the charter alone, by somebody who had not seen `bot.charter`, so that a mistake in
the one is not repeated in the other. Nothing here is quick or clever on purpose: loops over clauses, loops over rows.
A disagreement between this and `bot.charter` is a finding; which of them is right is settled by the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

import yaml

Facts = Mapping[str, bool | None]
"""Fact by name: true, false or (None) not to be determined. A fact that is not there is false."""

DISCLOSURES = {
    "relationship": ("hidden", "exists", "named", "full"),
    "contact": ("hidden", "listed"),
    "observation": ("hidden", "shown"),
}
"""The disclosures of each subject, least first."""


# What a charter says of facts.


def read(path: Path) -> dict[str, Any]:
    """A charter as its YAML says, unchecked."""
    charter: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return charter


def decide(charter: Mapping[str, Any], subject: str, facts: Facts) -> tuple[str, set[str]]:
    """The disclosure of a subject under these facts, and the ids of the clauses that decide it.

    With facts that can't be determined: the lowest disclosure over all values of all of them, by whichever clauses
    give it. All values: also those that could not be together, for whoever does not know does not reason either.
    """
    unknown = [name for name, value in facts.items() if value is None]
    if not unknown:
        return decide_known(charter, subject, facts)
    order = DISCLOSURES[subject]
    lowest, clauses = order[-1], set[str]()
    for values in product((False, True), repeat=len(unknown)):
        outcome, deciding = decide_known(charter, subject, {**facts, **dict(zip(unknown, values, strict=True))})
        if order.index(outcome) < order.index(lowest):
            lowest, clauses = outcome, set()
        if outcome == lowest:
            clauses |= deciding
    return lowest, clauses


def decide_known(charter: Mapping[str, Any], subject: str, facts: Facts) -> tuple[str, set[str]]:
    """The same where every fact is true or false: the highest matching grant, lowered to the lowest matching cap.

    The matching grants of the highest disclosure decide; where a cap lowers it, the matching caps of the lowest
    disclosure decide with them. Where no grant matches there is nothing to lower: hidden, by DEFAULT.
    """
    order = DISCLOSURES[subject]
    grants, caps = [], []
    for clause in charter.get(subject) or []:
        if not matches(clause, facts):
            continue
        if "grant" in clause:
            grants.append((order.index(clause["grant"]), clause["id"]))
        else:
            caps.append((order.index(clause["cap"]), clause["id"]))
    if not grants:
        return order[0], {"DEFAULT"}
    highest = max(grants)[0]
    deciding = {name for level, name in grants if level == highest}
    if caps and min(caps)[0] < highest:
        highest = min(caps)[0]
        deciding |= {name for level, name in caps if level == highest}
    return order[highest], deciding


def matches(clause: Mapping[str, Any], facts: Facts) -> bool:
    """Whether all facts a clause asks for hold; `not x` asks for x to be false."""
    for wanted in clause.get("when") or []:
        if wanted.startswith("not "):
            if facts.get(wanted[4:].strip(), False):
                return False
        elif not facts.get(wanted, False):
            return False
    return True


# The world the facts are about.


@dataclass
class Colleague:
    """Somebody on our side. `kind`: member, guest, stranger, bot or unknown; `accepted`: version of the charter."""

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
        return {
            contact.id: [
                account
                for account in self.accounts.values()
                if any(address.rpartition("@")[2] in account.domains for address in contact.addresses)
                or any(seat.account == account.id and self.holds(seat) for seat in contact.holdings)
            ]
            for contact in self.contacts.values()
        }

    @cached_property
    def all_accounts_of(self) -> dict[int, list[Account]]:
        """Those, and the accounts that somebody's relationship says the contact is at."""
        return {
            contact: [
                account
                for account in self.accounts.values()
                if account in self.accounts_of[contact] or any(tie.account == account.id for tie in ties)
            ]
            for contact, ties in self.ties.items()
        }

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


# Which facts hold in it.


def is_member(viewer: Viewer) -> bool | None:
    """One of us: a member who has not left. A channel of our own counts as one."""
    if isinstance(viewer, Channel):
        return not viewer.shared
    if viewer.left:
        return False
    return None if viewer.kind == "unknown" else viewer.kind == "member"


def is_external(viewer: Viewer) -> bool | None:
    """A guest, somebody of another team, deactivated, or a bot."""
    if isinstance(viewer, Channel):
        return viewer.shared
    if viewer.left:
        return True
    return None if viewer.kind == "unknown" else viewer.kind in ("guest", "stranger", "bot")


def is_on_deal(world: World, viewer: Viewer, contact: Contact) -> bool | None:
    """On the team of an open deal with an account of the contact. Nobody gets there by saying who works where."""
    if isinstance(viewer, Channel):
        return False
    if any(viewer.id in world.teams[account.id] for account in world.accounts_of[contact.id]):
        return is_member(viewer)  # only members are on a deal: of whom that is not known, neither is this
    return False


def is_cleared(world: World, viewer: Viewer, contact: Contact) -> bool | None:
    """On the list of an account of the contact, and on those of all its embargoed or sensitive ones.

    The first must be an account that the contact is at by more than somebody's word; for the second words will do.
    """
    if isinstance(viewer, Channel):
        return False
    if not any(viewer.id in account.cleared for account in world.accounts_of[contact.id]):
        return False
    for account in world.all_accounts_of[contact.id]:
        if (account.embargoed or account.sensitive) and viewer.id not in account.cleared:
            return False
    return is_member(viewer)


def shared_facts(world: World, viewer: Viewer, contact: Contact) -> dict[str, bool | None]:
    """The facts of viewer, contact and account: what relationship and contact have in common."""
    accounts = world.all_accounts_of[contact.id]
    return {
        "viewer_is_member": is_member(viewer),
        "viewer_is_external": is_external(viewer),
        "viewer_on_deal": is_on_deal(world, viewer, contact),
        "viewer_cleared": is_cleared(world, viewer, contact),
        "viewer_accepted": isinstance(viewer, Colleague) and world.accepted(viewer),
        "contact_in_directory": contact.in_directory,
        "contact_objected": contact.objected,
        "contact_do_not_contact": contact.do_not_contact,
        "account_sensitive": any(account.sensitive for account in accounts),
        "account_embargoed": any(account.embargoed for account in accounts),
    }


def tie_facts(world: World, viewer: Viewer, tie: Relationship, shared: Facts | None = None) -> dict[str, bool | None]:
    """The facts a relationship is decided on. `shared`: those of its contact, if they are at hand already."""
    owner = world.colleagues[tie.owner]
    return {
        **(shared_facts(world, viewer, world.contacts[tie.contact]) if shared is None else shared),
        "viewer_is_owner": isinstance(viewer, Colleague) and viewer.id == owner.id,
        "owner_marked_private": tie.private,
        "owner_marked_open": tie.open,
        "owner_reviewed": tie.reviewed,
        "owner_accepted": world.accepted(owner),
        "owner_left": owner.left,
    }


@dataclass(frozen=True)
class Sighting:
    """What a viewer is shown of one thing, by which clauses, on which facts."""

    facts: Facts
    outcome: str
    clauses: frozenset[str]


def look(charter: Mapping[str, Any], subject: str, facts: Facts) -> Sighting:
    """A decision together with the facts it was made on."""
    outcome, clauses = decide(charter, subject, facts)
    return Sighting(facts, outcome, frozenset(clauses))


def survey(charter: Mapping[str, Any], world: World, viewer: Viewer) -> tuple[dict[int, Sighting], dict[int, Sighting]]:
    """Everything a viewer is shown in a world: of each relationship and of each contact, by id.

    A contact asks whether the viewer sees a relationship with it: one of which at least its existence is shown. That
    is never so of a channel, which has only `viewer_is_member`; a shared one sees nothing, whatever the charter says.
    """
    if isinstance(viewer, Channel) and viewer.shared:
        nothing = Sighting({}, "hidden", frozenset())
        there = [tie.id for tie in world.relationships.values() if not tie.removed]
        return dict.fromkeys(there, nothing), dict.fromkeys(world.contacts, nothing)
    ties: dict[int, Sighting] = {}
    contacts: dict[int, Sighting] = {}
    for contact in world.contacts.values():
        shared = shared_facts(world, viewer, contact)
        sees = False
        for tie in world.ties[contact.id]:
            ties[tie.id] = look(charter, "relationship", tie_facts(world, viewer, tie, shared))
            if ties[tie.id].outcome != "hidden":
                sees = True
        seen = {**shared, "viewer_sees_a_relationship": sees and isinstance(viewer, Colleague)}
        contacts[contact.id] = look(charter, "contact", seen)
    return ties, contacts
