"""What a batch of touches adds up to: the sums of each pair, and the relationships and half ties that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from bot.network.warmth import Warmth
from bot.people.evidence import counted_of
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Run
from bot.people.imports.lookups import NOT_OURS, ContactBook, chunks, colleagues_by_email, rows_of_pairs
from bot.people.imports.relationships import REMOVED
from bot.people.imports.rules import LEFT_OUT, Rules
from bot.people.ties import ContactTie, refresh_affiliations, replace_contact_ties, replace_half_ties
from models.base import Base
from models.keys import domain_of
from models.network import Relationship
from models.touches import Exchange, Touch

OURS_ONLY = "between our own people only"
NO_COLLEAGUE = "an address at our own domains that is no colleague's was passed over: import colleagues first"
NOT_ONE_OF_US = "somebody in our Slack who is not one of our own people was passed over"
OBJECTED = "somebody with a privacy request on file was left out"

_Key = tuple[int | None, int, int | None]
"""Colleague, contact, other contact: what an exchange is found under."""


class Contacted(NamedTuple):
    """That one address was in touch with another, in a touch known by a reference."""

    one: str
    other: str
    reference: str


class Sums:
    """A batch of touches while it is worked through: everything it speaks of, read in one go and written in one go."""

    def __init__(self, session: Session, run: Run, people: Collection[str], contacted: Collection[Contacted]) -> None:
        self._run = run
        workspace_id = run.workspace_id
        self._colleagues = colleagues_by_email(session, workspace_id, people)
        theirs = [one for one in people if one not in self._colleagues and domain_of(one) not in run.own_domains]
        self._contacts = ContactBook(session, run, theirs)
        self._rules = Rules.load(session, workspace_id, {one.id for one in self._colleagues.values()})
        self._begun: list[int] = []
        self._relationships = Drafts(Relationship, workspace_id)
        self._exchanges = Drafts(Exchange, workspace_id)
        self._touches = Drafts(Touch, workspace_id)
        self._address: dict[int, str] = {}
        self._load(session, contacted)

    def _load(self, session: Session, contacted: Collection[Contacted]) -> None:
        keys = {one: key for one in contacted if (key := self._known_key(one.one, one.other))}
        with_ours = {(ours, contact) for ours, contact, _ in keys.values() if ours is not None}
        among_theirs = {(contact, other) for _, contact, other in keys.values() if other is not None}
        # In this order everywhere, so that no two writers wait for each other: relationships, then exchanges.
        for table, drafts, columns, pairs in (
            (Relationship, self._relationships, ("colleague_id", "contact_id"), with_ours),
            (Exchange, self._exchanges, ("colleague_id", "contact_id"), with_ours),
            (Exchange, self._exchanges, ("contact_id", "other_contact_id"), among_theirs),
        ):
            for row in rows_of_pairs(session, _table(table), self._run.workspace_id, columns, pairs):
                drafts.load((row["colleague_id"], row["contact_id"], row.get("other_contact_id")), row)
        told = {(held.id, one.reference) for one, key in keys.items() if (held := self._exchanges.get(key))}
        columns = ("exchange_id", "reference")
        for row in rows_of_pairs(session, _table(Touch), self._run.workspace_id, columns, told):
            self._touches.load((row["exchange_id"], row["reference"]), row)

    def _known_key(self, one: str, other: str) -> _Key | None:
        """Under which an exchange is found, where both are known."""
        ours, contacts = [], []
        for address in (one, other):
            if address in self._colleagues:
                ours.append(self._colleagues[address].id)
            elif contact := self._contacts.find(address):
                contacts.append(contact.id)
        if len(ours) == len(contacts) == 1:
            return ours[0], contacts[0], None
        return (None, min(contacts), max(contacts)) if len(contacts) == 2 else None

    def add(
        self, one: str, other: str, *, one_way: bool, reference: str, at: dt.datetime, kind: str, others: int
    ) -> bool | str:
        """Count a touch between two addresses, unless it was counted before; gives whether it is new.

        Gives instead why it is not taken, where that is to be told. `one_way` is from the one to the other.
        """
        for address in (one, other):
            if address in self._colleagues:
                if self._colleagues[address].kind in NOT_OURS:
                    return NOT_ONE_OF_US
            elif domain_of(address) in self._run.own_domains:
                return NO_COLLEAGUE
            elif (contact := self._contacts.find(address)) and contact["objected_at"] is not None:
                return OBJECTED
        first = self._colleagues.get(one)
        second = self._colleagues.get(other)
        if first and second:
            return OURS_ONLY
        ours, theirs = (first, other) if first else (second, one)
        if ours is not None and (refused := self._refused(ours.id, theirs)):
            return refused
        left = first.id if first else self._contact(one).id
        right = second.id if second else self._contact(other).id
        if left == right:
            return False  # two addresses of one person
        key: _Key = (None, min(left, right), max(left, right))
        turned = left > right
        if ours is not None:
            contact_id = right if first else left
            self._address[contact_id] = theirs
            key, turned = (ours.id, contact_id, None), first is None
        direction = "both" if not one_way else "received" if turned else "sent"
        return self._count(key, direction, reference=reference, at=at, kind=kind, others=others)

    def _refused(self, colleague_id: int, address: str) -> str | None:
        """Why nothing is stored of this colleague and this address, if so."""
        contact = self._contacts.find(address)
        tie = self._relationships.get((colleague_id, contact.id, None)) if contact else None
        if tie is not None and tie["removed_at"] is not None:
            return REMOVED
        return LEFT_OUT if self._rules.leave_out(colleague_id, address) else None

    def _contact(self, address: str) -> Draft:
        contact = self._contacts.find(address)
        if contact is None:
            contact = self._contacts.begin(address)
            self._begun.append(contact.id)
        return contact

    def _count(
        self,
        key: _Key,
        direction: str,
        *,
        reference: str,
        at: dt.datetime,
        kind: str,
        others: int,
    ) -> bool:
        exchange = self._exchanges.get(key)
        if exchange is None:
            names = ("colleague_id", "contact_id", "other_contact_id")
            made = dict(zip(names, key, strict=True))
            exchange = self._exchanges.create(key, **made, created_at=self._run.now)
        if self._touches.get((exchange.id, reference)) is not None:
            return False
        self._touches.create(
            (exchange.id, reference),
            exchange_id=exchange.id,
            reference=reference,
            at=at,
            kind=kind,
            direction=direction,
            others=others,
            said=False,
            source=self._run.source,
        )
        warmth, name = self._run.warmth, f"{direction}_key"
        added = warmth.added(exchange[name], at, warmth.touch_weight(kind, others))
        exchange.put(**{name: added, "last_at": max(at, exchange["last_at"] or at)})
        return True

    def write(self, session: Session) -> None:
        """Write what is new or changed, and what follows from it."""
        workspace_id = self._run.workspace_id
        counted = [one for one in self._exchanges if one.changed]
        for exchange in counted:
            if exchange["colleague_id"] is not None:
                self._settle(exchange)
        self._contacts.write(session)
        self._relationships.write(session)
        self._exchanges.write(session)
        self._touches.write(session)
        ours = [one for one in self._relationships if one.new or one.changed]
        values, replaced = [one.values for one in ours], [one.id for one in ours if not one.new]
        replace_half_ties(session, workspace_id, values, replaced=replaced)
        between = [one for one in counted if one["other_contact_id"] is not None]
        ties = [
            ContactTie(one.id, one["contact_id"], one["other_contact_id"], fading=key)
            for one in between
            if (key := _two_way(one)) is not None
        ]
        replaced = [one.id for one in between if not one.new]
        replace_contact_ties(session, workspace_id, "exchange_id", ties, replaced=replaced)
        for some in chunks(self._begun, 500):
            refresh_affiliations(session, workspace_id, some)

    def _settle(self, exchange: Draft) -> None:
        """Make or change the relationship that an exchange of a colleague's gives, once it goes both ways."""
        if _two_way(exchange) is None:
            return  # then it counts for nothing, and whatever else counts is as before
        colleague_id, contact_id = exchange["colleague_id"], exchange["contact_id"]
        address = self._address[contact_id]
        tie = self._relationships.get((colleague_id, contact_id, None))
        private = tie["private"] if tie else self._rules.private(colleague_id, address)
        settled = self._rules.settled(colleague_id, address, private=private, reviewed=self._run.reviewed)
        if tie is None:
            tie = self._begin(colleague_id, contact_id, private=private, reviewed=settled)
        evidence = tie["evidence"] or ("counts" if settled else "waiting")
        confirmed = False
        if evidence == "counts":
            last = exchange["last_at"].date()
            confirmed = tie.put(last_touch=max(last, tie["last_touch"] or last))
        # What waits for its owner confirms nothing: it must not keep the relationship longer either.
        if tie.put(evidence=evidence) or confirmed:
            tie.put(version=tie["version"] + (not tie.new))
        if confirmed:
            tie.put(updated_at=self._run.now)
        tie.put(fading=counted_of(self._run.warmth, *_keys(exchange), exchange["said_key"], evidence=evidence))

    def _begin(self, colleague_id: int, contact_id: int, *, private: bool, reviewed: bool) -> Draft:
        return self._relationships.create(
            (colleague_id, contact_id, None),
            colleague_id=colleague_id,
            contact_id=contact_id,
            private=private,
            open=False,
            reviewed=reviewed,
            source=self._run.source,
            version=1,
            created_at=self._run.now,
            updated_at=self._run.now,
        )


def _table(model: type[Base]) -> Any:
    return Base.metadata.tables[model.__tablename__]


def _keys(exchange: Draft) -> tuple[float | None, float | None, float | None]:
    return exchange["sent_key"], exchange["received_key"], exchange["both_key"]


def _two_way(exchange: Draft) -> float | None:
    return Warmth.two_way(*_keys(exchange))
