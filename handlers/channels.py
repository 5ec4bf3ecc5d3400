"""What Slack says of a channel, asked each time before anything is said or changed there: nothing of it is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.deals.rooms import Trouble
from bot.people import directory
from handlers import slack_people
from handlers.boundary import NOT_TOLD, Actor, Boundary, NotYetKnown
from handlers.slack_errors import fate
from models import workspaces
from models.people import Colleague, Workspace

PAGE = 200
"""Members asked for at once; Slack advises no more."""
ASKING = 5.0
"""Seconds in which people not heard of lately are asked about: a message is one process's own only so long."""
SHARED = ("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared", "is_global_shared")
PENDING = ("pending_shared", "pending_connected_team_ids")
_TROUBLE_OF: Mapping[str, Trouble] = {
    "channel_not_found": "gone",
    "not_in_channel": "gone",
    "channel_is_limited_access": "gone",
    "is_archived": "archived",
    "restricted_action": "refused",
    "restricted_action_read_only_channel": "refused",
    "restricted_action_thread_only_channel": "refused",
    "restricted_action_non_threadable_channel": "refused",
    "posting_to_channel_denied": "refused",
}


def look(client: WebClient, boundary: Boundary, workspace_id: int, room: str) -> Trouble | None:
    """Ask Slack why nothing can be said in a channel just now; None where all in it are ours.

    Raises `NotYetKnown` where Slack does not say, and what its calls raise where it can't be asked.
    """
    try:
        found = _of_the_channel(client.conversations_info(channel=room)["channel"])
        return found or ("guests" if _outsiders(client, boundary, workspace_id, room) else None)
    except SlackApiError as error:
        trouble = trouble_in(error)
        if trouble is None and fate(error) == "refused":
            raise NotYetKnown(NOT_TOLD) from error  # it may say so yet: nothing is given up for it
        if trouble is None:
            raise
        return trouble


def looked(client: WebClient, boundary: Boundary, actor: Actor) -> Trouble | None:
    """The same of the channel in which somebody did something; raises as `look`."""
    with boundary.database.read() as session:
        workspace = workspaces.by_team(session, actor.team_id)
    if workspace is None or actor.channel_id is None:
        raise NotYetKnown(NOT_TOLD)
    return look(client, boundary, workspace.id, actor.channel_id)


def trouble_in(error: Exception) -> Trouble | None:
    """What a refusal of Slack's says of the channel; None where it is about something else."""
    return _TROUBLE_OF.get(str(error.response.get("error"))) if isinstance(error, SlackApiError) else None


def _of_the_channel(said: Mapping[str, Any]) -> Trouble | None:
    """What is wrong with a channel by its own description (the conversation object in Slack's reference)."""
    # One that does not say whether it is shared may be.
    if said.get("is_shared") is not False or any(said.get(name) for name in (*SHARED, *PENDING)):
        return "shared"
    if said.get("is_archived") or said.get("is_frozen"):
        return "archived"
    return None if said.get("is_member") is True else "gone"


def _outsiders(client: WebClient, boundary: Boundary, workspace_id: int, room: str) -> bool:
    """Whether a guest, or somebody of another team, is among its members. Bots are ours, or the channel is shared."""
    with boundary.database.read() as session:
        team_id = str(session.get_one(Workspace, workspace_id).slack_team_id)
    unheard: list[str] = []
    for page in _members(client, room):
        known = _known(boundary, workspace_id, page)
        if not set(known.values()) <= set(directory.INSIDERS):
            return True
        unheard += [user_id for user_id in page if user_id not in known]
    until = time.monotonic() + ASKING
    for user_id in unheard:
        if time.monotonic() > until:
            raise NotYetKnown(NOT_TOLD)  # what was learnt is kept: the next time goes on from there
        if _asked(client, boundary, workspace_id, team_id, user_id) not in directory.INSIDERS:
            return True
    return False


def _members(client: WebClient, room: str) -> Iterator[list[str]]:
    for page in client.conversations_members(channel=room, limit=PAGE):
        yield [str(one) for one in page["members"]]


def _known(boundary: Boundary, workspace_id: int, user_ids: Sequence[str]) -> dict[str, str]:
    """What people are by what Slack said of them within the day; who left, and is in the channel, is asked about."""
    query = select(Colleague).where(Colleague.workspace_id == workspace_id, Colleague.slack_user_id.in_(user_ids))
    with boundary.database.read() as session:
        return {
            str(one.slack_user_id): one.kind
            for one in session.scalars(query)
            if one.left_at is None and one.kind != "unknown" and directory.still_holds(one, boundary.clock)
        }


def _asked(client: WebClient, boundary: Boundary, workspace_id: int, team_id: str, user_id: str) -> str:
    person = slack_people.ask(client, user_id, team_id)
    if person is None or person.kind == "unknown":
        raise NotYetKnown(NOT_TOLD)
    with boundary.database.write() as session:
        colleague = directory.take_in(session, boundary.clock, workspace_id, person)
        left = colleague.left_at is not None
    if person.gone:
        return "bot"  # deactivated: nobody reads with them
    return "guest" if left else person.kind
