"""`/o2o admin`: the settings an administrator of the workspace chooses, in one form."""

from __future__ import annotations

from bot.deals import digest_settings as settings
from bot.deals.digest_settings import Wishes
from bot.deals.slots import Schedule
from bot.errors import BadInput, Stale
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import House, Submission
from handlers.values import Version
from handlers.views import admin as view
from handlers.views.kit import Form, Message


def register(house: House) -> None:
    """Add the command and its form."""
    house.command(
        Command(
            "admin",
            lambda turn, _text: _form(turn),
            usage="admin",
            about="The settings of the weekly digest, for administrators of the workspace.",
            example="admin",
            form=_form,
            in_help=False,
            short="its settings, for administrators",
            also=("settings",),
        )
    )
    house.opens("admin_open", lambda turn, _click: _form(turn))
    house.submission("admin", _changed)


def _form(turn: Turn) -> Form:
    return view.form(settings.shown(turn.sight), turn.reader)


def _changed(turn: Turn, sent: Submission) -> Message | Form:
    version = Version.load(sent.metadata).v
    wishes = _wishes(sent)
    try:
        held = settings.change(turn.sight, turn.clock, version, wishes)
    except Stale as error:  # nothing was changed: how it stands is said in the same form
        return view.form(settings.shown(turn.sight), turn.reader, error.words)
    return view.saved(held, turn.reader)


def _wishes(sent: Submission) -> Wishes:
    """What was chosen; raises `BadInput` with the field that can't be taken as it is."""
    schedule = Schedule(_number(sent, "weekday"), _number(sent, "minute"), settings.zone_named(sent.values.get("zone")))
    chosen = set(sent.chosen.get("where", ()))
    return Wishes(
        schedule,
        "silence" if _one_of(sent, "nothing_to_say", ("line", "silence")) == "silence" else "line",
        in_channels="in_channels" in chosen,
        to_people="to_people" in chosen,
        pictures="pictures" in sent.chosen.get("pictures", ()),
        theme="dark" if _one_of(sent, "theme", ("light", "dark")) == "dark" else "light",
    )


def _number(sent: Submission, field: str) -> int:
    value = sent.values.get(field) or ""
    if not value.isascii() or not value.isdecimal() or len(value) > 4:
        raise BadInput("Choose one of the list.", field=field)
    return int(value)


def _one_of(sent: Submission, field: str, known: tuple[str, ...]) -> str:
    value = sent.values.get(field)
    if value not in known:
        raise BadInput("Choose one of the two.", field=field)
    return value
