"""`o2o digest preview` as somebody at a shell runs it: a channel's eyes for a deal, a colleague's for theirs."""

from __future__ import annotations

import json

import pytest

from bot.errors import BadInput
from tests.cli import test_coverage
from tests.cli.test_coverage import ran

here, kind = test_coverage.here, test_coverage.kind


def preview(code: int, *words: str) -> str:
    return str(ran(code, "digest", "preview", *words).stdout)


def refused(*words: str) -> str:
    error = ran(1, "digest", "preview", *words).exception
    assert isinstance(error, BadInput)
    return error.words


def test_a_deals_is_what_its_channel_would_read(here) -> None:
    said = preview(0, "--deal", "two")
    assert said.startswith("Two · ")
    assert "=Jane" not in preview(0, "--deal", test_coverage.FORMULA)
    data = json.loads(preview(0, "--deal", "Two", "--json"))
    assert (data["deal"], data["stage"], data["counts"]["engaged"]) == ("Two", "Discovery", 0)
    assert {"next", "missing", "risks", "carried_by_one", "more", "nothing_to_say"} <= set(data)
    # An account under embargo is not told to a channel, and a deal of that name is none.
    assert refused("--deal", "Three") == refused("--deal", "No such deal")


def test_a_colleagues_is_what_they_would_read(here) -> None:
    assert "need" in preview(0, "--as", "mia@ours.example").splitlines()[0]
    data = json.loads(preview(0, "--as", "ana@ours.example", "--json"))
    assert (data["deals_of_their_people"]["all"], data["own_deals"]["all"]) == (0, 1)
    assert "economic buyer" in data["own_deals"]["needing"][0]["missing"]  # Raj knows her, and nobody has met her
    assert refused("--deal", "Two", "--as", "ana@ours.example") == refused("--deal", "X", "--as", "ana@ours.example")
    assert "--as" in refused()


@pytest.mark.parametrize("email", ["nobody@ours.example"])
def test_nobody_is_shown_nothing(here, email: str) -> None:
    assert "no colleague has the address" in refused("--as", email)
