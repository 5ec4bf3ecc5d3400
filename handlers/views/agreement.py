"""Agreeing to the charter: the greeting, the buttons, what follows from either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import ButtonElement

from bot.charter import Charter
from bot.charter.changes import Kind, News
from bot.people.acceptance import Agreement, Greeting, asks_only_agreed, mark_of, shares_only_agreed
from handlers.values import Agreed, Asked
from handlers.views.evidence import day
from handlers.views.kit import (
    MOST_BLOCKS,
    Block,
    Message,
    actions,
    button,
    confirm,
    divider,
    esc,
    section,
)

ONCE_AGREED = "Others see it once you have agreed to the charter: `/o2o charter`."
WHAT_FOLLOWS = {
    (True, True): "nobody else sees whom you know, and you neither ask for introductions nor are asked",
    (True, False): "nobody else sees whom you know",
    (False, True): "you can't ask for introductions",
    (False, False): "nothing changes for you",
}
"""What not having agreed means, by whether a charter shares, and lets ask, only who has."""
OF_DEALS = "What you say for a deal, such as a meeting, is part of that deal's record"

HEADINGS: dict[Kind, str] = {
    "shows_more": "Shown now, and not before",
    "asks_more": "You may be asked for what you could not be asked for before",
    "head": "The introduction",
    "new": "New",
    "changed": "Changed",
    "gone": "No longer there",
    "reworded": "The same rule in other words",
}
MOST_OF_A_KIND = 25
"""Changes of one kind that are listed; more would not be read."""


def greeting(which: Greeting, charter: Charter) -> Message:
    """What o2o does and does not do with what one shares, once."""
    if which == "changed":
        what = f"*The charter has changed*: version {charter.version} is in force."
        words = f"{what} Until you agree to it, {follows(charter)}."
        return _message(words, actions(read_it(), i_agree(charter)))
    lines = [
        "*Hello, I'm o2o.* You tell me whom you know at customers, so that colleagues find a good way to them.",
        _who_sees(charter),
        "I never write to customers and read no channels. Saying no, or keeping somebody private, has no consequences.",
    ]
    row = actions(
        read_it(),
        button("Log the first person", "know_open", Asked(who="").dump()),
        button("Who knows ...?", "who_knows_open"),
    )
    return _message("\n".join(lines), row)


def _who_sees(charter: Charter) -> str:
    if shares_only_agreed(charter):
        return (
            "Nobody else sees whom you know before you have agreed to the charter, and then only as it says. "
            f"{OF_DEALS}."
        )
    return "Others see of what you tell me only as much as the charter says."


def only_you(charter: Charter) -> Message:
    """What somebody is told beside what they log who has not agreed."""
    words = "*Nobody else sees this* until you have agreed to the charter: it says who is shown how much."
    return _message(words, actions(i_agree(charter), read_it()), rule=False)


def behind(said: Message, more: Message) -> Message:
    """One message with another behind it."""
    return replace(said, text=f"{said.text}\n{more.text}", blocks=(*said.blocks, *more.blocks))


def standing(mine: Agreement, charter: Charter) -> str:
    """How its reader stands to the charter."""
    if mine.holds:
        return f"You agreed to this version{_on(mine)}."
    if mine.version is None:
        return f"You have not agreed to it. Until you do, {follows(charter)}."
    return (
        f"You agreed to version {mine.version}{_on(mine)}; this is version {charter.version}. "
        f"Until you agree to it, {follows(charter)}."
    )


def follows(charter: Charter) -> str:
    """What not having agreed means."""
    return WHAT_FOLLOWS[shares_only_agreed(charter), asks_only_agreed(charter)]


def buttons(mine: Agreement, charter: Charter, earlier: int | None) -> Block:
    """Agree or take it back, and what changed since an earlier version."""
    row = [_withdraw(charter) if mine.holds else i_agree(charter)]
    if earlier is not None:
        row.append(button(f"What changed since version {earlier}", "charter_changes"))
    if not mine.holds and mine.version is not None:
        row.append(_withdraw(charter))
    return actions(*row)


def i_agree(charter: Charter) -> ButtonElement:
    """The button that agrees, to this very version."""
    return button(
        "I agree",
        "charter_agree",
        Agreed(version=charter.version, mark=mark_of(charter)).dump(),
        primary=True,
        spoken=f"I agree to the charter, version {charter.version}",
    )


def read_it(spoken: str | None = None) -> ButtonElement:
    """The button that shows the charter."""
    return button("Read the charter", "charter_read", spoken=spoken)


def _withdraw(charter: Charter) -> ButtonElement:
    words = (
        f"From then on {follows(charter)}. {OF_DEALS}, and stays there. "
        "What you have logged stays yours, and you may agree again at any time."
    )
    return button(
        "Withdraw my agreement",
        "charter_withdraw",
        Agreed(version=charter.version, mark=mark_of(charter)).dump(),
        confirm=confirm("Withdraw your agreement?", words, "Withdraw"),
    )


def agreed(mine: Agreement, charter: Charter) -> Message:
    """After the button: thanks, or since when one has."""
    if not mine.new:
        words = f"You agreed to version {charter.version}{_on(mine)} already; nothing has changed."
        return Message(words, (section(words),), title="Agreed already")
    shared = " What you have logged is shared from now on as it says; what you keep private stays private."
    words = (
        f"Thank you: you have agreed to version {charter.version} of the charter."
        f"{shared if shares_only_agreed(charter) else ''} You can take it back at any time: `/o2o charter`."
    )
    row = actions(button("Log a relationship", "know_open", Asked(who="").dump()))
    return Message(words, (section(words), row), title="Agreed")


def _stays(charter: Charter) -> str:
    """What taking it back leaves as it is, of introductions."""
    if charter.requests is None:
        return ""
    return (
        " An introduction you have agreed to stays agreed until it is made or you take it back (*I can't after all*)."
    )


def withdrawn(there_was_one: bool, charter: Charter) -> Message:
    """After taking it back."""
    if not there_was_one:
        words = "You have not agreed to the charter, so there is nothing to take back."
        return Message(words, (section(words),), title="Nothing to withdraw")
    words = (
        f"Withdrawn: you are no longer bound to the charter. From now on {follows(charter)}. "
        f"What you have logged stays yours: `/o2o me` shows, corrects and removes it. {OF_DEALS}, and stays there."
        f"{_stays(charter)}"
    )
    return Message(words, (section(words), actions(i_agree(charter))), title="Withdrawn")


def changes(found: Sequence[News] | None, earlier: int | None, mine: Agreement, charter: Charter) -> Message:
    """What has changed since an earlier version, in plain words."""
    head = f"*What changed since version {earlier}* (now version {charter.version})"
    if earlier is None:
        paragraphs = [f"Version {charter.version} is the first charter here: nothing has changed since an earlier one."]
    elif found is None:
        paragraphs = [head, f"Version {earlier} was never in force here, so I can't compare. Please read the charter."]
    else:
        paragraphs = [head, *_by_kind(found)]
        if not any(one.kind in ("shows_more", "asks_more") for one in found):
            paragraphs.insert(
                1, "Nothing is shown that was not shown before, and nothing is asked of you that was not."
            )
    blocks = [section(paragraph) for paragraph in paragraphs][: MOST_BLOCKS - 2]
    row = [read_it()] if mine.holds else [i_agree(charter), read_it()]
    return Message("\n".join(paragraphs), (*blocks, actions(*row)), title="What changed")


def _by_kind(found: Sequence[News]) -> list[str]:
    paragraphs = []
    for kind, heading in HEADINGS.items():
        of_kind = [one for one in found if one.kind == kind]
        lines = [f"*{heading}*", *map(_line, of_kind[:MOST_OF_A_KIND])]
        if len(of_kind) > MOST_OF_A_KIND:
            lines.append(f"_and {len(of_kind) - MOST_OF_A_KIND} more_")
        paragraphs += chunks(lines) if of_kind else []
    return paragraphs


def _line(one: News) -> str:
    name = f"`{esc(one.id)}` " if one.id else "• "
    before = f" _Before:_ {esc(one.before, 600)}" if one.before else ""
    return f"{name}{esc(one.now, 600) or 'nothing any more'}{before}"


def chunks(lines: Sequence[str], longest: int = 2500) -> list[str]:
    """Lines as paragraphs of at most so many characters: a block takes 3,000."""
    found = [""]
    for line in lines:
        if len(found[-1]) + len(line) > longest:
            found.append("")
        found[-1] += ("\n" if found[-1] else "") + line
    return found


def _on(mine: Agreement) -> str:
    return f" on {day(mine.on.date())}" if mine.on is not None else ""


def _message(words: str, row: Block, *, rule: bool = True) -> Message:
    return Message(words, (*([divider()] if rule else []), section(words), row))
