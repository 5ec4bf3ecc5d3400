"""users.*, bots.info, team.info, auth.test, apps.connections.open."""

from sandbox.entities import Json
from sandbox.errors import SlackError
from sandbox.profiles import user_object
from sandbox.webapi.call import Call, method


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Whose token this is."""
    state = call.state
    return {
        "url": f"https://{state.domain}.slack.com/",
        "team": state.team_name,
        "user": state.manifest.bot_name,
        "team_id": state.team_id,
        "user_id": state.bot_user_id,
        "bot_id": state.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", kind="app")
def connections_open(call: Call) -> Json:
    """The address of a fresh Socket Mode connection."""
    ticket = call.workspace.delivery.socket.ticket()
    place = call.workspace.url.replace("http://", "ws://", 1)
    return {"url": f"{place}/link/?ticket={ticket}&app_id={call.state.app_id}"}


@method("users.info", "user", scope="users:read")
def users_info(call: Call) -> Json:
    """Describe one user."""
    return {"user": user_object(call.state, call.user())}


@method("users.list", scope="users:read")
def users_list(call: Call) -> Json:
    """Everybody, deactivated people and bots included, page by page."""
    state = call.state
    known = [user for user in state.users.values() if not state.is_stranger(user)]
    page, following = call.page(known, default=0)
    return {
        "members": [user_object(state, user) for user in page],
        "cache_ts": int(state.clock.now()),
        "response_metadata": following,
    }


@method("users.lookupByEmail", "email", scope="users:read.email")
def lookup_by_email(call: Call) -> Json:
    """Find an active member or guest of this workspace by address."""
    wanted = call.text("email").lower()
    for user in call.state.users.values():
        mine = user.team_id == call.state.team_id and not user.deleted
        if mine and (user.email or "").lower() == wanted:
            return {"user": user_object(call.state, user)}
    raise SlackError("users_not_found")


@method("bots.info", scope="users:read")
def bots_info(call: Call) -> Json:
    """Describe a bot by its bot id."""
    for user in call.state.users.values():
        if user.bot_id and user.bot_id == call.text("bot"):
            return {
                "bot": {
                    "id": user.bot_id,
                    "deleted": user.deleted,
                    "name": user.name,
                    "app_id": call.state.app_id if user.id == call.state.bot_user_id else "A0OTHER",
                    "user_id": user.id,
                }
            }
    raise SlackError("bot_not_found")


@method("team.info", scope="team:read")
def team_info(call: Call) -> Json:
    """Describe the workspace."""
    state = call.state
    if call.text("team") not in ("", state.team_id):
        raise SlackError("team_not_found")
    team = {
        "id": state.team_id,
        "name": state.team_name,
        "domain": state.domain,
        "email_domain": "",
        "icon": {"image_default": True},
    }
    return {"team": team}
