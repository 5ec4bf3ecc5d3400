"""Whatever happens behind a request, its requester reads the same, and is told in the same minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.introductions import answering, listing, preferences, requesting
from models import workspaces
from tests.conftest import NOW, new_database
from tests.introductions.conftest import opened
from tests.introductions.office import CONTENT, Office, charter

Story = Callable[[Office], None]
LIMIT, *RULES = (rule for rule in CONTENT["requests"]["refuse"] if rule["id"] not in ("F1", "F2"))


def nothing(office: Office) -> None:
    """Nobody does anything."""


def declined(office: Office) -> None:
    """Everybody says no as soon as they are asked."""
    for name in ("raj", "zoe", "lee"):
        if office.waits(name):
            office.answers(name, "decline")


def contact_refuses(office: Office) -> None:
    """The contact would rather not."""
    if office.waits("raj"):
        office.says("raj", "ask_contact")
        office.answers("raj", "contact_no")


def suggests(office: Office) -> None:
    """Each suggests somebody who does not know her."""
    for name in ("raj", "zoe", "lee"):
        for ask in office.waits(name):
            office.does(name, answering.suggest, office.clock, ask.ask_id, ask.version, office.ids["mia"])


def objects(office: Office) -> None:
    """The first one says that she asked not to be contacted."""
    for ask in office.waits("raj"):
        office.does("raj", answering.contact_objects, office.clock, ask.ask_id)


def removed(office: Office) -> None:
    """Relationships are removed once their owners are asked."""
    for name in ("raj", "zoe", "lee"):
        if office.waits(name):
            office.forgets(name)


def deactivated(office: Office) -> None:
    """Who is asked leaves us."""
    for name in ("raj", "zoe", "lee"):
        if office.waits(name):
            office.changes(name, left_at=office.clock.now())


def no_charter(office: Office) -> None:
    """A charter comes into force by which nobody may be asked."""
    office.charter = charter(refuse=[{"id": "F9", "when": ["not owner_left"], "say": "neutral"}, *RULES])


def all_paused(office: Office) -> None:
    """Everybody is away."""
    for name in ("raj", "zoe", "lee"):
        office.does(
            name,
            preferences.save,
            office.clock,
            paused_until=NOW.date().replace(month=12),
            deputy_id=None,
            pace="at_once",
        )


def all_reached(office: Office) -> None:
    """Everybody has been asked as often as the charter allows."""
    office.charter = charter(refuse=[LIMIT | {"max": 1}, *RULES])
    for name in ("raj", "zoe", "lee"):
        office.knows(name, f"{name}s@acme.example")
        office.asks_for("mia", f"{name}s@acme.example")
    office.ticks()


def another_first(office: Office) -> None:
    """Somebody else asked before, and the first connector asks the contact for as long as it takes."""
    office.clock.advance(seconds=-1)
    office.asks_for("mia")
    office.ticks()
    office.says("raj", "ask_contact")
    office.clock.advance(seconds=1)


STORIES: dict[str, tuple[tuple[str, ...], Story, Story]] = {
    "silent": (("raj", "zoe", "lee"), nothing, nothing),
    "declined": (("raj", "zoe", "lee"), nothing, declined),
    "the contact refuses": (("raj", "zoe", "lee"), nothing, contact_refuses),
    "somebody else is better": (("raj", "zoe", "lee"), nothing, suggests),
    "asked not to be contacted": (("raj", "zoe", "lee"), nothing, objects),
    "limit reached": (("raj", "zoe", "lee"), all_reached, nothing),
    "paused": (("raj", "zoe", "lee"), all_paused, nothing),
    "relationship removed": (("raj", "zoe", "lee"), nothing, removed),
    "deactivated": (("raj", "zoe", "lee"), nothing, deactivated),
    "another charter": (("raj", "zoe", "lee"), nothing, no_charter),
    "nobody to ask": ((), nothing, nothing),
    "waiting behind another": (("raj", "zoe", "lee"), another_first, nothing),
}


def refuses(office: Office) -> None:
    """The one who is asked first says no, twenty minutes on."""
    if office.waits("raj"):
        office.answers("raj", "decline")


def suggests_another(office: Office) -> None:
    """The one who is asked first says no, and who would be better."""
    for ask in office.waits("raj"):
        office.does("raj", answering.suggest, office.clock, ask.ask_id, ask.version, office.ids["mia"])


def removes(office: Office) -> None:
    """The one who is asked first removes the relationship."""
    if office.waits("raj"):
        office.forgets("raj")


def keeps_private(office: Office) -> None:
    """The one who is asked first is named no longer."""
    if office.waits("raj"):
        office.shares("raj", "private")


def leaves(office: Office) -> None:
    """The one who is asked first leaves us."""
    if office.waits("raj"):
        office.changes("raj", left_at=office.clock.now())


OF_THE_NAMED: dict[str, Story] = {
    "silent": nothing,
    "declined": refuses,
    "somebody else is better": suggests_another,
    "relationship removed": removes,
    "kept private": keeps_private,
    "deactivated": leaves,
}
"""What a colleague does whom the requester sees by name, and asked to be asked first; the next one agrees at once."""


def told(office: Office) -> list[Any]:
    """What the outbox holds for the requester, without the random id of the request."""
    return [(kind, *rest) for kind, _, *rest in office.told("ana")]


def lived(folder: Path, story: str) -> list[Any]:
    """All that the requester may read, every second hour, as a story takes its course."""
    connectors, before, meanwhile = STORIES[story]
    office = begun(folder, connectors)
    before(office)
    return read_by_ana(office, meanwhile, hours=2)


def lived_by_the_named(folder: Path, story: str) -> list[Any]:
    """All that the requester may read, every twenty minutes, where one is named and another agrees."""
    office = begun(folder, ("raj", "zoe"))
    office.shares("raj", "open")

    def meanwhile(office: Office) -> None:
        OF_THE_NAMED[story](office)
        if office.waits("zoe"):
            office.says("zoe", "introduce")

    return read_by_ana(office, meanwhile, steps=80, prefers_id=office.ids["raj"], minutes=20)


def begun(folder: Path, connectors: tuple[str, ...]) -> Office:
    """An office in which these know Jane alike."""
    folder.mkdir()
    database = new_database(folder)
    with database.write() as session:
        workspace_id = workspaces.create_local(session, NOW).id
    return opened(database, workspace_id, *((name, 4) for name in connectors))


def read_by_ana(
    office: Office, meanwhile: Story, *, steps: int = 40, prefers_id: int | None = None, **later: float
) -> list[Any]:
    """What the requester reads from when they ask on, step by step."""
    contact_id = office.contact()
    read: list[Any] = []

    def same(standing: listing.Standing) -> listing.Standing:
        return replace(standing, introduction_id=0, contact=replace(standing.contact, contact_id=0))

    read.append(same(office.asks_for("ana", reason="She signs.", draft="Hello Jane.", prefers_id=prefers_id)))
    for step in range(steps):
        office.ticks(**later)
        meanwhile(office)
        read.append([same(one) for one in office.does("ana", listing.mine)])
        read.append(told(office))
        if step < steps - 2:
            again = office.does("ana", requesting.prepare, contact_id)
            read.append((again.in_flight and same(again.in_flight), again.draft, again.own))
    office.database.close()
    return read


@pytest.fixture(scope="module")
def silence(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What is read where nobody answers."""
    return lived(tmp_path_factory.mktemp("silence") / "here", "silent")


@pytest.mark.parametrize("story", sorted(STORIES.keys() - {"silent"}))
def test_the_requester_reads_the_same_whatever_happens(story: str, silence: list[Any], tmp_path: Path) -> None:
    read = lived(tmp_path / "here", story)
    assert repr(read).encode() == repr(silence).encode()


def test_what_was_compared_has_an_end_in_it(silence: list[Any]) -> None:
    states = [step[0].state for step in silence[1:] if isinstance(step, list) and isinstance(step[0], listing.Standing)]
    assert set(states) == {"asking", "none"}
    # Asked on Monday at 9:30, promised for Thursday at 10:00, read every second hour at half past.
    assert states.index("none") == 24 * 3 // 2


@pytest.fixture(scope="module")
def silence_of_the_named(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What is read where somebody named does not answer, and the next one agrees."""
    return lived_by_the_named(tmp_path_factory.mktemp("silence") / "here", "silent")


@pytest.mark.parametrize("story", sorted(OF_THE_NAMED.keys() - {"silent"}))
def test_when_the_next_one_agrees_does_not_tell_what_somebody_named_did(
    story: str, silence_of_the_named: list[Any], tmp_path: Path
) -> None:
    read = lived_by_the_named(tmp_path / "here", story)
    assert repr(read).encode() == repr(silence_of_the_named).encode()


def test_what_was_compared_of_the_named_has_a_yes_in_it(silence_of_the_named: list[Any]) -> None:
    assert (silence_of_the_named[-2][0].state, silence_of_the_named[-2][0].connector) == ("agreed", "Zoe")
