"""Types of the values that stand behind the keys of ``charter.yaml``.

Each refuses with words a person can act on, and says in the exported JSON Schema what it takes, so
that editors complete it.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from bot.charter.facts import FACTS, Subject, facts_of
from bot.charter.problems import suggest
from bot.charter.table import Literal

DEFAULT_CLAUSE = "DEFAULT"
"""The clause that decides where nothing matches."""


def refusal(message: str, mend: str, field: str = "") -> PydanticCustomError:
    """Make a validation error that says what is wrong, how to mend it, and in which field."""
    return PydanticCustomError("charter", "{words}", {"words": message, "mend": mend, "at": field})


class OneOf:
    """Metadata of a text that must be a word of a closed list.

    Args:
        words: The list.
        kind: What they are, for messages.
        understood: Words let through to be refused later with a better reason.
    """

    def __init__(self, words: Iterable[str], kind: str, understood: tuple[str, ...] = ()) -> None:
        self.words = tuple(words)
        self.kind = kind
        self.understood = understood

    def check(self, text: str) -> str:
        """Give the word back, or refuse it with the nearest known one."""
        if text not in self.words and text not in self.understood:
            raise refusal(f"`{text}` is not a known {self.kind}.", suggest(text, self.words))
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.words)}


class FactOf:
    """Metadata of a text that is ``fact`` or ``not fact``, the fact being known for a subject."""

    def __init__(self, subject: Subject | None, *, negated: bool = True) -> None:
        self.subject = subject
        self.names = facts_of(subject) if subject else tuple(FACTS)
        self.negated = negated

    def check(self, text: str) -> str:
        """Give the condition back with single spaces, or refuse it."""
        found = re.fullmatch(r"(not\s+)?(\S+)", text.strip())
        if found is None:
            raise refusal(
                f"`{text}` is not a fact.",
                "Write each fact as an entry of its own: `[one, not another]`; all must hold.",
            )
        name = found[2]
        if name not in FACTS:
            raise refusal(f"`{name}` is not a known fact.", suggest(name, self.names))
        if name not in self.names:
            known = " and ".join(FACTS[name].subjects)
            raise refusal(f"`{name}` is known for {known} only.", "Take it out, or use another fact.")
        if found[1] and not self.negated:
            raise refusal(f"`{text}`: what is not listed does not hold.", "Leave it out.")
        return f"not {name}" if found[1] else name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        negations = [f"not {name}" for name in self.names] if self.negated else []
        return {"type": "string", "enum": [*self.names, *negations]}


def _consistent(when: tuple[str, ...]) -> tuple[str, ...]:
    seen: dict[str, bool] = {}
    for literal in map(Literal.parse, when):
        if literal.fact not in seen:
            seen[literal.fact] = literal.holds
        elif seen[literal.fact] == literal.holds:
            raise refusal(f"`{literal}` stands here twice.", "Take one out.")
        else:
            raise refusal(
                f"`{literal.fact}` and `not {literal.fact}` can never hold together.",
                "Take one out, or make two clauses of it.",
            )
    return when


Consistent = AfterValidator(_consistent)
"""Metadata of a list of conditions: none twice, none against another."""


def _clause_id(text: str) -> str:
    if text == DEFAULT_CLAUSE:
        raise refusal(
            "`DEFAULT` is the name of the clause that decides where no other does.",
            "Choose another id.",
        )
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, strict=True)]
"""Words for people."""

ClauseId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,15}$", strict=True),
    AfterValidator(_clause_id),
]
"""A letter, then up to 15 letters, digits and hyphens."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as people say it, e.g. 3 working days."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"


_DURATION = r"^([1-9]\d{0,3}) (working day|day|week|month|year)s?$"


def _duration(value: object) -> Duration:
    found = re.fullmatch(_DURATION, value.strip()) if isinstance(value, str) else None
    if found is None:
        raise refusal(
            f"`{value}` is not a length of time.",
            "Write a number and a unit: `3 working days`, `30 days`, `2 weeks`, `12 months`.",
        )
    return Duration(int(found[1]), found[2])


FOR_GOOD = "for good"


def _term(value: object) -> Duration | None:
    return None if value == FOR_GOOD else _duration(value)


Length = Annotated[Duration, BeforeValidator(_duration), WithJsonSchema({"type": "string", "pattern": _DURATION})]
"""How long."""

Term = Annotated[
    Duration | None,
    BeforeValidator(_term),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": _DURATION}, {"const": FOR_GOOD}]}),
]
"""How long, or ``for good`` (None)."""


def _date(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise refusal(f"`{value}`: {error}.", "Write a day of the calendar.") from error
    raise refusal(f"`{value}` is not a day.", "Write year-month-day, such as 2026-11-01.")


Day = Annotated[dt.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A day of the calendar."""
