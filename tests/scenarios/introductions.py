"""What the stories of introductions do over and over: asking, being told, finding a link."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from models.introductions import Ask
from sandbox.client import Message, News, View
from tests.scenarios.messages import direct, opened
from tests.scenarios.world import World

JANE = "jane.doe@acme.example"
NOES = ("Not this time", "They'd rather not")
WHY = "She signs treasury projects; none of us has met her."


def form_for(world: World, who: str, whom: str = JANE) -> View:
    """The form somebody gets for `/o2o intro`."""
    return opened(world.types(who, f"/o2o intro {whom}"))


def asks_for(world: World, who: str, whom: str = JANE, **values: Any) -> News:
    """Somebody asks for an introduction; then the clock sees to it."""
    filled = {"purpose": "Renew or widen what they have", "reason": WHY, **values}
    news = world.client.person(who).submits(form_for(world, who, whom), filled)
    world.tick()
    return news


def heard(world: World, who: str) -> list[Message]:
    """What the bot told somebody of its own accord."""
    return [one for one in direct(world, who) if not one.ephemeral]


def answers(world: World, who: str) -> list[Message]:
    """The same without the promises."""
    return [one for one in heard(world, who) if not is_promise(one)]


def promises(world: World, who: str) -> list[Message]:
    """What somebody was promised, or what is said in its place by now."""
    return [one for one in heard(world, who) if is_promise(one)]


def is_promise(message: Message) -> bool:
    """Whether a message says by when its reader hears."""
    return (message.metadata or {}).get("event_type") == "o2o_promise"


def told(world: World, who: str) -> Message:
    """The last of it."""
    messages = heard(world, who)
    assert messages, f"{who} was told nothing"
    return messages[-1]


def clicks(world: World, who: str, what: str, message: Message | None = None) -> Message:
    """Somebody clicks under what they were told last; gives that message as it is then.

    A no is not taken back in the time there is for that.
    """
    message = message or told(world, who)
    world.client.person(who).clicks(message, what)
    world.tick(**({"minutes": 5} if what in NOES else {}))
    return next(one for one in heard(world, who) if one.ts == message.ts)


def their_time_is_over(world: World) -> None:
    """Wind the clock to when the silence of whoever was asked last would count as no: with names it goes on then."""
    with world.bot.database.read() as session:
        until = session.scalars(select(func.max(Ask.until))).one()
    world.tick(to=until)


def likes_of(world: World, who: str) -> Message:
    """How somebody likes to be asked, as `/o2o asks` leads there."""
    asks = world.types(who, "/o2o asks").messages[0]
    return world.client.person(who).clicks(asks, "How I like to be asked ...").messages[-1]


def mail(message: Message) -> str:
    """The address that its link opens a mail with, as a mail program is given it."""
    found = re.search(r"<(mailto:[^|>]*)\|Open in mail", message.text)
    assert found, message.text
    return found[1].replace("&amp;", "&")
