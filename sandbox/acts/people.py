"""Coming, going, and what an administrator changes about a person."""

from sandbox.acts.outcome import Act, Outcome
from sandbox.entities import Channel, Json
from sandbox.errors import ActError
from sandbox.profiles import user_object

SETTABLE = {
    "deleted": bool,
    "is_restricted": bool,
    "is_ultra_restricted": bool,
    "is_admin": bool,
    "title": str,
    "real_name": str,
    "name": str,
    "email": str,
    "tz": str,
}


async def join(act: Act) -> Outcome:
    """Join a public channel."""
    channel = act.channel()
    if channel.kind != "channel":
        raise ActError("not_public", "only public channels can be joined")
    return await _come(act, channel, act.user.id, inviter=None)


async def invite(act: Act) -> Outcome:
    """Bring somebody (the app's bot too) into a channel one is in."""
    return await _come(act, act.joined_channel(), act.text("user"), inviter=act.user.id)


async def leave(act: Act) -> Outcome:
    """Leave a channel, or have `user` taken out of it."""
    channel = act.joined_channel()
    user = act.given.get("user") or act.user.id
    if user not in channel.members:
        raise ActError("not_in_channel", f"{user} is not in {channel.name}")
    heard = act.state.bot_user_id in channel.members
    channel.members.remove(user)
    act.state.changed("people")
    if user == act.state.bot_user_id:
        # Slack tells whoever was taken out that they left, and not that a member did.
        what = "channel_left" if channel.kind == "channel" else "group_left"
        return await told(act, {"type": what, "channel": channel.id})
    return await _told(act, channel, "member_left_channel", user, heard=heard)


async def _come(act: Act, channel: Channel, user: str, inviter: str | None) -> Outcome:
    if user not in act.state.users:
        raise ActError("user_not_found", f"no user {user}")
    if user not in channel.members:
        channel.members.append(user)
    act.state.changed("people")
    heard = act.state.bot_user_id in channel.members
    return await _told(act, channel, "member_joined_channel", user, inviter, heard=heard)


async def _told(
    act: Act, channel: Channel, what: str, user: str, inviter: str | None = None, *, heard: bool
) -> Outcome:
    """Tell the app, if it is (or was) in the channel."""
    if not heard:
        return Outcome()
    event = {
        "type": what,
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channel" else "G",
        "team": act.state.users[user].team_id,
    }
    if inviter:
        event["inviter"] = inviter
    return await told(act, event)


async def told(act: Act, event: Json) -> Outcome:
    """Tell the app of something, if it listens to it."""
    task = act.workspace.delivery.event({**event, "event_ts": act.state.next_ts()})
    return Outcome.of(await task) if task is not None else Outcome()


async def uninstall(act: Act) -> Outcome:
    """Take the app out of the workspace: it hears of it, and its bot token is worth nothing."""
    act.state.installed = False
    delivery = act.workspace.delivery
    delivery.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [act.state.bot_user_id]}})
    task = delivery.event({"type": "app_uninstalled"})
    act.state.changed("people")
    return Outcome.of(await task) if task is not None else Outcome()


async def install(act: Act) -> Outcome:
    """Put the app back, with the token it had."""
    act.state.installed = True
    act.state.changed("people")
    return Outcome()


async def user_change(act: Act) -> Outcome:
    """Change what Slack knows of a person; the app gets `user_change`."""
    state = act.state
    user = state.users.get(act.text("user"))
    if user is None:
        raise ActError("user_not_found", f"no user {act.given.get('user')}")
    changes = act.given.get("set")
    if not isinstance(changes, dict):
        raise ActError("missing", "this act needs set")
    for name, value in changes.items():
        kind = SETTABLE.get(name)
        if kind is None or not isinstance(value, kind):
            raise ActError("bad_field", f"cannot set {name}; there are: {', '.join(SETTABLE)}")
        setattr(user, name, value)
    state.changed("people")
    stamp = state.next_ts()
    event = {
        "type": "user_change",
        "user": user_object(state, user),
        "cache_ts": int(state.clock.now()),
        "event_ts": stamp,
    }
    task = act.workspace.delivery.event(event)
    return Outcome.of(await task) if task is not None else Outcome()
