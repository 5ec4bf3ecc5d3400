"""The sandbox's clock: real time plus an offset that tests move."""

import threading
import time


class SandboxClock:
    """Seconds since 1970 as the sandbox sees them.

    It runs on by itself; `advance` and `set` only move the offset. Triggers, `response_url`s and
    message timestamps follow it. Request signatures do not: those are checked by the app against
    the real clock.
    """

    def __init__(self) -> None:
        self._offset = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        """The sandbox's time, in seconds."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> float:
        """Move the clock by so many seconds (negative: back) and return the new time."""
        with self._lock:
            self._offset += seconds
        return self.now()

    def set(self, to: float) -> float:
        """Set the clock to a time in seconds since 1970 and return it."""
        with self._lock:
            self._offset = to - time.time()
        return self.now()
