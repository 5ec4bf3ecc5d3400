"""Having a deal spoken of in a channel: what that means, and which deal."""

from __future__ import annotations

from collections.abc import Sequence

from bot.deals.showing import DealShown
from handlers.values import OfDeal
from handlers.views.deal_head import head
from handlers.views.hours import Reader
from handlers.views.kit import Message, actions, button, context, option, section, select

MEANS = (
    "Everybody in this channel then reads where the deal stands and what is missing in it. No colleague is named from "
    "a relationship there."
)
SILENT = (
    "Here I need no name for the deal. By the charter I say nothing of it here of my own accord: whoever can act on it "
    "is told instead."
)
THANKS = "Thank you for inviting me. Is this channel about a deal?"
TROUBLE = {
    "shared": "This channel is shared with another organization, or is about to be.",
    "guests": "There are guests, or people of other organizations, in this channel.",
    "archived": "This channel is archived.",
    "gone": "I am not in this channel. Invite me first: `/invite @o2o`.",
    "refused": "I may not write in this channel.",
}


def sure(deal: DealShown, reader: Reader, *, told: bool) -> Message:
    """Says what it means before it is done; `told`: that the charter lets a channel be told of a deal."""
    there = f"\nSo far it is spoken of in <#{deal.channel_id}>; then no more." if deal.channel_id else ""
    text = f"{head(deal, reader)}\n{MEANS if told else SILENT}{there}"
    value = OfDeal(id=deal.deal_id, v=deal.version).dump()
    return Message(text, (section(text), actions(button("Speak of it here", "deal_bind", value, primary=True))))


def offered(deals: Sequence[DealShown], *, told: bool, more: bool) -> Message:
    """What whoever has invited the bot is asked: which deal this channel is about; `more`: they have others, too."""
    if not deals:
        text = f"{THANKS} `/o2o deal new` makes one, `/o2o deal here` says which it is."
        return Message(text, (section(text),))
    text = f"{THANKS} {MEANS if told else SILENT}"
    if more:
        text += " These are not all your deals: `/o2o deal here` and a name finds each."
    if len(deals) == 1:
        value = OfDeal(id=deals[0].deal_id, v=deals[0].version).dump()
        row = actions(button(f"About {deals[0].name}", "deal_bind", value))
    else:
        options = [option(one.name, OfDeal(id=one.deal_id, v=one.version).dump(), one.account or None) for one in deals]
        row = actions(select("deal_bind", "Choose a deal ...", options))
    return Message(text, (section(text), row, context("_Only you see this. If it is about none, leave it._")))


def bound(deal: DealShown, reader: Reader) -> Message:
    """Said once it is done."""
    value = OfDeal(id=deal.deal_id, v=deal.version).dump()
    text = f"{head(deal, reader)}\nThis channel is about it now. In here `/o2o deal` needs no name."
    return Message(text, (section(text), actions(button("Undo", "deal_unbind", value))), replace=True)


def refused(trouble: str) -> Message:
    """Why a deal can't be spoken of in a channel."""
    text = f"{TROUBLE.get(trouble, TROUBLE['refused'])} No deal can be spoken of here."
    return Message(text, (section(text),))


def sure_to_take_away(deal: DealShown, reader: Reader) -> Message:
    """Says what it means before a channel is about the deal no more."""
    where = f"in <#{deal.channel_id}>" if deal.channel_id else "in any channel"
    text = (
        f"{head(deal, reader)}\nNothing more is said of it {where} then, what was said of it there is taken away, "
        "and its name is needed there again."
    )
    value = OfDeal(id=deal.deal_id, v=deal.version).dump()
    return Message(text, (section(text), actions(button("Take it away", "deal_unbind", value))))


def unbound(deal: DealShown, reader: Reader) -> Message:
    """Said once a deal is spoken of in no channel any more."""
    text = f"{head(deal, reader)}\nIt is spoken of in no channel any more."
    return Message(text, (section(text),), replace=True)
