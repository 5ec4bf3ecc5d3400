"""Ways that lead through what is hidden leave no trace: not in answers, reasons, records, JSON or statements."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

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
from tests.hostile.neighbourhood import AROUND, BEHIND, DAN, EVE, MAX, NOTICED, OLGA, ROB, TESS, TIA, UNA, settle
from tests.hostile.scripts import Steps, Target, ask, asked, log_and_forget
from tests.hostile.twins import Stored, looks

Twins = dict[str, tuple[Office, ...]]
QUESTIONS = [
    TESS,
    ROB,
    "sue.second@bridge.example",
    MAX,
    EVE,
    UNA,
    TIA,
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
    "auditor@bridge",
    "bridge",
    "@bridge.example",
    "Tess Target",
    "Tess Secret",
    "Tess Targed",
    "Tess Secred",
    "Eve Embargo",
    "Eve Embarg",
    "Una Unseen",
    "Tia Tacit",
    "Tacit Holding",
    "Max Milde",
    "quorum",
    "Secret Holding",
]
LOOKS_THROUGH = {"lee": Stored(), "mia": NOTICED}
"""Who looks, and what is hidden from them beside the rest."""


@pytest.fixture(scope="module", params=DATABASES)
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """For each viewer a world with what they may not see, and one without it."""
    folder = tmp_path_factory.mktemp("ways")
    with ExitStack() as stack:
        made: dict[str, tuple[Office, ...]] = {}
        for name in LOOKS_THROUGH:
            made[name] = tuple(stack.enter_context(_world(name, hidden, request, folder)) for hidden in (True, False))
        yield made


@contextmanager
def _world(who: str, hidden: bool, request: pytest.FixtureRequest, folder: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{folder / who}-{hidden}.db"
        else:
            server, template = (request.getfixturevalue(name) for name in ("postgres_server", "office_template"))
            url = str(stack.enter_context(postgres.fresh_database(server, copy_of=template)))
        world = stack.enter_context(office(url, folder))
        for stored in (AROUND, *((BEHIND, LOOKS_THROUGH[who]) if hidden else ())):
            stored.store(world, folder)
        settle(world, hidden=hidden)
        yield world


@pytest.mark.parametrize("who", LOOKS_THROUGH)
def test_answers_and_reasons_are_the_same(worlds: Twins, who: str) -> None:
    def script(world: Office) -> Steps:
        desk = world.desk(who)
        for text in QUESTIONS:
            yield from asked(desk, text)
            yield ask(desk, f"left {text}e")
        form = desk.types("know")
        yield "a form", form
        yield ask(desk, "me")

    there, absent = (script(world) for world in worlds[who])
    told = []
    for (step, hidden), (_, nothing) in zip(there, absent, strict=True):
        assert looks(hidden) == looks(nothing), step
        told.append(looks(nothing))
    # What is not hidden is told, or the test would say nothing.
    said = "\n".join(told)
    assert "through *Rob Reports*" in said or who == "mia"
    assert "knows somebody close to them" in said or who == "lee"
    for secret in ("Witness", "Sister", "Queen", "Rob Secret", "Lone Secret", "Envoy", "Rob Older", "Lone Older"):
        assert secret not in said


@pytest.mark.parametrize("who", LOOKS_THROUGH)
def test_data_and_records_are_the_same(worlds: Twins, who: str) -> None:
    for text in QUESTIONS:
        seen = []
        for world in worlds[who]:
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
def test_as_many_statements_are_made(worlds: Twins, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
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
        for world in worlds[who]:
            world.statements.clear()
            by_hand.clear()
            world.desk(who).types(f"who-knows {text}")
            took.append((len(world.statements), list(by_hand)))
        assert took[0] == took[1], text


def sight_of(world: Office, session: Session, who: str) -> Sight:
    charter = world.house.boundary.charter
    colleague = session.scalars(select(Colleague).where(Colleague.slack_user_id == f"U0{who.upper()}")).one()
    return Sight(session, charter, Viewer.of(colleague, charter), world.clock.now(), world.settings.warmth)


NEIGHBOURS_OF_THEIRS = (
    Target(UNA, "Una Unseen", "Treasurer", "Bridge Works"),
    Target("newly.met@bridge.example", "Newly Met", "Clerk", "Bridge Works"),
    Target(EVE, "Eve Embargo", "Chairwoman", "Quorum Labs"),
    Target(TESS, "Tess Target", "CEO", "Bridge Works"),
    Target(MAX, "Max Mild", "CFO", "Bridge Works"),
)


@pytest.mark.parametrize("who", LOOKS_THROUGH)
@pytest.mark.parametrize("target", NEIGHBOURS_OF_THEIRS, ids=lambda one: one.name)
def test_logging_and_forgetting_them(worlds: Twins, who: str, target: Target) -> None:
    """Somebody hidden becomes one's own contact, and so a step of ways; what others' mails say of them stays hidden."""

    def script(world: Office) -> Steps:
        desk = world.desk(who)
        yield from log_and_forget(desk, target)
        yield ask(desk, f"know {target.address}, 2")
        for text in (TESS, ROB, MAX, target.address, "bridge", "ceo@bridge"):
            yield from asked(desk, text)
        met = desk.types(f"met {target.address}")
        yield "met", met
        yield ask(desk, "me")
        yield "removed", desk.clicks(desk.types(f"know {target.address}, 3"), "Correct")

    there, absent = (script(world) for world in worlds[who])
    for (step, hidden), (_, nothing) in zip(there, absent, strict=True):
        assert looks(hidden) == looks(nothing), step
