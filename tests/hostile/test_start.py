"""Starting with something broken: a line that says what and how to mend it, a code, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def o2o(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program, run in an empty folder."""
    names = ("PATH", "HOME", "LANG", "XDG_RUNTIME_DIR")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    found = {**kept, "PYTHONPATH": str(ROOT), "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", **environment}
    run = subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=folder, env=found, capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in run.stderr + run.stdout, run.stderr
    return run


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
    assert checked.stderr + checked.stdout
    asked = o2o(tmp_path, "who-knows", "cfo@acme", "--as", "ana@initrode.example", DATABASE_URL=migrated)
    assert asked.returncode == 2
    assert "charter" in asked.stderr


@pytest.mark.parametrize("name", SETTINGS)
def test_a_wrong_setting(tmp_path: Path, name: str) -> None:
    run = o2o(tmp_path, "serve", **{name: SETTINGS[name]})
    assert run.returncode == 2
    assert name in run.stderr


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
        assert run.stderr.strip(), words


def test_slack_out_of_reach(migrated: str, tmp_path: Path) -> None:
    run = o2o(tmp_path, "web", DATABASE_URL=migrated, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert run.returncode == 2
    assert "can't be reached" in run.stderr
