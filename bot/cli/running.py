"""`o2o serve`, `web`, `worker`, `migrate`: running the bot."""

from __future__ import annotations

import signal
import threading
from typing import Any

import typer
from gunicorn.app.base import BaseApplication
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import log
from bot.app import THREADS, Bot, build
from bot.clock import SystemClock
from bot.errors import SettingsError
from bot.people.recomputing import compute_first, recompute_all
from bot.settings import Settings, load_settings
from models import migrations, workspaces
from models.session import Database


def serve() -> None:
    """Run the bot by Socket Mode, and the worker, in one process. Nothing needs to reach this machine."""
    settings = load_settings()
    log.set_up(settings)
    _migrated(settings)
    bot = _built(settings)
    worker = bot.worker()
    worker.start()
    bot.connect()
    port = bot.listen_to_the_crm()
    typer.echo("o2o is connected. Type /o2o help in Slack; Ctrl-C stops.")
    if port is not None:
        typer.echo(f"The CRM's webhooks are listened for on http://{settings.host}:{port}/hooks/...")
    wait_for_the_end()
    worker.stop()
    bot.close()


def web() -> None:
    """Run the bot over HTTP: Slack sends to https://YOUR-HOST/slack/events. Run `o2o worker` beside it."""
    settings = load_settings()
    log.set_up(settings)
    bot = _built(settings)
    _Gunicorn(bot, f"{settings.host}:{settings.port}").run()


def worker() -> None:
    """Run the clock's work alone, for `o2o web`; any number of them."""
    settings = load_settings()
    log.set_up(settings)
    bot = _built(settings)
    ticking = bot.worker()
    ticking.start()
    typer.echo("o2o's worker is running; Ctrl-C stops.")
    wait_for_the_end()
    ticking.stop()
    bot.close()


def migrate() -> None:
    """Bring the database to the newest schema and the settings of warmth, and make the first workspace.

    Safe to repeat, also after it was cut short.
    """
    settings = load_settings()
    _migrated(settings)
    database = Database(settings.database_url, patience=60)
    try:
        recompute_all(database, settings.warmth, typer.echo)
    finally:
        database.close()
    typer.echo(f"The database is at schema {migrations.head()}.")


def _migrated(settings: Settings) -> None:
    database = Database(settings.database_url, patience=60)
    try:
        if not migrations.known(database):
            at = migrations.current(database)
            raise SettingsError(f"The database is at schema {at}, of a later o2o than this one. Update o2o.")
        migrations.upgrade(database)
        with database.write() as session:
            workspaces.create_local(session, SystemClock().now())
        compute_first(database, settings.warmth)
    finally:
        database.close()


def _built(settings: Settings) -> Bot:
    try:
        return build(settings)
    except SlackApiError as error:
        code = error.response.get("error")
        raise SettingsError(f"Slack refused the bot's token ({code}). `o2o doctor` says what to do.") from None
    except (SlackClientError, OSError) as error:
        raise SettingsError(f"Slack can't be reached at {settings.slack_api_url} ({type(error).__name__}).") from None


def wait_for_the_end() -> None:
    """Return when somebody presses Ctrl-C or the system asks the program to end."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


class _Gunicorn(BaseApplication):
    """The web application in gunicorn, one process with threads; more processes: run more of them."""

    def __init__(self, bot: Bot, bind: str) -> None:
        self._bot, self._bind = bot, bind
        super().__init__()

    def load_config(self) -> None:
        for name, value in (
            ("bind", self._bind),
            ("workers", 1),
            ("threads", THREADS),
            ("worker_class", "gthread"),
            ("timeout", 30),
            ("proc_name", "o2o"),
            # Several servers of one user would share its control socket.
            ("control_socket_disable", True),
        ):
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._bot.web()
