"""`o2o playbook`: check a playbook file, read it in plain words."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import noise
from bot.cli.written import WANTING, print_json, say
from bot.deals.playbook import Need, Playbook, PlaybookError, Playbooks, Report, SalesStage, examine
from bot.deals.playbook.load import PLAYBOOK
from bot.written.problems import suggest

WRONG_USE = 2

app = typer.Typer(help="The playbook: check it, read it in plain words.", no_args_is_help=True)

app.command("noise")(noise.tell)

_File = Annotated[
    Path, typer.Argument(metavar="FILE", envvar="O2O_PLAYBOOK", dir_okay=False, exists=True, show_default=True)
]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


@app.command()
def check(file: _File = Path("playbook.yaml"), as_json: _Json = False) -> None:
    """Say whether a playbook file can be used, and if not, why, where, and how to mend it."""
    report = _examine(file)
    if as_json:
        print_json(_report_as_json(report))
    else:
        say(file, report.problems)
        if not report.problems and report.playbooks is not None:
            for line in _summary(file, report.playbooks, _examples(report)):
                typer.echo(line)
        say(file, report.warnings, "warning: ")
    if report.problems:
        raise typer.Exit(WANTING)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A playbook's id or name; all, where none is given.")] = "",
    file: Annotated[Path, typer.Option("--file", envvar="O2O_PLAYBOOK", dir_okay=False, exists=True)] = Path(
        "playbook.yaml"
    ),
) -> None:
    """Say in plain words which stages there are, which of theirs go with ours, and who must talk to whom when."""
    report = _examine(file)
    if report.problems or report.playbooks is None:
        say(file, report.problems)
        raise typer.Exit(WANTING)
    books = report.playbooks
    named = books.find(name)
    if name and named is None:
        typer.echo(f"There is no playbook `{name}`. {suggest(name, [each.id for each in books.all])}", err=True)
        raise typer.Exit(WRONG_USE)
    pages = ["\n".join(_page(book)) for book in ([named] if named else books.all)]
    typer.echo("\n\n".join(pages))


def _examine(file: Path) -> Report:
    try:
        return examine(PLAYBOOK.read_bytes(file))
    except PlaybookError as error:
        return Report(problems=tuple(error.problems))


def _examples(report: Report) -> int:
    return len(report.document.examples) if report.document else 0


def _summary(file: Path, books: Playbooks, examples: int) -> Iterator[str]:
    needs = sum(len(book.needs) for book in books.all)
    yield f"{file}: version {books.version}, {_counted(len(books.all), 'playbook')}, {_counted(needs, 'need')}"
    for book in books.all:
        parts = [
            f"{_counted(len(book.sales_stages), 'stage')} of ours",
            f"{len(book.buying_stages)} of theirs",
            _counted(len(book.needs), "need"),
            _counted(len(book.risks), "risk"),
        ]
        yield f"  {book.name}{' (default)' if book.is_default else ''}: {'quiet' if book.quiet else ', '.join(parts)}"
    yield f"  examples: {examples}, all answered as written"
    yield f"  hash: {books.hash}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _report_as_json(report: Report) -> dict[str, Any]:
    books = report.playbooks
    return {
        "ok": not report.problems,
        "playbook": None
        if books is None
        else {
            "version": books.version,
            "hash": books.hash,
            "playbooks": [
                {
                    "id": book.id,
                    "name": book.name,
                    "default": book.is_default,
                    "quiet": book.quiet,
                    "sales_stages": [stage.id for stage in book.sales_stages],
                    "buying_stages": [stage.id for stage in book.buying_stages],
                    "needs": [need.id for need in book.needs],
                    "risks": list(book.risks),
                }
                for book in books.all
            ],
            "examples": _examples(report),
        },
        "problems": [dataclasses.asdict(problem) for problem in report.problems],
        "warnings": [dataclasses.asdict(warning) for warning in report.warnings],
    }


def _page(book: Playbook) -> Iterator[str]:
    yield f"{book.name} ({book.id}){', the default' if book.is_default else ''}"
    yield f"  {book.about}"
    if book.kinds:
        yield f"  For deals of the type {', '.join(book.kinds)}."
    if book.quiet:
        yield "  Quiet: it asks for nobody, and watches for nothing."
    for stage in book.sales_stages:
        yield from _stage(book, stage)
    if book.risks:
        yield "  Watched for:"
    for risk in book.risks.values():
        since = next((stage.name for stage in book.sales_stages if stage.id == risk.from_stage), None)
        yield f"    {risk.say}{f' (from {since} on)' if since else ''}"


def _stage(book: Playbook, stage: SalesStage) -> Iterator[str]:
    they = [each.name for each in book.buying_stages if each.id in stage.they]
    yield f"  {stage.name}{f', about {stage.typical_days} days' if stage.typical_days else ''}"
    if they:
        yield f"    they: {' or '.join(they)}"
    if stage.crm:
        yield f"    in the CRM: {', '.join(stage.crm)}"
    for need in book.needs:
        if need.at == stage.id:
            yield f"    our {need.ours} with their {need.theirs}, within {need.within}{_ends(book, need)}"
            yield f"      {need.because}"


def _ends(book: Playbook, need: Need) -> str:
    last = next((stage.name for stage in book.sales_stages if stage.id == need.until), None)
    until = "" if last is None else ", here only" if need.until == need.at else f", until {last}"
    when = [stage.name for stage in book.buying_stages if stage.id in need.when_they]
    return until + (f", where they are at {' or '.join(when)}" if when else "")
