"""Logging the people a message speaks of: one's own ties, and proposals to colleagues it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput, DomainError
from bot.network.who import visible
from bot.people import proposals
from bot.people.capture import TEXT_MOST, Entry, Logged, ObjectionOnFile, log
from bot.people.message_reader import MessageRead, read_message
from models.accounts import ContactAddress
from models.base import new_id
from models.network import Relationship

AT_ONCE = 3
"""People in one form at the most: more do not fit a phone."""
OFFERED_MOST = 10
"""Colleagues offered at the most: what a row of boxes takes."""
OF_ONE_PERSON = ("address", "name", "title", "account", "strength")
"""The fields that a form of several people has once for each of them."""

Take = Literal["log", "suggest", "leave"]


@dataclass(frozen=True)
class Offered:
    """A colleague to whom the people may be suggested; `named` in the message, or else its author."""

    slack_user_id: str
    name: str
    named: bool


@dataclass(frozen=True)
class Read:
    """What a message speaks of: people, those the viewer has in their own list last, and colleagues."""

    people: tuple[Entry, ...]
    colleagues: tuple[Offered, ...]


@dataclass(frozen=True)
class Line:
    """One person of the form: `log` the viewer's own tie, only `suggest` it to colleagues, or `leave` it."""

    entry: Entry
    take: Take


@dataclass(frozen=True)
class Kept:
    """What came of a form: the viewer's own ties, and to whom it was suggested."""

    logged: tuple[Logged, ...]
    suggested_to: tuple[str, ...]


def read(sight: Sight, domains: tuple[str, ...], text: str, author: str | None) -> Read:
    """Read a message. Nothing stored goes into it but the viewer's own list and who is a member of ours."""
    found = read_message(text, domains)
    entries = _entries(found)
    mine = _in_my_list(sight, [entry.address for entry in entries if entry.address])
    entries.sort(key=lambda entry: entry.address in mine)  # stable: else as the message has them
    named = proposals.members(sight, found.colleagues)
    wrote = proposals.members(sight, [author] if author and author not in found.colleagues else [])
    offered = [Offered(str(one.slack_user_id), one.name, named=one in named) for one in (*named, *wrote)]
    return Read(tuple(entries), tuple(offered[:OFFERED_MOST]))


def _in_my_list(sight: Sight, addresses: Sequence[str]) -> set[str]:
    """Which of these (normalised) addresses belong to people whom the viewer has logged themselves."""
    viewer = sight.viewer
    held = (
        select(ContactAddress.address)
        .join(
            Relationship,
            (Relationship.workspace_id == ContactAddress.workspace_id)
            & (Relationship.contact_id == ContactAddress.contact_id),
        )
        .where(
            ContactAddress.workspace_id == viewer.workspace_id,
            ContactAddress.address.in_(addresses),
            Relationship.colleague_id == viewer.id,
            Relationship.removed_at.is_(None),
        )
    )
    return set(sight.session.scalars(held)) if addresses else set()


def people_in(domains: tuple[str, ...], text: str) -> tuple[Entry, ...]:
    """The people a message speaks of, as it says them."""
    return tuple(_entries(read_message(text, domains)))


def _entries(found: MessageRead) -> list[Entry]:
    entries = [Entry(_tidy(p.address), None, _tidy(p.name), _tidy(p.title), _tidy(p.account)) for p in found.people]
    return [entry for entry in entries if entry.address or entry.name]


def _tidy(text: str | None) -> str | None:
    """As a field takes it: one line, without what no reader would notice, no longer than can be stored."""
    return " ".join(visible(text).split())[:TEXT_MOST].strip() or None if text else None


def keep(
    sight: Sight, clock: Clock, domains: tuple[str, ...], lines: Sequence[Line], owner_slack_ids: Sequence[str]
) -> Kept:
    """Log and propose what a form says, all of it or nothing: what is wrong is raised with the field of its line."""
    owners = [owner.name for owner in proposals.members(sight, owner_slack_ids)]
    if all(line.take == "leave" for line in lines):
        raise BadInput("There is nothing to log. Choose somebody, or close the form.", field="take.0")
    if not owners and any(line.take == "suggest" for line in lines):
        raise BadInput("Choose to whom to suggest it, or leave the person out.", field="tell")
    logged, batch_id = [], new_id()
    for number, line in enumerate(lines):
        try:
            if line.take == "log":
                logged.append(_log(sight, clock, domains, line.entry))
        except (BadInput, ObjectionOnFile) as error:
            raise _at(number, error) from None
    for number, line in enumerate(lines):
        try:
            if line.take != "leave":
                proposals.propose(sight, clock, domains, owner_slack_ids, [line.entry], batch_id)
        except BadInput as error:
            raise _at(number, error) from None
    return Kept(tuple(logged), tuple(owners))


def _log(sight: Sight, clock: Clock, domains: tuple[str, ...], entry: Entry) -> Logged:
    if not entry.address:
        raise BadInput("Under which address do you know them? It looks like jane@acme.com.", field="address")
    return log(sight, clock, domains, entry)


def _at(number: int, error: DomainError) -> DomainError:
    """The same error, at the field of this line."""
    field = error.field or "address"
    return type(error)(error.words, field=f"{field}.{number}" if field in OF_ONE_PERSON else field)
