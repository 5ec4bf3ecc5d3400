"""Random worlds, the same for the same dice, and how one is written into the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.people.ties import refresh_affiliations, rewrite_half_ties
from models import tables
from tests.charter.oracle_world import Account, Colleague, Contact, Deal, Holding, Relationship, World


def dice(seed: int) -> Random:
    """Dice that fall the same way for the same seed."""
    return Random(seed)  # noqa: S311 not for secrets: a found disagreement must come back


# Worlds.

OTHER_DOMAINS = ("mail.test", "sub.one.test", "home.test")
"""Domains of no account; the middle one is below an account's, which makes nobody its person."""

TODAY = dt.date(2026, 3, 2)
"""The day on which a thrown world is looked at, unless somebody looks on another."""

_DAY = dt.timedelta(days=1)

LAST_DAYS = (None, None, dt.date(2001, 5, 31), TODAY - _DAY, TODAY, TODAY + _DAY, dt.date(2999, 5, 31))
"""Of holdings: some go on, some ended long ago, some about the day of looking, some will end some day."""

VERSIONS = (3, 4)
"""Of the charters that may be in force in a thrown world: some have accepted the one, some the other."""


def random_world(rng: Random, *, colleagues: int = 60, contacts: int = 150, ties: int = 350) -> World:
    """A workspace in which every fact is often true and often false, alone and together."""
    world, ids = World(VERSIONS[0], TODAY), count(1)
    for key in _some(ids, colleagues):
        world.colleagues[key] = Colleague(
            key,
            kind=rng.choices(("member", "guest", "stranger", "bot", "unknown"), (75, 8, 5, 3, 9))[0],
            left=rng.random() < 0.12,
            # A version that may be in force (else the default charter would show nothing), none, one before or after.
            accepted=rng.choice((None, None, *VERSIONS * 5, min(VERSIONS) - 1, max(VERSIONS) + 1)),
        )
    ours = list(world.colleagues)
    trusted = rng.sample(ours, colleagues // 3)
    for number, key in enumerate(_some(ids, contacts // 8)):
        words = ("one", "two", "three")[: rng.choice((0, 1, 1, 2))] if number else ("one",)
        world.accounts[key] = Account(
            key,
            domains=tuple(f"{word}.test" if number == 0 else f"{word}{number}.test" for word in words),
            sensitive=rng.random() < 0.3,
            embargoed=rng.random() < 0.3,
            # The trusted are on most lists: to be cleared takes being on several.
            cleared=_sample(rng, ours, colleagues // 6) | {one for one in trusted if rng.random() < 0.7},
        )
    theirs = list(world.accounts)
    domains = [domain for account in world.accounts.values() for domain in account.domains]
    for key in _some(ids, contacts):
        world.contacts[key] = Contact(
            key,
            addresses=tuple(
                f"c{key}-{n}@{rng.choice(OTHER_DOMAINS if rng.random() < 0.3 else domains)}"
                for n in range(rng.choice((0, 1, 1, 1, 2)))
            ),
            holdings=tuple(Holding(rng.choice(theirs), rng.choice(LAST_DAYS)) for _ in range(rng.choice((0, 0, 1, 2)))),
            in_directory=rng.random() < 0.5,
            objected=rng.random() < 0.12,
            do_not_contact=rng.random() < 0.2,
        )
    # A third of the contacts known to nobody; the rest to a few each.
    known = list(world.contacts)[contacts // 3 :]
    pairs = {(rng.choice(ours), rng.choice(known)) for _ in range(ties)}
    for key, (owner, contact) in zip(ids, sorted(pairs), strict=False):
        word = rng.choice(("private", "open", "", ""))
        world.relationships[key] = Relationship(
            key,
            owner,
            contact,
            account=rng.choice(theirs) if rng.random() < 0.25 else None,
            private=word == "private",
            open=word == "open",
            reviewed=rng.random() < 0.75,
            removed=rng.random() < 0.1,
        )
    for key in _some(ids, len(theirs)):
        world.deals[key] = Deal(
            key,
            account=rng.choice((*theirs, None)),
            open=rng.random() < 0.6,
            team=_sample(rng, ours, colleagues // 6),
        )
    return world


def _some(ids: Iterable[int], how_many: int) -> list[int]:
    return [key for key, _ in zip(ids, range(how_many), strict=False)]


def _sample(rng: Random, all_of_them: list[int], at_most: int) -> frozenset[int]:
    return frozenset(rng.sample(all_of_them, rng.randint(0, at_most)))


# Writing a world down.

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def write_world(session: Session, workspace_id: int, world: World) -> None:
    """Store a world in a workspace of its own; what is derived is derived by the code that does so in production.

    Ids are the world's: the same in every workspace, so that a query that forgets the workspace is found out.
    """
    session.add(tables.Workspace(id=workspace_id, name=f"world {workspace_id}", created_at=NOW))
    session.flush()
    ids = count(1_000_000)
    for table, rows in _rows(world, ids).items():
        if rows:
            session.execute(insert(table), [{"workspace_id": workspace_id, **row} for row in rows])
    relationships = select(tables.Relationship).where(tables.Relationship.workspace_id == workspace_id)
    rewrite_half_ties(session, session.scalars(relationships).all())
    refresh_affiliations(session, workspace_id, world.contacts.keys())


def _rows(world: World, ids: Iterable[int]) -> dict[type[tables.Base], list[dict[str, Any]]]:
    number = iter(ids)
    came: dict[str, Any] = {"source": "made up", "created_at": NOW}
    rows: dict[type[tables.Base], list[dict[str, Any]]] = {
        tables.Colleague: [_colleague(c, came) for c in world.colleagues.values()],
        tables.Account: [_account(a, came) for a in world.accounts.values()],
        tables.Contact: [_contact(c, came) for c in world.contacts.values()],
        tables.Relationship: [_relationship(r, came) for r in world.relationships.values()],
        tables.Deal: [_deal(d, came) for d in world.deals.values()],
    }
    rows[tables.AccountDomain] = [
        {"id": next(number), "account_id": a.id, "domain": domain}
        for a in world.accounts.values()
        for domain in a.domains
    ]
    rows[tables.AccountClearance] = [
        {"id": next(number), "account_id": a.id, "colleague_id": c} for a in world.accounts.values() for c in a.cleared
    ]
    rows[tables.ContactAddress] = [
        {"id": next(number), "contact_id": c.id, "address": address, "domain": address.rpartition("@")[2]}
        for c in world.contacts.values()
        for address in c.addresses
    ]
    rows[tables.DealMember] = [
        {
            "id": next(number),
            "deal_id": d.id,
            "colleague_id": c,
            "seller_role": "account executive",
            "source": "made up",
        }
        for d in world.deals.values()
        for c in d.team
    ]
    rows[tables.Seat], rows[tables.Holding] = [], []
    for contact in world.contacts.values():
        for holding in contact.holdings:
            seat = next(number)
            rows[tables.Seat].append(
                {"id": seat, "account_id": holding.account, "title": "Buyer", "title_key": "buyer", **came}
            )
            rows[tables.Holding].append(
                {
                    "id": next(number),
                    "seat_id": seat,
                    "contact_id": contact.id,
                    "until": holding.until,
                    "source": "made up",
                }
            )
    return rows


def _colleague(who: Colleague, came: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": who.id,
        "name": f"Colleague {who.id}",
        "name_key": f"colleague {who.id}",
        "kind": who.kind,
        "left_at": NOW if who.left else None,
        "charter_accepted_version": who.accepted,
        "charter_accepted_at": NOW if who.accepted else None,
        **came,
    }


def _account(account: Account, came: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": f"Account {account.id}",
        "name_key": f"account {account.id}",
        "sensitive": account.sensitive,
        "embargoed": account.embargoed,
        **came,
    }


def _contact(contact: Contact, came: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": contact.id,
        "in_directory": contact.in_directory,
        "do_not_contact": contact.do_not_contact,
        "objected_at": NOW if contact.objected else None,
        "purpose": "selling",
        **came,
    }


def _relationship(tie: Relationship, came: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": tie.id,
        "colleague_id": tie.owner,
        "contact_id": tie.contact,
        "account_id": tie.account,
        "strength": 1 + tie.id % 5,
        "private": tie.private,
        "open": tie.open,
        "reviewed": tie.reviewed,
        "removed_at": NOW if tie.removed else None,
        "updated_at": NOW,
        **came,
    }


def _deal(deal: Deal, came: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": deal.id,
        "external_id": str(deal.id),
        "name": f"Deal {deal.id}",
        "account_id": deal.account,
        "stage": "negotiation",
        "is_open": deal.open,
        **came,
    }
