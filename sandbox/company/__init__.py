"""The invented company that lives in the sandbox, and how to load another."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

UserKind = Literal["member", "guest", "stranger", "deactivated", "bot"]
ChannelKind = Literal["channel", "private"]
DEFAULT = Path(__file__).with_name("slack.json")


@dataclass
class CompanyUser:
    """A person or other app in the workspace; `team_id` differs only for strangers; `admin`: they administer it."""

    id: str
    name: str
    real_name: str
    kind: UserKind = "member"
    email: str | None = None
    title: str = ""
    tz: str = "Europe/Amsterdam"
    team_id: str | None = None
    admin: bool = False


@dataclass
class CompanyChannel:
    """A channel at the start; `bot` says whether the app's bot user was invited."""

    id: str
    name: str
    kind: ChannelKind = "channel"
    members: list[str] = field(default_factory=list)
    shared: bool = False
    archived: bool = False
    bot: bool = False


@dataclass
class Company:
    """A workspace as it is when the sandbox starts."""

    team_id: str
    team_name: str
    domain: str
    users: list[CompanyUser]
    channels: list[CompanyChannel]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Company":
        """Read `{team, users, channels}`; a ValueError names what is wrong."""
        team = data["team"]
        users = [CompanyUser(**user) for user in data["users"]]
        channels = [CompanyChannel(**channel) for channel in data["channels"]]
        known = {user.id for user in users}
        for channel in channels:
            unknown = sorted(set(channel.members) - known)
            if unknown:
                raise ValueError(f"channel {channel.name}: no such users: {', '.join(unknown)}")
        return cls(team["id"], team["name"], team["domain"], users, channels)


def load_company(path: Path = DEFAULT) -> Company:
    """Read a company from a JSON file; the default is the one this package brings."""
    return Company.from_json(json.loads(path.read_text(encoding="utf-8")))
