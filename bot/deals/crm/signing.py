"""Signatures of webhooks, ours and theirs: an HMAC over the time and the body, so that neither can be changed."""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

SIGNATURE = "X-O2O-Signature"
TIMESTAMP = "X-O2O-Timestamp"
MOST_AGE = 300
"""Seconds a signature is taken for, into the past and, since clocks differ, into the future."""

Wrong = Literal["unsigned", "too old", "wrong signature"]


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body sent at `timestamp` (seconds since 1970)."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def wrong(secret: str, timestamp: str, signature: str, body: bytes, now: float) -> Wrong | None:
    """What is wrong with a signature; None: nothing. `now` is in seconds since 1970."""
    if not (plain_number(timestamp) and signature.isascii() and signature):
        return "unsigned"
    # The signature first: whoever has no secret learns nothing of our clock.
    if not hmac.compare_digest(sign(secret, timestamp, body), signature):
        return "wrong signature"
    return "too old" if abs(now - int(timestamp)) > MOST_AGE else None


def plain_number(text: str) -> bool:
    """Whether it is a time as digits: other forms that `int` and `float` take were never sent in good faith."""
    return text.isascii() and text.isdigit() and len(text) < 16
