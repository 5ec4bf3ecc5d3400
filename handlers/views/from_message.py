"""The form made out of a message, and what is said once it was sent."""

from __future__ import annotations

from collections.abc import Sequence

from bot.network.who import first_word
from bot.people.capture import Entry
from bot.people.from_message import AT_ONCE, Kept, Offered, Read
from handlers.views.capture import WHO_READS, sharing_input, stored, strength_input
from handlers.views.kit import (
    Block,
    Form,
    Message,
    checkboxes,
    choice_input,
    context,
    divider,
    esc,
    option,
    radio,
    section,
    text_input,
)

TITLE = "Log who knows whom"
TAKES = {"log": "I know them: log it", "suggest": "Only suggest it to colleagues", "leave": "Leave out"}


def form(read: Read) -> Form:
    """The form: the first few people of the message, with what could be read of them; or an empty one."""
    people = read.people[:AT_ONCE] or (Entry(),)
    blocks: list[Block] = [section(_head(read))]
    takes = [name for name in TAKES if name != "suggest" or read.colleagues]
    for number, entry in enumerate(people):
        if len(people) > 1:
            blocks += [divider(), section(f"*{number + 1} of {len(people)}*")]
        if len(people) > 1 or read.colleagues:
            blocks.append(_take(number, takes, entry))
        blocks += _person(number, entry)
    if len(people) > 1:
        blocks.append(divider())
    hint = "Kept with each of them." if len(people) > 1 else None
    blocks.append(text_input("note", "Note to yourself", multiline=True, most=2000, hint=hint))
    blocks.append(sharing_input(private=False))
    if read.colleagues:
        blocks.append(_colleagues(read.colleagues))
    blocks.append(context(WHO_READS))
    return Form("log_who_knows_whom", TITLE, tuple(blocks), submit="Log")


def _head(read: Read) -> str:
    if not read.people:
        return "I found nobody of a customer's in this message. Whom do you know?"
    more = len(read.people) - AT_ONCE
    lines = ["Correct what I misread. Only what you know yourself is logged in your name."]
    if more > 0:
        lines.append(f"The message has {more} more: use the shortcut on it again after these, and they come first.")
    return "\n".join(lines)


def _take(number: int, takes: Sequence[str], entry: Entry) -> Block:
    options = [option(TAKES[name], name) for name in takes]
    whom = " ".join((entry.name or entry.address or "").split())
    label = f"What shall I do about {whom[:60]}?" if whom else "What shall I do?"
    return choice_input(f"take.{number}", label, radio(options, initial=options[0]), optional=False)


def _person(number: int, entry: Entry) -> list[Block]:
    # The address may stay empty: somebody left out, or only suggested, needs none.
    return [
        text_input(f"address.{number}", "E-mail address", initial=entry.address, placeholder="jane@acme.com", most=320),
        text_input(f"name.{number}", "Full name", initial=entry.name, placeholder="Jane Doe"),
        text_input(f"title.{number}", "Their title", initial=entry.title, placeholder="CFO"),
        text_input(f"account.{number}", "Their company", initial=entry.account, placeholder="Acme"),
        strength_input(f"strength.{number}", entry.strength),
    ]


def _colleagues(offered: Sequence[Offered]) -> Block:
    options = [
        option(f"Suggest it to {one.name}", one.slack_user_id, None if one.named else "Wrote the message")
        for one in offered
    ]
    return choice_input(
        "tell",
        "These seem to know them, too" if any(one.named for one in offered) else "Somebody else knows them, too?",
        checkboxes(options, initial=[chosen for chosen, one in zip(options, offered, strict=True) if one.named]),
        hint="Only they can log it, and you are not told what they do.",
    )


def done(kept: Kept) -> Message:
    """What was logged, and to whom it was suggested: the same words whatever becomes, or came, of that."""
    lines = [stored(one) + (" _Private: nobody but you sees it._" if one.private else "") for one in kept.logged]
    if kept.suggested_to:
        names = [esc(name) for name in kept.suggested_to]
        said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        who = first_word(names[0], "they") if len(names) == 1 else "they"
        decides = "decides" if len(names) == 1 else "decide"
        lines.append(f"Suggested to {said}. Only {who} {decides}; I won't tell you what becomes of it.")
    text = "\n".join(lines)
    title = " and ".join(["Logged"] * bool(kept.logged) + ["suggested"] * bool(kept.suggested_to)).capitalize()
    foot = context("`/o2o me` shows, corrects and removes what is held in your name.")
    return Message(text, (section(text), foot), title=title)
