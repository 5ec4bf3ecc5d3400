"""Real processes of the bot against a sandbox in the test's own process, to be killed without notice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.cli.demo import ROOT
from sandbox import Sandbox

STARTS_WITHIN = 60.0
SLACK_TIMEOUT = 2
"""Seconds; three times as long after a kill another process takes over what was being sent."""


@dataclass
class Processes:
    """`serve` and `worker` of one bot, each as a process that is started again whenever it was killed."""

    slack: Sandbox
    database_url: str
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: int = 0

    def start(self, command: str) -> None:
        """Start `o2o serve` or `o2o worker`, not waiting for it."""
        mine = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": self.database_url,
            "O2O_CHARTER": str(ROOT / "charter.yaml"),
            "O2O_DOMAINS": "initrode.example",
            "O2O_SLACK_TIMEOUT": str(SLACK_TIMEOUT),
            "O2O_LOG_LEVEL": "warning",
        }
        with (self.folder / f"{command}.log").open("ab") as log:
            self.running[command] = subprocess.Popen(
                [sys.executable, "-m", "bot", command],
                cwd=ROOT,
                env={**os.environ, **mine},
                stdout=log,
                stderr=log,
            )

    def kill(self, *commands: str) -> None:
        """Kill processes as the kernel does when there is no memory left, and start others in their places."""
        for command in commands:
            self.running[command].send_signal(signal.SIGKILL)
            self.kills += 1
        for command in commands:
            assert self.running[command].wait(10) == -signal.SIGKILL
            self.start(command)

    def connected(self) -> None:
        """Wait until the bot listens."""
        assert eventually(lambda: self.slack.connections > 0, STARTS_WITHIN), self.logs()

    def logs(self) -> str:
        """What the processes said."""
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        """End them, and wait for them."""
        for one in self.running.values():
            one.kill()
            one.wait(10)


@contextmanager
def processes(slack: Sandbox, database_url: str, folder: Path) -> Iterator[Processes]:
    """The bot's processes, ended at the end."""
    made = Processes(slack, database_url, folder)
    try:
        yield made
    finally:
        made.stop()


def eventually(what: Callable[[], object], seconds: float) -> bool:
    """Whether it comes true within that time."""
    ends = time.monotonic() + seconds
    while not what():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True
