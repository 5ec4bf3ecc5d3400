"""`o2o coverage` as somebody at a shell runs it: words, JSON that stays as it is, CSV that is no formula."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli.root import app
from bot.deals.coverage_data import HEADER
from bot.deals.glossary import OF_STATES
from bot.errors import BadInput
from models.governance import DecisionRecord
from models.session import Database
from tests.people.conftest import ROOT

PAGE = (ROOT / "docs" / "how-to" / "see-coverage.md").read_text(encoding="utf-8")
ANA = ("--as", "ana@ours.example")
WHICH = "Which deal? Write its name in full, or its id in the CRM: "
FORMULA = "=cmd|' /C calc'!A0"
KEYS = {
    "": {"account", "deals", "survivability", "charter", "clauses"},
    "survivability": {"one_of_ours", "one_of_theirs", "ours", "theirs"},
    "deals": {
        *("deal", "account", "stage", "buying_stage", "stands", "amount", "currency", "due", "open", "counts"),
        *("missing", "roles", "survivability", "risks"),
    },
    "deals.counts": set(OF_STATES),
    "deals.survivability": {"one_of_ours", "one_of_theirs", "hangs_on"},
    "deals.roles": {
        *("role", "state", "named", "needed", "needed_by", "before", "weeks", "last_dialogue", "ours", "theirs"),
    },
    "deals.roles.ours": {"part", "state", "who"},
}
"""What the answer consists of, and others' programs rely on: what is here may be added to, never taken out."""


@pytest.fixture(params=["sqlite"])
def kind(request) -> str:
    """SQLite alone: what the databases tell apart is tested where it is read."""
    return str(request.param)


@pytest.fixture
def here(migrated, tmp_path, surroundings) -> Path:
    """A folder with a charter and a playbook, and a company in the database."""
    for name in ("charter.yaml", "playbook.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    surroundings.setenv("O2O_DOMAINS", "ours.example")
    files = {
        "colleagues": "email,name,manager_email,charter_accepted\nmia@ours.example,Mia,,4\n"
        "ana@ours.example,Ana,mia@ours.example,4\nraj@ours.example,=Raj,mia@ours.example,4\n",
        "accounts": "name,domains,embargoed\nAcme,acme.example,\nUmbra,umbra.example,yes\n",
        "org": "contact_email,contact_name,title,account\njane@acme.example,=Jane,CFO,Acme\n"
        "bo@acme.example,Bo,Clerk,Acme\n",
        "relationships": "colleague_email,contact_email,strength\nraj@ours.example,jane@acme.example,5\n",
        "deals": "external_id,name,stage,account,owner_email,team,stakeholders,amount,currency,expected_close\n"
        f"D-1,{FORMULA},Evaluation,Acme,ana@ours.example,raj@ours.example:solution engineer,"
        "jane@acme.example:economic buyer;bo@acme.example:coach,420000,EUR,2030-01-31\n"
        "D-2,Two,Discovery,Acme,raj@ours.example,,,,,\nD-3,Three,Discovery,Umbra,raj@ours.example,,,,,\n",
    }
    for kind, text in files.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        words = ("--reviewed", "on paper") if kind == "relationships" else ()
        ran(0, "import", kind, tmp_path / f"{kind}.csv", *words)
    return tmp_path


def ran(code, *words):
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def keys(data: object, at: str = "") -> dict[str, set[str]]:
    """The keys of each part of an answer, by the path that leads to it."""
    if isinstance(data, list):
        found: dict[str, set[str]] = {}
        for one in data:
            for path, names in keys(one, at).items():
                found[path] = found.get(path, names) & names
        return found
    if not isinstance(data, dict):
        return {}
    found = {at: set(data)}
    for name, value in data.items():
        found |= keys(value, f"{at}.{name}".lstrip("."))
    return found


def test_json_is_as_documented(here, migrated: Database) -> None:
    data = json.loads(ran(0, "coverage", *ANA, "--json").stdout)
    assert keys(data) == KEYS
    for names in KEYS.values():
        assert all(f"`{name}`" in PAGE for name in names)
    [deal] = data["deals"]
    assert (deal["deal"], deal["account"], deal["amount"], deal["due"]) == (FORMULA, "Acme", 420000, "2030-01-31")
    roles = {one["role"]: one for one in deal["roles"]}
    assert (roles["economic buyer"]["state"], roles["economic buyer"]["theirs"]) == ("known", ["=Jane"])
    assert roles["economic buyer"]["ours"] == [{"part": "solution engineer", "state": "known", "who": ["=Raj"]}]
    assert roles["champion"] == {
        "role": "champion",
        "state": "unknown",
        "named": False,
        "needed": True,
        "before": None,
        "weeks": 0,
        "needed_by": roles["champion"]["needed_by"],
        "last_dialogue": None,
        "ours": [],
        "theirs": [],
    }
    assert {"economic buyer", "champion"} <= set(deal["missing"])
    assert deal["survivability"] == {"one_of_ours": False, "one_of_theirs": False, "hangs_on": []}  # nothing was said
    # No figure about so few colleagues.
    assert data["survivability"] == {"one_of_ours": False, "one_of_theirs": False, "ours": None, "theirs": 0}
    assert data["charter"] == [["o2o-default", 4]]
    with migrated.read() as session:
        assert session.scalars(select(DecisionRecord.id)).first() is not None


def test_csv_holds_no_formula(here) -> None:
    file = here / "coverage.csv"
    assert "1 deal is in" in ran(0, "coverage", *ANA, "--csv", file).stdout
    assert file.stat().st_mode & 0o077 == 0
    with file.open(encoding="utf-8", newline="") as held:
        head, *rows = csv.reader(held)
    assert tuple(head) == HEADER
    assert all(f"`{name}`" in PAGE for name in HEADER)
    economic = dict(zip(head, next(row for row in rows if row[2] == "economic buyer"), strict=True))
    assert (economic["deal"], economic["ours"], economic["theirs"]) == (f"'{FORMULA}", "'=Raj", "'=Jane")
    assert (economic["state"], economic["needed"], economic["trend"]) == ("known", "yes", "")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_deal_without_a_part_has_a_row(here) -> None:
    deals = here / "more.csv"
    deals.write_text("external_id,name,stage,account,owner_email\nD-4,Bare,Nowhere,Acme,ana@ours.example\n", "utf-8")
    ran(0, "import", "deals", deals)
    file = here / "coverage.csv"
    assert "3 deals are in" in ran(0, "coverage", "--as", "mia@ours.example", "--team", "--csv", file).stdout
    with file.open(encoding="utf-8", newline="") as held:
        _, *rows = csv.reader(held)
    assert {row[0] for row in rows} == {f"'{FORMULA}", "Two", "Bare"}
    assert [row for row in rows if row[0] == "Bare"] == [["Bare", "Acme", *[""] * (len(HEADER) - 2)]]


def same_names(here: Path) -> None:
    """Three open deals of one name, one of them without an account, and one that nobody may see."""
    deals = here / "same.csv"
    deals.write_text(
        "external_id,name,stage,account,owner_email\nD-17,Zwilling,Discovery,Acme,ana@ours.example\n"
        "D-18,Zwilling,Discovery,,ana@ours.example\nD-19,Zwilling,Discovery,Umbra,ana@ours.example\n",
        encoding="utf-8",
    )
    ran(0, "import", "deals", deals)


def test_deals_of_one_name_are_told_apart_by_their_ids(here) -> None:
    same_names(here)
    said = str(ran(1, "coverage", *ANA, "zwilling").exception)
    assert said.startswith(WHICH)
    assert sorted(said.removeprefix(WHICH).rstrip(".").split(", ")) == [
        "“Zwilling” (D-18)",
        "“Zwilling” at Acme (D-17)",
    ]
    answers = {one: json.loads(ran(0, "coverage", *ANA, one, "--json").stdout)["deals"][0] for one in ("D-17", "D-18")}
    assert {one: (deal["deal"], deal["account"]) for one, deal in answers.items()} == {
        "D-17": ("Zwilling", "Acme"),
        "D-18": ("Zwilling", None),
    }
    hidden, absent = (str(ran(1, "coverage", *ANA, one).exception) for one in ("D-19", "D-99"))
    assert hidden.replace("D-19", "D-99") == absent


def test_which_deals_are_meant(here) -> None:
    assert "You manage nobody" in ran(0, "coverage", *ANA, "--team").stdout
    managers = ran(0, "coverage", "--as", "mia@ours.example", "--team").stdout
    assert "of your 2 deals need you." in managers
    assert "=Jane" not in managers
    assert "Three" not in managers  # under embargo
    assert "*" not in managers
    raj = ("--as", "raj@ours.example")
    assert "2 of the 2 open deals you see" in ran(0, "coverage", *raj, "--account", "@acme").stdout
    assert "Two: 0 of" in ran(0, "coverage", *raj, "Two").stdout
    several = str(ran(1, "coverage", *raj).exception)
    assert several == f"{WHICH}“{FORMULA}” at Acme (D-1), “Two” at Acme (D-2)."
    hidden, absent = (ran(1, "coverage", *raj, "--account", name).exception for name in ("Umbra", "Nobra"))
    assert isinstance(hidden, BadInput)
    assert str(hidden).replace("Umbra", "Nobra") == str(absent)
    assert str(ran(1, "coverage", *raj, "Three").exception) == str(ran(1, "coverage", *raj, "Zzz").exception).replace(
        "Zzz", "Three"
    )
    for words in (("Two", "--team"), ("--team", "--account", "Acme"), ("--json", "--csv", here / "x.csv")):
        assert isinstance(ran(1, "coverage", *raj, *words).exception, BadInput)
