"""Ways that lead through what is hidden leave no trace: not in answers, reasons, records, JSON or statements."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.charter.sight import Sight, Viewer
from bot.cli.asking import as_data
from bot.network.who_knows import who_knows
from handlers.views.who_knows import in_plain_text
from models.governance import DecisionParty, DecisionRecord
from models.people import Colleague
from models.reading import Reading
from models.ways import ENDS, NEIGHBOURS
from tests import postgres
from tests.conftest import DATABASES
from tests.hostile.desk import Office, office
from tests.hostile.neighbourhood import AROUND, BEHIND, DAN, EVE, MAX, NOTICED, OLGA, ROB, TESS, UNA, settle
from tests.hostile.scripts import Steps, ask, asked
from tests.hostile.twins import Stored, looks

QUESTIONS = [
    TESS,
    ROB,
    "sue.second@bridge.example",
    MAX,
    EVE,
    UNA,
    OLGA,
    DAN,
    "lone.wolf@bridge.example",
    "newly.met@bridge.example",
    "ceo@bridge",
    "cfo@bridge",
    "sales@bridge",
    "c-level@bridge",
    "chairwoman@bridge",
    "treasurer@bridge",
    "bridge",
    "@bridge.example",
    "Tess Target",
    "Tess Secret",
    "Tess Targed",
    "Tess Secred",
    "Eve Embargo",
    "Eve Embarg",
    "Una Unseen",
    "Max Milde",
    "quorum",
    "Secret Holding",
]
LOOKS_THROUGH = {"lee": Stored(), "mia": NOTICED}
"""Who looks, and what is hidden from them beside the rest."""


@pytest.fixture(scope="module", params=DATABASES)
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:
    """A world with nothing hidden in it, and for each viewer one with what they may not see."""
    folder = tmp_path_factory.mktemp("ways")
    with ExitStack() as stack:
        made = {}
        for name, behind in {"": None, **LOOKS_THROUGH}.items():
            if request.param == "sqlite":
                url = f"sqlite:///{folder / name}.db"
            else:
                server = request.getfixturevalue("postgres_server")
                url = str(stack.enter_context(postgres.fresh_database(server)))
            world = made[name] = stack.enter_context(office(url, folder))
            for stored in (AROUND, *((BEHIND, behind) if behind is not None else ())):
                stored.store(world, folder)
            settle(world, hidden=behind is not None)
        yield made


def each_way(who: str, worlds: dict[str, Office]) -> tuple[Office, Office]:
    return worlds[who], worlds[""]


@pytest.mark.parametrize("who", LOOKS_THROUGH)
def test_answers_and_reasons_are_the_same(worlds: dict[str, Office], who: str) -> None:
    def script(world: Office) -> Steps:
        desk = world.desk(who)
        for text in QUESTIONS:
            yield from asked(desk, text)
            yield ask(desk, f"left {text}e")
        form = desk.types("know")
        yield "a form", form
        yield ask(desk, "me")

    there, absent = (script(world) for world in each_way(who, worlds))
    told = []
    for (step, hidden), (_, nothing) in zip(there, absent, strict=True):
        assert looks(hidden) == looks(nothing), step
        told.append(looks(nothing))
    # What is not hidden is told, or the test would say nothing.
    said = "\n".join(told)
    assert "through *Rob Reports*" in said or who == "mia"
    assert "knows somebody close to them" in said or who == "lee"
    for secret in ("Witness", "Sister", "Queen", "Rob Secret", "Lone Secret"):
        assert secret not in said


@pytest.mark.parametrize("who", LOOKS_THROUGH)
def test_data_and_records_are_the_same(worlds: dict[str, Office], who: str) -> None:
    for text in QUESTIONS:
        seen = []
        for world in each_way(who, worlds):
            world.desk(who).types(f"who-knows {text}")
            with world.database.read() as session:
                sight = sight_of(world, session, who)
                answer = who_knows(sight, text)
                last = session.scalars(
                    select(DecisionParty.answer_id).order_by(DecisionParty.id.desc()).limit(1)
                ).one_or_none()
                recorded = session.execute(
                    select(
                        DecisionRecord.subject,
                        DecisionRecord.outcome,
                        DecisionRecord.clauses,
                        DecisionRecord.fact_code,
                    )
                    .join(DecisionParty, DecisionParty.id == DecisionRecord.id)
                    .where(DecisionParty.answer_id == last)
                    .order_by(DecisionRecord.id)
                ).all()
            data = json.dumps(as_data(answer), default=str)
            seen.append((data, in_plain_text(answer, "somebody"), [tuple(row) for row in recorded]))
        assert seen[0] == seen[1], text


@pytest.mark.parametrize("who", LOOKS_THROUGH)
def test_as_many_statements_are_made(worlds: dict[str, Office], who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the lists a search reads: that it comes upon what it may not use can't be avoided."""
    of_search = {*ENDS.values(), *NEIGHBOURS.values()}
    by_hand: list[str] = []
    rows: Callable[..., object] = Reading.rows

    def counted(self: Reading, statement: str, **given: object) -> object:
        by_hand.extend([statement] * (statement not in of_search))
        return rows(self, statement, **given)

    monkeypatch.setattr(Reading, "rows", counted)
    for text in QUESTIONS:
        took = []
        for world in each_way(who, worlds):
            world.statements.clear()
            by_hand.clear()
            world.desk(who).types(f"who-knows {text}")
            took.append((len(world.statements), list(by_hand)))
        assert took[0] == took[1], text


def sight_of(world: Office, session: Session, who: str) -> Sight:
    charter = world.house.boundary.charter
    colleague = session.scalars(select(Colleague).where(Colleague.slack_user_id == f"U0{who.upper()}")).one()
    return Sight(session, charter, Viewer.of(colleague, charter), world.clock.now(), world.settings.warmth)
