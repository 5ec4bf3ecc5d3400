"""`o2o playbook` from the shell: what it prints, and with which exit code."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.playbook import app

DEFAULT = Path(__file__).parents[2] / "playbook.yaml"
FULL = Path(__file__).parents[1] / "deals" / "full_playbook.yaml"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the full file with a mistake in it."""
    path = tmp_path / "new.yaml"
    path.write_text(
        FULL.read_text(encoding="utf-8").replace("theirs: user buyer", "theirs: user byer"), encoding="utf-8"
    )
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"O2O_PLAYBOOK": ""})


def test_check_says_what_it_read() -> None:
    result = run("check", FULL)
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        f"{FULL}: version 3, 2 playbooks, 3 needs",
        "  New business (default): 5 stages of ours, 3 of theirs, 3 needs, 2 risks",
        "  Simple deal: quiet",
        "  examples: 5, all answered as written",
    ]
    assert lines[4].startswith("  hash: ")


def test_the_default_playbook_is_right() -> None:
    result = run("check", DEFAULT)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "New business (default)" in result.stdout
    assert "Simple deal: quiet" in result.stdout


def test_check_names_the_line_of_what_is_wrong(changed: Path) -> None:
    result = run("check", changed)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{changed}:21: playbooks new, needs user, theirs: `user byer` is not a known buying role" in result.stderr
    assert "Did you mean `user buyer`?" in result.stderr


def test_check_tells_warnings_and_takes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "silent.yaml"
    text = FULL.read_text(encoding="utf-8")
    needs, examples = text[text.index("    needs:") : text.index("    risks:")], text[text.index("examples:") :]
    path.write_text(text.replace(needs, "").replace(examples, ""), encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 0
    assert f"{path}:4: warning: playbooks new: New business asks for nobody." in result.stderr


def test_check_for_machines(changed: Path) -> None:
    good = json.loads(run("check", FULL, "--json").stdout)
    assert good["ok"] is True
    assert [each["id"] for each in good["playbook"]["playbooks"]] == ["new", "simple"]
    assert good["playbook"]["playbooks"][0]["needs"] == ["user", "champion", "sponsor"]
    assert good["playbook"]["examples"] == 5
    result = run("check", changed, "--json")
    assert result.exit_code == 1
    bad = json.loads(result.stdout)
    assert (bad["ok"], bad["playbook"]) == (False, None)
    assert bad["problems"][0]["line"] == 21


def test_the_environment_names_the_file(changed: Path) -> None:
    assert CliRunner().invoke(app, ["check"], env={"O2O_PLAYBOOK": str(changed)}).exit_code == 1
    assert "2 playbooks" in CliRunner().invoke(app, ["check"], env={"O2O_PLAYBOOK": str(FULL)}).stdout


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert run("check", tmp_path / "none.yaml").exit_code == 2
    assert run("show", "new", "--file", tmp_path / "none.yaml").exit_code == 2
    assert run("check", tmp_path).exit_code == 2


def test_a_file_far_too_long_is_found_wanting(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text("#" * 300_000, encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 1
    assert "longer than 256 KiB" in result.stderr


def test_show_says_it_in_plain_words() -> None:
    result = run("show", "New-Business", "--file", FULL)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "New business (new), the default",
        "  Something new to them.",
        "  For deals of the type new business.",
        "  Interest, about 10 days",
        "    they: Content",
        "    in the CRM: Prospecting, appointmentscheduled",
        "    our account executive with their user buyer, within 10 working days, until Evaluation",
        "      They have the problem.",
        "  Evaluation",
        "    they: Content or Comparing suppliers",
        "    in the CRM: Value Proposition",
        "    our account executive with their champion, within 2 weeks, where they are at Comparing suppliers",
        "      We are not in the room.",
        "  Negotiation",
        "    they: Signing",
        "    our executive sponsor with their economic buyer, within 5 working days",
        "      They sign.",
        "  Won",
        "    they: Signing",
        "    in the CRM: closedwon",
        "  Lost",
        "  Watched for:",
        "    One thread. (from Evaluation on)",
        "    Cold.",
    ]


def test_show_shows_all_where_none_is_named() -> None:
    said = run("show", "--file", FULL).stdout
    assert "New business (new)" in said
    assert "\n\nSimple deal (simple)\n" in said
    assert "Quiet: it asks for nobody" in said


def test_show_of_what_is_not_there_or_not_right(changed: Path) -> None:
    result = run("show", "simpel", "--file", FULL)
    assert result.exit_code == 2
    assert "Did you mean `simple`?" in result.stderr
    result = run("show", "--file", changed)
    assert result.exit_code == 1
    assert "`user byer`" in result.stderr
