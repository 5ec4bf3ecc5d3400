"""`o2o demo`: what the page's clock does to the bot."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.cli import demo
from bot.settings import load_settings


def test_the_bot_goes_by_the_clock_that_the_page_moves(tmp_path: Path) -> None:
    running = demo.start(load_settings(), data=None, port=0, say=lambda _: None, home=tmp_path)
    try:
        before = running.bot.clock.now()
        running.slack.clock.advance(86_400)
        passed = running.bot.clock.now() - before
        assert dt.timedelta(days=1) <= passed < dt.timedelta(days=1, minutes=5)
    finally:
        running.stop()
