"""What an act came to, and finding what it is about."""

from dataclasses import dataclass, field

from sandbox.delivery import Ack
from sandbox.entities import Channel, Json, Message, User, View
from sandbox.errors import ActError
from sandbox.state import State
from sandbox.workspace import Workspace


@dataclass
class Outcome:
    """Whether anything was sent to the app, whether and how fast it acknowledged (`ms`), and what
    the person was told."""

    acked: bool = True
    ms: float = 0.0
    errors: dict[str, str] = field(default_factory=dict)
    notice: str | None = None
    sent: bool = False
    beside: Json = field(default_factory=dict)

    @classmethod
    def of(cls, ack: Ack, notice: str | None = None) -> "Outcome":
        """The outcome of one delivery."""
        return cls(ack.ok, ack.ms, notice=notice, sent=True)


@dataclass(frozen=True)
class Act:
    """A person doing something: who, what was given, and the workspace they do it in."""

    workspace: Workspace
    user: User
    given: Json

    @property
    def state(self) -> State:
        """The workspace's memory."""
        return self.workspace.state

    def text(self, name: str) -> str:
        """A part of the act that must be there."""
        value = self.given.get(name)
        if not isinstance(value, str) or not value:
            raise ActError("missing", f"this act needs {name}")
        return value

    def channel(self) -> Channel:
        """The conversation acted in; the person must be in it."""
        found = self.state.channels.get(self.text("channel"))
        if found is None or found not in self.state.visible(self.user):
            raise ActError("channel_not_found", f"no channel {self.given.get('channel')}")
        return found

    def joined_channel(self) -> Channel:
        """The conversation acted in, open for writing to this person."""
        channel = self.channel()
        if self.user.id not in channel.members:
            raise ActError("not_in_channel", f"{self.user.name} is not in {channel.name}")
        if channel.is_archived:
            raise ActError("is_archived", f"{channel.name} is archived")
        return channel

    def message(self) -> Message:
        """The message acted on, if this person sees it."""
        message = self.state.messages[self.channel().id].get(self.text("ts"))
        if message is None or message.ephemeral_to not in (None, self.user.id):
            raise ActError("message_not_found", f"no message {self.given.get('ts')}")
        return message

    def view(self) -> View:
        """The view acted in: this person's home or a modal of theirs."""
        wanted = self.text("view_id")
        home = self.state.homes.get(self.user.id)
        if home is not None and home.id == wanted:
            return home
        if wanted not in self.state.stacks[self.user.id]:
            raise ActError("view_not_found", f"no open view {wanted}")
        return self.state.views[wanted]
