"""The pictures that are posted under messages about deals: how a deal stands, part by part, with its reader's eyes."""

from __future__ import annotations

import datetime as dt
from functools import partial

from bot.deals import pictured, rooms, seen
from bot.deals.coverage import coverage
from bot.deals.digest_settings import Wishes, in_force
from bot.pictures.heat_map import MOST_ROWS, draw, in_one_line
from handlers.boundary import Turn
from handlers.commands import coverage as asked_for
from handlers.house import House
from handlers.picturing import Picture, Under
from handlers.views.coverage import called
from models.base import new_id
from models.deals import Deal
from models.digests import Digest

FILENAME = "coverage.png"


def register(house: House) -> None:
    """Add what renders pictures, each under its kind of message."""
    house.notification(rooms.DIGEST_PICTURE, Under(rooms.DIGEST, of_digest))
    for sent, render in (
        (asked_for.OF_DEAL, of_coverage),
        (asked_for.OF_ACCOUNT, of_several),
        (asked_for.OF_TEAM, of_several),
    ):
        house.notification(sent.picture, Under(sent.words, render))


def of_digest(turn: Turn, digest_id: int) -> Picture | None:
    """How a digest's deal stands, for the channel it is spoken of in; nowhere else is it shown."""
    deal = seen.in_channel(turn.sight, turn.channel_id) if turn.viewer.is_channel else None
    digest = turn.session.get(Digest, (turn.viewer.workspace_id, digest_id))
    if deal is None or digest is None or digest.deal_id != deal.id:
        return None
    wishes = _wishes(turn)
    return _picture(turn, deal, digest.day, wishes) if wishes.pictures else None


def of_coverage(turn: Turn, deal_id: int) -> Picture | None:
    """How a deal stands for whoever asked to see it; raises as `seen.the_deal` where they don't see the deal."""
    deal = seen.the_deal(turn.sight, deal_id)
    return _picture(turn, deal, turn.reader.today, _wishes(turn))


def of_several(turn: Turn, account_id: int) -> Picture | None:
    """How an account's deals stand (0: those of the reader's people); raises `Stale` for a hidden account."""
    if not pictured.may_be_drawn(turn.sight):
        return None
    found = asked_for.several_of(turn, account_id, pictured.may_show(turn.sight))
    if not found.deals:
        return None
    asked_for.recorded(turn, found.deals[:MOST_ROWS])
    heat_map = pictured.of_deals(found.deals, f"Coverage of {called(found)}", turn.reader.today, _wishes(turn).theme)
    return Picture(partial(draw, heat_map), in_one_line(heat_map.title), FILENAME)


def _picture(turn: Turn, deal: Deal, day: dt.date, wishes: Wishes) -> Picture | None:
    if not pictured.may_be_drawn(turn.sight):
        return None
    [covered] = coverage(turn.sight, turn.playbooks, [deal], told=pictured.may_show(turn.sight))
    answer_id = new_id()
    turn.decided += [(answer_id, one) for one in covered.decided]
    heat_map = pictured.of_deal(covered, day, wishes.theme)
    if not heat_map.rows:
        return None
    return Picture(partial(draw, heat_map), in_one_line(heat_map.title), FILENAME)


def _wishes(turn: Turn) -> Wishes:
    return in_force(turn.session, turn.viewer.workspace_id).wishes
