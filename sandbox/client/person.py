"""Somebody in the sandbox: types, clicks, fills in, and sees what comes of it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.client.finding import Found, button, menu, option
from sandbox.client.reading import Json
from sandbox.client.refusal import Refused
from sandbox.client.shown import Message, News, View, compared

if TYPE_CHECKING:
    from sandbox.client.connection import SandboxClient

Seen = TypeVar("Seen")
Thing = Message | View
Wait = float | bool | None


class Person:
    """One user. Every act returns the News it brought.

    Acts take `wait`: how many seconds to wait for something new to appear (None: the client's
    patience; False: return at the acknowledgement), and `settle`: seconds of quiet after it.
    """

    def __init__(self, client: "SandboxClient", ident: str) -> None:
        self.client, self.id = client, ident

    # -- what they see -------------------------------------------------------------------------

    @property
    def state(self) -> Json:
        """Everything they see, as the page gets it."""
        return self.client.state(self.id)

    @property
    def view(self) -> View | None:
        """The modal on top, or None."""
        views = self.state["views"]
        return View(views[-1]) if views else None

    @property
    def home(self) -> View | None:
        """Their home tab, if the app has published one."""
        home = self.state["home"]
        return View(home) if home else None

    def messages(self, channel: str | None = None) -> list[Message]:
        """What they see in a conversation (a channel's, person's or the bot's name), or in all."""
        state = self.state
        wanted = [self._channel(channel)] if channel else list(state["messages"])
        found = [Message(c, m) for c in wanted for m in state["messages"].get(c, [])]
        return sorted(found, key=lambda message: message.ts)

    def mark(self) -> Json:
        """A point in time to ask for news from."""
        return self.state

    def news(self, since: Json, *, wait: Wait = None, settle: float | None = None) -> News:
        """What is new since a mark, whoever caused it."""
        return self._await(since, {}, wait, settle)

    def waits_for(self, predicate: Callable[[], Seen], timeout: float | None = None) -> Seen:
        """Wait until something is true of what they see; an AssertionError after `timeout` s (None: the patience)."""
        timeout = self.client.patience if timeout is None else timeout
        ends = time.monotonic() + timeout
        while True:
            seq = self.state["seq"]
            seen = predicate()
            if seen:
                return seen
            left = ends - time.monotonic()
            if left <= 0:
                raise AssertionError(f"nothing of the kind in {timeout} s")
            # What is waited for may lie outside this person's sight: look again twice a second.
            self.client.state(self.id, after=seq, wait=min(left, 0.5))

    # -- writing -------------------------------------------------------------------------------

    def types(self, text: str, channel: str = "general", **how: Any) -> News:
        """Type a slash command in a conversation."""
        return self._do(how, "command", channel=self._channel(channel), text=text)

    def says(self, text: str, to: str = "", **how: Any) -> News:
        """Write to the bot (the default), to a person, or in a channel."""
        return self._do(how, "say", channel=self._channel(to or "bot"), text=text)

    # -- clicking ------------------------------------------------------------------------------

    def clicks(self, thing: Thing, what: str, **how: Any) -> News:
        """Click a button or menu entry, by label or action id; `values` are typed in before."""
        return self._use(thing, button(thing.blocks, what), how)

    def chooses(self, thing: Thing, what: str, choice: Any, **how: Any) -> News:
        """Choose in a menu (by action id, label or placeholder) an option, person or date."""
        found = menu(thing.blocks, what)
        return self._use(thing, found, how, value=self._value(found, choice))

    def _use(self, thing: Thing, found: Found, how: Json, value: Any = None) -> News:
        given: Json = {
            "block_id": found.block["block_id"],
            "action_id": found.element["action_id"],
        }
        if found.option is not None:
            given["selected_option"] = found.option
        elif value is not None:
            given["value" if found.element["type"] != "overflow" else "selected_option"] = value
        if isinstance(thing, Message):
            return self._do(how, "click", channel=thing.channel, ts=thing.ts, **given)
        values = how.pop("values", None)
        if values:
            given["values"] = self._values(thing, values)
        return self._do(how, "view_action", view_id=thing.id, **given)

    # -- modals and shortcuts ------------------------------------------------------------------

    def submits(self, view: View, values: Json | None = None, **how: Any) -> News:
        """Fill in inputs (by label, block id or action id) and send the form off."""
        entered = self._values(view, values or {})
        return self._do(how, "submit", view_id=view.id, values=entered)

    def closes(self, view: View, *, everything: bool = False, **how: Any) -> News:
        """Close a modal, or the whole stack."""
        return self._do(how, "close", view_id=view.id, all=everything)

    def uses_shortcut(self, callback_id: str, **how: Any) -> News:
        """Use a global shortcut."""
        return self._do(how, "shortcut", callback_id=callback_id)

    def uses_message_shortcut(self, callback_id: str, message: Message, **how: Any) -> News:
        """Use a shortcut on a message."""
        given = {"channel": message.channel, "ts": message.ts}
        return self._do(how, "message_shortcut", callback_id=callback_id, **given)

    def opens_home(self, **how: Any) -> News:
        """Open the app's home tab."""
        return self._do(how, "home_opened")

    # -- channels: what comes of it comes later, if the app says anything at all ---------------

    def invites(self, who: str, channel: str, **how: Any) -> News:
        """Bring somebody (`bot`: the app's) into a channel."""
        return self._do({"wait": False, **how}, "invite", channel=self._channel(channel), user=self._somebody(who))

    def removes(self, who: str, channel: str, **how: Any) -> News:
        """Take somebody (`bot`: the app's) out of a channel, or leave it oneself."""
        return self._do({"wait": False, **how}, "leave", channel=self._channel(channel), user=self._somebody(who))

    def shares(self, channel: str, *, team: str | None = None, pending: bool = False, **how: Any) -> News:
        """Share a channel with another team, or (`pending`) invite it to."""
        return self._do({"wait": False, **how}, "share", channel=self._channel(channel), team=team, pending=pending)

    def unshares(self, channel: str, *, team: str | None = None, **how: Any) -> News:
        """End that, or take the invitation back."""
        return self._do({"wait": False, **how}, "unshare", channel=self._channel(channel), team=team)

    def archives(self, channel: str, **how: Any) -> News:
        """Archive a channel."""
        return self._do({"wait": False, **how}, "archive", channel=self._channel(channel))

    def unarchives(self, channel: str, **how: Any) -> News:
        """Bring it back."""
        return self._do({"wait": False, **how}, "unarchive", channel=self._channel(channel))

    def _somebody(self, who: str) -> str:
        return self.client.bot_user_id if who == "bot" else self.client.user_id(who)

    # -- how it works --------------------------------------------------------------------------

    def _values(self, view: View, values: Json) -> Json:
        """Values by label to values by block and action id."""
        out: Json = {}
        for name, value in values.items():
            found = menu(view.blocks, name)
            place = out.setdefault(found.block["block_id"], {})
            place[found.element["action_id"]] = self._value(found, value)
        return out

    def _value(self, found: Found, value: Any) -> Any:
        """What a person means, in ids: an option's value, a user's id."""
        if isinstance(value, list):
            return [self._value(found, item) for item in value]
        if value in (None, ""):
            return value
        kind = found.element["type"]
        if found.element.get("options") or found.element.get("option_groups"):
            return option(found.element, value)
        if "users" in kind:
            return self.client.user_id(str(value))
        if "channels" in kind or "conversations" in kind:
            return self._channel(str(value))
        return value

    def _channel(self, name: str) -> str:
        """A conversation's id by its name or id, or that of the direct one with somebody."""
        state = self.state
        for channel in state["channels"]:
            if name in (channel["id"], channel["name"]):
                return str(channel["id"])
        elsewhere = self.client.channels.get(name)
        if elsewhere:
            return elsewhere
        bot = {"bot", state["app"]["name"]}
        other = self.client.bot_user_id if name in bot else self.client.user_id(name)
        for channel in state["channels"]:
            if channel["kind"] == "im" and channel["with"] == other:
                return str(channel["id"])
        return str(self.client.act(self.id, "open_dm", user=other)["channel"])

    def _do(self, how: Json, do: str, **given: Any) -> News:
        """Act, then wait for what comes of it."""
        wait, settle = how.pop("wait", None), how.pop("settle", None)
        if how:
            raise TypeError(f"unknown arguments: {', '.join(how)}")
        before = self.state
        answer = self.client.act(self.id, do, **given)
        if not answer["sent"] or not answer["acked"]:
            wait = False
        return self._await(before, answer, wait, settle)

    def _await(self, before: Json, answer: Json, wait: Wait, settle: float | None) -> News:
        """The news since `before`, once there is some and no modal asks for patience."""
        patience = self.client.patience if wait is None or wait is True else float(wait)
        quiet = self.client.settle if settle is None else settle
        ends = time.monotonic() + (0.0 if wait is False else patience)
        after = self._at_rest(ends)
        news = compared(before, after, answer)
        while (not news or (news.view and news.view.loading)) and wait is not False:
            left = ends - time.monotonic()
            if left <= 0:
                return news
            self.client.state(self.id, after=after["seq"], wait=left)
            after = self._at_rest(ends)
            news = compared(before, after, answer)
        while quiet > 0:
            later = self.client.state(self.id, after=after["seq"], wait=quiet)
            if later["seen"] == after["seen"]:
                break
            after = later
            news = compared(before, after, answer)
        return news

    def _at_rest(self, ends: float) -> Json:
        """The state now; once the app is done with what it was sent, where the client can tell."""
        left = ends - time.monotonic()
        if self.client.at_rest is not None and left > 0:
            self.client.at_rest(left)
        return self.state


__all__ = ["Person", "Refused", "Thing"]
