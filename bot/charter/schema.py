"""The JSON Schema of ``charter.yaml``, by which editors complete and check it."""

import json
from pathlib import Path

from bot.charter.document import Document

SCHEMA_PATH = Path("docs") / "reference" / "charter.schema.json"
"""Where it is kept, from the top of the repository."""


def schema_text() -> str:
    """Give the schema as the text of its file."""
    schema = Document.model_json_schema(by_alias=True)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "o2o charter",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
