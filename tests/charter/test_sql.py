"""What the database filters is what the decision says, row by row."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.charter import DISCLOSURES, SUBJECTS, Charter, Subject, facts_of, load_charter
from bot.charter.sql import CharterFilter, Dialect, FactSource, filter_for, fold_for
from models.session import normalise_url
from tests.charter.random_charters import charters, content

CHARTER = Path(__file__).parents[2] / "charter.yaml"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """A connection with a temporary table `codes` that holds every code there is."""
    url = "sqlite://" if request.param == "sqlite" else normalise_url(request.getfixturevalue("postgres_server"))
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE TEMPORARY TABLE codes (code INTEGER PRIMARY KEY)"))
        size = max(1 << len(facts_of(subject)) for subject in SUBJECTS)
        connection.execute(
            sa.text(
                "INSERT INTO codes WITH RECURSIVE n(i) AS "
                "(SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :size) SELECT i FROM n"
            ),
            {"size": size},
        )
        yield connection
    engine.dispose()


CODES = sa.table("codes", sa.column("code", sa.Integer))


def columns(subject: Subject) -> dict[str, FactSource]:
    """Give each fact as an expression over a row of `codes`."""
    code = CODES.c.code
    return {
        name: code.op("&")(sa.literal_column(str(1 << place))) != sa.literal_column("0")
        for place, name in enumerate(facts_of(subject))
    }


def rows(connection: sa.Connection, found: CharterFilter) -> list[tuple[int, int, int, bool]]:
    """Ask for code, computed code, outcome and whether more than the lowest is shown."""
    lowest_but_one = DISCLOSURES[found.subject][1]
    query = (
        sa.select(CODES.c.code, found.code, found.outcome, found.shows(lowest_but_one))
        .where(CODES.c.code < 1 << len(facts_of(found.subject)))
        .order_by(CODES.c.code)
    )
    return [(row[0], row[1], row[2], bool(row[3])) for row in connection.execute(query)]


def dialect_of(connection: sa.Connection) -> Dialect:
    return "postgresql" if connection.dialect.name == "postgresql" else "sqlite"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_combination_of_the_default_charter(connection: sa.Connection, subject: Subject) -> None:
    charter = load_charter(CHARTER)
    found = filter_for(charter, subject, columns(subject), dialect_of(connection))
    answers = rows(connection, found)
    assert len(answers) == 1 << len(facts_of(subject))
    levels = DISCLOSURES[subject]
    for code, computed, outcome, shown in answers:
        assert computed == code
        decision = charter.decide_code(subject, code)
        assert levels[outcome] == decision.outcome
        assert shown is decision.shows(levels[1])


@given(st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
def test_random_charters_with_facts_known_unknown_and_in_columns(
    connection: sa.Connection, data: st.DataObject
) -> None:
    subject = data.draw(st.sampled_from(SUBJECTS))
    charter = data.draw(charters(subject))
    given_facts: dict[str, FactSource] = {}
    for name, column in columns(subject).items():
        kind = data.draw(st.sampled_from(["column", "column", True, False, None]))
        given_facts[name] = column if kind == "column" else kind
    found = filter_for(charter, subject, given_facts, dialect_of(connection))
    levels = DISCLOSURES[subject]
    names = facts_of(subject)
    wanted = data.draw(st.lists(st.integers(0, (1 << len(names)) - 1), min_size=1, max_size=30))
    query = sa.select(CODES.c.code, found.code, found.outcome, *(found.shows(level) for level in levels)).where(
        CODES.c.code.in_(wanted)
    )
    for code, computed, outcome, *shown in connection.execute(query):
        facts: dict[str, bool | None] = {}
        for place, name in enumerate(names):
            source = given_facts[name]
            facts[name] = source if source is None or isinstance(source, bool) else bool(code & 1 << place)
        decision = charter.decide(subject, facts)
        assert levels[outcome] == decision.outcome
        assert found.decide(computed) == decision
        assert [bool(each) for each in shown] == [decision.shows(level) for level in levels]
        assert not (found.nothing and decision.outcome != levels[0])


def test_nothing_is_searched_for_somebody_from_outside() -> None:
    charter = load_charter(CHARTER)
    facts = columns("relationship")
    outside = filter_for(
        charter,
        "relationship",
        facts | {"viewer_is_external": True, "viewer_is_member": False, "viewer_cleared": False},
        "sqlite",
    )
    inside = filter_for(
        charter,
        "relationship",
        facts | {"viewer_is_external": False, "viewer_is_member": True},
        "sqlite",
    )
    assert outside.nothing
    assert str(outside.shows("exists").compile()) == "false"
    assert not inside.nothing


def test_facts_that_make_no_difference_are_not_looked_at() -> None:
    charter = Charter(
        content(
            relationship=[
                {"id": "R1", "when": ["viewer_is_member"], "grant": "exists", "because": "x"},
                {"id": "R2", "when": ["owner_marked_private"], "cap": "hidden", "because": "x"},
            ]
        )
    )
    facts = columns("relationship") | {"viewer_is_member": True, "viewer_is_external": False}
    found = filter_for(charter, "relationship", facts, "sqlite")
    assert found.fold.facts == ("owner_marked_private",)
    assert found.fold.levels == bytes([1, 0])


def test_a_statement_written_by_hand_looks_up_the_same() -> None:
    charter = load_charter(CHARTER)
    names = ("owner_reviewed", "owner_marked_private")
    known: dict[str, bool | None] = dict.fromkeys(facts_of("relationship"), False)
    known = {name: value for name, value in known.items() if name not in names}
    with sa.create_engine("sqlite://").connect() as connection:
        for viewer in ({"viewer_is_member": True}, {"viewer_is_external": True}):
            found = fold_for(charter, "relationship", known | viewer, names, steady=True)
            assert found.facts == names
            for index in range(4):
                [level] = connection.exec_driver_sql(
                    "SELECT CAST(substr(?, ? + 1, 1) AS INTEGER)",
                    (found.parameter("sqlite"), index),
                ).scalars()
                facts = {name: bool(index & 1 << place) for place, name in enumerate(names)}
                decision = charter.decide("relationship", known | viewer | facts)
                assert DISCLOSURES["relationship"][level] == decision.outcome


def test_a_fact_of_another_subject_is_an_error() -> None:
    with pytest.raises(ValueError, match="viewer_sees_a_relationship"):
        filter_for(Charter(content()), "relationship", {"viewer_sees_a_relationship": True}, "sqlite")
