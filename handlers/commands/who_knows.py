"""`/o2o who-knows WHO`, and the shortcuts *Who knows ...?*: the same answers in a modal."""

from __future__ import annotations

from bot.errors import Stale
from bot.network.lookups import within_limit
from bot.network.resolving import Unknown
from bot.network.who_knows import WhoKnows, who_knows, who_knows_account, who_knows_contact
from bot.network.why import why
from bot.people.from_message import people_in
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import Click, House, Submission, Used
from handlers.values import Answer, Asked, Listed
from handlers.views import who_knows as view
from handlers.views.help import did_you_mean
from handlers.views.kit import Form, Message


def register(house: House) -> None:
    """Add the command and the buttons of its answers."""

    def ask(turn: Turn, text: str) -> Message:
        return _typed(house, turn, text)

    def sent(turn: Turn, form: Submission) -> Form:
        return view.in_modal(ask(turn, form.values.get("who") or ""))

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
    house.shortcut("who_knows", lambda _turn: view.form())
    house.opens("who_knows_open", lambda _turn, _click: view.form())
    house.message_shortcut("who_knows_in_message", _read)
    house.submission("who_knows", sent, writes=False)
    house.action("who_read", _read_and_picked)


def _typed(house: House, turn: Turn, text: str) -> Message:
    within_limit(turn.sight, turn.clock)
    meant = house.commands.near(text)
    if meant is not None and "@" in text.partition(" ")[2]:
        return did_you_mean(meant, text)  # `knwo jane@acme.com`: a word for doing something, misspelt
    answer = who_knows(turn.sight, text)
    if meant is not None and isinstance(answer.found, Unknown):
        return did_you_mean(meant, text)
    return tell(turn, answer)


def _picked(turn: Turn, click: Click) -> Message:
    within_limit(turn.sight, turn.clock)
    asked = Asked.load(click.value)
    if asked.account is not None:
        return tell(turn, who_knows_account(turn.sight, asked.who, asked.account))
    return tell(turn, who_knows_contact(turn.sight, asked.who, asked.contact or 0))


def _read(turn: Turn, used: Used) -> Form:
    """Answer for the one person a message speaks of; of several, ask which; of none, ask whom."""
    people = people_in(turn.settings.domains, used.text)
    if not people:
        return view.form(read=True)
    if len(people) > 1:
        return view.whom_of(people)
    return view.in_modal(_named(turn, view.asked_for(people[0])))


def _read_and_picked(turn: Turn, click: Click) -> Message:
    listed = Listed.load(click.metadata).who
    place = [str(number) for number in range(len(listed))]
    if click.value not in place:
        raise Stale("That choice is from another time. Please ask again.")
    return _named(turn, listed[place.index(click.value)])


def _named(turn: Turn, text: str) -> Message:
    """Answer for somebody read out of a message: what it says is no misspelt command."""
    within_limit(turn.sight, turn.clock)
    return tell(turn, who_knows(turn.sight, text))


def tell(turn: Turn, answer: WhoKnows) -> Message:
    """An answer in words, the decisions behind it recorded."""
    turn.decided += [(answer.answer_id, one) for one in answer.decided]
    return view.message(answer, turn.settings.privacy_contact, requests=turn.charter.requests is not None)


def _why(turn: Turn, click: Click) -> Message:
    answer_id = Answer.load(click.value).answer
    reasons = why(turn.sight, answer_id)
    turn.decided += [(answer_id, one) for one in reasons.decided]
    return view.why(reasons)
