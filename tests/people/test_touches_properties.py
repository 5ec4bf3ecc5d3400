"""What holds for any touches: the order and the pieces they come in make no difference, and twice is once."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from itertools import pairwise, permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.network.warmth import Warmth
from bot.people.evidence import sum_anew
from models.accounts import ContactAddress
from models.base import new_id
from models.network import HalfTie, Relationship
from models.people import Colleague, Workspace
from models.session import Database
from models.touches import Exchange, Touch
from tests.conftest import NOW
from tests.people.conftest import Company
from tests.people.test_imports_touches import HEAD

WARMTH = Warmth()
HALF_LIFE = dt.timedelta(days=WARMTH.half_life_days)
OURS = ("ana@ours.example", "raj@ours.example")
PEOPLE = (*OURS, "bill@acme.example", "jane@acme.example", "joe@initech.example")
FIRST = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
AT = st.integers(0, 690 * 86_400).map(lambda seconds: FIRST + dt.timedelta(seconds=seconds))
ROW = st.tuples(
    AT,
    st.sampled_from(PEOPLE),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True),
    st.sampled_from(["email", "email", "email", "meeting", "call"]),
)
Row = tuple[dt.datetime, str, list[str], str]
Said = dict[tuple[str, ...], tuple[Any, ...]]


def lines(rows: list[Row]) -> list[str]:
    return [f"{at.isoformat()},{sender},{';'.join(to)},{kind},m{n}" for n, (at, sender, to, kind) in enumerate(rows, 1)]


def in_pieces(company: Company, rows: list[str], cuts: list[int], reviewed: str | None) -> None:
    """Import rows in as many files as there are pieces between the cuts."""
    ends = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    for begin, end in pairwise(ends):
        if begin < end:
            assert company.bring("touches", HEAD, *rows[begin:end], reviewed=reviewed).rejected == 0


def a_workspace(database: Database, folder: Path) -> Company:
    """One more workspace, with two of ours."""
    with database.write() as session:
        workspace = Workspace(id=new_id(), name="Test", slack_team_id=None, created_at=NOW)
        session.add(workspace)
    company = Company(database, workspace.id, folder)
    company.bring("colleagues", "email,name", *(f"{one},Somebody" for one in OURS))
    return company


def stored(company: Company) -> Said:
    """All that was made of touches, by addresses (ids differ): keys from the smaller address to the larger."""
    with company.database.read() as session:

        def all_of(table: type[Any]) -> list[Any]:
            return list(session.scalars(select(table).where(table.workspace_id == company.workspace_id)))

        names = {one.id: one.email for one in all_of(Colleague)}
        names |= {one.contact_id: one.address for one in all_of(ContactAddress)}
        found: Said = {}
        for one in all_of(Exchange):
            pair = names[one.colleague_id or one.contact_id], names[one.other_contact_id or one.contact_id]
            sent, received = (
                (one.sent_key, one.received_key)
                if pair == tuple(sorted(pair))
                else (
                    one.received_key,
                    one.sent_key,
                )
            )
            found["exchange", *sorted(pair)] = (sent, received, one.both_key, one.said_key, one.last_at)
        for own in all_of(Relationship):
            words = (own.evidence, own.reviewed, own.private, own.last_touch, own.fading)
            found["relationship", names[own.colleague_id], names[own.contact_id]] = words
        for half in all_of(HalfTie):
            key = ("half", names[half.node_id], names[half.neighbour_id], str(half.informal))
            found[key] = (half.neighbour_is_colleague, half.reviewed, half.steady, half.fading)
        found["touches",] = (len(all_of(Touch)),)
        return found


def alike(one: Said, other: Said) -> None:
    """Equal, floats within 1e-9."""
    assert one.keys() == other.keys()
    for key, values in one.items():
        for mine, theirs in zip(values, other[key], strict=True):
            if isinstance(mine, float) and isinstance(theirs, float):
                assert math.isclose(mine, theirs, rel_tol=0, abs_tol=1e-9), key
            else:
                assert mine == theirs, key


def by_hand(rows: list[Row]) -> dict[tuple[str, str], float]:
    """The key of each pair with somebody outside that is in touch both ways, by the definition: a sum of powers."""
    zero = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # 2^(t/h) from 1970 on would not lose, but hide, what is small
    mails: dict[tuple[str, str], float] = defaultdict(float)
    meetings: dict[tuple[str, str], float] = defaultdict(float)
    for at, sender, to, kind in rows:
        others = set(to) - {sender}
        for one, other in ((sender, one) for one in others) if kind == "email" else permutations({sender, *others}, 2):
            faded = 2 ** ((at - zero) / HALF_LIFE) / len(others)
            (mails if kind == "email" else meetings)[one, other] += faded * {"email": 1, "meeting": 4, "call": 2}[kind]
    pairs = {tuple(sorted(pair)) for pair in (*mails, *meetings) if not set(pair) <= set(OURS)}
    total = {}
    for one, other in pairs:
        there, back = mails.get((one, other), 0), mails.get((other, one), 0)
        total[one, other] = meetings.get((one, other), 0) + (there + back if there and back else 0)
    since_1970 = zero - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return {pair: math.log2(evidence) + since_1970 / HALF_LIFE for pair, evidence in total.items() if evidence}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(ROW, min_size=1, max_size=14),
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(0, 14), max_size=3),
    reviewed=st.sampled_from([None, "yes"]),
)
def test_order_and_pieces_make_no_difference(
    database: Database, tmp_path: Path, rows: list[Row], seed: int, cuts: list[int], reviewed: str | None
) -> None:
    whole, pieces = a_workspace(database, tmp_path), a_workspace(database, tmp_path)
    in_pieces(whole, lines(rows), [], reviewed)
    shuffled = Random(seed).sample(lines(rows), len(rows))  # noqa: S311 not for secrets
    in_pieces(pieces, shuffled, cuts, reviewed)
    expected = stored(whole)
    fading = {tuple(sorted(key[1:3])): values[3] for key, values in expected.items() if key[0] == "half"}
    told = by_hand(rows)
    assert fading.keys() == told.keys()
    for pair, key in fading.items():
        counts = reviewed is not None or not set(pair) & set(OURS)
        assert key == (pytest.approx(told[pair], abs=1e-9) if counts else None)
    alike(stored(pieces), expected)

    in_pieces(pieces, lines(rows), cuts[:1], reviewed)
    alike(stored(pieces), expected)

    with database.write() as session:
        ids = session.scalars(select(Exchange.id).where(Exchange.workspace_id == whole.workspace_id)).all()
        sum_anew(session, WARMTH, whole.workspace_id, ids)
    alike(stored(whole), expected)
