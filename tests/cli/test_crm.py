"""`o2o crm` and `o2o export` as somebody at a shell runs them."""

from __future__ import annotations

import json
import shutil

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli.root import app
from bot.clock import SystemClock
from bot.deals.crm import deliveries
from bot.deals.crm.taking import take
from bot.deals.crm.told import read_deal
from bot.deals.playbook import load_playbooks
from bot.errors import BadInput
from bot.settings import load_settings
from handlers import http
from handlers.hooks import Hooks
from models.deals import Deal
from models.governance import DecisionRecord
from tests.people.conftest import ROOT


@pytest.fixture
def here(migrated, tmp_path, surroundings):
    """A folder with a charter and a playbook, and a company of two in the database."""
    for name in ("charter.yaml", "playbook.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    surroundings.setenv("O2O_DOMAINS", "ours.example")
    files = {
        "colleagues": "email,name\nana@ours.example,Ana\nraj@ours.example,Raj\n",
        "accounts": "name,domains\nAcme,acme.example\n",
        "org": "contact_email,contact_name\njane@acme.example,=Jane\n",
        "deals": "external_id,name,stage,account,owner_email,stakeholders\n"
        "=D-1,One,Proposal,Acme,ana@ours.example,jane@acme.example:coach:champion\n",
    }
    for kind, text in files.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        ran(0, "import", kind, tmp_path / f"{kind}.csv")
    return tmp_path


def ran(code, *words):
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def test_deliveries(here, migrated):
    assert "No deliveries" in ran(0, "crm", "deliveries").stdout
    clock, books = SystemClock(), load_playbooks(here / "playbook.yaml")
    with migrated.write() as session:
        for key, stage in (("=D-1", "Elsewhere"), ("D-9", "Lost")):
            body = {"external_id": key, "stage": stage, "at": clock.now().isoformat()}
            take(session, clock, 1, books, [read_deal(body, clock.now())])
        deliveries.count(session, clock, 1, "deals", "too old", 7)
    said = ran(0, "crm", "deliveries").stdout
    assert "the playbook does not know this stage" in said
    assert "too old" in said
    assert "(7 times" in said
    rows = json.loads(ran(0, "crm", "deliveries", "--json").stdout)
    assert {(one["outcome"], one["external_id"], one["times"]) for one in rows} == {
        ("moved", "=D-1", 1),
        ("unknown deal", "D-9", 1),
        ("too old", None, 7),
    }
    assert len(json.loads(ran(0, "crm", "deliveries", "--unknown-stages", "--json").stdout)) == 1
    [one] = json.loads(ran(0, "crm", "deliveries", "--outcome", "unknown deal", "--json").stdout)
    assert (one["external_id"], one["stage_known"]) == ("D-9", None)
    ran(2, "crm", "deliveries", "--outcome", "lost")
    assert "Nothing for the CRM" in ran(0, "crm", "waiting").stdout


def test_contact_roles(here, migrated):
    file = here / "roles.csv"
    said = ran(0, "export", "contact-roles", file, "--as", "ana@ours.example").stdout
    assert "1 contact roles of 1 deals" in said
    head, row = file.read_text(encoding="utf-8").splitlines()
    assert head.startswith('"deal_external_id","contact_email","contact_role","is_primary"')
    assert row.startswith('"\'=D-1","jane@acme.example","coach","true","",')
    assert file.stat().st_mode & 0o077 == 0
    with migrated.read() as session:
        assert session.query(DecisionRecord).count() > 0
    ran(0, "export", "contact-roles", file, "--as", "ana@ours.example", "--stances")
    assert ',"champion",' in file.read_text(encoding="utf-8")
    ran(0, "export", "contact-roles", file, "--as", "raj@ours.example")
    assert file.read_text(encoding="utf-8").splitlines() == [head]
    for words in ((file, "who@ours.example"), (here / "nowhere" / "roles.csv", "ana@ours.example")):
        assert isinstance(ran(1, "export", "contact-roles", words[0], "--as", words[1]).exception, BadInput)


def test_a_delivery_is_sent_as_the_crm_would(here, migrated, surroundings):
    """To a running o2o that knows the secret, to one with another, to nobody."""
    words = ("crm", "tell", "=D-1", "Lost")
    assert "O2O_WEBHOOK_SECRET is not set" in str(ran(1, *words).exception)
    surroundings.setenv("O2O_WEBHOOK_SECRET", "s3cret" * 4)
    settings = load_settings()
    hooks = Hooks(settings, migrated, SystemClock(), 1, load_playbooks(here / "playbook.yaml"))
    listening = http.Listening(http.without_slack(list, hooks), "127.0.0.1", 0)
    url = ("--url", f"http://127.0.0.1:{listening.port}/hooks/deals")
    try:
        assert "Taken." in ran(0, *words, *url).stdout
        assert "no such deal" in ran(1, "crm", "tell", "D-9", "Lost", *url).stdout
        assert "is no time" in str(ran(1, *words, "--at", "yesterday", *url).exception)
        surroundings.setenv("O2O_WEBHOOK_SECRET", "another" * 4)
        assert "another O2O_WEBHOOK_SECRET" in ran(1, *words, *url).stdout
    finally:
        listening.close()
    assert "Nobody listens there" in ran(1, *words, *url).stdout
    with migrated.read() as session:
        assert session.scalars(select(Deal.stage)).one() == "Lost"
