"""Where listeners are registered: turns a plain function into a Bolt listener behind the boundary.

A listener function takes a `Turn` and what was typed or clicked, calls one service, and returns what is to be said (a
`Message`) or asked (a `Form`). This module does the rest: it acknowledges (after the commit, where something changes),
sends, opens and fills modals, and puts errors into words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.errors import DomainError
from bot.inbox import SeenBefore
from handlers.boundary import Actor, Boundary, Turn
from handlers.commands.table import Command, CommandTable
from handlers.views import errors as error_views
from handlers.views.kit import Form, Message

log = structlog.get_logger()

Said = Message | Form


@dataclass(frozen=True)
class Click:
    """A button or menu that was used: its value, or that of the choice made."""

    value: str


@dataclass(frozen=True)
class Submission:
    """A form that was sent: plain values by field (None: left empty), and the form's metadata."""

    values: Mapping[str, str | None]
    metadata: str


class House:
    """Registers listeners with a Bolt app."""

    def __init__(self, app: App, boundary: Boundary) -> None:
        self.app = app
        self.boundary = boundary
        self.commands = CommandTable()

    def command(self, command: Command) -> None:
        """A word of `/o2o`, also understood as plain words in the bot's direct message."""
        self.commands.add(command)

    def action(self, action_id: str, work: Callable[[Turn, Click], Said], *, writes: bool = False) -> None:
        """A button or menu in a message. Its answer goes to the person who clicked."""

        def clicked(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            click = Click(_value(body["actions"][0]))
            said = self._said(
                client,
                _actor(body, context),
                lambda turn: work(turn, click),
                what=action_id,
                writes=writes,
                key=_key(body),
            )
            ack()
            if said is None:
                return
            if isinstance(said, Form):
                self._open(client, body.get("trigger_id"), said, lambda m: respond(body, m))
            else:
                respond(body, said)

        self.app.action(action_id)(clicked)

    def opens(self, action_id: str, work: Callable[[Turn, Click], Form]) -> None:
        """A button or menu choice that opens a form: opened empty at once, then authorised and filled."""

        def clicked(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            click = Click(_value(body["actions"][0]))
            ack()
            self._open_then_fill(client, body, context, lambda turn: work(turn, click), action_id)

        self.app.action(action_id)(clicked)

    def shortcut(self, callback_id: str, work: Callable[[Turn], Form]) -> None:
        """A global shortcut that opens a form."""

        def used(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            ack()
            self._open_then_fill(client, body, context, work, callback_id)

        self.app.shortcut(callback_id)(used)

    def submission(self, callback_id: str, work: Callable[[Turn, Submission], Message]) -> None:
        """A form that was sent. What is wrong is said at its field; else the form becomes the answer."""

        def sent(ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
            view = body["view"]
            submission = Submission(_values(view), view.get("private_metadata", ""))
            fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
            try:
                said = self.boundary.run(
                    client,
                    _actor(body, context),
                    lambda turn: work(turn, submission),
                    writes=True,
                    key=_key(body),
                    what=callback_id,
                )
            except SeenBefore:
                ack()
            except DomainError as error:
                if error.field is not None and error.field in fields:
                    ack(response_action="errors", errors={error.field: error.words[:2000]})
                else:
                    ack(response_action="update", view=error_views.form(error).to_view())
            else:
                done = Form("done", "o2o", said.blocks, close="Done")
                ack(response_action="update", view=done.to_view())

        self.app.view(callback_id)(sent)

    def typed(self, ack: Ack, body: dict[str, Any], client: WebClient, context: Any) -> None:
        """The slash command."""
        command, rest = self.commands.find(str(body.get("text") or ""))
        actor, trigger = _actor(body, context), body.get("trigger_id")
        if command.form is not None and not rest.strip():
            ack()
            self._open_then_fill(client, body, context, command.form, command.word)
            return
        said = self._said(
            client,
            actor,
            lambda turn: command.run(turn, rest),
            what=command.word,
            writes=command.writes,
            key=_key(body),
        )
        if said is None:
            ack()
        elif isinstance(said, Form):
            ack()
            self._open(client, trigger, said, lambda m: ack_later(client, body, m))
        else:
            ack(text=said.text, blocks=list(said.blocks), response_type="ephemeral")

    def written(self, event: dict[str, Any], body: dict[str, Any], client: WebClient, context: Any, ack: Ack) -> None:
        """Plain words in the bot's direct message: the same as the command, but the answer stays readable."""
        ignored = event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype")
        if ignored or not event.get("user"):
            ack()
            return
        command, rest = self.commands.find(str(event.get("text") or ""))
        actor = _actor({**body, "user": {"id": event["user"], "team_id": event.get("user_team")}}, context)
        key = f"event:{body['event_id']}" if body.get("event_id") else None
        said = self._said(
            client, actor, lambda turn: command.run(turn, rest), what=command.word, writes=command.writes, key=key
        )
        ack()
        if isinstance(said, Form):
            said = error_views.form_in_message(said)
        if said is not None:
            _send(client, str(event["channel"]), said)

    def _said(
        self,
        client: WebClient,
        actor: Actor,
        work: Callable[[Turn], Said],
        *,
        what: str,
        writes: bool = False,
        key: str | None = None,
    ) -> Said | None:
        """What came of it, in words whatever happened; None for what was carried out before."""
        try:
            return self.boundary.run(client, actor, work, writes=writes, key=key, what=what)
        except SeenBefore:
            return None
        except DomainError as error:
            return error_views.message(error)

    def _open_then_fill(
        self, client: WebClient, body: dict[str, Any], context: Any, work: Callable[[Turn], Form], what: str
    ) -> None:
        try:
            opened = client.views_open(trigger_id=str(body.get("trigger_id")), view=error_views.loading().to_view())
        except (SlackClientError, OSError) as error:
            log.warning("form_not_opened", what=what, error=_why(error))
            return
        said = self._said(client, _actor(body, context), work, what=what)
        form = said if isinstance(said, Form) else error_views.form_of(said)
        view = opened["view"]
        try:
            client.views_update(view_id=view["id"], hash=view["hash"], view=form.to_view())
        except (SlackClientError, OSError) as error:  # closed meanwhile: nobody is waiting for it
            log.info("form_not_filled", what=what, error=_why(error))

    def _open(
        self, client: WebClient, trigger_id: str | None, form: Form, otherwise: Callable[[Message], None]
    ) -> None:
        try:
            client.views_open(trigger_id=str(trigger_id), view=form.to_view())
        except (SlackClientError, OSError) as error:
            log.warning("form_not_opened", error=_why(error))
            otherwise(error_views.form_in_message(form))


def ack_later(client: WebClient, body: dict[str, Any], said: Message) -> None:
    """Say to the person, where they typed, what could not be said in the acknowledgement."""
    try:
        client.chat_postEphemeral(
            channel=body["channel_id"], user=body["user_id"], text=said.text, blocks=list(said.blocks)
        )
    except (SlackClientError, OSError) as error:
        log.warning("not_said", error=_why(error))


def _send(client: WebClient, channel: str, said: Message) -> None:
    try:
        client.chat_postMessage(
            channel=channel, text=said.text, blocks=list(said.blocks), unfurl_links=False, unfurl_media=False
        )
    except (SlackClientError, OSError) as error:
        log.warning("not_said", error=_why(error))


def respond(body: Mapping[str, Any], said: Message) -> None:
    """Answer a click where it was made, to the person alone; at most once, so nothing is said twice."""
    url = body.get("response_url")
    if not url:
        return
    try:
        answer = WebhookClient(str(url), retry_handlers=[]).send(
            text=said.text, blocks=list(said.blocks), replace_original=said.replace, response_type="ephemeral"
        )
    except (SlackClientError, OSError) as error:
        log.warning("not_said", error=_why(error))
    else:
        if answer.status_code != 200:
            log.warning("not_said", status=answer.status_code)


def _why(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__


def _actor(body: Mapping[str, Any], context: Any) -> Actor:
    """Who did it. The workspace is that of the token the payload was authorised with, never one the payload names."""
    user = body.get("user") or {}
    authorised = context.authorize_result
    return Actor(
        team_id=str(authorised.team_id),
        user_id=str(user.get("id") or body.get("user_id")),
        home_team_id=user.get("team_id") or (body.get("team_id") if "user_id" in body else None),
        enterprise_id=authorised.enterprise_id,
    )


def _key(body: Mapping[str, Any]) -> str | None:
    """What a payload is known by if it comes again: Slack makes a trigger id for each that a person causes."""
    trigger = body.get("trigger_id")
    return f"trigger:{trigger}" if trigger else None


def _value(action: Mapping[str, Any]) -> str:
    chosen = action.get("selected_option")
    return str(chosen["value"] if chosen else action.get("value") or "")


def _values(view: Mapping[str, Any]) -> dict[str, str | None]:
    read: dict[str, str | None] = {}
    for block_id, fields in view["state"]["values"].items():
        for element in fields.values():
            chosen = element.get("selected_option")
            value = chosen["value"] if chosen else element.get("value") or element.get("selected_date")
            read[block_id] = str(value) if value else None
    return read
