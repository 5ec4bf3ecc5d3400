"""Whatever is written into a playbook file, it is read or refused in words; nothing else is ever raised."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.deals.playbook import PlaybookError, examine, read_playbooks

FULL = (Path(__file__).parent / "full_playbook.yaml").read_text(encoding="utf-8")
JUNK = "[]{}:,-#&*!|>'\"%@`\n ?~<=ab1.\u2028\x85\ud800é"
KEYS = """
    version seller_roles playbooks examples id name about for default quiet buying_stages sales_stages needs risks
    crm they ends at until when_they ours theirs by within rule after say engaged open we
"""

SCALARS = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.booleans(),
    st.sampled_from(["new", "interest", "won", "E1", "1 day", "coach", "legal counsel with coach"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=6)
    ),
    max_leaves=25,
)


def said_in_words(text: str) -> None:
    """Each problem can be acted on, and where there is one the file is refused for it."""
    lines = text.count("\n") + text.count("\u2028") + text.count("\x85") + 1
    report = examine(text)
    for problem in report.problems:
        assert 0 <= problem.line <= lines
        assert problem.message
        assert problem.mend
        assert "pydantic" not in str(problem)
    if report.problems:
        with pytest.raises(PlaybookError):
            read_playbooks(text)
    else:
        assert read_playbooks(text) == report.playbooks


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_characters_thrown_in(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(FULL)))
    length = data.draw(st.integers(0, 30))
    junk = data.draw(st.text(st.sampled_from(JUNK), max_size=8))
    said_in_words(FULL[:at] + junk + FULL[at + length :])


@given(VALUES)
@example({"version": 1, "playbooks": [{"sales_stages": [], "risks": {"gone_cold": {"after": "1 day"}}}]})
@settings(max_examples=150, deadline=None)
def test_values_of_any_shape(value: object) -> None:
    said_in_words(json.dumps(value))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_lines_put_elsewhere(data: st.DataObject) -> None:
    lines = FULL.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        taken = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
        if data.draw(st.booleans()):
            lines.insert(data.draw(st.integers(0, len(lines))), taken)
    said_in_words("\n".join(lines))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_words_put_in_each_others_places(data: st.DataObject) -> None:
    words = [
        "interest",
        "evaluation",
        "won",
        "lost",
        "content",
        "comparing",
        "user",
        "new",
        "simple",
        "true",
        "[]",
        "E1",
    ]
    text = FULL
    for _ in range(data.draw(st.integers(1, 3))):
        old, new = data.draw(st.sampled_from(words)), data.draw(st.sampled_from(words))
        places = [at for at in range(len(text)) if text.startswith(old, at)]
        if places:
            at = data.draw(st.sampled_from(places))
            text = text[:at] + new + text[at + len(old) :]
    said_in_words(text)
