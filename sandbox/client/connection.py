"""The sandbox over HTTP, with nothing but the standard library."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from sandbox.client.person import Person
from sandbox.client.reading import Json
from sandbox.client.refusal import Refused

ANYBODY = "USLACKBOT"
REQUEST_SECONDS = 40.0

__all__ = ["Refused", "SandboxClient"]


class SandboxClient:
    """A running sandbox, as seen from a test.

    `patience` is how many seconds an act waits for something to appear, `settle` how many seconds
    of quiet it then waits for. A test that has the app in its own process can do without such quiet: `at_rest`
    waits, for at most so many seconds, until the app is done with all that it was sent.
    """

    def __init__(
        self, url: str, *, patience: float = 5.0, settle: float = 0.0, at_rest: Callable[[float], object] | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self.patience, self.settle, self.at_rest = patience, settle, at_rest
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def person(self, name: str) -> Person:
        """Somebody by handle (`ana`) or id."""
        return Person(self, self.user_id(name))

    def user_id(self, name: str) -> str:
        """A user's id by handle or id."""
        for user in self._directory:
            if name in (user["name"], user["id"]):
                return str(user["id"])
        handles = ", ".join(user["name"] for user in self._directory)
        raise Refused("user_not_found", f"nobody is called {name}; there are: {handles}")

    @cached_property
    def _directory(self) -> list[Json]:
        users: list[Json] = self.state(ANYBODY)["users"]
        return users

    @property
    def channels(self) -> dict[str, str]:
        """Public channels by name, for telling those somebody is kept out of."""
        found = self.state(ANYBODY)["channels"]
        return {channel["name"]: channel["id"] for channel in found if channel["name"]}

    @cached_property
    def bot_user_id(self) -> str:
        """The app's bot user."""
        return str(self.state(ANYBODY)["app"]["bot_user_id"])

    def state(self, user: str, *, after: int = -1, wait: float = 0.0) -> Json:
        """Everything a user sees; with `wait` (seconds), once it changed `after` a number."""
        query = urlencode({"as": user, "after": after, "wait": wait})
        return self._ask(f"/sandbox/state?{query}")

    def act(self, user: str, do: str, /, **given: Any) -> Json:
        """One act as somebody; Refused when it cannot be done."""
        answer = self._ask("/sandbox/act", {**given, "as": user, "do": do})
        if not answer["ok"]:
            raise Refused(answer["error"], answer["message"])
        return answer

    def advance(self, seconds: float) -> float:
        """Move the sandbox's clock; returns the new time in seconds since 1970."""
        return float(self._ask("/sandbox/clock", {"advance": seconds})["now"])

    def wire(self, after: int = 0) -> list[Json]:
        """What was said between app and sandbox after entry number `after`."""
        entries: list[Json] = self._ask(f"/sandbox/wire?after={after}")["entries"]
        return entries

    def deliver(self, to: str) -> None:
        """Choose the way to the app: `http:URL`, `socket` or `none`."""
        self._ask("/sandbox/options", {"deliver": to})

    # -- what goes wrong -----------------------------------------------------------------------

    def add_fault(self, method: str = "*", kind: str = "fails", **how: Any) -> None:
        """Let something go wrong; arguments as for `sandbox.faults.Faults.add`."""
        self._ask("/sandbox/faults", {"add": {"method": method, "kind": kind, **how}})

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._ask("/sandbox/faults", {"clear": True})

    def limit(self, per_second: float = 1.0, burst: int = 5) -> None:
        """Count messages a conversation as Slack does, until the faults are cleared."""
        self._ask("/sandbox/faults", {"limit": {"per_second": per_second, "burst": burst}})

    def seed(self, number: int) -> None:
        """Begin the chances of faults anew."""
        self._ask("/sandbox/faults", {"seed": number})

    def retry_after(self, *seconds: float) -> None:
        """Send unacknowledged events again after so many seconds each."""
        self._ask("/sandbox/faults", {"retry_after": seconds})

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask Socket Mode clients to reconnect (or `warning` them), or `abrupt`: break their connections."""
        self._ask("/sandbox/faults", {"disconnect": reason})

    @property
    def faults(self) -> Json:
        """The faults in force, whether messages are counted, and calls made before they were welcome."""
        return self._ask("/sandbox/faults")

    def _ask(self, path: str, body: Json | None = None) -> Json:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, headers)  # noqa: S310 - 127.0.0.1
        try:
            with self._opener.open(request, timeout=REQUEST_SECONDS) as answer:
                found: Json = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(str(error.code), error.read().decode()) from None
