"""views.*: modals and home tabs."""

from sandbox.entities import Json
from sandbox.errors import SlackError
from sandbox.modals import open_view, publish_view, push_view, update_view
from sandbox.payloads import view_object
from sandbox.webapi.call import Call, method


@method("views.open", "trigger_id", "view")
def views_open(call: Call) -> Json:
    """Open a modal for whoever the trigger belongs to."""
    made = open_view(call.state, call.text("trigger_id"), call.args["view"])
    return {"view": view_object(call.state, made)}


@method("views.push", "trigger_id", "view")
def views_push(call: Call) -> Json:
    """Put a modal on top of the one the trigger came from."""
    made = push_view(call.state, call.text("trigger_id"), call.args["view"])
    return {"view": view_object(call.state, made)}


@method("views.update", "view")
def views_update(call: Call) -> Json:
    """Change an open view."""
    changed = update_view(
        call.state,
        call.args["view"],
        view_id=call.text("view_id") or None,
        external_id=call.text("external_id") or None,
        seen=call.text("hash") or None,
    )
    return {"view": view_object(call.state, changed)}


@method("views.publish", "user_id", "view")
def views_publish(call: Call) -> Json:
    """Set what a person's home tab shows."""
    if not call.state.manifest.home_tab:
        raise SlackError("not_enabled")
    user = call.user("user_id")
    made = publish_view(call.state, user.id, call.args["view"], call.text("hash") or None)
    return {"view": view_object(call.state, made)}
