"""What whoever is asked for their yes is told: the request, and what became of it."""

from __future__ import annotations

from typing import Any

from bot.charter.explain import ClauseWords
from bot.introductions.reasons import AskedBecause
from bot.introductions.shown import AskShown
from bot.network.who import first_word
from handlers.values import Seen
from handlers.views.hours import Reader
from handlers.views.introductions import PURPOSE_WORDS, first_name, job
from handlers.views.introductions_back import reported, undo
from handlers.views.introductions_made import making, menu, sending, shown_text, text_to_send
from handlers.views.kit import (
    Block,
    Form,
    Message,
    actions,
    button,
    choice_input,
    context,
    esc,
    fitting,
    naming,
    person_select,
    section,
)

REASON_MOST = 600
REASON_ROOM = 1200
"""Characters of a reason, and how long they may have become when escaped."""
OPEN = ("waiting", "later", "asking_contact")
"""States in which an answer is waited for."""


def message(
    ask: AskShown, reader: Reader, privacy_contact: str | None, *, said: str | None = None, replace: bool = False
) -> Message:
    """An ask as it stands; `said` is why a click changed nothing."""
    blocks: list[Block] = [section(esc(said))] if said else []
    if waits(ask):
        blocks += _request(ask, reader, privacy_contact)
    elif to_be_made(ask):
        blocks += making(ask, privacy_contact)
    else:
        blocks += [section(ended(ask)), *undo(ask, reader), *reported(ask, reader)]
    text = "\n".join(one["text"]["text"] for one in blocks if one["type"] == "section")
    return Message(text, tuple(blocks), replace=replace)


def waits(ask: AskShown) -> bool:
    """Whether an answer is waited for."""
    return ask.state in OPEN and not ask.closed


def to_be_made(ask: AskShown) -> bool:
    """Whether it is for this person to introduce the two now."""
    return ask.state == "yes" and ask.role == "owner" and ask.introduction_state == "agreed"


def headline(ask: AskShown, reader: Reader) -> str:
    """Who wants to meet whom, and by when."""
    by = f", by {reader.date(ask.needed_by)}" if ask.needed_by else ""
    instead = f" You answer for {esc(ask.stands_in_for)}." if ask.stands_in_for else ""
    return f"*{esc(ask.requester)}* would like to meet {job(ask.contact)}{by}.{instead}"


def what_for(ask: AskShown) -> str:
    """What they want of the contact, and for which deal, in a sentence."""
    words = PURPOSE_WORDS.get(ask.purpose, ask.purpose)
    stage = f" ({esc(ask.stage)})" if ask.stage else ""
    deal = f", for _{esc(ask.deal)}_{stage}" if ask.deal else ""
    return f"To {words[0].lower()}{words[1:]}{deal}."


def _request(ask: AskShown, reader: Reader, privacy_contact: str | None) -> list[Block]:
    lines, text = [headline(ask, reader)], list[Block]()
    lines.append(what_for(ask) + (f" “{_reason(ask.reason)}”" if ask.reason else ""))
    if ask.role == "owner":
        if ask.why_you:
            lines.append(f"Why you: {esc(ask.why_you)}")
        text = _text(ask, privacy_contact)
    else:
        lines.append(f"A colleague would introduce them. Why you: {esc(ask.why_you)}")
    if ask.state == "asking_contact":
        lines.insert(1, f"_You are asking {esc(first_name(ask.contact))} first._")
    if ask.remind_at:
        again, until = reader.hour(ask.remind_at), reader.hour(ask.until)
        lines.insert(0, f"Put off: I ask you again {again}, and there is time until {until}.")
    return [section("\n".join(lines)), *text, _choices(ask), context(_small_print(ask, reader))]


def _text(ask: AskShown, privacy_contact: str | None) -> list[Block]:
    """The text they could send: the introduction, or while they ask the contact first, the one that asks."""
    shown = shown_text(ask, privacy_contact)
    if ask.state == "asking_contact":
        body = text_to_send(ask, privacy_contact)
        return [section(f"Text you could ask with:\n{shown}"), sending(ask, body)]
    value, spoken = Seen(id=ask.ask_id, v=ask.version).dump(), f"Edit the text to {ask.contact.name}"
    edit = button("Edit", "ask_text", value, spoken=spoken)
    return [section("Text you could send:", accessory=edit), section(shown)]  # beside the text it would narrow it


def _reason(reason: str) -> str:
    return fitting(lambda most: esc(reason, most), REASON_MOST, REASON_ROOM)


def _choices(ask: AskShown) -> Block:
    value = Seen(id=ask.ask_id, v=ask.version).dump()
    about = (ask.requester, ask.contact.name)
    if ask.state == "asking_contact":
        row: list[Any] = [
            button("They said yes", "ask_contact_yes", value, primary=True, spoken=naming("They said yes", *about)),
            button("They'd rather not", "ask_contact_no", value, spoken=naming("They'd rather not", *about)),
            button("Not this time", "ask_no", value, spoken=naming("Not this time", *about)),
            menu(ask, [("Why?", "why"), ("Asked not to be contacted", "objects")]),
        ]
        return actions(*row)
    if ask.role != "owner":
        row = [
            button("I agree", "ask_yes", value, primary=True, spoken=naming("I agree", *about)),
            button("Not this time", "ask_no", value, spoken=naming("Not this time", *about)),
            menu(ask, [*_later(ask), ("Why?", "why"), ("Asked not to be contacted", "objects")]),
        ]
        return actions(*row)
    first = f"I'll ask {first_name(ask.contact)} first"
    own = [] if ask.stands_in_for else [("Use my name", "use_name")]
    more = [*own, ("Somebody else is better", "better"), *_later(ask)]
    row = [
        button("I'll introduce you", "ask_yes", value, primary=True, spoken=naming("I'll introduce you", *about)),
        button(first, "ask_first", value, spoken=naming(first, *about)),
        button("Not this time", "ask_no", value, spoken=naming("Not this time", *about)),
        menu(ask, [*more, ("Why?", "why"), ("Asked not to be contacted", "objects")]),
    ]
    return actions(*row)


def _later(ask: AskShown) -> list[tuple[str, str]]:
    return [("Later", "later")] if ask.state == "waiting" else []


def _small_print(ask: AskShown, reader: Reader) -> str:
    who = esc(first_word(ask.requester, "your colleague"))
    return (
        f"_Saying no is private and has no consequences: {who} hears only that none came about. "
        f"No answer by {reader.hour(ask.until)} counts as no._"
    )


def ended(ask: AskShown) -> str:
    """What became of an ask that waits for nothing, in a line or two."""
    said = ask.closed or "Nothing to do any more."
    return f"{esc(said)}\n_{esc(ask.requester)} and {esc(ask.contact.name)}_"


def why(reasons: AskedBecause) -> Message:
    """The clauses by which somebody is asked for their yes, and what keeps such asks few."""
    lines = ["You are asked because the charter says:", *map(_clause, reasons.needed)]
    if not reasons.needed:
        lines = ["By the charter now in force this would not be asked of you any more."]
    if reasons.limits:
        lines += ["So that it stays seldom:", *map(_clause, reasons.limits)]
    text = "\n".join(lines)
    return Message(text, (section(text), context(f"Decided by {esc(reasons.charter)}.")), title="Why?")


def _clause(clause: ClauseWords) -> str:
    return f"`{esc(clause.id)}` {esc(clause.because, 600)}"


def suggested() -> Message:
    """Thanks for naming somebody better placed; not whether they are."""
    text = "Thank you. You are not asked any more, and nobody learns that it was you who named them."
    return Message(text, (section(text),), title="Suggested")


def really_objects(ask: AskShown, privacy_contact: str | None, *, officer: bool) -> Message:
    """Asks once more before somebody is marked as not to be contacted; `officer`: there is one to be told of it."""
    whom = esc(ask.contact.name)
    text = (
        f"Has *{whom}* asked not to be contacted? Then nobody is asked about them any more, by anybody of ours"
        f"{', and the privacy officer is told' if officer else ''}. Running requests for them end for good."
    )
    if privacy_contact and not officer:
        text += f" If they object to being kept here, too, tell {esc(privacy_contact)}: I can't."
    value, back = (Seen(id=ask.ask_id, v=ask.version, do=do).dump() for do in ("", "back"))
    sure, about = "Yes, they asked for it", (ask.requester, ask.contact.name)
    row = actions(
        button(sure, "ask_objects", value, danger=True, spoken=naming(sure, ask.contact.name)),
        button("Back", "ask_open", back, spoken=naming("Back to what is asked", *about)),
    )
    return Message(text, (section(text), row), replace=True)


def better(ask: AskShown) -> Form:
    """The form in which a colleague is named who would be better placed."""
    blocks = (
        section(f"Who could introduce {esc(ask.requester)} to *{esc(ask.contact.name)}* better than you?"),
        choice_input("colleague_id", "A colleague", person_select("value", "Choose ..."), optional=False),
        context(
            "_They are asked next if they know them and the charter lets them be asked. Nobody learns that it was you, "
            "and you are not told what becomes of it._"
        ),
    )
    metadata = Seen(id=ask.ask_id, v=ask.version).dump()
    return Form("ask_better", "Somebody else is better", blocks, submit="Suggest", metadata=metadata)
