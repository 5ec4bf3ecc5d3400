"""Watching that nothing is asked of Slack while a transaction is open: others would wait for as long as it takes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient
from sqlalchemy.orm import Session

from models.session import Database

Opens = Callable[[Database], AbstractContextManager[Session]]


@contextmanager
def calls_in_a_transaction() -> Iterator[list[str]]:
    """A list, filled with what was asked of Slack by a thread that had a session open."""
    found: list[str] = []
    opened = threading.local()

    def counting(opens: Opens) -> Opens:
        @contextmanager
        def session(database: Database) -> Iterator[Session]:
            with opens(database) as made:
                opened.number = getattr(opened, "number", 0) + 1
                try:
                    yield made
                finally:
                    opened.number -= 1

        return session

    def watched(calls: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if getattr(opened, "number", 0):
                found.append(name or str(given[1]))
            return calls(*given, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for way in ("read", "write"):
            patch.setattr(Database, way, counting(getattr(Database, way)))
        patch.setattr(WebClient, "api_call", watched(WebClient.api_call, ""))
        patch.setattr(WebhookClient, "send", watched(WebhookClient.send, "response_url"))
        yield found
