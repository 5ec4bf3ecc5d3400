"""Importing colleagues."""

from __future__ import annotations

import datetime as dt

import pytest

from models.people import Colleague

HEAD = "email,name,slack_user_id,title,function,seniority,manager_email,tz,charter_accepted"
NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def test_what_goes_in(company):
    report = company.bring(
        "colleagues",
        HEAD,
        "Ana@Ours.example, Ana  Ortiz ,u012ab,finance chief,,,raj@ours.example,Europe/Berlin,3",
        "raj@ours.example,Raj Patel,,,sales,head,,,",
    )
    assert (report.added, report.rejected, report.notes) == (2, 0, ())
    ana, raj = company.one(Colleague, email="ana@ours.example"), company.one(Colleague, email="raj@ours.example")
    assert (ana.name, ana.name_key, ana.slack_user_id, ana.kind) == ("Ana Ortiz", "ana ortiz", "U012AB", "member")
    assert (ana.title, ana.function, ana.seniority) == ("finance chief", "finance", "c-level")
    assert (ana.manager_id, ana.tz, ana.charter_accepted_version) == (raj.id, "Europe/Berlin", 3)
    assert ana.charter_accepted_at is not None
    assert (raj.function, raj.seniority, raj.manager_id) == ("sales", "head", None)


def test_twice_changes_nothing(company):
    lines = [HEAD, "a@ours.example,A,U1A,CFO,,,b@ours.example,UTC,1", "b@ours.example,B,,,,,c@ours.example,,"]
    company.bring("colleagues", *lines)
    before = company.everything()
    report = company.bring("colleagues", *lines)
    assert (report.changed, report.unchanged) == (0, 2)
    assert company.everything() == before


def test_a_new_manager_is_a_change(company):
    company.bring("colleagues", HEAD, "a@ours.example,A,,,,,b@ours.example,,", "b@ours.example,B,,,,,,,")
    report = company.bring("colleagues", HEAD, "a@ours.example,A,,,,,c@ours.example,,", "c@ours.example,C,,,,,,,")
    assert (report.added, report.changed, report.unchanged) == (1, 1, 0)


def test_lines_that_lead_nowhere_or_in_a_circle_are_left_out(company):
    report = company.bring(
        "colleagues",
        HEAD,
        "a@ours.example,A,,,,,b@ours.example,,",
        "b@ours.example,B,,,,,c@ours.example,,",
        "c@ours.example,C,,,,,a@ours.example,,",
        "d@ours.example,D,,,,,nobody@ours.example,,",
    )
    assert report.added == 4
    assert "1 row: points to nobody@ours.example, whom nobody knows here: that line was left out." in report.notes
    assert "1 row: would close a circle upwards: that line was left out." in report.notes
    assert company.one(Colleague, email="c@ours.example").manager_id is None


def test_somebody_slack_told_us_of_without_an_address(company):
    company.bring("colleagues", HEAD, "a@ours.example,A,U1A,,,,,,")
    company.change(company.one(Colleague), email=None, slack_seen_at=NOW, name="A in Slack")
    report = company.bring("colleagues", HEAD, "a@ours.example,A,U1A,,,,,,")
    assert (report.added, report.changed) == (0, 1)
    ana = company.one(Colleague)
    assert (ana.email, ana.name) == ("a@ours.example", "A in Slack"), "Slack's own name stays"


def test_an_import_raises_nobody_and_takes_no_acceptance_back(company):
    company.bring("colleagues", HEAD, "a@ours.example,A,,,,,,,3")
    company.change(company.one(Colleague), kind="guest", left_at=NOW)
    report = company.bring("colleagues", HEAD, "a@ours.example,A,,,,,,,2")
    assert report.unchanged == 1
    ana = company.one(Colleague)
    assert (ana.kind, ana.left_at, ana.charter_accepted_version) == ("guest", NOW, 3)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x@ours.example,X,U1A,,,,,,", "slack_user_id U1A is that of a@ours.example"),
        ("a@ours.example,A,U2B,,,,,,", "a@ours.example is U1A in Slack"),
        ("x@ours.example,X,not-an-id,,,,,,", "slack_user_id is none"),
        ("x@ours.example,,,,,,,,", "name is empty"),
        ("x@ours.example,X,,,,,x@ours.example,,", "manager_email is the row's own address"),
        ("x@ours.example,X,,,,,,Mars/Base,", "tz is 'Mars/Base'"),
        ("x@ours.example,X,,,,,,,0", "charter_accepted is '0'"),
        (f"x@ours.example,X,,,{'f' * 61},,,,", "function is longer than 60 characters"),
    ],
)
def test_a_bad_row_is_named_and_changes_nothing(company, row, reason):
    company.bring("colleagues", HEAD, "a@ours.example,A,U1A,,,,,,")
    before = company.everything()
    report = company.bring("colleagues", HEAD, row)
    assert report.rejected == 1
    assert reason in company.rejects(report)
    assert company.everything() == before
