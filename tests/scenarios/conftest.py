"""A whole workspace for each scenario: the sandbox, the invented company, the real Bolt app.

Every scenario runs on SQLite over signed HTTP, on PostgreSQL over signed HTTP, and on SQLite over Socket Mode.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from werkzeug.serving import make_server

from bot.app import Bot, build
from bot.cli import demo_company
from bot.cli.demo import MANIFEST, ROOT
from bot.clock import Clock
from bot.settings import load_settings
from models import migrations, workspaces
from models.session import Database
from sandbox import Sandbox
from sandbox.client import News, Person, SandboxClient
from tests import postgres
from tests.conftest import FixedClock

WAYS_IN = [
    pytest.param(("sqlite", "http"), id="sqlite-http"),
    pytest.param(("postgresql", "http"), id="postgresql-http", marks=pytest.mark.postgres),
    pytest.param(("sqlite", "socket"), id="sqlite-socket"),
]


class World:
    """A running workspace. `world.ana` is somebody to act as; `world.bot` the bot behind."""

    def __init__(self, slack: Sandbox, bot: Bot, clock: FixedClock) -> None:
        self.slack, self.bot, self.clock = slack, bot, clock
        self.client = SandboxClient(slack.url)

    def __getattr__(self, name: str) -> Person:
        return self.client.person(name)

    def types(self, who: str, text: str, **how: object) -> News:
        """Somebody types where they are: guests and strangers only in the shared channel."""
        channel = "partner-shared" if who in ("pat", "kim") else "sales"
        return self.client.person(who).types(text, channel=channel, **how)


@contextmanager
def world_on(
    database_url: str, delivery: str, *, charter: Path | None = None, filled: bool = True, clock: Clock | None = None
) -> Iterator[World]:
    """A workspace on a database (empty, not migrated) reached by `http` or `socket`."""
    clock = clock or FixedClock()
    with ExitStack() as stack:
        slack = stack.enter_context(
            Sandbox(demo_company.company(None), json.loads(MANIFEST.read_text()), deliver="none")
        )
        settings = load_settings(
            slack_bot_token=SecretStr(slack.bot_token),
            slack_app_token=SecretStr(slack.app_token),
            slack_signing_secret=SecretStr(slack.signing_secret),
            slack_api_url=slack.api_url,
            database_url=database_url,
            charter=charter or ROOT / "charter.yaml",
            privacy_contact=demo_company.PRIVACY_CONTACT,
            domains="initrode.example",
        )
        patient = Database(database_url, patience=30)
        migrations.upgrade(patient)
        with patient.write() as session:
            workspace_id = workspaces.create_local(session, clock.now()).id
        if filled:
            demo_company.fill(patient, workspace_id, settings, clock, None, lambda _: None)
        patient.close()
        bot = build(settings, clock)
        stack.callback(bot.close)
        if delivery == "http":
            stack.enter_context(served(bot, slack))
        else:
            bot.connect()
            SandboxClient(slack.url).deliver("socket")
        yield World(slack, bot, clock)


@contextmanager
def served(bot: Bot, slack: Sandbox) -> Iterator[str]:
    """Serve the bot over HTTP and have the sandbox deliver to it; gives its address."""
    server = make_server("127.0.0.1", 0, bot.web(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    slack.deliver_http(f"{url}/slack/events")
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=WAYS_IN)
def way_in(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The database and the delivery of a scenario."""
    chosen: tuple[str, str] = request.param
    return chosen


@pytest.fixture
def world(way_in: tuple[str, str], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """The invented company, running; each scenario three times (see above)."""
    kind, delivery = way_in
    with ExitStack() as stack:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path / 'o2o.db'}"
        else:
            url = stack.enter_context(postgres.fresh_database(request.getfixturevalue("postgres_server")))
        yield stack.enter_context(world_on(url, delivery))


__all__ = ["World", "served", "world_on"]
