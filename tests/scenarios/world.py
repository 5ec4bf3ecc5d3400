"""A running workspace to act in: the sandbox, the invented company, the real Bolt app."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.serving import make_server

from bot.app import Bot, build
from bot.cli import demo_company
from bot.cli.demo import MANIFEST
from bot.people.imports import ImportReport, run_import
from handlers.boundary import ANSWER_WITHIN
from handlers.delivery import Pace
from models.base import Base
from sandbox import Sandbox
from sandbox.client import Message, News, Person, SandboxClient
from sandbox.client.finding import Found
from sandbox.delivery import Ack, Kind
from sandbox.files import settle
from sandbox.wire import WireEntry
from tests.conftest import FixedClock
from tests.hanging_up import woken
from tests.scenarios.company import prepare, settings_for, without_digests
from tests.scenarios.watching import calls_in_a_transaction

SHARED = "partner-shared"
"""The only channel that guests and people of other teams are in."""
UNHURRIED = 20.0
"""Seconds an acknowledgement, a trigger and a person's patience last in a scenario."""
KNOWLEDGE = (
    "relationships",
    "half_ties",
    "contacts",
    "contact_addresses",
    "affiliations",
    "accounts",
    "seats",
    "holdings",
    "deals",
    "deal_members",
)
"""The tables of what is known about customers."""


class AtWork:
    """What the bot is still at of all that it was sent: much is done after the acknowledgement."""

    def __init__(self, bot: Bot) -> None:
        self._changed = threading.Condition()
        self._at = 0
        executor = bot.app._listener_runner.listener_executor
        submit = executor.submit

        def counted(work: Callable[..., Any], *given: Any, **named: Any) -> Future[Any]:
            self._add(1)
            future: Future[Any] = submit(work, *given, **named)
            future.add_done_callback(lambda _: self._add(-1))
            return future

        executor.submit = counted  # type: ignore[method-assign, assignment]

    def is_over(self, within: float) -> bool:
        """Wait until the bot is at nothing any more, for so many seconds; whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: self._at == 0, within)

    def _add(self, number: int) -> None:
        with self._changed:
            self._at += number
            self._changed.notify_all()


class World:
    """A running workspace. `world.ana` is somebody to act as; `world.bot` the bot behind."""

    def __init__(self, slack: Sandbox, bot: Bot, clock: FixedClock) -> None:
        self.slack, self.bot, self.clock = slack, bot, clock
        # Not started: what is due is done when a scenario says so. Nobody waits between two messages.
        self.worker = bot.worker(Pace(between=0.0))
        self.at_work = AtWork(bot)
        self.client = SandboxClient(slack.url, patience=UNHURRIED, at_rest=self.at_work.is_over)
        self.refusals: set[str] = set()
        """Slack's refusals that a test causes on purpose; any other fails it."""

    def __getattr__(self, name: str) -> Person:
        return self.client.person(name)

    def types(self, who: str, text: str, **how: Any) -> News:
        """Somebody types where they are: guests and strangers only in the shared channel."""
        channel = SHARED if who in ("pat", "kim") else "general" if who == "sam" else "sales"
        return self.client.person(who).types(text, **{"channel": channel, **how})

    def clicks_under(self, who: str, message: Message, name: str, label: str) -> News:
        """Somebody clicks the button with this label beside, or in the row under, an entry or a line of a list."""
        pairs = zip(message.blocks, [*message.blocks[1:], {}], strict=True)
        found: dict[str, Found] = {}
        for block, row in pairs:
            if name in block.get("text", {}).get("text", ""):
                there = [(block, block.get("accessory", {})), *((row, held) for held in row.get("elements", []))]
                found |= {held["text"]["text"]: Found(at, held) for at, held in there if held.get("type") == "button"}
        assert label in found, f"no {label!r} at {name!r}, only {sorted(found)}"
        return self.client.person(who)._use(message, found[label], {})

    # -- the clock -----------------------------------------------------------------------------

    def tick(self, to: dt.datetime | None = None, **how: float) -> None:
        """Move the clock (`to` an instant, or on by so many `hours`, `days` ...); all that is due then is done."""
        self.clock.at = to or self.clock.at + dt.timedelta(**how)
        self.slack.clock.set(self.clock.at.timestamp())
        self.worker.tick()
        self.sees_pictures()

    def sees_pictures(self) -> None:
        """Wait for the files that are on their way: Slack shows them a little after they were sent.

        What somebody does next would else bring a picture with it, now and then.
        """
        ends = time.monotonic() + UNHURRIED
        workspace = self.slack._workspace

        async def under_way() -> bool:
            settle(workspace)
            files = workspace.state.files.values()
            return any(one.completed_at and not one.ready and not one.deleted for one in files)

        while self._in_the_sandbox(under_way()):
            assert time.monotonic() < ends, "a file never was where it was sent to"
            time.sleep(0.01)

    def deliver(self) -> None:
        """Deliver what is due now."""
        self.worker.deliver()
        self.sees_pictures()

    # -- payloads sent by hand -----------------------------------------------------------------

    def sent(self) -> WireEntry:
        """The last payload the bot was sent for what somebody did (Slack tells it of its own messages, too)."""
        payloads = [entry for entry in self.slack.wire if entry.dir == "slack->app"]
        return [entry for entry in payloads if "bot_id" not in entry.request.get("event", {})][-1]

    def delivers(self, kind: Kind, payload: dict[str, Any]) -> Ack:
        """Deliver a payload made by hand, signed or over the socket; nothing is done with the acknowledgement.

        What the bot does after that is done, too.
        """
        ack: Ack = self._in_the_sandbox(self.slack._workspace.delivery.deliver(kind, payload))
        self.at_work.is_over(UNHURRIED)
        return ack

    def again(self) -> Ack:
        """Deliver the last payload once more, byte for byte."""
        sent = self.sent()
        return self.delivers(kind_of(sent.request), sent.request)

    def trigger(self, user_id: str) -> str:
        """A trigger as Slack makes for what this person does."""
        return self.slack._workspace.state.tickets.trigger(user_id)

    def response_url(self, user_id: str, channel_id: str) -> str:
        """A response URL as Slack makes for what this person does in that channel."""
        return self.slack._workspace.response_url(user_id, channel_id)

    def direct_channel(self, user_id: str) -> str:
        """The id of somebody's conversation with the bot."""
        state = self.slack._workspace.state
        return str(state.direct(state.bot_user_id, user_id).id)

    def _in_the_sandbox(self, work: Any) -> Any:
        loop = self.slack._loop
        assert loop is not None
        return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=20)

    # -- what an operator does -----------------------------------------------------------------

    def imports(self, kind: str, folder: Path, rows: Sequence[dict[str, str]], reviewed: str | None = None) -> None:
        """Import rows; every one must go in."""
        path = folder / f"{kind}-{len(list(folder.iterdir()))}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, sorted({name for row in rows for name in row}))
            writer.writeheader()
            writer.writerows(rows)
        report: ImportReport = run_import(
            self.bot.database,
            self.bot.workspace_id,
            kind,
            path,
            settings=self.bot.settings,
            clock=self.clock,
            reviewed=reviewed,
            pause=0.0,
        )
        assert not report.rejected, report.rejects_path and report.rejects_path.read_text(encoding="utf-8")

    # -- what is stored ------------------------------------------------------------------------

    def count(self, table: type[Base]) -> int:
        """How many rows a table has."""
        with self.bot.database.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def knowledge(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of what is known about customers: equal before and after where nothing was changed."""
        with self.bot.database.read() as session:
            tables = [Base.metadata.tables[name] for name in KNOWLEDGE]
            return {
                table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
                for table in tables
            }

    # -- what must hold at the end of every scenario -------------------------------------------

    def check_the_wire(self) -> None:
        """Slack refused nothing that the bot sent but where a fault was set, and nothing broke."""
        for entry in self.slack.wire:
            said = json.dumps([entry.request, entry.response], ensure_ascii=False)
            assert "Something broke on my side" not in said, said
            if entry.dir == "app->slack" and not entry.fault:
                answer = entry.response if isinstance(entry.response, dict) else {}
                refused = entry.status != 200 or answer.get("ok") is False
                code = str(answer.get("error") or entry.response)
                assert not refused or code in self.refusals, f"{entry.what}: {said}"
        for user_id, notice in self.slack._workspace.state.notices.items():
            assert notice["text"] in self.refusals, f"{user_id} was told: {notice['text']}"


def beside(message: Message, name: str, choice: str) -> str:
    """The value of a choice in the menu beside somebody in a list."""
    for block in message.blocks:
        if name in block.get("text", {}).get("text", ""):
            for option in block.get("accessory", {}).get("options", []):
                if option["text"]["text"] == choice:
                    return str(option["value"])
    raise AssertionError(f"no {choice!r} beside {name!r} in:\n{message.text}")


def described(message: Message, detail: str) -> str:
    """The value of the choice in a picker that has this line beneath it."""
    for element in (element for block in message.blocks for element in block.get("elements", [])):
        for option in element.get("options", []):
            if option.get("description", {}).get("text") == detail:
                return str(option["value"])
    raise AssertionError(f"no choice {detail!r} in:\n{message.text}")


def kind_of(payload: dict[str, Any]) -> Kind:
    """How Slack delivers a payload like this."""
    if payload.get("type") == "event_callback":
        return "events_api"
    return "slash_commands" if "command" in payload else "interactive"


@contextmanager
def world_on(
    database_url: str,
    delivery: str,
    *,
    charter: Path | None = None,
    filled: bool = True,
    clock: FixedClock | None = None,
    hurried: bool = False,
    digests: bool = False,
) -> Iterator[World]:
    """A workspace on a database (empty, or prepared) reached by `http` or `socket`; `hurried`: with Slack's limits.

    Its administrator wants no weekly digests, unless `digests`: they would come between what other stories tell.
    """
    clock = clock or FixedClock()
    prepare(database_url, clock, filled=filled)
    if not digests:
        without_digests(database_url, clock)
    with ExitStack() as stack:
        slack = stack.enter_context(
            Sandbox(demo_company.company(None), json.loads(MANIFEST.read_text()), deliver="none")
        )
        slack.clock.set(clock.at.timestamp())
        slack.share_after(0.05)
        bot = build(
            settings_for(slack, database_url, charter), clock, answer_within=ANSWER_WITHIN if hurried else UNHURRIED
        )
        stack.callback(bot.close)
        if not hurried:
            stack.enter_context(unhurried(bot))
        if delivery == "http":
            stack.enter_context(served(bot, slack))
        else:
            bot.connect()
            stack.callback(lambda: woken(bot._socket.client))
            SandboxClient(slack.url).deliver("socket")
        world = World(slack, bot, clock)
        stack.callback(world.worker.stop)
        calls = stack.enter_context(calls_in_a_transaction())
        yield world
        assert calls == []
        world.check_the_wire()


@contextmanager
def unhurried(bot: Bot) -> Iterator[None]:
    """Give answers more than Slack's three seconds: scenarios are about what is said, on machines busy with others.

    How fast it is said is measured elsewhere (`bench/`).
    """
    for listener in bot.app._listeners:
        listener.ack_timeout = int(UNHURRIED)
    with pytest.MonkeyPatch.context() as patch:
        for held in ("delivery.http.ACK_SECONDS", "delivery.socket.ACK_SECONDS", "tickets.TRIGGER_SECONDS"):
            patch.setattr(f"sandbox.{held}", UNHURRIED)
        yield


@contextmanager
def served(bot: Bot, slack: Sandbox) -> Iterator[str]:
    """Serve the bot over HTTP and have the sandbox deliver to it; gives its address."""
    server = make_server("127.0.0.1", 0, bot.web(), threaded=True)
    # Looks for the end of the scenario often: half a second (the default) adds up.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    slack.deliver_http(f"{url}/slack/events")
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
