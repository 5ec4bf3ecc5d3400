"""How errors, waiting and forms that could not be opened look."""

from __future__ import annotations

from bot.errors import DomainError
from bot.people.capture import ObjectionOnFile
from handlers.views.kit import Form, Message, actions, button, section

OBJECTION = "Please don't contact this person: a privacy request is on file."


def words(error: DomainError) -> str:
    """What is wrong and what would be right."""
    return OBJECTION + " Nothing was stored." if isinstance(error, ObjectionOnFile) else error.words


def message(error: DomainError) -> Message:
    """An error as a message."""
    said = words(error)
    title = "Nothing was stored" if isinstance(error, ObjectionOnFile) else "That didn't work"
    return Message(said, (section(said),), title=title)


def form(error: DomainError) -> Form:
    """An error as the content of a form that has no field to show it at."""
    return form_of(message(error))


def form_of(said: Message | Form | None) -> Form:
    """Anything said, as the content of a form already open."""
    if isinstance(said, Form):
        return said
    done = said or Message("That was done already.", (section("That was done already."),), title="Done already")
    return Form("notice", done.title or "Done", done.blocks, close="Close")


def loading() -> Form:
    """Shown while a form is filled: a trigger lives three seconds, the store may be slower."""
    return Form("loading", "o2o", (section("One moment ..."),), close="Close")


def form_in_message(form_: Form) -> Message:
    """Where no form can be opened (a direct message has no trigger), a button that opens it."""
    row = actions(button("Fill it in", form_.opened_by, form_.metadata, spoken=form_.spoken))
    return Message(form_.asks, (section(form_.asks), row))
