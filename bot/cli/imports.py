"""`o2o import KIND FILE`: files in, with a report of what became of them."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from bot.cli.opening import open_database, the_workspace
from bot.clock import SystemClock
from bot.people.imports import KINDS, ImportReport, Progress, run_import
from bot.settings import load_settings

WANTING = 1
PATIENCE = 30.0
"""Seconds an import waits for another writer: longer than anybody's click would."""
LINE_EVERY = 5_000
"""Rows between two lines of progress where there is no terminal to draw a bar on."""


def import_(
    kind: Annotated[str, typer.Argument(help=f"What the file holds: {', '.join(KINDS)}.")],
    file: Annotated[Path, typer.Argument(help="A CSV file in UTF-8 whose first line names its columns.")],
    workspace: Annotated[str | None, typer.Option(help="Name or team id, where there are several.")] = None,
    reviewed: Annotated[
        str | None,
        typer.Option(metavar="HOW", help="How and when the owners agreed to what is imported in their name."),
    ] = None,
    allow_lifting: Annotated[
        bool, typer.Option("--allow-lifting", help="Let a `no` lift an account's embargo or sensitive mark.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Bring a file in. Rows that can't be taken go to FILE.rejected.csv with the reason; the others go in.

    The same file twice changes nothing. Exit code 1 where rows were rejected. What is imported in colleagues' names
    (`relationships`, `touches`) waits for their review unless --reviewed says how they agreed.
    """
    settings = load_settings()
    database = open_database(settings, patience=PATIENCE)
    try:
        workspace_id = the_workspace(database, workspace)
        with _progress(kind, quiet=as_json) as progress:
            report = run_import(
                database,
                workspace_id,
                kind,
                file,
                settings=settings,
                clock=SystemClock(),
                reviewed=reviewed,
                allow_lifting=allow_lifting,
                progress=progress,
            )
    finally:
        database.close()
    typer.echo(json.dumps(as_data(report), ensure_ascii=False, indent=2) if as_json else in_words(report))
    if report.rejected:
        raise typer.Exit(WANTING)


def as_data(report: ImportReport) -> dict[str, Any]:
    """A report for machines."""
    data = dataclasses.asdict(report)
    return data | {"rejects_path": str(report.rejects_path) if report.rejects_path else None}


def in_words(report: ImportReport) -> str:
    """A report for people."""
    rows = "1 row" if report.rows == 1 else f"{report.rows:,} rows"
    lines = [
        f"{report.kind}: {rows}: {report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged"
    ]
    if report.rejected:
        lines[0] += f", {report.rejected:,} rejected"
        lines.append(f"  The rejected rows and why: {report.rejects_path}. Mend them there and import that file.")
    if report.ignored_columns:
        lines.append(f"  Ignored columns: {', '.join(report.ignored_columns)}.")
    lines += [f"  {note}" for note in report.notes]
    return "\n".join(lines)


@contextmanager
def _progress(kind: str, *, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on a terminal, a line every some thousand rows elsewhere, nothing where a machine reads. All on stderr."""
    if quiet:
        yield None
        return
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield _plain_lines(kind)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(f"Importing {kind}", total=None)
        yield lambda at: bar.update(task, completed=at.done, total=at.total)


def _plain_lines(kind: str) -> Callable[[Progress], None]:
    said = 0

    def say(at: Progress) -> None:
        nonlocal said
        if at.done - said >= LINE_EVERY:
            said = at.done
            typer.echo(f"{kind}: {at.done:,} of {at.total:,} rows, {at.rejected:,} rejected", err=True)

    return say
