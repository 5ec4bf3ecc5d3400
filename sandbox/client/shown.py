"""Messages and views as somebody sees them, and what is new after an act."""

from dataclasses import dataclass, field

from sandbox.client.reading import Json, canonical, lines

LOADING = "One moment"


@dataclass(frozen=True)
class Message:
    """A message in a conversation, as one person sees it."""

    channel: str
    json: Json

    @property
    def ts(self) -> str:
        """Its timestamp."""
        return str(self.json["ts"])

    @property
    def user(self) -> str:
        """Who wrote it."""
        return str(self.json["user"])

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        found: list[Json] = self.json["blocks"]
        return found

    @property
    def files(self) -> list[Json]:
        """Its files: `title`, `alt_txt` and where their bytes are."""
        found: list[Json] = self.json.get("files", [])
        return found

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees it."""
        return bool(self.json["ephemeral"])

    @property
    def metadata(self) -> Json | None:
        """Its metadata, if any."""
        return self.json.get("metadata")

    @property
    def text(self) -> str:
        """All visible text, a line each: the blocks', or the plain text when there are none."""
        return "\n".join(lines(self.blocks)) if self.blocks else str(self.json["text"])

    @property
    def fallback(self) -> str:
        """The `text` that notifications and screen readers use."""
        return str(self.json["text"])

    @property
    def raw(self) -> bytes:
        """What was shown as canonical bytes, without ts, ids and hashes."""
        return canonical(self.json)


@dataclass(frozen=True)
class View:
    """A modal or home view, as its owner sees it."""

    json: Json

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.json["id"])

    @property
    def title(self) -> str:
        """Its title, empty for a home view."""
        return str((self.json.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """The app's name for it."""
        return str(self.json["callback_id"])

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        found: list[Json] = self.json["blocks"]
        return found

    @property
    def errors(self) -> dict[str, str]:
        """Errors shown at inputs: block id to words."""
        found: dict[str, str] = self.json["errors"]
        return found

    @property
    def loading(self) -> bool:
        """Whether it only asks for patience so far."""
        waiting = any(LOADING in line for line in [self.title, *lines(self.blocks)])
        return waiting and not self.json.get("submit")

    @property
    def values(self) -> Json:
        """`state.values` as the app would get it."""
        found: Json = self.json["state"]["values"]
        return found

    @property
    def text(self) -> str:
        """All visible text, a line each: title, blocks, errors, buttons at the foot."""
        feet = [self.json.get(name) for name in ("submit", "close")]
        foot = [str(text["text"]) for text in feet if text]
        parts = [self.title, *lines(self.blocks), *self.errors.values(), *foot]
        return "\n".join(part for part in parts if part)

    @property
    def raw(self) -> bytes:
        """What was shown as canonical bytes, without ts, ids and hashes."""
        return canonical(self.json)


@dataclass(frozen=True)
class News:
    """What newly appeared or changed for one person, oldest first.

    `acked` and `ack_ms` tell of the act it came from; `gone` are messages that went away, `closed`
    says that a modal did.
    """

    messages: list[Message] = field(default_factory=list)
    view: View | None = None
    home: View | None = None
    errors: dict[str, str] = field(default_factory=dict)
    notice: str | None = None
    gone: list[Message] = field(default_factory=list)
    closed: bool = False
    acked: bool = True
    ack_ms: float = 0.0

    def __bool__(self) -> bool:
        shown = self.messages or self.view or self.home or self.notice
        return bool(shown or self.gone or self.closed)

    @property
    def message(self) -> Message:
        """The last message; an AssertionError when there is none."""
        if not self.messages:
            raise AssertionError(f"no message came; there was: {self.text or 'nothing'}")
        return self.messages[-1]

    @property
    def text(self) -> str:
        """All visible text of messages, modal, home and notice, a line each."""
        parts = [message.text for message in self.messages]
        parts += [view.text for view in (self.view, self.home) if view is not None]
        return "\n".join([*parts, *([self.notice] if self.notice else [])])

    @property
    def raw(self) -> bytes:
        """What was shown as canonical bytes: equal exactly when two answers look the same."""
        return self.raw_masking(None)

    def raw_masking(self, pattern: str | None) -> bytes:
        """`raw` with everything that matches a pattern blotted out (random handles, say)."""
        shown = {
            "messages": [message.json for message in self.messages],
            "view": self.view.json if self.view else None,
            "home": self.home.json if self.home else None,
            "notice": self.notice,
        }
        return canonical(shown, pattern)


def compared(before: Json, after: Json, answer: Json) -> News:
    """What is new for somebody between two of their states; their own messages are not news."""
    old, new = _messages(before), _messages(after)
    changed = [
        Message(channel, message)
        for (channel, ts), message in new.items()
        if old.get((channel, ts)) != message and message["user"] != after["me"]
    ]
    notice = after["notice"] if after["notice"] != before["notice"] else None
    top = _top(after)
    known = {view["id"]: _still(view) for view in before["views"]}
    fresh = top is not None and known.get(top["id"]) != _still(top)
    home = after["home"]
    moved = home is not None and (before["home"] is None or _still(before["home"]) != _still(home))
    left = {view["id"] for view in after["views"]}
    return News(
        messages=sorted(changed, key=lambda message: message.ts),
        view=View(top) if top is not None and fresh else None,
        home=View(home) if moved else None,
        errors=answer.get("errors", {}) or (top["errors"] if top and fresh else {}),
        notice=notice["text"] if notice else answer.get("notice"),
        gone=[Message(key[0], old[key]) for key in old.keys() - new.keys()],
        closed=any(ident not in left for ident in known),
        acked=bool(answer.get("acked", True)),
        ack_ms=float(answer.get("ack_ms", 0.0)),
    )


def _messages(state: Json) -> dict[tuple[str, str], Json]:
    return {
        (channel, message["ts"]): message for channel, messages in state["messages"].items() for message in messages
    }


def _top(state: Json) -> Json | None:
    return state["views"][-1] if state["views"] else None


def _still(view: Json) -> Json:
    """A view without what changes while the app is thinking."""
    return {name: value for name, value in view.items() if name != "busy"}
