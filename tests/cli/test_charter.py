"""`o2o charter` from the shell: what it prints, and with which exit code."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.charter import app

DEFAULT = Path(__file__).parents[2] / "charter.yaml"
FULL = Path(__file__).parents[1] / "charter" / "full.yaml"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the default charter, to be changed."""
    path = tmp_path / "new.yaml"
    path.write_bytes(DEFAULT.read_bytes())
    return path


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"O2O_CHARTER": ""})


def test_check_says_what_is_in_a_good_charter() -> None:
    result = run("check", DEFAULT)
    assert result.exit_code == 0
    assert "o2o-default version 4, in force from 2026-11-24" in result.stdout
    assert "13 relationship, 4 contact, 5 observation" in result.stdout
    assert "53, all answered as written" in result.stdout
    assert "warning: charter, agreed_by: Nobody has agreed" in result.stderr


def test_check_names_the_line_of_what_is_wrong(changed: Path) -> None:
    edit(changed, ("grant: named", "grant: nmaed"))
    result = run("check", changed)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{changed}:54: relationship R2, grant: `nmaed` is not a known" in result.stderr
    assert "Did you mean `named`?" in result.stderr


def test_check_for_machines(changed: Path) -> None:
    good = json.loads(run("check", DEFAULT, "--json").stdout)
    assert good["ok"] is True
    assert good["charter"]["clauses"]["relationship"] == 13
    edit(changed, ("version: 4", "version: 4.5"))
    result = run("check", changed, "--json")
    assert result.exit_code == 1
    bad = json.loads(result.stdout)
    assert bad["ok"] is False
    assert bad["problems"][0]["line"] == 9


def test_the_environment_names_the_charter(changed: Path) -> None:
    edit(changed, ("id: o2o-default", "id: acme-sales"))
    result = CliRunner().invoke(app, ["check"], env={"O2O_CHARTER": str(changed)})
    assert "acme-sales version 4" in result.stdout


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert run("check", tmp_path / "none.yaml").exit_code == 2
    assert run("diff", DEFAULT, tmp_path / "none.yaml").exit_code == 2
    assert run("check", tmp_path).exit_code == 2


def test_explain() -> None:
    result = run("explain", "relationship", "viewer_is_member,owner_accepted,owner_reviewed", "--file", DEFAULT)
    assert result.exit_code == 0
    assert result.stdout.split("\n")[:3] == [
        "relationship: exists, by R4",
        "  You are shown that somebody of ours knows this person, and roughly how well.",
        "  R4: Every colleague may know that somebody of ours knows a person, but not who.",
    ]


def test_explain_for_machines() -> None:
    words = ["explain", "relationship", "viewer_is_member, owner_reviewed?", "--json"]
    answer = json.loads(run(*words, "--file", DEFAULT).stdout)
    assert answer["outcome"] == "hidden"
    assert answer["clauses"] == ["R4", "R7", "R13"]
    assert answer["unknown"] == ["owner_reviewed"]
    assert answer["charter"]["id"] == "o2o-default"


def test_explain_tells_what_can_not_be() -> None:
    result = run("explain", "contact", "viewer_on_deal", "--file", DEFAULT)
    assert "never hold together" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("relationshp", ""), "Did you mean `relationship`?"),
        (("relationship", "viewer_is_memer"), "Did you mean `viewer_is_member`?"),
        (("contact", "owner_left"), "not a fact known of a contact"),
    ],
)
def test_explain_refuses_words_it_does_not_know(words: tuple[str, str], said: str) -> None:
    result = run("explain", *words, "--file", DEFAULT)
    assert result.exit_code == 2
    assert said in result.stderr


def test_diff_lists_what_would_be_shown(tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    new.write_bytes(FULL.read_bytes())
    edit(
        new,
        ("version: 3", "version: 4"),
        ("[viewer_is_member, contact_in_directory], grant", "[contact_in_directory], grant"),
        ("[viewer_is_external], cap: hidden", "[viewer_is_external], cap: exists"),
        ("[viewer_is_external, viewer_is_owner], see: hidden",
         "[viewer_is_external, viewer_is_owner], see: exists"),
        ("because: For the deal.", "because: To prepare."),
    )  # fmt: skip
    result = run("diff", FULL, new)
    assert result.exit_code == 0
    assert result.stdout.split("\n")[:-1] == [
        "~ R3 [viewer_is_external]: cap hidden",
        "  now [viewer_is_external]: cap exists",
        "~ D1 [viewer_is_member, contact_in_directory]: grant listed",
        "  now [contact_in_directory]: grant listed",
        "~ O1 gives another reason: To prepare.",
        "WARNING: shows what was not shown before:",
        "  relationship: hidden → exists where viewer_is_owner · viewer_is_external",
        "  contact: hidden → listed where not viewer_is_member · contact_in_directory",
    ]


def test_diff_wants_a_higher_version(changed: Path) -> None:
    edit(changed, ("roughly how well, but not who.", "not who."))
    result = run("diff", DEFAULT, changed)
    assert result.exit_code == 1
    assert "still version 4" in result.stderr
    assert "Nobody is shown anything else than before." in result.stdout


def test_diff_for_machines() -> None:
    answer = json.loads(run("diff", DEFAULT, DEFAULT, "--json").stdout)
    assert answer["changes"] == []
    assert answer["problems"] == []
