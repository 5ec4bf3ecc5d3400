"""How warm a tie is, from touches that fade, such that the order of ties never has to be computed again.

A touch of weight w that is d days old counts w * 2^(-d/h), h being the half-life. What is kept of a tie is its key,
log2 of the sum of w * 2^(t/h) over its touches, t in days since the start of 1970 (UTC). Decay is then a common factor
of all ties: the same amount is taken off each key (`Warmth.shift`), so whoever is warmer stays warmer until the next
touch, and an index on keys is an index on warmth. This is forward decay: Cormode, Shkapenyuk, Srivastava and Xu,
"Forward decay: a practical time decay model for streaming systems", ICDE 2009.

Three scales, all of them plain floats:

- key: log2 of evidence counted at the start of 1970. Does not change with time.
- log-odds: log2 of (strength / (1 - strength)). A fading tie's is its key less `Warmth.shift(now)`.
- strength: 0 to 1, what is shown in words and multiplied along a way.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Band = Literal["strong", "familiar", "weak"]

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY: Final = dt.timedelta(days=1)
_LEAST: Final = -1022.0
"""The log2 of the smallest strength: the smallest that a float holds at full precision."""

_AS_GOOD_AS: Final = 1e-9
"""Two strengths nearer than this are the same."""


@dataclass(frozen=True)
class Warmth:
    """What warmth is made of; the same for all ties of a workspace.

    Raises `ValueError`, naming the field, for a value that makes no sense.
    """

    half_life_days: float = 30.0
    """Days after which a touch counts half; 30 foretold best who talks within 45 days (`bench/warmth.py`)."""
    w0: float = 3.0
    """Evidence at which strength is one half.

    3 makes the words right for mail to one person, each way once every so many days, at a half-life of 30 days. Such
    mail is 2 / (1 - 2^(-days/30)) just after and 2 less just before: every 14 days 5.2 to 7.2, strength .64 to .71,
    strong; every 30 days 2 to 4, strength .40 to .57, familiar; a single mail each way 2 and fading, weak from .40 on.
    """
    weights: Mapping[str, float] | tuple[tuple[str, float], ...] = (("call", 2.0), ("email", 1.0), ("meeting", 4.0))
    """What a touch of each kind weighs; kept as pairs in the order of kinds, whatever it is given as."""
    reporting: float = 0.6
    """Strength of a reporting line, which does not fade."""
    strong: float = 0.6
    """Strength from which a tie is called strong."""
    familiar: float = 0.4
    """Strength from which a tie is called familiar; below it is weak."""

    def __post_init__(self) -> None:
        # Pairs rather than a mapping, so that equal settings are equal and can be the key of a cache.
        object.__setattr__(self, "weights", tuple(sorted(dict(self.weights).items())))
        for name in ("half_life_days", "w0"):
            _must_be_positive(name, getattr(self, name))
        for kind, weight in dict(self.weights).items():
            _must_be_positive(f"weights[{kind!r}]", weight)
        if not 0 < self.reporting < 1:
            raise ValueError(f"reporting must be between 0 and 1, not {self.reporting}")
        if not 0 < self.familiar < 1:
            raise ValueError(f"familiar must be between 0 and 1, not {self.familiar}")
        if not self.familiar < self.strong < 1:
            raise ValueError(f"strong must be between familiar ({self.familiar}) and 1, not {self.strong}")

    def touch_weight(self, kind: str, others: int) -> float:
        """What one touch counts for one pair: the weight of its kind, shared among those it was addressed to.

        `others` is how many people it was addressed to, without its sender. Raises `ValueError` for an unknown kind and
        for fewer than one. The share is the "1/recipients" of `bench/warmth.py`.
        """
        weight = dict(self.weights).get(kind)
        if weight is None:
            raise ValueError(f"no weight for a touch of kind {kind!r}")
        if others < 1:
            raise ValueError(f"a touch is addressed to 1 or more, not {others}")
        return weight / others

    def added(self, key: float | None, at: dt.datetime, weight: float) -> float:
        """The key after one more touch of this weight at this (aware) time: log2(2^key + weight * 2^(t/h)).

        None is the key of a tie without touches. Touches may come in any order. Source: forward decay (see the module).
        Raises `ValueError` for a weight that is not above 0 and for a time without a time zone.
        """
        _must_be_positive("weight", weight)
        touch = self._half_lives(at) + math.log2(weight)
        return touch if key is None else _log2_of_sum(key, touch)

    @staticmethod
    def together(one: float | None, other: float | None) -> float | None:
        """The key of the touches of both: log2(2^one + 2^other). None is a tie without touches."""
        if one is None or other is None:
            return one if other is None else other
        return _log2_of_sum(one, other)

    @staticmethod
    def two_way(sent: float | None, received: float | None, met: float | None) -> float | None:
        """The key of a tie, from the keys of mail sent, mail received, and calls and meetings.

        Mail in one direction only is no tie (None): it counts nothing, also beside a meeting. Of both directions the
        sum foretold better who talks than the smaller or the geometric mean (`bench/warmth.py`).
        """
        mail = None if sent is None or received is None else _log2_of_sum(sent, received)
        return Warmth.together(mail, met)

    def shift(self, now: dt.datetime) -> float:
        """What all keys are lessened by to give log-odds at this (aware) time: t/h + log2(w0).

        Strength is w/(w + w0) for w = 2^(key - t/h), so its odds are w/w0.
        """
        return self._half_lives(now) + math.log2(self.w0)

    @staticmethod
    def strength(log_odds: float) -> float:
        """Strength of these log-odds (base 2): 1/(1 + 2^-x).

        Never 0, so that it has a logarithm; 1 where floats cannot tell it from 1. Raises `ValueError` for NaN.
        """
        if math.isnan(log_odds):
            raise ValueError("log-odds must be a number")
        if log_odds >= 0:
            return 1 / (1 + math.exp2(-log_odds))
        # Below 0 the quotient is turned round: 2^-x would overflow, 2^x does not.
        odds = math.exp2(max(log_odds, _LEAST))
        return odds / (1 + odds)

    @staticmethod
    def log_odds(strength: float) -> float:
        """Log-odds (base 2) of a strength between 0 and 1, such as a declared one: log2(s/(1 - s)).

        Raises `ValueError` for anything else.
        """
        if not 0 < strength < 1:
            raise ValueError(f"strength must be between 0 and 1, not {strength}")
        return math.log2(strength) - math.log1p(-strength) / math.log(2)

    def band(self, strength: float) -> Band:
        """The word for a strength; one kept as log-odds may have lost its last digits and keeps its word."""
        if strength >= self.strong - _AS_GOOD_AS:
            return "strong"
        return "familiar" if strength >= self.familiar - _AS_GOOD_AS else "weak"

    def _half_lives(self, at: dt.datetime) -> float:
        if at.tzinfo is None:
            raise ValueError("a time must have a time zone")
        return (at - _EPOCH) / _DAY / self.half_life_days


def _log2_of_sum(one: float, other: float) -> float:
    # From the larger one: 2^key itself overflows from the year 2017 on at a half-life of 17 days.
    larger, smaller = max(one, other), min(one, other)
    return larger + math.log1p(math.exp2(smaller - larger)) / math.log(2)


def _must_be_positive(name: str, value: float) -> None:
    if not 0 < value < math.inf:
        raise ValueError(f"{name} must be above 0, not {value}")
