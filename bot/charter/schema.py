"""The JSON Schema of ``charter.yaml``, by which editors complete and check it."""

from pathlib import Path

from bot.charter.document import Document
from bot.written import schema

SCHEMA_PATH = Path("docs") / "reference" / "charter.schema.json"
"""Where it is kept, from the top of the repository."""


def schema_text() -> str:
    """Give the schema as the text of its file."""
    return schema.schema_text(Document, "o2o charter")
