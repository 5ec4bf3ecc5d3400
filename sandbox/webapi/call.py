"""One Web API call: its arguments, its token, and the table of methods."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sandbox.entities import Channel, Json, User
from sandbox.errors import SlackError
from sandbox.modals import invalid
from sandbox.state import State
from sandbox.workspace import Workspace

Item = TypeVar("Item")
CURSOR = "sandbox:"
LIMIT = 1000


@dataclass(frozen=True)
class Call:
    """What a method gets to work with."""

    workspace: Workspace
    args: Json

    @property
    def state(self) -> State:
        """The workspace's memory."""
        return self.workspace.state

    def text(self, name: str) -> str:
        """An argument as text, empty when missing."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """An argument as yes or no, in any of the spellings clients use."""
        return str(self.args.get(name, "")).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        """An argument as a whole number."""
        value = self.args.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            raise SlackError(f"invalid_{name}") from None

    def need_scope(self, *scopes: str) -> None:
        """Raise Slack's `missing_scope` unless the app has all of these."""
        provided = self.state.manifest.scopes
        missing = [scope for scope in scopes if scope not in provided]
        if missing:
            raise SlackError("missing_scope", needed=",".join(missing), provided=",".join(sorted(provided)))

    def user(self, name: str = "user") -> User:
        """The user an argument names."""
        found = self.state.users.get(self.text(name))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def channel(self, verb: str | None = None) -> Channel:
        """The conversation `channel` names, if the bot may know of it; `verb` checks its scope."""
        state = self.state
        found = state.channels.get(self.text("channel"))
        if found is None:
            raise SlackError("channel_not_found")
        if found.kind != "channel" and state.bot_user_id not in found.members:
            raise SlackError("channel_not_found")
        if verb:
            self.need_scope(found.scope(verb))
        return found

    def page(self, items: Sequence[Item], default: int = 100) -> tuple[list[Item], Json]:
        """One page of a list, and the `response_metadata` that leads to the next."""
        limit = self.number("limit", default)
        if limit < 0 or limit > LIMIT:
            raise SlackError("invalid_limit")
        start = _offset(self.text("cursor"))
        end = start + (limit or len(items))
        following = _cursor(end) if end < len(items) else ""
        return list(items[start:end]), {"next_cursor": following}


def _cursor(offset: int) -> str:
    return base64.b64encode(f"{CURSOR}{offset}".encode()).decode()


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        plain = base64.b64decode(cursor, validate=True).decode()
        if not plain.startswith(CURSOR):
            raise SlackError("invalid_cursor")
        return int(plain.removeprefix(CURSOR))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None


@dataclass(frozen=True)
class Method:
    """A method: what it needs, what it does."""

    run: Callable[[Call], Json]
    needs: tuple[str, ...]
    scope: str | None
    kind: Literal["bot", "app"]

    def __call__(self, call: Call) -> Json:
        """Check scope and required arguments, then run."""
        if self.scope:
            call.need_scope(self.scope)
        missing = [name for name in self.needs if call.args.get(name) in (None, "")]
        if missing:
            raise invalid(*(f"missing required field: {name}" for name in missing))
        return self.run(call)


METHODS: dict[str, Method] = {}


def method(
    name: str, *needs: str, scope: str | None = None, kind: Literal["bot", "app"] = "bot"
) -> Callable[[Callable[[Call], Json]], Callable[[Call], Json]]:
    """Enter a function in the table of methods; it returns the answer without `ok`."""

    def enter(run: Callable[[Call], Json]) -> Callable[[Call], Json]:
        METHODS[name] = Method(run, needs, scope, kind)
        return run

    return enter


def _allowed(state: State, name: str, token: str | None) -> Method:
    """The method, if this token may call it at all."""
    known = METHODS.get(name)
    if known is None:
        raise SlackError("unknown_method", req_method=name)
    if not token:
        raise SlackError("not_authed")
    kind = {state.bot_token: "bot", state.app_token: "app"}.get(token)
    if kind is None:
        raise SlackError("invalid_auth")
    if kind == "bot" and not state.installed:
        raise SlackError("account_inactive")
    if kind != known.kind:
        raise SlackError("not_allowed_token_type")
    return known


def answer(workspace: Workspace, name: str, token: str | None, args: dict[str, Any]) -> Json:
    """What Slack answers to one call, errors included; never raises SlackError."""
    try:
        known = _allowed(workspace.state, name, token)
        return {"ok": True, **known(Call(workspace, args))}
    except SlackError as error:
        return {"ok": False, "error": error.code, **error.beside}
