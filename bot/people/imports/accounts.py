"""Importing accounts: customer organisations, their domains, marks and clearances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.deals import rooms
from bot.people.freemail import free_mail_domains
from bot.people.imports.cells import Cells, Refused, domain_key
from bot.people.imports.claims import tie_claims
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Done, ImportKind, outcome_of, take_each
from bot.people.imports.lookups import AccountBook, a_colleague, chunks, colleagues_by_email, mappings_in, rows_in
from bot.people.imports.reading import Columns
from bot.people.imports.spool import Link
from bot.people.ties import refresh_affiliations
from models.accounts import Account, AccountClearance, AccountDomain, ContactAddress
from models.keys import fold


class AccountRow(NamedTuple):
    """One row of the file, read. `cleared` is None where the file has no such column."""

    name: str
    domains: tuple[str, ...]
    lead: str | None
    parent: str | None
    sensitive: bool | None
    embargoed: bool | None
    cleared: tuple[str, ...] | None


class AccountsImport(ImportKind[AccountRow]):
    """`accounts`: name says which. Domains are only ever added: taking one away could lift an embargo unseen."""

    columns = Columns(
        needed=("name",), used=("domains", "lead_email", "parent", "sensitive", "embargoed", "cleared_emails")
    )
    upwards = (Account, "parent_id")

    def parse(self, cells: Cells) -> AccountRow:
        """Read a row."""
        row = AccountRow(
            name=cells.needed("name", 200),
            domains=tuple(dict.fromkeys(self._domain(part) for part in cells.parts("domains"))),
            lead=cells.address("lead_email"),
            parent=cells.text("parent", 200),
            sensitive=cells.yes("sensitive"),
            embargoed=cells.yes("embargoed"),
            cleared=cells.addresses("cleared_emails") if cells.has("cleared_emails") else None,
        )
        if row.parent and fold(row.parent) == fold(row.name):
            raise Refused("parent is the account itself")
        return row

    def _domain(self, part: str) -> str:
        domain = domain_key(part)
        if domain is None or len(domain) > 255:
            raise Refused(f"domains has {part[:60]!r}, which is no domain: write them as acme.com;acme.de")
        if domain in free_mail_domains():
            raise Refused(f"domains has {domain}, where anybody gets an address: it can't stand for one account")
        if domain in self.run.own_domains:
            raise Refused(f"domains has {domain}, which is our own (O2O_DOMAINS)")
        return domain

    def key(self, row: AccountRow) -> Hashable:
        """One account a name."""
        return fold(row.name)

    def apply(self, session: Session, rows: Sequence[AccountRow]) -> list[Done | Refused]:
        """Take a batch; the people with addresses at its new domains belong to the accounts at once."""
        batch = _Batch(self, session, rows)
        answers = take_each(rows, batch.take)
        batch.write(session)
        rooms.marks_changed(session, self.run.workspace_id, batch.guarded_otherwise())
        tie_claims(session, self.run.workspace_id, batch.new_names())
        query = select(ContactAddress.contact_id).where(ContactAddress.workspace_id == self.run.workspace_id)
        added = [domain["domain"] for domain in batch.domains if domain.new]
        people = {row.contact_id for row in rows_in(session, query, ContactAddress.domain, added)}
        for some in chunks(people, 500):
            refresh_affiliations(session, self.run.workspace_id, some)
        return answers

    def parents(self, session: Session, links: Sequence[Link]) -> list[int | None]:
        """The parent accounts, by name."""
        book = AccountBook.load(session, self.run.workspace_id, {link.target for link in links})
        return [book.find(link.target) for link in links]


class _Batch:
    def __init__(self, kind: AccountsImport, session: Session, rows: Sequence[AccountRow]) -> None:
        self.run = kind.run
        workspace_id = self.run.workspace_id
        self.accounts = Drafts(Account, workspace_id)
        self.domains = Drafts(AccountDomain, workspace_id)
        self.clearances = Drafts(AccountClearance, workspace_id)
        self.cleared: dict[int, set[int]] = defaultdict(set)
        self.cleared_otherwise: set[int] = set()
        self.names: dict[int, str] = {}

        accounts = Account.__table__
        query = select(*accounts.columns).where(accounts.c.workspace_id == workspace_id)
        for values in mappings_in(session, query, accounts.c.name_key, {fold(row.name) for row in rows}):
            self.accounts.load(values["name_key"], values)
        domains = AccountDomain.__table__
        query = select(*domains.columns).where(domains.c.workspace_id == workspace_id)
        for values in mappings_in(session, query, domains.c.domain, {domain for row in rows for domain in row.domains}):
            self.domains.load(values["domain"], values)
        owners = {domain["account_id"] for domain in self.domains}
        named = select(Account.id, Account.name).where(Account.workspace_id == workspace_id)
        self.names.update((row.id, row.name) for row in rows_in(session, named, Account.id, owners))
        emails = {one for row in rows for one in (*(row.cleared or ()), *([row.lead] if row.lead else []))}
        self.colleagues = colleagues_by_email(session, workspace_id, emails)
        clearances = AccountClearance.__table__
        query = select(*clearances.columns).where(clearances.c.workspace_id == workspace_id)
        ids = {account.id for account in self.accounts}
        for values in mappings_in(session, query, clearances.c.account_id, ids):
            self.clearances.load((values["account_id"], values["colleague_id"]), values)
            self.cleared[values["account_id"]].add(values["colleague_id"])

    def take(self, row: AccountRow) -> Done:
        account = self.accounts.get(fold(row.name))
        lead = a_colleague(self.colleagues, row.lead) if row.lead else None
        cleared = None if row.cleared is None else {a_colleague(self.colleagues, email) for email in row.cleared}
        for domain in row.domains:
            self._check_domain(domain, account)
        new = account is None
        if account is None:
            account = self.accounts.create(
                fold(row.name),
                name=row.name,
                name_key=fold(row.name),
                sensitive=False,
                embargoed=False,
                source=self.run.source,
                created_at=self.run.now,
            )
        else:
            self._check_marks(row, account)
        changed = account.fill(name=row.name, lead_id=lead, sensitive=row.sensitive, embargoed=row.embargoed)
        self.names[account.id] = row.name
        for domain in row.domains:
            if self.domains.get(domain) is None:
                self.domains.create(domain, account_id=account.id, domain=domain)
                changed = True
        if cleared is not None:
            changed |= self._clear(account.id, cleared)
        return Done(outcome_of(new=new, changed=changed), child=account.id, target=row.parent)

    def _check_domain(self, domain: str, account: Draft | None) -> None:
        held = self.domains.get(domain)
        if held is not None and (account is None or held["account_id"] != account.id):
            raise Refused(f"domains has {domain}, which belongs to {self.names[held['account_id']]}")

    def _check_marks(self, row: AccountRow, account: Draft) -> None:
        if self.run.allow_lifting:
            return
        for column, says in (("sensitive", row.sensitive), ("embargoed", row.embargoed)):
            if says is False and account[column]:
                raise Refused(
                    f"{column} says no, but {account['name']} is marked {column}: a file lifts that only with "
                    "--allow-lifting; leave the cell empty to keep it"
                )

    def _clear(self, account_id: int, wanted: set[int]) -> bool:
        held = self.cleared[account_id]
        for colleague_id in held - wanted:
            self.clearances.drop((account_id, colleague_id))
        for colleague_id in wanted - held:
            self.clearances.create((account_id, colleague_id), account_id=account_id, colleague_id=colleague_id)
        self.cleared[account_id] = wanted
        if held != wanted:
            self.cleared_otherwise.add(account_id)
        return held != wanted

    def guarded_otherwise(self) -> set[int]:
        """The accounts that others may see now than before: by their marks, or by who is cleared for them."""
        marks = {"sensitive", "embargoed"}
        return self.cleared_otherwise | {one.id for one in self.accounts if marks & one.changed and not one.new}

    def new_names(self) -> dict[str, int]:
        """What colleagues may have called the new accounts, and by their new domains the others."""
        names: dict[str, int] = {domain["domain"]: domain["account_id"] for domain in self.domains if domain.new}
        return names | {account["name_key"]: account.id for account in self.accounts if account.new}

    def write(self, session: Session) -> None:
        self.accounts.write(session)
        self.domains.write(session)
        self.clearances.write(session)
