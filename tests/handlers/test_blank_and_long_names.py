"""Names of which nothing is to be seen, and names that become longer than there is room for when they are escaped."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.introductions.deputies import Named
from bot.introductions.drafts import asking_first, in_the_name_of
from bot.introductions.requesting import drafted
from bot.network.who import first_word
from handlers.views import deputies, introductions, introductions_asked, introductions_made
from handlers.views.kit import confirm, esc, section
from tests.handlers.test_introduction_views import AGREED, ASK, READER, STANDING

BLANK = ["", " ", "\u2060", " \u200b ", "\u200d"]


@pytest.mark.parametrize(
    ("name", "first"), [("Jane Doe", "Jane"), ("\u2060 Jane", "Jane"), *((name, "them") for name in BLANK)]
)
def test_the_first_word_of_a_name_is_one_that_is_seen(name: str, first: str) -> None:
    assert first_word(name, "them") == first


@pytest.mark.parametrize("name", BLANK)
def test_a_name_of_which_nothing_is_seen_is_no_error(name: str) -> None:
    contact = replace(ASK.contact, name=name)
    assert introductions.first_name(contact) == "them"
    for text in (drafted(name, name, "open_deal"), in_the_name_of(name, name, name, "open_deal")):
        assert text.startswith("Hello, ")
    assert "They would like to talk with you" in asking_first(name, name, "open_deal")
    waiting, agreed = (replace(one, requester=name, contact=contact) for one in (ASK, AGREED))
    assert "your colleague hears only" in str(introductions_asked.message(waiting, READER, None).blocks)
    assert "Start a group message with your colleague" in str(introductions_made.making(agreed, None))
    assert "your colleague is told so" in str(deputies.named(Named(1, name, still=True)).blocks)
    standing = replace(STANDING, state="agreed", how="introduce", connector=name)
    assert "A colleague writes to them" in str(introductions.standing_message(standing, READER).blocks)
    assert "Your colleague hears" in str(introductions.came_of_it(standing, READER).blocks)


def test_a_first_name_is_escaped_once() -> None:
    standing = replace(STANDING, state="made", connector="A&B Ortiz")
    assert "_A&amp;B hears" in str(introductions.came_of_it(standing, READER).blocks)


@pytest.mark.parametrize("before", range(12))
@pytest.mark.parametrize("name", ["&" * 400, "<" * 400, "\u05d0" * 400, "\u05d0&" * 200])
def test_what_is_cut_is_cut_at_a_whole_character_and_stays_isolated(name: str, before: int) -> None:
    words = "x" * before + esc(name, 400)
    asked = confirm("Sure?", words, "Yes").to_dict()["text"]["text"]
    shown = section("y" * 2600 + words)["text"]["text"]
    for text, most in ((asked, 300), (shown, 3000)):
        assert len(text) <= most
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)
        assert text.count("\u2068") == text.count("\u2069")
    assert asked.rstrip("\u2069").endswith("…")
