"""The JSON Schema of ``charter.yaml``, by which editors complete and check it."""

import json
from pathlib import Path
from typing import Any

from bot.charter.document import Document

SCHEMA_PATH = Path("docs") / "reference" / "charter.schema.json"
"""Where it is kept, from the top of the repository."""


def schema_text() -> str:
    """Give the schema as the text of its file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_without_empty(Document.model_json_schema(by_alias=True)),
        "title": "o2o charter",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _without_empty(schema: Any) -> Any:
    """Take out that a key may be left empty: the loader wants it filled in or not there."""
    if isinstance(schema, list):
        return [_without_empty(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_empty(value) for key, value in schema.items()}
    if kept.get("default", ...) is None:
        del kept["default"]
    choices = kept.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        choices.remove({"type": "null"})
        if len(choices) == 1:
            kept = {**{key: kept[key] for key in kept if key != "anyOf"}, **choices[0]}
    return kept
