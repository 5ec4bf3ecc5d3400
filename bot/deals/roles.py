"""Which part somebody of ours is likely to play in a deal, by what their title and function say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from models.people import Colleague

_SPEAKS_OF: Final = (
    (frozenset(("lawyer", "counsel", "legal", "jurist")), "legal counsel"),
    (
        frozenset(("chief", "ceo", "cfo", "cto", "coo", "cio", "president", "vp", "svp", "c", "board")),
        "executive sponsor",
    ),
    (frozenset(("engineer", "engineering", "architect", "presales", "consultant", "technical")), "solution engineer"),
    (frozenset(("success", "delivery", "service", "support", "onboarding")), "customer success"),
    (frozenset(("sales", "seller", "account", "business", "commercial")), "account executive"),
)
"""Words of titles and functions, and the seller role whoever has them usually plays; the first that fits counts."""


def suggested_role(roles: Sequence[str], person: Colleague) -> str | None:
    """The seller role that a colleague's title or function speaks of most plainly; None where they say nothing."""
    words = f"{person.title or ''} {person.function or ''} {person.seniority or ''}".casefold().replace("-", " ")
    said = set(words.split())
    if full := next((role for role in roles if set(role.casefold().split()) <= said), None):
        return full
    meant = next((role for of, role in _SPEAKS_OF if said & of), None)
    return next((role for role in roles if role == meant), None)
