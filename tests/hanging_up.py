"""Closing a Socket Mode client without waiting for it."""

from __future__ import annotations

from typing import Any


def woken(client: Any) -> None:
    """Wake a client that is to be closed next: it looks whether it was only after a second without a message."""
    client.closed = True  # the first thing that closing does
    client.message_queue.put(None)


def hang_up(client: Any, closes: Any = None) -> None:
    """Close a client (or, by `closes`, what has it) at once."""
    woken(client)
    closes = closes or client.close
    try:
        closes()
    except AttributeError:
        closes()  # its own thread closed the connection between slack_sdk's look at it and its use
