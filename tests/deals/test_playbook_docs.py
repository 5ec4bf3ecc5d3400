"""The reference says all there is to say about the playbook, and the worked examples work."""

import re
from pathlib import Path

import pytest

from bot.deals import vocabulary
from bot.deals.playbook import Playbooks, examine, read_playbooks
from bot.deals.playbook.document import Document
from bot.written.fields import Part
from models.touches import TOUCH_KINDS

TOP = Path(__file__).parents[2]
REFERENCE = (TOP / "docs" / "reference" / "playbook.md").read_text(encoding="utf-8")
HOW_TO = (TOP / "docs" / "how-to" / "write-a-playbook.md").read_text(encoding="utf-8")
WORKED = re.findall(r"```yaml\n(.*?)```", HOW_TO, re.DOTALL)
LISTS = [name for name, value in vars(vocabulary).items() if name.isupper()]


def parts(part: type[Part]) -> dict[str, set[str]]:
    """Give the keys of a part of the file and of every part in it."""
    keys: dict[str, set[str]] = {part.__name__: set()}
    for name, field in part.model_fields.items():
        keys[part.__name__].add(field.alias or name)
        pending = [field.annotation]
        while pending:
            kind = pending.pop()
            if isinstance(kind, type) and issubclass(kind, Part):
                keys.update(parts(kind))
            pending.extend(getattr(kind, "__args__", ()))
    return keys


def worked(number: int) -> Playbooks:
    return read_playbooks(WORKED[number])


def test_every_key_is_there() -> None:
    keys = parts(Document)
    assert {"PlaybookEntry", "SalesStageEntry", "NeedEntry", "RiskEntry", "Example"} <= keys.keys()
    for name, words in keys.items():
        for key in words:
            assert f"`{key}`" in REFERENCE, f"{key} of {name}"


@pytest.mark.parametrize("name", LISTS)
def test_every_word_has_its_line(name: str) -> None:
    for word, meaning in getattr(vocabulary, name).items():
        assert f"| `{word}` | {meaning} |" in REFERENCE


def test_no_word_is_there_that_is_not() -> None:
    known = {word for name in LISTS for word in getattr(vocabulary, name)}
    keys = set().union(*parts(Document).values())
    for table in re.findall(r"^\| word \| means \|\n\|---\|---\|\n((?:\|.*\n)+)", REFERENCE, re.MULTILINE):
        assert set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) <= known
    for table in re.findall(r"^\| key \| value \|\n\|---\|---\|\n((?:\|.*\n)+)", REFERENCE, re.MULTILINE):
        named = {
            key for cell in re.findall(r"^\|([^|]+)\|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", cell)
        }
        assert named <= keys


def test_what_counts_as_engaged_is_what_can_be_known() -> None:
    assert set(vocabulary.TOUCHES) == set(TOUCH_KINDS)


@pytest.mark.parametrize("number", range(3))
def test_the_worked_examples_are_taken(number: int) -> None:
    assert len(WORKED) == 3
    report = examine(WORKED[number])
    assert (report.problems, report.warnings) == ((), ())
    assert report.document is not None
    assert len(report.document.examples) >= 2


def test_the_renewal_is_run_by_customer_success() -> None:
    [book] = worked(0).all
    assert [need.ours for need in book.needs_at("review", None)] == ["customer success"]
    assert [need.ours for need in book.needs_at("offer", None)] == ["customer success", "account executive"]


def test_in_a_tender_nobody_is_sent_to_talk_after_publication() -> None:
    [book] = worked(1).all
    talking = {"meeting", "call"}
    after = [stage.id for stage in book.buying_stages][2:]
    for stage in book.sales_stages:
        for they in [None, *after]:
            assert [need.id for need in book.needs_at(stage.id, they) if talking & set(need.engaged.by)] == []
    assert [need.id for need in book.needs_at("before", "planning")] == ["users-early"]


def test_the_lawyer_meets_theirs_and_the_crm_is_understood() -> None:
    books = worked(2)
    [book] = books.all
    assert "legal counsel" in books.seller_roles
    assert [need.ours for need in book.needs_at("contract", "deciding")] == ["account executive", "legal counsel"]
    assert [need.ours for need in book.needs_at("contract", "comparing")] == ["account executive"]
    for word, stage in {
        "first-call": "talking",
        "1002389": "talking",
        "PAPER": "contract",
        "gone away": "lost",
    }.items():
        found = book.sales_stage(word)
        assert found is not None
        assert found.id == stage


def test_a_worked_example_without_its_examples_is_refused() -> None:
    """So that the page shows what is needed, and not more than that."""
    for text in WORKED:
        assert "No example names" in str(examine(text[: text.index("examples:")]).problems[0])
