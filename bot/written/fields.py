"""Types of the values that stand behind the keys of a file.

Each refuses with words a person can act on, and says in the exported JSON Schema what it takes, so
that editors complete it.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from bot.written.problems import suggest

REFUSED = "written"
"""The type of a validation error made by `refusal`."""


class Part(BaseModel):
    """Anything in a file that has keys of its own. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def refusal(message: str, mend: str, field: str = "") -> PydanticCustomError:
    """Make a validation error that says what is wrong, how to mend it, and in which field."""
    return PydanticCustomError(REFUSED, "{words}", {"words": message, "mend": mend, "at": field})


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


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, strict=True)]
"""Words for people."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,15}$", strict=True)]
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


DAYS_OF = MappingProxyType({"day": 1, "week": 7, "month": 30, "year": 365})
"""Days of the calendar, roughly, in each unit but working days."""


def _days(value: object) -> int:
    length = _duration(value)
    if length.unit not in DAYS_OF:
        raise refusal(f"`{value}`: this is counted in days of the calendar.", "Write it as `30 days` or `2 weeks`.")
    return length.amount * DAYS_OF[length.unit]


def _working_days(value: object) -> Duration:
    length = _duration(value)
    if length.unit in DAYS_OF:
        raise refusal(f"`{value}`: this is counted in working days.", "Write it as `3 working days`.")
    return length


def _term(value: object) -> Duration | None:
    return None if value == FOR_GOOD else _duration(value)


Length = Annotated[Duration, BeforeValidator(_duration), WithJsonSchema({"type": "string", "pattern": _DURATION})]
"""How long."""

Days = Annotated[
    int,
    BeforeValidator(_days),
    WithJsonSchema({"type": "string", "pattern": _DURATION.replace("working day|", "")}),
]
"""How many days of the calendar; written as a length."""

WorkingDays = Annotated[
    Duration,
    BeforeValidator(_working_days),
    WithJsonSchema({"type": "string", "pattern": r"^([1-9]\d{0,3}) working days?$"}),
]
"""How many working days."""

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
