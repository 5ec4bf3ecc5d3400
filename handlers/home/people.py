"""People to confirm in App Home: a click each, answered by publishing it anew, with the way back on top."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot import publishing
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import DomainError, Stale
from bot.home import may_take_back
from bot.inbox import SeenBefore
from bot.people import confirming
from bot.people.confirming import Done
from handlers import payload
from handlers.boundary import Actor, Turn
from handlers.home.opening import publish
from handlers.house import House
from handlers.saying import answer
from handlers.values import HomePage, Mine, Seen
from handlers.views import errors as error_views

DEEDS: dict[str, Callable[[Sight, Clock, int, str], Done]] = {
    "home_close": confirming.still_close,
    "home_fading": confirming.fading,
}
"""What each button does to a relationship of the clicker's."""
CHOICES: dict[str, Callable[[Sight, Clock, int, str], Done]] = {
    "gone": confirming.gone,
    "removed": lambda sight, clock, one, _shown: confirming.removed(sight, clock, one),
}
"""The same of each choice in the menu."""
TOO_LATE = "That can't be taken back here any more: `/o2o me` corrects it."


def register(house: House) -> None:
    """Add the buttons."""
    for action_id, deed in DEEDS.items():
        _on_home(house, action_id, partial(_do, deed))
    _on_home(house, "home_undo", _take_back)
    _on_home(house, "home_menu", _chosen)
    _on_home(house, "home_back", _turn_to)
    _on_home(house, "home_more", _turn_to)


def _on_home(house: House, action_id: str, work: Callable[[Turn, str], None]) -> None:
    """A button that App Home itself answers; what could not be done is said in a modal on top of it."""

    def clicked(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
        value = payload.value(body["actions"][0])

        def done(turn: Turn) -> tuple[int, int]:
            work(turn, value)
            return turn.viewer.workspace_id, turn.viewer.id

        said, whose = None, None
        actor, key = payload.actor(body, context), payload.key(body)
        try:
            whose = house.boundary.run(client, actor, done, writes=True, key=key, what=action_id)
        except SeenBefore:
            pass
        except Stale as error:
            said, whose = error_views.message(error), _whose(house, client, actor)
        except DomainError as error:
            said = error_views.message(error)
        ack()
        if said is not None:
            answer(client, body, said)
        if whose is not None:
            publish(house, client, whose)

    house.app.action(action_id)(clicked)


def _whose(house: House, client: WebClient, actor: Actor) -> tuple[int, int] | None:
    """Have a Home published anew whose reader clicked on what had changed: it then says how things stand."""

    def stale(turn: Turn) -> tuple[int, int]:
        return turn.viewer.workspace_id, turn.viewer.id  # the write alone has it told again

    try:
        return house.boundary.run(client, actor, stale, writes=True, what="home_stale")
    except DomainError:
        return None


def _do(deed: Callable[[Sight, Clock, int, str], Done], turn: Turn, value: str) -> None:
    about = Mine.load(value)
    done = deed(turn.sight, turn.clock, about.id, about.seen)
    publishing.did(turn.session, turn.clock, turn.viewer.workspace_id, turn.viewer.id, done.dump())


def _chosen(turn: Turn, value: str) -> None:
    deed = CHOICES.get(Mine.load(value).do)
    if deed is None:
        raise Stale(confirming.SETTLED)
    _do(deed, turn, value)


def _take_back(turn: Turn, value: str) -> None:
    clicked = Seen.load(value)
    kept = publishing.held(turn.session, turn.viewer.workspace_id, turn.viewer.id)
    done = may_take_back(kept, turn.sight.now)
    if kept is None or done is None or (kept.version, done.relationship_id) != (clicked.v, clicked.id):
        raise Stale(TOO_LATE)
    confirming.take_back(turn.sight, turn.clock, done)
    publishing.did(turn.session, turn.clock, turn.viewer.workspace_id, turn.viewer.id, None)


def _turn_to(turn: Turn, value: str) -> None:
    page = HomePage.load(value).page
    publishing.turned(turn.session, turn.viewer.workspace_id, turn.viewer.id, page)
