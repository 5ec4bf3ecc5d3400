"""What touches count for, as it is told, removed, erased and computed anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import delete

from bot.charter.sight import Sight, Viewer
from bot.errors import SettingsError
from bot.network.warmth import Warmth
from bot.people import mine, recomputing
from bot.people.capture import Entry, log
from bot.people.objections import record_objection, withdraw_objection
from bot.people.recomputing import basis_of, keep_in_step, out_of_step, recompute, recompute_all
from bot.settings import Settings
from bot.worker import forget_all
from models.accounts import Contact
from models.network import HalfTie, Line, Relationship
from models.people import Colleague, Workspace
from models.touches import Exchange, Touch
from tests.conftest import NOW, FixedClock
from tests.people.conftest import Company
from tests.people.test_imports_touches import ANSWERED, CHARTER, HEAD, SENT, key
from tests.people.test_retention import TWO_YEARS

WARMTH = Warmth()
TODAY = NOW.date()
MET = 4.0
"""What a meeting weighs."""


def met(company: Company, on: dt.date | None = TODAY, **said: Any) -> None:
    """Ana says that she met Jane."""
    with company.database.write() as session:
        log(ana(company, session), FixedClock(), (), Entry(address="jane@acme.example", met_on=on, **said))


def ana(company: Company, session: Any) -> Sight:
    colleague = company.one(Colleague, email="ana@ours.example")
    viewer = Viewer(company.workspace_id, colleague.id, member=True, external=False)
    return Sight(session, CHARTER, viewer, NOW, WARMTH)


def forgotten(company: Company, after: dt.timedelta) -> int:
    return forget_all(company.database, FixedClock(NOW + after), CHARTER, WARMTH)


# -- told in person -----------------------------------------------------------------------------------


def test_meeting_somebody_counts_at_once(peopled):
    met(peopled)
    touch, exchange, tie = (peopled.one(table) for table in (Touch, Exchange, Relationship))
    assert (touch.kind, touch.direction, touch.others, touch.said, touch.at) == ("meeting", "both", 1, True, NOW)
    assert exchange.said_key == tie.fading == key((NOW, MET))
    assert (exchange.both_key, exchange.last_at) == (None, None)
    assert (tie.last_touch, tie.evidence) == (TODAY, None)
    assert {half.fading for half in peopled.all(HalfTie)} == {tie.fading}


def test_twice_on_a_day_is_once_and_another_day_is_more(peopled):
    met(peopled)
    before = peopled.one(Exchange).said_key
    met(peopled)
    assert (peopled.count(Touch), peopled.one(Exchange).said_key) == (1, before)
    yesterday = TODAY - dt.timedelta(days=1)
    met(peopled, yesterday)
    noon = dt.datetime.combine(yesterday, dt.time(12), dt.UTC)
    assert peopled.one(Relationship).fading == pytest.approx(key((NOW, MET), (noon, MET)), abs=1e-9)
    assert peopled.one(Relationship).last_touch == TODAY


def test_logging_without_a_meeting_is_no_touch(peopled):
    met(peopled, None)
    assert (peopled.count(Touch), peopled.count(Exchange)) == (0, 0)


def test_the_owners_own_strength_stands_beside_it(peopled):
    met(peopled, strength=4)
    assert peopled.one(Relationship).fading is not None
    assert {half.fading for half in peopled.all(HalfTie)} == {None}


@pytest.mark.parametrize("first", ["met", "imported"])
@pytest.mark.parametrize("reviewed", [None, "yes"])
def test_what_is_told_and_what_is_imported_add_up_once_it_counts(peopled, first, reviewed):
    def imported() -> None:
        peopled.bring("touches", HEAD, SENT, ANSWERED, reviewed=reviewed)

    steps = [lambda: met(peopled), imported]
    for step in steps if first == "met" else steps[::-1]:
        step()
    told = [(NOW, MET)]
    mails = [(dt.datetime(2026, 11, day, 10, tzinfo=dt.UTC), 1.0) for day in (1, 2)]
    expected = key(*told, *(mails if reviewed else ()))
    assert peopled.one(Relationship).fading == pytest.approx(expected, abs=1e-9)
    assert {half.fading for half in peopled.all(HalfTie)} == {peopled.one(Relationship).fading}


# -- removed ------------------------------------------------------------------------------------------


def test_what_an_owner_removes_leaves_no_touch(peopled):
    met(peopled)
    rajs = SENT.replace("Ana@", "raj@").replace("m1", "m3")
    peopled.bring("touches", HEAD, SENT, ANSWERED, rajs, "2026-11-01,j@x.example,k@x.example,,")
    with peopled.database.write() as session:
        mine.remove(ana(peopled, session), FixedClock(), peopled.one(Relationship).id)
    assert {one.colleague_id for one in peopled.all(Exchange)} == {
        peopled.one(Colleague, email="raj@ours.example").id,
        None,
    }
    assert peopled.count(Touch) == 2
    assert (peopled.one(Relationship).fading, peopled.count(HalfTie)) == (None, 0)
    met(peopled)
    assert peopled.one(Relationship).fading == key((NOW, MET)), "to know them anew begins anew"


def test_what_nobody_confirmed_goes_with_its_touches(peopled):
    peopled.bring("touches", HEAD, SENT, ANSWERED)
    old = NOW - TWO_YEARS
    peopled.change(peopled.one(Relationship), updated_at=old - dt.timedelta(days=40))
    assert forgotten(peopled, dt.timedelta()) == 1
    assert peopled.one(Relationship).removed_at is not None
    assert (peopled.count(Exchange), peopled.count(Touch), peopled.count(HalfTie)) == (0, 0, 0)


def test_an_erased_contact_takes_everything_along(peopled):
    peopled.bring("touches", HEAD, SENT, ANSWERED)
    with peopled.database.write() as session:
        session.delete(session.merge(peopled.one(Contact)))
    assert (peopled.count(Exchange), peopled.count(Touch), peopled.count(HalfTie)) == (0, 0, 0)


# -- erased in time -----------------------------------------------------------------------------------


def test_old_touches_are_erased_and_the_rest_is_summed_anew(peopled):
    recent = "2026-11-20,ana@ours.example,jane@acme.example,meeting,m3"
    there = "2026-11-01,bill@acme.example,jane@acme.example,,m4"
    back = "2026-11-02,jane@acme.example,bill@acme.example,,m5"
    peopled.bring("touches", HEAD, SENT, ANSWERED, recent, there, back, reviewed="yes")
    assert (peopled.count(Touch), peopled.count(Exchange)) == (5, 2)
    after = dt.datetime(2028, 11, 15, tzinfo=dt.UTC) - NOW
    assert forgotten(peopled, after) == 4
    touch, exchange, tie = (peopled.one(table) for table in (Touch, Exchange, Relationship))
    assert touch.reference == "m3"
    assert (exchange.sent_key, exchange.received_key, exchange.last_at) == (None, None, touch.at)
    assert exchange.both_key == tie.fading == key((touch.at, MET))
    assert {(half.fading, half.informal) for half in peopled.all(HalfTie)} == {(tie.fading, False)}
    assert forgotten(peopled, after + dt.timedelta(days=9)) > 0
    assert (peopled.count(Touch), peopled.count(Exchange), peopled.one(Relationship).fading) == (0, 0, None)


@pytest.mark.parametrize(("evidence", "after"), [("waiting", None), ("counts", "counts"), ("left_out", "left_out")])
def test_what_waits_for_a_look_is_over_with_its_touches(peopled, evidence, after):
    peopled.bring("touches", HEAD, SENT, ANSWERED, reviewed="yes")
    peopled.change(peopled.one(Relationship), evidence=evidence, updated_at=NOW + TWO_YEARS)
    forgotten(peopled, TWO_YEARS)
    assert peopled.one(Relationship).evidence == after


def test_people_are_kept_while_a_touch_speaks_of_them(peopled):
    peopled.bring("touches", HEAD, SENT, "2026-11-20,j@x.example,k@x.example,,m9")
    peopled.change(peopled.all(Contact)[0], created_at=NOW - 2 * TWO_YEARS)
    for one in peopled.all(Contact):
        peopled.change(one, created_at=NOW - 2 * TWO_YEARS)
    assert forgotten(peopled, dt.timedelta()) == 0
    assert forgotten(peopled, TWO_YEARS) == 5, "two touches, then three people"
    assert peopled.count(Contact) == 0


def test_an_objection_taken_back_leaves_whom_touches_speak_of(peopled):
    peopled.bring("touches", HEAD, SENT)
    peopled.change(peopled.one(Contact), source="objection")
    with peopled.database.write() as session:
        record_objection(session, FixedClock(), peopled.workspace_id, "jane@acme.example")
        withdraw_objection(session, peopled.workspace_id, "jane@acme.example")
    assert peopled.count(Contact) == 1


# -- computed anew ------------------------------------------------------------------------------------

ORG = "contact_email,contact_name,title,reports_to_email"
OTHER = Settings(
    _env_file=None,
    O2O_DOMAINS="ours.example",
    O2O_HALF_LIFE_DAYS="7",
    O2O_TOUCH_WEIGHTS="email=3",
    O2O_REPORTING_STRENGTH="0.2",
)


def fill(company: Company, **how: Any) -> None:
    company.bring("org", ORG, "jane@acme.example,Jane,CFO,", "bill@acme.example,Bill,Clerk,jane@acme.example", **how)
    company.bring("touches", HEAD, SENT, ANSWERED, "2026-11-09,jane@acme.example,bill@acme.example,call,", **how)


def keys(company: Company) -> set[tuple[Any, ...]]:
    """All that hangs on the settings, rounded to what floats can say."""
    rounded = [
        [value if value is None else round(value, 9) for value in values]
        for values in (
            *((one.sent_key, one.received_key, one.both_key, one.said_key) for one in company.all(Exchange)),
            *((one.fading,) for one in company.all(Relationship)),
            *((half.steady, half.fading) for half in company.all(HalfTie)),
        )
    ]
    return {tuple(one) for one in rounded}


def test_other_settings_are_noticed_and_computed_anew(peopled):
    fill(peopled, settings=OTHER, reviewed="yes")
    expected = keys(peopled)
    said: list[str] = []
    recompute_all(peopled.database, WARMTH, said.append)
    assert keys(peopled) != expected
    assert said[0] == (
        "local: computing warmth anew, as O2O_HALF_LIFE_DAYS and O2O_REPORTING_STRENGTH and O2O_TOUCH_WEIGHTS changed."
    )
    assert said[-1] == "local: 3 exchanges and reporting lines computed anew."
    assert peopled.one(Workspace).warmth_basis == basis_of(WARMTH)

    recompute_all(peopled.database, OTHER.warmth, said.append)
    assert keys(peopled) == expected
    spoken = len(said)
    recompute_all(peopled.database, OTHER.warmth, said.append)
    assert len(said) == spoken, "nothing changed, nothing to say"


def test_nothing_is_added_to_what_was_computed_with_other_settings(peopled):
    fill(peopled)
    before = peopled.everything()
    with pytest.raises(SettingsError, match=r"another O2O_HALF_LIFE_DAYS and .* Run `o2o migrate`"):
        peopled.bring("touches", HEAD, SENT.replace("m1", "m8"), settings=OTHER)
    assert peopled.everything() == before


def test_bands_and_w0_are_used_when_looked_at_and_change_nothing_stored(peopled):
    fill(peopled)
    with peopled.database.read() as session:
        assert out_of_step(session, peopled.workspace_id, Warmth(w0=9, strong=0.8, familiar=0.2)) == ()


def test_an_empty_workspace_takes_the_settings_there_are(peopled):
    keep_in_step(peopled.database, peopled.workspace_id, OTHER.warmth)
    assert peopled.one(Workspace).warmth_basis == basis_of(OTHER.warmth)


def test_lines_of_an_older_version_are_made(peopled):
    fill(peopled)
    with peopled.database.write() as session:
        for table in (Line, Exchange):
            session.execute(delete(table))
        session.get_one(Workspace, peopled.workspace_id).warmth_basis = None
    recompute_all(peopled.database, WARMTH, lambda _: None)
    assert peopled.count(Line) == 1
    assert {half.steady for half in peopled.all(HalfTie) if half.line_id} == {WARMTH.log_odds(WARMTH.reporting)}


def test_cut_short_it_is_begun_again(peopled, monkeypatch):
    fill(peopled)

    def stop(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(recomputing, "SPOKEN_EVERY", 1)
    with pytest.raises(KeyboardInterrupt):
        recompute(peopled.database, peopled.workspace_id, OTHER.warmth, stop)
    for either in (OTHER.warmth, WARMTH):
        with pytest.raises(SettingsError):
            keep_in_step(peopled.database, peopled.workspace_id, either)
    recompute_all(peopled.database, WARMTH, lambda _: None)
    keep_in_step(peopled.database, peopled.workspace_id, WARMTH)
