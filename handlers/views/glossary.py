"""What the words mean in which it is said how a deal stands: a button for any message, and the modal it opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import ButtonElement

from bot.deals.glossary import words
from handlers.values import Words
from handlers.views.kit import Block, Form, button, section

LABEL = "What do these words mean?"
TOGETHER = 8
"""Words of one block."""


def words_button(keys: Iterable[str]) -> ButtonElement:
    """The button that explains these words (keys of the glossary) wherever they stand."""
    return button(LABEL, "words", Words(words=tuple(keys)).dump())


def explained(keys: Sequence[str]) -> Form:
    """The modal that says what these words mean. Raises `KeyError` for a key that has no entry."""
    lines = [f"*{one.said}*: {one.means}" for one in words(keys)]
    blocks: tuple[Block, ...] = tuple(
        section("\n".join(lines[start : start + TOGETHER])) for start in range(0, len(lines), TOGETHER)
    )
    held = Words(words=tuple(keys)).dump()
    asks = "I can tell you what the words mean."
    return Form("answer", "What the words mean", blocks, close="Close", metadata=held, opened_by="words", asks=asks)
