"""What came back from the app for one payload."""

import json
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["slash_commands", "interactive", "events_api"]
ACK_SECONDS = 3.0


@dataclass(frozen=True)
class Ack:
    """An answer; when none came in time, or no good one, `error` has Slack's word for it.

    `body` is the JSON object the app sent along, or None; plain text becomes `{"text": ...}`.
    `ms` is the time it took, in milliseconds; with `final` the app asked not to be tried again.
    """

    ms: float
    status: int | str
    body: dict[str, Any] | None = None
    error: str = ""
    final: bool = False

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged."""
        return not self.error


@dataclass(frozen=True)
class Retry:
    """Which repetition of an event this is (1 to 3), and Slack's word for why."""

    number: int
    reason: str

    @classmethod
    def after(cls, ack: Ack, number: int) -> "Retry":
        """The repetition that follows an acknowledgement like this."""
        if ack.error == "operation_timeout":
            return cls(number, "http_timeout")
        return cls(number, "http_error" if isinstance(ack.status, int) else "connection_failed")


def body_of(text: str, content_type: str) -> dict[str, Any] | None:
    """The body of an HTTP acknowledgement: an object, text as a message, or nothing."""
    if not text.strip():
        return None
    if "json" in content_type:
        try:
            found = json.loads(text)
        except ValueError:
            return {"text": text}
        if isinstance(found, dict):
            return found
    return {"text": text}
