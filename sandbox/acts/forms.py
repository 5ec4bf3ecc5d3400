"""What people do with modals, and the shortcuts that lead to them."""

from sandbox import payloads
from sandbox.acts.clicking import enter_values
from sandbox.acts.outcome import Act, Outcome
from sandbox.answers import failed_words, submission_answered
from sandbox.entities import Json, View
from sandbox.errors import ActError
from sandbox.forms import complaints
from sandbox.modals import close as take_away


async def submit(act: Act) -> Outcome:
    """Send a form off; what Slack's own client refuses never reaches the app."""
    view, state = act.view(), act.state
    top = state.stacks[act.user.id][-1:]
    if view.type != "modal" or [view.id] != top:
        raise ActError("not_on_top", "only the modal on top can be sent off")
    if not view.fields.get("submit"):
        raise ActError("no_submit", "this modal has no submit button")
    enter_values(view, act.given.get("values") or {})
    view.errors = complaints(view.blocks, view.held)
    if view.errors:
        state.changed("view", [act.user.id])
        return Outcome(acked=False, errors=view.errors)
    view.busy = True
    state.changed("view", [act.user.id])
    payload = payloads.view_submission(state, act.user, view)
    ack = await act.workspace.delivery.deliver("interactive", payload)
    view.busy = False
    state.changed("view", [act.user.id])
    notice = submission_answered(act.workspace, view, ack)
    return Outcome(ack.ok, ack.ms, view.errors, notice, sent=True)


async def close(act: Act) -> Outcome:
    """Close a modal (`all`: the whole stack); the app hears of it where it asked to."""
    view = act.view()
    if view.type != "modal":
        raise ActError("not_a_modal", "the home tab cannot be closed")
    everything = bool(act.given.get("all")) or bool(view.fields.get("clear_on_close"))
    gone = take_away(act.state, act.user.id, view, everything=everything)
    told = [v for v in gone if v.fields.get("notify_on_close")]
    outcome = Outcome()
    for closed in told:
        payload = payloads.view_closed(act.state, act.user, closed, cleared=everything)
        ack = await act.workspace.delivery.deliver("interactive", payload)
        outcome = Outcome.of(ack)
    return outcome


async def shortcut(act: Act) -> Outcome:
    """Use a global shortcut."""
    known = _known(act, "global")
    return await _deliver(act, payloads.shortcut(act.state, act.user, known))


async def message_shortcut(act: Act) -> Outcome:
    """Use a shortcut on a message; ephemeral ones have no menu."""
    known, message = _known(act, "message"), act.message()
    if message.ephemeral_to is not None:
        raise ActError("ephemeral", "message shortcuts do not work on ephemeral messages")
    url = act.workspace.response_url(act.user.id, message.channel, message.ts)
    return await _deliver(act, payloads.message_shortcut(act.state, act.user, message, known, url))


def _known(act: Act, kind: str) -> str:
    wanted = act.text("callback_id")
    if not any(s.callback_id == wanted and s.kind == kind for s in act.state.manifest.shortcuts):
        raise ActError("unknown_shortcut", f"the manifest has no {kind} shortcut {wanted}")
    return wanted


async def _deliver(act: Act, payload: Json) -> Outcome:
    ack = await act.workspace.delivery.deliver("interactive", payload)
    notice = None
    if not ack.ok:
        notice = failed_words("The shortcut", ack.error)
        act.state.notice(act.user.id, notice)
    return Outcome.of(ack, notice)


async def home_opened(act: Act) -> Outcome:
    """Open the app's home tab."""
    state = act.state
    channel = state.direct(state.bot_user_id, act.user.id)
    event: Json = {
        "type": "app_home_opened",
        "user": act.user.id,
        "channel": channel.id,
        "tab": "home",
        "event_ts": state.next_ts(),
    }
    home: View | None = state.homes.get(act.user.id)
    if home is not None:
        event["view"] = payloads.view_object(state, home)
    task = act.workspace.delivery.event(event)
    return Outcome.of(await task) if task is not None else Outcome()
