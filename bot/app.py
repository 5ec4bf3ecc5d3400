"""The composition root: settings in, a running bot out. Nothing is built when a module is imported."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import structlog
from flask import Flask
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.charter import Charter
from bot.charter.in_force import put_in_force
from bot.clock import Clock, SystemClock
from bot.deals import digesting, nudging
from bot.deals.crm import sending
from bot.deals.playbook import PlaybookError, Playbooks, load_playbooks
from bot.errors import SettingsError
from bot.introductions import ticking
from bot.people.recomputing import keep_in_step
from bot.settings import Settings
from bot.worker import Worker
from handlers import http, registry
from handlers.boundary import ANSWER_WITHIN, Boundary
from handlers.delivery import Delivery, Pace
from handlers.events.people import take_everybody_in
from handlers.home.opening import look_round
from handlers.hooks import Hooks
from handlers.house import House
from models import migrations, workspaces
from models.session import Database

log = structlog.get_logger()

THREADS = 16
"""Payloads handled at once in one process; the database pool is sized with it (see `models.session`)."""
PATIENCE = 1.0
"""Seconds a payload's transaction waits for another: two of them and the rest stay within Slack's three."""


@dataclass
class Bot:
    """A bot, built and bound to its Slack workspace, not yet listening."""

    settings: Settings
    database: Database
    charter: Charter
    playbooks: Playbooks
    client: WebClient
    app: App
    house: House
    clock: Clock
    team_id: str
    workspace_id: int
    told: threading.Event = field(default_factory=threading.Event)
    _executor: ThreadPoolExecutor | None = field(default=None, repr=False)
    _socket: SocketModeHandler | None = field(default=None, repr=False)
    _listening: http.Listening | None = field(default=None, repr=False)

    def web(self) -> Flask:
        """The web application for HTTP mode."""
        if self.settings.slack_signing_secret is None:
            raise SettingsError("SLACK_SIGNING_SECRET is needed to be reached over HTTP. See `o2o doctor`.")
        secret = self.settings.slack_signing_secret.get_secret_value()
        return http.create(self.app, secret, self.not_ready, self.hooks())

    def hooks(self) -> Hooks:
        """The addresses the CRM sends to."""
        return Hooks(self.settings, self.database, self.clock, self.workspace_id, self.playbooks)

    def listen_to_the_crm(self) -> int | None:
        """In Socket Mode, listen for what the CRM sends, where a secret for it is set; gives the port.

        Raises `SettingsError` where the port is taken.
        """
        hooks = self.hooks()
        if not hooks.wanted:
            return None
        host, port = self.settings.host, self.settings.port
        try:
            self._listening = http.Listening(http.without_slack(self.not_ready, hooks), host, port)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SettingsError(
                f"The CRM's webhooks can't be listened for on port {port} ({reason}); see PORT."
            ) from None
        return self._listening.port

    def connect(self) -> None:
        """Connect by Socket Mode; returns once connected."""
        if self.settings.slack_app_token is None:
            raise SettingsError("SLACK_APP_TOKEN is needed for Socket Mode. See `o2o doctor`.")
        self._socket = SocketModeHandler(self.app, self.settings.slack_app_token.get_secret_value())
        self._socket.connect()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped

    def worker(self, pace: Pace | None = None) -> Worker:
        """The clock's work for this bot's database, delivery with it."""
        patient = Database(self.settings.database_url, patience=30)
        delivery = self.delivery(pace, patient)
        return Worker(
            patient,
            self.clock,
            self.charter,
            self.settings.warmth,
            deliver=delivery.step,
            told=self.told,
            introduce=partial(ticking.tick, patient, self.clock, self.charter, self.settings),
            nudge=partial(nudging.tick, patient, self.clock, self.charter, self.settings, self.playbooks),
            look_at_homes=partial(look_round, delivery.boundary, self.client, self.workspace_id),
            digest=partial(digesting.tick, patient, self.clock, self.charter, self.settings, self.playbooks),
            sync_people=partial(take_everybody_in, self.client, patient, self.clock, self.team_id),
            tell_the_crm=self._outgoing(patient),
        )

    def _outgoing(self, database: Database) -> Callable[[], object] | None:
        """What tells the CRM facts about deals; None where the settings name nobody to tell."""
        url, secret = self.settings.outgoing_url, self.settings.outgoing_secret
        if url is None or secret is None:
            return None
        given = (database, self.clock, self.charter, self.workspace_id, url, secret.get_secret_value())
        return partial(sending.send_all, *given)

    def delivery(self, pace: Pace | None = None, database: Database | None = None) -> Delivery:
        """What delivers this bot's notifications."""
        boundary = Boundary(
            database or self.database, self.charter, self.settings, self.clock, playbooks=self.playbooks
        )
        pace = pace or Pace(call=self.settings.slack_timeout)
        return Delivery(boundary, self.client, self.workspace_id, self.house.notifications, pace)

    def not_ready(self) -> list[str]:
        """What keeps the bot from working, a line each: database, schema."""
        try:
            at = migrations.current(self.database)
        except Exception as error:  # noqa: BLE001 a readiness probe answers whatever is wrong
            return [f"database: {type(error).__name__}"]
        return [] if at == migrations.head() else [f"schema: at {at}, needs {migrations.head()}; run `o2o migrate`"]

    def close(self) -> None:
        """Stop listening and give back what was taken."""
        if self._listening is not None:
            self._listening.close()
        if self._socket is not None:
            try:
                self._socket.close()  # type: ignore[no-untyped-call]  # likewise
            except AttributeError:  # slack_sdk's own thread closed the connection between its look at it and its use
                self._socket.close()  # type: ignore[no-untyped-call]  # likewise
        if self._executor is not None:
            self._executor.shutdown(wait=True)
        self.database.close()


def build(settings: Settings, clock: Clock | None = None, *, answer_within: float = ANSWER_WITHIN) -> Bot:
    """Build a bot: bind the workspace to the token's team, put the charter in force, register the listeners.

    Raises `SettingsError`, `CharterError`, `PlaybookError` or slack_sdk's errors, before anything listens.
    """
    clock = clock or SystemClock()
    if settings.slack_bot_token is None:
        raise SettingsError("SLACK_BOT_TOKEN is needed. Put it into the environment or `.env`; see `o2o doctor`.")
    # The library would send a message twice when only the reply got lost: nothing is retried behind our back.
    client = WebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, retry_handlers=[])
    database = Database(settings.database_url, patience=PATIENCE, pool_size=THREADS + 4)
    if migrations.current(database) != migrations.head():
        database.close()
        raise SettingsError("The database is not at the newest schema. Run `o2o migrate`.")
    authorised = client.auth_test()
    team_id = str(authorised["team_id"])
    with database.write() as session:
        workspace = workspaces.bind(session, team_id, str(authorised.get("team") or team_id), clock.now())
        charter = put_in_force(session, clock, workspace.id, settings.charter)
    try:
        keep_in_step(database, workspace.id, settings.warmth)
        playbooks = load_playbooks(settings.playbook)
    except (SettingsError, PlaybookError):
        database.close()
        raise
    # Bolt takes its level from here, else from the root: its lower ones quote payloads and answers, and so names.
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(max(quiet.level, logging.WARNING))
    executor = ThreadPoolExecutor(THREADS, thread_name_prefix="o2o")
    secret = settings.slack_signing_secret
    app = App(
        name="o2o",  # else Bolt reads the source of every caller to find one
        client=client,
        signing_secret=secret.get_secret_value() if secret else "socket mode needs none",
        token_verification_enabled=False,
        listener_executor=executor,
        logger=quiet,
    )
    told = threading.Event()
    boundary = Boundary(database, charter, settings, clock, answer_within, told.set, playbooks=playbooks)
    house = registry.register(app, boundary)
    return Bot(settings, database, charter, playbooks, client, app, house, clock, team_id, workspace.id, told, executor)
