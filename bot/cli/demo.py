"""`o2o demo`: the bot on an invented company (or your own import files), in a stand-in Slack, in one process."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
import webbrowser
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import SecretStr

from bot import log
from bot.app import Bot, build
from bot.cli import demo_company
from bot.cli.running import wait_for_the_end
from bot.clock import SystemClock
from bot.errors import BadInput, SettingsError
from bot.settings import Settings, load_settings
from models import migrations, workspaces
from models.session import Database

if TYPE_CHECKING:
    import sandbox

HOME = Path(".o2o")
"""Where the demo keeps its database; made anew at each start."""
ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "manifest.json"
SECRET = "demo-demo-demo-demo"  # noqa: S105 of a CRM that is played by whoever runs the demo, on their own machine
"""What signs the CRM's webhooks in the demo, where the settings name no other."""


@dataclass
class Demo:
    """A running demo: the sandbox, and the bot connected to it."""

    slack: sandbox.Sandbox
    bot: Bot
    stops: list[Any] = field(default_factory=list)
    crm_port: int | None = None

    def stop(self) -> None:
        """Stop worker, bot and sandbox."""
        for stop in self.stops:
            stop()
        self.bot.close()
        self.slack.stop()


class PageClock:
    """The bot's clock in a demo: the sandbox's, which the page can move on."""

    def __init__(self, slack: sandbox.Sandbox) -> None:
        self._slack = slack

    def now(self) -> dt.datetime:
        """The present instant in UTC, as the sandbox has it."""
        return dt.datetime.fromtimestamp(self._slack.clock.now(), dt.UTC)


def demo(
    data: Annotated[Path | None, typer.Option(help="A folder of import files to run on instead.")] = None,
    port: Annotated[int, typer.Option(help="Port of the page (0: any free one).")] = 8025,
) -> None:
    """Run the bot on an invented company against a stand-in Slack, and print the page to open."""
    started = time.monotonic()
    settings = load_settings(log_level="warning")
    log.set_up(settings)
    running = start(settings, data=data, port=port, say=typer.echo)
    typer.echo(f"\nReady after {time.monotonic() - started:.1f} s. Open {running.slack.url} and try:")
    for one in demo_company.intro(data)["tries"]:
        typer.echo(f"  as {one['who']:<4} {one['do']:<38} {one['say']}")
    if running.crm_port is not None and data is None:
        typer.echo("Then move the deal on, as the CRM would, and look into #deal-acme-renewal. Outside working hours")
        typer.echo("nothing is said there until the next morning: move the page's clock on.")
        typer.echo(f"  {_as_the_crm(settings, running.crm_port)}")
    typer.echo("Ctrl-C stops.")
    if settings.open_browser and sys.stdout.isatty():
        webbrowser.open(running.slack.url)
    wait_for_the_end()
    running.stop()


def _as_the_crm(settings: Settings, port: int) -> str:
    secret = "" if settings.webhook_secret else f"O2O_WEBHOOK_SECRET={SECRET} "
    program = Path(sys.executable).with_name("o2o")
    shown = program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program
    return f"{secret}{shown} crm tell D-1001 Negotiation --url http://127.0.0.1:{port}/hooks/deals"


def start(settings: Settings, *, data: Path | None, port: int, say: Any, home: Path = HOME) -> Demo:
    """Start sandbox and bot on a fresh database; `say` hears what is being done."""
    company = demo_company.company(data)
    slack = _sandbox(company, port)
    slack.introduce(demo_company.intro(data))
    try:
        mine = settings.model_copy(
            update={
                **_pointed_at(slack),
                "database_url": _fresh_database(home),
                "charter": settings.charter if settings.charter.exists() else ROOT / "charter.yaml",
                "playbook": settings.playbook if settings.playbook.exists() else ROOT / "playbook.yaml",
                "privacy_contact": settings.privacy_contact or demo_company.PRIVACY_CONTACT,
                "webhook_secret": settings.webhook_secret or SecretStr(SECRET),
                "host": "127.0.0.1",
            }
        )
        _fill(mine, data, say)
        bot = build(mine, PageClock(slack))
        bot.connect()
        crm_port = _listen_to_the_crm(bot)
        worker = bot.worker()
        worker.start()
    except BaseException:
        slack.stop()
        raise
    return Demo(slack, bot, [worker.stop], crm_port)


def _listen_to_the_crm(bot: Bot) -> int | None:
    try:
        return bot.listen_to_the_crm()
    except SettingsError as error:
        typer.echo(f"{error} The demo runs without them.", err=True)
        return None


def _sandbox(company: sandbox.Company, port: int) -> sandbox.Sandbox:
    import sandbox  # here, like its company: a bot without the demo comes without the sandbox's libraries

    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    slack = sandbox.Sandbox(company, manifest, port=port)
    try:
        slack.start()
    except OSError as error:
        if port == 0:
            raise
        slack = sandbox.Sandbox(company, manifest, port=0)
        slack.start()
        typer.echo(f"Port {port} is taken ({error.strerror or error}); the page is elsewhere.", err=True)
    return slack


def _pointed_at(slack: sandbox.Sandbox) -> dict[str, Any]:
    return {
        "slack_bot_token": SecretStr(slack.bot_token),
        "slack_app_token": SecretStr(slack.app_token),
        "slack_signing_secret": SecretStr(slack.signing_secret),
        "slack_api_url": slack.api_url,
    }


def _fresh_database(home: Path) -> str:
    home.mkdir(parents=True, exist_ok=True)
    for old in home.glob("demo.db*"):
        old.unlink()
    return f"sqlite:///{home / 'demo.db'}"


def _fill(settings: Settings, data: Path | None, say: Any) -> None:
    clock = SystemClock()
    database = Database(settings.database_url, patience=60)
    try:
        migrations.upgrade(database)
        with database.write() as session:
            workspace_id = workspaces.create_local(session, clock.now()).id
        if data is not None and not data.is_dir():
            raise BadInput(f"There is no folder {data}. It holds colleagues.csv, accounts.csv and so on.")
        demo_company.fill(database, workspace_id, settings, clock, data, say)
        if data is None:
            demo_company.on_both_sides(database, workspace_id, settings, clock, say)
    finally:
        database.close()
