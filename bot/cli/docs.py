"""`o2o docs`: what of docs/reference is written from the code and so can't fall behind: parts of pages, schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic_core import PydanticUndefined

from bot.charter import schema as charter_schema
from bot.deals.glossary import GLOSSARY
from bot.deals.playbook import schema as playbook_schema
from bot.errors import BadInput
from bot.introductions.machine import OF_ASK, OF_INTRODUCTION, Transition
from bot.settings import Settings, as_pairs

WANTING = 1
REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
_PART = re.compile(r"(<!-- from the code: (?P<name>[a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)

app = typer.Typer(help="What of docs/reference is written from the code: write it, check it.", no_args_is_help=True)


@app.command()
def write() -> None:
    """Write the generated parts of docs/reference again, and the JSON Schemas."""
    changed = [path.name for path, text in _rewritten() if _put(path, text)]
    typer.echo(f"Written: {', '.join(changed)}." if changed else "Nothing had changed.")


@app.command()
def check() -> None:
    """Say which generated parts of docs/reference are out of step with the code. Changes nothing."""
    behind = [path.name for path, text in _rewritten() if not _holds(path, text)]
    if behind:
        typer.echo(f"Out of step: {', '.join(behind)}. `o2o docs write` mends it.", err=True)
        raise typer.Exit(WANTING)
    typer.echo("The reference is in step with the code.")


def written(text: str) -> str:
    """A page with its generated parts as they would be written now."""
    return _PART.sub(lambda part: f"{part[1]}{_PARTS[part['name']]().rstrip()}\n{part[3]}", text)


def _rewritten() -> Iterator[tuple[Path, str]]:
    pages = sorted(REFERENCE.glob("*.md"))
    if not pages:
        raise BadInput(f"There is no {REFERENCE}: run this in a copy of the source.")
    for path in pages:
        text = path.read_text(encoding="utf-8")
        if _PART.search(text):
            yield path, written(text)
    for name, schema in _SCHEMAS.items():
        yield REFERENCE / name, schema()


def _put(path: Path, text: str) -> bool:
    if _holds(path, text):
        return False
    path.write_text(text, encoding="utf-8")
    return True


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _commands() -> str:
    from handlers.listing import listing  # the table of commands stands with the listeners

    lines = ["| write | it does | for example |", "|---|---|---|"]
    for command in listing().commands:
        also = f" Also: {', '.join(f'`{word}`' for word in command.also)}." if command.also else ""
        lines.append(_row(f"`/o2o {command.usage}`", command.about + also, f"`/o2o {command.example}`"))
    return "\n".join(lines)


def _settings() -> str:
    rows = [
        _row(f"`{field.alias}`", field.description or "", _default(field.default))
        for field in Settings.model_fields.values()
    ]
    return "\n".join(["| name | meaning | default |", "|---|---|---|", *rows])


def _default(value: Any) -> str:
    if isinstance(value, dict):
        value = as_pairs(value)
    if value is None or value is PydanticUndefined or value in ("", ()):
        return "none"
    return f"`{int(value)}`" if isinstance(value, bool) else f"`{value}`"


def _program() -> str:
    from bot.cli.root import app as root  # root mounts this module

    return "\n\n".join(_command_page(words, command) for words, command in _leaves(typer.main.get_command(root), "o2o"))


def _leaves(command: Any, words: str) -> Iterator[tuple[str, Any]]:
    """Every command that can be run, with the words it is run by."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words, command
        return
    for name, one in inner.items():
        yield from _leaves(one, f"{words} {name}")


def _command_page(words: str, command: Any) -> str:
    options = [one for one in command.params if one.param_type_name == "option" and one.name != "help"]
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    title = " ".join([words, *map(_spelt, arguments), *(["[OPTIONS]"] if options else [])])
    lines = [f"### `{title}`", "", _paragraphs(command.help)]
    if arguments or options:
        lines += ["", "| | | default |", "|---|---|---|"]
    for one in (*arguments, *options):
        default = "needed" if one.required else "" if getattr(one, "is_flag", False) else _default(one.default)
        lines.append(_row(f"`{_spelt(one)}`", one.help or "", default))
    return "\n".join(lines)


def _spelt(parameter: Any) -> str:
    """A parameter as it is written on the command line."""
    value = parameter.metavar or parameter.name.upper()
    if parameter.param_type_name == "argument":
        return value if parameter.required else f"[{value}]"
    name = max(parameter.opts, key=len)
    return name if parameter.is_flag else f"{name} {value}"


def _paragraphs(text: str | None) -> str:
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text or ""))


def _words() -> str:
    rows = [_row(one.said, one.means) for one in GLOSSARY.values()]
    return "\n".join(["| word | means |", "|---|---|", *rows])


def _requests() -> str:
    return _transitions(OF_INTRODUCTION)


def _asks() -> str:
    return _transitions(OF_ASK)


def _transitions(table: Iterable[Transition]) -> str:
    rows = (
        _row(
            f"`{one.event}`",
            ", ".join(f"`{state}`" for state in one.states),
            f"`{one.to}`" if one.to else "the same",
            ", ".join(one.by),
            one.says,
        )
        for one in table
    )
    return "\n".join(["| event | in | leads to | caused by | which is |", "|---|---|---|---|---|", *rows])


_SCHEMAS: dict[str, Callable[[], str]] = {
    charter_schema.SCHEMA_PATH.name: charter_schema.schema_text,
    playbook_schema.SCHEMA_PATH.name: playbook_schema.schema_text,
}

_PARTS: dict[str, Callable[[], str]] = {
    "commands": _commands,
    "settings": _settings,
    "program": _program,
    "words": _words,
    "requests": _requests,
    "asks": _asks,
}
