"""What comes before the form for an introduction, or in its place: whom, agreeing first, nobody to ask."""

from __future__ import annotations

from dataclasses import replace

from bot.charter import Charter
from bot.network.portrait import Portrait
from bot.network.resolving import Unknown
from bot.network.who_knows import WhoKnows
from bot.people.acceptance import mark_of
from handlers.values import Agreeing, Asked
from handlers.views.agreement import read_it
from handlers.views.introductions import TITLE
from handlers.views.kit import Form, Message, actions, button, context, esc, section, text_input
from handlers.views.who_knows import as_typed, why_button


def whom(*, read: bool = False, deal: str = "") -> Form:
    """The form that asks whom one wants to meet.

    `read` says that a message was read in vain; `deal` is one that was typed alone.
    """
    blocks = [
        text_input(
            "who",
            "Whom do you want to meet?",
            placeholder="cfo@acme",
            hint="An address (jane@acme.com), a seat (cfo@acme) or a full name (Jane Doe, Acme). A deal may follow: "
            "cfo@acme for Acme renewal.",
            optional=False,
        )
    ]
    if read:
        blocks.insert(0, section("I found nobody of a customer's in this message."))
    if deal:
        said = esc(deal, 60)
        blocks.insert(0, section(f"Whom, for “{said}”? Write the person first: `cfo@acme for {said}`."))
    return Form(
        "intro_whom",
        TITLE,
        tuple(blocks),
        submit="Go on",
        opened_by="intro_start",
        asks="Whom do you want to meet? Write for example `intro cfo@acme`, or fill in the form.",
        spoken="Fill it in: whom you want to meet",
    )


def no_way(answer: WhoKnows, found: Unknown) -> Message:
    """Nobody the asker may know of knows them, or may be known to: said of whatever was typed, in the same words."""
    typed = as_typed(answer.asked)
    lines = [f"I know of no way to {typed} yet, so there is nobody I could ask."]
    know = button("I know them", "know_open", Asked(who=answer.asked).dump(), spoken=f"I know them: {answer.asked}")
    other = button("Somebody else", "intro_start", spoken="Ask for an introduction to somebody else")
    if found.near:
        lines.append(f"Did you mean `/o2o intro {esc(found.near)}`?")
        again = f"Ask for an introduction to {found.near}"
        other = button("Run it", "intro_run", Asked(who=found.near).dump(), spoken=again)
    lines.append("If you know them, log it. Else try their full name, or the seat they hold, such as `cfo@acme`.")
    row = (other, know) if found.near else (know, other)
    return Message("\n".join(lines), (section("\n".join(lines)), actions(*row, why_button(answer))))


def yourself() -> Message:
    """Somebody has asked for an introduction to themselves."""
    text = "That is you. Whom at a customer do you want to meet? For example `/o2o intro cfo@acme`."
    return Message(text, (section(text),), title=TITLE)


def only_through_others(said: Message) -> Message:
    """The ways to somebody whom nobody the asker may know of knows directly: nobody can introduce to them."""
    foot = "Nobody you may know of knows them directly. Ask for an introduction to whoever stands between."
    return replace(said, text=f"{said.text}\n{foot}", blocks=(*said.blocks, context(foot)))


def refused(words: str) -> Message:
    """A request refused at once, and why."""
    return Message(words, (section(words),), title="Not asked for")


def agree_first(words: str, contact: Portrait, charter: Charter, deal_id: int | None) -> Message:
    """A request refused only because its requester has not agreed to the charter, and the button that does."""
    value = Agreeing(version=charter.version, mark=mark_of(charter), contact=contact.contact_id, deal=deal_id).dump()
    to = f"an introduction to {contact.name}"
    row = actions(
        button("I agree", "intro_agree", value, primary=True, spoken=f"I agree to the charter, and ask for {to}"),
        read_it(f"Read the charter before asking for {to}"),
    )
    foot = f"*I agree* leads straight to the form for an introduction to *{esc(contact.name)}*."
    return Message(f"{words}\n{foot}", (section(f"{words}\n{foot}"), row), title="Agree first")


def having_agreed(charter: Charter) -> str:
    """What stands above whatever follows upon the click that agreed."""
    return f"Thank you: you have agreed to version {charter.version} of the charter. `/o2o charter` takes it back."
