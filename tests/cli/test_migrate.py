"""`o2o migrate`, and what does not start before it."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from bot.app import build
from bot.cli.running import migrate
from bot.clock import SystemClock
from bot.errors import SettingsError
from bot.people.imports import run_import
from bot.settings import load_settings
from sandbox import Sandbox, default_manifest, load_company
from tests.checks.test_docs import ROOT


@pytest.fixture(scope="module")
def slack():
    with Sandbox(load_company(), default_manifest()) as running:
        yield running


@pytest.fixture
def used(surroundings, migrated, slack, tmp_path):
    """A database with two mails in it, computed with the settings as they come."""
    surroundings.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    surroundings.setenv("SLACK_API_URL", slack.api_url)
    surroundings.setenv("O2O_CHARTER", str(ROOT / "charter.yaml"))
    surroundings.setenv("O2O_PLAYBOOK", str(ROOT / "playbook.yaml"))
    path = tmp_path / "touches.csv"
    path.write_text("at,from_email,to_email\n2025-01-01,j@x.example,k@x.example\n", encoding="utf-8")
    run_import(migrated, 1, "touches", path, settings=load_settings(), clock=SystemClock())
    return surroundings


def migrating():
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(migrate)
    return CliRunner().invoke(app, [])


def test_nothing_starts_on_what_was_computed_with_other_settings(used, o2o):
    build(load_settings()).close()
    used.setenv("O2O_HALF_LIFE_DAYS", "7")
    with pytest.raises(SettingsError, match=r"computed with another O2O_HALF_LIFE_DAYS\. Run `o2o migrate`"):
        build(load_settings())
    doctor = o2o("doctor")
    assert "WRONG  warmth: what is stored was computed with another O2O_HALF_LIFE_DAYS" in doctor.stdout
    done = migrating()
    assert done.exit_code == 0
    assert "computing warmth anew, as O2O_HALF_LIFE_DAYS changed" in done.stdout
    assert "computing" not in migrating().stdout
    build(load_settings()).close()
    assert "OK     warmth: computed with these settings" in o2o("doctor").stdout
