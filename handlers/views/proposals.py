"""What colleagues' messages say of whom one knows: told to the one who may log it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.people.capture import Entry
from bot.people.proposals import Proposed
from handlers.values import Suggestion
from handlers.views import capture
from handlers.views.kit import Block, Form, Message, actions, button, context, esc, section

SHOWN_MOST = 10
"""Suggestions in one message at the most."""
FOOT = "_Only you decide. Who suggested it is not told what you do._"


def listing(waiting: Sequence[Proposed], *, said: str | None = None, replaces: bool = False) -> Message:
    """Suggestions, each with its buttons; `said` stands above them."""
    shown = waiting[:SHOWN_MOST]
    among = tuple(one.proposal_id for one in shown)
    lines = [said] if said else []
    blocks: list[Block] = [section(said)] if said else []
    for one in shown:
        lines.append(_line(one))
        blocks += [section(_line(one)), _buttons(one, among)]
    if len(waiting) > len(shown):
        blocks.append(context(f"… and {len(waiting) - len(shown)} more, once you have answered these."))
    if shown:
        blocks.append(context(FOOT))
    elif not said:
        lines.append("No suggestion waits for you.")
        blocks.append(section(lines[0]))
    return Message("\n".join(lines), tuple(blocks), replace=replaces)


def waiting(said: Message, number: int) -> Message:
    """What `/o2o me` says, with how many suggestions wait above it."""
    if not number:
        return said
    many = "1 suggestion from a colleague waits" if number == 1 else f"{number} suggestions from colleagues wait"
    line = f"{many} for you."
    row = actions(
        button("Look at it" if number == 1 else "Look at them", "proposals", spoken="Look at what colleagues suggest")
    )
    return replace(said, text=f"{line}\n{said.text}", blocks=(section(line), row, *said.blocks))


def _line(one: Proposed) -> str:
    job = ", ".join(esc(part) for part in (one.title, one.account) if part)
    return f"*{esc(one.by)}* thinks you know *{esc(one.called)}*" + (f" ({job})." if job else ".")


def _buttons(one: Proposed, among: tuple[int, ...]) -> Block:
    value = Suggestion(id=one.proposal_id, among=among).dump()
    return actions(
        button("I know them too", "proposal_open", value, spoken=f"I know {one.called} too"),
        button("No", "proposal_no", value, spoken=f"No: forget the suggestion of {one.called}"),
    )


def form(one: Proposed) -> Form:
    """The form that logs a relationship, filled with what was suggested."""
    entry = Entry(address=one.address, name=one.name, title=one.title, account=one.account)
    blank = capture.form(entry)
    metadata = Suggestion(id=one.proposal_id).dump()
    return Form("proposal", blank.title, blank.blocks, submit=blank.submit, metadata=metadata)
