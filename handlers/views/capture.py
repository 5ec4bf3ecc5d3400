"""Logging whom one knows: the form, and what is said afterwards."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.people.capture import STRENGTH_WORDS, Entry, Logged
from bot.people.left import Vacated
from bot.people.mine import Mine as Item
from handlers.values import Asked, Departure, Mine, Seat
from handlers.views.kit import (
    Block,
    Form,
    Message,
    actions,
    button,
    choice_input,
    confirm,
    context,
    esc,
    option,
    section,
    select,
    text_input,
)

KINDS = ("worked together", "customer of mine", "studied together", "friend", "met at an event", "other")
WHO_READS = (
    "_Who sees this, the charter says: `/o2o charter`. The person can ask to see it, too: "
    "write only what you would say to them._"
)


def form(entry: Entry, *, called: str | None = None, kept: Asked | None = None) -> Form:
    """The form for somebody new (`entry` prefills it); `called` where a person was picked already.

    `kept` is what was typed: where no form can be opened at once, the button that opens it later prefills it again.
    """
    metadata = (kept or Asked(who="")).model_copy(update={"contact": entry.contact_id}).dump()
    blocks: list[Block] = []
    if entry.contact_id is not None:
        blocks.append(section(f"You know *{esc(called or 'this person')}*."))
    else:
        blocks.append(
            text_input(
                "address",
                "E-mail address",
                initial=entry.address,
                placeholder="jane@acme.com",
                optional=False,
                most=320,
            )
        )
        blocks.append(text_input("name", "Full name", initial=entry.name, placeholder="Jane Doe"))
    return Form("know", "Log a relationship", (*blocks, *_fields(entry, new=True)), submit="Log", metadata=metadata)


def correction(item: Item) -> Form:
    """The form that corrects one's own relationship."""
    entry = Entry(
        name=item.called,
        title=item.title,
        account=item.account,
        strength=item.strength,
        kind=item.kind,
        note=item.note,
    )
    name = text_input("name", "Full name", initial=item.called)
    metadata = Mine(id=item.relationship_id, seen=item.stamp).dump()
    return Form("correct", "Correct", (name, *_fields(entry, new=False)), submit="Save", metadata=metadata)


def _fields(entry: Entry, *, new: bool) -> list[Block]:
    kinds = {kind: option(kind.capitalize(), kind) for kind in dict.fromkeys((*KINDS, *filter(None, [entry.kind])))}
    blocks = [
        strength_input("strength", entry.strength),
        text_input("title", "Their title", initial=entry.title, placeholder="CFO"),
        text_input("account", "Their company", initial=entry.account, placeholder="Acme"),
        choice_input(
            "kind",
            "How do you know them?",
            select("value", "Choose ...", list(kinds.values()), initial=kinds[entry.kind] if entry.kind else None),
        ),
        text_input("note", "Note to yourself", initial=entry.note, multiline=True, most=2000),
    ]
    if new:
        blocks.append(sharing_input(private=bool(entry.private)))
    return [*blocks, context(WHO_READS)]


def strength_input(name: str, strength: int | None) -> Block:
    """The field that asks how well one knows somebody."""
    strengths = {figure: option(f"{figure} · {words}", str(figure)) for figure, words in STRENGTH_WORDS.items()}
    initial = strengths[strength] if strength else None
    element = select("value", "Choose ...", list(strengths.values()), initial=initial)
    return choice_input(name, "How well do you know them?", element)


def sharing_input(*, private: bool) -> Block:
    """The field that asks who may know."""
    shared = option("Share as the charter says", "shared")
    kept = option("Keep private: only I see it", "private")
    element = select("value", "Choose ...", [shared, kept], initial=kept if private else shared)
    return choice_input("sharing", "Who may know?", element, optional=False)


def logged(said: Logged, *, met: bool = False) -> Message:
    """What is stored now, with the next click."""
    head = f"Noted: you met *{esc(said.called)}* today." if met else stored(said)
    lines = [head]
    row = []
    if said.strength is None:
        lines.append("How well do you know them?")
        row += [
            button(words, f"strength_{figure}", Mine(id=said.relationship_id, do=str(figure)).dump())
            for figure, words in ((5, "Very well"), (3, "Fairly well"), (1, "A little"))
        ]
    else:
        row.append(button("Correct", "mine_correct", Mine(id=said.relationship_id, do="correct").dump()))
    if said.waiting:
        lines.append("_It was imported in your name: nobody else sees it before you share it._")
        row.append(button("Share", "mine_share", Mine(id=said.relationship_id, do="shared").dump()))
    if said.private:
        lines.append("_Private: nobody but you sees it._")
    else:
        row.append(button("Keep private", "mine_private", Mine(id=said.relationship_id, do="private").dump()))
    if said.new:
        row.append(_remove(said.relationship_id, said.called))
    text = "\n".join(lines)
    return Message(text, (section(text), actions(*row), context(WHO_READS)))


def done(said: Logged) -> Message:
    """What is stored now, inside the form that was sent."""
    text = stored(said) + ("\n_Private: nobody but you sees it._" if said.private else "")
    title = "Logged" if said.new else "Updated"
    foot = context("`/o2o me` shows, corrects and removes what is held in your name.")
    return Message(text, (section(text), foot), title=title)


def stored(said: Logged) -> str:
    """What is stored now, in a line."""
    how = f" ({STRENGTH_WORDS[said.strength]})" if said.strength else ""
    note = f"\n“{esc(said.note)}”" if said.note else ""
    return f"{'Logged' if said.new else 'Updated'}: you know *{esc(said.called)}*{how}.{note}"


def _remove(relationship_id: int, called: str) -> ButtonElement:
    return button(
        "Remove",
        "mine_remove",
        Mine(id=relationship_id, do="remove").dump(),
        danger=True,
        confirm=confirm("Remove it?", f"What you logged about {esc(called)} is forgotten.", "Remove"),
    )


def left(said: Vacated) -> Message:
    """Who left which seat, with the way back."""
    if not said.holding_ids:
        jobs = " and ".join(", ".join(esc(part) for part in seat if part) for seat in said.seats)
        text = f"You no longer have *{esc(said.called)}* down as {jobs}."
        return Message(text, (section(text),))
    seats = " and ".join(f"{esc(account)}'s {esc(title)} seat" for title, account in said.seats)
    text = f"*{esc(said.called)}* has left {seats} as of today. The seat stays, vacant until somebody names who has it."
    undo = Departure(contact=said.contact_id, holdings=said.holding_ids, on=said.on).dump()
    return Message(text, (section(text), actions(button("Undo", "left_undo", undo, spoken="Undo: they have not left"))))


def holder(label: str, seat: Seat) -> Form:
    """The form that names who has an empty seat."""
    blocks = (
        section(f"Who is {esc(label)}?"),
        text_input("address", "E-mail address", placeholder="jane@acme.com", optional=False, most=320),
        text_input("name", "Full name", placeholder="Jane Doe"),
        context("_Every colleague can see who holds a seat. It does not say that you know them._"),
    )
    return Form("seat_holder", "Name the holder", blocks, submit="Save", metadata=seat.dump())
