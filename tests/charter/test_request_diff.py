"""What a new charter lets be asked of people, found over all combinations of facts and told in plain words."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from bot.charter import Charter, facts_of, load_charter
from bot.charter.changes import news
from bot.charter.diff import diff
from bot.charter.plainly import LIMIT_WORDS
from bot.charter.request_diff import asks_more
from bot.charter.vocabulary import LIMITS
from tests.charter.worlds import dice

DEFAULT = Path(__file__).parents[2] / "charter.yaml"


def changed(**requests: Any) -> Charter:
    """The default charter with other values in its section about requests."""
    content = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    content["requests"] |= requests
    return Charter(content)


def rules(without: str = "", **changes: Any) -> list[dict[str, Any]]:
    """The default refusals without one, or with one changed (`F12={"max": 5}`)."""
    found = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))["requests"]["refuse"]
    return [rule | changes.get(rule["id"], {}) for rule in found if rule["id"] != without]


SOFTER = [
    ({"connectors": 5}, "more than 3 colleagues for one request, up to 5"),
    ({"refuse": rules(F12={"max": 5})}, "more than 3 asks_per_connector in 30 days (F12)"),
    ({"refuse": rules(F12={"days": 7})}, "more than 3 asks_per_connector in 30 days (F12)"),
    ({"refuse": rules("F5")}, "what is refused where contact_do_not_contact (F5)"),
    (
        {"refuse": rules(F5={"when": ["contact_do_not_contact", "account_sensitive"]})},
        (
            "what is refused where not viewer_is_external · viewer_accepted · owner_accepted · not owner_left · "
            "not contact_objected · contact_do_not_contact · not account_sensitive · not account_embargoed (F5)"
        ),
    ),
    (
        {"consent": [{"id": "K1", "from": ["owner"]}]},
        "introductions without the yes of the colleague who leads the account, where account_sensitive",
    ),
]


@pytest.mark.parametrize(("requests", "case"), SOFTER)
def test_what_is_softer_is_told_and_the_other_way_round(requests: dict[str, Any], case: str) -> None:
    old, new = load_charter(DEFAULT), changed(**requests)
    there, back = diff(old, new), diff(new, old)
    if "·" not in case:
        assert there.asks_more == (case,)
    assert len(there.asks_more) == 1
    assert there.asks_less == ()
    assert (back.asks_more, back.asks_less) == ((), there.asks_more)
    assert f"Asks more of people than before: {there.asks_more[0]}." in there.warnings()


def test_another_order_or_reason_asks_nothing_more() -> None:
    old = load_charter(DEFAULT)
    new = changed(refuse=[{**rule, "because": "Else."} for rule in reversed(rules())])
    assert (diff(old, new).asks_more, diff(old, new).asks_less) == ((), ())


def test_a_stricter_rule_of_another_id_covers_one_that_went() -> None:
    stricter = {"id": "F20", "limit": "asks_per_connector", "max": 2, "days": 60, "say": "neutral", "because": "Less."}
    found = diff(load_charter(DEFAULT), changed(refuse=[*rules("F12"), stricter]))
    assert found.asks_more == ()
    assert found.asks_less == ("more than 2 asks_per_connector in 60 days (F20)",)


def test_without_the_section_nothing_can_be_asked() -> None:
    content = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    del content["requests"]
    none, some = Charter(content), load_charter(DEFAULT)
    assert diff(none, some).asks_more == ("introductions at all",)
    assert (diff(some, none).asks_more, diff(some, none).asks_less) == ((), ("introductions at all",))


@pytest.mark.parametrize("seed", range(40))
def test_it_is_silent_only_where_no_request_is_answered_more_softly(seed: int) -> None:
    """Of two random sets of rules: where something is asked that was not, it is told, and never where nothing is."""
    rng = dice(seed)
    old, new = (changed(refuse=some_rules(rng), consent=some_consent(rng)) for _ in range(2))
    softer = False
    names = ("account_sensitive", "contact_do_not_contact", "owner_left")
    for values in product((False, True), repeat=len(names)):
        facts = dict.fromkeys(facts_of("relationship"), False) | dict(zip(names, values, strict=True))
        for count in range(6):
            # One request a day and no more before: a rule over more days counts as many or more.
            counts = dict.fromkeys(LIMITS, count)
            before, after = old.decide_request(facts, counts), new.decide_request(facts, counts)
            softer |= not after.refused and (before.refused or not set(before.roles) <= set(after.roles))
    assert bool(asks_more(old.requests, new.requests)) == softer


def some_rules(rng: Random) -> list[dict[str, Any]]:
    """A few refusals, all over 30 days."""
    found = []
    for number in range(rng.randint(1, 3)):
        when = rng.sample(["account_sensitive", "not contact_do_not_contact", "owner_left"], rng.randint(0, 1))
        rule: dict[str, Any] = {"id": f"F{number}", "when": when, "say": "neutral"}
        if not when or rng.random() < 0.6:
            rule |= {"limit": "asks_per_connector", "max": rng.randint(1, 4), "days": 30}
        found.append(rule)
    return found


def some_consent(rng: Random) -> list[dict[str, Any]]:
    """The owner's yes, and perhaps another's."""
    more = [{"id": "K2", "when": rng.choice(([], ["account_sensitive"])), "from": ["account_lead"]}]
    return [{"id": "K1", "from": ["owner"]}, *(more if rng.random() < 0.5 else [])]


def test_news_are_in_plain_words() -> None:
    old, new = load_charter(DEFAULT), changed(refuse=rules(F12={"max": 5}), connectors=4, answer_within="2 days")
    said = {(one.kind, one.id): (one.now, one.before) for one in news(old, new)}
    assert said["changed", "F12"][0].startswith("Nobody is asked more than 5 times in 30 days.")
    assert said["changed", "F12"][1].startswith("Nobody is asked more than 3 times in 30 days.")
    assert said["changed", "connectors"] == (
        "One request is put to at most 4 colleagues, one after the other.",
        "One request is put to at most 3 colleagues, one after the other.",
    )
    assert said["changed", "answer_within"][0] == "Whoever asks has an answer within 2 days."
    assert {kind for kind, _ in said} == {"asks_more", "changed"}


def test_every_limit_has_words() -> None:
    assert set(LIMIT_WORDS) == set(LIMITS)
