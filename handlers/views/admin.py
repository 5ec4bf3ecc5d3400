"""The settings of the digest: one form for administrators."""

from __future__ import annotations

import calendar
import datetime as dt

from bot.deals.digest_settings import MINUTES, InForce, Wishes
from bot.deals.slots import Schedule, next_digest
from handlers.values import Version
from handlers.views.hours import Reader
from handlers.views.kit import (
    Form,
    Message,
    checkboxes,
    choice_input,
    context,
    esc,
    option,
    radio,
    section,
    select,
    text_input,
)

STEP = 30
"""Minutes between two times offered."""
NOWHERE = "With nothing ticked no digest goes out at all, until somebody ticks one again."
OWN = "by the clock of each reader (in a channel: of the deal's lead)"


def form(held: InForce, reader: Reader, said: str = "") -> Form:
    """All settings, with who changed them last and when; `said` above them."""
    wishes = held.wishes
    blocks = (
        *([section(said)] if said else []),
        section("*The weekly digest*: what each deal's channel is told, and each colleague, once a week."),
        _weekday(wishes.schedule),
        _minute(wishes.schedule),
        text_input(
            "zone",
            "Time zone",
            initial=wishes.schedule.zone,
            placeholder="each reader's own",
            hint="Empty: each reader's own (a channel: the deal lead's). Or one for all, like Europe/Amsterdam.",
            most=64,
        ),
        _nothing(wishes),
        _where(wishes),
        _pictures(wishes),
        _theme(wishes),
        context(_last(held, reader)),
        context("_All administrators can read and change this. It is in force once it is saved._"),
    )
    return Form(
        "admin",
        "Settings",
        blocks,
        submit="Save",
        metadata=Version(v=held.version).dump(),
        opened_by="admin_open",
        asks="The settings of the weekly digest are a form.",
        spoken="Open the settings of the weekly digest",
    )


def saved(held: InForce, reader: Reader) -> Message:
    """That the settings are in force, and when the next digest goes out."""
    text = f"Saved, and in force. {_next(held, reader)}"
    return Message(text, (section(text),), title="Saved")


def _next(held: InForce, reader: Reader) -> str:
    wishes = held.wishes
    if not wishes.in_channels and not wishes.to_people:
        return "No digest goes out until somebody turns one on."
    zone = str(reader.zone)
    at = next_digest(reader.now, wishes.schedule, zone)
    hour = f"{wishes.schedule.hour:%H:%M}"
    if wishes.schedule.zone is not None:
        return f"The next digests go out {reader.hour(at)} by your clock ({hour} in {wishes.schedule.zone})."
    there = at.astimezone(reader.zone)
    return f"The next digests go out on {there:%A} {reader.date(there.date())} at {hour}, {OWN}."


def _last(held: InForce, reader: Reader) -> str:
    if held.changed_at is None:
        return f"Nobody has changed these yet. {_next(held, reader)}"
    by = esc(held.changed_by or "somebody who is not here any more", 80)
    return f"Last changed by {by} {reader.on_day(held.changed_at)}. {_next(held, reader)}"


def _weekday(schedule: Schedule) -> dict[str, object]:
    days = [option(name, str(number)) for number, name in enumerate(calendar.day_name)]
    return choice_input("weekday", "Day", select("value", "Day", days, initial=days[schedule.weekday]), optional=False)


def _minute(schedule: Schedule) -> dict[str, object]:
    offered = sorted({*range(0, MINUTES, STEP), schedule.minute})
    times = {one: option(f"{dt.time(*divmod(one, 60)):%H:%M}", str(one)) for one in offered}
    picker = select("value", "Time", list(times.values()), initial=times[schedule.minute])
    return choice_input("minute", "Time", picker, optional=False)


def _nothing(wishes: Wishes) -> dict[str, object]:
    choices = {"line": option("One line that says so", "line"), "silence": option("Silence", "silence")}
    picker = radio(list(choices.values()), initial=choices[wishes.nothing_to_say])
    return choice_input("nothing_to_say", "When there is nothing to say", picker, optional=False)


def _where(wishes: Wishes) -> dict[str, object]:
    choices = {
        "in_channels": option("In each deal's channel", "in_channels"),
        "to_people": option("To each colleague, in their direct message", "to_people"),
    }
    on = [made for name, made in choices.items() if getattr(wishes, name)]
    return choice_input("where", "Where", checkboxes(list(choices.values()), initial=on), hint=NOWHERE)


def _pictures(wishes: Wishes) -> dict[str, object]:
    one = option("A picture of the coverage in the digest's thread", "pictures")
    return choice_input("pictures", "Pictures", checkboxes([one], initial=[one] if wishes.pictures else []))


def _theme(wishes: Wishes) -> dict[str, object]:
    choices = {"light": option("Light", "light"), "dark": option("Dark", "dark")}
    picker = radio(list(choices.values()), initial=choices[wishes.theme])
    return choice_input("theme", "Drawn on", picker, optional=False, hint="Pictures can't follow the reader's theme.")
