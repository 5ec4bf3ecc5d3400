"""Delivery: what the outbox holds is rendered as things stand now, posted once, and brought up to date in place.

One entry at a time: claimed in a transaction, rendered in another, posted with none open, settled in a third. Where it
is not known whether a message was posted (no answer came, or the process that posted it is gone), the conversation is
searched for it before it is posted again. A channel's history is not ours to read: there nothing is said twice. Slack
is asked what a channel is before anything is said or changed in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import structlog
from slack_sdk import WebClient

from bot import outbox, publishing
from bot.outbox import Claimed, Outcome
from handlers.boundary import Boundary, NotAMember, NotYetKnown
from handlers.house import Render
from handlers.sending import Sending
from handlers.slack_errors import CALL_ERRORS

log = structlog.get_logger()


@dataclass(frozen=True)
class Pace:
    """How delivery spaces what it does; all in seconds.

    `between` two messages in a conversation (Slack takes about one a second,
    https://docs.slack.dev/apis/web-api/rate-limits); `call` for which an answer is waited; `look_after` which an
    unclear message is looked for; `first` and `longest` between tries.
    """

    between: float = 1.0
    call: int = 10
    look_after: float = 3.0
    first: float = 1.0
    longest: float = 300.0

    @property
    def hold(self) -> float:
        """For how long a process has an entry for itself: connecting and waiting, and as much before them."""
        return 3.0 * self.call


@runtime_checkable
class SendsItself(Protocol):
    """What renders a kind that is no message: it brings its own way of being sent."""

    def sending(self, delivery: Delivery, claimed: Claimed) -> Sending:
        """One entry of its kind on its way."""
        ...


class Delivery:
    """Delivers what is due in one workspace. Any number of processes may, each with one of these."""

    def __init__(
        self,
        boundary: Boundary,
        client: WebClient,
        workspace_id: int,
        renderers: Mapping[str, Render | SendsItself],
        pace: Pace | None = None,
    ) -> None:
        self.boundary, self.workspace_id, self.renderers = boundary, workspace_id, renderers
        self.pace = pace or Pace()
        # Nothing is retried behind our back, and no call outlives the hold.
        self.client = WebClient(client.token, base_url=client.base_url, timeout=self.pace.call, retry_handlers=[])
        self._closed_until: dt.datetime | None = None

    def step(self) -> bool:
        """Deliver the next entry; False when there is nothing to deliver just now."""
        now = self.boundary.clock.now()
        if self._closed_until is not None and now < self._closed_until <= now + outbox.LONGEST_HOLD:
            return False
        database = self.boundary.database
        with database.read() as session:  # asked often, and mostly in vain: it keeps no writer waiting
            if not outbox.is_due(session, now, self.workspace_id):
                return False
        return self._deliver_next()

    def publish_home(self, colleague_id: int) -> None:
        """Publish somebody's App Home here and now, if it is to be and no other process is about to."""
        while self._deliver_next(colleague_id):
            pass  # it was told again meanwhile

    def _deliver_next(self, home_of: int | None = None) -> bool:
        now, database = self.boundary.clock.now(), self.boundary.database
        hold = dt.timedelta(seconds=self.pace.hold)
        with database.write() as session:
            claimed = outbox.claim(session, now, self.workspace_id, hold, home_of=home_of)
        if claimed is None:
            return False
        outcome = self._carry_out(self._sending(claimed))
        with database.write() as session:
            kept = outbox.settle(session, self.boundary.clock.now(), claimed, outcome)
            if claimed.kind != outbox.HOME and claimed.recipient_id is not None:
                publishing.again(session, self.workspace_id, [claimed.recipient_id])
        if not kept:
            log.warning("delivery_taken_over", kind=claimed.kind)
        return True

    def deliver(self) -> None:
        """Deliver all that may be delivered now."""
        while self.step():
            pass

    def close_for(self, seconds: float) -> None:
        """Send nothing at all for a while: Slack said so."""
        if seconds:
            wait = min(dt.timedelta(seconds=seconds), outbox.LONGEST_HOLD)
            self._closed_until = self.boundary.clock.now() + wait

    def _sending(self, claimed: Claimed) -> Sending:
        renderer = self.renderers.get(claimed.kind)
        return renderer.sending(self, claimed) if isinstance(renderer, SendsItself) else Sending(self, claimed)

    def _carry_out(self, sending: Sending) -> Outcome:
        claimed = sending.claimed
        try:
            return sending.deliver()
        except NotYetKnown:
            return sending.later("recipient_not_known")
        except NotAMember:
            return sending.dropped("recipient_is_no_member")
        except CALL_ERRORS as error:
            return sending.failed(error)
        except Exception as error:
            # One that can't be rendered must not keep the others; it is tried again, as after a mend.
            log.exception("delivery_broken", kind=claimed.kind, error=type(error).__name__)
            return sending.later("broken")
