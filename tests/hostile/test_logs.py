"""Logs hold ids: never names, addresses or what was typed, not even when something breaks."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import log
from bot.network import resolving
from bot.settings import load_settings
from tests.hostile.desk import office
from tests.scenarios.conftest import world_on

PLANTED = ("planted", "Plantagenet", "initrode.example", "Ana Ortiz")


@pytest.fixture(params=["console", "json"])
def written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged, at the most talkative level."""
    root, text = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", text)
        log.set_up(load_settings(log_level="debug", log_format=request.param))
    yield text
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def holds_nothing(text: str) -> None:
    for word in PLANTED:
        place = text.casefold().find(word.casefold())
        assert place < 0, text[max(0, place - 300) :][:600]


def test_what_was_typed_is_not_logged(written: io.StringIO, tmp_path: Path) -> None:
    with world_on(f"sqlite:///{tmp_path / 'o2o.db'}", "http") as world:
        world.ana.types("/o2o know planted@nowhere.example, 4 planted note", channel="sales")
        world.ana.types("/o2o who-knows Planted Plantagenet", channel="sales")
        world.ana.says("who-knows planted@nowhere.example")
    holds_nothing(written.getvalue())


def test_nor_what_broke(written: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("planted@nowhere.example")

    with office(f"sqlite:///{tmp_path / 'o2o.db'}", tmp_path) as made:
        monkeypatch.setattr(resolving, "_bare", broken)
        with pytest.raises(AssertionError, match="Something broke on my side"):
            made.desk("ana").types("who-knows Planted Plantagenet")
    assert "broken" in written.getvalue()
    holds_nothing(written.getvalue())
