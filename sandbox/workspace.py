"""Everything that belongs to one running sandbox, handed to whoever acts in it."""

from dataclasses import dataclass

from sandbox.delivery import Delivery
from sandbox.faults import Faults
from sandbox.state import State
from sandbox.wire import Wire


@dataclass
class Workspace:
    """The memory, the way to the app, the log, what goes wrong, and the sandbox's own address."""

    state: State
    delivery: Delivery
    wire: Wire
    faults: Faults
    url: str = ""

    def response_url(self, user: str, channel: str, message_ts: str | None = None, thread_ts: str | None = None) -> str:
        """A fresh `response_url` for an interaction."""
        key = self.state.tickets.response(user, channel, message_ts, thread_ts)
        return f"{self.url}/response/{key}"
