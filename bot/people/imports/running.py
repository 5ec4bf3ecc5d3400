"""Running an import: the file in batches, each in a short transaction of its own."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import BadInput
from bot.people.imports.accounts import AccountsImport
from bot.people.imports.cells import Cells, Refused, one_line
from bot.people.imports.colleagues import ColleaguesImport
from bot.people.imports.deals import DealsImport
from bot.people.imports.kind import Done, ImportKind, Run
from bot.people.imports.org import OrgImport
from bot.people.imports.reading import Layout, Record, look_at, records
from bot.people.imports.rejects import Rejects
from bot.people.imports.relationships import RelationshipsImport
from bot.people.imports.spool import Link, Spool
from bot.people.imports.touches import TouchesImport
from bot.people.imports.upwards import draw_upwards
from bot.people.recomputing import keep_in_step
from bot.settings import Settings
from models.session import Database

T = TypeVar("T")

KINDS: Mapping[str, type[ImportKind[Any]]] = MappingProxyType(
    {
        "colleagues": ColleaguesImport,
        "accounts": AccountsImport,
        "org": OrgImport,
        "relationships": RelationshipsImport,
        "touches": TouchesImport,
        "deals": DealsImport,
    }
)
"""Every import kind, in the order in which a whole company goes in."""

LINKS = 500
"""Links upwards that are drawn in a transaction."""

PAUSE = 0.02
"""Seconds between two transactions on SQLite, whose one write lock others want too."""

ANALYZE_FROM = 500
"""Rows taken from which on PostgreSQL is told to look at its tables."""

TRIES = 3
"""How often a batch is tried when somebody else's write came between."""

REVIEWED_LIMIT = 120
"""Longest account of how and when the owners agreed, in characters: it becomes part of each row's source."""


@dataclass(frozen=True)
class Progress:
    """How far an import is, in rows of the file."""

    done: int
    total: int
    rejected: int


@dataclass(frozen=True)
class ImportReport:
    """What became of a file. `added`, `changed`, `unchanged` and `rejected` sum up to `rows`."""

    kind: str
    rows: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    rejects_path: Path | None
    ignored_columns: tuple[str, ...]
    notes: tuple[str, ...]


def run_import(
    database: Database,
    workspace_id: int,
    kind: str,
    path: Path,
    *,
    settings: Settings,
    clock: Clock,
    reviewed: str | None = None,
    allow_lifting: bool = False,
    progress: Callable[[Progress], None] | None = None,
    pause: float = PAUSE,
) -> ImportReport:
    """Bring a file in; raise `BadInput` when the file as a whole can't be taken.

    Raises `SettingsError` where settings of warmth changed since what is stored was computed, `PlaybookError` where
    deals are to go in and the playbook can't be used.

    `reviewed` says how and when the owners of what is imported in their name agreed to it; without it, it waits for
    their review. `allow_lifting` lets a `no` lift an account's embargo or sensitive mark. `progress` is called after
    each batch; `pause` (seconds) is kept between batches on SQLite.

    A batch that was committed stays when a later one fails; importing the file again then takes the rest.
    """
    if kind not in KINDS:
        raise BadInput(f"There is no import kind {kind!r}. There are: {', '.join(KINDS)}.", field="kind")
    layout = look_at(path, KINDS[kind].columns)
    keep_in_step(database, workspace_id, settings.warmth)
    run = Run(
        workspace_id=workspace_id,
        source=_source(path, reviewed),
        now=clock.now(),
        own_domains=frozenset(settings.domains),
        warmth=settings.warmth,
        reviewed=reviewed is not None,
        allow_lifting=allow_lifting,
        playbook=settings.playbook,
        clock=clock,
    )
    with Spool() as spool, Rejects(layout) as rejects:
        importer = _Importer(database, KINDS[kind](run), layout, spool, rejects, pause)
        return importer.run(kind, progress or (lambda _progress: None))


class _Importer:
    """One run, as it goes along."""

    def __init__(
        self,
        database: Database,
        kind: ImportKind[Any],
        layout: Layout,
        spool: Spool,
        rejects: Rejects,
        pause: float,
    ) -> None:
        self.database = database
        self.kind = kind
        self.layout = layout
        self.spool = spool
        self.rejects = rejects
        self.pause = pause if database.dialect == "sqlite" else 0.0
        self.counts: Counter[str] = Counter()
        self.remarks: Counter[str] = Counter()

    def run(self, kind: str, progress: Callable[[Progress], None]) -> ImportReport:
        rows = 0
        for batch in _in_batches(records(self.layout), self.kind.batch):
            self._take(batch)
            rows += len(batch)
            progress(Progress(rows, self.layout.rows, self.rejects.count))
        for links in self.spool.links(LINKS):
            self._draw(links)
        if taken := self.counts["added"] + self.counts["changed"]:
            _analyze(self.database, taken)
        return ImportReport(
            kind=kind,
            rows=rows,
            added=self.counts["added"],
            changed=self.counts["changed"],
            unchanged=self.counts["unchanged"],
            rejected=self.rejects.count,
            rejects_path=self.rejects.path if self.rejects.count else None,
            ignored_columns=self.layout.ignored,
            notes=self._notes(),
        )

    def _take(self, batch: list[Record]) -> None:
        parsed: list[tuple[Record, Any]] = []
        refused: list[tuple[Record, str]] = []
        for record in batch:
            try:
                parsed.append((record, self._parse(record)))
            except Refused as error:
                refused.append((record, error.reason))
        earlier = self.spool.contradicted((self.kind.sayings(row), record.line) for record, row in parsed)
        rows = []
        for (record, row), line in zip(parsed, earlier, strict=True):
            if line is None:
                rows.append((record, row))
            else:
                refused.append((record, f"line {line} is about the same and says otherwise: keep one of them"))
        answers = self._in_transaction(lambda session: self.kind.apply(session, [row for _, row in rows]))
        done = []
        for (record, _), answer in zip(rows, answers, strict=True):
            if isinstance(answer, Refused):
                refused.append((record, answer.reason))
            else:
                done.append(answer)
        self._count(done)
        for record, reason in sorted(refused, key=lambda one: one[0].line):
            self.rejects.add(record, reason)

    def _parse(self, record: Record) -> Any:
        if any(value.strip() for value in record.values[len(self.layout.header) :]):
            raise Refused("more cells than columns: put a cell that holds the separator into quotes")
        return self.kind.parse(Cells(self.layout.positions, record.values))

    def _count(self, done: list[Done]) -> None:
        self.counts.update(one.outcome for one in done)
        self.remarks.update(remark for one in done for remark in one.remarks)
        self.spool.put_links(
            Link(one.child, one.target, one.outcome == "unchanged")
            for one in done
            if one.child is not None and one.target is not None
        )

    def _draw(self, links: list[Link]) -> None:
        if self.kind.upwards is None:
            return
        table, column = self.kind.upwards

        def draw(session: Session) -> tuple[list[int | None], set[int], set[int]]:
            parents = self.kind.parents(session, links)
            lines = [(link.child, one) for link, one in zip(links, parents, strict=True) if one is not None]
            changed, circular = draw_upwards(session, self.kind.run.workspace_id, table, column, lines)
            self.kind.drawn(session, changed)
            return parents, changed, circular

        parents, changed, circular = self._in_transaction(draw)
        for link, parent in zip(links, parents, strict=True):
            if parent is None:
                self.remarks[f"points to {link.target}, whom nobody knows here: that line was left out"] += 1
            if link.child in changed and link.unchanged:
                changed.discard(link.child)
                self.counts.update(changed=1, unchanged=-1)
        if circular:
            self.remarks["would close a circle upwards: that line was left out"] += len(circular)

    def _in_transaction(self, work: Callable[[Session], T]) -> T:
        """Do this in a transaction of its own; again, from its beginning, when another writer came between."""
        for left in reversed(range(TRIES)):
            try:
                with self.database.write() as session:
                    result = work(session)
                break
            except (IntegrityError, OperationalError):
                if not left:
                    raise
        time.sleep(self.pause)
        return result

    def _notes(self) -> tuple[str, ...]:
        notes = []
        if self.layout.delimiter != ",":
            notes.append(
                f"Read with {'tabs' if self.layout.delimiter == chr(9) else 'semicolons'} between the columns."
            )
        most = self.remarks.most_common(SHOWN_REMARKS)
        notes += [f"{count} {'row' if count == 1 else 'rows'}: {remark}." for remark, count in most]
        if len(self.remarks) > len(most):
            notes.append(f"And {len(self.remarks) - len(most)} more remarks.")
        if not self.layout.rows:
            notes.append("The file has a header and no rows.")
        return tuple(notes)


SHOWN_REMARKS = 10
"""How many different remarks a report spells out."""


def _source(path: Path, reviewed: str | None) -> str:
    source = f"import {one_line(path.name)[:60]}"
    if reviewed is None:
        return source
    how = one_line(reviewed)
    if not how or len(how) > REVIEWED_LIMIT:
        raise BadInput(
            f"--reviewed takes how and when the owners agreed, in at most {REVIEWED_LIMIT} characters.",
            field="reviewed",
        )
    return f"{source}; reviewed: {how}"


def _in_batches(rows: Iterable[Record], size: int) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _analyze(database: Database, rows: int) -> None:
    """Let the database look at its tables: without it, PostgreSQL sorts a hub's list instead of reading its index.

    `rows` is how many were taken. PostgreSQL looks by itself within a minute; only after many is that minute felt.
    """
    if database.dialect == "postgresql" and rows < ANALYZE_FROM:
        return
    with database.write() as session:
        if database.dialect == "sqlite":
            # Samples instead of whole tables: others are waiting for the lock.
            session.execute(text("PRAGMA analysis_limit=1000"))
        session.execute(text("ANALYZE"))
