"""Starting with something broken: a line that says what and how to mend it, a code, and never a traceback."""

from __future__ import annotations

import io
import logging
import os
import sqlite3
import sys
from contextlib import chdir, closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
import structlog

from bot.cli import main

ROOT = Path(__file__).parents[2]
CHARTERS = {
    "no charter": None,
    "empty": "",
    "not text": "\x00\x01",
    "not YAML": "charter: [",
    "a list": "- 1\n",
    "an unknown fact": (ROOT / "charter.yaml").read_text().replace("when: [viewer_is_owner]", "when: [viewer_is_god]"),
    "a key twice": (ROOT / "charter.yaml").read_text() + "\ncharter: {}\n",
}
SETTINGS = {
    "SLACK_API_URL": "slack.com",
    "DATABASE_URL": "mysql://x",
    "PORT": "99999",
    "O2O_LOG_LEVEL": "loud",
    "O2O_LOG_FORMAT": "stone",
    "O2O_OPEN": "perhaps",
}


@dataclass(frozen=True)
class Run:
    """What a run of the program left."""

    returncode: int
    text: str


def o2o(folder: Path, *words: str, **environment: str) -> Run:
    """The program, run in a folder, in this process (a new one for each would take minutes)."""
    root, said = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", **environment}
    with (
        chdir(folder),
        mock.patch.dict(os.environ, given),
        mock.patch.object(sys, "argv", ["o2o", *words]),
        redirect_stdout(said),
        redirect_stderr(said),
    ):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
            structlog.reset_defaults()
    assert "Traceback" not in said.getvalue(), said.getvalue()
    return Run(code, said.getvalue())


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("start")
    url = f"sqlite:///{folder / 'o2o.db'}"
    assert o2o(folder, "migrate", DATABASE_URL=url).returncode == 0
    return url


@pytest.mark.parametrize("broken", CHARTERS)
def test_a_broken_charter(tmp_path: Path, migrated: str, broken: str) -> None:
    text = CHARTERS[broken]
    if text is not None:
        (tmp_path / "charter.yaml").write_text(text)
    checked = o2o(tmp_path, "charter", "check")
    assert checked.returncode in (1, 2)
    assert checked.text.strip()
    asked = o2o(tmp_path, "who-knows", "cfo@acme", "--as", "ana@initrode.example", DATABASE_URL=migrated)
    assert asked.returncode == 2
    assert "charter" in asked.text


@pytest.mark.parametrize("name", SETTINGS)
def test_a_wrong_setting(tmp_path: Path, name: str) -> None:
    run = o2o(tmp_path, "serve", **{name: SETTINGS[name]})
    assert run.returncode == 2
    assert name in run.text


@pytest.mark.parametrize("kind", ["a directory", "garbage", "not migrated", "nowhere"])
def test_a_database_that_can_not_be_used(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "o2o.db"
    if kind == "a directory":
        path.mkdir()
    elif kind == "garbage":
        path.write_bytes(b"not a database at all" * 500)
    elif kind == "nowhere":
        path = tmp_path / "no" / "such" / "folder" / "o2o.db"
    for words in (("web",), ("who-knows", "x", "--as", "y@z.example")):
        run = o2o(tmp_path, *words, DATABASE_URL=f"sqlite:///{path}", SLACK_API_URL="http://127.0.0.1:9/api/")
        assert run.returncode == 2, words
        assert run.text.strip(), words


def test_slack_out_of_reach(migrated: str, tmp_path: Path) -> None:
    run = o2o(tmp_path, "web", DATABASE_URL=migrated, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert run.returncode == 2
    assert "can't be reached" in run.text


@pytest.mark.parametrize("word", ["serve", "web", "migrate", "doctor"])
def test_a_database_of_a_later_program(tmp_path: Path, word: str) -> None:
    url = f"sqlite:///{tmp_path / 'o2o.db'}"
    assert o2o(tmp_path, "migrate", DATABASE_URL=url).returncode == 0
    with closing(sqlite3.connect(tmp_path / "o2o.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    run = o2o(tmp_path, word, DATABASE_URL=url, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert run.returncode == (1 if word == "doctor" else 2)
    assert "schema" in run.text
