"""What is to be said to whom: put down in the transaction in which it comes true, delivered afterwards.

An entry holds no words, only of what kind it is and what it is about. `handlers/delivery.py` renders it as things stand
when it is delivered, posts it once, and brings what was posted up to date whenever it is told again.
"""

from bot.outbox.claims import LONGEST_HOLD, Claimed, Outcome, claim, is_due, keep, settle, wanted_now
from bot.outbox.telling import (
    BEFORE,
    HOME,
    KEPT,
    TOLD,
    forget_old,
    is_posted,
    is_told,
    tell,
    tell_again,
    tell_again_in,
    unsay,
)

__all__ = [
    "BEFORE",
    "HOME",
    "KEPT",
    "LONGEST_HOLD",
    "TOLD",
    "Claimed",
    "Outcome",
    "claim",
    "forget_old",
    "is_due",
    "is_posted",
    "is_told",
    "keep",
    "settle",
    "tell",
    "tell_again",
    "tell_again_in",
    "unsay",
    "wanted_now",
]
