"""Logs: for people on a terminal, or JSON for machines. They hold ids, never names, addresses or what was typed."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

import structlog

from bot.settings import Settings


@lru_cache(maxsize=1000)
def warn_once(event: str, of: int) -> None:
    """Log a warning about the row with an id, as a rule once in each process however often it is come upon."""
    structlog.get_logger().warning(event, id=of)


def _where_it_broke(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put an exception into words: its kinds and places, not its message, which may quote what somebody typed."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    lines: list[str] = []
    while error is not None:
        places = traceback.extract_tb(error.__traceback__)
        lines += [f"{place.filename}:{place.lineno} in {place.name}" for place in places]
        lines.append(type(error).__name__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if lines:
        event["exception"] = "\n".join(lines)
    return event


def set_up(settings: Settings) -> None:
    """Send every log, ours and the libraries', to standard error in the chosen form."""
    level = getattr(logging, settings.log_level.upper())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # The default prints every frame's variables, and so what people typed.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[
            *shared,
            _where_it_broke,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("alembic", "slack_bolt", "slack_sdk", "apscheduler", "werkzeug", "aiohttp.access"):
        # The libraries' debug and info lines hold payloads, and so names.
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
