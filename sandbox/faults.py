"""What can go wrong between an app and Slack, when a test (or somebody at the page) says so.

A fault is met by calls of the Web API (and posts to a `response_url`), or by the sandbox's own
deliveries to the app, depending on its kind. Sources: docs.slack.dev/apis/web-api/rate-limits (429
and `Retry-After`) and the common errors of the Web API's methods.
"""

import itertools
import math
import random
import threading
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from sandbox.clock import SandboxClock

CallKind = Literal["rate_limited", "lost_reply", "lost_request", "slow", "fails", "refused"]
DeliveryKind = Literal["lost_ack", "twice"]
FaultKind = Literal[CallKind, DeliveryKind]
CALL_KINDS: tuple[str, ...] = get_args(CallKind)
DELIVERY_KINDS: tuple[str, ...] = get_args(DeliveryKind)
DELIVERIES = ("slash_commands", "interactive", "events_api")
RETRY_AFTER_SECONDS = 1
BROKEN = 503
BROKEN_CODES = range(500, 600)
PER_SECOND, BURST = 1.0, 5
POSTING = frozenset({"chat.postMessage", "chat.postEphemeral"})
"""Methods whose limit Slack counts a conversation each."""


@dataclass
class Fault:
    """Something that goes wrong: for which calls, how, how often.

    `method` is a Web API method, `response_url`, or (kinds `lost_ack` and `twice`) one of
    `slash_commands`, `interactive` and `events_api`; `*` stands for anything. `times` counts down,
    None lasts until it is cleared; of the calls it is about a share (`chance`) meets it. `channel`
    narrows it to one conversation's (or person's) id.
    """

    n: int
    method: str
    kind: FaultKind
    times: int | None = 1
    chance: float = 1.0
    seconds: float = 0.0
    retry_after: int = RETRY_AFTER_SECONDS
    status: int = BROKEN
    error: str = "internal_error"
    carried_out: bool = False
    channel: str = ""
    met: int = 0

    @property
    def carries_out(self) -> bool:
        """Whether Slack does what it was asked for, whatever it then says."""
        return self.kind in ("lost_reply", "slow") or self.carried_out

    def is_about(self, name: str, places: tuple[str, ...]) -> bool:
        """Whether a call or delivery of this name, about these conversations or people, may meet it."""
        if self.times == 0 or not fnmatchcase(name, self.method):
            return False
        return not self.channel or self.channel in places

    def api(self) -> dict[str, Any]:
        """The fault as JSON."""
        return asdict(self)


@dataclass
class _Bucket:
    """How much may still be posted in one conversation, as of a time."""

    left: float
    at: float


@dataclass
class Faults:
    """All faults in force; may be set from any thread.

    `impatient` are calls that came before the `Retry-After` of an earlier one was over: Slack
    punishes those, and an app that obeys has none. They are noted as `(method, seconds too early)`.
    """

    clock: SandboxClock
    impatient: list[tuple[str, float]] = field(default_factory=list)
    _standing: list[Fault] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _random: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - no secret
    _closed: dict[tuple[str, str], float] = field(default_factory=dict)
    _limit: tuple[float, int] | None = None
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    # -- setting -------------------------------------------------------------------------------

    def add(
        self,
        method: str = "*",
        kind: FaultKind = "fails",
        *,
        times: int | None = 1,
        chance: float = 1.0,
        seconds: float = 0.0,
        retry_after: int = RETRY_AFTER_SECONDS,
        status: int = BROKEN,
        error: str = "internal_error",
        carried_out: bool = False,
        channel: str = "",
    ) -> Fault:
        """Let something go wrong from now on. ValueError when it could never happen.

        - `rate_limited`: 429 with `Retry-After: retry_after` (seconds)
        - `lost_reply`: carried out, then the connection is closed without an answer
        - `lost_request`: the connection is closed before anything is carried out
        - `slow`: carried out at once, answered after `seconds`
        - `fails`: HTTP `status` with a page instead of JSON
        - `refused`: `ok: false` with `error`
        - `lost_ack`: the app's acknowledgement is not heard
        - `twice`: the payload is delivered twice, the second time right behind the first

        `fails` and `refused` do carry out what they were asked for with `carried_out`.
        """
        if kind not in CALL_KINDS + DELIVERY_KINDS:
            raise ValueError(f"kind is one of {', '.join(CALL_KINDS + DELIVERY_KINDS)}")
        deliveries = [name for name in DELIVERIES if fnmatchcase(name, method)]
        if not deliveries if kind in DELIVERY_KINDS else method in DELIVERIES:
            raise ValueError(f"{method} is never {kind}; payloads are {', '.join(DELIVERIES)}")
        if not 0 < chance <= 1 or (times is not None and times < 1):
            raise ValueError("chance is above 0 and at most 1, times at least 1 (or none)")
        if seconds < 0 or retry_after < 1 or status not in BROKEN_CODES:
            raise ValueError("seconds are not negative, retry_after is at least 1, status is 500 to 599")
        if kind == "slow" and not seconds:
            raise ValueError("slow needs seconds")
        with self._lock:
            fault = Fault(
                next(self._numbers),
                method,
                kind,
                times,
                chance,
                seconds,
                retry_after,
                status,
                error,
                carried_out,
                channel,
            )
            self._standing.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong any more, nothing is limited, and what was noted is forgotten."""
        with self._lock:
            self._standing.clear()
            self._closed.clear()
            self.impatient.clear()
            self.limit(None)

    def seed(self, number: int) -> None:
        """Begin the chances anew, so that a storm can be had again."""
        with self._lock:
            self._random.seed(number)

    def limit(self, per_second: float | None = PER_SECOND, burst: int = BURST) -> None:
        """Count messages a conversation as Slack does, `burst` at once; None: no longer."""
        with self._lock:
            self._limit = None if per_second is None else (per_second, burst)
            self._buckets.clear()

    # -- looking -------------------------------------------------------------------------------

    @property
    def standing(self) -> list[Fault]:
        """The faults in force, oldest first."""
        with self._lock:
            return [fault for fault in self._standing if fault.times != 0]

    @property
    def limited(self) -> bool:
        """Whether messages are counted."""
        return self._limit is not None

    # -- meeting -------------------------------------------------------------------------------

    def met_by(self, method: str, *places: str) -> Fault | None:
        """The fault that a call meets, counted down; None when all goes well.

        `places` are the ids of what the call is about, the one to count messages by first.
        """
        with self._lock:
            place = (method, places[0] if places and method in POSTING else "")
            early = self._closed.get(place, 0.0) - self.clock.now()
            if early > 0:
                self.impatient.append((method, early))
            fault = self._take(CALL_KINDS, method, places) or self._too_many(*place)
            if fault is not None and fault.kind == "rate_limited":
                self._closed[place] = self.clock.now() + fault.retry_after
            return fault

    def met_in_delivery(self, kind: str) -> Fault | None:
        """The fault that a payload of this kind meets on its way to the app."""
        with self._lock:
            return self._take(DELIVERY_KINDS, kind, ())

    def _take(self, kinds: tuple[str, ...], name: str, places: tuple[str, ...]) -> Fault | None:
        for fault in self._standing:
            if fault.kind in kinds and fault.is_about(name, places) and self._random.random() < fault.chance:
                fault.met += 1
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def _too_many(self, method: str, channel: str) -> Fault | None:
        """Slack's answer to more messages than a conversation takes."""
        if self._limit is None or method not in POSTING:
            return None
        per_second, burst = self._limit
        now = self.clock.now()
        bucket = self._buckets.setdefault(channel, _Bucket(burst, now))
        bucket.left = min(burst, bucket.left + max(0.0, now - bucket.at) * per_second)
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return None
        wait = max(1, math.ceil((1 - bucket.left) / per_second))
        return Fault(0, method, "rate_limited", retry_after=wait, channel=channel)
