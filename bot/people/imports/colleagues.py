"""Importing colleagues: our own people."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Hashable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.network.titles import known_title
from bot.people.imports.cells import Cells, Refused
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Done, ImportKind, outcome_of, take_each
from bot.people.imports.lookups import colleagues_by_email, mappings_in
from bot.people.imports.reading import Columns
from bot.people.imports.spool import Link
from models.keys import fold
from models.people import Colleague

_SLACK_USER = re.compile(r"[UW][A-Z0-9]{1,31}")


class ColleagueRow(NamedTuple):
    """One row of the file, read."""

    email: str
    name: str
    slack_user_id: str | None
    title: str | None
    function: str | None
    seniority: str | None
    manager: str | None
    tz: str | None
    accepted: int | None


class ColleaguesImport(ImportKind[ColleagueRow]):
    """`colleagues`: email says which; Slack's own name and time zone win over the file's once Slack was asked."""

    columns = Columns(
        needed=("email", "name"),
        used=("slack_user_id", "title", "function", "seniority", "manager_email", "tz", "charter_accepted"),
    )
    upwards = (Colleague, "manager_id")

    def parse(self, cells: Cells) -> ColleagueRow:
        """Read a row."""
        row = ColleagueRow(
            email=cells.needed_address("email"),
            name=cells.needed("name", 200),
            slack_user_id=cells.raw("slack_user_id").upper() or None,
            title=cells.text("title", 200),
            function=cells.text("function", 60),
            seniority=cells.text("seniority", 60),
            manager=cells.address("manager_email"),
            tz=cells.text("tz", 64),
            accepted=cells.whole("charter_accepted", 1, 999_999),
        )
        if row.slack_user_id and not _SLACK_USER.fullmatch(row.slack_user_id):
            raise Refused("slack_user_id is none: Slack's begin with U or W, like U012AB3CD; or leave it empty")
        if row.tz and row.tz not in _zones():
            raise Refused(f"tz is {row.tz!r}: write a zone's name like Europe/Berlin")
        if row.manager == row.email:
            raise Refused("manager_email is the row's own address")
        return row

    def key(self, row: ColleagueRow) -> Hashable:
        """One colleague an address."""
        return row.email

    def apply(self, session: Session, rows: Sequence[ColleagueRow]) -> list[Done | Refused]:
        """Take a batch."""
        batch = _Batch(self, session, rows)
        answers = take_each(rows, batch.take)
        batch.colleagues.write(session)
        return answers

    def parents(self, session: Session, links: Sequence[Link]) -> list[int | None]:
        """The managers, by address."""
        found = colleagues_by_email(session, self.run.workspace_id, {link.target for link in links})
        return [known.id if (known := found.get(link.target)) else None for link in links]


class _Batch:
    def __init__(self, kind: ColleaguesImport, session: Session, rows: Sequence[ColleagueRow]) -> None:
        self.run = kind.run
        self.colleagues = Drafts(Colleague, kind.run.workspace_id)
        self.by_email: dict[str, Draft] = {}
        self.by_slack: dict[str, Draft] = {}
        table = Colleague.__table__
        query = select(*table.columns).where(table.c.workspace_id == kind.run.workspace_id)
        emails = {row.email for row in rows}
        slack = {row.slack_user_id for row in rows if row.slack_user_id}
        for values in (
            *mappings_in(session, query, table.c.email, emails),
            *mappings_in(session, query, table.c.slack_user_id, slack),
        ):
            self._index(self.colleagues.load(values["id"], values))

    def _index(self, colleague: Draft) -> None:
        if colleague["email"]:
            self.by_email[colleague["email"]] = colleague
        if colleague["slack_user_id"]:
            self.by_slack[colleague["slack_user_id"]] = colleague

    def take(self, row: ColleagueRow) -> Done:
        colleague = self._find(row)
        new = colleague is None
        if colleague is None:
            colleague = self.colleagues.create(
                row.email,
                kind="member",
                name=row.name,
                name_key=fold(row.name),
                source=self.run.source,
                created_at=self.run.now,
            )
        changed = colleague.fill(**self._words(row, colleague))
        if row.accepted and row.accepted > (colleague["charter_accepted_version"] or 0):
            changed |= colleague.put(charter_accepted_version=row.accepted, charter_accepted_at=self.run.now)
        self._index(colleague)
        return Done(outcome_of(new=new, changed=changed), child=colleague.id, target=row.manager)

    def _find(self, row: ColleagueRow) -> Draft | None:
        by_email = self.by_email.get(row.email)
        by_slack = self.by_slack.get(row.slack_user_id) if row.slack_user_id else None
        if by_slack is not None and by_slack is not by_email:
            if by_email is None and by_slack["email"] is None:
                return by_slack  # somebody Slack told us of without an address
            raise Refused(f"slack_user_id {row.slack_user_id} is that of {by_slack['email'] or by_slack['name']}")
        if by_email is not None and row.slack_user_id and by_email["slack_user_id"] not in (None, row.slack_user_id):
            raise Refused(f"{row.email} is {by_email['slack_user_id']} in Slack: mend slack_user_id or leave it empty")
        return by_email

    def _words(self, row: ColleagueRow, colleague: Draft) -> dict[str, Any]:
        known = known_title(row.title) if row.title else None
        words: dict[str, Any] = {
            "email": row.email,
            "slack_user_id": row.slack_user_id,
            "title": row.title,
            "function": row.function or (known.function if known and not colleague["function"] else None),
            "seniority": row.seniority or (known.seniority if known and not colleague["seniority"] else None),
        }
        if colleague["slack_seen_at"] is None:
            # Else file and Slack would take turns in renaming people.
            words |= {"name": row.name, "name_key": fold(row.name), "tz": row.tz}
        return words


@cache
def _zones() -> set[str]:
    return zoneinfo.available_timezones()
