"""The app's manifest says what the code does: no scope, event or shortcut more, none less."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from handlers.listing import Listing, listing
from sandbox.manifest import Manifest

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))

# Which scopes a method of Slack's Web API needs (https://docs.slack.dev/reference/methods).
METHODS = {
    "auth_test": (),
    "apps_connections_open": (),  # by the app's own token
    "chat_postEphemeral": ("chat:write",),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "conversations_history": ("im:history",),  # of its own direct messages only
    "conversations_info": ("channels:read", "groups:read"),  # a deal's channel may be public or private
    "conversations_members": ("channels:read", "groups:read"),
    "conversations_open": ("im:write", "mpim:write"),  # with one person; with those of an introduction
    "files_completeUploadExternal": ("files:write",),
    "files_delete": ("files:write",),
    "files_getUploadURLExternal": ("files:write",),
    "files_info": ("files:read",),  # whether a picture is there yet
    "users_info": ("users:read", "users:read.email"),  # the second for the address, by which colleagues are linked
    "users_list": ("users:read", "users:read.email"),
    "views_open": (),
    "views_publish": (),
    "views_push": (),
    "views_update": (),
}
# Which scopes an event needs (https://docs.slack.dev/reference/events), and the name by which the code listens to it.
EVENTS = {
    "app_home_opened": ("app_home_opened", ()),
    "channel_archive": ("channel_archive", ("channels:read",)),
    "channel_left": ("channel_left", ("channels:read",)),
    "channel_shared": ("channel_shared", ("channels:read",)),
    "channel_unarchive": ("channel_unarchive", ("channels:read",)),
    "channel_unshared": ("channel_unshared", ("channels:read",)),
    "group_archive": ("group_archive", ("groups:read",)),
    "group_left": ("group_left", ("groups:read",)),
    "group_unarchive": ("group_unarchive", ("groups:read",)),
    "member_joined_channel": ("member_joined_channel", ("channels:read", "groups:read")),
    "member_left_channel": ("member_left_channel", ("channels:read", "groups:read")),
    "message.im": ("message", ("im:history",)),
    "team_join": ("team_join", ("users:read",)),
    "user_change": ("user_change", ("users:read",)),
}
FOR_COMMANDS_AND_SHORTCUTS = "commands"


@pytest.fixture(scope="module")
def registered() -> Listing:
    """What the code listens to."""
    return listing()


def called() -> set[str]:
    """The methods of Slack's Web API that the code calls."""
    code = [path for folder in ("bot", "handlers") for path in (ROOT / folder).rglob("*.py")]
    families = "|".join(
        sorted({method.split("_")[0] for method in METHODS} | {"conversations", "files", "reactions", "im"})
    )
    call = re.compile(rf"\.((?:{families})_[a-zA-Z_]+)\(")
    return {found for path in code for found in call.findall(path.read_text(encoding="utf-8"))}


def test_every_scope_is_used_and_every_use_has_its_scope() -> None:
    methods = called()
    assert methods == METHODS.keys()
    used = {scope for method in methods for scope in METHODS[method]}
    used |= {scope for event in bot_events() for scope in EVENTS[event][1]}
    assert sorted(MANIFEST["oauth_config"]["scopes"]["bot"]) == sorted(used | {FOR_COMMANDS_AND_SHORTCUTS})


def bot_events() -> list[str]:
    """The events the manifest asks for."""
    events: list[str] = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    return events


def test_every_event_has_a_listener_and_every_listener_an_event(registered: Listing) -> None:
    assert {EVENTS[event][0] for event in bot_events()} == set(registered.ids["event"])


def test_commands_and_shortcuts_are_those_registered(registered: Listing) -> None:
    read = Manifest.read(MANIFEST)
    assert {command.command for command in read.commands} == set(registered.ids["command"])
    assert {shortcut.callback_id for shortcut in read.shortcuts} == set(registered.ids.get("shortcut", ()))


def test_mentions_arrive_as_ids() -> None:
    """Else `@ana` arrives as text, and whom it means is a guess."""
    assert all(command.escape for command in Manifest.read(MANIFEST).commands)


def test_the_hint_names_words_that_are_there(registered: Listing) -> None:
    words = {command.word for command in registered.commands}
    hint = MANIFEST["features"]["slash_commands"][0]["usage_hint"]
    assert {part.split()[0] for part in hint.split(" | ") if "@" not in part.split()[0]} <= words


def test_slack_takes_it() -> None:
    """What Slack's own schema asks for, where it is at hand; its limits in any case."""
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#([0-9a-f]{3}){1,2}", shown["background_color"])
    assert all(len(shortcut["name"]) <= 24 for shortcut in MANIFEST["features"]["shortcuts"])
    assert all(len(shortcut["description"]) <= 150 for shortcut in MANIFEST["features"]["shortcuts"])
    schema = _data() / "slack" / f"manifest.schema.{MANIFEST['_metadata']['major_version']}.0.0.json"
    if schema.is_file():
        jsonschema.validate(MANIFEST, json.loads(schema.read_text(encoding="utf-8")))


def _data() -> Path:
    named = os.environ.get("O2O_DATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"
