"""Many ids in one parameter, for queries of SQLAlchemy's: as `models.reading` does it in statements by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from models.deals import Deal


class _Among(FunctionElement[bool]):
    """That a column is one of the ids in a JSON text."""

    type = Boolean()
    inherit_cache = True


@compiles(_Among, "sqlite")
def _in_sqlite(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, ids = (compiler.process(one, **how) for one in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({ids})))"


@compiles(_Among, "postgresql")
def _in_postgresql(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, ids = (compiler.process(one, **how) for one in element.clauses)
    # An array, which an index is searched by; of a set of rows it would be thought that they are many.
    listed = f"SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST({ids} AS json))"
    return f"({column} = ANY(ARRAY({listed})))"


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """That a column is one of these ids, however many: one statement text, and one parameter.

    A list of bound variables would be another statement for each number of ids, and has an end.
    """
    return _Among(column, bindparam(None, json.dumps(sorted(set(ids))), type_=Text, unique=True))


def of_deals(table: Any, deals: Sequence[Deal]) -> ColumnElement[bool]:
    """Of rows of a table with a `deal_id`: that they are of these deals, all of one workspace."""
    workspace_id = deals[0].workspace_id if deals else 0
    found: ColumnElement[bool] = (table.workspace_id == workspace_id) & among(table.deal_id, [one.id for one in deals])
    return found
