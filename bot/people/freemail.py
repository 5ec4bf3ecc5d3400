"""Mail domains open to anybody: they say nothing of who somebody works for."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def free_mail_domains() -> frozenset[str]:
    """The domains of `freemail.txt`, in the normal form in which addresses end with them."""
    text = resources.files("bot.people").joinpath("freemail.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
