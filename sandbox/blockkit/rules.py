"""The kinds of rule that Block Kit's reference is made of.

A rule looks at one JSON value and yields what is wrong with it, each with a JSON pointer, in words
modelled on those of Slack's own `response_metadata.messages`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Surface = Literal["message", "modal", "home"]
EVERYWHERE: frozenset[str] = frozenset({"message", "modal", "home"})


@dataclass(frozen=True)
class Problem:
    """One thing Slack would refuse: where (a JSON pointer) and why."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


class Rule(Protocol):
    """Anything that can judge one JSON value found at `at` on `surface`."""

    def check(self, value: Any, at: str, surface: Surface, /) -> Iterator[Problem]:
        """Yield a problem for every way in which the value breaks the rule."""
        ...


@dataclass(frozen=True)
class Str:
    """A string of `least` to `most` characters, perhaps of given form."""

    most: int
    least: int = 1
    one_of: tuple[str, ...] = ()
    form: str = ""

    def check(self, value: Any, at: str, _surface: Surface) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
            return
        if len(value) > self.most:
            yield Problem(at, f"must be less than {self.most + 1} characters")
        if len(value) < self.least:
            yield Problem(at, f"must be more than {self.least - 1} characters")
        if self.one_of and value not in self.one_of:
            yield Problem(at, "must be a valid enum value")
        if self.form and not re.fullmatch(self.form, value):
            yield Problem(at, "does not match the required format")


@dataclass(frozen=True)
class Flag:
    """A JSON boolean."""

    def check(self, value: Any, at: str, _surface: Surface) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield Problem(at, "must be a boolean")


@dataclass(frozen=True)
class Whole:
    """An integer between two bounds, both allowed."""

    least: int
    most: int

    def check(self, value: Any, at: str, _surface: Surface) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem(at, "must be an integer")
        elif value < self.least:
            yield Problem(at, f"must be greater than or equal to {self.least}")
        elif value > self.most:
            yield Problem(at, f"must be less than or equal to {self.most}")


@dataclass(frozen=True)
class Text:
    """A text object: `plain_text` alone, or `mrkdwn` too."""

    most: int
    mrkdwn: bool = False

    def check(self, value: Any, at: str, surface: Surface) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        kind = value.get("type")
        kinds = ("plain_text", "mrkdwn") if self.mrkdwn else ("plain_text",)
        if kind not in kinds:
            yield Problem(f"{at}/type", f"must be one of: {', '.join(kinds)}")
            return
        extra = "emoji" if kind == "plain_text" else "verbatim"
        fields: dict[str, Rule] = {
            "type": Str(20),
            "text": Str(self.most),
            extra: Flag(),
        }
        yield from check_fields(value, fields, frozenset({"type", "text"}), at, surface)


@dataclass(frozen=True)
class Many:
    """An array of `least` to `most` things that each keep one rule."""

    item: Rule
    least: int
    most: int

    def check(self, value: Any, at: str, surface: Surface) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if len(value) > self.most:
            yield Problem(at, f"no more than {self.most} items allowed")
        if len(value) < self.least:
            yield Problem(at, f"no fewer than {self.least} items allowed")
        for number, item in enumerate(value):
            yield from self.item.check(item, f"{at}/{number}", surface)


class Extra(Protocol):
    """A rule between the fields of one object."""

    def __call__(self, value: dict[str, Any], at: str) -> Iterator[Problem]:
        """Yield what is wrong between the fields of `value`."""
        ...


@dataclass(frozen=True)
class Shape:
    """An object: its fields, those it needs, where it may stand, and what ties its fields."""

    fields: Mapping[str, Rule]
    needs: frozenset[str] = frozenset()
    surfaces: frozenset[str] = EVERYWHERE
    between: tuple[Extra, ...] = ()

    def check(self, value: Any, at: str, surface: Surface) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        if surface not in self.surfaces:
            yield Problem(at, f"{value.get('type')} is not supported in a {surface}")
        yield from check_fields(value, self.fields, self.needs, at, surface)
        for tie in self.between:
            yield from tie(value, at)


@dataclass(frozen=True)
class Typed:
    """An object whose `type` picks its shape out of a table."""

    table: Mapping[str, Rule] = field(repr=False)
    allowed: frozenset[str] | None = None

    def check(self, value: Any, at: str, surface: Surface) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        kind = value.get("type")
        if kind is None:
            yield Problem(at, "missing required field: type")
        elif kind not in self.table or (self.allowed is not None and kind not in self.allowed):
            yield Problem(f"{at}/type", f"unsupported type: {kind}")
        else:
            yield from self.table[kind].check(value, at, surface)


def check_fields(
    value: dict[str, Any],
    fields: Mapping[str, Rule],
    needs: frozenset[str],
    at: str,
    surface: Surface,
) -> Iterator[Problem]:
    """Check an object's fields one by one; unknown and missing ones are problems too."""
    for name in sorted(needs - value.keys()):
        yield Problem(at, f"missing required field: {name}")
    for name, held in value.items():
        if name in fields:
            yield from fields[name].check(held, f"{at}/{name}", surface)
        else:
            yield Problem(at, f"invalid additional property: {name}")


def one_of(*names: str) -> Extra:
    """At least one of these fields must be there."""

    def check(value: dict[str, Any], at: str) -> Iterator[Problem]:
        if not any(name in value for name in names):
            yield Problem(at, f"must define either `{'` or `'.join(names)}`")

    return check


def not_both(one: str, other: str) -> Extra:
    """These two fields exclude each other."""

    def check(value: dict[str, Any], at: str) -> Iterator[Problem]:
        if one in value and other in value:
            yield Problem(at, f"cannot define both `{one}` and `{other}`")

    return check


def initial_among_options(value: dict[str, Any], at: str) -> Iterator[Problem]:
    """What is chosen at first must be one of the options, field for field."""
    offered = [_plain(option) for option in _options(value)]
    chosen = value.get("initial_options", [])
    single = value.get("initial_option")
    wanted = [*(chosen if isinstance(chosen, list) else []), *([single] if single else [])]
    name = "initial_option" if single else "initial_options"
    for option in wanted:
        if _plain(option) not in offered:
            yield Problem(f"{at}/{name}", "must exactly match an option in `options`")


def _options(value: dict[str, Any]) -> list[Any]:
    """All options of an element, those inside groups included."""
    found = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        if isinstance(group, dict):
            found.extend(group.get("options") or [])
    return found


def _plain(option: Any) -> Any:
    """An option without the defaults Slack adds to its texts."""
    if not isinstance(option, dict):
        return option
    text = option.get("text")
    words = text.get("text") if isinstance(text, dict) else text
    return words, option.get("value")
