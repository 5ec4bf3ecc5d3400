"""`o2o demo`: what the page's clock does to the bot."""

from __future__ import annotations

import datetime as dt
import socket
from pathlib import Path

from bot.cli import demo, demo_company
from bot.settings import load_settings


def test_the_bot_goes_by_the_clock_that_the_page_moves(tmp_path: Path) -> None:
    # The port for the CRM's webhooks is taken, as on a machine on which another one runs: the demo goes on without.
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = load_settings(port=other.getsockname()[1])
        running = demo.start(settings, data=None, port=0, say=lambda _: None, home=tmp_path)
    try:
        assert running.crm_port is None
        before = running.bot.clock.now()
        running.slack.clock.advance(86_400)
        passed = running.bot.clock.now() - before
        assert dt.timedelta(days=1) <= passed < dt.timedelta(days=1, minutes=5)
    finally:
        running.stop()


def test_people_of_ones_own_keep_their_zone_and_the_first_administers_slack(tmp_path: Path) -> None:
    rows = ["email,name,tz", "ana@x.example,Ana,Asia/Tokyo", "raj@x.example,Raj,Mars/Dome", "zoe@x.example,Zoe,"]
    (tmp_path / "colleagues.csv").write_text("\n".join(rows), encoding="utf-8")
    users = demo_company.company(tmp_path).users
    at_home = "Europe/Amsterdam"
    assert [(one.tz, one.admin) for one in users if one.kind == "member"] == [
        ("Asia/Tokyo", True),
        (at_home, False),
        (at_home, False),
    ]
