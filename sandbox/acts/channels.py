"""What becomes of a channel: shared with another organization, archived, and back."""

from sandbox.acts.outcome import Act, Outcome
from sandbox.acts.people import told
from sandbox.entities import Channel
from sandbox.errors import ActError

ELSEWHERE = "T0ELSEWHERE"
"""The team a channel is shared with unless another is named."""


async def share(act: Act) -> Outcome:
    """Share a channel with another team; `pending`: it is invited to, and has not accepted yet (no event tells)."""
    channel, team = _of_a_team(act), _team(act)
    if act.given.get("pending"):
        channel.invited.append(team)
        act.state.changed("people")
        return Outcome()
    channel.invited = [one for one in channel.invited if one != team]
    channel.connected.append(team)
    channel.is_shared = True
    act.state.changed("people")
    return await _heard(act, channel, {"type": "channel_shared", "connected_team_id": team})


async def unshare(act: Act) -> Outcome:
    """End the sharing with a team, or take the invitation back; its people are out of the channel."""
    channel, team = _of_a_team(act), _team(act)
    if team in channel.invited:
        channel.invited.remove(team)
        act.state.changed("people")
        return Outcome()
    if team not in channel.connected:
        raise ActError("not_shared", f"{channel.name} is not shared with {team}")
    channel.connected.remove(team)
    channel.members = [one for one in channel.members if act.state.users[one].team_id != team]
    channel.is_shared = bool(channel.connected)
    act.state.changed("people")
    event = {"type": "channel_unshared", "previously_connected_team_id": team, "is_ext_shared": channel.is_shared}
    return await _heard(act, channel, event)


async def archive(act: Act) -> Outcome:
    """Archive a channel one is in."""
    return await _archived(act, to=True)


async def unarchive(act: Act) -> Outcome:
    """Bring it back."""
    return await _archived(act, to=False)


async def _archived(act: Act, *, to: bool) -> Outcome:
    channel = _of_a_team(act)
    if channel.is_archived is to:
        raise ActError("already_archived" if to else "not_archived", f"{channel.name} is that already")
    channel.is_archived = to
    act.state.changed("people")
    family, what = "channel" if channel.kind == "channel" else "group", "archive" if to else "unarchive"
    return await _heard(act, channel, {"type": f"{family}_{what}", "user": act.user.id})


def _of_a_team(act: Act) -> Channel:
    channel = act.channel()
    if act.user.id not in channel.members:
        raise ActError("not_in_channel", f"{act.user.name} is not in {channel.name}")
    if channel.kind not in {"channel", "private"}:
        raise ActError("not_a_channel", "only channels can be shared and archived")
    return channel


def _team(act: Act) -> str:
    return str(act.given.get("team") or ELSEWHERE)


async def _heard(act: Act, channel: Channel, event: dict[str, object]) -> Outcome:
    """The app hears of what becomes of channels its bot is in."""
    if act.state.bot_user_id not in channel.members:
        return Outcome()
    return await told(act, {**event, "channel": channel.id})
