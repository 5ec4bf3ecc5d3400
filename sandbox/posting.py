"""Writing, changing and removing messages, with every check Slack makes on their content."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.blockkit import check_blocks
from sandbox.entities import Channel, File, Json, Message
from sandbox.errors import SlackError
from sandbox.forms import fill_ids
from sandbox.workspace import Workspace

TEXT_LIMIT = 40_000
UPDATE_LIMIT = 4_000
METADATA_LIMIT = 16_000
MISSING: Any = object()


@dataclass(frozen=True)
class Draft:
    """Content that has passed the checks; MISSING marks what was not given at all."""

    text: str | Any
    blocks: list[Json] | Any
    metadata: Json | Any
    thread_ts: str | None = None
    username: str | None = None


def draft(fields: Json, *, limit: int | None = None) -> Draft:
    """Check a message's content and return it, or raise what Slack answers.

    Text over 40,000 characters is cut as Slack does; with a `limit` it is refused instead.
    """
    for name in ("attachments", "markdown_text"):
        if fields.get(name):
            # Not modelled: better an error here than a message that looks different in Slack.
            raise SlackError("invalid_arguments", detail=f"the sandbox has no {name}")
    text = fields.get("text", MISSING)
    if text is not MISSING and not isinstance(text, str):
        raise SlackError("invalid_arguments")
    if isinstance(text, str):
        if limit is not None and len(text) > limit:
            raise SlackError("msg_too_long")
        text = text[:TEXT_LIMIT]
    return Draft(
        text,
        _blocks(fields),
        _metadata(fields),
        fields.get("thread_ts") or None,
        fields.get("username") or None,
    )


def _json(value: Any, error: str) -> Any:
    """A value that may have come as JSON in a string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError(error) from None


def _blocks(fields: Json) -> list[Json] | Any:
    if fields.get("blocks") is None:
        return MISSING
    blocks = _json(fields["blocks"], "invalid_blocks_format")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    problems = [str(problem) for problem in check_blocks(blocks, "message")]
    if problems:
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise SlackError("invalid_blocks", errors=problems, response_metadata={"messages": messages})
    return blocks


def _metadata(fields: Json) -> Json | Any:
    if fields.get("metadata") is None:
        return MISSING
    metadata = _json(fields["metadata"], "invalid_metadata_format")
    if metadata == {}:
        return metadata
    good = (
        isinstance(metadata, dict)
        and metadata.keys() == {"event_type", "event_payload"}
        and isinstance(metadata["event_type"], str)
        and isinstance(metadata["event_payload"], dict)
    )
    if not good:
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_LIMIT:
        raise SlackError("metadata_too_large")
    return metadata


def post(workspace: Workspace, channel: Channel, content: Draft, *, ephemeral_to: str | None = None) -> Message:
    """Post as the app's bot; ephemeral messages are seen by one person and carry no metadata."""
    state = workspace.state
    if not _given(content.text) and not _given(content.blocks):
        raise SlackError("no_text")
    thread = content.thread_ts
    if thread and thread not in state.messages[channel.id]:
        thread = None
    number = len(state.messages[channel.id])
    message = Message(
        channel.id,
        state.next_ts(),
        state.bot_user_id,
        content.text if _given(content.text) else "",
        fill_ids(content.blocks, number) if _given(content.blocks) else [],
        bot_id=state.bot_id,
        app_id=state.app_id,
        ephemeral_to=ephemeral_to,
        thread_ts=thread,
        metadata=content.metadata if _given(content.metadata) and not ephemeral_to else None,
        username=content.username,
    )
    state.messages[channel.id][message.ts] = message
    _announce(workspace, message)
    return message


def share(workspace: Workspace, channel: Channel, file: File, thread_ts: str | None, comment: str) -> Message:
    """Put a file into a conversation as the app's bot, in a thread if that is still there."""
    state = workspace.state
    thread = thread_ts if thread_ts in state.messages[channel.id] else None
    message = Message(
        channel.id,
        state.next_ts(),
        state.bot_user_id,
        comment,
        bot_id=state.bot_id,
        app_id=state.app_id,
        thread_ts=thread,
        files=[file],
    )
    state.messages[channel.id][message.ts] = message
    kept = file.shares.setdefault("public" if channel.kind == "channel" else "private", {})
    kept[channel.id] = [{"ts": message.ts, "team_id": state.team_id, **({"thread_ts": thread} if thread else {})}]
    _announce(workspace, message)
    return message


def say(workspace: Workspace, channel: Channel, user: str, text: str, thread_ts: str | None) -> tuple[Message, Any]:
    """Post as a person; returns the message and the event's delivery task, if any is due."""
    state = workspace.state
    message = Message(channel.id, state.next_ts(), user, text, thread_ts=thread_ts)
    state.messages[channel.id][message.ts] = message
    return message, _announce(workspace, message)


def rewrite(workspace: Workspace, message: Message, content: Draft) -> Message:
    """Replace a message's content by Slack's rules: text alone takes the blocks away."""
    message.earlier.append(message.blocks)
    if not _given(content.text) and content.blocks is MISSING:
        if content.metadata is MISSING:
            raise SlackError("no_text")
    elif content.blocks is MISSING:
        message.blocks = []
    if _given(content.text):
        message.text = content.text
    if content.blocks is not MISSING:
        message.blocks = fill_ids(content.blocks, len(workspace.state.messages[message.channel]))
    if not message.text and not message.blocks:
        raise SlackError("no_text")
    if content.metadata is not MISSING:
        message.metadata = content.metadata or None
    state = workspace.state
    if not message.blocks:
        message.edited = {"user": message.user, "ts": state.next_ts()}
    known = {(b["block_id"]) for b in message.blocks}
    message.held = {key: held for key, held in message.held.items() if key[0] in known}
    _announce(workspace, message, "message_changed")
    return message


def remove(workspace: Workspace, message: Message) -> None:
    """Take a message away."""
    workspace.state.messages[message.channel].pop(message.ts, None)
    _announce(workspace, message, "message_deleted")


def _given(value: Any) -> bool:
    return value is not MISSING and bool(value)


def _announce(workspace: Workspace, message: Message, subtype: str | None = None) -> Any:
    """Tell those who see it, and the app if it is in the conversation and listens."""
    state = workspace.state
    channel = state.channels[message.channel]
    if message.ephemeral_to is not None:
        state.changed("message", [message.ephemeral_to])
        return None
    state.changed("message", state.onlookers(channel))
    if state.bot_user_id not in channel.members:
        return None
    kinds = {"private": "group"}
    event: Json = {
        "type": "message",
        "channel": channel.id,
        "channel_type": kinds.get(channel.kind, channel.kind),
        "event_ts": state.next_ts() if subtype else message.ts,
    }
    shown = message.api(state.users[message.user].team_id)
    if subtype is None:
        event = {**shown, **event}
    elif subtype == "message_changed":
        event |= {"subtype": subtype, "hidden": True, "message": shown, "ts": event["event_ts"]}
    else:
        event |= {
            "subtype": subtype,
            "hidden": True,
            "previous_message": shown,
            "deleted_ts": message.ts,
            "ts": event["event_ts"],
        }
    return workspace.delivery.event(event)
