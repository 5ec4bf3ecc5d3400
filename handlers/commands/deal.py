"""`/o2o deal ...`: new, show, team, stage, won, lost, here; alone, the channel's deal or one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.deals import seen, showing
from bot.errors import Stale
from bot.network.who import clean
from handlers.boundary import Turn
from handlers.commands import coverage, deal_channel, deal_making, deal_people, deal_stage, deal_team, digest
from handlers.commands import next as next_command
from handlers.commands.table import Command
from handlers.commands.which_deal import shown, which
from handlers.house import Click, House
from handlers.values import ANOTHER_TIME, DealMeant, OfDeal
from handlers.views import deals as view
from handlers.views.kit import Form, Message
from models.deals import Deal

Said = Message | Form


def register(house: House) -> None:
    """Add the command, its buttons and the parts it consists of."""
    house.command(
        Command(
            "deal",
            _typed,
            usage="deal [new|show|team|stage|won|lost|here] [DEAL]",
            about="Your deals: make one, see where both sides stand and who is on it, say what has changed.",
            example="deal new Acme renewal at Acme",
            also=("deals",),
        )
    )
    house.action("deal_open", lambda turn, click: shown(turn, _deal(turn, click)))
    house.action("deal_next", _next)
    house.action("deal_pick", _picked)
    house.action("deal_menu", _chosen)
    for part in (deal_making, deal_team, deal_stage, deal_people, deal_channel):
        part.register(house)


def _typed(turn: Turn, text: str) -> Said:
    word, _, rest = clean(text).partition(" ")
    do = word.casefold()
    if do == "new":
        return deal_making.form(turn, rest)
    if do in DOES:
        deal = which(turn, rest, do)
        return deal if isinstance(deal, Message) else DOES[do](turn, deal, "")
    if clean(text):
        deal = which(turn, text, "show")
        return deal if isinstance(deal, Message) else shown(turn, deal)
    here = seen.in_channel(turn.sight, turn.channel_id)
    if here is not None:
        return shown(turn, here)
    deals = seen.deals_of(turn.sight, most=view.LISTED_MOST + 1)
    return view.listed(showing.show_all(turn.sight, turn.playbooks, deals), turn.reader)


def _picked(turn: Turn, click: Click) -> Said:
    """Go on with the deal that was chosen."""
    meant = DealMeant.load(click.value)
    return _go_on(turn, meant.do, seen.the_deal(turn.sight, meant.deal or 0), meant.words)


def _chosen(turn: Turn, click: Click) -> Said:
    value = OfDeal.load(click.value)
    return _go_on(turn, value.do, seen.the_deal(turn.sight, value.id), "")


def _next(turn: Turn, click: Click) -> Message:
    """Who should meet whom in it, below what is shown of it."""
    return replace(next_command.picked(turn, _deal(turn, click)), replace=False)


def _deal(turn: Turn, click: Click) -> Deal:
    return seen.the_deal(turn.sight, OfDeal.load(click.value).id)


def _go_on(turn: Turn, do: str, deal: Deal, words: str) -> Said:
    if do not in DOES:
        raise Stale(ANOTHER_TIME)
    return DOES[do](turn, deal, words)


DOES: dict[str, Callable[[Turn, Deal, str], Said]] = {
    "show": lambda turn, deal, _: shown(turn, deal),
    "team": lambda turn, deal, _: deal_team.shown(turn, deal),
    "ours": lambda turn, deal, words: deal_stage.asks(turn, deal, "ours", words),
    "theirs": lambda turn, deal, words: deal_stage.asks(turn, deal, "theirs", words),
    "stage": lambda turn, deal, _: deal_stage.whose(turn, deal),
    "won": lambda turn, deal, _: deal_stage.sure(turn, deal, "won"),
    "lost": lambda turn, deal, _: deal_stage.sure(turn, deal, "lost"),
    "here": lambda turn, deal, _: deal_channel.sure(turn, deal),
    "unbind": lambda turn, deal, _: deal_channel.ask_to_take_away(turn, deal),
    "next": lambda turn, deal, _: next_command.picked(turn, deal),
    "coverage": lambda turn, deal, _: coverage.picked(turn, deal),
    "digest": lambda turn, deal, _: digest.picked(turn, deal),
}
"""What can be done with a deal that was named, chosen or is the channel's."""
