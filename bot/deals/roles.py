"""Which part somebody of ours is likely to play in a deal, by what their title and function say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.deals.ours import FITS, fits
from bot.deals.playbook import key_of
from models.people import Colleague

SELLER: Final = "account executive"
"""The part of whoever leads a deal, where their title says nothing and the playbook has it."""
OWNER: Final = "deal owner"
"""Their part where the playbook has no such part either."""
LIKELIEST: Final = (
    "legal counsel",
    "executive sponsor",
    "solution engineer",
    "customer success",
    "bid manager",
    "account executive",
)
"""The parts in the order in which they are thought of: of two that fit, the rarer one is likelier meant."""


def suggested_role(roles: Sequence[str], person: Colleague) -> str | None:
    """The seller role that a colleague's title or function speaks of most plainly; None where they say nothing."""
    said = set(f"{person.title or ''} {person.function or ''}".casefold().replace("-", " ").split())
    if full := next((role for role in roles if set(role.casefold().split()) <= said), None):
        return full
    return next((role for role in LIKELIEST if role in FITS and role in roles and fits(role, person)), None)


def role_of_lead(roles: Sequence[str], person: Colleague) -> str:
    """The seller role of whoever leads a deal, where nobody has said it: leading itself is no part the needs know."""
    by_key = {key_of(role): role for role in roles}
    return suggested_role(roles, person) or by_key.get(key_of(SELLER), OWNER)
