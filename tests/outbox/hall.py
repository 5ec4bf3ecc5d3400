"""A deal of Ana's with a channel, in a stand-in Slack with people from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.cli.demo import MANIFEST
from bot.deals import rooms
from bot.outbox import BEFORE, tell
from bot.settings import load_settings
from handlers.boundary import Boundary, Turn
from handlers.commands import nudges
from handlers.delivery import Delivery, Pace
from handlers.views.kit import Message, section
from models.deals import Deal
from sandbox import Sandbox
from sandbox.client import SandboxClient
from sandbox.company import Company, CompanyChannel, CompanyUser
from tests.conftest import NOW, FixedClock
from tests.outbox.conftest import Outbox
from tests.outbox.post import CHARTER, PLAYBOOKS

ROOM = "C0DEAL"
ELSEWHERE = "C0ELSE"
CROWD = 230
"""So many that Slack tells of them in two pages."""


@dataclass
class Hall:
    """A deal of Ana's with a channel; what is said there of a subject stands in `words`."""

    outbox: Outbox
    slack: Sandbox
    clock: FixedClock = field(default_factory=FixedClock)
    words: dict[int, str] = field(default_factory=dict)
    eyes: list[tuple[int, bool | None, str | None]] = field(default_factory=list)

    def render(self, turn: Turn, subject_id: int) -> Message | None:
        """What is said of a subject, to those who may be told."""
        viewer = turn.viewer
        self.eyes.append((viewer.id, viewer.external, turn.channel_id))
        assert viewer.is_channel or viewer.id == self.outbox.ana
        said = self.words.get(subject_id)
        return Message(said, (section(said),)) if said else None

    def delivery(self, pace: Pace | None = None) -> Delivery:
        """One process that delivers."""
        boundary = Boundary(self.outbox.database, CHARTER, load_settings(), self.clock, playbooks=PLAYBOOKS)
        client = WebClient(self.slack.bot_token, base_url=self.slack.api_url, retry_handlers=[])
        renderers = {"note": self.render, rooms.CHANNEL: nudges._channel, BEFORE: nudges.said_before}
        return Delivery(boundary, client, self.outbox.workspace_id, renderers, pace or Pace(between=0.0))

    def tell(self, subject_id: int, words: str, *, anew: bool = False) -> None:
        """Have something said in the channel."""
        self.words[subject_id] = words
        with self.outbox.database.write() as session:
            tell(session, self.clock, self.outbox.workspace_id, "note", subject_id, room=ROOM, anew=anew)

    def look(self) -> None:
        """Have the channel looked at, as an event does."""
        with self.outbox.database.write() as session:
            rooms.look_again(session, self.clock, self.outbox.workspace_id, ROOM)

    def moves(self, seconds: float) -> None:
        """Move the clock, Slack's with it."""
        self.clock.advance(seconds=seconds)
        self.slack.clock.set(self.clock.at.timestamp())

    def said(self, where: str = "deal", who: str = "ana") -> list[str]:
        """The words somebody sees somewhere."""
        return [one.text for one in SandboxClient(self.slack.url).person(who).messages(where)]

    def trouble(self) -> str | None:
        """What is wrong with the channel, as it is kept."""
        with self.outbox.database.read() as session:
            found = rooms.bound(session, self.outbox.workspace_id, ROOM)
            assert found is not None
            return found.trouble

    def states(self, kind: str = "note") -> list[str]:
        """How the entries of a kind stand."""
        return [one.state for one in self.outbox.entries() if one.kind == kind]

    def calls(self, method: str) -> int:
        """How often a method was called."""
        return sum(one.what == method for one in self.slack.wire)

    def does(self, what: str, **given: object) -> None:
        """Ana does something to the channel."""
        SandboxClient(self.slack.url).act("U0ANA", what, channel=ROOM, **given)


@contextmanager
def a_hall(outbox: Outbox) -> Iterator[Hall]:
    """The hall, while it is open."""
    users = [CompanyUser(f"U0{name.upper()}", name, name.title()) for name in ("ana", "raj", "mia")]
    users.append(CompanyUser("U0GUS", "gus", "Gus Guest", "guest"))
    users.append(CompanyUser("U0PIA", "pia", "Pia Partner", "stranger", team_id="T0ELSEWHERE"))
    users.append(CompanyUser("U0JIRA", "jira", "Jira", "bot"))
    users += [CompanyUser(f"U{number:07}", f"p{number}", f"Person {number}") for number in range(CROWD)]
    channel = CompanyChannel(ROOM, "deal", "private", ["U0ANA", "U0RAJ", "U0JIRA"], bot=True)
    other = CompanyChannel(ELSEWHERE, "other", "private", ["U0ANA"], bot=True)
    company = Company("T0INITRODE", "Initrode", "initrode", users, [channel, other])
    with outbox.database.write() as session:
        made = Deal(
            workspace_id=outbox.workspace_id,
            name="Acme renewal",
            stage="Discovery",
            is_open=True,
            owner_id=outbox.ana,
            channel_id=ROOM,
            source="x",
            created_at=NOW,
        )
        session.add(made)
    with Sandbox(company, json.loads(MANIFEST.read_text(encoding="utf-8")), deliver="none") as running:
        found = Hall(outbox, running)
        found.moves(0)
        yield found
