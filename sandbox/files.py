"""Files as Slack has them: a ticket, an upload, a completion, and only a little later the file is where it was shared.

Sources: docs.slack.dev/reference/methods/files.getUploadURLExternal, files.completeUploadExternal, files.info and
files.delete; that sharing is asynchronous, and that `files.info` is how to tell, Slack's own people say in the threads
of their libraries.
"""

import asyncio
import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.entities import Channel, File, Json
from sandbox.errors import SlackError
from sandbox.posting import remove, share
from sandbox.state import State
from sandbox.workspace import Workspace

ALT_LIMIT = 1000
LARGEST = 8 * 1024 * 1024
"""Bytes: Slack takes a gigabyte, the sandbox keeps all in memory."""


def ticket(workspace: Workspace, name: str, length: int, alt: str) -> tuple[File, str]:
    """A file that is about to be uploaded, and the address to send its bytes to."""
    if length < 1:
        raise SlackError("missing_argument")
    if length > LARGEST:
        raise SlackError("file_upload_size_restricted")
    if len(alt) > ALT_LIMIT:
        raise SlackError("alt_txt_too_large")
    state = workspace.state
    made = File(state.next_id("F"), name, length, int(state.clock.now()), alt)
    state.files[made.id] = made
    key = secrets.token_hex(16)
    state.uploads[key] = made.id
    return made, f"{workspace.url}/upload/v1/{key}"


def upload(workspace: Workspace, key: str, content: bytes) -> str:
    """Take a file's bytes; a SlackError where the address is none (any more), or their number is not the one said."""
    state = workspace.state
    found = state.files.get(state.uploads.get(key, ""))
    if found is None or found.deleted:
        raise SlackError("upload_not_found")
    if len(content) != found.size:
        raise SlackError("length_mismatch")
    del state.uploads[key]
    found.content = content
    return f"OK - {len(content)}"


def complete(workspace: Workspace, wanted: Any, channel: Channel | None, thread_ts: str, comment: str) -> list[File]:
    """Finish uploads: from now on they are on their way to the conversation, if one is named."""
    state = workspace.state
    if not isinstance(wanted, list) or not wanted or not all(isinstance(one, dict) for one in wanted):
        raise SlackError("invalid_arguments")
    found = [state.files.get(str(one.get("id"))) for one in wanted]
    ready = [one for one in found if one is not None and one.content is not None and one.completed_at is None]
    if len(ready) != len(found) or len({one.id for one in ready}) != len(ready) or any(one.deleted for one in ready):
        raise SlackError("file_not_found")
    if channel is not None and thread_ts and thread_ts not in state.messages[channel.id]:
        raise SlackError("thread_not_found")
    now = state.clock.now()
    for one, said in zip(ready, wanted, strict=True):
        one.title, one.completed_at = str(said.get("title") or one.name), now
        if channel is not None:
            one.goes_to = (channel.id, thread_ts or None, comment)
    # The page learns of it without asking; whoever asks earlier on a clock moved on is told by `settle`.
    asyncio.get_running_loop().call_later(state.share_seconds, settle, workspace)
    return ready


def settle(workspace: Workspace) -> None:
    """Put into their conversations the files whose time has come."""
    state = workspace.state
    for one in list(state.files.values()):
        due = one.completed_at is not None and state.clock.now() >= one.completed_at + state.share_seconds
        if not due or one.deleted or one.ready:
            continue
        one.ready = True
        if one.goes_to is not None:
            channel_id, thread_ts, comment = one.goes_to
            share(workspace, state.channels[channel_id], one, thread_ts, comment)


def delete(workspace: Workspace, file: File) -> None:
    """Take a file away, with the message that held nothing else."""
    file.deleted, file.content = True, None
    messages = workspace.state.messages
    for held in [one for told in messages.values() for one in told.values() if file in one.files]:
        held.files.remove(file)
        if not held.files and not held.text and not held.blocks:
            remove(workspace, held)
        else:
            workspace.state.changed("message", workspace.state.onlookers(workspace.state.channels[held.channel]))


def need_files(state: State, blocks: Any) -> None:
    """Raise what Slack answers to a block with a file that is not there (yet)."""
    problems = [
        f"invalid slack file [json-pointer:{at}]" for at, ident in _named(blocks, "/blocks") if not _there(state, ident)
    ]
    if problems:
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise SlackError("invalid_blocks", errors=problems, response_metadata={"messages": messages})


def _there(state: State, ident: str) -> bool:
    found = state.files.get(ident)
    return found is not None and found.ready and not found.deleted


def _named(held: Any, at: str) -> Iterator[tuple[str, str]]:
    """Where files are named in blocks, and which."""
    for name, part in held.items() if isinstance(held, dict) else enumerate(held if isinstance(held, list) else []):
        if name == "slack_file" and isinstance(part, dict):
            yield f"{at}/slack_file", str(part.get("id") or str(part.get("url")).rpartition("/")[2])
        else:
            yield from _named(part, f"{at}/{name}")


def file_object(workspace: Workspace, file: File) -> Json:
    """The file object of Slack's API; `shares` is there once it is."""
    state = workspace.state
    address = f"{workspace.url}/sandbox/file/{file.id}"
    out: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype if file.ready else "",
        "filetype": file.name.rpartition(".")[2] if file.ready else "",
        "size": file.size,
        "mode": "hosted",
        "user": state.bot_user_id,
        "user_team": state.team_id,
        "is_external": False,
        "is_public": bool(file.shares.get("public")),
        "url_private": address,
        "permalink": address,
        "channels": [*file.shares.get("public", {})],
        "groups": [one for one in file.shares.get("private", {}) if state.channels[one].kind == "private"],
        "ims": [one for one in file.shares.get("private", {}) if state.channels[one].kind != "private"],
        "comments_count": 0,
    }
    if file.alt:
        out["alt_txt"] = file.alt
    if file.shares:
        out["shares"] = file.shares
    return out
