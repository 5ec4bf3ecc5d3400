"""Every word in which it is said how a deal stands is explained, and what explains it fits Slack."""

from __future__ import annotations

import pytest

from bot.deals.glossary import GLOSSARY, OF_COVERAGE, OF_DIGEST, OF_RISKS, OF_STANDINGS, OF_STATES, words
from bot.deals.vocabulary import RISKS, STANDINGS
from bot.errors import Stale
from handlers.commands.glossary import explained
from handlers.values import Words
from handlers.views.glossary import words_button
from handlers.views.kit import ROOM


def test_every_risk_and_standing_has_its_words() -> None:
    assert set(RISKS) == set(OF_RISKS)
    assert len(OF_STANDINGS) == len(STANDINGS)
    assert {*OF_STATES, *OF_RISKS, *OF_STANDINGS, *OF_COVERAGE, *OF_DIGEST} == set(GLOSSARY)


@pytest.mark.parametrize("keys", [OF_COVERAGE, OF_DIGEST])
def test_the_modal_fits(keys: tuple[str, ...]) -> None:
    button = words_button(keys)
    assert Words.load(button.value or "").words == keys
    view = explained(keys).to_view()
    said = "\n".join(block["text"]["text"] for block in view["blocks"])
    for one in words(keys):
        assert f"*{one.said}*: {one.means}" in said
    assert all(len(block["text"]["text"]) < ROOM for block in view["blocks"])


def test_a_word_of_another_version_is_from_another_time() -> None:
    with pytest.raises(Stale):
        explained(("engaged", "lukewarm"))
