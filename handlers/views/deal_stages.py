"""What is said once a stage was said, and before and after a deal is over."""

from __future__ import annotations

from bot.deals.showing import DealShown
from bot.deals.standing import Said
from handlers.values import OfDeal
from handlers.views.deal_head import head
from handlers.views.hours import Reader
from handlers.views.kit import Message, actions, button, context, esc, naming, section


def said(told: Said, side: str) -> str:
    """What came of saying a stage, in a line."""
    who = "We are" if side == "ours" else "They are"
    stage = f"*{esc(told.stage, 60)}*"
    if told.came == "moved":
        return f"Noted: {who.lower()} at {stage} now."
    if told.came == "late":
        return f"Kept in the history: {stage}. Something later is known, and that counts."
    return f"{who} at {stage} already: noted once more." if told.came == "same" else f"{who} at {stage}: noted before."


def whose(deal: DealShown, reader: Reader) -> Message:
    """Asks whose stage is to be said."""
    text = f"{head(deal, reader)}\nWhose stage: ours or theirs?"
    value = OfDeal(id=deal.deal_id, v=deal.version, do="ours")
    ours = button("We moved ...", "deal_stage_form", value.dump(), spoken=naming("We moved", deal.name))
    theirs = button("They moved ...", "deal_theirs", value.dump(), spoken=naming("They moved", deal.name))
    return Message(text, (section(text), actions(ours, theirs)), title="Whose stage?")


def sure(deal: DealShown, outcome: str, reader: Reader) -> Message:
    """Asks before a deal is over."""
    text = f"{head(deal, reader)}\nIs it *{outcome}*? Nothing more is asked for in it then."
    value = OfDeal(id=deal.deal_id, v=deal.version, do=outcome).dump()
    yes = button(f"It is {outcome}", "deal_end", value, primary=True, spoken=naming(f"It is {outcome}", deal.name))
    return Message(text, (section(text), actions(yes)), title=outcome.capitalize())


def ended(deal: DealShown, reader: Reader) -> Message:
    """Said once a deal is over, with the way back."""
    text = f"{head(deal, reader)}\nNoted: *{deal.outcome}*."
    value = OfDeal(id=deal.deal_id, v=deal.version).dump()
    back = actions(button("Undo", "deal_unend", value, spoken=naming("Undo", deal.name)))
    foot = context("_For five minutes one click takes it back._")
    return Message(text, (section(text), back, foot), replace=True, title=(deal.outcome or "over").capitalize())


def taken_back(deal: DealShown, reader: Reader) -> Message:
    """Said once that was taken back."""
    text = f"{head(deal, reader)}\nTaken back: it stands as before."
    return Message(text, (section(text),), replace=True, title="Taken back")
