"""What a slash command costs end to end over signed HTTP, beside an empty Bolt listener on the same server.

    python -m bench.command [NUMBER]

One process serves both: `/o2o who-knows cfo@acme` on the invented company (SQLite), and `/empty`, whose listener only
acknowledges. They are asked in turns, so that both meet the same machine; look-ups past the charter's daily number are
avoided by moving the clock. Prints the p50 and p95 of each in milliseconds, and their ratio (bar: at most 3).
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

from pydantic import SecretStr
from slack_bolt import Ack
from slack_sdk.signature import SignatureVerifier
from werkzeug.serving import make_server

from bot import log
from bot.app import build
from bot.cli import demo_company
from bot.cli.demo import MANIFEST, ROOT
from bot.settings import load_settings
from models import migrations, workspaces
from models.session import Database
from sandbox import Sandbox

WARM_UP = 20


class MovingClock:
    """Moves a day on with every answer, so that no daily limit is met."""

    def __init__(self) -> None:
        self.at = dt.datetime.now(dt.UTC)

    def now(self) -> dt.datetime:
        """The present instant."""
        return self.at


def ask(url: str, secret: str, command: str, text: str, number: int) -> float:
    """Send one signed command; gives how long the answer took, in milliseconds."""
    body = urllib.parse.urlencode(
        {
            "command": command,
            "text": text,
            "team_id": "T0INITRODE",
            "user_id": "U0ANA",
            "channel_id": "C0SALES",
            "trigger_id": f"{command}.{number}",
            "response_url": "http://127.0.0.1:9/",
        }
    )
    stamp = str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
    request = urllib.request.Request(
        f"{url}/slack/events",
        body.encode(),
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature,
        },
    )
    started = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        said = answer.read()
    took = (time.perf_counter() - started) * 1000
    if command == "/o2o" and "Raj Patel" not in json.loads(said)["text"]:
        raise SystemExit(f"not the answer that was to be measured: {said[:200]!r}")
    return took


def main(number: int) -> None:
    """Measure, and print the table."""
    clock = MovingClock()
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(demo_company.company(None), json.loads(MANIFEST.read_text(encoding="utf-8")), deliver="none") as slack,
    ):
        settings = load_settings(
            slack_bot_token=SecretStr(slack.bot_token),
            slack_signing_secret=SecretStr(slack.signing_secret),
            slack_api_url=slack.api_url,
            database_url=f"sqlite:///{Path(folder) / 'o2o.db'}",
            charter=ROOT / "charter.yaml",
            log_level="warning",
        )
        log.set_up(settings)
        database = Database(settings.database_url, patience=60)
        migrations.upgrade(database)
        with database.write() as session:
            workspace_id = workspaces.create_local(session, clock.now()).id
        demo_company.fill(database, workspace_id, settings, clock, None, lambda _: None)
        database.close()
        bot = build(settings, clock)

        @bot.app.command("/empty")
        def empty(ack: Ack) -> None:
            ack(text="ok")

        server = make_server("127.0.0.1", 0, bot.web(), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        took: dict[str, list[float]] = {"/empty": [], "/o2o": []}
        try:
            for turn in range(WARM_UP + number):
                clock.at += dt.timedelta(minutes=30)
                for command, times in took.items():
                    text = "who-knows cfo@acme" if command == "/o2o" else ""
                    one = ask(f"http://127.0.0.1:{server.server_port}", slack.signing_secret, command, text, turn)
                    if turn >= WARM_UP:
                        times.append(one)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            bot.close()
    print(f"{'':<28}{'p50 ms':>8}{'p95 ms':>8}   ({number} each, in turns)")
    for command, label in (("/empty", "empty Bolt listener"), ("/o2o", "/o2o who-knows cfo@acme")):
        times = sorted(took[command])
        print(f"{label:<28}{statistics.median(times):>8.1f}{times[int(len(times) * 0.95)]:>8.1f}")
    ratio = statistics.median(took["/o2o"]) / statistics.median(took["/empty"])
    print(f"ratio of the p50s: {ratio:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
