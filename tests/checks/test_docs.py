"""The documentation is in step with the code: what is generated, what must be mentioned, what is linked and quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.charter import FACTS
from bot.cli import docs
from bot.cli.root import app
from bot.people.imports import KINDS
from bot.settings import Settings
from handlers.listing import listing

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def text(*names: str) -> str:
    """The text of a page."""
    return ROOT.joinpath(*names).read_text(encoding="utf-8")


def reference(name: str) -> str:
    """The text of a page of the reference."""
    return text("docs", "reference", name)


def commands() -> Iterator[str]:
    """Every command of the program, as typed."""
    for words, _ in docs._leaves(typer.main.get_command(app), "o2o"):
        yield words


# -- what is generated --------------------------------------------------------------------------------


GENERATED = [
    ("commands", "commands"),
    ("settings", "settings"),
    ("cli", "program"),
    ("glossary", "words"),
    ("introductions", "requests"),
    ("introductions", "asks"),
]


@pytest.mark.parametrize(("page", "part"), GENERATED)
def test_generated_parts_are_as_they_would_be_written_now(page: str, part: str) -> None:
    said = reference(f"{page}.md")
    assert f"<!-- from the code: {part} -->" in said
    assert docs.written(said) == said, "`make docs` mends it"


def test_the_program_says_whether_it_is_in_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("before\n<!-- from the code: settings -->\nold\n<!-- end -->\nafter\n")
    (tmp_path / "plain.md").write_text("as it is\n")
    monkeypatch.setattr(docs, "REFERENCE", tmp_path)
    runner = CliRunner()
    assert runner.invoke(docs.app, ["check"]).exit_code == docs.WANTING
    assert "page.md" in runner.invoke(docs.app, ["write"]).output
    assert runner.invoke(docs.app, ["check"]).exit_code == 0
    lines = (tmp_path / "page.md").read_text().splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    assert "old" not in lines
    assert (tmp_path / "plain.md").read_text() == "as it is\n"
    assert sorted(path.name for path in tmp_path.glob("*.json")) == ["charter.schema.json", "playbook.schema.json"]
    (tmp_path / "playbook.schema.json").write_text("{}")
    assert runner.invoke(docs.app, ["check"]).exit_code == docs.WANTING


# -- what must be mentioned ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", [command.word for command in listing().commands])
def test_every_command_is_in_the_tour(word: str) -> None:
    assert re.search(rf"[` ]{word}[` ,]", text("README.md")), f"{word} is not in README.md"


@pytest.mark.parametrize("kind", ["action", "view", "shortcut"])
def test_buttons_and_forms_are_those_registered(kind: str) -> None:
    said = reference("buttons-and-forms.md")
    named = set(re.findall(r"`([a-z]+(?:_[a-z0-9]+)*)`", " ".join(re.findall(r"^\| (`.*?) \|", said, re.MULTILINE))))
    assert set(listing().ids.get(kind, ())) <= named
    everything = {one for ids in listing().ids.values() for one in ids}
    assert named <= everything, "something is described that is not there"


@pytest.mark.parametrize("setting", [field.alias for field in Settings.model_fields.values()])
def test_every_setting_can_be_copied(setting: str) -> None:
    assert re.search(rf"^#?{setting}=", text(".env.example"), re.MULTILINE)


def test_no_setting_can_be_copied_that_is_not_there() -> None:
    known = {field.alias for field in Settings.model_fields.values()}
    assert set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text(".env.example"), re.MULTILINE)) == known


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_every_fact_of_the_charter_is_there(fact: str) -> None:
    assert f"`{fact}`" in reference("charter.md")


@pytest.mark.parametrize("kind", KINDS)
def test_every_import_and_its_columns_are_there(kind: str) -> None:
    said = reference("imports.md")
    section = re.search(rf"^## {kind}\n(.*?)(?=^## |\Z)", said, re.MULTILINE | re.DOTALL)
    assert section, f"{kind} has no section"
    columns = KINDS[kind].columns
    for column in columns.all:
        assert f"`{column}`" in section[1], f"{column} of {kind}"
    for column in columns.needed:
        assert f"`{column}` *" in section[1], f"{column} of {kind} is needed, and it does not say so"
    assert f"o2o import {kind}" in text("docs", "how-to", "import.md")


def test_no_command_is_mentioned_that_is_not_there() -> None:
    known = {words.split()[1] for words in commands()}
    for page in PAGES:
        found = re.findall(r"(?:^ {4,}|`)o2o ([a-z][a-z-]*)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(found) <= known, page.name


def test_no_target_is_mentioned_that_is_not_there() -> None:
    targets = set(re.findall(r"^([a-z$()./A-Z_-]+):", text("Makefile"), re.MULTILINE)) | {".venv/.run"}
    for page in PAGES:
        found = re.findall(r"(?:^ {4,}|`)make ([a-z./]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(found) <= targets, page.name


# -- what is linked and quoted ------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(found), f"{page.name} links to {target}"


def anchors(page: Path) -> set[str]:
    """What the headings of a page can be reached by."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_page_can_be_found_from_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = {(ROOT / "docs" / target.partition("#")[0]).resolve() for target in LINK.findall(index)}
    lost = {page for page in (ROOT / "docs").rglob("*.md") if page.name != "README.md"} - linked
    assert lost == set()


def test_every_picture_is_used_and_small_and_has_its_words() -> None:
    said = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in (ROOT / "docs" / "images").glob("*.png"):
        words = re.findall(rf"!\[([^\]]*)\]\([^)]*{picture.name}\)", said)
        assert words, f"{picture.name} is shown nowhere"
        assert all(len(one) > 20 for one in words)
        assert picture.stat().st_size < 150_000


def test_clauses_are_quoted_as_they_stand() -> None:
    charter = text("charter.yaml")
    quoted = [block for block in re.findall(r"```yaml\n(.*?)```", text("README.md"), re.DOTALL) if "- id:" in block]
    clauses = [clause for block in quoted for clause in re.split(r"(?=^  - id:)", block, flags=re.MULTILINE) if clause]
    assert len(clauses) > 1
    for clause in clauses:
        assert clause in charter, clause
    assert "- id: R2\n" in clauses[0], "the picture shows R2"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_lines_can_be_read_in_an_editor(page: Path) -> None:
    body = re.sub(r"<!-- from the code:.*?<!-- end -->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    long = [
        line for line in body.splitlines() if len(line) > 130 and not line.startswith(("|", ">", "![", "- [", "<!--"))
    ]
    assert long == []


def test_the_procfile_is_quoted_as_it_stands() -> None:
    quoted = text("docs", "how-to", "deploy.md")
    for line in text("Procfile").splitlines():
        assert f"    {line}\n" in quoted


def test_the_changelog_has_the_next_version() -> None:
    said = text("CHANGELOG.md")
    version = re.search(r'^version = "(.*)"$', text("pyproject.toml"), re.MULTILINE)
    assert version
    assert version[1] in said
    assert "## [Unreleased]" in said
