"""What the commands that check a written file have in common: how they say what they found."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from bot.written.problems import Problem

WANTING = 1


def say(file: Path, problems: Iterable[Problem], kind: str = "") -> None:
    """Print problems to stderr as compilers do, so that editors find the line."""
    for problem in problems:
        where = f"{file}:{problem.line}" if problem.line else str(file)
        field = f"{problem.field}: " if problem.field else ""
        typer.echo(f"{where}: {kind}{field}{problem.message} {problem.mend}", err=True)


def print_json(value: Any) -> None:
    """Print something for machines."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
