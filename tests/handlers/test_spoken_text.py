"""What notifications show, where no blocks are drawn: the words alone, and nothing that calls or links anybody."""

from __future__ import annotations

import pytest

from handlers.views.kit import Message, esc, quoted, section, spoken_text

NASTY = "<!channel> *bold* `code` <https://evil.example|click> &lt;!here&gt; ~x~"


@pytest.mark.parametrize(
    ("said", "aloud"),
    [
        ("*Ana Ortiz* would like to meet *Jane Doe* (CFO).", "Ana Ortiz would like to meet Jane Doe (CFO)."),
        ("For _Acme renewal_. “Why?”\n_small print, too_", "For Acme renewal. “Why?”\nsmall print, too"),
        ("ask jane_doe@acme.example, not snake_case_words", "ask jane_doe@acme.example, not snake_case_words"),
        ("`/o2o intro cfo@acme` asks", "/o2o intro cfo@acme asks"),
        ("Text:\n" + quoted("Jane,\n\nmeet Ana"), "Text:\nJane,\n\nmeet Ana"),
        ("<mailto:a@b.example?body=x&amp;y|Open in mail> now", "Open in mail now"),
        ("<@U0ANA> would like to meet *Jane*", "<@U0ANA> would like to meet Jane"),
        ("R&amp;D of 1 &lt; 2", "R&amp;D of 1 &lt; 2"),
    ],
)
def test_marks_are_not_read_aloud(said: str, aloud: str) -> None:
    assert spoken_text(said) == aloud


def test_what_people_write_calls_nobody_in_a_notification_either() -> None:
    said = Message(f"*{esc(NASTY)}*", (section("x"),)).aloud
    assert "<" not in said
    assert "&lt;!channel&gt;" in said


def test_what_is_drawn_keeps_its_marks() -> None:
    assert Message("*Ana*").aloud == "*Ana*"  # there are no blocks: the text itself is shown
