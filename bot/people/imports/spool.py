"""What an import must remember about a whole file, kept on disk so that memory stays flat."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Link:
    """A line upwards (manager, parent, reports to) that can be drawn only once all rows are in.

    `child` is the id of the row it starts from, `target` the key it points to, `unchanged` whether the row that said
    so has changed nothing so far.
    """

    child: int
    target: str
    unchanged: bool


class Spool:
    """A temporary database of its own, gone with the run."""

    def __init__(self) -> None:
        # An empty name is a private file that SQLite removes when it is closed.
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.execute("PRAGMA synchronous=OFF")
        self._store.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY, content INTEGER, line INTEGER)")
        self._store.execute(
            "CREATE TABLE links (number INTEGER PRIMARY KEY, child INTEGER, target TEXT, unchanged INTEGER)"
        )

    def __enter__(self) -> Self:
        """Nothing to do: the store is open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close and so remove the store."""
        self._store.close()

    def contradicted(self, rows: Iterable[tuple[Sequence[tuple[object, object]], int]]) -> list[int | None]:
        """For each row's sayings, (what about, what) pairs, and line: the line of an earlier row that says otherwise.

        None where no earlier row does. Two rows that differ about one thing would each undo the other at every import.
        """
        found: list[int | None] = []
        self._store.execute("BEGIN")
        for sayings, line in rows:
            marks = [(_digest(about), _digest(what)) for about, what in sayings]
            otherwise = next((first for mark in marks if (first := self._said_otherwise(mark)) is not None), None)
            if otherwise is None:
                self._store.executemany(
                    "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", ((*mark, line) for mark in marks)
                )
            found.append(otherwise)
        self._store.execute("COMMIT")
        return found

    def _said_otherwise(self, mark: tuple[int, int]) -> int | None:
        first = self._store.execute("SELECT content, line FROM seen WHERE key = ?", mark[:1]).fetchone()
        return None if first is None or first[0] == mark[1] else int(first[1])

    def put_links(self, links: Iterable[Link]) -> None:
        """Keep lines for the end of the run."""
        self._store.execute("BEGIN")
        self._store.executemany(
            "INSERT INTO links (child, target, unchanged) VALUES (?, ?, ?)",
            ((link.child, link.target, link.unchanged) for link in links),
        )
        self._store.execute("COMMIT")

    def links(self, size: int) -> Iterator[list[Link]]:
        """All lines kept, in the order of the file, `size` at a time."""
        rows = self._store.execute("SELECT child, target, unchanged FROM links ORDER BY number")
        while batch := rows.fetchmany(size):
            yield [Link(child, target, bool(unchanged)) for child, target, unchanged in batch]


def _digest(value: object) -> int:
    """64 bits of a value: with a million rows two of them meet once in 30 million runs."""
    digest = hashlib.blake2b(repr(value).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
