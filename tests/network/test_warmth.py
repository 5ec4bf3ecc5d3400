"""Warmth: what its formulas promise, whatever is put in."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.network.warmth import Warmth

HALF_LIVES = st.floats(min_value=1, max_value=365)
TIMES = st.integers(min_value=631_152_000, max_value=4_133_980_800).map(
    lambda one: dt.datetime.fromtimestamp(one, dt.UTC)
)
"""Seconds from 1990 to 2100."""
TOUCHES = st.lists(st.tuples(TIMES, st.floats(min_value=0.01, max_value=10)), min_size=1, max_size=30)
KEYS = st.floats(min_value=-50_000, max_value=50_000)
LOG_ODDS = st.floats(allow_nan=False)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
WARMTH = Warmth()


def key_of(warmth, touches):
    key = None
    for at, weight in touches:
        key = warmth.added(key, at, weight)
    return key


def day(number):
    return EPOCH + dt.timedelta(days=number)


@given(HALF_LIVES, TOUCHES, TOUCHES, TIMES, TIMES)
def test_who_is_warmer_stays_warmer(half_life, one, other, now, later):
    warmth = Warmth(half_life_days=half_life)
    a, b = sorted((key_of(warmth, one), key_of(warmth, other)))
    for moment in (now, later):
        shift = warmth.shift(moment)
        assert a - shift <= b - shift
        assert Warmth.strength(a - shift) <= Warmth.strength(b - shift)


@given(HALF_LIVES, TOUCHES, st.randoms(use_true_random=False), st.integers(min_value=0, max_value=30))
def test_touches_come_in_any_order_and_in_pieces(half_life, touches, chance, cut):
    warmth = Warmth(half_life_days=half_life)
    shuffled = chance.sample(touches, len(touches))
    in_pieces = Warmth.together(key_of(warmth, shuffled[:cut]), key_of(warmth, shuffled[cut:]))
    assert in_pieces == pytest.approx(key_of(warmth, touches), rel=0, abs=1e-9)


@given(HALF_LIVES, TOUCHES, TIMES)
def test_strength_is_what_the_plain_formula_says(half_life, touches, now):
    warmth = Warmth(half_life_days=half_life)
    ages = [((now - at) / dt.timedelta(days=1) / half_life, weight) for at, weight in touches]
    # Beyond these the plain formula has no float; that is what the key is for.
    assume(all(abs(age) < 900 for age, _ in ages))
    evidence = sum(weight * 2**-age for age, weight in ages)
    found = Warmth.strength(key_of(warmth, touches) - warmth.shift(now))
    assert found == pytest.approx(evidence / (evidence + warmth.w0), rel=1e-9, abs=0)


@given(KEYS, KEYS, st.none() | KEYS)
def test_mail_one_way_is_no_tie(sent, received, met):
    assert Warmth.two_way(sent, None, None) is None
    assert Warmth.two_way(None, received, None) is None
    assert Warmth.two_way(None, None, None) is None
    assert Warmth.two_way(sent, None, met) == met
    assert Warmth.two_way(None, received, met) == met


@given(KEYS, KEYS, KEYS)
def test_a_tie_is_all_that_was_said_both_ways(sent, received, met):
    tie = Warmth.two_way(sent, received, None)
    assert tie >= max(sent, received)
    assert tie == Warmth.two_way(received, sent, None)
    assert Warmth.two_way(sent, received, met) == Warmth.together(tie, met)


@given(LOG_ODDS, LOG_ODDS)
def test_strength_rises_and_stays_between_0_and_1(one, other):
    lower, higher = sorted((one, other))
    assert 0 < Warmth.strength(lower) <= Warmth.strength(higher) <= 1


@given(st.floats(min_value=1e-300, max_value=1, exclude_max=True))
def test_log_odds_are_the_inverse(strength):
    assert Warmth.strength(Warmth.log_odds(strength)) == pytest.approx(strength, rel=1e-9)


def test_log_odds_of_what_cannot_fade_away():
    assert Warmth.log_odds(0.5) == 0
    assert Warmth.log_odds(0.8) == pytest.approx(2)
    assert Warmth.log_odds(0.2) == pytest.approx(-2)
    for outside in (0, 1, -0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="strength"):
            Warmth.log_odds(outside)
    with pytest.raises(ValueError, match="log-odds"):
        Warmth.strength(math.nan)


def test_by_hand():
    # Half-life 10 days. Mail on day 0 to one (1), on day 10 to two (1/2); on day 20 a meeting of two (4).
    warmth = Warmth(half_life_days=10, w0=4)
    key = warmth.added(None, day(0), warmth.touch_weight("email", 1))
    assert key == 0
    key = warmth.added(key, day(10), warmth.touch_weight("email", 2))
    assert key == pytest.approx(1)  # 1 + 1/2 * 2
    key = warmth.added(key, day(20), warmth.touch_weight("meeting", 1))
    assert key == pytest.approx(math.log2(18))  # 2 + 4 * 4
    # On day 30 evidence is 18 / 2^3 = 2.25, and strength 2.25 / (2.25 + 4).
    assert warmth.shift(day(30)) == pytest.approx(3 + 2)
    assert Warmth.strength(key - warmth.shift(day(30))) == pytest.approx(0.36)


def test_a_half_life_later_half_the_evidence():
    key = WARMTH.added(None, day(0), WARMTH.w0)
    assert Warmth.strength(key - WARMTH.shift(day(0))) == pytest.approx(1 / 2)
    assert Warmth.strength(key - WARMTH.shift(day(WARMTH.half_life_days))) == pytest.approx(1 / 3)


@pytest.mark.parametrize(("every", "word"), [(7, "strong"), (14, "strong"), (30, "familiar")])
def test_words_for_a_steady_correspondence(every, word):
    mails = [(day(one), 1) for one in range(0, 50 * every, every)]
    tie = Warmth.two_way(key_of(WARMTH, mails), key_of(WARMTH, mails), None)
    for now in (49 * every, 50 * every):  # just after the last mails and just before the next
        assert WARMTH.band(Warmth.strength(tie - WARMTH.shift(day(now)))) == word


def test_one_mail_each_way_is_weak_from_the_next_day():
    mail = WARMTH.added(None, day(0), 1)
    tie = Warmth.two_way(mail, mail, None)
    assert WARMTH.band(Warmth.strength(tie - WARMTH.shift(day(1)))) == "weak"


def test_bands():
    assert [WARMTH.band(one) for one in (1.0, 0.6, 0.5999, 0.4, 0.3999, 0.0)] == [
        "strong",
        "strong",
        "familiar",
        "familiar",
        "weak",
        "weak",
    ]


@given(st.floats(min_value=0.01, max_value=0.98), st.floats(min_value=0.01, max_value=0.98))
def test_a_strength_kept_as_log_odds_keeps_its_word(one, other):
    familiar, strong = sorted((one, other))
    assume(familiar < strong)
    warmth = Warmth(familiar=familiar, strong=strong)
    assert warmth.band(Warmth.strength(Warmth.log_odds(strong))) == "strong"


def test_kinds():
    assert WARMTH.touch_weight("email", 4) == 0.25
    assert WARMTH.touch_weight("call", 1) == 2
    assert WARMTH.touch_weight("meeting", 2) == 2
    with pytest.raises(ValueError, match="pigeon"):
        WARMTH.touch_weight("pigeon", 1)
    with pytest.raises(ValueError, match="1 or more"):
        WARMTH.touch_weight("email", 0)


def test_equal_settings_are_equal():
    mapping = {"meeting": 4, "email": 1, "call": 2}
    assert Warmth(weights=mapping) == WARMTH
    assert hash(Warmth(weights=mapping)) == hash(WARMTH)
    assert Warmth(weights={"email": 1}) != WARMTH


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("half_life_days", 0),
        ("half_life_days", -1),
        ("half_life_days", math.nan),
        ("half_life_days", math.inf),
        ("w0", 0),
        ("w0", math.nan),
        ("weights", {"email": 0}),
        ("weights", {"email": math.inf}),
        ("reporting", 0),
        ("reporting", 1),
        ("familiar", 0),
        ("strong", 0.4),
        ("strong", 1),
        ("strong", math.nan),
    ],
)
def test_a_bad_field_is_named(field, value):
    with pytest.raises(ValueError, match=f"^{field}"):
        Warmth(**{field: value})


def test_bad_touches_are_refused():
    with pytest.raises(ValueError, match="weight"):
        WARMTH.added(None, day(0), 0)
    with pytest.raises(ValueError, match="time zone"):
        WARMTH.added(None, dt.datetime(2020, 1, 1), 1)  # noqa: DTZ001 that it is naive is the point
    with pytest.raises(ValueError, match="time zone"):
        WARMTH.shift(dt.datetime(2020, 1, 1))  # noqa: DTZ001 that it is naive is the point
