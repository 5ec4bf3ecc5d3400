"""Users and conversations as Slack's API describes them."""

from sandbox.entities import Channel, Json, User
from sandbox.state import State


def user_object(state: State, user: User) -> Json:
    """A user object; the address only with `users:read.email`."""
    first, _, last = user.real_name.partition(" ")
    profile: Json = {
        "title": user.title,
        "phone": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "first_name": first,
        "last_name": last,
        "team": user.team_id,
    }
    if user.email and "users:read.email" in state.manifest.scopes:
        profile["email"] = user.email
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": _app_of(state, user)}
    out: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(state.clock.now()),
    }
    if user.deleted:
        # A deactivated account loses its roles and its zone.
        return out
    out |= {
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_email_confirmed": not user.is_bot,
    }
    if user.team_id != state.team_id:
        out["is_stranger"] = state.is_stranger(user)
    return out


def _app_of(state: State, user: User) -> str:
    return state.app_id if user.id == state.bot_user_id else "A0OTHER"


def conversation_object(state: State, channel: Channel, *, count: bool = False) -> Json:
    """A conversation object, of whichever kind."""
    if channel.kind == "im":
        other = next((m for m in channel.members if m != state.bot_user_id), state.bot_user_id)
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": channel.is_archived,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": state.team_id,
            "user": other,
            "is_user_deleted": state.users[other].deleted,
        }
    teams = sorted({state.users[member].team_id for member in channel.members} | {state.team_id, *channel.connected})
    out: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "private",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": bool(channel.invited),
        "pending_shared": list(channel.invited),
        "pending_connected_team_ids": list(channel.invited),
        "context_team_id": state.team_id,
        "shared_team_ids": teams,
        "is_member": state.bot_user_id in channel.members,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }
    if count:
        out["num_members"] = len(channel.members)
    return out
