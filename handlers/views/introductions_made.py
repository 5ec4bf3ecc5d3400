"""After a yes: the text to send on, and the ways to send it. The bot itself never writes to a customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from slack_sdk.models.blocks import ButtonElement

from bot.introductions.drafts import asking_first
from bot.introductions.shown import AskShown
from bot.introductions.together import Together
from bot.network.who import first_word
from handlers.values import Seen
from handlers.views.introductions import job
from handlers.views.kit import (
    ROOM,
    Block,
    Form,
    Message,
    actions,
    button,
    confirm,
    context,
    cut,
    esc,
    fitting,
    mail_link,
    naming,
    overflow,
    quoted,
    section,
    text_input,
)

URL_MOST = 2600
"""Characters of an address that a link leads to: with its label it fits into a section, and into mail programs."""
EDITED_MOST = 2000
"""Characters of a text as its sender has edited it."""
SUBJECT = "Introduction"
CANNOT = ("I can't after all ...", "cannot")
ONLY_YOU = "_Only you see it here: I never write to customers._"


def ending(privacy_contact: str | None, *, first_time: bool) -> str:
    """How to object, as the first text to somebody ends with it; empty where nothing is to be said of that."""
    if not (first_time and privacy_contact):
        return ""
    return f"\n\nIf you would rather not hear from us, a word to {privacy_contact} is enough."


def ended_with(draft: str, privacy_contact: str | None, most: int = EDITED_MOST, *, first_time: bool) -> str:
    """A text, ended where it is the first to somebody by how to object: shortened, it is the rest that is."""
    end, text = ending(privacy_contact, first_time=first_time), cut(draft, most)
    if not end or str(privacy_contact) in text:
        return text
    return cut(draft.rstrip(), most - len(end)) + end


def text_to_send(ask: AskShown, privacy_contact: str | None, most: int = EDITED_MOST) -> str:
    """The text for the contact: that of the introduction, or the one that asks them first."""
    draft = ask.draft
    if ask.state == "asking_contact":
        draft = asking_first(ask.contact.name, ask.requester, ask.purpose)
    return ended_with(draft, privacy_contact, most, first_time=ask.first_time)


def shown_text(ask: AskShown, privacy_contact: str | None) -> str:
    """The text as a quotation that fits into a section, with its end."""
    return fitting(lambda most: quoted(text_to_send(ask, privacy_contact, most)), EDITED_MOST, ROOM - 100)


def edited_most(ask: AskShown, privacy_contact: str | None, text: str) -> int:
    """How many characters of this text fit, with what is added to it."""
    end = ending(privacy_contact, first_time=ask.first_time)
    return EDITED_MOST if str(privacy_contact) in text else EDITED_MOST - len(end)


def making(ask: AskShown, privacy_contact: str | None) -> list[Block]:
    """What whoever agreed has before them: the text, and the ways to send it."""
    requester = first_word(ask.requester, "your colleague")
    body = text_to_send(ask, privacy_contact)
    if ask.how == "use_name":
        said = f"You let *{esc(ask.requester)}* use your name with *{esc(ask.contact.name)}*. Nothing more to do."
        return [section(said), actions(menu(ask, [CANNOT, ("Asked not to be contacted", "objects")]))]
    seen = Seen(id=ask.ask_id, v=ask.version).dump()
    head = f"You introduce *{esc(ask.requester)}* to *{esc(ask.contact.name)}*. Ready. I never write to customers."
    sure = confirm(
        f"Write to {requester} together?",
        f"I open a conversation of you, {esc(ask.requester)} and me, and say there who is who. "
        f"{esc(ask.contact.name)} is not in it.",
        "Start it",
        "Not now",
    )
    group = f"Start a group message with {requester}"
    row = [
        button(group, "ask_group", seen, confirm=sure, spoken=naming(group, ask.requester, ask.contact.name)),
        menu(ask, [("Edit the text ...", "edit"), CANNOT, ("Asked not to be contacted", "objects")]),
    ]
    label = "I've introduced them"
    done = button(label, "ask_made", seen, primary=True, spoken=naming(label, ask.requester, ask.contact.name))
    return [
        section(head),
        section(shown_text(ask, privacy_contact)),
        sending(ask, body),
        actions(*row),
        section(f"{esc(requester)} is told once you say that it is done.", accessory=done),
    ]


def sending(ask: AskShown, text: str) -> Block:
    """The ways to take a text out of Slack: into a mail, or by hand."""
    seen = Seen(id=ask.ask_id, v=ask.version).dump()
    copy = button("Copy", "ask_copy", seen, spoken=f"Copy the text to {ask.contact.name}")
    return taking_out(ask.contact.name, mailto(ask, text), copy)


def taking_out(whom: str, address: str | None, copy: ButtonElement) -> Block:
    """The link that opens a mail to somebody (None: the text is too long for one), and the button that copies."""
    if address is None:
        return section("The text is too long to be opened in mail: copy it instead.", accessory=copy)
    return section(mail_link(f"Open in mail, to {whom}", address), accessory=copy)


def menu(ask: AskShown, choices: Sequence[tuple[str, str]]) -> Any:
    """The menu of an ask: labels, and what each does."""
    return overflow("ask_menu", [(label, Seen(id=ask.ask_id, v=ask.version, do=do).dump()) for label, do in choices])


def mailto(ask: AskShown, text: str) -> str | None:
    """The address that opens a mail to the contact; that of the introduction goes to its requester, too."""
    cc = "" if ask.state == "asking_contact" else ask.requester_address
    return mail_address(ask.contact_address, ask.requester, text, cc)


def mail_address(to: str, requester: str, text: str, cc: str = "") -> str | None:
    """The address that opens a mail with a text in it (RFC 6068), `cc` to one more reader if to any.

    None where it would be too long: a text is opened whole or not at all.
    """
    to = quote(to, safe="@")
    subject = quote(f"{SUBJECT}: {' '.join(requester.split())}", safe="")
    body = quote(text.replace("\r\n", "\n").replace("\n", "\r\n"), safe="")
    copied_to = f"cc={quote(cc, safe='@')}&" if cc else ""
    address = f"mailto:{to}?{copied_to}subject={subject}&body={body}"
    return address if len(address) <= URL_MOST else None


def copy(ask: AskShown, privacy_contact: str | None) -> Form:
    """The text in a field in which it can be selected; that of the introduction can be changed there, and kept."""
    to = f"To: {esc(ask.contact_address)}" if ask.contact_address else f"To *{esc(ask.contact.name)}*"
    text, head = text_to_send(ask, privacy_contact), f"{to}. Select the text and copy it."
    return to_copy(text, head) if ask.state == "asking_contact" else _text(ask, text, "Copy the text", head)


def to_copy(text: str, head: str) -> Form:
    """A text that is nowhere kept, in a field in which it can be selected."""
    blocks = (section(head), _field(text), context(ONLY_YOU))
    return Form("text_copied", "Copy the text", blocks, submit="Done", close="Close")


def copied() -> Message:
    """What is said once somebody is done with copying."""
    text = "Nothing was sent: I never write to customers."
    return Message(text, (section(text),), title="Copy the text")


def edit(ask: AskShown) -> Form:
    """The form in which whoever introduces changes the text."""
    return _text(ask, ask.draft, "Edit the text", f"What you would write to *{esc(ask.contact.name)}*, in your words.")


def _field(text: str) -> Block:
    return text_input("draft", "Text", initial=text, multiline=True, optional=False, most=EDITED_MOST)


def _text(ask: AskShown, text: str, title: str, head: str) -> Form:
    blocks = (
        section(head),
        _field(text),
        context(ONLY_YOU),
    )
    metadata = Seen(id=ask.ask_id, v=ask.version).dump()
    return Form("ask_edit", title, blocks, submit="Save changes", close="Close", metadata=metadata)


def saved() -> Message:
    """What is said once the text was changed; where one came from may not show it."""
    text = "Saved: this is the text you send from now on."
    return Message(text, (section(text),), title="Saved")


def together(told: Together) -> Message:
    """The first words of the conversation of connector, requester and bot: who is who, and for what."""
    ask = told.ask
    connector, requester = (f"<@{one}>" for one in told.slack_ids)
    deal = f" for _{esc(ask.deal)}_" if ask.deal else ""
    text = (
        f"{requester} would like to meet {job(told.contact)}{deal}. {connector} has agreed to introduce you. "
        "Here you can settle how; I say nothing more in this conversation."
    )
    return Message(text, (section(text),), group=told.slack_ids)


def not_opened(why: str) -> Message:
    """What the connector is told where the conversation is not opened after all."""
    text = f"I opened no conversation. {esc(why)}"
    return Message(text, (section(text),))


def opened(requester: str) -> str:
    """What the connector is told once the conversation is on its way."""
    return f"I open a conversation with {requester}; it appears among your direct messages."
