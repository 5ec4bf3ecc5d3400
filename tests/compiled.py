"""What was worked out for one test serves the next, as in a bot that runs on: compiled statements, charters read.

SQLAlchemy keeps compiled statements for each engine. A bot has one engine; a test has one of its own, and would compile
every statement again. And it has one charter, with which is kept what was worked out of it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from bot.charter import load
from models import session

MOST = 5000
"""Compiled statements kept for each kind of database."""

_first: dict[str, Engine] = {}
_compiled: dict[str, LRUCache[Any, Any]] = defaultdict(lambda: LRUCache(MOST))


def share() -> None:
    """From now on each `Database` uses what was compiled for the first of its kind that could be connected to.

    And the same text of a charter is the same charter: neither it nor what is found in its text is ever changed.
    """
    session.create_engine = _create_engine
    if not hasattr(load.examine, "cache_info"):
        load.examine = lru_cache(maxsize=64)(load.examine)


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
