"""The things a workspace holds: people, channels, messages, views."""

import mimetypes
from collections import deque
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

LAG = 5
"""So many versions of a view may somebody's screen lag behind: what they do in those still counts."""

COLORS = ("4d7f5f", "9f69e7", "e7392d", "2b6cb0", "c05621", "6b46c1", "2c7a7b", "b83280")


@dataclass
class User:
    """A person or bot as Slack sees them."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str | None
    title: str
    tz: str
    is_bot: bool = False
    bot_id: str | None = None
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_admin: bool = False
    color: str = COLORS[0]

    def kind(self, home_team: str) -> str:
        """How the page shows them: member, guest, stranger, deactivated or bot."""
        if self.deleted:
            return "deactivated"
        if self.is_bot or self.id == "USLACKBOT":
            return "bot"
        if self.team_id != home_team:
            return "stranger"
        return "guest" if self.is_restricted or self.is_ultra_restricted else "member"


@dataclass
class Channel:
    """A conversation; `kind` is channel, private, im or mpim."""

    id: str
    name: str
    kind: str
    created: int
    members: list[str] = field(default_factory=list)
    is_shared: bool = False
    is_archived: bool = False
    # The teams it is shared with, and those invited to share it that have not answered yet.
    connected: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    def scope(self, verb: str) -> str:
        """The scope needed for it, as in `channels:read` or `im:history`."""
        family = {"channel": "channels", "private": "groups"}.get(self.kind, self.kind)
        return f"{family}:{verb}"


@dataclass(eq=False)
class File:
    """A file on its way: asked for, uploaded (`content`), completed, and in its conversation (`ready`, `shares`)."""

    id: str
    name: str
    size: int
    created: int
    alt: str = ""
    title: str = ""
    content: bytes | None = None
    completed_at: float | None = None
    # The conversation, the thread and the words it goes with.
    goes_to: tuple[str, str | None, str] | None = None
    ready: bool = False
    deleted: bool = False
    shares: Json = field(default_factory=dict)

    @property
    def mimetype(self) -> str:
        """What its name says it is."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def page(self) -> Json:
        """The file as the API's messages and the sandbox's page have it."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "alt_txt": self.alt,
            "url_private": f"/sandbox/file/{self.id}",
        }


@dataclass
class Message:
    """A message; `ephemeral_to` names the only person who sees it."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    bot_id: str | None = None
    app_id: str | None = None
    ephemeral_to: str | None = None
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    username: str | None = None
    held: dict[tuple[str, str], Json] = field(default_factory=dict)
    earlier: list[list[Json]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def api(self, team_id: str, *, with_metadata: bool = False) -> Json:
        """The message object of Slack's API."""
        out: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.bot_id:
            out |= {"bot_id": self.bot_id, "app_id": self.app_id}
        out["team"] = team_id
        if self.blocks:
            out["blocks"] = self.blocks
        if self.files:
            out |= {"files": [file.page() for file in self.files], "upload": True}
        for name in ("thread_ts", "edited", "username"):
            if getattr(self, name):
                out[name] = getattr(self, name)
        if with_metadata and self.metadata:
            out["metadata"] = self.metadata
        return out

    def page(self) -> Json:
        """The message as the sandbox's page gets it."""
        out: Json = {
            "ts": self.ts,
            "user": self.user,
            "text": self.text,
            "blocks": self.blocks,
            "ephemeral": self.ephemeral_to is not None,
            "edited": self.edited is not None,
        }
        for name in ("username", "thread_ts", "metadata"):
            if getattr(self, name):
                out[name] = getattr(self, name)
        if self.files:
            out["files"] = [file.page() for file in self.files]
        return out


@dataclass
class View:
    """A modal or home view as it stands open for one person."""

    id: str
    user: str
    fields: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    held: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    busy: bool = False
    earlier: deque[list[Json]] = field(default_factory=lambda: deque(maxlen=LAG))

    @property
    def type(self) -> str:
        """modal or home."""
        return str(self.fields["type"])

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, ids filled in."""
        blocks: list[Json] = self.fields["blocks"]
        return blocks
