"""What a person can do in the sandbox, by the names of the page's contract."""

from collections.abc import Awaitable, Callable

from sandbox.acts import channels, clicking, forms, people, writing
from sandbox.acts.outcome import Act, Outcome
from sandbox.entities import Json
from sandbox.errors import ActError, SlackError
from sandbox.workspace import Workspace

ACTS: dict[str, Callable[[Act], Awaitable[Outcome]]] = {
    "command": writing.command,
    "say": writing.say,
    "open_dm": writing.open_dm,
    "read": writing.read,
    "click": clicking.click,
    "view_action": clicking.view_action,
    "submit": forms.submit,
    "close": forms.close,
    "shortcut": forms.shortcut,
    "message_shortcut": forms.message_shortcut,
    "home_opened": forms.home_opened,
    "join": people.join,
    "leave": people.leave,
    "invite": people.invite,
    "share": channels.share,
    "unshare": channels.unshare,
    "archive": channels.archive,
    "unarchive": channels.unarchive,
    "user_change": people.user_change,
    "install": people.install,
    "uninstall": people.uninstall,
}
# Administration, not something the person does in the client: works for deactivated ones too.
BY_ANYBODY = {"user_change", "install", "uninstall"}
# What people do with the app, which they cannot when it is not there.
OF_THE_APP = {"command", "click", "view_action", "submit", "shortcut", "message_shortcut", "home_opened"}


def _allowed(workspace: Workspace, what: str, given: Json) -> Act:
    """The act, if it is one and this person can do anything at all."""
    user = workspace.state.users.get(str(given.get("as")))
    if user is None:
        raise ActError("user_not_found", f"no user {given.get('as')}")
    if what not in ACTS:
        raise ActError("unknown_act", f"cannot {what}; there are: {', '.join(ACTS)}")
    if what not in BY_ANYBODY and (user.deleted or user.is_bot):
        raise ActError("account_inactive", f"nobody can act as {user.name}")
    if what in OF_THE_APP and not workspace.state.installed:
        raise ActError("app_uninstalled", "the app is not installed here any more")
    return Act(workspace, user, given)


async def perform(workspace: Workspace, given: Json) -> Json:
    """Do one act as somebody and say what came of it; never raises ActError."""
    state = workspace.state
    try:
        what = str(given.get("do"))
        act = _allowed(workspace, what, given)
        outcome = await ACTS[what](act)
    except (ActError, SlackError) as error:
        message = error.message if isinstance(error, ActError) else error.code
        code = error.code
        return {"ok": False, "error": code, "message": message, "seq": state.seq}
    out: Json = {
        "ok": True,
        "acked": outcome.acked,
        "sent": outcome.sent,
        "ack_ms": round(outcome.ms, 2),
        "seq": state.seq,
        **outcome.beside,
    }
    if outcome.errors:
        out["errors"] = outcome.errors
    if outcome.notice:
        out["notice"] = outcome.notice
    return out
