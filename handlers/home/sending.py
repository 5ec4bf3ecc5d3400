"""App Home on its way: rendered as things stand now, and published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot import publishing
from bot.outbox import Claimed, Outcome
from handlers.boundary import MEMBERS_ONLY, NotAMember, NotYetKnown, Turn
from handlers.delivery import Delivery
from handlers.sending import Sending
from handlers.views import home as view
from handlers.views.kit import Message
from models.people import Colleague


@dataclass(frozen=True)
class Published:
    """Renders what is published in App Home. Given to `House.notification` in the place of what renders a message.

    None: there is nothing to show but what was published last.
    """

    render: Callable[[Turn, int], Message | None]

    def sending(self, delivery: Delivery, claimed: Claimed) -> SendingHome:
        """One Home on its way."""
        return SendingHome(delivery, claimed, self)


class SendingHome(Sending):
    """A Home on its way. Where it is not clear whether it was published, it is simply published again."""

    def __init__(self, delivery: Delivery, claimed: Claimed, published: Published) -> None:
        super().__init__(delivery, claimed)
        self.published = published

    def deliver(self) -> Outcome:
        """Publish it. Raises what rendering and Slack raise."""
        claimed, boundary = self.claimed, self.delivery.boundary
        whose = (claimed.workspace_id, int(claimed.recipient_id or 0))
        try:
            message, _ = self._rendered(self.published.render)
        except NotYetKnown:
            raise
        except NotAMember:
            message = view.words(MEMBERS_ONLY)  # what they were shown as a member is taken away
            with boundary.database.read() as session:
                self._recipient = str(session.get_one(Colleague, whose).slack_user_id or "")
        if message is not None and self._recipient:
            if self._is_too_slow():
                return self.later("too_slow")  # what another process has published since must not be turned back
            self._posting = True
            self.client.views_publish(user_id=self._recipient, view=view.view(message))
            with boundary.database.write() as session:
                publishing.shown(session, *whose, publishing.mark_of(message.blocks))
        return Outcome("shown", self.version)
