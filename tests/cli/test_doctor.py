"""`o2o doctor`: every line that may be wrong, and no secret in any."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings
from sandbox import Sandbox, default_manifest, load_company

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def slack():
    with Sandbox(load_company(), default_manifest()) as running:
        yield running


@pytest.fixture
def healthy(surroundings, migrated, slack, tmp_path):
    surroundings.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    surroundings.setenv("SLACK_APP_TOKEN", slack.app_token)
    surroundings.setenv("SLACK_API_URL", slack.api_url)
    shutil.copy(ROOT / "charter.yaml", tmp_path)
    shutil.copy(ROOT / "playbook.yaml", tmp_path)
    manifest = default_manifest()
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return surroundings


def wrong(result):
    return [line for line in result.stdout.splitlines() if line.startswith("WRONG")]


def test_all_is_well(o2o, healthy, slack):
    result = o2o("doctor")
    assert wrong(result) == []
    assert result.exit_code == 0
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret):
        assert secret not in result.output


def test_for_machines(o2o, healthy):
    findings = json.loads(o2o("doctor", "--json").stdout)
    assert [one["name"] for one in findings] == [
        "settings",
        "bot token",
        "scopes",
        "way in",
        "database",
        "schema",
        "workspace",
        "warmth",
        "charter",
        "playbook",
    ]
    assert all(one["right"] for one in findings)


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("PORT", "many", "settings: These settings can't be used"),
        ("SLACK_BOT_TOKEN", "", "bot token: SLACK_BOT_TOKEN is not set"),
        ("SLACK_BOT_TOKEN", "xoxb-made-up-secret", "bot token: Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ("SLACK_APP_TOKEN", "xapp-made-up-secret", "way in: Slack refuses SLACK_APP_TOKEN (invalid_auth)"),
        ("SLACK_APP_TOKEN", "", "way in: neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set"),
        ("SLACK_API_URL", "http://127.0.0.1:9/api/", "bot token: Slack can't be reached at http://127.0.0.1:9/api/"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.db", "database: sqlite:////nowhere/at/all.db can't be used"),
        ("DATABASE_URL", "sqlite:///empty.db", "schema: empty"),
        ("O2O_CHARTER", "nowhere.yaml", "charter: nowhere.yaml: nowhere.yaml can't be read"),
        ("O2O_PLAYBOOK", "nowhere.yaml", "playbook: nowhere.yaml: nowhere.yaml can't be read"),
    ],
)
def test_what_is_wrong_and_how_to_mend_it(o2o, healthy, setting, value, words):
    healthy.setenv(setting, value)
    result = o2o("doctor")
    assert result.exit_code == 1
    assert any(line.removeprefix("WRONG  ").startswith(words) for line in wrong(result)), result.stdout
    assert "       -> " in result.stdout
    assert "made-up-secret" not in result.output


def test_the_crms_webhooks(o2o, healthy):
    healthy.setenv("O2O_WEBHOOK_SECRET", "w" * 32)
    healthy.setenv("O2O_HUBSPOT_SECRET", "h" * 36)
    result = o2o("doctor")
    assert (result.exit_code, "CRM webhooks: O2O_WEBHOOK_SECRET, O2O_HUBSPOT_SECRET set" in result.output) == (0, True)
    assert "w" * 32 not in result.output
    healthy.delenv("SLACK_APP_TOKEN")
    healthy.setenv("SLACK_SIGNING_SECRET", "s" * 32)
    assert any("O2O_PUBLIC_URL is not" in line for line in wrong(o2o("doctor")))
    healthy.setenv("O2O_PUBLIC_URL", "o2o.example.com")
    assert "O2O_PUBLIC_URL: write an address beginning with https://" in o2o("doctor").output
    healthy.setenv("O2O_PUBLIC_URL", "https://o2o.example.com/")
    assert wrong(o2o("doctor")) == []
    healthy.setenv("O2O_OUTGOING_URL", "https://crm.example.com/x")
    assert "O2O_OUTGOING_URL needs O2O_OUTGOING_SECRET" in o2o("doctor").output


@pytest.mark.parametrize("name", ["WEBHOOK_SECRET", "WEBHOOK_TOKEN", "HUBSPOT_SECRET", "OUTGOING_SECRET"])
def test_a_secret_that_can_be_guessed_is_refused_at_start(o2o, healthy, name):
    for guessed in ("made-up-secret", " ", "\t" * 40, " made-up-secret  ", "x" * 15):
        healthy.setenv(f"O2O_{name}", guessed)
        with pytest.raises(
            SettingsError, match=f"O2O_{name}: shorter than 16 characters, it can be guessed"
        ) as refused:
            load_settings()
        assert "made-up-secret" not in str(refused.value)
        result = o2o("doctor")
        assert (result.exit_code, f"O2O_{name}: shorter than 16" in result.output) == (1, True)
        assert "made-up-secret" not in result.output
    healthy.setenv(f"O2O_{name}", "x" * 16)
    assert o2o("doctor").exit_code == 0
    healthy.setenv(f"O2O_{name}", "")
    assert o2o("doctor").exit_code == 0


def test_a_scope_that_is_lacking(o2o, healthy, tmp_path):
    manifest = default_manifest()
    manifest["oauth_config"]["scopes"]["bot"].append("pins:write")
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert wrong(o2o("doctor")) == ["WRONG  scopes: lacking pins:write"]


def test_http_instead_of_socket_mode(o2o, healthy):
    healthy.setenv("SLACK_APP_TOKEN", "")
    healthy.setenv("SLACK_SIGNING_SECRET", "made-up-secret")
    result = o2o("doctor")
    assert result.exit_code == 0
    assert "HTTP" in result.stdout


def test_no_workspace(o2o, healthy, migrated):
    from sqlalchemy import delete

    from models.people import Workspace

    with migrated.write() as session:
        session.execute(delete(Workspace))
    assert wrong(o2o("doctor")) == ["WRONG  workspace: none"]


def test_an_address_for_privacy_that_is_no_colleagues(o2o, healthy, migrated):
    from sqlalchemy import select

    from models.people import Colleague, Workspace
    from tests.conftest import NOW

    healthy.setenv("O2O_PRIVACY_CONTACT", "privacy@ours.example")
    assert "privacy officer" not in o2o("doctor").stdout  # nobody is known yet
    with migrated.write() as session:
        here = session.scalars(select(Workspace.id)).one()
        priya = Colleague(workspace_id=here, email="priya@ours.example", name="Priya", name_key="priya", source="x")
        priya.created_at = NOW
        session.add(priya)
    assert "privacy@ours.example is no colleague's address" in o2o("doctor").stdout
    healthy.setenv("O2O_PRIVACY_CONTACT", "priya@ours.example")
    assert "OK     privacy officer: priya@ours.example" in o2o("doctor").stdout


def test_deals_at_stages_that_the_playbook_does_not_know(o2o, healthy, migrated):
    from sqlalchemy import select

    from models.deals import Deal
    from models.people import Workspace
    from tests.conftest import NOW

    stages = [("Negotiation", True), ("weirdstage", True), ("weirdstage", True), ("odd", True), ("gone", False)]
    with migrated.write() as session:
        here = session.scalars(select(Workspace.id)).one()
        for stage, is_open in stages:
            session.add(Deal(workspace_id=here, name="Acme", stage=stage, is_open=is_open, source="x", created_at=NOW))
    result = o2o("doctor")
    found = "deal stages: 3 open deals are off the playbook (“odd”: 1; “weirdstage”: 2)"
    assert found in result.stdout
    assert wrong(result) == []
