"""What is said to a gap: the forms that ask, what was noted with the way back, what whoever is to see to it hears."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.deals.gaps import REASON_MOST, Answered
from bot.deals.meetings import Meeting
from bot.deals.playbook import Playbook
from bot.deals.showing import DealShown
from handlers.values import LONGEST_SOURCE, Met, Missing
from handlers.views.hours import Reader
from handlers.views.kit import (
    Block,
    Form,
    Message,
    actions,
    button,
    choice_input,
    context,
    day_select,
    esc,
    option,
    person_select,
    section,
    select,
    text_input,
)
from handlers.views.next import line, meeting


def answered(
    done: Answered, reader: Reader, need: str, *, contact: int = 0, called: str = "", on: bool = False
) -> Message:
    """What was noted, with the way back. `need` says what it was about, in words."""
    undo = button("Undo", "gap_undo", _undo(done, contact, on=on).dump(), spoken=f"Undo: {need}")
    text = _noted(done, reader, need, called)
    return Message(text, (section(text, accessory=undo),), title="Noted")


def _noted(done: Answered, reader: Reader, need: str, called: str) -> str:
    deal = f"_{esc(done.deal.name, 80)}_"
    if done.state == "met" or not done.filled:
        text = f"Noted for {deal}: you have met *{esc(called, 80)}*. Everybody on the deal may know that."
        return text if done.filled else f"{text} Still open: {need}, since you have another part in it."
    if done.state == "not_needed":
        return f"Noted for {deal}: {need} is not needed. I don't ask for it again."
    if done.state == "assigned":
        return f"*{esc(done.assigned_to or 'Somebody', 80)}* is to see to it in {deal}: {need}. I tell them."
    day = reader.date(done.until) if done.until else "another day"
    return f"Set aside in {deal}: {need}. I come back to it on {day}."


def _undo(done: Answered, contact: int, *, on: bool) -> Met:
    before = done.before
    return Met(
        deal=done.deal.id,
        contact=contact,
        gap=done.gap_id if done.filled else 0,
        v=done.version if done.filled else 0,
        kind=before.kind if before else "",
        at=before.at if before else None,
        source=before.source[:LONGEST_SOURCE] if before else "",
        on=on,
    )


def undone(deal: str) -> Message:
    """What is said once an answer is taken back."""
    text = f"Taken back. It stands in _{esc(deal, 80)}_ as before."
    return Message(text, (section(text),), replace=True, title="Taken back")


def asked_again(deal: str, need: str) -> Message:
    """What is said once something is asked for again that was not needed, or put off."""
    text = f"I ask for it again in _{esc(deal, 80)}_: {need}."
    return Message(text, (section(text),), title="Asked again")


def needed(playbook: Playbook, key: str) -> str:
    """A need in words: who of ours with whom of theirs."""
    need = next((one for one in playbook.needs if one.id == key), None)
    return f"our {esc(need.ours)} with their {esc(need.theirs)}" if need else "what was asked for"


def why(one: Meeting, playbook: Playbook) -> Message:
    """Why this is needed, and why these two."""
    need = one.standing.need
    at = next((stage.name for stage in playbook.sales_stages if stage.id == need.at), need.at)
    touches = (
        f"{', '.join(need.engaged.by[:-1])} or {need.engaged.by[-1]}" if need.engaged.by[1:] else need.engaged.by[0]
    )
    last = f"It counts as met once somebody said here that they were in touch ({touches}), not more than"
    lines = [
        f"The playbook _{esc(playbook.name)}_ asks for it from _{esc(at)}_ on: “{esc(need.because)}”",
        f"{last} {need.engaged.within} days ago.",
    ]
    if one.ours is not None and one.theirs is not None:
        lines.append(
            "Of all pairs at once I choose those that go best together: who of ours knows them, as far as you may see; "
            "the same level; the same function; and not always the same person."
        )
    text = "\n".join(lines)
    return Message(text, (section(text),), title="Why?")


def not_needed(value: Missing, need: str) -> Form:
    """The form that asks why something is not needed."""
    blocks = (
        section(f"Not needed: {need}."),
        text_input("reason", "Why not?", optional=False, multiline=True, most=REASON_MOST),
        context("_Everybody on the deal can read this. I don't ask for it again in this deal._"),
    )
    return Form("gap_not_needed", "Not needed", blocks, submit="Save", metadata=value.dump())


def assign(value: Missing, need: str) -> Form:
    """The form that asks who is to see to it."""
    blocks = (
        section(f"Who is to see to it: {need}?"),
        choice_input("colleague_id", "Colleague", person_select("value", "Choose somebody"), optional=False),
        context("_Only somebody on the deal already. I tell them in a direct message._"),
    )
    return Form("gap_assign", "Assign to", blocks, submit="Assign", metadata=value.dump())


def snooze(value: Missing, need: str, today: dt.date) -> Form:
    """The form that asks until when it is set aside."""
    later = day_select("value", "Choose a day", initial=today + dt.timedelta(days=14))
    blocks = (section(f"Set aside: {need}."), choice_input("until", "Until", later, optional=False))
    return Form("gap_snooze", "Snooze", blocks, submit="Snooze", metadata=value.dump())


def assigned(
    one: Meeting, deal: DealShown, reader: Reader, viewer_id: int, *, by: str | None, requests: bool
) -> Message:
    """What somebody is told to whom it was assigned."""
    first = f"{f'*{esc(by, 80)}*' if by else 'Somebody on the deal'} asks you to see to this in *{esc(deal.name, 80)}*:"
    blocks = [section(first), *meeting(one, deal, reader, viewer_id, requests=requests)]
    return Message(f"{first}\n{line(one, reader, viewer_id)}", tuple(blocks))


def not_assigned(deal: str) -> Message:
    """What takes its place once there is nothing for them to see to any more."""
    text = f"There is nothing for you to see to any more in *{esc(deal, 80)}*."
    return Message(text, (section(text),), only_updates=True)


def count_it(deals: Sequence[tuple[int, str]], contact_id: int, called: str) -> list[Block]:
    """Offers to count a meeting for one of these deals, beside that it is noted for oneself."""
    text = f"Shall it count for a deal? Everybody on it may then know that you have met *{esc(called, 80)}*."
    if len(deals) == 1:
        deal_id, name = deals[0]
        value = Met(deal=deal_id, contact=contact_id).dump()
        return [section(text), actions(button(f"Count it for {name}", "met_count", value))]
    options = [option(f"Count it for {name}", Met(deal=one, contact=contact_id).dump()) for one, name in deals]
    return [section(text), actions(select("met_count", "Count it for ...", options))]


def counted(done: Answered, contact_id: int, called: str) -> Message:
    """What is said once it counts."""
    text = f"It counts for _{esc(done.deal.name, 80)}_: you have met *{esc(called, 80)}*."
    undo = button("Undo", "gap_undo", _undo(done, contact_id, on=False).dump(), spoken="Undo: it does not count")
    return Message(text, (section(text, accessory=undo),))
