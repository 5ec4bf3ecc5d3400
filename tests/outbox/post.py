"""A post office for tests: an outbox, a stand-in Slack, and deliveries that carry from one to the other."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.charter import load_charter
from bot.cli.demo import MANIFEST, ROOT
from bot.clock import Clock
from bot.deals.playbook import load_playbooks
from bot.outbox import tell, unsay
from bot.settings import load_settings
from handlers.boundary import Boundary, Turn
from handlers.delivery import Delivery, Pace
from handlers.views.kit import Message, section
from sandbox import Sandbox
from sandbox.client import SandboxClient
from sandbox.client.shown import Message as Seen
from sandbox.company import Company, CompanyUser
from tests.conftest import FixedClock
from tests.outbox.conftest import Outbox

CHARTER = load_charter(ROOT / "charter.yaml")
PLAYBOOKS = load_playbooks(ROOT / "playbook.yaml")
PEOPLE = ("ana", "raj")


def slack() -> Sandbox:
    """A Slack with Ana and Raj in it."""
    users = [CompanyUser(f"U0{name.upper()}", name, name.title()) for name in PEOPLE]
    company = Company("T0INITRODE", "Initrode", "initrode", users, [])
    return Sandbox(company, json.loads(MANIFEST.read_text(encoding="utf-8")), deliver="none")


@dataclass
class Post:
    """What is said of a subject stands in `words`; a subject without words is nothing to speak of."""

    outbox: Outbox
    slack: Sandbox
    clock: Clock
    words: dict[int, str] = field(default_factory=dict)
    group: tuple[str, ...] = ()
    viewers: list[int] = field(default_factory=list)

    def render(self, turn: Turn, subject_id: int) -> Message | None:
        """The words of the subject, for whoever's turn it is."""
        self.viewers.append(turn.viewer.id)
        said = self.words.get(subject_id)
        return Message(said, (section(said),), group=self.group) if said else None

    def delivery(self, pace: Pace | None = None) -> Delivery:
        """One process that delivers."""
        boundary = Boundary(self.outbox.database, CHARTER, load_settings(), self.clock, playbooks=PLAYBOOKS)
        client = WebClient(self.slack.bot_token, base_url=self.slack.api_url, retry_handlers=[])
        return Delivery(boundary, client, self.outbox.workspace_id, {"note": self.render}, pace)

    def tell(
        self,
        subject_id: int,
        words: str,
        to: str = "ana",
        *,
        due_at: dt.datetime | None = None,
        lapses_at: dt.datetime | None = None,
    ) -> None:
        """Have somebody told."""
        self.words[subject_id] = words
        recipient = getattr(self.outbox, to)
        with self.outbox.database.write() as session:
            given = (session, self.clock, self.outbox.workspace_id, "note", subject_id, recipient)
            tell(*given, due_at=due_at, lapses_at=lapses_at)

    def unsay(self, subject_id: int, to: str = "ana") -> None:
        """Take it back."""
        with self.outbox.database.write() as session:
            unsay(session, self.outbox.workspace_id, "note", subject_id, getattr(self.outbox, to))

    def moves(self, seconds: float) -> None:
        """Move the clock, Slack's with it."""
        assert isinstance(self.clock, FixedClock)
        self.clock.advance(seconds=seconds)
        self.slack.clock.set(self.clock.at.timestamp())

    def seen(self, who: str = "ana", where: str = "bot") -> list[Seen]:
        """What somebody sees of the bot."""
        return SandboxClient(self.slack.url).person(who).messages(where)

    def said(self, who: str = "ana") -> list[str]:
        """The words of it."""
        return [one.text for one in self.seen(who)]

    def states(self) -> list[str]:
        """How the entries stand."""
        return [one.state for one in self.outbox.entries()]

    def calls(self, method: str) -> int:
        """How often a method was called."""
        return sum(one.what == method for one in self.slack.wire)
