"""Charters made up for tests: any clauses, useful or not."""

from typing import Any

from hypothesis import strategies as st

from bot.charter import DISCLOSURES, Charter, Subject, facts_of


def content(**sections: Any) -> dict[str, Any]:
    """Give the content of a charter with these sections."""
    header = {"id": "test", "version": 1, "effective": "2026-11-01", "agreed_by": ["us"]}
    return {"charter": header, **sections}


@st.composite
def clauses(draw: st.DrawFn, subject: Subject) -> list[dict[str, Any]]:
    """Draw clauses about a subject."""
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 6))):
        facts = draw(st.lists(st.sampled_from(facts_of(subject)), max_size=3, unique=True))
        when = [draw(st.sampled_from([fact, f"not {fact}"])) for fact in facts]
        effect = draw(st.sampled_from(["grant", "cap"]))
        disclosure = draw(st.sampled_from(DISCLOSURES[subject]))
        found.append({"id": f"R{number}", "when": when, effect: disclosure, "because": "Because."})
    return found


@st.composite
def charters(draw: st.DrawFn, subject: Subject) -> Charter:
    """Draw a charter that rules one subject."""
    return Charter(content(**{subject: draw(clauses(subject))}))


def values(subject: Subject) -> st.SearchStrategy[dict[str, bool | None]]:
    """Draw a value for each fact, None meaning that it can't be determined."""
    each = st.sampled_from([True, False, True, False, None])
    return st.fixed_dictionaries(dict.fromkeys(facts_of(subject), each))
