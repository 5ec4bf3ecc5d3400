"""What SQLAlchemy has compiled for one database of a run is used for all others of its kind, as in a bot that runs on.

It keeps compiled statements for each engine. A bot has one engine; a test has one of its own, and would compile every
statement again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from models import session

MOST = 5000
"""Compiled statements kept for each kind of database."""

_first: dict[str, Engine] = {}
_compiled: dict[str, LRUCache[Any, Any]] = defaultdict(lambda: LRUCache(MOST))


def share() -> None:
    """From now on each `Database` uses what was compiled for the first of its kind that could be connected to."""
    session.create_engine = _create_engine


def _create_engine(*given: Any, **named: Any) -> Engine:
    engine = sqlalchemy.create_engine(*given, **named)
    kind = engine.dialect.name
    if kind in _first:
        # Compiled statements are looked up by the dialect they are for: the same kind, but another object.
        engine.dialect = _first[kind].dialect
    else:
        # Only what has been connected knows its server.
        event.listen(engine, "first_connect", lambda *_: _first.setdefault(kind, engine))
    engine.update_execution_options(compiled_cache=_compiled[kind])
    return engine
