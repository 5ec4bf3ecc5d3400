"""What every import kind provides: its columns, how it reads a row, how it takes a batch of them."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, Literal, TypeVar

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.network.warmth import Warmth
from bot.people.imports.cells import Cells, Refused
from bot.people.imports.reading import Columns
from bot.people.imports.spool import Link
from models.base import Base

Row = TypeVar("Row")
Outcome = Literal["added", "changed", "unchanged"]


@dataclass(frozen=True)
class Run:
    """What holds for a whole import."""

    workspace_id: int
    source: str
    now: dt.datetime
    own_domains: frozenset[str]
    warmth: Warmth
    reviewed: bool
    allow_lifting: bool
    playbook: Path
    clock: Clock

    @property
    def today(self) -> dt.date:
        """The latest date it can be anywhere on earth: nobody's today is refused as lying in the future."""
        return (self.now + dt.timedelta(hours=14)).date()


@dataclass(frozen=True)
class Done:
    """What became of a row that was taken: the outcome, remarks to be counted, a link to be drawn at the end."""

    outcome: Outcome
    remarks: tuple[str, ...] = ()
    child: int | None = None
    target: str | None = None


class ImportKind(ABC, Generic[Row]):
    """One kind of import. A method that gets a session never commits."""

    columns: ClassVar[Columns]
    batch: ClassVar[int] = 500
    """Rows a transaction. Long ones make the people who use the bot meanwhile wait."""
    upwards: ClassVar[tuple[type[Base], str] | None] = None
    """The table and the column of this kind's links upwards, if it has any."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @abstractmethod
    def parse(self, cells: Cells) -> Row:
        """Read a row by itself; `Refused` when it can't be right whatever the database holds."""

    @abstractmethod
    def key(self, row: Row) -> Hashable:
        """What the row is about: two rows of one file with this key must say the same."""

    def sayings(self, row: Row) -> list[tuple[Hashable, object]]:
        """What other rows of the file must not say otherwise: pairs of what about and what."""
        return [(self.key(row), row)]

    @abstractmethod
    def apply(self, session: Session, rows: Sequence[Row]) -> list[Done | Refused]:
        """Take a batch: one answer a row, in order. A refused row has changed nothing."""

    def parents(self, session: Session, links: Sequence[Link]) -> list[int | None]:
        """The id each link points to (None: nobody is found under that key)."""
        raise NotImplementedError

    def drawn(self, session: Session, children: Collection[int]) -> None:
        """Keep in step what hangs on the links of these rows, which were drawn or changed just now."""


def outcome_of(*, new: bool, changed: bool) -> Outcome:
    """The word for it."""
    return "added" if new else "changed" if changed else "unchanged"


def take_each(rows: Sequence[Row], take: Callable[[Row], Done]) -> list[Done | Refused]:
    """Take the rows one by one: what became of each, in order."""
    answers: list[Done | Refused] = []
    for row in rows:
        try:
            answers.append(take(row))
        except Refused as refused:
            answers.append(refused)
    return answers
