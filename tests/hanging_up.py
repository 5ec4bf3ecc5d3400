"""Closing a Socket Mode client without waiting for it."""

from __future__ import annotations

from typing import Any


def woken(client: Any) -> None:
    """Wake a client that is to be closed next: it looks whether it was only after a second without a message."""
    client.closed = True  # the first thing that closing does
    client.message_queue.put(None)
