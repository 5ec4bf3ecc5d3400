"""chat.*: posting, changing, removing."""

from sandbox.entities import Channel, Json, Message
from sandbox.errors import SlackError
from sandbox.files import need_files
from sandbox.posting import UPDATE_LIMIT, draft, post, remove, rewrite
from sandbox.webapi.call import Call, method


def _target(call: Call) -> Channel:
    """Where to post: a conversation's id or name, or a person (their direct messages)."""
    state, wanted = call.state, call.text("channel")
    if wanted in state.users:
        user = state.users[wanted]
        if user.is_bot:
            raise SlackError("cannot_dm_bot")
        if user.deleted or state.is_stranger(user):
            raise SlackError("channel_not_found")
        return state.direct(state.bot_user_id, user.id)
    named = [c for c in state.channels.values() if c.name and c.name == wanted.removeprefix("#")]
    channel = named[0] if named else state.channels.get(wanted)
    if channel is None or (channel.kind != "channel" and state.bot_user_id not in channel.members):
        raise SlackError("channel_not_found")
    if state.bot_user_id not in channel.members and ("chat:write.public" not in state.manifest.scopes):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _own(call: Call, name: str, refusal: str) -> Message:
    """The bot's own message that the call names; ephemeral ones cannot be reached."""
    channel = call.channel()
    message = call.state.messages[channel.id].get(call.text(name))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if message.user != call.state.bot_user_id:
        raise SlackError(refusal)
    return message


@method("chat.postMessage", "channel", scope="chat:write")
def post_message(call: Call) -> Json:
    """Post to a conversation or to a person."""
    content = draft(call.args)
    need_files(call.state, call.args.get("blocks") and content.blocks)
    message = post(call.workspace, _target(call), content)
    shown = message.api(call.state.team_id, with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": shown}


@method("chat.postEphemeral", "channel", "user", scope="chat:write")
def post_ephemeral(call: Call) -> Json:
    """Post what one member of a conversation sees."""
    content = draft(call.args)
    channel = _target(call)
    if call.text("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    message = post(call.workspace, channel, content, ephemeral_to=call.text("user"))
    return {"message_ts": message.ts}


@method("chat.update", "channel", "ts", scope="chat:write")
def update(call: Call) -> Json:
    """Change one of the bot's messages."""
    message = _own(call, "ts", "cant_update_message")
    content = draft(call.args, limit=UPDATE_LIMIT)
    need_files(call.state, call.args.get("blocks") and content.blocks)
    rewrite(call.workspace, message, content)
    shown = message.api(call.state.team_id, with_metadata=True)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": shown,
    }


@method("chat.delete", "channel", "ts", scope="chat:write")
def delete(call: Call) -> Json:
    """Remove one of the bot's messages."""
    message = _own(call, "ts", "cant_delete_message")
    remove(call.workspace, message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink", "channel", "message_ts")
def permalink(call: Call) -> Json:
    """The address of a message."""
    channel, ts = call.channel(), call.text("message_ts")
    if ts not in call.state.messages[channel.id]:
        raise SlackError("message_not_found")
    place = f"https://{call.state.domain}.slack.com/archives/{channel.id}"
    return {"channel": channel.id, "permalink": f"{place}/p{ts.replace('.', '')}"}
