"""The log of everything said between the app and the sandbox, for the page's inspector."""

import threading
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sandbox.clock import SandboxClock

Direction = Literal["app->slack", "slack->app"]
SECRET_FIELDS = {"token", "authorization", "app_token", "client_secret"}
KEPT = 5000


@dataclass(frozen=True)
class WireEntry:
    """One request and its answer; `ms` is how long the answer took in milliseconds.

    `fault` names the kind of fault that was set and that it met, if any.
    """

    n: int
    at: float
    dir: Direction
    what: str
    status: int | str
    ms: float
    request: Any
    response: Any
    fault: str = ""

    def api(self) -> dict[str, Any]:
        """The entry as JSON."""
        return asdict(self)


@dataclass
class Wire:
    """The last entries, numbered from 1; tokens and secrets never get in."""

    clock: SandboxClock
    secrets: tuple[str, ...]
    entries: list[WireEntry] = field(default_factory=list)
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self, way: Direction, what: str, status: int | str, ms: float, request: Any, response: Any, fault: str = ""
    ) -> WireEntry:
        """Note one exchange."""
        with self._lock:
            self._count += 1
            entry = WireEntry(
                self._count,
                self.clock.now(),
                way,
                what,
                status,
                round(ms, 2),
                self._clean(request),
                self._clean(response),
                fault,
            )
            self.entries.append(entry)
            del self.entries[:-KEPT]
        return entry

    def after(self, number: int) -> list[WireEntry]:
        """The entries with a higher number."""
        with self._lock:
            return [entry for entry in self.entries if entry.n > number]

    def _clean(self, held: Any) -> Any:
        """A copy without secrets, wherever they stand."""
        if isinstance(held, dict):
            return {
                name: "(redacted)" if str(name).lower() in SECRET_FIELDS else self._clean(value)
                for name, value in held.items()
            }
        if isinstance(held, list | tuple):
            return [self._clean(item) for item in held]
        if isinstance(held, str):
            for secret in self.secrets:
                held = held.replace(secret, "(redacted)")
        return held
