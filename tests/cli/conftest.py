"""The commands as somebody at a shell runs them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import doctor, imports, subject
from models.people import Workspace
from models.session import Database
from tests.conftest import NOW


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An empty folder and an environment without any setting."""
    for name in list(os.environ):
        if name.startswith(("SLACK_", "O2O_", "DATABASE_URL")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.fixture
def migrated(database: Database, surroundings: pytest.MonkeyPatch) -> Database:
    """A database with one workspace, which the environment names."""
    with database.write() as session:
        session.add(Workspace(id=1, name="local", created_at=NOW))
    surroundings.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    return database


@pytest.fixture
def o2o() -> Callable[..., Result]:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command("import")(imports.import_)
    app.command("doctor")(doctor.doctor)
    app.add_typer(subject.app, name="subject")
    runner = CliRunner()
    return lambda *words: runner.invoke(app, [str(word) for word in words])
