"""conversations.* and users.conversations."""

from sandbox.entities import Channel, Json, Message
from sandbox.errors import SlackError
from sandbox.profiles import conversation_object
from sandbox.webapi.call import Call, method

KINDS = {
    "public_channel": "channel",
    "private_channel": "private",
    "mpim": "mpim",
    "im": "im",
}
SCOPES = {
    "channel": "channels:read",
    "private": "groups:read",
    "mpim": "mpim:read",
    "im": "im:read",
}
MOST_PEOPLE = 8


@method("conversations.info", "channel")
def info(call: Call) -> Json:
    """Describe a conversation."""
    channel = call.channel("read")
    count = call.flag("include_num_members")
    return {"channel": conversation_object(call.state, channel, count=count)}


@method("conversations.members", "channel")
def members(call: Call) -> Json:
    """Who is in a conversation, page by page."""
    page, following = call.page(call.channel("read").members)
    return {"members": page, "response_metadata": following}


def _listed(call: Call, *, mine: str | None) -> Json:
    """Conversations of the kinds asked for, all the bot may know or one user's."""
    names = (call.text("types") or "public_channel").split(",")
    unknown = [name for name in names if name.strip() not in KINDS]
    if unknown:
        raise SlackError("invalid_types")
    kinds = [KINDS[name.strip()] for name in names]
    call.need_scope(*(SCOPES[kind] for kind in kinds))
    found = [
        channel
        for channel in call.state.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channel" or call.state.bot_user_id in channel.members)
        and (mine is None or mine in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    page, following = call.page(found)
    shown = [conversation_object(call.state, channel, count=mine is None) for channel in page]
    return {"channels": shown, "response_metadata": following}


@method("conversations.list")
def list_all(call: Call) -> Json:
    """Every conversation the bot may know of."""
    return _listed(call, mine=None)


@method("users.conversations")
def list_mine(call: Call) -> Json:
    """The conversations somebody (by default the bot) is in."""
    user = call.text("user") or call.state.bot_user_id
    if user not in call.state.users:
        raise SlackError("user_not_found")
    return _listed(call, mine=user)


def _invited(call: Call) -> list[str]:
    """Whom `users` names, if the bot may write to all of them."""
    state = call.state
    people = [name.strip() for name in call.text("users").split(",") if name.strip()]
    if not people:
        raise SlackError("users_list_not_supplied")
    if len(people) > MOST_PEOPLE:
        raise SlackError("too_many_users")
    for name in people:
        user = state.users.get(name)
        if user is None:
            raise SlackError("user_not_found")
        if user.deleted:
            raise SlackError("user_disabled")
        if state.is_stranger(user):
            raise SlackError("user_not_visible")
        if user.is_bot and len(people) == 1:
            raise SlackError("cannot_dm_bot")
    return people


@method("conversations.open")
def open_direct(call: Call) -> Json:
    """Open a direct conversation with one person, or a group one with up to eight."""
    state = call.state
    if call.text("channel"):
        channel = call.channel()
        if channel.kind not in {"im", "mpim"}:
            raise SlackError("method_not_supported_for_channel_type")
        shown = conversation_object(call.state, channel) if call.flag("return_im") else {"id": channel.id}
        return {"no_op": True, "already_open": True, "channel": shown}
    people = _invited(call)
    call.need_scope("im:write" if len(people) == 1 else "mpim:write")
    if call.flag("prevent_creation") and state.direct_known(state.bot_user_id, *people) is None:
        raise SlackError("channel_not_found")
    before = len(state.channels)
    channel = state.direct(state.bot_user_id, *people)
    held: Json = {"id": channel.id}
    if call.flag("return_im"):
        held = conversation_object(state, channel)
    out: Json = {"channel": held}
    if len(state.channels) == before:
        out |= {"no_op": True, "already_open": True}
    return out


def _history_of(call: Call) -> Channel:
    """A conversation whose history the bot may read."""
    channel = call.channel("history")
    if call.state.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(call: Call, messages: list[Message]) -> list[Message]:
    """Those between `oldest` and `latest`; the ends only when `inclusive`."""
    oldest, latest = _time(call, "oldest"), _time(call, "latest")
    ends = call.flag("inclusive")
    return [
        message
        for message in messages
        if (oldest is None or _at(message) > oldest or (ends and _at(message) == oldest))
        and (latest is None or _at(message) < latest or (ends and _at(message) == latest))
    ]


def _at(message: Message) -> int:
    return _micros(message.ts)


def _micros(ts: str) -> int:
    seconds, _, micros = ts.partition(".")
    return int(seconds) * 1_000_000 + int((micros + "000000")[:6])


def _time(call: Call, name: str) -> int | None:
    value = call.text(name)
    if not value or (name == "oldest" and value == "0"):
        return None
    try:
        return _micros(value)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _page(call: Call, messages: list[Message]) -> Json:
    page, following = call.page(messages)
    metadata = call.flag("include_all_metadata")
    team = call.state.team_id
    out: Json = {
        "messages": [message.api(team, with_metadata=metadata) for message in page],
        "has_more": bool(following["next_cursor"]),
    }
    if following["next_cursor"]:
        out["response_metadata"] = following
    return out


@method("conversations.history", "channel")
def history(call: Call) -> Json:
    """Messages of a conversation, newest first; ephemeral ones and thread replies are not in it."""
    channel = _history_of(call)
    found = [
        message
        for message in call.state.messages[channel.id].values()
        if message.ephemeral_to is None and (message.thread_ts is None or message.thread_ts == message.ts)
    ]
    return _page(call, _between(call, found)[::-1]) | {"pin_count": 0}


@method("conversations.replies", "channel", "ts")
def replies(call: Call) -> Json:
    """A thread, oldest first, its parent at the head."""
    channel, ts = _history_of(call), call.text("ts")
    found = [
        message
        for message in call.state.messages[channel.id].values()
        if message.ephemeral_to is None and ts in (message.ts, message.thread_ts)
    ]
    if not found:
        raise SlackError("thread_not_found")
    return _page(call, _between(call, found))
