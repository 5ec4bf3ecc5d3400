"""What is told of deputies: that one was named, would rather not be one, agreed for whoever was away."""

from __future__ import annotations

from bot.introductions.deputies import InStead, Named
from bot.network.who import first_word
from handlers.values import Seen
from handlers.views.introductions import job
from handlers.views.kit import Message, actions, button, context, esc, naming, section


def named(told: Named, *, replace: bool = False) -> Message:
    """That somebody was named as deputy, and the way out of it."""
    whom = esc(told.owner)
    if not told.still:
        text = f"You don't answer for *{whom}*."
        return Message(text, (section(text),), replace=replace)
    text = (
        f"*{whom}* named you as deputy: while they are paused, you are asked for introductions to people they know, "
        "where the charter allows it. You can say yes or no each time."
    )
    no = button("Not me", "deputy_no", Seen(id=told.owner_id).dump(), spoken=naming("Not me, deputy of", told.owner))
    who = esc(first_word(told.owner, "your colleague"))
    foot = context(f"_If you would rather not, {who} is told so, and can name somebody else._")
    return Message(text, (section(text), actions(no), foot), replace=replace)


def declined(deputy: str) -> Message:
    """That somebody would rather not be one's deputy."""
    text = f"*{esc(deputy)}* would rather not be your deputy. `/o2o asks` is where you can name somebody else."
    return Message(text, (section(text),))


def in_stead(told: InStead) -> Message:
    """What a deputy agreed to while one was away."""
    whom = job(told.contact) if told.contact else "somebody you know"
    who = f"*{esc(told.deputy)}* agreed in your place to introduce *{esc(told.requester)}*"
    text = f"While you were paused, {who} to {whom}."
    return Message(text, (section(text), context("_You have nothing to do. `/o2o asks` has your deputy._")))
