"""`python -m sandbox`."""

import os
import signal
import subprocess
import sys

from slack_sdk import WebClient


def test_it_prints_what_a_bot_needs() -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox"], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(5)]
        settings = dict(line.split("=", 1) for line in lines[1:])
        web = WebClient(token=settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"])
        assert web.auth_test()["team"] == "Initrode"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert lines[0].startswith("# The sandbox's page: http://127.0.0.1:")
    assert settings.keys() >= {"SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"}
