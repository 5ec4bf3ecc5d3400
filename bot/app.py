"""The composition root: settings in, a running bot out. Nothing is built when a module is imported."""

from __future__ import annotations

import logging
import threading
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
from bot.errors import SettingsError
from bot.introductions import ticking
from bot.people.recomputing import keep_in_step
from bot.settings import Settings
from bot.worker import Worker
from handlers import http, registry
from handlers.boundary import ANSWER_WITHIN, Boundary
from handlers.delivery import Delivery, Pace
from handlers.events.people import take_everybody_in
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
    client: WebClient
    app: App
    house: House
    clock: Clock
    team_id: str
    workspace_id: int
    told: threading.Event = field(default_factory=threading.Event)
    _socket: SocketModeHandler | None = field(default=None, repr=False)
    _executor: ThreadPoolExecutor | None = field(default=None, repr=False)

    def web(self) -> Flask:
        """The web application for HTTP mode."""
        if self.settings.slack_signing_secret is None:
            raise SettingsError("SLACK_SIGNING_SECRET is needed to be reached over HTTP. See `o2o doctor`.")
        return http.create(self.app, self.settings.slack_signing_secret.get_secret_value(), self.not_ready)

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
            sync_people=partial(take_everybody_in, self.client, patient, self.clock, self.team_id),
        )

    def delivery(self, pace: Pace | None = None, database: Database | None = None) -> Delivery:
        """What delivers this bot's notifications."""
        boundary = Boundary(database or self.database, self.charter, self.settings, self.clock)
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
        if self._socket is not None:
            self._socket.close()  # type: ignore[no-untyped-call]  # likewise
        if self._executor is not None:
            self._executor.shutdown(wait=True)
        self.database.close()


def build(settings: Settings, clock: Clock | None = None, *, answer_within: float = ANSWER_WITHIN) -> Bot:
    """Build a bot: bind the workspace to the token's team, put the charter in force, register the listeners.

    Raises `SettingsError`, `CharterError` or slack_sdk's errors, before anything listens.
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
    except SettingsError:
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
    house = registry.register(app, Boundary(database, charter, settings, clock, answer_within, told.set))
    return Bot(settings, database, charter, client, app, house, clock, team_id, workspace.id, told, _executor=executor)
