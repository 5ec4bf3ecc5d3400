"""What the bot understands, listed without a Slack behind it: for the docs and for checks of the manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from re import Pattern
from typing import Any, cast

from slack_bolt import App

from handlers import registry
from handlers.boundary import Boundary
from handlers.commands.table import Command


@dataclass(frozen=True)
class Listing:
    """Everything registered: the words of `/o2o`, and by kind (`action`, `view`, ...) what Slack names it by."""

    commands: tuple[Command, ...]
    ids: dict[str, tuple[str, ...]]


class _Noting:
    """Stands where a Bolt app would: notes what each listener listens to, and never listens."""

    def __init__(self) -> None:
        self.noted: dict[str, list[str]] = {}
        self._listeners: list[Any] = []  # looked through by `registry` once all are there

    def __getattr__(self, kind: str) -> Callable[[str | Pattern[str]], Callable[[Any], None]]:
        def note(what: str | Pattern[str]) -> Callable[[Any], None]:
            # What takes in everything else (a pattern) has no name of its own.
            if isinstance(what, str):
                self.noted.setdefault(kind, []).append(what)
            return lambda _listener: None

        return note


def listing() -> Listing:
    """Register everything with nobody and say what it was."""
    noting = _Noting()
    # Nothing is run, so nothing needs a boundary.
    house = registry.register(cast("App", noting), cast("Boundary", None))
    return Listing(tuple(house.commands.all), {kind: tuple(ids) for kind, ids in noting.noted.items()})
