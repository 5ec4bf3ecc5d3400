"""Logs hold ids: never names, addresses or what was typed, not even when something breaks."""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path

import pytest

from bot import log
from bot.network import resolving
from bot.settings import load_settings
from tests.scenarios.conftest import world_on

PLANTED = ("planted", "Plantagenet", "initrode.example", "Ana Ortiz")


def test_nothing_typed_and_nobody_is_in_the_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    with world_on(f"sqlite:///{tmp_path / 'o2o.db'}", "http") as world:
        root = logging.getLogger()
        before, level = list(root.handlers), root.level
        for form in ("console", "json"):
            monkeypatch.setattr(sys, "stderr", written)
            log.set_up(load_settings(log_level="debug", log_format=form))
            monkeypatch.undo()
            world.ana.types("/o2o know planted@nowhere.example, 4 planted note", channel="sales")
            world.ana.types("/o2o who-knows Planted Plantagenet", channel="sales")
            world.ana.says("who-knows planted@nowhere.example")

            def broken(*_: object) -> None:
                raise ValueError("planted@nowhere.example")

            monkeypatch.setattr(resolving, "_bare", broken)
            said = world.ana.types("/o2o who-knows Planted Plantagenet", channel="sales")
            monkeypatch.undo()
            assert "Something broke on my side; nothing was changed. Reference" in said.text
        root.handlers[:] = before
        root.setLevel(level)
    text = written.getvalue()
    assert "broken" in text
    for word in PLANTED:
        assert word.casefold() not in text.casefold(), text[max(0, text.casefold().find(word.casefold()) - 300) :][:600]
