"""Importing org data: who holds which seat at an account, and who reports to whom. The directory's own source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from bot.network.titles import title_key
from bot.people.imports.cells import Cells, Refused
from bot.people.imports.claims import tie_claims
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Done, ImportKind, outcome_of, take_each
from bot.people.imports.lookups import AccountBook, ContactBook
from bot.people.imports.reading import Columns
from bot.people.imports.seating import Seating, seats_reported_to
from bot.people.imports.spool import Link
from bot.people.left_alone import keep_marked
from bot.people.lines import refresh_lines, refresh_lines_of_seats
from bot.people.ties import refresh_affiliations
from models.accounts import Account, Seat
from models.keys import domain_of, fold

ENDS_LATER = "until lies in the future: taken as still holding the seat"


class OrgRow(NamedTuple):
    """One row of the file, read."""

    address: str
    name: str | None
    account: str | None
    title: str | None
    seniority: str | None
    reports_to: str | None
    since: dt.date | None
    until: dt.date | None
    ends_later: bool
    do_not_contact: bool


class OrgImport(ImportKind[OrgRow]):
    """`org`: a contact, the seat they hold at an account (by title), from when to when."""

    columns = Columns(
        needed=("contact_email",),
        used=(
            "contact_name",
            "account",
            "title",
            "seniority",
            "reports_to_email",
            "since",
            "until",
            "do_not_contact",
        ),
    )
    upwards = (Seat, "reports_to_id")

    def parse(self, cells: Cells) -> OrgRow:
        """Read a row."""
        until = cells.date("until")
        ends_later = until is not None and until > self.run.now.date()
        row = OrgRow(
            address=cells.needed_address("contact_email"),
            name=cells.text("contact_name", 200),
            account=cells.text("account", 200),
            title=cells.text("title", 200),
            seniority=cells.text("seniority", 60),
            reports_to=cells.address("reports_to_email"),
            since=cells.date("since", latest=self.run.today),
            until=None if ends_later else until,
            ends_later=ends_later,
            do_not_contact=bool(cells.yes("do_not_contact")),
        )
        if row.since and row.until and row.since > row.until:
            raise Refused("since lies after until")
        if row.reports_to == row.address:
            raise Refused("reports_to_email is the row's own address")
        if row.title is None:
            for column in ("seniority", "reports_to_email", "since", "until"):
                if cells.raw(column):
                    raise Refused(f"title is empty, but {column} speaks of a seat: name its title")
        return row

    def key(self, row: OrgRow) -> Hashable:
        """One seat a contact, account and title."""
        return row.address, row.account and fold(row.account), row.title and title_key(row.title)

    def sayings(self, row: OrgRow) -> list[tuple[Hashable, object]]:
        """What the row says of the seat, and what it calls the person, whom other rows may seat elsewhere."""
        return [*super().sayings(row), *([(("name", row.address), row.name)] if row.name else [])]

    def apply(self, session: Session, rows: Sequence[OrgRow]) -> list[Done | Refused]:
        """Take a batch."""
        batch = _Batch(self, session, rows)
        answers = take_each(rows, batch.take)
        batch.accounts.write(session)
        tie_claims(session, self.run.workspace_id, {one["name_key"]: one.id for one in batch.accounts})
        batch.contacts.write(session)
        batch.seating.write(session)
        keep_marked(session, self.run.workspace_id, batch.marked)
        refresh_affiliations(session, self.run.workspace_id, batch.touched)
        refresh_lines(session, self.run.workspace_id, batch.touched, self.run.warmth)
        return answers

    def parents(self, session: Session, links: Sequence[Link]) -> list[int | None]:
        """The seats of those reported to."""
        return seats_reported_to(session, self.run.workspace_id, links)

    def drawn(self, session: Session, children: Collection[int]) -> None:
        """Derive the lines of those who hold the seats."""
        refresh_lines_of_seats(session, self.run.workspace_id, children, self.run.warmth)


class _Batch:
    def __init__(self, kind: OrgImport, session: Session, rows: Sequence[OrgRow]) -> None:
        self.run = kind.run
        workspace_id = self.run.workspace_id
        self.book = AccountBook.load(
            session,
            workspace_id,
            {row.account for row in rows if row.account},
            {domain_of(row.address) for row in rows},
        )
        self.accounts = Drafts(Account, workspace_id)
        self.contacts = ContactBook(session, self.run, [row.address for row in rows])
        places = {(account, title_key(row.title)) for row in rows if row.title and (account := self._account_of(row))}
        self.seating = Seating(session, self.run, places)
        self.touched: set[int] = set()
        self.marked: set[int] = set()

    def _account_of(self, row: OrgRow) -> int | None:
        return self.book.find(row.account) if row.account else self.book.of_domain(domain_of(row.address))

    def take(self, row: OrgRow) -> Done:
        contact = self.contacts.check(row.address)
        account = self._account_of(row)
        if row.title and account is None and not row.account:
            raise Refused("account is empty and the address is at no account's domain: name the account")
        if row.account and not row.title and self.book.of_domain(domain_of(row.address)) != account:
            raise Refused(f"title is empty: only a seat ties {row.address} to {row.account}")
        if row.account and account is None:
            account = self._begin_account(row.account)
        new = contact is None
        if contact is None:
            contact = self.contacts.begin(row.address)
        changed = self._describe(row, contact)
        child = None
        if row.title and account is not None:
            place = self.seating.seat(contact.id, account, row.title, row.since, row.until)
            changed |= place.changed
            if place.writes_seat:
                changed |= place.seat.fill(seniority=row.seniority)
                child = place.seat.id
        if new or changed:
            self.touched.add(contact.id)
        return Done(
            outcome_of(new=new, changed=changed),
            (ENDS_LATER,) if row.ends_later else (),
            child=child,
            target=row.reports_to,
        )

    def _begin_account(self, name: str) -> int:
        account = self.accounts.create(
            fold(name),
            name=name,
            name_key=fold(name),
            sensitive=False,
            embargoed=False,
            source=self.run.source,
            created_at=self.run.now,
        )
        self.book.add(name, account.id)
        return account.id

    def _describe(self, row: OrgRow, contact: Draft) -> bool:
        changed = False
        if not contact["in_directory"]:
            changed |= contact.put(in_directory=True, source=self.run.source)
        if row.name:
            changed |= contact.put(name=row.name, name_key=fold(row.name))
        if row.do_not_contact:
            changed |= contact.put(do_not_contact=True)
            self.marked.add(contact.id)
        return changed
