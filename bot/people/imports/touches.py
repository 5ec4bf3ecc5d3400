"""Importing touches: mails, calls and meetings, as evidence of who is in touch with whom."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from sqlalchemy.orm import Session

from bot.people.evidence import SAID
from bot.people.imports.cells import Cells, Refused, one_line
from bot.people.imports.kind import Done, ImportKind, take_each
from bot.people.imports.reading import Columns
from bot.people.imports.sums import OURS_ONLY, Contacted, Sums
from models.touches import TOUCH_KINDS

MOST_ADDRESSED = 30
"""A mail or meeting with more people than this says of no two of them that they know each other."""

REFERENCE_MOST = 80
"""Longest reference that is kept as it is, in characters."""

TOO_MANY = f"addressed to more than {MOST_ADDRESSED} people, which says nothing of any two of them"
NOBODY_ELSE = "addressed to nobody but its sender"


class TouchRow(NamedTuple):
    """One row of the file, read. `others` are those addressed, in order of address, without the sender."""

    at: dt.datetime
    sender: str
    others: tuple[str, ...]
    kind: str
    reference: str

    def pairs(self) -> Iterator[tuple[str, str, bool]]:
        """Who was in touch with whom, and whether that went from the first to the second only."""
        if self.kind == "email":
            yield from ((self.sender, one, True) for one in self.others)
        else:
            yield from ((one, other, False) for one, other in combinations((self.sender, *self.others), 2))


class TouchesImport(ImportKind[TouchRow]):
    """`touches`: who was in touch with whom, and when; of what was said, nothing."""

    columns = Columns(needed=("at", "from_email", "to_email"), used=("kind", "id"))
    # A row may be about several hundred pairs of people.
    batch = 200

    def parse(self, cells: Cells) -> TouchRow:
        """Read a row."""
        at = cells.needed_instant("at", latest=self.run.now)
        sender = cells.needed_address("from_email")
        addressed = cells.addresses("to_email")
        if not addressed:
            raise Refused("to_email is empty: it is needed")
        kind = cells.raw("kind").casefold() or "email"
        if kind not in TOUCH_KINDS:
            raise Refused(f"kind is {one_line(kind)[:60]!r}: write email, call or meeting")
        others = tuple(sorted(set(addressed) - {sender}))
        told = one_line(cells.raw("id"))
        return TouchRow(at, sender, others, kind, _reference(told, at, kind, sender, others))

    def key(self, row: TouchRow) -> Hashable:
        """One mail, call or meeting a reference."""
        return row.reference

    def apply(self, session: Session, rows: Sequence[TouchRow]) -> list[Done | Refused]:
        """Take a batch: its contacts, touches and what they add up to, relationships and half ties."""
        told = [row for row in rows if 0 < len(row.others) <= MOST_ADDRESSED]
        people = {address for row in told for address in (row.sender, *row.others)}
        contacted = {Contacted(one, other, row.reference) for row in told for one, other, _ in row.pairs()}
        sums = Sums(session, self.run, people, contacted)
        answers = take_each(rows, lambda row: _take(sums, row))
        sums.write(session)
        return answers


def _take(sums: Sums, row: TouchRow) -> Done:
    if not row.others:
        return Done("unchanged", (NOBODY_ELSE,))
    if len(row.others) > MOST_ADDRESSED:
        return Done("unchanged", (TOO_MANY,))
    new = counted = False
    remarks: dict[str, None] = {}
    for one, other, one_way in row.pairs():
        answer = sums.add(
            one, other, one_way=one_way, reference=row.reference, at=row.at, kind=row.kind, others=len(row.others)
        )
        if isinstance(answer, str):
            remarks[answer] = None
        else:
            new, counted = new or answer, True
    if counted:
        remarks.pop(OURS_ONLY, None)  # that some of ours were there, too, is nothing to tell
    return Done("added" if new else "unchanged", tuple(remarks))


def _reference(told: str, at: dt.datetime, kind: str, sender: str, others: tuple[str, ...]) -> str:
    """What the same touch is known by in another file: its id, or else all that the row says of it."""
    # What begins like the word of a colleague must not stand for one.
    if told and len(told) <= REFERENCE_MOST and not told.startswith(SAID):
        return told
    content = told or "\n".join((at.isoformat(), kind, sender, *others))
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()
