"""Asking for an introduction: the form, and what the requester is told until the end."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import ButtonElement

from bot.charter.vocabulary import PURPOSES
from bot.introductions.requesting import Preparation, Standing
from bot.network.portrait import Portrait
from bot.network.who import first_word
from handlers.values import Seen, Wanted
from handlers.views.hours import Reader
from handlers.views.kit import (
    Block,
    Form,
    Message,
    actions,
    button,
    choice_input,
    confirm,
    context,
    day_select,
    esc,
    option,
    section,
    select,
    text_input,
)

TITLE = "Ask for an introduction"
PURPOSE_WORDS = {
    "new_business": "Start a deal",
    "open_deal": "Move an open deal on",
    "renewal": "Renew or widen what they have",
    "delivery": "Do what was agreed",
    "reference": "Ask them to speak for us",
    "advice": "Learn from them, nothing to sell",
    "event": "Invite them",
}
NOBODY_FIRST = "nobody"
NO_DEAL = "none"
REASON_MOST, DRAFT_MOST = 500, 1200
FIRST_MOST, DEALS_MOST = 50, 50
SILENT_NO = "If one way doesn't work out I try the next, and name nobody who hasn't agreed."


def first_name(contact: Portrait) -> str:
    """What somebody is called in passing; "them" where only their address is known."""
    return "them" if "@" in contact.name else first_word(contact.name, "them")


def job(contact: Portrait) -> str:
    """Somebody's name with what they are, where that is known."""
    what = ", ".join(esc(part) for part in (contact.title, contact.account) if part)
    return f"*{esc(contact.name)}*" + (f" ({what})" if what else "")


def form(prepared: Preparation, *, deal_id: int | None = None, unknown_deal: str | None = None, said: str = "") -> Form:
    """The form that asks for an introduction to one person, filled in as far as known; `said` stands above it."""
    contact = prepared.contact
    head = f"An introduction to {job(contact)}."
    if prepared.own:
        head += " You know them yourself; I can ask the others who do."
    if contact.left_alone:
        head += " They asked not to be contacted."
    if unknown_deal:
        head += f"\nI found no open deal of yours with them called “{esc(unknown_deal, 60)}”."
    blocks: list[Block] = [*([section(said)] if said else []), section(head), _purpose(prepared.purposes)]
    if deals := prepared.deals.offered:
        blocks.append(_deal(deals, deal_id))
    blocks += [
        text_input(
            "reason",
            "Why do you want to meet them?",
            hint=f"Whoever is asked reads this, and {first_name(contact)} can ask to see it."
            if first_name(contact) != "them"
            else "Whoever is asked reads this, and so can the person, if they ask.",
            multiline=True,
            optional=False,
            most=REASON_MOST,
        ),
        draft_field(prepared.draft),
        choice_input("needed_by", "Needed by", day_select("value", "Any day")),
    ]
    if prepared.connectors:
        blocks.append(_first(prepared.connectors))
    blocks.append(context(f"_{SILENT_NO}_"))
    wanted = Wanted(contact=contact.contact_id, deal=deal_id).dump()
    return Form(
        "intro",
        TITLE,
        tuple(blocks),
        submit="Ask",
        metadata=wanted,
        opened_by="intro_open",
        asks=f"An introduction to *{esc(contact.name)}*: tell me what for.",
        spoken=f"Fill it in: an introduction to {contact.name}",
    )


def draft_field(text: str) -> Block:
    """The field with the text to send on, filled in."""
    return text_input(
        "draft",
        "Text to send on",
        initial=text,
        hint="It goes by what you choose above, until you change it. Whoever introduces you can change it, too.",
        multiline=True,
        most=DRAFT_MOST,
        mark=f"_{zlib.crc32(text.encode()):08x}",
    )


def _purpose(purposes: Sequence[str]) -> Block:
    options = [option(PURPOSE_WORDS.get(one, PURPOSES.get(one, one)), one) for one in purposes]
    initial = options[0] if len(options) == 1 else None
    chosen = select("intro_purpose", "Choose ...", options, initial=initial)
    return choice_input("purpose", "What for?", chosen, optional=False, told=True)


def _deal(deals: Sequence[tuple[int, str]], chosen: int | None) -> Block:
    options = [option("No deal", NO_DEAL), *(option(name, str(one)) for one, name in deals[:DEALS_MOST])]
    initial = next((one for one in options if one.value == str(chosen)), options[0])
    return choice_input("deal_id", "For which deal?", select("value", "Choose ...", options, initial=initial))


def _first(connectors: Sequence[tuple[int, str]]) -> Block:
    options = [
        option("Nobody in particular", NOBODY_FIRST),
        *(option(name, str(one)) for one, name in connectors[:FIRST_MOST]),
    ]
    chosen = select("value", "Choose ...", options, initial=options[0])
    return choice_input("prefers_id", "Ask somebody first?", chosen, hint="Nothing else changes by it.")


def asked(standing: Standing, reader: Reader) -> Message:
    """The promise in the place of the form, and where to find it again."""
    said = _promised(standing, reader)
    foot = "This stays in your conversation with me, and in `/o2o asks`."
    return replace(said, text=f"{said.text}\n{foot}", blocks=(*said.blocks, context(foot)), title="I'm on it")


def promise(standing: Standing, reader: Reader, *, answered: bool) -> Message:
    """The promise in the conversation: as it was given, and once it was kept, that it was; whatever the answer."""
    if standing.state == "withdrawn":
        return replace(withdrawn(standing), only_updates=True)
    if not answered:  # whatever has come of it meanwhile: how it would be withdrawn must not tell it first
        return _promised(replace(standing, state="asking"), reader)
    text = (
        f"You asked {reader.on_day(standing.asked_at)} for an introduction to *{esc(standing.contact.name)}*"
        f"{_for(standing)}. The answer stands below."
    )
    return Message(text, (section(text),), only_updates=True)


def _promised(standing: Standing, reader: Reader) -> Message:
    text = (
        f"I'm on it: an introduction to *{esc(standing.contact.name)}*{_for(standing)}. "
        f"You'll hear by {reader.hour(standing.answer_by)}. {SILENT_NO}"
    )
    return Message(text, (section(text), actions(withdraw_button(standing))))


def in_flight(standing: Standing, reader: Reader) -> Message:
    """What is said to somebody who asks again while a request of theirs is under way."""
    told = standing_message(standing, reader)
    head = "You have asked for this already."
    return Message(f"{head}\n{told.text}", (section(head), *told.blocks), title="Asked already")


def withdraw_button(standing: Standing, *, beside: bool = False) -> ButtonElement:
    """The button that withdraws a request, after asking."""
    means = f"Nobody is asked for an introduction to {esc(standing.contact.name, 100)} any more."
    if standing.state == "agreed":
        who = esc(standing.connector or "Whoever agreed", 60)
        means = f"{who} has agreed, and is told that it is not needed any more."
    means += " It counts like a no: you may have to wait before you can ask for them again."
    sure = confirm("Withdraw it?", means, "Withdraw", "Keep it")
    value = Seen(id=standing.introduction_id, v=standing.version, do="list" if beside else "").dump()
    spoken = f"Withdraw: an introduction to {standing.contact.name}"
    return button("Withdraw", "intro_withdraw", value, confirm=sure, spoken=spoken)


def standing_message(standing: Standing, reader: Reader, *, said: str = "", replaces: bool = False) -> Message:
    """How a request stands, for its requester; `said` is what else there is to know of it."""
    text = f"{standing_line(standing, reader)}{f' {esc(said)}' if said else ''}"
    blocks: list[Block] = [section(text)]
    if standing.state == "asking":
        blocks.append(actions(withdraw_button(standing)))
    elif standing.state == "agreed":
        blocks += [context(_next(standing)), actions(withdraw_button(standing))]
    return Message(text, tuple(blocks), replace=replaces)


def standing_line(standing: Standing, reader: Reader) -> str:
    """The same in a line."""
    whom = f"*{esc(standing.contact.name)}*"
    who = f"*{esc(standing.connector)}*" if standing.connector else "A colleague"
    match standing.state:
        case "asking":
            return f"An introduction to {whom}{_for(standing)}: you'll hear by {reader.hour(standing.answer_by)}."
        case "agreed" if standing.how == "use_name":
            return f"{who} lets you use their name with {whom}{_for(standing)}."
        case "agreed":
            return f"{who} will introduce you to {whom}{_for(standing)}."
        case "made":
            return f"{who} has introduced you to {whom}{_for(standing)}."
        case "met":
            return f"You met {whom}{_for(standing)}, thanks to {who}."
        case "no_reply":
            return f"{whom} has not replied to the introduction by {who}{_for(standing)}."
        case "none" if standing.taken_back:
            again = _again(standing, reader) or " You can ask again at once."
            return f"{who} can't introduce you to {whom} after all.{again}"
        case "withdrawn":
            return f"You withdrew your request for an introduction to {whom}{_for(standing)}.{_again(standing, reader)}"
        case _:
            return f"No introduction to {whom} came about this time.{_again(standing, reader)}"


def _again(standing: Standing, reader: Reader) -> str:
    return f" You can ask again from {reader.date(standing.ask_again_from)}." if standing.ask_again_from else ""


def _next(standing: Standing) -> str:
    who = esc(first_word(standing.connector or "", "A colleague"))
    # Whether a name may be used still, and how, is said where that is decided again: with the text (`name_lent`).
    todo = "" if standing.how == "use_name" else f"{who} writes to them and to you; you have nothing to do until then. "
    return f"_{todo}Later I ask you once what came of it._"


def _for(standing: Standing) -> str:
    return f" for _{esc(standing.deal)}_" if standing.deal else ""


def withdrawn(standing: Standing, connector: str | None = None) -> Message:
    """What is said once a request was withdrawn, after `connector` had agreed."""
    whom = f"*{esc(standing.contact.name)}*"
    text = f"Withdrawn: nobody is asked for an introduction to {whom} any more."
    if connector:
        text = f"Withdrawn: *{esc(connector)}* is told that an introduction to {whom} is not needed any more."
    return Message(text, (section(text),), replace=True, title="Withdrawn")


def came_of_it(standing: Standing, reader: Reader) -> Message:
    """The one question afterwards: what came of it."""
    whom, who = f"*{esc(standing.contact.name)}*", esc(standing.connector or "A colleague")
    if standing.state not in ("agreed", "made"):
        return replace(answered(standing, reader), replace=False)
    text = f"*{who}* agreed to introduce you to {whom}{_for(standing)}. What came of it?"
    if standing.state == "made":
        text = f"*{who}* introduced you to {whom}{_for(standing)}. What came of it?"
    value = Seen(id=standing.introduction_id, v=standing.version).dump()
    row = [button("We met", "intro_met", value, primary=True, spoken=f"{standing.contact.name} and I met")]
    if standing.may_be_unanswered:
        row.append(button("No reply", "intro_no_reply", value, spoken=f"{standing.contact.name} has not replied"))
    first = esc(first_word(standing.connector or "", "Your colleague"))
    foot = context(f"_{first} hears how it went, with thanks. I ask only this once._")
    return Message(text, (section(text), actions(*row), foot))


def answered(standing: Standing, reader: Reader) -> Message:
    """Thanks for saying what came of it."""
    line = standing_line(standing, reader)
    text = f"Noted: {line[0].lower()}{line[1:]}"
    return Message(text, (section(text),), replace=True)
