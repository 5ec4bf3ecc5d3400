"""Asking Slack who somebody is, and telling the directory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.people.directory import SlackPerson

log = structlog.get_logger()


def read_user(user: Mapping[str, Any], team_id: str, enterprise_id: str | None = None) -> SlackPerson:
    """Read a user object of Slack's (https://docs.slack.dev/reference/objects/user-object)."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name") or ""
    return SlackPerson(
        user_id=str(user["id"]),
        kind=_kind(user, team_id, enterprise_id),
        gone=bool(user.get("deleted")),
        name=" ".join(str(name).split()),
        email=profile.get("email"),
        title=profile.get("title"),
        tz=user.get("tz"),
        is_admin=_is_admin(user),
    )


def _is_admin(user: Mapping[str, Any]) -> bool | None:
    """Whether they administer or own the workspace; None where Slack doesn't say."""
    said = [user[name] for name in ("is_admin", "is_owner", "is_primary_owner") if name in user]
    return any(said) if said else None


def _kind(user: Mapping[str, Any], team_id: str, enterprise_id: str | None) -> str:
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return "bot"
    enterprise: Mapping[str, Any] = user.get("enterprise_user") or {}
    home = user.get("team_id")
    ours = home == team_id or team_id in enterprise.get("teams", ()) or (home is not None and home == enterprise_id)
    if user.get("is_stranger") or (home is not None and not ours):
        return "stranger"
    if user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_invited_user"):
        return "guest"
    # A user object without these flags says nothing about membership; then nothing is assumed.
    return "member" if "is_restricted" in user and "deleted" in user else "unknown"


SECONDS = 1
"""How long Slack has to say who somebody is: they wait for an answer meanwhile, and three seconds are all there is."""


def ask(client: WebClient, user_id: str, team_id: str, enterprise_id: str | None = None) -> SlackPerson | None:
    """Ask Slack about one user; None where it does not say."""
    quick = WebClient(client.token, base_url=client.base_url, timeout=SECONDS, retry_handlers=[])
    try:
        answer = quick.users_info(user=user_id)
    except SlackApiError as error:
        code = str(error.response.get("error"))
        log.warning("users_info_failed", error=code)
        unseen = code in ("user_not_found", "user_not_visible")
        return SlackPerson(user_id, "stranger", gone=False, name="") if unseen else None
    except (SlackClientError, OSError) as error:
        log.warning("users_info_failed", error=type(error).__name__)
        return None
    return read_user(answer["user"], team_id, enterprise_id)


def everybody(client: WebClient, team_id: str) -> Iterator[list[SlackPerson]]:
    """All users of the workspace, a page at a time."""
    for page in client.users_list(limit=200):
        yield [read_user(user, team_id) for user in page["members"]]
