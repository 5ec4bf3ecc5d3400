"""Reading what people type after `know`."""

from __future__ import annotations

import pytest

from bot.people.capture import parse_entry


@pytest.mark.parametrize(
    ("typed", "who", "strength", "note"),
    [
        ("jane@acme.com, 4 worked together", "jane@acme.com", 4, "worked together"),
        ("Jane Doe jane@acme.com, very well", "Jane Doe jane@acme.com", 5, None),
        ("cfo@acme, 3", "cfo@acme", 3, None),
        # A forgotten comma: what stands behind the address is for the owner, and never becomes a name others read.
        ("jane@acme.com 4 met at the AA meeting, my cousin", "jane@acme.com", 4, "met at the AA meeting, my cousin"),
        ("jane@acme.com; 4 friend", "jane@acme.com", 4, "friend"),
        ("<mailto:j@a.co.uk|j@a.co.uk> 2 choir", "<mailto:j@a.co.uk|j@a.co.uk>", 2, "choir"),
        ("<mailto:j@a.co.uk|j@a.co.uk>, 2", "<mailto:j@a.co.uk|j@a.co.uk>", 2, None),
    ],
)
def test_who_strength_and_note(typed: str, who: str, strength: int, note: str | None) -> None:
    read_who, entry = parse_entry(typed)
    assert (read_who, entry.strength, entry.note) == (who, strength, note)
