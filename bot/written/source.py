"""Reading a YAML file into plain values, remembering the line of each.

Only the harmless part of YAML is taken: maps, lists, text, whole numbers and days, and, in files that have
switches, `true` and `false`. Whatever YAML
would quietly turn into something else than what stands there (``no`` into false, ``1.0`` into a
fraction) is refused, and so are anchors, aliases, tags and several documents in one file.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from bot.written.problems import Problem

MAX_DEPTH = 12

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Where: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "str | int | bool | dt.date | list[Value] | dict[str, Value] | None"

_BOOLEAN = "tag:yaml.org,2002:bool"
_DAY = "tag:yaml.org,2002:timestamp"
_EMPTY = "tag:yaml.org,2002:null"
_NUMBERS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_TEXT = "tag:yaml.org,2002:str"


@dataclass
class Source:
    """What a file says.

    Attributes:
        value: The values; None where nothing could be read.
        lines: For the place of each value (keys and list indices from the top) its line.
        problems: What could not be read.
        switches: Whether `true` and `false` are taken.
    """

    value: Value = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    switches: bool = False

    def line(self, where: Where) -> int:
        """Give the line of a place, or of the nearest thing around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_source(content: bytes, name: str, *, switches: bool = False) -> Source:
    """Read the text of a file. Never raises for what the text contains.

    Args:
        content: The bytes of the file.
        name: What the file holds, for messages: ``charter``.
        switches: Whether `true` and `false` are taken; else they are refused, as are `yes` and `on` anyway.
    """
    source = Source(switches=switches)
    text = _decode(content, source.problems)
    if text is None or _has_tabs(text, source.problems):
        return source
    try:
        root = yaml.compose(text, Loader=Loader) if _is_plain(text, name, source.problems) else None
    except yaml.YAMLError as error:
        source.problems.append(_unreadable(error, last_line=max(1, len(text.splitlines()))))
        return source
    if root is None:
        if not source.problems:
            source.problems.append(Problem(1, "", "The file is empty.", f"Start from the default {name}."))
        return source
    source.lines[()] = _line(root)
    source.value = _value(root, (), source)
    return source


def _decode(content: bytes, problems: list[Problem]) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(line, "", "Here is a character that is not UTF-8.", "Save the file as UTF-8."))
        return None


def _has_tabs(text: str, problems: list[Problem]) -> bool:
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line:
            problems.append(Problem(number, "", "Here is a tab.", "Use spaces instead."))
            return True
    return False


def _is_plain(text: str, name: str, problems: list[Problem]) -> bool:
    """Look at the parser's events, which need no memory for nesting, before building anything."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=Loader):
        trouble = None
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                trouble = ("A second document starts here.", f"Keep one {name} in a file.")
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                trouble = ("Lists stand in lists too deeply here.", "Take the brackets out.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            trouble = ("`&` and `*` (anchors) are not taken.", "Write the text out, or quote it.")
        elif getattr(event, "tag", None) is not None:
            trouble = ("`!` (a tag) is not taken.", "Take it out, or quote the text.")
        if trouble is not None:
            problems.append(Problem(_line(event), "", *trouble))
            return False
    return True


def _line(place: yaml.Node | yaml.Event) -> int:
    mark = place.start_mark
    return mark.line + 1 if mark is not None else 1


def _unreadable(error: yaml.YAMLError, last_line: int) -> Problem:
    mend = "Look for a missing bracket, quote or space; text with `: ` or ` #` in it needs quotes."
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or "not understood"
        # What is missing at the very end is reported behind the last line.
        line = min(mark.line + 1, last_line) if mark else 1
        return Problem(line, "", f"Not readable here: {said}.", mend)
    return Problem(1, "", "There is a character in the file that YAML does not allow.", mend)


def _value(node: yaml.Node, where: Where, source: Source) -> Value:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where, source)
    if isinstance(node, yaml.SequenceNode):
        entries: list[Value] = []
        for index, item in enumerate(node.value):
            source.lines[(*where, index)] = _line(item)
            entries.append(_value(item, (*where, index), source))
        return entries
    return _scalar(node.value, node.tag, where, source)


def _mapping(node: yaml.MappingNode, where: Where, source: Source) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != _TEXT:
            said = key_node.value if isinstance(key_node, yaml.ScalarNode) else "a list or a map"
            source.problems.append(Problem(line, spell(where), f"{said} can't be a key.", "Keys are plain words."))
            continue
        key = key_node.value
        if (*where, key) in source.lines:
            first = source.lines[(*where, key)]
            source.problems.append(
                Problem(
                    line,
                    spell((*where, key)),
                    f"`{key}` stands here a second time (first on line {first}).",
                    "Keep one of them.",
                )
            )
            continue
        source.lines[(*where, key)] = line
        values[key] = _value(value_node, (*where, key), source)
    return values


def _scalar(text: str, tag: str, where: Where, source: Source) -> Value:
    if tag == _TEXT:
        return text
    if tag in _NUMBERS and re.fullmatch(r"0|-?[1-9]\d{0,17}", text):
        return int(text)
    if tag == _DAY and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    if tag == _BOOLEAN and source.switches and text in ("true", "false"):
        return text == "true"
    if tag == _EMPTY:
        message = "is empty."
        mend = "Fill it in or take it out. Inside { } a text with a comma needs quotes."
    elif tag == _BOOLEAN:
        message = f"`{text}` without quotes is a switch to YAML, not a word."
        mend = f'Write "{text}" in quotes if you mean the word.'
    elif tag in _NUMBERS:
        message = f"`{text}` is not a whole number."
        mend = "Write digits only, such as 1; put it in quotes if you mean text."
    else:
        message = f"`{text}` is something else than text to YAML."
        mend = "Put it in quotes."
    source.problems.append(Problem(source.line(where), spell(where), message, mend))
    return None


def spell(where: Where, value: Value = None) -> str:
    """Spell a place: ``relationship R3, when`` where ids are known, else ``relationship 3, when``.

    Args:
        where: Keys and list indices from the top.
        value: The whole file's value, to take ids from.
    """
    words: list[str] = []
    for step in where:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
            named = value.get("id") if isinstance(value, dict) else None
            words.append(f" {named if isinstance(named, str) else step + 1}")
        else:
            value = value.get(step) if isinstance(value, dict) else None
            words.append(f", {step}" if words else step)
    return "".join(words)


def hash_of(content: Mapping[str, Any]) -> str:
    """Hash what a file says (SHA-256, in hex) so that neither layout nor the order of keys matters."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
