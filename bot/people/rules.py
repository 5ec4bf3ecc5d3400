"""Deciding for everybody at an account at once, by mail domain; what was decided is kept, so that nobody decides twice.

An account is named, and all of its domains are meant, only where the directory lists it for the viewer. One that is
hidden from them and one that was never stored are the same: the domain of an address they see, and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import aliased

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import NotYours, Stale
from bot.people.freemail import free_mail_domains
from bot.people.mine import AS_A_WHOLE, EVIDENCE_ALONE, forget, held_by, own
from bot.people.review import settle
from models.accounts import Account, AccountDomain, ContactAddress
from models.base import new_id
from models.keys import domain_of
from models.network import Relationship
from models.review import ReviewRule
from models.upsert import insert_unless_there

Verdict = Literal["shared", "private", "left_out"]

SEVERAL = 2
"""From how many on it is worth deciding for everybody."""

_other = aliased(ContactAddress)
_held = aliased(AccountDomain)


@dataclass(frozen=True)
class Group:
    """Those at an account, or just at a mail domain, who wait. `any_id` is one of their relationships."""

    account: str | None
    domains: tuple[str, ...]
    waiting: int
    any_id: int

    @property
    def can_be_decided(self) -> bool:
        """Whether to offer one decision for all: at a free-mail domain people have nothing in common."""
        return self.waiting >= SEVERAL and not free_mail_domains().issuperset(self.domains)


@dataclass(frozen=True)
class Rule:
    """What the viewer decided once for everybody at a mail domain."""

    rule_id: int
    domain: str
    verdict: Verdict


@dataclass(frozen=True)
class Decided:
    """For whom it was decided (`account` where it is listed for the viewer), and about how many who waited."""

    account: str | None
    domains: tuple[str, ...]
    number: int


def waiting_groups(sight: Sight) -> list[Group]:
    """Who waits, by account or mail domain: the most first."""
    rows = sight.session.execute(
        _waiting_at(sight, ContactAddress.domain, func.count(), func.min(Relationship.id)).group_by(
            ContactAddress.domain
        )
    ).all()
    listed = _listed_accounts(sight, [domain for domain, _, _ in rows])
    groups: dict[Any, Group] = {}
    for domain, number, any_id in rows:
        account_id, account, domains = listed.get(domain, (None, None, (domain,)))
        key = account_id if account_id is not None else domain
        so_far = groups.get(key)
        if so_far is not None:
            number, any_id = number + so_far.waiting, min(any_id, so_far.any_id)
        groups[key] = Group(account, domains, number, any_id)
    return sorted(groups.values(), key=lambda group: (-group.waiting, group.domains))


def decide_for_everybody(sight: Sight, clock: Clock, any_id: int, verdict: Verdict) -> Decided:
    """Decide all that waits where one of the viewer's own contacts is, and keep it for what is imported later.

    `shared`: what waits is shared as the charter says, but what came in marked private. `private`: it is kept to its
    owner. `left_out`: it is removed for good. What was imported about those whom the viewer logged in person counts or
    is left out accordingly; the relationship stays as they put it. Raises `Stale` where nothing waits there any more.
    """
    account, domains = _group_of(sight, any_id)
    waiting = sight.session.scalars(_waiting_at(sight, Relationship).where(ContactAddress.domain.in_(domains))).all()
    if not waiting:
        raise Stale("Nobody waits for your decision there any more. `/o2o me` shows how things stand.")
    _decide(sight, clock, waiting, verdict)
    for domain in domains:
        _keep(sight, clock, domain, verdict)
    return Decided(account, domains, len(waiting))


def rules(sight: Sight) -> list[Rule]:
    """What the viewer decided for whole mail domains, by domain."""
    found = sight.session.scalars(
        select(ReviewRule)
        .where(ReviewRule.workspace_id == sight.viewer.workspace_id, ReviewRule.colleague_id == sight.viewer.id)
        .order_by(ReviewRule.domain)
    )
    return [Rule(rule.id, rule.domain, cast("Verdict", rule.verdict)) for rule in found]


def ask_again(sight: Sight, rule_id: int) -> str:
    """Take a rule back, and nothing else; gives its domain."""
    rule = sight.session.get(ReviewRule, (sight.viewer.workspace_id, rule_id))
    if rule is None or rule.colleague_id != sight.viewer.id:
        raise NotYours("That rule isn't there any more. `/o2o me` shows those that are.")
    sight.session.delete(rule)
    sight.session.flush()
    return rule.domain


def _waiting_at(sight: Sight, *columns: Any) -> Select[Any]:
    """Select from what waits for the viewer, joined with the address by which they see the contact."""
    seen = (
        select(func.min(_other.address))
        .where(_other.workspace_id == ContactAddress.workspace_id, _other.contact_id == ContactAddress.contact_id)
        .correlate(ContactAddress)
        .scalar_subquery()
    )
    return (
        select(*columns)
        .select_from(Relationship)
        .join(
            ContactAddress,
            (ContactAddress.workspace_id == Relationship.workspace_id)
            & (ContactAddress.contact_id == Relationship.contact_id)
            & (ContactAddress.address == seen),
        )
        .where(held_by(sight.viewer), AS_A_WHOLE | EVIDENCE_ALONE)
    )


def _listed_accounts(sight: Sight, domains: Collection[str]) -> dict[str, tuple[int, str, tuple[str, ...]]]:
    """By domain: the account it is of, where it is listed for the viewer, with its name and all of its domains."""
    rows = sight.session.execute(
        sight.accounts(AccountDomain.domain, Account.id, Account.name, _held.domain)
        .join(AccountDomain, _of_account(AccountDomain))
        .join(_held, _of_account(_held))
        .where(AccountDomain.domain.in_(domains))
        .order_by(_held.domain)
    )
    found: dict[str, tuple[int, str, tuple[str, ...]]] = {}
    for domain, account_id, name, one_of_all in rows:
        _, _, so_far = found.get(domain, (account_id, name, ()))
        found[domain] = (account_id, name, (*so_far, one_of_all))
    return found


def _of_account(table: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = (table.workspace_id == Account.workspace_id) & (table.account_id == Account.id)
    return same


def _group_of(sight: Sight, any_id: int) -> tuple[str | None, tuple[str, ...]]:
    """The account, where it is listed, and the domains that are meant by one who is there."""
    address = sight.session.scalar(
        select(func.min(ContactAddress.address)).where(
            ContactAddress.workspace_id == sight.viewer.workspace_id,
            ContactAddress.contact_id == own(sight, any_id).contact_id,
        )
    )
    domain = domain_of(address or "")
    _, account, domains = _listed_accounts(sight, [domain]).get(domain, (0, None, (domain,)))
    return account, tuple(one for one in domains if one and one not in free_mail_domains())


def _decide(sight: Sight, clock: Clock, waiting: Sequence[Relationship], verdict: Verdict) -> None:
    whole = [mine for mine in waiting if not mine.reviewed]
    logged = [mine for mine in waiting if mine.reviewed]
    for mine in logged:
        # Kept to oneself, it may count only where nobody else sees what it counts for.
        counts = verdict == "shared" or (verdict == "private" and mine.private)
        mine.evidence = "counts" if counts else "left_out"
    if verdict == "left_out":
        forget(sight, clock, whole)
    else:
        for mine in whole:
            mine.reviewed = True
            mine.evidence = "counts" if mine.evidence == "waiting" else mine.evidence
            if verdict == "private":
                mine.private, mine.open = True, False
    left = logged if verdict == "left_out" else waiting
    for mine in left:
        mine.updated_at = clock.now()
    settle(sight, left)


def _keep(sight: Sight, clock: Clock, domain: str, verdict: Verdict) -> None:
    """Keep a rule; the one that was there before gives way."""
    workspace_id, owner_id = sight.viewer.workspace_id, sight.viewer.id
    mine = {"workspace_id": workspace_id, "colleague_id": owner_id, "domain": domain}
    new = {**mine, "id": new_id(), "verdict": verdict, "created_at": clock.now()}
    if not insert_unless_there(sight.session, ReviewRule, new):
        sight.session.execute(update(ReviewRule).filter_by(**mine).values(verdict=verdict, created_at=clock.now()))
