"""The JSON Schema of a file, by which editors complete and check it."""

import json
from typing import Any

from bot.written.fields import Part


def schema_text(document: type[Part], title: str) -> str:
    """Give the schema of a document as the text of its file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_without_empty(document.model_json_schema(by_alias=True)),
        "title": title,
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
