"""Loading a charter: read, check its shape, check what it says; refuse with line and remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.charter.charter import Charter
from bot.charter.checks import Checker
from bot.charter.document import Document, Part
from bot.charter.problems import CharterError, Problem, suggest
from bot.charter.source import Source, Where, read_bytes, read_source, spell


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a charter file.

    Attributes:
        charter: The charter, if its shape allows to make one. Not to be used where there are
            problems, except to show what it would decide.
        problems: Why it is refused, by line; empty: it may be used.
        warnings: What somebody should look at before agreeing to it, by line.
    """

    charter: Charter | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def load_charter(path: Path) -> Charter:
    """Load a charter from its file.

    Raises:
        CharterError: It can't be used; `CharterError.problems` says why, where, and how to mend it.
    """
    return read_charter(read_bytes(path))


def read_charter(content: bytes | str) -> Charter:
    """Make a charter out of the text of a file.

    Raises:
        CharterError: As `load_charter`.
    """
    report = examine(content)
    if report.problems or report.charter is None:
        raise CharterError(report.problems)
    return report.charter


def examine(content: bytes | str) -> Report:
    """Find everything that is wrong or doubtful in the text of a charter. Never raises for it."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    source = read_source(content)
    if source.problems:
        return Report(None, _by_line(source.problems))
    if not isinstance(source.value, dict):
        return Report(
            None,
            (Problem(1, "", "This is no charter.", "Start from the default charter."),),
        )
    try:
        charter = Charter(source.value)
    except ValidationError as error:
        return Report(None, _by_line(_shape_problem(each, source) for each in error.errors()))
    checker = Checker(charter, source)
    checker.check()
    return Report(charter, _by_line(checker.problems), _by_line(checker.warnings))


def _by_line(problems: Any) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _shape_problem(error: ErrorDetails, source: Source) -> Problem:
    """Turn what pydantic found into words."""
    where: Where = tuple(step for step in error["loc"] if step != "[key]")
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["type"] == "charter":
        if context["at"]:
            where = (*where, context["at"])
        message, mend = context["words"], context["mend"]
    else:
        message, mend = _plain_words(error, where, context)
    return Problem(source.line(where), spell(where, source.value), message, mend)


def _plain_words(error: ErrorDetails, where: Where, context: Mapping[str, Any]) -> tuple[str, str]:
    kind, said, key = error["type"], error["input"], where[-1] if where else ""
    if kind == "missing":
        return f"`{key}` is missing.", f"Add `{key}:`."
    if kind == "extra_forbidden":
        known = _keys_at(where[:-1])
        return f"`{key}` is not a key here.", suggest(str(key), known)
    if kind in {"tuple_type", "list_type"}:
        shown = said if isinstance(said, (str, int)) else "..."
        return "must be a list.", f"Write it in square brackets: `{key}: [{shown}]`."
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        return "must be keys with values.", "Write `key: value`, one a line or in { }."
    if kind == "string_type":
        return f"must be text, not {_kind_of(said)}.", "Write words, or put it in quotes."
    if kind == "int_type":
        return f"must be a whole number, not {_kind_of(said)}.", "Write digits without quotes."
    if kind == "string_too_short":
        return "is empty.", "Write some words."
    if kind == "string_pattern_mismatch":
        return f"`{said}` is not an id.", "Use letters, digits and hyphens only, and keep it short."
    bounds = {
        "greater_than_equal": ("is too small.", f"Write {context.get('ge')} or more."),
        "less_than_equal": ("is too large.", f"Write {context.get('le')} or less."),
        "string_too_long": ("is too long.", f"Keep to {context.get('max_length')} characters."),
        "too_short": ("is too short a list.", f"Name at least {context.get('min_length')}."),
        "too_long": ("is too long a list.", f"Name at most {context.get('max_length')}."),
    }
    return bounds.get(kind, (f"is not right: {error['msg']}.", "See docs/reference/charter.md."))


def _kind_of(value: object) -> str:
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list):
        return "a list"
    return f"`{value}`"


def _keys_at(where: Where) -> tuple[str, ...]:
    """Name the keys that a place of the file takes."""
    part: type[Part] = Document
    for step in where:
        if isinstance(step, str):
            part = _parts_in(part)[step]
    return tuple(field.alias or name for name, field in part.model_fields.items())


def _parts_in(part: type[Part]) -> dict[str, type[Part]]:
    """Give, for each key of a part that holds parts again, which these are."""
    found = {}
    for name, field in part.model_fields.items():
        pending = [field.annotation]
        while pending:
            annotation = pending.pop()
            if isinstance(annotation, type) and issubclass(annotation, Part):
                found[field.alias or name] = annotation
            pending.extend(getattr(annotation, "__args__", ()))
    return found
