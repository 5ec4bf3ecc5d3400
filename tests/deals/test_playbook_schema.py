"""The schema editors use is the one the loader keeps to."""

import json
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest

from bot.deals.playbook.schema import SCHEMA_PATH, schema_text
from bot.written.source import read_source
from tests.deals.thrown_playbooks import random_file

TOP = Path(__file__).parents[2]
FULL = Path(__file__).parent / "full_playbook.yaml"


def as_json(content: bytes) -> Any:
    return json.loads(json.dumps(read_source(content, "playbook", switches=True).value, default=str))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(schema_text()))


def test_the_file_is_in_step() -> None:
    assert (TOP / SCHEMA_PATH).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("path", [TOP / "playbook.yaml", FULL], ids=["default", "full"])
def test_playbooks_keep_to_it(validator: jsonschema.Draft202012Validator, path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))
    validator.validate(as_json(path.read_bytes()))


def test_so_do_random_ones(validator: jsonschema.Draft202012Validator) -> None:
    for seed in range(20):
        validator.validate(random_file(Random(seed)))  # noqa: S311  # dice, not secrets


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("theirs: user buyer", "theirs: user byer"),
        ("theirs: champion", "theirs: hero"),
        ("warmth: strong", "warmth: hot"),
        ("by: [meeting],", "by: [],"),
        ("ends: won}", "ends: one}"),
        ("rule: gone_cold", "rule: gone"),
        ("because: They sign.", "becuase: They sign."),
        ("version: 3", "version: 0"),
        ("quiet: true", "quiet: 1"),
        ("after: 21 days", "after: 21 working days"),
        ("2 working days", "2 days"),
        ("stands: ahead", "stands: before"),
        ("[account executive with user buyer],\n", "[account executive],\n"),
    ],
)
def test_it_finds_what_the_loader_refuses(validator: jsonschema.Draft202012Validator, old: str, new: str) -> None:
    text = FULL.read_text(encoding="utf-8")
    assert old in text
    assert not validator.is_valid(as_json(text.replace(old, new, 1).encode()))


def test_the_default_playbook_names_it_to_editors() -> None:
    first = (TOP / "playbook.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_PATH.as_posix()}"
