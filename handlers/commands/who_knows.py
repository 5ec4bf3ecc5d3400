"""`/o2o who-knows WHO`."""

from __future__ import annotations

from bot.network.lookups import within_limit
from bot.network.resolving import Unknown
from bot.network.who_knows import WhoKnows, who_knows, who_knows_account, who_knows_contact
from bot.network.why import why
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import Click, House
from handlers.values import Answer, Asked
from handlers.views import who_knows as view
from handlers.views.help import did_you_mean
from handlers.views.kit import Message


def register(house: House) -> None:
    """Add the command and the buttons of its answers."""

    def ask(turn: Turn, text: str) -> Message:
        return _typed(house, turn, text)

    house.command(
        Command(
            "who-knows",
            ask,
            usage="who-knows WHO",
            about="Who of us knows WHO: an address, a seat (`cfo@acme`), a full name or an account.",
            example="who-knows cfo@acme",
            also=("whoknows",),
        )
    )
    house.action("who_pick", _picked)
    house.action("who_run", lambda turn, click: _typed(house, turn, Asked.load(click.value).who))
    house.action("why", _why)


def _typed(house: House, turn: Turn, text: str) -> Message:
    within_limit(turn.sight, turn.clock)
    meant = house.commands.near(text)
    if meant is not None and "@" in text.partition(" ")[2]:
        return did_you_mean(meant, text)  # `knwo jane@acme.com`: a word for doing something, misspelt
    answer = who_knows(turn.sight, text)
    if meant is not None and isinstance(answer.found, Unknown):
        return did_you_mean(meant, text)
    return _tell(turn, answer)


def _picked(turn: Turn, click: Click) -> Message:
    within_limit(turn.sight, turn.clock)
    asked = Asked.load(click.value)
    if asked.account is not None:
        return _tell(turn, who_knows_account(turn.sight, asked.who, asked.account))
    return _tell(turn, who_knows_contact(turn.sight, asked.who, asked.contact or 0))


def _tell(turn: Turn, answer: WhoKnows) -> Message:
    turn.decided += [(answer.answer_id, one) for one in answer.decided]
    return view.message(answer, turn.settings.privacy_contact)


def _why(turn: Turn, click: Click) -> Message:
    answer_id = Answer.load(click.value).answer
    reasons = why(turn.sight, answer_id)
    turn.decided += [(answer_id, one) for one in reasons.decided]
    return view.why(reasons)
