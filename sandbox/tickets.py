"""What an app gets with an interaction and may use for a while: triggers and response URLs."""

import secrets
from dataclasses import dataclass, field

from sandbox.clock import SandboxClock
from sandbox.errors import SlackError

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    """The right to open one modal for one person, for three seconds."""

    id: str
    user: str
    until: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer an interaction: where, to whom, about which message."""

    key: str
    user: str
    channel: str
    until: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Tickets:
    """All triggers and response URLs that were handed out."""

    clock: SandboxClock
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """Hand out a trigger; `view_id` is the modal it came from, if any."""
        ident = f"{len(self.triggers) + 1}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[ident] = Trigger(ident, user, self.clock.now() + TRIGGER_SECONDS, view_id)
        return ident

    def exchange(self, ident: str) -> Trigger:
        """Use up a trigger, or raise the error Slack answers with."""
        trigger = self.triggers.get(ident)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() > trigger.until:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response(self, user: str, channel: str, message_ts: str | None = None, thread_ts: str | None = None) -> str:
        """Hand out a response URL's key."""
        key = secrets.token_urlsafe(18)
        until = self.clock.now() + RESPONSE_SECONDS
        self.responses[key] = ResponseUrl(key, user, channel, until, message_ts, thread_ts)
        return key

    def respond(self, key: str) -> ResponseUrl:
        """Count one use of a response URL, or raise why it no longer works."""
        ticket = self.responses.get(key)
        if ticket is None:
            raise SlackError("invalid_url")
        if self.clock.now() > ticket.until:
            raise SlackError("expired_url")
        if ticket.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        ticket.uses += 1
        return ticket
