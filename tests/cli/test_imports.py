"""`o2o import` from the shell."""

from __future__ import annotations

import json

import pytest

from bot.errors import BadInput
from models.people import Workspace
from tests.conftest import NOW


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("email,name,shoe size\nana@ours.example,Ana,38\n", encoding="utf-8")
    return path


def test_all_taken(o2o, migrated, people):
    result = o2o("import", "colleagues", people)
    assert result.exit_code == 0
    assert result.stdout == ("colleagues: 1 row: 1 added, 0 changed, 0 unchanged\n  Ignored columns: shoe size.\n")


def test_rows_rejected(o2o, migrated, people):
    with people.open("a", encoding="utf-8") as file:
        file.write("nobody,Nobody,40\n")
    result = o2o("import", "colleagues", people)
    assert result.exit_code == 1
    assert "2 rows: 1 added, 0 changed, 0 unchanged, 1 rejected" in result.stdout
    assert str(people) + ".rejected.csv" in result.stdout


def test_for_machines(o2o, migrated, people):
    result = o2o("import", "colleagues", people, "--json")
    assert json.loads(result.stdout) == {
        "kind": "colleagues",
        "rows": 1,
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
        "rejects_path": None,
        "ignored_columns": ["shoe size"],
        "notes": [],
    }
    assert result.stderr == ""


def test_plain_lines_of_progress_where_there_is_no_terminal(o2o, migrated, people, monkeypatch):
    monkeypatch.setattr("bot.cli.imports.LINE_EVERY", 1)
    assert o2o("import", "colleagues", people).stderr == "colleagues: 1 of 1 rows, 0 rejected\n"


def test_wrong_use(o2o, migrated, people):
    for words in (("touches", people), ("colleagues", people.with_name("nothing.csv"))):
        result = o2o("import", *words)
        assert isinstance(result.exception, BadInput)  # the program turns it into words and exit code 2
    assert o2o("import", "colleagues").exit_code == 2


def test_which_workspace(o2o, migrated, people):
    with migrated.write() as session:
        session.add(Workspace(id=2, name="other", slack_team_id="T2", created_at=NOW))
    assert isinstance(o2o("import", "colleagues", people).exception, BadInput)
    assert o2o("import", "colleagues", people, "--workspace", "T2").exit_code == 0


def test_how_the_owners_agreed(o2o, migrated, people, tmp_path):
    o2o("import", "colleagues", people)
    ties = tmp_path / "ties.csv"
    ties.write_text("colleague_email,contact_email\nana@ours.example,jane@acme.example\n", encoding="utf-8")
    assert o2o("import", "relationships", ties, "--reviewed", "all asked on 1 November").exit_code == 0
    from models.network import Relationship

    with migrated.read() as session:
        tie = session.query(Relationship).one()
        assert (tie.reviewed, tie.source) == (True, "import ties.csv; reviewed: all asked on 1 November")
