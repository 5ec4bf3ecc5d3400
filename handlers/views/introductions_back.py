"""Taking back what one said about an introduction: asking once more, and what the others are told of it."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.introductions.shown import AskShown, Standing
from handlers.values import Seen, Wanted
from handlers.views.hours import Reader
from handlers.views.introductions import standing_line
from handlers.views.kit import Block, Message, actions, button, confirm, context, esc, naming, section

OVER = "The time to take it back is over."


def is_over(ask: AskShown) -> bool:
    """Whether it is a no that can't be taken back any more."""
    return ask.state in ("no", "contact_no") and ask.how is None and ask.undo_until is None


def undo(ask: AskShown, reader: Reader) -> list[Block]:
    """The button that takes back what an ask says, while it can be."""
    value, about = Seen(id=ask.ask_id, v=ask.version).dump(), (ask.requester, ask.contact.name)
    if ask.unmade_until is not None:
        return [actions(button("Undo", "ask_unmade", value, spoken=naming("Undo, not introduced yet", *about)))]
    if ask.undo_until is not None:
        back = button("Undo", "ask_reconsider", value, spoken=naming("Undo my no", *about))
        return [actions(back), context(f"_You can take it back until {reader.hour(ask.undo_until)}._")]
    return []


def reported(ask: AskShown, reader: Reader) -> list[Block]:
    """That the reader said of the contact that they asked not to be contacted, and what takes it back."""
    if ask.reported_at is None:
        return []
    said = f"You told me {reader.on_day(ask.reported_at)} that *{esc(ask.contact.name)}* asked not to be contacted."
    back = mistake(Seen(id=ask.ask_id).dump(), ask.contact.name)
    return [section(f"{said} Nobody is asked now."), actions(back)]


def mistake(value: str, whom: str) -> ButtonElement:
    """The button that takes back that somebody asked not to be contacted."""
    means = f"Colleagues can be asked about {esc(whom, 100)} again. Requests that ended because of it stay ended."
    sure = confirm("That was a mistake?", means, "It was", "Keep it")
    label = "That was a mistake"
    return button(label, "ask_mistaken", value, confirm=sure, spoken=naming(label, whom))


def mistaken(ask: AskShown, *, marked: bool) -> Message:
    """That it was a mistake, beside what it was told under: that one is told anew, and says how things stand.

    `marked`: the contact is still not to be contacted, because of others.
    """
    whom = f"*{esc(ask.contact.name)}*"
    text = f"Taken back: colleagues can be asked about {whom} again. The request that ended because of it stays ended."
    if marked:
        text = f"Taken back. {whom} is still not to be contacted: others say so, or our records do."
    return Message(text, (section(text),))


def really_cannot(ask: AskShown) -> Message:
    """Asks once more before a yes is taken back."""
    who, whom = esc(ask.requester), esc(ask.contact.name)
    text = (
        f"You can't introduce *{who}* to *{whom}* after all? {who} knows that you had agreed, and is told so at once. "
        "A conversation that was opened stays as it is."
    )
    about, seen = (ask.requester, ask.contact.name), Seen(id=ask.ask_id, v=ask.version)
    label, back = "I can't after all", Seen(id=ask.ask_id, v=ask.version, do="back").dump()
    row = actions(
        button(label, "ask_cannot", seen.dump(), danger=True, spoken=naming(label, *about)),
        button("Back", "ask_open", back, spoken=naming("Back", *about)),
    )
    return Message(text, (section(text), row), replace=True)


def cannot(standing: Standing, reader: Reader) -> Message:
    """What the requester is told, whose connector can't after all."""
    text = standing_line(standing, reader)
    again = button(
        "Ask again",
        "intro_open",
        Wanted(contact=standing.contact.contact_id).dump(),
        spoken=f"Ask again for an introduction to {standing.contact.name}",
    )
    return Message(text, (section(text), *([] if standing.ask_again_from else [actions(again)])))


def not_needed(ask: AskShown) -> Message:
    """What whoever agreed is told once the request is withdrawn."""
    text = (
        f"*{esc(ask.requester)}* needs no introduction to *{esc(ask.contact.name)}* any more, and has withdrawn the "
        "request you agreed to. Thank you; there is nothing to do."
    )
    return Message(text, (section(text),))
