"""The schema editors use is the one the loader keeps to."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.charter.schema import SCHEMA_PATH, schema_text
from bot.written.source import read_source

TOP = Path(__file__).parents[2]
FULL = Path(__file__).parent / "full.yaml"


def as_json(content: bytes) -> Any:
    return json.loads(json.dumps(read_source(content, "charter").value, default=str))


def test_the_file_is_in_step() -> None:
    assert (TOP / SCHEMA_PATH).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("path", [TOP / "charter.yaml", FULL])
def test_charters_keep_to_it(path: Path) -> None:
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(as_json(path.read_bytes()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("viewer_on_deal], grant", "viewer_in_deal], grant"),
        ("grant: named", "grant: nmaed"),
        ("grant: named, ", ""),
        ("grant: named", "grant: named, cap: exists"),
        ("because: Whom", "becuase: Whom"),
        ("version: 3", "version: 0"),
        ("from: [owner]}", "from: [requester]}"),
        ("keep: 12 months", "keep: a year"),
    ],
)
def test_it_finds_what_the_loader_refuses(old: str, new: str) -> None:
    text = FULL.read_text(encoding="utf-8")
    assert old in text
    validator = jsonschema.Draft202012Validator(json.loads(schema_text()))
    assert not validator.is_valid(as_json(text.replace(old, new, 1).encode()))


def test_the_default_charter_names_it_to_editors() -> None:
    first = (TOP / "charter.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_PATH.as_posix()}"
