"""Whatever happens behind a request that comes to nothing: its requester sees the same bytes at the same minutes."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.base import random_id
from models.introductions import Ask, Introduction
from models.network import Relationship
from models.people import Colleague
from tests.hostile.desk import Desk, Office, Said, elements, office
from tests.hostile.twins import looks

JANE = "jane.doe@acme.example"
OWNERS = ("raj", "zoe")
"""Whom Ana can be led to Jane by."""
Behind = Callable[[Office], None]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the invented company in it, to be copied."""
    folder = tmp_path_factory.mktemp("company")
    with office(f"sqlite:///{folder / 'o2o.db'}", folder):
        pass
    return folder / "o2o.db"


@contextmanager
def world(company: Path, folder: Path) -> Iterator[Office]:
    """A world of its own, as all the others begin."""
    folder.mkdir()
    shutil.copy(company, folder / "o2o.db")
    with office(f"sqlite:///{folder / 'o2o.db'}", folder) as made:
        yield made


def asks(ana: Desk) -> Said:
    """Ana's form, filled in but not yet sent."""
    form = ana.clicks(ana.types(f"who-knows {JANE}"), "Ask for an introduction")
    deal = next(block for block in form.blocks if block.get("block_id") == "deal_id")["element"]["options"][-1]
    return ana.submits(form, {"purpose": "renewal", "reason": "She signs.", "deal_id": deal["value"]})


def seen(ana: Desk) -> list[str]:
    """All that Ana can see of her request: what she was told and since when, her list, asking again."""
    told = [f"{one.kind} {one.due_at} {looks(one.said)}" for one in ana.told()]
    under_way = not of_request(told)
    return [*told, looks(ana.types("asks")), looks(ana.types(f"intro {JANE}")) if under_way else ""]


def watched(world: Office, before: Behind, behind: Behind) -> list[list[str]]:
    """What Ana sees, hour by hour and around the promised hour by minutes."""
    ana = world.desk("ana")
    before(world)
    said = asks(ana)
    record = [[looks(said)]]
    begun = world.clock.now()
    hours = [begun + dt.timedelta(hours=number) for number in range(0, 70, 3)]
    promised = begun.replace(hour=10, minute=0) + dt.timedelta(days=3)
    minutes = [promised + dt.timedelta(minutes=number) for number in (-2, -1, 0, 1, 2)]
    for at in [*hours, *minutes, promised + dt.timedelta(days=40)]:
        world.passes(seconds=(at - world.clock.now()).total_seconds())
        behind(world)
        world.ticks()
        world.delivers()
        record.append([str(at), *seen(ana)])
    withdraw = next(one for one in elements(said) if one["text"]["text"] == "Withdraw")
    record.append([looks(ana.sends(withdraw["action_id"], withdraw["value"]))])
    return record


def of_request(lines: list[str]) -> list[str]:
    """What was told of the request itself; what can be looked up of the person may have changed meanwhile."""
    return [line for line in lines if line.startswith("introduction ")]


# -- what may be behind it -----------------------------------------------------------------------------------


def nothing(_world: Office) -> None:
    """Nobody does anything."""


def clicked(label: str, *then: str) -> Behind:
    """Whoever is asked clicks this, and then that."""

    def click(world: Office) -> None:
        for name in OWNERS:
            desk = world.desk(name)
            for one in desk.told():
                said = one.said
                for wanted in (label, *then):
                    if wanted in [found["text"]["text"] for found in elements(said)]:
                        said = desk.clicks(said, wanted)

    return click


def paused(world: Office) -> None:
    """Everybody who could be asked is away for two weeks."""
    for name in OWNERS:
        desk = world.desk(name)
        said = desk.clicks(desk.types("asks"), "How I like to be asked ...")
        if "Pause for two weeks" in [found["text"]["text"] for found in elements(said)]:
            desk.clicks(said, "Pause for two weeks")


def removed(world: Office) -> None:
    """The relationships are taken away, one at each look."""
    with world.database.write() as session:
        contact = select(Introduction.contact_id)
        mine = session.scalars(
            select(Relationship)
            .join(Colleague, Colleague.id == Relationship.colleague_id)
            .where(
                Relationship.contact_id.in_(contact), Relationship.removed_at.is_(None), Colleague.name != "Mia Rossi"
            )
            .limit(1)
        ).all()
        for one in mine:
            one.wipe(world.clock.now())


def kept_private(world: Office) -> None:
    """Everybody keeps their relationship with Jane to themselves."""
    for name in OWNERS:
        desk = world.desk(name)
        value = next(
            one["value"]
            for block, one in zip_menus(desk.types("me"))
            if "*Jane Doe*" in block and one["text"]["text"] == "Keep private"
        )
        desk.sends("mine_menu", value)


def zip_menus(said: Said) -> list[tuple[str, dict[str, dict[str, str]]]]:
    """The choices of each menu, with the text beside which it stands."""
    return [
        (block["text"]["text"], one) for block in said.blocks for one in block.get("accessory", {}).get("options", [])
    ]


def at_their_limit(world: Office) -> None:
    """Everybody has been asked as often as the charter lets them be, about somebody else."""
    with world.database.write() as session:
        ids = {row.email: row.id for row in session.execute(select(Colleague.email, Colleague.id))}
        tie = session.scalars(select(Relationship).where(Relationship.removed_at.is_(None))).first()
        assert tie is not None
        now = world.clock.now() - dt.timedelta(days=5)
        for owner in ("raj.patel", "zoe.kern"):
            for _ in range(3):
                made = Introduction(
                    workspace_id=world.workspace_id,
                    id=random_id(),
                    requester_id=ids["mia.rossi@initrode.example"],
                    contact_id=tie.contact_id,
                    called="Somebody",
                    called_address="somebody@nowhere.example",
                    purpose="advice",
                    draft="x",
                    state="none",
                    asked_at=now,
                    answer_by=now,
                    look_at=now,
                    closed_at=now,
                )
                session.add(made)
                session.flush()
                session.add(
                    Ask(
                        workspace_id=world.workspace_id,
                        introduction_id=made.id,
                        attempt=1,
                        role="owner",
                        owner_id=ids[f"{owner}@initrode.example"],
                        addressee_id=ids[f"{owner}@initrode.example"],
                        state="no",
                        asked_at=now,
                        until=now,
                    )
                )


def gone(world: Office) -> None:
    """Everybody who could be asked has left us."""
    with world.database.write() as session:
        for name in ("Raj Patel", "Zoe Kern"):
            session.execute(update(Colleague).where(Colleague.name == name).values(left_at=world.clock.now()))


def wanted_by_another(world: Office) -> None:
    """Lee has asked for the same person a moment before, and is being looked after."""
    form = world.desk("lee").types(f"intro {JANE}")
    world.desk("lee").submits(form, {"purpose": "advice", "reason": "x"})
    world.ticks()


def suggested(world: Office) -> None:
    """Whoever is asked names somebody else, who knows nobody."""
    for name in OWNERS:
        desk = world.desk(name)
        for one in desk.told():
            if "Somebody else is better" in [found["text"]["text"] for found in elements(one.said)]:
                form = desk.clicks(one.said, "Somebody else is better")
                desk.submits(form, {"colleague_id": "U0SAM"})


WAYS: dict[str, tuple[Behind, Behind]] = {
    "declined": (nothing, clicked("Not this time")),
    "declined by the contact": (nothing, clicked("I'll ask Jane first", "They'd rather not")),
    "put off": (nothing, clicked("Later")),
    "asking the contact to the end": (nothing, clicked("I'll ask Jane first")),
    "asked not to be contacted": (nothing, clicked("Asked not to be contacted", "Yes, they asked for it")),
    "somebody else suggested": (nothing, suggested),
    "paused before": (paused, nothing),
    "paused meanwhile": (nothing, paused),
    "at their limit": (at_their_limit, nothing),
    "removed": (nothing, removed),
    "left": (nothing, gone),
    "wanted by another": (wanted_by_another, nothing),
}


@pytest.fixture(scope="module")
def silent(company: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """What Ana sees where nobody answers."""
    with world(company, tmp_path_factory.mktemp("silent") / "world") as made:
        return watched(made, nothing, nothing)


def test_the_hour_is_kept_to_the_minute_and_said_before(silent: list[list[str]]) -> None:
    assert "You'll hear by Thu 11:00." in silent[0][0]
    told = {record[0]: bool(of_request(record)) for record in silent[1:-1]}
    for record in silent[1:-1]:  # the promise, given at once, and what is said in its place
        promised = [line for line in record if line.startswith("promise ")]
        if record[0] == "2026-11-26 10:00:00+00:00":
            continue  # at the hour itself it waits for the answer to be told first
        assert len(promised) == 1, record
        assert ("stands below" in promised[0]) is told[record[0]]
    assert not told["2026-11-26 09:59:00+00:00"]
    assert told["2026-11-26 10:00:00+00:00"]
    assert "No introduction to *Jane Doe* came about this time." in str(silent[-2])
    for name in ("Raj", "Zoe"):
        assert name not in str(silent)


@pytest.mark.parametrize("way", WAYS)
def test_whatever_was_behind_it(way: str, company: Path, tmp_path: Path, silent: list[list[str]]) -> None:
    before, behind = WAYS[way]
    with world(company, tmp_path / "world") as made:
        record = watched(made, before, behind)
    for step, (told, expected) in enumerate(zip(record, silent, strict=True)):
        assert told == expected, f"{way}: step {step}, {expected[0][:40]}"


def test_nobody_to_ask(company: Path, tmp_path: Path, silent: list[list[str]]) -> None:
    """Those whom the form could have led to keep it to themselves before it is sent."""
    with world(company, tmp_path / "world") as made:
        ana = made.desk("ana")
        form = ana.clicks(ana.types(f"who-knows {JANE}"), "Ask for an introduction")
        kept_private(made)
        deal = next(block for block in form.blocks if block.get("block_id") == "deal_id")["element"]["options"][-1]
        said = ana.submits(form, {"purpose": "renewal", "reason": "She signs.", "deal_id": deal["value"]})
        assert looks(said) == silent[0][0]
        promised = made.clock.now().replace(hour=10, minute=0) + dt.timedelta(days=3)
        for at in (promised - dt.timedelta(minutes=1), promised, promised + dt.timedelta(days=40)):
            made.passes(seconds=(at - made.clock.now()).total_seconds())
            expected = next(record for record in silent if record[0] == str(at))
            assert of_request(seen(ana)) == of_request(expected)
