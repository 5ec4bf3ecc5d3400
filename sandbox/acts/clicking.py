"""What people click and choose, in messages and in views."""

from sandbox import payloads
from sandbox.acts.outcome import Act, Outcome
from sandbox.answers import failed_words
from sandbox.entities import Json, View
from sandbox.errors import ActError
from sandbox.forms import entered, find, stateful


async def click(act: Act) -> Outcome:
    """Use a button or menu in a message.

    One that a change has just taken away still works, as for somebody whose screen lags behind.
    """
    message, state = act.message(), act.state
    blocks = [block for version in [message.blocks, *message.earlier[::-1]] for block in version]
    block, element = find(blocks, act.text("block_id"), act.text("action_id"))
    entry, new = payloads.action(state, block, element, act.given)
    if new is not None:
        message.held[block["block_id"], element["action_id"]] = new
    if block["type"] == "input" and not block.get("dispatch_action"):
        return Outcome()
    url = act.workspace.response_url(act.user.id, message.channel, message.ts, message.thread_ts)
    payload = payloads.message_action(state, act.user, message, url, entry)
    return await _deliver(act, payload)


async def view_action(act: Act) -> Outcome:
    """Use an element in a modal or the home tab; what else was typed may come along in `values`.

    An input without `dispatch_action` only remembers what was entered: Slack sends nothing. What an update has just
    taken away still works, as in a message.
    """
    view, state = act.view(), act.state
    enter_values(view, act.given.get("values") or {})
    block, element = find(
        [block for version in [view.blocks, *view.earlier] for block in version],
        act.text("block_id"),
        act.text("action_id"),
    )
    entry, new = payloads.action(state, block, element, act.given)
    if new is not None and any(element is shown for _, shown in stateful(view.blocks)):
        view.held[block["block_id"], element["action_id"]] = new
        view.errors.pop(block["block_id"], None)
    if block["type"] == "input" and not block.get("dispatch_action"):
        state.changed("view", [act.user.id])
        return Outcome()
    return await _deliver(act, payloads.view_action(state, act.user, view, entry), view)


async def _deliver(act: Act, payload: Json, view: View | None = None) -> Outcome:
    """Send an interaction; a failure is shown to the person as a warning sign."""
    if not act.state.manifest.interactive:
        raise ActError("not_interactive", "this app is not configured to handle interactions")
    if view is not None:
        view.busy = True
        act.state.changed("view", [act.user.id])
    ack = await act.workspace.delivery.deliver("interactive", payload)
    if view is not None:
        view.busy = False
        act.state.changed("view", [act.user.id])
    notice = None
    if not ack.ok:
        notice = failed_words("The action", ack.error)
        act.state.notice(act.user.id, notice)
    return Outcome.of(ack, notice)


def enter_values(view: View, values: Json) -> None:
    """Enter plain values into a view: `{block_id: {action_id: value}}`.

    Those of inputs that an update has just taken away go with them: a screen may lag behind.
    """
    known = {(b["block_id"], e["action_id"]): e for b, e in stateful(view.blocks)}
    gone = {(b["block_id"], e["action_id"]) for version in view.earlier for b, e in stateful(version)}
    for block_id, fields in values.items():
        if not isinstance(fields, dict):
            raise ActError("bad_values", "values are {block_id: {action_id: value}}")
        for action_id, value in fields.items():
            element = known.get((block_id, action_id))
            if element is None and (block_id, action_id) in gone:
                continue
            if element is None:
                raise ActError("no_such_element", f"no input {action_id} in block {block_id}")
            view.held[block_id, action_id] = entered(element, value)
