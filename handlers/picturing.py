"""Pictures under messages: drawn as things stand now, uploaded into the message's thread, replaced when they change.

A file is in its thread only a little after its upload is complete: Slack is asked until it is, and only then is the one
before it deleted. Which file is on its way is stored before Slack is told to share it. What may be on its way is never
uploaded again: it is looked for, and after a while deleted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.deals import rooms
from bot.outbox import Claimed, Outcome
from bot.outbox import files as files_of_outbox
from bot.outbox.files import Files, Parent
from bot.pictures.heat_map import Drawn
from handlers.boundary import Turn
from handlers.delivery import Delivery
from handlers.saying import why
from handlers.sending import GIVE_UP, Sending
from handlers.slack_errors import fate

log = structlog.get_logger()

THERE_WITHIN = dt.timedelta(minutes=10)
"""How long a file is waited for after its upload: what is not there by then does not come."""
GONE = ("file_not_found", "file_deleted")
"""What Slack says to the deletion of a file that is gone already; whatever else it says, it may still be there."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is to be drawn: `draw` is called with no transaction open."""

    draw: Callable[[], Drawn]
    title: str
    filename: str


@dataclass(frozen=True)
class Under:
    """Renders pictures that are posted under the message of kind `parent` on the same subject, to the same addressee.

    Given to `House.notification` in the place of what renders a message. None: there is nothing to show (any more), and
    what was posted is deleted.
    """

    parent: str
    render: Callable[[Turn, int], Picture | None]

    def sending(self, delivery: Delivery, claimed: Claimed) -> SendingPicture:
        """One of its pictures on its way."""
        return SendingPicture(delivery, claimed, self)


class SendingPicture(Sending):
    """A picture on its way; `files` is what of it is in Slack so far."""

    def __init__(self, delivery: Delivery, claimed: Claimed, under: Under) -> None:
        super().__init__(delivery, claimed)
        self.under, self.files = under, Files()
        self.parent: Parent | None = None
        self._not_deleted = False

    def deliver(self) -> Outcome:
        """Do what is to be done. Raises what rendering, drawing and Slack raise."""
        with self.delivery.boundary.database.read() as session:
            self.files = files_of_outbox.of(session, self.claimed)
            self.parent = files_of_outbox.parent(session, self.claimed, self.under.parent)
        silent = self._silent_in(self.claimed.room) if self.claimed.room is not None else None
        if silent is not None:
            return silent
        if self.files.coming is not None:
            return self._look_for_file(self.files.coming)
        if self.parent is None or self.parent.given_up:
            return self._taken_back()
        if self._is_late():
            return self.dropped("lapsed")
        if self.parent.ts is None:
            return self._wait("message_not_posted")
        picture, unsaid = self._rendered(self.under.render)
        if unsaid:
            return self._taken_back()
        if picture is None:  # what may not be shown any more is not left standing
            stood = self._stands()
            self._delete_all()
            return self._as_it_is() if stood else self.dropped(None)
        if self._is_past():
            return self._as_it_is()
        drawn = picture.draw()
        digest = _digest(picture, drawn)
        if self.files.posted is not None and (self.files.digest, self.claimed.ts) == (digest, self.parent.ts):
            return self._as_it_is()
        return self._upload(picture, drawn, digest, str(self.parent.channel), self.parent.ts)

    def _is_past(self) -> bool:
        """Whether its time is over: how things stand now is not shown under the words of then."""
        lapses_at = self.claimed.lapses_at
        return lapses_at is not None and lapses_at <= self.delivery.boundary.clock.now()

    # -- a channel in which nothing may be said ------------------------------------------------

    def _stands(self) -> bool:
        return bool(self.files.all)

    def _is_unclear(self) -> bool:
        return False  # which file it would be is known, and Slack can be asked about it

    def _take_away(self) -> Outcome:
        self._delete_all()
        return Outcome("dropped", self.version)

    def _keep_silent(self, trouble: rooms.Trouble) -> Outcome:
        """What others could read by now is deleted; under what is shown again it is drawn anew. Nobody is told."""
        if self._stands() and trouble in rooms.HIDDEN:
            self._delete_all()
        if self.claimed.ts is None and (self.parent is None or self.parent.ts is None):
            return self.dropped(trouble)
        return self._as_it_is()

    # -- into the thread -----------------------------------------------------------------------

    def _upload(self, picture: Picture, drawn: Drawn, digest: str, channel: str, thread: str) -> Outcome:
        """Send the bytes and have them shared. Until then nobody sees any of it, and it may be begun again."""
        asked: Any = self.client.files_getUploadURLExternal(
            filename=picture.filename, length=len(drawn.png), alt_txt=drawn.alt
        )
        _send(str(asked["upload_url"]), drawn.png, self.pace.call)
        if self._is_too_slow():
            return self.later("too_slow")
        file, now = str(asked["file_id"]), self.delivery.boundary.clock.now()
        if not self._keep(Files(self.files.posted, file, now, digest, self.version)):
            return self.later("taken_over")
        self._posting = True
        self.client.files_completeUploadExternal(
            files=[{"id": file, "title": picture.title}], channel_id=channel, thread_ts=thread
        )
        return self._again("due", self.pace.look_after)

    def _look_for_file(self, file: str) -> Outcome:
        """Once it is there the one before it is deleted; where it does not come, nothing takes its place."""
        found = self._share_of(file)
        if found is None:
            since = self.files.coming_since or self.claimed.tried_at
            if self.delivery.boundary.clock.now() - since <= THERE_WITHIN:
                return self._again("due", max(self.pace.look_after, self._backoff()))
            log.error("picture_not_there", kind=self.claimed.kind)
            self._delete(file)
            self._keep(replace(self.files, coming=None, coming_since=None, digest=None))
            return self._as_it_is()
        if self.files.posted is not None:
            self._delete(self.files.posted)
        self._keep(Files(file, digest=self.files.digest, shown=self.files.shown))
        self.version = self.files.shown
        return self._shown(*found)

    def _share_of(self, file: str) -> tuple[str, str] | None:
        """The conversation a file is in, and the message it is under; None while it is in none."""
        try:
            answer: Any = self.client.files_info(file=file)
        except SlackApiError as error:
            if fate(error) != "refused":
                raise
            return None  # not known yet, or not any more
        held, shares = answer["file"], answer["file"].get("shares") or {}
        parent = (self.parent.channel, self.parent.ts) if self.parent is not None else (None, None)
        for channels in shares.values():
            for channel, where in channels.items():
                return str(channel), str((where[0] if where else {}).get("thread_ts") or parent[1])
        for channel in (*held.get("channels", ()), *held.get("groups", ()), *held.get("ims", ())):
            return str(channel), str(parent[1])
        return None

    def _taken_back(self) -> Outcome:
        """There is no message for it to be under."""
        self._delete_all()
        return Outcome("dropped", self.version)

    def _wait(self, reason: str) -> Outcome:
        if self.delivery.boundary.clock.now() - self.claimed.tried_at > GIVE_UP:
            return self.dropped(reason)
        return self._again("due", max(self.pace.between, self._backoff()))

    def _as_it_is(self) -> Outcome:
        """Nothing (more) is done; where the message is there, it is known that a picture may come under it again."""
        channel, ts = self.claimed.channel, self.claimed.ts
        if ts is None and self.parent is not None:
            channel, ts = self.parent.channel, self.parent.ts
        if channel is None or ts is None:
            return self.dropped(None)
        return self._shown(channel, ts)

    # -- what is there -------------------------------------------------------------------------

    def _delete_all(self) -> None:
        """Delete every file of it; raises what Slack raised for one once all were tried, and those stay known."""
        left: dict[str, SlackApiError] = {}
        for file in self.files.all:
            try:
                self._delete(file)
            except SlackApiError as error:
                left[file] = error
        if self.files.all:
            posted, coming = (one if one in left else None for one in (self.files.posted, self.files.coming))
            self._keep(Files(posted, coming, self.files.coming_since if coming else None, shown=self.files.shown))
        if left:
            raise next(iter(left.values()))

    def _delete(self, file: str) -> None:
        try:
            self.client.files_delete(file=file)
        except SlackApiError as error:
            if error.response.get("error") not in GONE:
                self._not_deleted = True
                raise

    def _keep(self, files: Files) -> bool:
        with self.delivery.boundary.database.write() as session:
            kept = files_of_outbox.keep(session, self.claimed, files)
        if kept:
            self.files = files
        return kept

    def failed(self, error: Exception) -> Outcome:
        """What a call that failed means for it: what may have been shared is looked for, and not shared again."""
        if self._posting and fate(error) == "perhaps":
            log.warning("picture_unclear", kind=self.claimed.kind, error=why(error))
            return self._again("due", self.pace.look_after)
        if self._not_deleted and fate(error) == "refused":
            return self.later(why(error))  # it must not be left there: an administrator may have to let us
        if self._posting:
            self._keep(replace(self.files, coming=None, coming_since=None, digest=None))
        return super().failed(error)


def _digest(picture: Picture, drawn: Drawn) -> str:
    parts = (picture.title.encode(), drawn.alt.encode(), drawn.png)
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _send(address: str, content: bytes, seconds: int) -> None:
    """Post bytes to the address Slack gave for them; raises OSError where they did not arrive."""
    if not address.startswith(("https://", "http://127.0.0.1:")):
        raise OSError("not an address to send a picture to")
    request = urllib.request.Request(  # noqa: S310 the scheme was just looked at
        address, content, {"Content-Type": "application/octet-stream"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 likewise # nosec B310
        answer.read()
