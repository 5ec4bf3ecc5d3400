"""One entry of the outbox on its way to being a message: rendered, posted or changed, and what came of it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from bot import outbox
from bot.deals import rooms
from bot.errors import DomainError
from bot.outbox import Claimed, Outcome
from handlers import channels
from handlers.boundary import NotAMember, Turn
from handlers.saying import why
from handlers.slack_errors import fate, retry_after
from handlers.views import channels as channel_views
from handlers.views import nudges as nudge_views
from handlers.views.kit import Message
from models.people import Colleague

if TYPE_CHECKING:
    from handlers.delivery import Delivery

log = structlog.get_logger()
T = TypeVar("T")

GIVE_UP = dt.timedelta(days=3)
"""How long something is tried, from the first try on: what comes later is no news any more."""
SKEW = dt.timedelta(hours=1)
"""By how much our clock and Slack's may differ."""
PAGE = 200


class Sending:
    """One entry on its way to being a message; `claimed` is what is known of it so far."""

    def __init__(self, delivery: Delivery, claimed: Claimed) -> None:
        self.delivery, self.claimed = delivery, claimed
        self.client, self.pace = delivery.client, delivery.pace
        self.version = claimed.wanted
        self._recipient = ""
        self._posting = False
        self._began = time.monotonic()

    def deliver(self) -> Outcome:
        """Do what is to be done. Raises what rendering and Slack raise."""
        if self._is_late() and not self.claimed.unclear:
            return self.dropped("lapsed")
        if self.claimed.room is not None:
            return self._deliver_in(self.claimed.room)
        message, unsaid = self._render()
        if self.claimed.unclear:
            if message is not None and message.group:
                # Its history is not ours to read, and said twice is worse than not said.
                return self.dropped("group_message_unclear")
            self._look_for_it()
        return self._say(message, unsaid)

    def _deliver_in(self, room: str) -> Outcome:
        """The same in a channel, if it is a deal's and nobody from elsewhere is in it."""
        silent = self._silent_in(room)
        return self._say(*self._render()) if silent is None else silent

    def _silent_in(self, room: str) -> Outcome | None:
        """What comes of it in a channel where nothing may be said; None where it may."""
        claimed, boundary = self.claimed, self.delivery.boundary
        with boundary.database.read() as session:
            bound = rooms.bound(session, claimed.workspace_id, room)
        if bound is None:
            return self._take_away() if self._stands() else self.dropped("channel_is_no_deals")
        trouble = channels.look(self.client, boundary, claimed.workspace_id, room)
        if trouble != bound.trouble:
            self._note(room, trouble)
        if self._is_unclear():
            return self.dropped("channel_message_unclear")
        return None if trouble is None else self._keep_silent(trouble)

    def _stands(self) -> bool:
        """Whether anything of it is there that would have to be taken away."""
        return self.claimed.ts is not None

    def _is_unclear(self) -> bool:
        """Whether it may be there without anybody's being able to tell."""
        return self.claimed.unclear

    def _take_away(self) -> Outcome:
        """Replace what stands in a channel that is no deal's any more: for good, so it need not be known any longer."""
        self._update(nudge_views.not_here())
        return Outcome("dropped", self.version)

    def _note(self, room: str, trouble: rooms.Trouble | None) -> None:
        boundary = self.delivery.boundary
        with boundary.database.write() as session:
            rooms.note(session, boundary.clock, self.claimed.workspace_id, room, trouble)

    def _keep_silent(self, trouble: rooms.Trouble) -> Outcome:
        """Say nothing there: whoever can act is told instead, and what others could read by now is taken away."""
        claimed, boundary, room = self.claimed, self.delivery.boundary, str(self.claimed.room)
        if claimed.ts is not None:
            return self._update(channel_views.hidden(trouble) if trouble in rooms.HIDDEN else None)
        with boundary.database.write() as session:
            rooms.say_instead(session, boundary.clock, claimed.workspace_id, room, claimed.kind, claimed.subject_id)
        return self.dropped(None if claimed.kind == rooms.CHANNEL else trouble)

    def _say(self, message: Message | None, unsaid: bool) -> Outcome:
        if self.claimed.ts is not None:
            return self._update(message)
        if message is None or unsaid or message.only_updates:
            return self.dropped(None)
        if self._is_late():
            return self.dropped("lapsed")
        return self._post(message)

    def _is_late(self) -> bool:
        """Whether it was not posted in the time in which it was worth saying."""
        claimed = self.claimed
        late = claimed.lapses_at is not None and claimed.lapses_at <= self.delivery.boundary.clock.now()
        return late and claimed.ts is None

    def _render(self) -> tuple[Message | None, bool]:
        render = self.delivery.renderers[self.claimed.kind]
        if not callable(render):
            raise TypeError(f"{self.claimed.kind} is no message")
        return self._rendered(render)

    def _rendered(self, render: Callable[[Turn, int], T | None]) -> tuple[T | None, bool]:
        """What is to be shown, as things stand now, with the addressee's eyes; and whether it was taken back."""
        claimed, boundary = self.claimed, self.delivery.boundary

        def rendered(turn: Turn) -> tuple[T | None, int, bool]:
            version, unsaid = outbox.wanted_now(turn.session, claimed)
            if claimed.recipient_id is not None:
                recipient = turn.session.get_one(Colleague, (claimed.workspace_id, claimed.recipient_id))
                self._recipient = str(recipient.slack_user_id)
            try:
                return render(turn, claimed.subject_id), version, unsaid
            except NotAMember:
                raise
            except DomainError:
                return None, version, unsaid  # what it is about is not there for them any more

        workspace_id, recipient_id = claimed.workspace_id, claimed.recipient_id
        if recipient_id is not None:
            shown, self.version, unsaid = boundary.show(self.client, workspace_id, recipient_id, rendered)
        else:
            shown, self.version, unsaid = boundary.show_in(workspace_id, str(claimed.room), rendered)
        return shown, unsaid

    def _conversation(self, group: tuple[str, ...] = ()) -> str:
        opened: Any = self.client.conversations_open(users=list(group or (self._recipient,)))
        return str(opened["channel"]["id"])

    def _look_for_it(self) -> None:
        """Find the message, should it have been posted. Whatever is raised, it stays unclear."""
        claimed, channel, cursor = self.claimed, self._conversation(), None
        oldest = f"{(claimed.created_at - SKEW).timestamp():.6f}"
        while True:
            page: Any = self.client.conversations_history(
                channel=channel, oldest=oldest, limit=PAGE, cursor=cursor, include_all_metadata=True
            )
            for message in page["messages"]:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("outbox") == str(claimed.id) and message.get("bot_id"):
                    self.claimed = replace(claimed, channel=channel, ts=str(message["ts"]), unclear=False)
                    return
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        self.claimed = replace(claimed, unclear=False)

    def _post(self, message: Message) -> Outcome:
        channel = self.claimed.room or self._conversation(message.group)
        if self._is_too_slow():
            return self.later("too_slow")
        self._posting = True
        posted: Any = self.client.chat_postMessage(
            channel=channel, metadata=self._metadata(), unfurl_links=False, unfurl_media=False, **_content(message)
        )
        return self._shown(channel, str(posted["ts"]))

    def _is_too_slow(self) -> bool:
        """Whether another process may have taken it over before a call made now has come back.

        By the clock as well: while a machine is suspended, the other one stands still.
        """
        calls = 2 * self.pace.call
        late = self.delivery.boundary.clock.now() > self.claimed.held_until - dt.timedelta(seconds=calls)
        return late or time.monotonic() - self._began > self.pace.hold - calls

    def _update(self, message: Message | None) -> Outcome:
        channel, ts = str(self.claimed.channel), str(self.claimed.ts)
        if message is not None:
            self.client.chat_update(channel=channel, ts=ts, metadata=self._metadata(), **_content(message))
        return self._shown(channel, ts)

    def _metadata(self) -> dict[str, Any]:
        return {"event_type": f"o2o_{self.claimed.kind}", "event_payload": {"outbox": str(self.claimed.id)}}

    # -- what comes of it ----------------------------------------------------------------------

    def failed(self, error: Exception) -> Outcome:
        """What a call that failed means for the entry."""
        what, said = fate(error), why(error)
        self.delivery.close_for(retry_after(error))
        if what == "refused" and self.claimed.ts is not None:
            # Deleted by the person, or too old to be changed: it is left as it is.
            log.info("message_not_updated", kind=self.claimed.kind, error=said)
            return self._shown(str(self.claimed.channel), self.claimed.ts)
        room, trouble = self.claimed.room, channels.trouble_in(error)
        if room is not None and trouble is not None:
            self._note(room, trouble)  # it has come since Slack was asked, a moment ago
            if self.claimed.ts is None:
                return self._keep_silent(trouble)
        if what == "refused" and not self.claimed.unclear:
            return self.dropped(said)
        if what == "perhaps" and self._posting:
            log.warning("message_unclear", kind=self.claimed.kind, error=said)
            return self._again("unclear", max(self.pace.look_after, self._backoff()))
        return self.later(said, retry_after(error))

    def later(self, reason: str, wait: float = 0.0) -> Outcome:
        """Not done: to be tried again, later each time, and not for ever."""
        if self.delivery.boundary.clock.now() - self.claimed.tried_at > GIVE_UP:
            log.error("notification_given_up", kind=self.claimed.kind, reason=reason)
            return self.dropped(reason)
        log.warning("not_delivered_yet", kind=self.claimed.kind, reason=reason)
        return self._again("unclear" if self.claimed.unclear else "due", max(wait, self._backoff()))

    def dropped(self, reason: str | None) -> Outcome:
        """Given up: there is nothing (more) to say, or nobody to say it to."""
        if reason is not None:
            log.warning("notification_dropped", kind=self.claimed.kind, reason=reason)
        return Outcome("dropped", self.version, channel=self.claimed.channel, ts=self.claimed.ts)

    def _shown(self, channel: str, ts: str) -> Outcome:
        return Outcome("shown", self.version, dt.timedelta(seconds=self.pace.between), channel, ts)

    def _again(self, state: str, seconds: float) -> Outcome:
        wait = dt.timedelta(seconds=seconds)
        return Outcome(state, self.version, wait, self.claimed.channel, self.claimed.ts)

    def _backoff(self) -> float:
        return float(min(self.pace.longest, self.pace.first * 2 ** min(self.claimed.attempts, 20)))


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.aloud, "blocks": list(message.blocks)}
