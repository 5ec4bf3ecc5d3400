"""`o2o charter`: check a charter, ask it for reasons, compare two."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.charter import SUBJECTS, Charter, CharterError, Report, Subject, examine, facts_of, possible
from bot.charter.diff import CharterDiff, check_succession
from bot.charter.diff import diff as compare
from bot.charter.explain import explain as put_into_words
from bot.charter.load import CHARTER
from bot.charter.plainly import SAID
from bot.charter.vocabulary import LIMITS
from bot.cli.written import WANTING, print_json, say
from bot.written.problems import suggest

WRONG_USE = 2
SECTIONS = (*SUBJECTS, "requests.refuse", "requests.consent")

app = typer.Typer(help="The charter: check it, ask it for reasons, compare two.", no_args_is_help=True)

_File = typer.Argument(metavar="FILE", envvar="O2O_CHARTER", dir_okay=False, exists=True, show_default=True)
_Json = typer.Option("--json", help="Print JSON, for machines.")


@app.command()
def check(
    file: Annotated[Path, _File] = Path("charter.yaml"),
    as_json: Annotated[bool, _Json] = False,
) -> None:
    """Say whether a charter can be used, and if not, why, where, and how to mend it."""
    report = _examine(file)
    if as_json:
        print_json(_report_as_json(report))
    else:
        say(file, report.problems)
        if not report.problems and report.charter is not None:
            typer.echo(_summary(file, report.charter))
        say(file, report.warnings, "warning: ")
    if report.problems:
        raise typer.Exit(WANTING)


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="relationship, contact, observation or request.")],
    facts: Annotated[
        str,
        typer.Argument(
            help="Facts that hold, with commas; a question mark behind one that can't be "
            "determined. Facts not named do not hold."
        ),
    ] = "",
    file: Annotated[
        Path,
        typer.Option("--file", envvar="O2O_CHARTER", dir_okay=False, exists=True),
    ] = Path("charter.yaml"),
    count: Annotated[
        list[str] | None,
        typer.Option(help="Of a request: how many there were, such as asks_per_connector=3; 0 where not said."),
    ] = None,
    as_json: Annotated[bool, _Json] = False,
) -> None:
    """Say what somebody is shown, or may ask for, where these facts hold, and by which clauses."""
    if subject == "request":
        _explain_request(_charter(file), _facts("relationship", facts), _counts(count or []), as_json=as_json)
        return
    about = _subject(subject)
    given = _facts(about, facts)
    charter = _charter(file)
    decision = charter.decide(about, given)
    words = put_into_words(charter, decision)
    if as_json:
        print_json(
            {
                "outcome": decision.outcome,
                "clauses": list(decision.clauses),
                "facts": sorted(decision.facts),
                "unknown": sorted(decision.unknown),
                "charter": {
                    "id": decision.charter_id,
                    "version": decision.charter_version,
                    "hash": decision.charter_hash,
                },
                "words": dataclasses.asdict(words),
            }
        )
        return
    typer.echo(f"{about}: {decision.outcome}, by {', '.join(decision.clauses)}")
    for line in words.lines():
        typer.echo(f"  {line}")
    if not possible(about, {name: value is True for name, value in given.items()}):
        typer.echo("  Note: these facts never hold together in the real world.")


def _explain_request(charter: Charter, facts: dict[str, bool | None], counts: dict[str, int], *, as_json: bool) -> None:
    decision = charter.decide_request(facts, counts)
    if as_json:
        print_json(dataclasses.asdict(decision))
        return
    came = "refused" if decision.refused else f"needs the yes of {', '.join(decision.roles)}"
    typer.echo(f"request: {came}, by {', '.join(decision.clauses)}")
    for clause in map(charter.clause, decision.clauses):
        typer.echo(f"  {clause.id}: {clause.because or clause.effect}")
    if decision.refused:
        typer.echo(f"  {SAID[decision.say]}")


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", dir_okay=False, exists=True)],
    new: Annotated[Path, typer.Argument(metavar="NEW", dir_okay=False, exists=True)],
    as_json: Annotated[bool, _Json] = False,
) -> None:
    """List every case that a new charter answers otherwise than the old one."""
    before, after = _charter(old), _charter(new)
    found = compare(before, after)
    problems = check_succession(before, after)
    if as_json:
        print_json({**dataclasses.asdict(found), "problems": [dataclasses.asdict(p) for p in problems]})
    else:
        for line in _diff_lines(found):
            typer.echo(line)
        say(new, problems)
    if problems:
        raise typer.Exit(WANTING)


def _examine(file: Path) -> Report:
    try:
        return examine(CHARTER.read_bytes(file))
    except CharterError as error:
        return Report(None, tuple(error.problems))


def _charter(file: Path) -> Charter:
    report = _examine(file)
    if report.problems or report.charter is None:
        say(file, report.problems)
        raise typer.Exit(WANTING)
    return report.charter


def _subject(text: str) -> Subject:
    found = next((subject for subject in SUBJECTS if subject == text), None)
    if found is None:
        _wrong(f"`{text}` is not a subject. {suggest(text, (*SUBJECTS, 'request'))}")
    return found


def _counts(words: Sequence[str]) -> dict[str, int]:
    counts = dict.fromkeys(LIMITS, 0)
    for word in words:
        name, _, number = word.partition("=")
        if name not in LIMITS:
            _wrong(f"`{name}` is not counted. {suggest(name, list(LIMITS))}")
        if not (number.isascii() and number.isdigit()):
            _wrong(f"`{word}` has no number. Write it as `{name}=3`.")
        counts[name] = int(number)
    return counts


def _facts(subject: Subject, text: str) -> dict[str, bool | None]:
    known = facts_of(subject)
    found: dict[str, bool | None] = dict.fromkeys(known, False)
    for word in text.replace(",", " ").split():
        name = word.removesuffix("?")
        if name not in known:
            _wrong(f"`{name}` is not a fact known of a {subject}. {suggest(name, known)}")
        found[name] = None if word.endswith("?") else True
    return found


def _wrong(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_USE)


def _summary(file: Path, charter: Charter) -> str:
    counts = ", ".join(f"{len(charter.clauses(subject))} {subject}" for subject in SUBJECTS)
    refuse, consent = (len(charter.clauses(f"requests.{part}")) for part in ("refuse", "consent"))
    requests = f"{refuse} that refuse, {consent} that need a yes" if charter.requests else "none, so nobody may ask"
    examples = len(charter.document.examples)
    return (
        f"{file}: {charter.id} version {charter.version}, in force from {charter.effective}\n"
        f"  clauses: {counts}\n"
        f"  requests: {requests}\n"
        f"  examples: {examples}, all answered as written\n"
        f"  hash: {charter.hash}"
    )


def _report_as_json(report: Report) -> dict[str, Any]:
    charter = report.charter
    return {
        "ok": not report.problems,
        "charter": None
        if charter is None
        else {
            "id": charter.id,
            "version": charter.version,
            "effective": charter.effective.isoformat(),
            "hash": charter.hash,
            "clauses": {subject: len(charter.clauses(subject)) for subject in SECTIONS},
            "examples": len(charter.document.examples),
        },
        "problems": [dataclasses.asdict(problem) for problem in report.problems],
        "warnings": [dataclasses.asdict(warning) for warning in report.warnings],
    }


def _diff_lines(found: CharterDiff) -> list[str]:
    lines = [f"+ {clause.id} {_spelt(clause.when)}: {clause.effect}" for clause in found.added]
    lines += [f"- {clause.id} {_spelt(clause.when)}: {clause.effect}" for clause in found.removed]
    for was, now in found.changed:
        lines.append(f"~ {was.id} {_spelt(was.when)}: {was.effect}")
        lines.append(f"  now {_spelt(now.when)}: {now.effect}")
    lines += [f"~ {now.id} gives another reason: {now.because}" for _, now in found.reworded]
    both = [*(("requests", *one) for one in found.frame), *(("digest", *one) for one in found.places)]
    for section, key, before, after in both:
        lines.append(f"~ {section}, {key}: {before}" if before else f"+ {section}, {key}: {after}")
        if before:
            lines.append(f"  now {after or 'nothing'}")
    if found.head:
        lines.append("~ The words above the clauses have changed.")
    if found.shows_more:
        lines.append("WARNING: shows what was not shown before:")
        lines += [f"  {change}" for change in found.shows_more]
    if found.shows_less:
        lines.append("Shows less than before:")
        lines += [f"  {change}" for change in found.shows_less]
    if not found.changes:
        lines.append("Nobody is shown anything else than before.")
    if found.says_more:
        lines.append("WARNING: says of its own accord what it did not say before:")
        lines += [f"  {case}" for case in found.says_more]
    if found.says_less:
        lines.append("Said there no longer:")
        lines += [f"  {case}" for case in found.says_less]
    if found.asks_more:
        lines.append("WARNING: people may be asked for what they could not be asked for before:")
        lines += [f"  {case}" for case in found.asks_more]
    if found.asks_less:
        lines.append("Asked for no longer:")
        lines += [f"  {case}" for case in found.asks_less]
    return lines


def _spelt(when: tuple[str, ...]) -> str:
    return f"[{', '.join(when)}]"
