"""The reference says all there is to say about the charter."""

import re
from pathlib import Path

import pytest

from bot.charter import DISCLOSURES, FACTS, IMPLICATIONS, examine, vocabulary
from bot.charter.document import Document
from bot.written.fields import Part

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "reference" / "charter.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "write-a-charter.md").read_text(encoding="utf-8")
DEFAULT = Path(__file__).parents[2] / "charter.yaml"


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


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_every_fact_has_its_line(fact) -> None:  # type: ignore[no-untyped-def]  # by parametrize
    known = "all" if len(fact.subjects) == len(DISCLOSURES) else ", ".join(fact.subjects)
    assert f"| `{fact.name}` | {known} | {fact.doc} |" in REFERENCE


@pytest.mark.parametrize("rule", IMPLICATIONS, ids=str)
def test_every_implication_has_its_line(rule) -> None:  # type: ignore[no-untyped-def]  # as above
    then = rule.then if rule.holds else f"not {rule.then}"
    assert f"| `{rule.fact}` | `{then}` | {rule.why} |" in REFERENCE


@pytest.mark.parametrize("subject", DISCLOSURES)
def test_every_disclosure_is_there_in_order(subject: str) -> None:
    order = " < ".join(f"`{word}`" for word in DISCLOSURES[subject])
    assert re.search(rf"\| `{subject}` .*\| {order} \|", REFERENCE)


def test_every_key_is_there() -> None:
    keys = parts(Document)
    assert {"Header", "RelationshipClause", "RefusalRule", "Example"} <= keys.keys()
    for name, words in keys.items():
        for key in words:
            assert f"`{key}`" in REFERENCE, f"{key} of {name}"


@pytest.mark.parametrize("name", [name for name in vars(vocabulary) if name.isupper() and name != "TYPE_CHECKING"])
def test_every_word_has_its_line(name: str) -> None:
    for word, meaning in getattr(vocabulary, name).items():
        assert f"| `{word}` | {meaning} |" in REFERENCE


def test_nothing_is_there_that_is_not() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (?:all|relationship|contact|observation)", REFERENCE, re.MULTILINE)
    assert set(rows) == set(FACTS)


def test_the_clause_of_the_how_to_does_what_it_says() -> None:
    clause, example = (
        re.search(rf"```yaml\n{section}:\n(.*?)```", HOW_TO, re.DOTALL).group(1)  # type: ignore[union-attr]  # or the test fails
        for section in ("relationship", "examples")
    )
    text = DEFAULT.read_text(encoding="utf-8")
    text = text.replace("\ncontact:\n", f"\n{clause}\ncontact:\n", 1) + example
    changed = text.replace("viewer_cleared, owner_accepted, owner_reviewed, account_embargoed]\n    see: exists\n"
                           "    by: R4",
                           "viewer_cleared, owner_accepted, owner_reviewed, account_embargoed]\n    see: named\n"
                           "    by: R20")  # fmt: skip
    assert examine(changed).problems == ()
    [problem] = examine(text).problems
    assert "E12 expects `exists` by R4" in problem.message
