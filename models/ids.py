"""Many ids in one parameter, for queries of SQLAlchemy's: as `models.reading` does it in statements by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from models.deals import Deal


class _Ids(FunctionElement[int]):
    """The ids in a JSON text, as rows."""

    type = BigInteger()
    inherit_cache = True


@compiles(_Ids, "sqlite")
def _in_sqlite(element: _Ids, compiler: SQLCompiler, **how: Any) -> str:
    text = compiler.process(element.clauses, **how)
    return f"(SELECT value FROM json_each({text}))"


@compiles(_Ids, "postgresql")
def _in_postgresql(element: _Ids, compiler: SQLCompiler, **how: Any) -> str:
    text = compiler.process(element.clauses, **how)
    return f"(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST({text} AS json)))"


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """That a column is one of these ids, however many: one statement text, and one parameter.

    A list of bound variables would be another statement for each number of ids, and has an end.
    """
    given = json.dumps(sorted(set(ids)))
    found: ColumnElement[bool] = column.bool_op("IN")(_Ids(bindparam(None, given, type_=Text, unique=True)))
    return found


def of_deals(table: Any, deals: Sequence[Deal]) -> ColumnElement[bool]:
    """Of rows of a table with a `deal_id`: that they are of these deals, all of one workspace."""
    workspace_id = deals[0].workspace_id if deals else 0
    found: ColumnElement[bool] = (table.workspace_id == workspace_id) & among(table.deal_id, [one.id for one in deals])
    return found
