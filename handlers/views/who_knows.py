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
from handlers.values import Answer, Asked, Listed, Seat, Wanted
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
LEFT_ALONE = "_asked not to be contacted_"
HOW_WELL = {"strong": "well", "familiar": "", "weak": "a little"}


def message(answer: WhoKnows, privacy_contact: str | None, *, requests: bool = False) -> Message:
    """An answer, for the person who asked; `requests` says that the charter lets introductions be asked for."""
    found = answer.found
    if isinstance(found, Ways):
        lines = ways_lines(found)
        text = "\n".join([_headline(found.contact), *lines])
        row = [_ask_button(found)] if requests and offered(found) else []
        row.append(why_button(answer, f"ways to {found.contact.name}"))
        if not any(tie.mine and not tie.through for tie in found.named):
            row.append(_know_too(answer, found))
        return _said(text, actions(*row))
    if isinstance(found, AtAccount):
        return _account(answer, found, requests=requests)
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
    """One line a way, then one for those who may not be named; only `most` ways in a list of several people."""
    told: set[tuple[int, str]] = set()
    lines = [_tie_line(tie, told) for tie in ways.named[:most]]
    if len(ways.named) > len(lines):
        lines.append(f"… and {len(ways.named) - len(lines)} more")
    elif ways.hangs_on and not most:
        lines.append(f"{'Both' if len(ways.named) == 2 else 'All of these'} go through *{esc(ways.hangs_on)}*.")
        if ways.beside:
            lines[-1] += " One way that does not:"
            lines.append(_tie_line(ways.beside, told))
    if ways.somebody:
        # Whoever has a way through others may well be one of those named; whoever knows them directly is not.
        who = "Somebody else of ours" if ways.named and ways.somebody.direct else "Somebody of ours"
        if ways.somebody.direct:
            knows = f"{who} knows them{well(ways.somebody.band)}."
        else:
            knows = f"{who} knows somebody close to them: a {ways.somebody.band} way."
        lines.append(knows if most else f"{knows} Who it is I may not tell you.")
    return lines


def _tie_line(tie: Tie, told: set[tuple[int, str]]) -> str:
    if tie.through:  # what is known of the tie with the first in the middle is asked of them
        middles = " and ".join(_middle(one, told) for one in tie.through)
        return f"{'*You*' if tie.mine else f'*{esc(tie.colleague)}*'} through {middles}"
    who = "*You* know" if tie.mine else f"*{esc(tie.colleague)}* knows"
    line = f"{who} them{well(tie.band)}"
    details = [esc(tie.kind)] if tie.kind else []
    if tie.last_touch:
        details.append(f"last in touch {day(tie.last_touch)}")
    if tie.note:
        details.append(f"“{esc(tie.note, 400)}”")
    return " · ".join([line, *details])


def _middle(middle: Middle, told: set[tuple[int, str]]) -> str:
    """Somebody in the middle, who they are only where they first come: five ways through one person fill a phone."""
    key = (middle.contact.contact_id, middle.next)
    if key in told:
        return f"*{esc(middle.contact.name)}*"
    told.add(key)
    job = f"{esc(middle.contact.title)}, " if middle.contact.title else ""
    return f"*{esc(middle.contact.name)}* ({job}{middle.line} {esc(middle.next)})"


def well(band: str) -> str:
    """How well somebody knows them, behind "knows them"."""
    return f" {HOW_WELL[band]}" if HOW_WELL[band] else ""


def _headline(contact: Portrait) -> str:
    job = ", ".join(esc(part) for part in (contact.title, contact.account) if part)
    return f"*{esc(contact.name)}*" + (f" · {job}" if job else "") + (f" · {LEFT_ALONE}" if contact.left_alone else "")


def can_be_introduced(ways: Ways) -> bool:
    """Whether somebody the viewer may know of, or the viewer, knows the contact directly."""
    return _by_others(ways) or any(not tie.through for tie in ways.named)


def _by_others(ways: Ways) -> bool:
    direct = any(not tie.through and not tie.mine for tie in ways.named)
    return direct or (ways.somebody is not None and ways.somebody.direct)


def offered(ways: Ways) -> bool:
    """Whether an introduction is offered: nobody is asked about somebody who is to be left alone."""
    return _by_others(ways) and not ways.contact.left_alone


def _ask_button(ways: Ways, *, beside: bool = False) -> ButtonElement:
    value = Wanted(contact=ways.contact.contact_id).dump()
    spoken = f"Ask for an introduction to {ways.contact.name}"
    label = "Ask" if beside else "Ask for an introduction"
    return button(label, "intro_open", value, primary=not beside, spoken=spoken)


def _account(answer: WhoKnows, found: AtAccount, *, requests: bool) -> Message:
    blocks: list[Block] = [section(f"*{esc(found.account.name)}*: whom of theirs we know")]
    spoken = [blocks[0]["text"]["text"]]
    for ways in found.people:
        text = "\n".join([_headline(ways.contact), *ways_lines(ways, WAYS_A_PERSON)])
        beside = _ask_button(ways, beside=True) if requests and offered(ways) else None
        blocks.append(section(text, accessory=beside))
        spoken.append(text)
    if foot := _account_foot(found):
        blocks.append(context(" ".join(foot)))
    blocks.append(actions(why_button(answer, f"people at {found.account.name}")))
    return Message("\n".join(spoken), tuple(blocks))


def _account_foot(found: AtAccount) -> list[str]:
    """What goes for the whole list, said once."""
    foot = []
    if any(ways.somebody for ways in found.people):
        foot.append("Who “somebody” is I may not tell you.")
    if any(len(ways.named) > WAYS_A_PERSON for ways in found.people):
        foot.append("Ask for one of them to see every way.")
    if found.more:
        foot.append("There are more people: name a title to narrow it down, such as `/o2o cfo@acme`.")
    return foot


def _empty_seat(found: EmptySeat) -> Message:
    seat = f"{esc(found.account)}'s {esc(found.title)} seat"
    if found.since:
        text = f"{seat} has been empty since {day(found.since)}. Who has it now?"
    else:
        text = f"I don't know who has {seat}. Do you?"
    # Not primary, nor are others that open a form: the answer stays as it is when the form was sent.
    return _said(text, actions(button("Name the holder", "seat_holder", Seat(seat=found.seat_id).dump())))


def _said_to_hold(answer: WhoKnows, found: SaidToHold) -> Message:
    text = (
        f"*{esc(found.words)}* is {esc(found.title)}, {esc(found.account)}, a colleague says. "
        "I know of no way to them yet."
    )
    row = [
        button("I know them", "know_open", Asked(who=answer.asked).dump()),
        button("It is somebody else", "seat_holder", Seat(seat=found.seat_id, instead=True).dump()),
    ]
    return _said(text, actions(*row))


def _unknown(answer: WhoKnows, found: Unknown) -> Message:
    lines = [f"I know of no way to {as_typed(answer.asked)} yet."]
    row = [button("I know them", "know_open", Asked(who=answer.asked).dump()), why_button(answer)]
    if found.near:
        lines.append(f"Did you mean `/o2o who-knows {esc(found.near)}`?")
        row.insert(0, button("Run it", "who_run", Asked(who=found.near).dump()))
    return _said("\n".join(lines), actions(*row))


def as_typed(asked: str) -> str:
    """What was typed, to be echoed."""
    # A mention is shown as one: its id alone says nothing to a reader. Everything else is text.
    return asked if MENTION.fullmatch(asked) else esc(asked, 200)


def why_button(answer: WhoKnows, these: str | None = None) -> ButtonElement:
    """The button that names the clauses behind an answer."""
    label, spoken = ("Why these?", f"Why these {these}?") if these else ("Why?", "Why this answer?")
    return button(label, "why", Answer(answer=answer.answer_id).dump(), spoken=spoken)


def _know_too(answer: WhoKnows, found: Ways) -> ButtonElement:
    known = any(not tie.through for tie in found.named) or (found.somebody is not None and found.somebody.direct)
    label = "I know them too" if known else "I know them"
    value = Asked(who=answer.asked, contact=found.contact.contact_id).dump()
    return button(label, "know_open", value, spoken=f"{label}: {found.contact.name}")


def _said(text: str, *blocks: Block) -> Message:
    return Message(text, (section(text), *blocks))


def why(reasons: Why) -> Message:
    """The clauses behind an answer."""
    if not reasons.reasons:
        text = (
            "The charter lets you see no way here, or there is none: I answer both the same, "
            "so that nothing can be read from it (`DEFAULT`: what no clause allows stays hidden)."
        )
        return Message(text, (section(text), context(f"Decided by {esc(reasons.charter)}.")), title="Why?")
    # Colleagues shown for the same reasons are named together: five of them would else fill a phone with one sentence.
    together: dict[tuple[object, ...], list[Reason]] = {}
    # Those in the middle come last, by name.
    for reason in sorted(reasons.reasons, key=lambda one: one.middle or ""):
        alike = (reason.colleague is None, reason.middle is None, reason.outcome, reason.clauses, reason.facts)
        together.setdefault((*alike, reason.declared, reason.figures), []).append(reason)
    paragraphs = [_reason(_whose(alike), alike[0]) for alike in together.values()]
    foot = context(f"Decided by {esc(reasons.charter)}.")
    said = tuple(section(paragraph) for paragraph in paragraphs)
    return Message("\n".join(paragraphs), (*said, foot), title="Why?")


def _whose(alike: Sequence[Reason]) -> str:
    """Of whom the same is said: people at the customer, or each colleague once, with all in the middle they know."""
    if alike[0].middle:
        return f"{_and([f'*{esc(one.middle)}*' for one in alike])}, at the customer"
    known: dict[str, list[str]] = {}
    for one in alike:
        who = "Your own" if one.mine else esc(one.colleague) if one.colleague else "Somebody of ours"
        known.setdefault(who, []).extend([esc(one.through)] if one.through else [])
    return ", ".join(f"*{who}*" + (f" (with {_and(them)})" if them else "") for who, them in known.items())


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _reason(whose: str, reason: Reason) -> str:
    lines = [f"{whose}: {reason.outcome}"]
    lines += [f"`{esc(clause.id)}` {esc(clause.because, 600)}" for clause in reason.clauses]
    if reason.declared:
        lines.append(f"How well: {reason.declared} of 5, as {'you say' if reason.mine else 'its owner says'}.")
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


def whom_of(people: Sequence[Entry], action_id: str = "who_read") -> Form:
    """The choice among several people read out of a message; what is chosen goes to `action_id`."""
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
    blocks = (section(text), actions(select(action_id, "Choose ...", options)))
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
