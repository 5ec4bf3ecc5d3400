"""Finding what a batch of rows speaks of: one query for all keys of a sort."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Row, Select, Table, column, select, values
from sqlalchemy.orm import Session

from bot.people.capture import PURPOSE
from bot.people.imports.cells import Refused, domain_key
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Run
from models.accounts import Account, AccountDomain, Contact, ContactAddress
from models.base import random_id
from models.keys import domain_of, fold
from models.people import Colleague

T = TypeVar("T")

KEYS_A_QUERY = 2000
"""Keys in one IN list: far below what either database allows."""

NOT_OURS = ("guest", "stranger", "bot")
"""Kinds of people in our Slack who are not our people: nothing is imported in their name."""


def chunks(keys: Collection[T], size: int = KEYS_A_QUERY) -> Iterator[list[T]]:
    """The keys, `size` at a time."""
    ordered = list(keys)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def rows_in(
    session: Session, query: Select[*tuple[Any, ...]], column: Any, keys: Collection[Any]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of `query` whose `column` is among the keys."""
    for some in chunks(keys):
        yield from session.execute(query.where(column.in_(some)))


def mappings_in(
    session: Session, query: Select[*tuple[Any, ...]], column: Any, keys: Collection[Any]
) -> Iterator[dict[str, Any]]:
    """The same, each row as a dictionary."""
    for some in chunks(keys):
        for row in session.execute(query.where(column.in_(some))).mappings():
            yield dict(row)


def rows_of_pairs(
    session: Session, table: Table, workspace_id: int, columns: tuple[str, str], pairs: Collection[tuple[Any, Any]]
) -> Iterator[dict[str, Any]]:
    """The rows of a table whose two columns are one of the pairs, locked where the database can, by id.

    A join, since SQLite reads the whole workspace for `(a, b) IN (...)` instead of asking the index for each pair.
    """
    first, second = (table.c[name] for name in columns)
    for some in chunks(pairs, KEYS_A_QUERY // 2):
        wanted = values(column("first", first.type), column("second", second.type)).data(some).cte("wanted")
        query = (
            select(*table.columns)
            .select_from(wanted)
            .join(table, (first == wanted.c.first) & (second == wanted.c.second))
            .where(table.c.workspace_id == workspace_id)
            .with_for_update(of=table)
        )
        yield from sorted((dict(row) for row in session.execute(query).mappings()), key=lambda row: int(row["id"]))


class KnownColleague(NamedTuple):
    """A colleague a row names."""

    id: int
    kind: str


def colleagues_by_email(session: Session, workspace_id: int, emails: Collection[str]) -> dict[str, KnownColleague]:
    """The colleagues with these addresses."""
    query = select(Colleague.email, Colleague.id, Colleague.kind).where(Colleague.workspace_id == workspace_id)
    return {row.email: KnownColleague(row.id, row.kind) for row in rows_in(session, query, Colleague.email, emails)}


def a_colleague(found: dict[str, KnownColleague], email: str) -> int:
    """The id of our own person with this address; `Refused` when there is none."""
    known = found.get(email)
    if known is None:
        raise Refused(f"{email} is no colleague we know: import colleagues first, or mend the address")
    if known.kind in NOT_OURS:
        raise Refused(f"{email} is in our Slack as {known.kind}, not one of our own people")
    return known.id


class AccountBook:
    """The accounts a batch may speak of, by name and by domain."""

    def __init__(self, by_name: dict[str, int], by_domain: dict[str, int]) -> None:
        self._by_name = by_name
        self._by_domain = by_domain

    @classmethod
    def load(
        cls, session: Session, workspace_id: int, cells: Collection[str], domains: Collection[str] = ()
    ) -> AccountBook:
        """Look up all that these cells (names or domains) and domains may mean."""
        names = {fold(cell) for cell in cells}
        named = select(Account.name_key, Account.id).where(Account.workspace_id == workspace_id)
        wanted = {*domains, *(domain for cell in cells if (domain := _as_domain(cell)))}
        held = select(AccountDomain.domain, AccountDomain.account_id).where(AccountDomain.workspace_id == workspace_id)
        return cls(
            {row.name_key: row.id for row in rows_in(session, named, Account.name_key, names)},
            {row.domain: row.account_id for row in rows_in(session, held, AccountDomain.domain, wanted)},
        )

    def find(self, cell: str) -> int | None:
        """The account of this name or domain."""
        found = self._by_name.get(fold(cell))
        if found is None and (domain := _as_domain(cell)):
            found = self._by_domain.get(domain)
        return found

    def of_domain(self, domain: str) -> int | None:
        """The account whose domain this is."""
        return self._by_domain.get(domain)

    def add(self, name: str, account_id: int) -> None:
        """Know one more."""
        self._by_name[fold(name)] = account_id


def _as_domain(cell: str) -> str | None:
    return domain_key(cell) if "." in cell and " " not in cell.strip() else None


class ContactBook:
    """The contacts a batch speaks of, by address; new ones are begun here."""

    def __init__(self, session: Session, run: Run, addresses: Sequence[str]) -> None:
        self._run = run
        self._contacts = Drafts(Contact, run.workspace_id)
        self._addresses = Drafts(ContactAddress, run.workspace_id)
        self._by_address: dict[str, Draft] = {}
        wanted = set(addresses)
        query = (
            select(ContactAddress.address, *Contact.__table__.columns)
            .join(
                Contact,
                (Contact.workspace_id == ContactAddress.workspace_id) & (Contact.id == ContactAddress.contact_id),
            )
            .where(ContactAddress.workspace_id == run.workspace_id)
        )
        for row in mappings_in(session, query, ContactAddress.address, wanted):
            address = row.pop("address")
            # Two addresses of one person are one draft.
            self._by_address[address] = self._contacts.load(row["id"], row)
        self._ours = set(colleagues_by_email(session, run.workspace_id, wanted - self._by_address.keys()))

    def find(self, address: str) -> Draft | None:
        """The contact with this address."""
        return self._by_address.get(address)

    def check(self, address: str) -> Draft | None:
        """The same; `Refused` when this address may not be written about."""
        contact = self._by_address.get(address)
        if contact is None:
            if address in self._ours or domain_of(address) in self._run.own_domains:
                raise Refused(f"{address} is one of our own people, not a contact")
        elif contact["objected_at"] is not None:
            raise Refused(f"{address}: a privacy request is on file")
        return contact

    def begin(self, address: str) -> Draft:
        """A contact for an address never stored before."""
        contact = self._contacts.create(
            ("new", address),
            id=random_id(),
            in_directory=False,
            do_not_contact=False,
            source=self._run.source,
            purpose=PURPOSE,
            created_at=self._run.now,
        )
        self._addresses.create(address, contact_id=contact.id, address=address, domain=domain_of(address))
        self._by_address[address] = contact
        return contact

    def write(self, session: Session) -> None:
        """Write what is new or changed."""
        self._contacts.write(session)
        self._addresses.write(session)
