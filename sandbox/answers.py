"""What Slack does with the app's acknowledgements and with posts to a `response_url`."""

from typing import Any

from sandbox.delivery import Ack
from sandbox.entities import Channel, Json, Message, View
from sandbox.errors import SlackError
from sandbox.modals import checked, close, push_on, refill
from sandbox.posting import draft, post, remove, rewrite
from sandbox.tickets import ResponseUrl
from sandbox.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


def failed_words(subject: str, code: str) -> str:
    """What Slack tells a person when the app did not answer as it should."""
    if code == "operation_timeout":
        return f"{subject} failed because the app did not respond ({code})."
    return f'{subject} failed with the error "{code}".'


def post_answer(
    workspace: Workspace, user: str, channel: Channel, body: Json, thread_ts: str | None = None
) -> Message | None:
    """Post what an app answered with: ephemeral unless it says `in_channel`; None when empty."""
    if not body.get("text") and not body.get("blocks"):
        return None
    content = draft({**body, "thread_ts": body.get("thread_ts") or thread_ts})
    in_channel = body.get("response_type") == "in_channel"
    return post(workspace, channel, content, ephemeral_to=None if in_channel else user)


def command_answered(workspace: Workspace, user: str, channel: Channel, command: str, ack: Ack) -> str | None:
    """Post a slash command's acknowledgement; returns the notice shown when it was no good."""
    code = ack.error
    if ack.ok:
        try:
            post_answer(workspace, user, channel, ack.body or {})
        except SlackError as error:
            code = error.code
        else:
            return None
    words = failed_words(command, code)
    workspace.state.notice(user, words)
    return words


def submission_answered(workspace: Workspace, view: View, ack: Ack) -> str | None:
    """Do what a `view_submission` was answered with; returns a notice when it was no good."""
    state = workspace.state
    if not ack.ok:
        return _trouble(workspace, view, ack.error)
    if view.id not in state.views:
        # Closed or replaced while the app was thinking: there is nothing left to answer.
        return None
    body: Json = ack.body or {}
    act = body.get("response_action")
    try:
        if act is None:
            close(state, view.user, view, everything=False)
        elif act == "clear":
            close(state, view.user, view, everything=True)
        elif act == "errors":
            return _errors(workspace, view, body.get("errors"))
        elif act == "update":
            refill(state, view, checked(body.get("view"), "modal"))
        elif act == "push":
            push_on(state, view.user, checked(body.get("view"), "modal"))
        else:
            return _trouble(workspace, view, f"unknown response_action {act}")
    except SlackError as error:
        messages = error.beside.get("response_metadata", {}).get("messages", [])
        return _trouble(workspace, view, "; ".join([error.code, *messages]))
    return None


def _errors(workspace: Workspace, view: View, errors: Any) -> str | None:
    """Show errors at their inputs; Slack takes them only for input blocks of this view."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    good = isinstance(errors, dict) and bool(errors) and errors.keys() <= inputs
    if not good or not all(isinstance(words, str) and words for words in errors.values()):
        return _trouble(workspace, view, "errors must name input blocks of this view")
    view.errors = dict(errors)
    workspace.state.changed("view", [view.user])
    return None


def _trouble(workspace: Workspace, view: View, why: str) -> str:
    words = f"{TROUBLE} ({why})"
    workspace.state.notice(view.user, words)
    return words


def respond(workspace: Workspace, ticket: ResponseUrl, body: Json) -> None:
    """One post to a `response_url`: a new message, or the original replaced or deleted."""
    state = workspace.state
    channel = state.channels[ticket.channel]
    original = state.messages[channel.id].get(ticket.message_ts or "")
    if body.get("delete_original"):
        if original is not None:
            remove(workspace, original)
        return
    if body.get("replace_original") and original is not None:
        rewrite(workspace, original, draft(body))
        return
    if post_answer(workspace, ticket.user, channel, body, ticket.thread_ts) is None:
        raise SlackError("no_text")
