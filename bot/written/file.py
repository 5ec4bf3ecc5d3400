"""A file from its bytes to what it says: read, check its shape; refuse with line and remedy.

What a file must also be beyond its shape is for each kind to say, with `bot.written.findings`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.written.fields import REFUSED, Part
from bot.written.problems import Problem, WrittenError, by_line, suggest
from bot.written.source import Source, Where, read_source, spell

MAX_BYTES = 256 * 1024

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Shaped(Generic[Made]):
    """What came of reading a file.

    Attributes:
        made: What was made of it; None where its shape allows nothing to be made.
        source: Its values, with their lines.
        problems: Why nothing was made, by line.
    """

    made: Made | None
    source: Source
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that people write.

    Attributes:
        name: What it holds, in one word: ``charter``. Its reference is ``docs/reference/charter.md``.
        setting: The setting that says where the file is.
        document: Its shape.
        error: What is raised where it can't be used.
        too_long: What is said of a file that is far too long.
        switches: Whether something in it is said by `true` or `false`.
    """

    name: str
    setting: str
    document: type[Part]
    error: type[WrittenError]
    too_long: str
    switches: bool = False

    def read_bytes(self, path: Path) -> bytes:
        """Read a file.

        Raises:
            WrittenError: It is not there, can't be read, or is far too long. It is of this kind's own class.
        """
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            mend = f"Name the {self.name}'s file, or set {self.setting} to where it is."
            raise self.error([Problem(0, "", f"{path.name} can't be read: {reason}.", mend)]) from error
        if len(content) > MAX_BYTES:
            message = f"{path.name} is longer than {MAX_BYTES // 1024} KiB."
            raise self.error([Problem(0, "", message, self.too_long)])
        return content

    def shape(self, content: bytes | str, make: Callable[[dict[str, Any]], Made]) -> Shaped[Made]:
        """Make something of a file's text. Never raises for what the text contains.

        Args:
            content: The text.
            make: Makes it of the values; what it raises as `pydantic.ValidationError` is put into plain words.
        """
        if isinstance(content, str):
            content = content.encode("utf-8", "surrogatepass")
        source = read_source(content, self.name, switches=self.switches)
        if source.problems:
            return Shaped(None, source, by_line(source.problems))
        if not isinstance(source.value, dict):
            problem = Problem(1, "", f"This is no {self.name}.", f"Start from the default {self.name}.")
            return Shaped(None, source, (problem,))
        try:
            return Shaped(make(source.value), source)
        except ValidationError as error:
            return Shaped(None, source, by_line(_shape_problem(each, source, self) for each in error.errors()))


def _shape_problem(error: ErrorDetails, source: Source, kind: FileKind) -> Problem:
    """Turn what pydantic found into words."""
    where: Where = tuple(step for step in error["loc"] if step != "[key]")
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["type"] == REFUSED:
        if context["at"]:
            where = (*where, context["at"])
        message, mend = context["words"], context["mend"]
    else:
        message, mend = _plain_words(error, where, context, kind)
    return Problem(source.line(where), spell(where, source.value), message, mend)


def _plain_words(error: ErrorDetails, where: Where, context: Mapping[str, Any], file: FileKind) -> tuple[str, str]:
    kind, said, key = error["type"], error["input"], where[-1] if where else ""
    if kind == "missing":
        return f"`{key}` is missing.", f"Add `{key}:`."
    if kind == "extra_forbidden":
        known = _keys_at(file.document, where[:-1])
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
    if kind == "bool_type":
        return f"must be `true` or `false`, not {_kind_of(said)}.", "Write one of the two, without quotes."
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
    return bounds.get(kind, (f"is not right: {error['msg']}.", f"See docs/reference/{file.name}.md."))


def _kind_of(value: object) -> str:
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list):
        return "a list"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _keys_at(part: type[Part], where: Where) -> tuple[str, ...]:
    """Name the keys that a place of the file takes."""
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
