"""What is told of a deal of its own accord keeps to what the charter lets be said in that kind of place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.charter import Charter, CharterError, read_charter
from bot.charter.changes import news
from bot.charter.diff import diff
from bot.charter.places import may_say
from bot.charter.vocabulary import TOPICS
from bot.cli.demo import ROOT
from handlers.boundary import Actor
from handlers.views.kit import Message
from tests.hostile.deal_room import moves, named, opens, told
from tests.hostile.desk import TEAM, Office, office

TEXT = (ROOT / "charter.yaml").read_text(encoding="utf-8")
JANE = "jane.doe@acme.example"
ALL = tuple(TOPICS)


def ruled(**say: tuple[str, ...]) -> Charter:
    """The default charter, letting this be said in these kinds of place; in none where none is named."""
    content: dict[str, Any] = yaml.safe_load(TEXT)
    places = [
        {"id": f"P{number}", "place": place, "say": list(topics), "because": "So."}
        for number, (place, topics) in enumerate(say.items())
    ]
    content["digest"] = {"smallest_group": 5, "places": places}
    if not say:
        del content["digest"]
    return Charter(content)


@pytest.fixture(scope="module")
def spoken_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A deal with a channel, of which Lee saw where the customer stands, and Jane decides about the money."""
    folder = tmp_path_factory.mktemp("office")
    with office(f"sqlite:///{folder}/o2o.db", folder) as made:
        opens(made)
        with named(made, JANE, buying_role="economic buyer"):
            moves(made, ours="Proposal", theirs="Comparing suppliers", seen_by="lee")
            yield made


def says(made: Office, charter: Charter, who: str | None = None) -> list[str]:
    """What was told in the channel, or to somebody, as it would be said under a charter."""
    house = made.house
    before, house.boundary = house.boundary, replace(house.boundary, charter=charter)
    try:
        return [said.text for _, _, said in told(made, who) if said is not None]
    finally:
        house.boundary = before


def test_by_the_default_charter_a_channel_is_told_roles_stages_the_team_and_that_there_is_a_way(
    spoken_of: Office,
) -> None:
    said = says(spoken_of, read_charter(TEXT.encode()))
    newest = next(one for one in said if "we moved to" in one)
    assert newest.splitlines() == [
        "*Acme renewal*: we moved to *Proposal*. They, as far as we know, are at *Comparing suppliers* (Lee, today).",
        "Now needed by 7 December: our *account executive* with their *champion*.",
        "Now needed by 7 December: our *account executive* with their *economic buyer*.",
        "Somebody of ours knows them well.",
        "Now needed by 7 December: our *solution engineer* with their *technical buyer*.",
    ]


def test_without_a_topic_its_words_are_not_said(spoken_of: Office) -> None:
    (said,) = (one for one in says(spoken_of, ruled(deal_channel=("roles", "stages"))) if "we moved to" in one)
    assert "(somebody, today)" in said
    assert "Lee" not in said
    assert "of ours knows" not in said


@pytest.mark.parametrize("say", [(), ("roles",), ("stages",), tuple({*ALL} - {"roles"})])
def test_a_move_is_told_only_where_stages_and_roles_may_be(spoken_of: Office, say: tuple[str, ...]) -> None:
    said = says(spoken_of, ruled(deal_channel=say, direct_message=ALL))
    assert set(said) == {"By the charter nothing of this deal is said here."}


def test_nothing_at_all_is_said_under_a_charter_that_lists_no_place(spoken_of: Office) -> None:
    assert set(says(spoken_of, ruled())) == {"By the charter nothing of this deal is said here."}


@pytest.fixture
def by_roles(tmp_path: Path) -> Iterator[Office]:
    """The same, under a charter that lets deals be told to one person alone, by roles."""
    with office(f"sqlite:///{tmp_path}/o2o.db", tmp_path) as made:
        opens(made)
        made.house.boundary = replace(
            made.house.boundary, charter=ruled(direct_message=("roles", "stages", "ways", "counts"))
        )
        with named(made, JANE, buying_role="economic buyer"):
            moves(made, ours="Proposal", theirs="Comparing suppliers", seen_by="lee")
            yield made


def test_where_the_channel_may_not_be_told_whoever_can_act_is_and_only_what_they_may_be(by_roles: Office) -> None:
    assert told(by_roles) == []
    said = [one.text for _, _, one in told(by_roles, "ana") if one is not None]
    newest = next(one for one in said if "we moved to" in one)
    assert "our *account executive* with their *economic buyer*.\nSomebody of ours knows them well." in newest
    assert "Jane" not in newest
    assert "Lee" not in newest
    assert set(says(by_roles, ruled(), "ana")) == {"By the charter nothing of this deal is said here."}


def test_what_may_be_said_is_what_the_charter_lists() -> None:
    charter = ruled(deal_channel=("roles",))
    assert may_say(charter, "deal_channel") == {"roles"}
    assert may_say(charter, "direct_message") == set()
    assert may_say(ruled(), "deal_channel") == set()


def test_another_charter_that_says_more_is_said_to() -> None:
    less, more = ruled(deal_channel=("roles",)), ruled(deal_channel=("roles", "ways"))
    found = diff(less, more)
    words = "a channel bound to a deal, without guests: that somebody of ours knows a person, without a name"
    assert found.says_more == (words,)
    assert found.warnings() == (f"Says more than before: {words}.",)
    assert (diff(more, less).says_more, diff(more, less).says_less) == ((), (words,))
    assert ("shows_more", words) in [(one.kind, one.now) for one in news(less, more)]
    changed = next(one for one in news(less, more) if one.kind == "changed")
    assert changed.before.startswith("A channel bound to a deal, without guests: seller and buying roles")
    assert diff(ruled(), less).places == (
        ("smallest_group", "", "A figure about people is given only for 5 of them or more."),
    )


def test_app_home_is_a_place_like_any_other() -> None:
    less, more = ruled(direct_message=ALL), ruled(direct_message=ALL, app_home=("roles", "stages"))
    assert (may_say(less, "app_home"), may_say(more, "app_home")) == (set(), {"roles", "stages"})
    words = (
        "the bot's home page of one colleague: seller and buying roles, filled or not; where we and the customer stand"
    )
    assert diff(less, more).warnings() == (f"Says more than before: {words}.",)
    assert ("shows_more", words) in [(one.kind, one.now) for one in news(less, more)]
    default = read_charter(TEXT.encode())
    assert may_say(default, "app_home") == may_say(default, "direct_message") == frozenset(ALL)


def test_a_place_listed_twice_is_refused() -> None:
    twice = TEXT.replace("place: other_channel\n      say: []", "place: deal_channel\n      say: []")
    with pytest.raises(CharterError, match="deal_channel is said a second time"):
        read_charter(twice.encode())


@pytest.mark.parametrize(
    ("topics", "words"),
    [
        (ALL, "Everybody in this channel then reads where the deal stands"),
        (("roles",), "By the charter I say nothing of it here of my own accord"),
    ],
)
def test_what_it_means_to_speak_of_a_deal_in_a_channel_is_said_as_the_charter_has_it(
    spoken_of: Office, topics: tuple[str, ...], words: str
) -> None:
    house = spoken_of.house
    before, house.boundary = house.boundary, replace(house.boundary, charter=ruled(deal_channel=topics))
    try:
        command, rest = house.commands.find("deal here Acme renewal")
        client: Any = None  # nobody is asked: everybody was heard of just now
        asked = Actor(TEAM, "U0ANA", channel_id="C0OTHER")
        said = house.boundary.run(client, asked, lambda turn: command.run(turn, rest), writes=False)
    finally:
        house.boundary = before
    assert isinstance(said, Message)
    assert words in said.text
