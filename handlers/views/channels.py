"""What is said of a deal's channel in which nothing can be said: there, and to whoever can act."""

from __future__ import annotations

from handlers.views.kit import Message, esc, section

_WRONG = {
    "shared": "is shared with another organization, or is about to be",
    "guests": "has guests, or people of other organizations, in it",
    "archived": "is archived",
    "gone": "can't be reached any more: I am not in it",
    "refused": "does not let me write",
}
_MEND = {
    "shared": "Take the deal to a channel of your own people: invite me there and choose the deal.",
    "guests": "Once only your own people are in it I go on. Or invite me to another channel and choose the deal there.",
    "archived": "Bring it back, or invite me to another channel and choose the deal there.",
    "gone": "Invite me again, or invite me to another channel and choose the deal there.",
    "refused": "Let apps write there, or invite me to another channel and choose the deal there.",
}


def hidden(trouble: str) -> Message:
    """What takes the place of all that was said in a channel which others can read by now."""
    where = "a shared channel" if trouble == "shared" else "a channel with guests in it"
    words = f"This deal's messages are not shown in {where}."
    return Message(words, (section(words),))


def told(deal: str, channel_id: str, trouble: str | None) -> Message:
    """What whoever can act on a deal is told of its channel; None: it is mended."""
    there, name = f"<#{channel_id}>", f"*{esc(deal)}*"
    if trouble is None:
        words = f"{name}: all is well with {there} again. What there is to say of the deal is said there."
        return Message(words, (section(words),))
    wrong, mend = _WRONG.get(trouble, _WRONG["refused"]), _MEND.get(trouble, _MEND["refused"])
    words = f"{name}: I say nothing in {there} any more. It {wrong}."
    return Message(words, (section(f"{words}\n{mend} Until then I tell you what there is to say."),))
