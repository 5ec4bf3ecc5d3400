"""What a new version of the charter changes, in words for people who agreed to an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.charter import plainly
from bot.charter.charter import Charter
from bot.charter.decision import Clause
from bot.charter.diff import diff
from bot.charter.document import Document

Kind = Literal["shows_more", "asks_more", "new", "changed", "gone", "reworded", "head"]


@dataclass(frozen=True, slots=True)
class News:
    """One thing that has changed.

    Attributes:
        kind: What sort of change; ``shows_more`` and ``asks_more`` say a case that the clauses bring about.
        id: The clause, or the key of the section about requests or places; empty where it is about none of them.
        now: What it says now, or the case; what it said for one that is gone.
        before: What it said before, where that reads otherwise.
    """

    kind: Kind
    id: str
    now: str
    before: str = ""


def news(old: Charter, new: Charter) -> tuple[News, ...]:
    """Say everything that has changed: first what is shown or asked now and was not, then clause by clause."""
    return tuple(_news(old, new))


def _news(old: Charter, new: Charter) -> Iterator[News]:
    found = diff(old, new)
    yield from (News("shows_more", "", str(change)) for change in found.shows_more)
    yield from (News("shows_more", "", words) for words in found.says_more)
    yield from (News("asks_more", "", words) for words in found.asks_more)
    if found.head:
        yield News("head", "", "The words above the clauses have changed.")
    was, now = _sentences(old.document), _sentences(new.document)
    yield from (News("new", clause.id, _words(clause, now)) for clause in found.added)
    for before, after in found.changed:
        yield News("changed", after.id, _words(after, now), _words(before, was))
    yield from (News("changed", key, after, before) for key, before, after in (*found.frame, *found.places))
    yield from (News("gone", clause.id, _words(clause, was)) for clause in found.removed)
    yield from (News("reworded", after.id, after.because, before.because) for before, after in found.reworded)


def _words(clause: Clause, sentences: dict[str, str]) -> str:
    """What a clause says: its reason, and where it has numbers or roles the sentence that names them."""
    parts = [sentences.get(clause.id, ""), clause.because]
    return " ".join(part for part in parts if part) or clause.effect


def _sentences(document: Document) -> dict[str, str]:
    """What is said by clauses whose reason does not say it all, by id."""
    said = {rule.id: plainly.kept(rule) for rule in document.retention}
    if (requests := document.requests) is not None:
        said |= {rule.id: plainly.limit(rule) for rule in requests.refuse}
        said |= {clause.id: plainly.consent(clause) for clause in requests.consent}
    if document.digest is not None:
        said |= {place.id: plainly.said_in(place) for place in document.digest.places}
    if document.log is not None:
        said[document.log.id] = plainly.log(document)
    return said
