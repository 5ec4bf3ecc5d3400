"""`/o2o asks`: one's open introductions in both directions, and how one likes to be asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.errors import BadInput, Stale
from bot.introductions import listing, preferences
from bot.introductions.preferences import Preferences
from bot.people import acceptance, directory
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import Click, House
from handlers.values import ANOTHER_TIME, Setting
from handlers.views import asks as view
from handlers.views.introductions_asked import waits
from handlers.views.kit import Message


def register(house: House) -> None:
    """Add the command and the buttons of its settings."""
    house.command(
        Command(
            "asks",
            lambda turn, _text: shown(turn),
            usage="asks",
            about="Introductions: what waits for you, what you asked for; pause, deputy, how you like to be asked.",
            example="asks",
            in_help=False,
        )
    )
    for action_id in ("asks_set", "asks_pace", "asks_pause_7", "asks_pause_14", "asks_no_deputy"):
        house.action(action_id, _set, writes=True)
    house.action("asks_likes", lambda turn, _click: _settings(turn, preferences.mine(turn.sight)))
    house.action("asks_list", lambda turn, _click: shown(turn, replaced=True))
    house.action("asks_pause_until", _pause_until, writes=True)
    house.action("asks_deputy", _deputy, writes=True)


def shown(turn: Turn, said: str | None = None, *, replaced: bool = False) -> Message:
    """The list as it stands."""
    sight = turn.sight
    return view.message(
        listing.waiting(sight),
        listing.mine(sight),
        preferences.mine(sight),
        turn.reader,
        agreed=_may_be_asked(turn),
        said=said,
        replace=replaced,
    )


def _may_be_asked(turn: Turn) -> bool:
    """Whether they have agreed to the charter, or it has those asked, too, who have not."""
    only_agreed = acceptance.shares_only_agreed(turn.charter) and acceptance.asks_only_agreed(turn.charter)
    return acceptance.agreement(turn.sight).holds or not only_agreed


def _settings(turn: Turn, likes: Preferences, said: str | None = None, undo: Setting | None = None) -> Message:
    return view.settings(likes, turn.reader, agreed=_may_be_asked(turn), said=said, undo=undo)


def of_day(turn: Turn) -> Message:
    """What somebody who is asked once a day finds waiting."""
    return view.of_day([one for one in listing.waiting(turn.sight) if waits(one)], turn.reader)


def _set(turn: Turn, click: Click) -> Message:
    setting = Setting.load(click.value)
    likes = preferences.mine(turn.sight)
    if setting.do == "pause":
        return _kept(turn, setting.do, replace(likes, paused_until=view.pause_until(setting, turn.reader)))
    if setting.do == "deputy":
        return _kept(turn, setting.do, replace(likes, deputy_id=setting.who))
    if setting.do in ("at_once", "daily"):
        return _kept(turn, setting.do, replace(likes, pace="daily" if setting.do == "daily" else "at_once"))
    raise Stale(ANOTHER_TIME)


def _pause_until(turn: Turn, click: Click) -> Message:
    try:
        day = dt.date.fromisoformat(click.value)
    except ValueError:
        raise Stale(ANOTHER_TIME) from None
    return _kept(turn, "pause", replace(preferences.mine(turn.sight), paused_until=day))


def _deputy(turn: Turn, click: Click) -> Message:
    deputy = directory.held(turn.session, turn.viewer.workspace_id, click.value)
    if deputy is None:
        raise BadInput("I don't know them as a colleague of ours yet. Whom else?")
    return _kept(turn, "deputy", replace(preferences.mine(turn.sight), deputy_id=deputy.id))


def _kept(turn: Turn, do: str, wanted: Preferences) -> Message:
    before = preferences.mine(turn.sight)
    likes = preferences.save(
        turn.sight, turn.clock, paused_until=wanted.paused_until, deputy_id=wanted.deputy_id, pace=wanted.pace
    )
    undo = {
        "pause": Setting(do="pause", day=before.paused_until),
        "deputy": Setting(do="deputy", who=before.deputy_id),
    }.get(do, Setting(do=before.pace))
    return _settings(turn, likes, view.set_words(do, likes, turn.reader), undo)
