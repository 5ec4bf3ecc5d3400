"""files.*: uploading in three steps, asking, deleting."""

import json
from typing import Any

from sandbox.entities import Channel, File, Json
from sandbox.errors import SlackError
from sandbox.files import complete, delete, file_object, ticket
from sandbox.webapi.call import Call, method


def _found(call: Call) -> File:
    """The file an argument names; one that was never completed is not there."""
    file = call.state.files.get(call.text("file"))
    if file is None or file.completed_at is None:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return file


def _channel(call: Call) -> Channel | None:
    """Where to share: a conversation's id, of one that the bot is in."""
    state, wanted = call.state, call.text("channel_id")
    if not wanted:
        return None
    channel = state.channels.get(wanted)
    if channel is None or (channel.kind != "channel" and state.bot_user_id not in channel.members):
        raise SlackError("channel_not_found")
    if state.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


@method("files.getUploadURLExternal", "filename", "length", scope="files:write")
def get_upload_url(call: Call) -> Json:
    """An address to send a file's bytes to."""
    made, address = ticket(call.workspace, call.text("filename"), call.number("length", 0), call.text("alt_txt"))
    return {"upload_url": address, "file_id": made.id}


@method("files.completeUploadExternal", "files", scope="files:write")
def complete_upload(call: Call) -> Json:
    """Finish an upload; the file is in the conversation only a little later."""
    if call.text("channels"):
        raise SlackError("invalid_arguments", detail="the sandbox shares in one conversation: channel_id")
    wanted: Any = call.args["files"]
    if isinstance(wanted, str):
        try:
            wanted = json.loads(wanted)
        except ValueError:
            raise SlackError("invalid_arguments") from None
    done = complete(call.workspace, wanted, _channel(call), call.text("thread_ts"), call.text("initial_comment"))
    return {"files": [file_object(call.workspace, one) for one in done]}


@method("files.info", "file", scope="files:read")
def files_info(call: Call) -> Json:
    """What a file is, and where it is shared by now."""
    return {"file": file_object(call.workspace, _found(call)), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete", "file", scope="files:write")
def files_delete(call: Call) -> Json:
    """Take a file away wherever it is shared."""
    delete(call.workspace, _found(call))
    return {}
