"""The answers to `who-knows`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement, Option

from bot.network.at_account import AtAccount
from bot.network.portrait import Portrait
from bot.network.resolving import EmptySeat, Objected, OneOfUs, SaidToHold, Several, Unknown
from bot.network.shown_ways import Middle, Tie, Ways
from bot.network.who import LONGEST
from bot.network.who_knows import WhoKnows
from bot.network.why import Reason, Why
from bot.people.capture import Entry
from handlers.values import Answer, Asked, Listed, Seat
from handlers.views.errors import OBJECTION
from handlers.views.evidence import day, evidence
from handlers.views.kit import (
    Block,
    Form,
    Message,
    actions,
    button,
    context,
    esc,
    option,
    section,
    select,
    text_input,
)
from handlers.views.pickers import whom

MENTION = re.compile(r"<@[UW][A-Z0-9]+>")
WAYS_A_PERSON = 2
"""Ways told of each person of an account: the others are a question away."""
HOW_WELL = {"strong": "well", "familiar": "", "weak": "a little"}


def message(answer: WhoKnows, privacy_contact: str | None) -> Message:
    """An answer, for the person who asked."""
    found = answer.found
    if isinstance(found, Ways):
        lines = ways_lines(found)
        text = "\n".join([_headline(found.contact), *lines])
        row = [_why(answer)]
        if not any(tie.mine and not tie.through for tie in found.named):
            row.append(_know_too(found.contact.contact_id, answer.asked))
        return _said(text, actions(*row))
    if isinstance(found, AtAccount):
        return _account(answer, found)
    if isinstance(found, Several):
        return whom("who_pick", answer.asked, found)
    if isinstance(found, EmptySeat):
        return _empty_seat(found)
    if isinstance(found, SaidToHold):
        return _said_to_hold(answer, found)
    if isinstance(found, OneOfUs):
        return _said(f"*{esc(found.name)}* is one of us: just write to them.")
    if isinstance(found, Objected):
        questions = f" Questions: {esc(privacy_contact)}." if privacy_contact else ""
        return _said(OBJECTION + questions)
    return _unknown(answer, found)


def ways_lines(ways: Ways, most: int | None = None) -> list[str]:
    """One line a way (`most` of them), then one for those who may not be named."""
    lines = [_tie_line(tie) for tie in ways.named[:most]]
    if len(ways.named) > len(lines):
        lines.append("… and more: ask for them by name.")
    elif ways.hangs_on:
        lines.append(f"All of these go through {esc(ways.hangs_on)}." if not ways.beside else _beside(ways))
    if ways.somebody:
        who = "Somebody else of ours" if ways.named else "Somebody of ours"
        if ways.somebody.direct:
            knows = f"{who} knows them{_well(ways.somebody.band)}."
        else:
            knows = f"{who} knows somebody close to them: a {ways.somebody.band} way."
        lines.append(f"{knows} Who it is I may not tell you.")
    return lines


def _beside(ways: Ways) -> str:
    line = _tie_line(ways.beside) if ways.beside else ""
    return f"All of these go through {esc(ways.hangs_on or '')}; without them:\n{line}"


def _tie_line(tie: Tie) -> str:
    if tie.through:  # what is known of the tie with the first in the middle is asked of them
        return f"{'*You*' if tie.mine else f'*{esc(tie.colleague)}*'} through {' and '.join(map(_middle, tie.through))}"
    who = "*You* know" if tie.mine else f"*{esc(tie.colleague)}* knows"
    line = f"{who} them{_well(tie.band)}"
    details = [esc(tie.kind)] if tie.kind else []
    if tie.last_touch:
        details.append(f"last in touch {day(tie.last_touch)}")
    if tie.note:
        details.append(f"“{esc(tie.note, 400)}”")
    return " · ".join([line, *details])


def _middle(middle: Middle) -> str:
    job = f"{esc(middle.contact.title)}, " if middle.contact.title else ""
    return f"*{esc(middle.contact.name)}* ({job}{middle.line} {esc(middle.next)})"


def _well(band: str) -> str:
    return f" {HOW_WELL[band]}" if HOW_WELL[band] else ""


def _headline(contact: Portrait) -> str:
    job = ", ".join(esc(part) for part in (contact.title, contact.account) if part)
    return f"*{esc(contact.name)}*" + (f" · {job}" if job else "")


def _account(answer: WhoKnows, found: AtAccount) -> Message:
    blocks: list[Block] = [section(f"*{esc(found.account.name)}*: whom of theirs we know")]
    spoken = [blocks[0]["text"]["text"]]
    for ways in found.people:
        text = "\n".join([_headline(ways.contact), *ways_lines(ways, WAYS_A_PERSON)])
        blocks.append(section(text))
        spoken.append(text)
    if found.more:
        blocks.append(context("There are more. Name a title to narrow it down, such as `/o2o cfo@acme`."))
    blocks.append(actions(_why(answer)))
    return Message("\n".join(spoken), tuple(blocks))


def _empty_seat(found: EmptySeat) -> Message:
    seat = f"{esc(found.account)}'s {esc(found.title)} seat"
    if found.since:
        text = f"{seat} has been empty since {day(found.since)}. Who has it now?"
    else:
        text = f"I don't know who has {seat}. Do you?"
    return _said(text, actions(button("Name the holder", "seat_holder", Seat(seat=found.seat_id).dump(), primary=True)))


def _said_to_hold(answer: WhoKnows, found: SaidToHold) -> Message:
    text = (
        f"*{esc(found.words)}* is {esc(found.title)}, {esc(found.account)}, a colleague says. "
        "I know of no way to them yet."
    )
    row = [
        button("I know them", "know_open", Asked(who=answer.asked).dump(), primary=True),
        button("It is somebody else", "seat_holder", Seat(seat=found.seat_id, instead=True).dump()),
    ]
    return _said(text, actions(*row))


def _unknown(answer: WhoKnows, found: Unknown) -> Message:
    # A mention is shown as one: its id alone says nothing to a reader. Everything else is text.
    asked = answer.asked if MENTION.fullmatch(answer.asked) else esc(answer.asked, 200)
    lines = [f"I know of no way to {asked} yet."]
    row = [button("I know them", "know_open", Asked(who=answer.asked).dump(), primary=True), _why(answer)]
    if found.near:
        lines.append(f"Did you mean `/o2o who-knows {esc(found.near)}`?")
        row.insert(0, button("Run it", "who_run", Asked(who=found.near).dump()))
    return _said("\n".join(lines), actions(*row))


def _why(answer: WhoKnows) -> ButtonElement:
    return button("Why?", "why", Answer(answer=answer.answer_id).dump(), spoken="Why this answer?")


def _know_too(contact_id: int, asked: str) -> ButtonElement:
    return button("I know them too", "know_open", Asked(who=asked, contact=contact_id).dump())


def _said(text: str, *blocks: Block) -> Message:
    return Message(text, (section(text), *blocks))


def why(reasons: Why) -> Message:
    """The clauses behind an answer."""
    if not reasons.reasons:
        text = (
            "The charter lets you see no way here, or there is none: I answer both the same, "
            "so that nothing can be read from it (`DEFAULT`: what no clause allows stays hidden)."
        )
        return _said(text, context(f"Decided by {esc(reasons.charter)}."))
    # Colleagues shown for the same reasons are named together: five of them would else fill a phone with one sentence.
    together: dict[tuple[object, ...], list[Reason]] = {}
    for reason in reasons.reasons:
        alike = (reason.colleague is None, reason.middle is None, reason.outcome, reason.clauses, reason.facts)
        together.setdefault((*alike, reason.declared, reason.figures), []).append(reason)
    paragraphs = [_reason(list(dict.fromkeys(_whose(one) for one in alike)), alike[0]) for alike in together.values()]
    foot = context(f"Decided by {esc(reasons.charter)}.")
    return Message("\n".join(paragraphs), (*(section(paragraph) for paragraph in paragraphs), foot))


def _whose(reason: Reason) -> str:
    if reason.middle:
        return f"*{esc(reason.middle)}*, in the middle"
    through = f" (with {esc(reason.through)})" if reason.through else ""
    if reason.mine:
        return f"*Your own*{through}"
    return f"*{esc(reason.colleague)}*{through}" if reason.colleague else "*Somebody of ours*"


def _reason(whose: list[str], reason: Reason) -> str:
    lines = [f"{', '.join(whose)}: {reason.outcome}"]
    lines += [f"`{esc(clause.id)}` {esc(clause.because, 600)}" for clause in reason.clauses]
    if reason.declared:
        lines.append(f"How well: {reason.declared} of 5, as its owner says.")
    elif reason.figures:
        lines.append(f"How well: {evidence(reason.figures)}.")
    if reason.facts:
        lines.append("_" + " ".join(reason.facts) + "_")
    return "\n".join(lines)


TITLE = "Who knows ...?"
LISTED_MOST = 20
"""People read out of a message among whom one can choose."""
METADATA_MOST = 3000
"""Characters that a form's metadata takes."""


def form(*, read: bool = False) -> Form:
    """The form that asks whom one wants to reach; `read` says that a message was read in vain."""
    blocks = [
        text_input(
            "who",
            "Whom do you want to reach?",
            placeholder="cfo@acme",
            hint="An address (jane@acme.com), a seat (cfo@acme), a full name (Jane Doe, Acme) or an account (Acme).",
            optional=False,
        ),
        context("_Only you see the answer._"),
    ]
    if read:
        blocks.insert(0, section("I found nobody of a customer's in this message."))
    return Form("who_knows", TITLE, tuple(blocks), submit="Ask")


def in_modal(said: Message) -> Form:
    """An answer as a modal."""
    return Form("answer", TITLE, said.blocks, close="Close")


def asked_for(person: Entry) -> str:
    """How one asks for somebody read out of a message."""
    return (person.address or ", ".join(filter(None, (person.name, person.account))))[:LONGEST]


def whom_of(people: Sequence[Entry]) -> Form:
    """The choice among several people read out of a message."""
    options: list[Option] = []
    listed = Listed(who=())
    for person in people[:LISTED_MOST]:
        more = Listed(who=(*listed.who, asked_for(person)))
        if len(more.dump()) > METADATA_MOST:
            break
        listed = more
        details = (person.address if person.name else None, person.title, person.account)
        detail = ", ".join(part for part in details if part)
        options.append(option(person.name or asked_for(person), str(len(options)), detail or None))
    text = "Whom do you mean?"
    if len(people) > len(options):
        text += f" The message has {len(people) - len(options)} more."
    blocks = (section(text), actions(select("who_read", "Choose ...", options)))
    return Form("answer", TITLE, blocks, close="Close", metadata=listed.dump())


def in_plain_text(answer: WhoKnows, privacy_contact: str | None) -> str:
    """The same answer without markup, for the shell."""
    said = message(answer, privacy_contact)
    text = said.text
    for person in answer.found.people if isinstance(answer.found, Several) else ():
        job = ", ".join(part for part in (person.title, person.account) if part)
        text += f"\n  {person.name}" + (f" · {job}" if job else "")
    for mark in ("*", "`"):
        text = text.replace(mark, "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
