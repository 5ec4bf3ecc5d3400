"""Opening, pushing, changing, publishing and closing views."""

import json
import secrets
from typing import Any

from sandbox.blockkit import check_view
from sandbox.blockkit.blocks import VIEW_BYTES
from sandbox.entities import Json, View
from sandbox.errors import SlackError
from sandbox.forms import fill_ids, stateful
from sandbox.state import State

STACK_LIMIT = 3


def checked(view: Any, kind: str | None = None) -> Json:
    """A view that keeps every limit, or the error Slack answers; `kind` is the one expected."""
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            raise invalid("must be a valid JSON object [json-pointer:/view]") from None
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = [str(problem) for problem in check_view(view)]
    if problems:
        raise invalid(*problems)
    fields: Json = view
    if kind is not None and fields["type"] != kind:
        raise invalid(f"must be a {kind} view [json-pointer:/view/type]")
    return fields


def invalid(*problems: str) -> SlackError:
    """Slack's answer to arguments it does not take."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return SlackError("invalid_arguments", response_metadata={"messages": messages})


def open_view(state: State, trigger_id: str, view: Any) -> View:
    """`views.open`: a new modal for whoever the trigger belongs to, in place of any other."""
    fields = checked(view, "modal")
    trigger = state.tickets.exchange(trigger_id)
    made = _made(state, trigger.user, fields)
    _drop(state, list(state.stacks[trigger.user]))
    state.stacks[trigger.user] = [made.id]
    _keep(state, made)
    return made


def push_view(state: State, trigger_id: str, view: Any) -> View:
    """`views.push`: on top of the modal the trigger came from; three views at most."""
    fields = checked(view, "modal")
    trigger = state.tickets.exchange(trigger_id)
    below = state.views.get(trigger.view_id or "")
    stack = state.stacks[trigger.user]
    if below is None or below.id not in stack:
        raise SlackError("not_found")
    return push_on(state, trigger.user, fields)


def push_on(state: State, user: str, fields: Json) -> View:
    """Put a checked view on top of a person's stack."""
    stack = state.stacks[user]
    if len(stack) >= STACK_LIMIT:
        raise SlackError("push_limit_reached")
    made = _made(state, user, fields)
    made.root_view_id, made.previous_view_id = stack[0], stack[-1]
    stack.append(made.id)
    _keep(state, made)
    return made


def update_view(state: State, view: Any, *, view_id: str | None, external_id: str | None, seen: str | None) -> View:
    """`views.update`: change an open view in place; `seen` is the caller's `hash`."""
    if view_id and external_id:
        raise invalid("Cannot provide both `view_id` and `external_id`")
    if not view_id and not external_id:
        raise invalid("must provide either `view_id` or `external_id`")
    fields = checked(view)
    held = next((v for v in _live(state) if _is(v, view_id, external_id)), None)
    if held is None:
        raise SlackError("not_found")
    if seen and seen != held.hash:
        raise SlackError("hash_conflict")
    if fields["type"] != held.type:
        raise invalid("cannot change a view's type [json-pointer:/view/type]")
    return refill(state, held, fields)


def publish_view(state: State, user: str, view: Any, seen: str | None) -> View:
    """`views.publish`: what a person's home tab shows."""
    fields = checked(view, "home")
    held = state.homes.get(user)
    if seen and held is not None and seen != held.hash:
        raise SlackError("hash_conflict")
    if held is not None:
        return refill(state, held, fields)
    made = _made(state, user, fields)
    state.homes[user] = made
    _keep(state, made)
    return made


def refill(state: State, view: View, fields: Json) -> View:
    """Give a view new content; what was entered stays where block and action ids stay."""
    _free_external_id(state, fields, except_for=view)
    view.earlier.appendleft(view.blocks)
    view.fields = {**fields, "blocks": fill_ids(fields["blocks"], len(state.views))}
    view.hash = _hash(state)
    view.errors = {}
    kinds = {(block["block_id"], element["action_id"]): element["type"] for block, element in stateful(view.blocks)}
    view.held = {k: held for k, held in view.held.items() if kinds.get(k) == held["type"]}
    state.changed("home" if view.type == "home" else "view", [view.user])
    return view


def close(state: State, user: str, view: View, *, everything: bool) -> list[View]:
    """Take a view (or the whole stack) off the screen and return what was closed, top first."""
    stack = state.stacks[user]
    start = 0 if everything else stack.index(view.id)
    gone = [state.views[ident] for ident in reversed(stack[start:])]
    del stack[start:]
    _drop(state, [closed.id for closed in gone])
    state.changed("view", [user])
    return gone


def _live(state: State) -> list[View]:
    return [*state.views.values()]


def _is(view: View, view_id: str | None, external_id: str | None) -> bool:
    return view.id == view_id or bool(external_id and view.fields.get("external_id") == external_id)


def _made(state: State, user: str, fields: Json) -> View:
    _free_external_id(state, fields)
    ident = state.next_id("V")
    filled = {**fields, "blocks": fill_ids(fields["blocks"], len(state.views))}
    return View(ident, user, filled, _hash(state), root_view_id=ident)


def _free_external_id(state: State, fields: Json, except_for: View | None = None) -> None:
    external_id = fields.get("external_id")
    if external_id and any(
        other is not except_for and other.fields.get("external_id") == external_id for other in _live(state)
    ):
        raise SlackError("duplicate_external_id")


def _keep(state: State, view: View) -> None:
    state.views[view.id] = view
    state.changed("home" if view.type == "home" else "view", [view.user])


def _drop(state: State, idents: list[str]) -> None:
    for ident in idents:
        state.views.pop(ident, None)


def _hash(state: State) -> str:
    return f"{int(state.clock.now())}.{secrets.token_hex(4)}"
