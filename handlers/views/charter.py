"""The charter in plain words."""

from __future__ import annotations

from bot.charter import Charter
from handlers.views.kit import Block, Message, context, esc, section

LONGEST = 2500
"""Characters of one paragraph's block; a block takes 3,000."""


def message(charter: Charter) -> Message:
    """What the charter says: its head, then each clause's reason."""
    paragraphs = [f"*The charter* ({esc(charter.id)}, version {charter.version})"]
    paragraphs += [esc(words, LONGEST) for words in charter.head]
    for heading, clauses in (
        ("Who is shown a relationship", charter.clauses("relationship")),
        ("Who is shown a person", charter.clauses("contact")),
    ):
        lines = [f"`{esc(clause.id)}` {esc(clause.because, 600)}" for clause in clauses]
        paragraphs += _chunks([f"*{heading}*", *lines])
    if charter.lookups is not None:
        paragraphs.append(f"*Look-ups*\n`{esc(charter.lookups.id)}` {esc(charter.lookups.because, 600)}")
    blocks: list[Block] = [section(paragraph) for paragraph in paragraphs]
    blocks.append(context("Under an answer, *Why these?* or *Why?* names the clauses behind it."))
    return Message("\n".join(paragraphs), tuple(blocks[:50]))


def _chunks(lines: list[str]) -> list[str]:
    chunks = [""]
    for line in lines:
        if len(chunks[-1]) + len(line) > LONGEST:
            chunks.append("")
        chunks[-1] += ("\n" if chunks[-1] else "") + line
    return chunks
