"""What is told once an introduction is over: thanks, the monthly receipt, an objection."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.introductions.afterwards import Noted, Receipt, Thanks
from bot.introductions.objected import Reported
from handlers.values import Mine, Seen
from handlers.views.introductions_back import mistake
from handlers.views.kit import Message, actions, button, confirm, context, esc, naming, section

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def thanks(told: Thanks) -> Message:
    """What the connector hears of how it went."""
    whom = f"*{esc(told.contact.name)}*" if told.contact else "the person you introduced them to"
    who = f"*{esc(told.requester)}*"
    if told.came == "met":
        text = f"{who} and {whom} met. Thank you for the introduction."
    else:
        text = f"{whom} has not replied to {who} yet. Thank you for the introduction all the same."
    return Message(text[0].upper() + text[1:], (section(text[0].upper() + text[1:]),))


def with_evidence(said: Message, kept: Noted | None, called: str) -> Message:
    """Thanks for saying that one met, and what that has changed in one's own name, with the way back."""
    if kept is None:
        return said
    whom = f"*{esc(called)}*"
    if not kept.new:
        foot = f"_That you met {whom} today is kept with what you logged of them: `/o2o me` shows and corrects it._"
        return replace(said, text=f"{said.text}\n{foot}", blocks=(*said.blocks, context(foot)))
    text = f"I logged in your name that you know {whom}, as you have met. `/o2o me` shows and corrects it."
    sure = confirm("Forget it?", f"That you know {esc(called)} is forgotten; that you met stays told.", "Forget it")
    label, value = "Don't keep it in my name", Mine(id=kept.relationship_id, do="remove").dump()
    spoken = naming(label, f"that I know {called}")
    drop = button(label, "intro_not_kept", value, confirm=sure, spoken=spoken)
    return replace(said, text=f"{said.text}\n{text}", blocks=(*said.blocks, section(text, accessory=drop)))


def not_kept() -> Message:
    """What is said once that one knows them is forgotten again."""
    text = "Not kept in your name. That you met is noted all the same."
    return Message(text, (section(text),), replace=True)


def receipt(told: Receipt) -> Message | None:
    """What an owner is told once a month of how their relationships were used; nothing where they were not."""
    if told.empty:
        return None
    month = dt.date(told.month // 100, told.month % 100, 1)
    parts = [f"looked up {_times(told.looked_up)}", f"asked for {_times(told.asked)}"]
    meetings = f"{_number(told.meetings)} meeting" + ("" if told.meetings == 1 else "s")
    text = f"Your relationships in {month:%B %Y}: {', '.join(parts)}, {meetings}."
    foot = context("_Only you are told. `/o2o me` shows what is held in your name; `/o2o asks` lets you pause._")
    return Message(text, (section(text), foot))


def objected(told: Reported, ask_id: int, *, replace: bool = False) -> Message:
    """What the privacy officer is told of a contact who asked not to be contacted, reported from this ask."""
    if told.taken_back:
        text = (
            f"*{esc(told.by)}* had said that *{esc(told.name)}* ({esc(told.address)}) asked not to be contacted. "
            "That was a mistake, and is taken back. Requests that ended because of it stay ended."
        )
        if told.marked:
            text += " They are still not to be contacted: others say so, or our records do."
        return Message(text, (section(text),), replace=replace)
    text = (
        f"*{esc(told.by)}* says that *{esc(told.name)}* ({esc(told.address)}) asked not to be contacted. "
        "Nobody of ours is asked about them any more."
    )
    if told.recorded:
        todo = "Their objection is on file."
    else:
        todo = f"If they object to being kept here, too: `o2o subject object {esc(told.address)}`."
    row = [] if told.recorded else [actions(mistake(Seen(id=ask_id, do="officer").dump(), told.name))]
    return Message(f"{text} {todo}", (section(text), context(todo), *row), replace=replace)


def _times(number: int) -> str:
    return {0: "not once", 1: "once", 2: "twice"}.get(number, f"{_number(number)} times")


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)
