"""What the stories of shortcuts do over and over: writing a message, using a shortcut on it, suggesting somebody."""

from __future__ import annotations

from sqlalchemy import select

from models.review import Proposal
from sandbox.client import Message, News, View
from tests.scenarios.world import World

LOG, ASK = "log_who_knows_whom", "who_knows_in_message"
PETRA = "petra.novak@newco.example"
SUGGESTED = "Suggested to Raj Patel. Only Raj decides; I won't tell you what becomes of it."


def written(world: World, who: str, text: str, to: str = "general") -> Message:
    """A message somebody writes where the bot is not."""
    person = world.client.person(who)
    person.says(text, to=to)
    return [one for one in person.messages(to) if one.user == person.id][-1]


def opened(news: News) -> View:
    """The modal that came of something."""
    assert news.view is not None, news.text
    return news.view


def direct(world: World, who: str) -> list[Message]:
    """What the bot wrote to somebody, once all that is due is delivered."""
    world.deliver()
    return world.client.person(who).messages("bot")


def proposals(world: World) -> list[Proposal]:
    """Everything that is proposed, in order."""
    with world.bot.database.read() as session:
        found = list(session.scalars(select(Proposal).order_by(Proposal.id)))
        session.expunge_all()
        return found


def suggest(world: World, address: str) -> News:
    """Ana only suggests somebody to Raj; what she sees, without the address."""
    message = written(world, "zoe", f"@raj knows {address}")
    form = opened(world.ana.uses_message_shortcut(LOG, message))
    return world.ana.submits(form, {"take.0": "Only suggest it to colleagues"})
