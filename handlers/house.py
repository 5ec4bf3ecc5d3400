"""Where listeners are registered: turns a plain function into a Bolt listener behind the boundary.

A listener function takes a `Turn` and what was typed or clicked, calls one service, and returns what is to be said (a
`Message`) or asked (a `Form`). This module does the rest: it acknowledges (after the commit, where something changes),
sends, opens and fills modals, and puts errors into words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.deals.rooms import Trouble
from bot.errors import DomainError, Stale
from bot.inbox import SeenBefore
from handlers import channels, payload
from handlers.agreeing import greeted
from handlers.boundary import Actor, Boundary, Turn
from handlers.commands.table import Command, CommandTable
from handlers.saying import ack_later, answer, open_or_say, send, show, why
from handlers.views import errors as error_views
from handlers.views.kit import Block, Form, Message, section, with_field

if TYPE_CHECKING:
    from handlers.delivery import SendsItself

log = structlog.get_logger()

Said = Message | Form
Render = Callable[[Turn, int], Message | None]
"""Puts a notification into words: what it is about (an id), as it stands now, for the one whose turn it is.

None: there is nothing to say any more. What was posted before is then left as it is.
"""


@dataclass(frozen=True)
class Click:
    """A button or menu that was used: its value, or that of the choice made; in a modal, the modal's metadata."""

    value: str
    metadata: str = ""


@dataclass(frozen=True)
class Used:
    """A shortcut used on a message: the message's text as Slack writes it, and who wrote it (None: not a person)."""

    text: str
    author: str | None


@dataclass(frozen=True)
class Submission:
    """A form that was sent: plain values by field (None: left empty), and the form's metadata.

    `chosen` holds the values of the fields in which several things can be chosen.
    """

    values: Mapping[str, str | None]
    metadata: str
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class House:
    """Registers listeners with a Bolt app."""

    def __init__(self, app: App, boundary: Boundary) -> None:
        self.app = app
        self.boundary = boundary
        self.commands = CommandTable()
        self.notifications: dict[str, Render | SendsItself] = {}

    def command(self, command: Command) -> None:
        """A word of `/o2o`, also understood as plain words in the bot's direct message."""
        self.commands.add(command)

    def notification(self, kind: str, render: Render | SendsItself) -> None:
        """What is said of its own accord (`bot.outbox.tell`), in the recipient's direct message.

        It is rendered when it is delivered, with the turn of its recipient, and again whenever they are told again.
        """
        if kind in self.notifications:
            raise ValueError(f"two renderers for {kind}")
        self.notifications[kind] = render

    def action(
        self,
        action_id: str,
        work: Callable[[Turn, Click], Said],
        *,
        writes: bool = False,
        stands: Callable[[Turn, Click, str], Message] | None = None,
    ) -> None:
        """A button or menu in a message or modal. Its answer goes to the person who clicked.

        `stands` says how things stand to whoever's click came too late; it gets the words on why nothing was done.
        """

        def clicked(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            click = _click(body)
            said = self._said(
                client,
                payload.actor(body, context),
                lambda turn: work(turn, click),
                what=action_id,
                writes=writes,
                key=payload.key(body),
                stands=(lambda turn, words: stands(turn, click, words)) if stands else None,
            )
            ack()
            if isinstance(said, Form):
                said = open_or_say(client, body, said)
            if said is not None:
                answer(client, body, said)

        self.app.action(action_id)(clicked)

    def looks(
        self,
        action_id: str,
        work: Callable[[Turn, Click, Trouble | None], Message],
        *,
        stands: Callable[[Turn, Click, str], Message] | None = None,
    ) -> None:
        """A button that changes something about the channel it was clicked in.

        Slack is asked about the channel first, with no transaction open; `work` is told why nothing may be said there.
        """

        def clicked(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            click, actor = _click(body), payload.actor(body, context)
            ack()  # a channel with many people in it takes longer than Slack waits
            try:
                trouble = channels.looked(client, self.boundary, actor)
            except (DomainError, SlackClientError, OSError) as error:
                log.info("channel_not_looked_at", what=action_id, error=why(error))
                words = "Slack doesn't tell me who is in this channel just now; nothing was changed. Please try again."
                answer(client, body, Message(words, (section(words),)))
                return
            said = self._said(
                client,
                actor,
                lambda turn: work(turn, click, trouble),
                what=action_id,
                writes=True,
                key=payload.key(body),
                stands=(lambda turn, words: stands(turn, click, words)) if stands else None,
            )
            if isinstance(said, Message):
                answer(client, body, said)

        self.app.action(action_id)(clicked)

    def opens(self, action_id: str, work: Callable[[Turn, Click], Form], *, writes: bool = False) -> None:
        """A button or menu choice that opens a form: opened empty at once, then authorised and filled."""

        def clicked(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            click = _click(body)
            ack()
            self._open_then_fill(client, body, context, lambda turn: work(turn, click), action_id, writes=writes)

        self.app.action(action_id)(clicked)

    def leads(self, action_id: str, work: Callable[[Turn, Submission], Block | None]) -> None:
        """A choice in a form by which another field is filled: `work` gives that field, or None to leave it.

        What was entered in the others stays. Where the form was changed, sent or closed meanwhile nothing is done.
        """

        def chosen(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            ack()
            view = body["view"]
            entered = Submission(payload.values(view), view.get("private_metadata", ""), payload.chosen(view))
            try:
                field = self.boundary.run(
                    client, payload.actor(body, context), lambda turn: work(turn, entered), writes=False, what=action_id
                )
                if field is not None:
                    client.views_update(view_id=view["id"], hash=view["hash"], view=with_field(view, field))
            except (DomainError, SlackClientError, OSError) as error:  # the same is found once the form is sent
                log.info("field_not_filled", what=action_id, error=why(error))

        self.app.action(action_id)(chosen)

    def shortcut(self, callback_id: str, work: Callable[[Turn], Form]) -> None:
        """A global shortcut that opens a form."""

        def used(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            ack()
            self._open_then_fill(client, body, context, work, callback_id)

        self.app.shortcut(callback_id)(used)

    def message_shortcut(self, callback_id: str, work: Callable[[Turn, Used], Form]) -> None:
        """A shortcut used on a message, which opens a form."""

        def used(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            message = body["message"]
            on = Used(str(message.get("text") or ""), None if message.get("bot_id") else message.get("user"))
            ack()
            self._open_then_fill(client, body, context, lambda turn: work(turn, on), callback_id)

        self.app.shortcut(callback_id)(used)

    def submission(self, callback_id: str, work: Callable[[Turn, Submission], Said], *, writes: bool = True) -> None:
        """A form that was sent. What is wrong is said at its field; else the form becomes the answer."""

        def sent(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            view = body["view"]
            submission = Submission(payload.values(view), view.get("private_metadata", ""), payload.chosen(view))
            fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
            try:
                said = self.boundary.run(
                    client,
                    payload.actor(body, context),
                    lambda turn: work(turn, submission),
                    writes=writes,
                    key=payload.key(body),
                    what=callback_id,
                )
            except SeenBefore:
                ack()
            except DomainError as error:
                if error.field is not None and error.field in fields:
                    ack(response_action="errors", errors={error.field: error_views.words(error)[:2000]})
                else:
                    ack(response_action="update", view=error_views.form(error).to_view())
            else:
                if isinstance(said, Message):
                    said = Form("done", said.title or "Done", said.blocks, close="Done")
                ack(response_action="update", view=said.to_view())

        self.app.view(callback_id)(sent)

    def typed(self, ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
        """The slash command."""
        command, rest = self.commands.find(str(body.get("text") or ""))
        actor = payload.actor(body, context)
        if command.form is not None and not rest.strip():
            ack()
            self._open_then_fill(client, body, context, command.form, command.word)
            return
        said = self._said(
            client,
            actor,
            lambda turn: greeted(turn, command.word, command.run(turn, rest)),
            what=command.word,
            writes=command.writes,
            key=payload.key(body),
        )
        if isinstance(said, Message):
            ack(text=said.aloud, blocks=list(said.blocks), response_type="ephemeral")
            return
        ack()
        if said is not None and (instead := open_or_say(client, body, said)) is not None:
            ack_later(client, body, instead)

    def written(self, event: dict[str, Any], body: dict[str, Any], client: WebClient, context: Any, ack: Ack) -> None:
        """Plain words in the bot's direct message: the same as the command, but the answer stays readable."""
        ignored = event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype")
        if ignored or not event.get("user"):
            ack()
            return
        command, rest = self.commands.find(str(event.get("text") or ""))
        actor = payload.actor(
            {
                **body,
                "user": {"id": event["user"], "team_id": event.get("user_team")},
                "channel_id": event["channel"],
            },
            context,
        )
        key = f"event:{body['event_id']}" if body.get("event_id") else None
        said = self._said(
            client,
            actor,
            lambda turn: greeted(turn, command.word, command.run(turn, rest)),
            what=command.word,
            writes=command.writes,
            key=key,
        )
        ack()
        if isinstance(said, Form):
            said = error_views.form_in_message(said)
        if said is not None:
            send(client, str(event["channel"]), said)

    def _said(
        self,
        client: WebClient,
        actor: Actor,
        work: Callable[[Turn], Said],
        *,
        what: str,
        writes: bool = False,
        key: str | None = None,
        stands: Callable[[Turn, str], Message] | None = None,
    ) -> Said | None:
        """What came of it, in words whatever happened; None for what was carried out before."""
        try:
            return self.boundary.run(client, actor, work, writes=writes, key=key, what=what)
        except SeenBefore:
            return None
        except Stale as error:
            if stands is None:
                return error_views.message(error)
            # Only now: what was begun in vain is undone, and what is shown is what others have made of it.
            words = error.words
            return self._said(client, actor, lambda turn: stands(turn, words), what=what)
        except DomainError as error:
            return error_views.message(error)

    def _open_then_fill(
        self,
        client: WebClient,
        body: dict[str, Any],
        context: Any,
        work: Callable[[Turn], Form],
        what: str,
        *,
        writes: bool = False,
    ) -> None:
        try:
            view = show(client, body, error_views.loading())
        except (SlackClientError, OSError) as error:
            log.warning("form_not_opened", what=what, error=why(error))
            return
        said = self._said(client, payload.actor(body, context), work, what=what, writes=writes)
        form = said if isinstance(said, Form) else error_views.form_of(said)
        try:
            client.views_update(view_id=view["id"], hash=view["hash"], view=form.to_view())
        except (SlackClientError, OSError) as error:  # closed meanwhile: nobody is waiting for it
            log.info("form_not_filled", what=what, error=why(error))


def _click(body: Mapping[str, Any]) -> Click:
    return Click(payload.value(body["actions"][0]), str((body.get("view") or {}).get("private_metadata") or ""))
