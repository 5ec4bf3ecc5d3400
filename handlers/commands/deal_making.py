"""`/o2o deal new NAME [at ACCOUNT] [by PLAYBOOK]`: making a deal."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from bot.deals import making, parts
from bot.deals.making import Wish
from bot.errors import BadInput
from bot.network.who import LONGEST, clean
from handlers.boundary import Turn
from handlers.commands.which_deal import shown
from handlers.house import House, Submission
from handlers.values import Asked
from handlers.views import deal_forms as view
from handlers.views.kit import Block, Form, Message

AT = re.compile(r"\s+(?:at|with)\s+", re.IGNORECASE)
BY = re.compile(r"\s+by\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """What was typed behind `deal new`: each part may be empty."""

    name: str
    account: str = ""
    playbook: str = ""


def register(house: House) -> None:
    """Add the form and the button that opens it."""
    house.opens("deal_new", lambda turn, click: form(turn, Asked.load(click.value).who if click.value else ""))
    house.leads("deal_playbook", _follow)
    house.submission("deal_new", _make)


def read(turn: Turn, text: str) -> Typed:
    """The parts of what was typed. A "by" is a playbook's only where there is one of that name: names have it, too."""
    rest, playbook = clean(text), ""
    for found in reversed(list(BY.finditer(rest))):
        if turn.playbooks.find(rest[found.end() :]) is not None:
            rest, playbook = rest[: found.start()], rest[found.end() :]
            break
    parts = list(AT.finditer(rest))
    if not parts:
        return Typed(rest.strip(" ,"), playbook=playbook)
    return Typed(rest[: parts[-1].start()].strip(" ,"), rest[parts[-1].end() :].strip(" ,"), playbook)


def form(turn: Turn, text: str) -> Form:
    """The form, filled in with what was typed."""
    typed = read(turn, text)
    playbook = turn.playbooks.choose(typed.playbook or None)
    made = view.new(
        turn.playbooks,
        name=typed.name,
        account=typed.account,
        playbook=playbook,
        has_manager=parts.has_manager(turn.sight),
    )
    # Where no form can be opened at once, what was typed is not lost.
    return replace(made, metadata=Asked(who=clean(text)[:LONGEST]).dump()) if text.strip() else made


def _follow(turn: Turn, entered: Submission) -> Block | None:
    return view.stage_field(turn.playbooks.choose(entered.values.get("playbook")))


def _make(turn: Turn, sent: Submission) -> Message:
    values = sent.values
    due = day(values.get("expected_close"), "expected_close")
    if due is not None and due < turn.reader.today:
        raise BadInput("That day is over. When is it expected to close?", field="expected_close")
    wish = Wish(
        name=values.get("name") or "",
        account=values.get("account") or "",
        playbook=values.get("playbook"),
        stage=values.get("stage"),
        amount=values.get("amount") or "",
        expected_close=due,
    )
    deal = making.make(turn.sight, turn.clock, turn.playbooks, wish)
    asks = "" if parts.has_manager(turn.sight) else f" But {view.NOBODY_ASKED}"
    return shown(turn, deal, said=f"Made. In its channel, `/o2o deal here` has it spoken of there.{asks}")


def day(value: str | None, field: str) -> dt.date | None:
    """A day chosen in a form."""
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        raise BadInput("That is no day. Choose one from the calendar.", field=field) from None
