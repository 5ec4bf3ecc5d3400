"""`/o2o asks`: what waits for one, what one asked for, and how one likes to be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.introductions.preferences import Preferences
from bot.introductions.shown import AskShown, Standing
from handlers.values import Seen, Setting
from handlers.views.hours import Reader
from handlers.views.introductions import standing_line, withdraw_button
from handlers.views.introductions_asked import headline, waits
from handlers.views.kit import (
    ROOM,
    Block,
    Message,
    actions,
    button,
    context,
    day_select,
    divider,
    esc,
    naming,
    person_select,
    section,
    spoken_text,
)

EACH_MOST = 8
"""Entries of one part of the list; a message takes 50 blocks."""
ENDED_MOST = 4
"""What ended lately is the least of it."""
NOTHING = "Nothing waits for you, and you have asked for no introduction. `/o2o intro cfo@acme` asks for one."
NOT_AGREED = "You are not asked: you have not agreed to the charter in force. `/o2o charter` shows it."
PACES = {"at_once": "each time, at once", "daily": "once a day, all together"}


def message(
    waiting: Sequence[AskShown],
    mine: Sequence[Standing],
    likes: Preferences,
    reader: Reader,
    *,
    agreed: bool = True,
    said: str | None = None,
    replace: bool = False,
) -> Message:
    """The whole list; `agreed`: the charter lets its reader be asked; `said` is what was just done."""
    blocks: list[Block] = [section(said)] if said else []
    parts = [
        _part("Waiting for you", [[waiting_block(one, reader)] for one in waiting]),
        _part("You asked for", [asked_blocks(one, reader) for one in mine if one.state == "asking"]),
        _part("Under way", [asked_blocks(one, reader) for one in mine if one.state in ("agreed", "made")]),
        _ended([one for one in mine if one.state in ENDED], reader),
    ]
    listed = [block for part in parts for block in part]
    blocks += listed or [section(NOTHING)]
    change = button("How I like to be asked ...", "asks_likes")
    blocks += [divider(), section(likes_line(likes, reader, agreed=agreed), accessory=change)]
    return _said(blocks, replace=replace)


def settings(
    likes: Preferences,
    reader: Reader,
    *,
    agreed: bool = True,
    said: str | None = None,
    undo: Setting | None = None,
    replace: bool = True,
) -> Message:
    """How somebody likes to be asked, to be changed; `said` is what was just set, `undo` what takes it back."""
    blocks: list[Block] = []
    if said:
        back = button("Undo", "asks_set", undo.dump(), spoken=f"Undo: {spoken_text(said)}") if undo else None
        blocks.append(section(said, accessory=back))
    blocks += _settings(likes, reader, agreed=agreed)
    return _said(blocks, replace=replace)


def _said(blocks: Sequence[Block], *, replace: bool = False) -> Message:
    text = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")
    return Message(text, tuple(blocks), replace=replace)


def of_day(waiting: Sequence[AskShown], reader: Reader) -> Message:
    """What waits for an answer, told once a day together."""
    if not waiting:
        text = "Nothing waits for your answer any more."
        return Message(text, (section(text),), only_updates=True)
    many = "1 colleague asks" if len(waiting) == 1 else f"{len(waiting)} asks wait"
    head = f"*{many} for an introduction by you.*" if len(waiting) == 1 else f"*{many} for your answer.*"
    blocks = [section(head), *(waiting_block(one, reader) for one in waiting[:EACH_MOST])]
    if len(waiting) > EACH_MOST:
        blocks.append(context(f"… and {len(waiting) - EACH_MOST} more: `/o2o asks`."))
    return _said([*blocks, context("_No answer in time counts as no._")])


ENDED = ("met", "no_reply", "none", "withdrawn")


def _part(title: str, entries: list[list[Block]]) -> list[Block]:
    if not entries:
        return []
    more = [context(f"… and {len(entries) - EACH_MOST} more.")] if len(entries) > EACH_MOST else []
    return [section(f"*{title}*"), *(block for one in entries[:EACH_MOST] for block in one), *more]


def _ended(ended: Sequence[Standing], reader: Reader) -> list[Block]:
    """What ended, a line each in one block, as far as there is room."""
    lines = [f"• {standing_line(one, reader)}" for one in ended[:ENDED_MOST]]
    while len("\n".join(lines)) > ROOM - 20:
        lines.pop()
    more = [context(f"… and {len(ended) - len(lines)} more.")] if len(ended) > len(lines) else []
    return [section("\n".join(["*Ended lately*", *lines])), *more] if ended else []


def waiting_block(ask: AskShown, reader: Reader) -> Block:
    """What somebody was asked, in a line, with the button that opens it."""
    line = headline(ask, reader)
    if waits(ask):
        line += f" Until {reader.hour(ask.until)}."
    else:
        line += " You agreed: it waits to be made."
    value = Seen(id=ask.ask_id, v=ask.version).dump()
    spoken = naming("Open", ask.requester, ask.contact.name)
    return section(line, accessory=button("Open", "ask_open", value, spoken=spoken))


def asked_blocks(standing: Standing, reader: Reader) -> list[Block]:
    """How it stands with what somebody asked for, and what they can do about it."""
    if standing.state in ENDED:
        return [section(standing_line(standing, reader))]
    if standing.state == "asking":
        return [section(standing_line(standing, reader), accessory=withdraw_button(standing, beside=True))]
    value = Seen(id=standing.introduction_id, v=standing.version).dump()
    spoken = naming("What came of it ...", standing.contact.name)
    tell = button("What came of it ...", "intro_came", value, spoken=spoken)
    if standing.state == "made":
        return [section(standing_line(standing, reader), accessory=tell)]
    return [section(standing_line(standing, reader)), actions(tell, withdraw_button(standing, beside=True))]


def likes_line(likes: Preferences, reader: Reader, *, agreed: bool) -> str:
    """How one is asked, in a line, or why one is not."""
    if not agreed:
        return NOT_AGREED
    if likes.paused_until:
        return f"You are paused until {reader.date(likes.paused_until)}: nothing new reaches you."
    return f"You are asked {PACES[likes.pace]}."


def _settings(likes: Preferences, reader: Reader, *, agreed: bool) -> list[Block]:
    lines = ["*How you like to be asked*", f"When I ask you, it is {PACES[likes.pace]}."]
    if agreed and not likes.paused_until:
        lines[1] = f"I ask you {PACES[likes.pace]}."
    if not agreed:
        lines.append(NOT_AGREED)
    if likes.paused_until:
        lines.append(
            f"You are paused until {reader.date(likes.paused_until)}: nobody is told, and nothing reaches you."
        )
    if likes.deputy:
        lines.append(f"While you are paused, *{esc(likes.deputy)}* answers for you where the charter allows it.")
    pace = ("Ask me at once", "at_once") if likes.pace == "daily" else ("Ask me once a day", "daily")
    row = [button(pace[0], "asks_pace", Setting(do=pace[1]).dump())]
    if likes.paused_until:
        row.append(button("End the pause", "asks_set", Setting(do="pause").dump()))
    else:
        row += [
            button("Pause for a week", "asks_pause_7", Setting(do="pause", days=7).dump()),
            button("Pause for two weeks", "asks_pause_14", Setting(do="pause", days=14).dump()),
        ]
    if likes.deputy:
        row.append(button("No deputy", "asks_no_deputy", Setting(do="deputy").dump()))
    pickers = actions(
        day_select("asks_pause_until", "Pause until ..."), person_select("asks_deputy", "Deputy while I'm paused ...")
    )
    foot = context("_You alone see this. A pause looks to whoever asks like any other no._")
    back = actions(button("Back to the list", "asks_list"))
    return [section("\n".join(lines)), actions(*row), pickers, foot, back]


def set_words(do: str, likes: Preferences, reader: Reader) -> str:
    """What was just set, in a line."""
    if do == "pause":
        until = likes.paused_until
        return f"Paused until {reader.date(until)}." if until else "Your pause is over: you can be asked again."
    if do == "deputy":
        return f"*{esc(likes.deputy)}* is your deputy now." if likes.deputy else "You have no deputy now."
    return f"From now on I ask you {PACES[likes.pace]}."


def pause_until(setting: Setting, reader: Reader) -> dt.date | None:
    """The last day of the pause a button asks for."""
    return reader.today + dt.timedelta(days=setting.days) if setting.days else setting.day
