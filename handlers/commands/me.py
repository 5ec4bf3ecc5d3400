"""`/o2o me`: what is held in one's own name, and what only oneself may do with it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from bot.people import mine
from bot.people.capture import Entry
from bot.people.mine import Sharing
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import Click, House, Submission
from handlers.values import Mine, Page, figure
from handlers.views import capture as capture_view
from handlers.views import mine as view
from handlers.views.kit import Form, Message, esc

DONE = {
    "private": "*{}* is private now: nobody but you sees it.",
    "shared": "*{}* is shared now, as the charter says.",
    "open": "*{}* is open now: every member may see that it is you who knows them.",
}


def register(house: House) -> None:
    """Add the command, its buttons and the form that corrects."""
    house.command(
        Command(
            "me",
            _me,
            usage="me",
            about="What is held in your name: correct it, keep it private, open it, remove it, look at imports.",
            example="me",
        )
    )
    house.action("mine_menu", _chosen, writes=True)
    house.action("mine_page_back", _page)
    house.action("mine_page_on", _page)
    house.action("mine_share_all", _share_all, writes=True)
    house.action("mine_private", _keep_private, writes=True)
    house.action("mine_share", _share, writes=True)
    house.action("mine_remove", _remove, writes=True)
    house.opens("mine_correct", _correct)
    house.submission("correct", _corrected)
    for offered in (1, 3, 5):
        house.action(f"strength_{offered}", _strength, writes=True)


def _me(turn: Turn, text: str) -> Message:
    number = int(text) if text.strip().isdecimal() and len(text.strip()) < 6 else 1
    return view.page(mine.mine(turn.sight, number))


def _page(turn: Turn, click: Click) -> Message:
    return view.page(mine.mine(turn.sight, Page.load(click.value).page), replace=True)


def _chosen(turn: Turn, click: Click) -> Message | Form:
    chosen = Mine.load(click.value)
    if chosen.do == "correct":
        return _correct(turn, click)
    if chosen.do == "ask_remove":
        return view.really_remove(mine.one(turn.sight, chosen.id), chosen.page)
    if chosen.do not in DONE:
        Mine.load("")  # not a choice this menu offers
    item = mine.share(turn.sight, turn.clock, chosen.id, cast("Sharing", chosen.do))
    said = DONE[chosen.do].format(esc(item.called))
    return view.page(mine.mine(turn.sight, chosen.page), replace=True, said=said)


def _share_all(turn: Turn, click: Click) -> Message:
    number = mine.share_all_waiting(turn.sight, turn.clock)
    said = f"{number} shared, as the charter says." if number else "Nothing was waiting any more."
    return view.page(mine.mine(turn.sight, Page.load(click.value).page), replace=True, said=said)


def _keep_private(turn: Turn, click: Click) -> Message:
    item = mine.share(turn.sight, turn.clock, Mine.load(click.value).id, "private")
    return view.said(DONE["private"].format(esc(item.called)))


def _share(turn: Turn, click: Click) -> Message:
    item = mine.share(turn.sight, turn.clock, Mine.load(click.value).id, "shared")
    return view.said(DONE["shared"].format(esc(item.called)))


def _remove(turn: Turn, click: Click) -> Message:
    value = Mine.load(click.value)
    called = mine.remove(turn.sight, turn.clock, value.id)
    return view.page(
        mine.mine(turn.sight, value.page),
        replace=True,
        said=f"Removed: nothing is kept of *{esc(called)}* in your name.",
    )


def _strength(turn: Turn, click: Click) -> Message:
    value = Mine.load(click.value)
    item = mine.say_strength(turn.sight, turn.clock, value.id, value.do)
    return replace(capture_view.logged(item), replace=True)


def _correct(turn: Turn, click: Click) -> Form:
    value = Mine.load(click.value)
    item = mine.one(turn.sight, value.id)
    return capture_view.correction(item, mine.version_of(turn.sight, value.id))


def _corrected(turn: Turn, sent: Submission) -> Message:
    value, fields = Mine.load(sent.metadata), sent.values
    entry = Entry(
        name=fields.get("name"),
        title=fields.get("title"),
        account=fields.get("account"),
        strength=figure(fields.get("strength")),
        kind=fields.get("kind"),
        note=fields.get("note"),
    )
    item = mine.correct(turn.sight, turn.clock, value.id, value.version, entry)
    return view.said(f"Saved: *{esc(item.called)}*.")
