"""What the sandbox needs to know of an app, read out of its Slack manifest."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

DEFAULT_SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "mpim:write",
    "im:history",
    "mpim:history",
    "users:read",
    "users:read.email",
    "channels:read",
    "groups:read",
    "files:read",
    "files:write",
)


@dataclass(frozen=True)
class SlashCommand:
    """A slash command; `escape` turns mentions and addresses into Slack's own notation."""

    command: str
    description: str
    usage_hint: str
    escape: bool


@dataclass(frozen=True)
class Shortcut:
    """A global or a message shortcut."""

    callback_id: str
    name: str
    description: str
    kind: str


@dataclass(frozen=True)
class Manifest:
    """An app: its names, what it may do (scopes) and what it is told of (events)."""

    name: str
    bot_name: str
    commands: tuple[SlashCommand, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    interactive: bool
    home_tab: bool
    messages_tab: bool

    @classmethod
    def read(cls, data: Json) -> "Manifest":
        """Read the parts of a manifest that change how Slack treats the app."""
        features, settings = data.get("features", {}), data.get("settings", {})
        home = features.get("app_home", {})
        name = data.get("display_information", {}).get("name", "app")
        return cls(
            name=name,
            bot_name=features.get("bot_user", {}).get("display_name", name),
            commands=tuple(_command(item) for item in features.get("slash_commands", [])),
            shortcuts=tuple(_shortcut(item) for item in features.get("shortcuts", [])),
            scopes=frozenset(data.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", True))
            and not home.get("messages_tab_read_only_enabled", False),
        )


def _command(item: Json) -> SlashCommand:
    return SlashCommand(
        item["command"],
        item.get("description", ""),
        item.get("usage_hint", ""),
        bool(item.get("should_escape", False)),
    )


def _shortcut(item: Json) -> Shortcut:
    return Shortcut(item["callback_id"], item["name"], item.get("description", ""), item["type"])


def default_manifest() -> Json:
    """A manifest for trying things out: one command, all of o2o's scopes, all its events."""
    return {
        "display_information": {"name": "o2o"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "o2o"},
            "slash_commands": [{"command": "/o2o", "description": "Who knows whom", "should_escape": True}],
        },
        "oauth_config": {"scopes": {"bot": list(DEFAULT_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "user_change"]},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }
