"""Bot and worker are killed again and again: nothing that was acknowledged is lost, and nothing is said twice."""

from __future__ import annotations

import copy
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from bot.cli import demo_company
from bot.cli.demo import MANIFEST
from bot.clock import SystemClock
from models.outbox import OutboxEntry
from models.people import Colleague
from models.review import Proposal
from models.session import Database
from sandbox import Sandbox
from sandbox.client import SandboxClient
from tests import postgres
from tests.outbox.processes import Processes, eventually, processes
from tests.scenarios.company import prepare
from tests.scenarios.messages import LOG, PETRA
from tests.scenarios.world import World

AT_ONCE = 3
"""Things done in each round, while something is killed."""


class Killing:
    """Ana suggests people to Raj; what she is told was done must reach him."""

    def __init__(self, slack: Sandbox, database: Database, bots: Processes, seed: int) -> None:
        self.slack, self.database, self.bots = slack, database, bots
        self.client = SandboxClient(slack.url, patience=20)
        self.random = random.Random(seed)  # noqa: S311 no secret
        self.acknowledged: list[str] = []
        self.tried: list[str] = []
        self.form: dict[str, Any] = {}

    def begin(self) -> None:
        """Have Ana send the form once, as a person does; from then on it is sent with other addresses."""
        self.bots.connected()
        # Everybody is taken in at the worker's start.
        assert eventually(lambda: self._count(Colleague, Colleague.slack_user_id == "U0RAJ"), 30), self.bots.logs()
        zoe, ana = self.client.person("zoe"), self.client.person("ana")
        zoe.says(f"@raj knows {PETRA}", to="general")
        message = [one for one in zoe.messages("general") if one.user == zoe.id][-1]
        form = ana.uses_message_shortcut(LOG, message).view
        assert form is not None
        done = ana.submits(form, {"take.0": "Only suggest it to colleagues"})
        assert "Suggested to Raj Patel" in done.text, [form.text, done.text, self.bots.logs()]
        sent = [one for one in self.slack.wire if one.request.get("type") == "view_submission"]
        self.form = sent[-1].request
        self.settled()

    def act(self, address: str) -> None:
        """Ana sends the form about somebody else. Slack shows her an error where it is not acknowledged."""
        again = copy.deepcopy(self.form)
        again["trigger_id"] = self.slack._workspace.state.tickets.trigger("U0ANA")
        values = again["view"]["state"]["values"]
        values["address.0"]["value"]["value"], values["name.0"]["value"]["value"] = address, None
        self.tried.append(address)
        answer = World._in_the_sandbox(self, self.slack._workspace.delivery.deliver("interactive", again))
        if answer.ok and "Suggested to" in json.dumps(answer.body):
            self.acknowledged.append(address)

    def round(self, number: int) -> None:
        """Some are suggested while a process is killed: at a random point, or when it has posted and not yet stored."""
        self.bots.connected()
        caught = None
        if number % 2:
            caught = self.slack.faults.add("chat.postMessage", "slow", seconds=1.5)
        acts = [
            threading.Thread(target=self._later, args=(f"r{number}n{one}@newco.example", self.random.random() * 0.5))
            for one in range(AT_ONCE)
        ]
        for one in acts:
            one.start()
        if caught is not None:
            eventually(lambda: caught.met, 10)
            # Who of the two posted is not known: both go.
            self.bots.kill("serve", "worker")
        else:
            time.sleep(self.random.random() * 0.7)
            self.bots.kill(self.random.choice(["serve", "worker"]))
        for one in acts:
            one.join()
        self.settled()

    def _later(self, address: str, seconds: float) -> None:
        time.sleep(seconds)
        self.act(address)

    def settled(self) -> None:
        """All that was acknowledged arrives; then room is made for more (only so many wait with one colleague)."""
        assert eventually(lambda: not self._count(OutboxEntry, OutboxEntry.state != "shown"), 60), self.bots.logs()
        self.check()
        with self.database.write() as session:
            session.execute(delete(Proposal))

    def check(self) -> None:
        """Each that was acknowledged was said once, and each that was not, once at the most."""
        said = Counter(self.arrived())
        assert {address: said[address] for address in self.acknowledged} == dict.fromkeys(self.acknowledged, 1), [
            one.fallback for one in self.client.person("raj").messages("bot")
        ]
        assert set(said.values()) <= {1}
        assert set(said) <= set(self.tried)

    def arrived(self) -> list[str]:
        """The addresses that Raj was told of, a message each."""
        told = self.client.person("raj").messages("bot")
        return [
            found for one in told for found in set(re.findall(r"\S+@newco\.example", one.fallback.replace("*", " ")))
        ]

    def _count(self, table: Any, *where: Any) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    @property
    def _loop(self) -> Any:
        return self.slack._loop


@pytest.fixture
def killing_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the kind with the invented company in it."""
    with ExitStack() as stack:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path / 'o2o.db'}"
        else:
            url = stack.enter_context(postgres.fresh_database(request.getfixturevalue("postgres_server")))
        prepare(url, SystemClock())
        yield url


def killed(url: str, folder: Path, kills: int, seed: int) -> Killing:
    """Go on until so many were killed."""
    with ExitStack() as stack:
        company = demo_company.company(None)
        slack = stack.enter_context(Sandbox(company, json.loads(MANIFEST.read_text(encoding="utf-8"))))
        database = Database(url, patience=30)
        stack.callback(database.close)
        bots = stack.enter_context(processes(slack, url, folder))
        for command in ("serve", "worker"):
            bots.start(command)
        run = Killing(slack, database, bots, seed)
        run.begin()
        number = 0
        while bots.kills < kills:
            run.round(number)
            number += 1
        run.check()
        # Killed when it had posted and not stored it, another looked for the message before it sent anything.
        assert any(entry.what == "conversations.history" for entry in slack.wire)
        return run


def test_nothing_is_lost_and_nothing_said_twice(killing_url: str, tmp_path: Path) -> None:
    run = killed(killing_url, tmp_path, 5, seed=11)
    assert len(run.acknowledged) > 1


@pytest.mark.soak
def test_nothing_is_lost_and_nothing_said_twice_for_long(killing_url: str, tmp_path: Path) -> None:
    run = killed(killing_url, tmp_path, 200, seed=12)
    assert len(run.acknowledged) > 100
