"""Deciding about what was imported, as the services see it: on both databases, for many at once, and by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.errors import NotYours, Stale
from bot.people import paging, review, rules
from bot.people.figures import Figures
from bot.people.paging import PAGE, MyPage, Place, Spot
from handlers.values import Mine, written
from handlers.values import Place as PlaceValue
from handlers.views.evidence import evidence
from models.network import HalfTie, Relationship
from models.people import Colleague
from models.review import ReviewRule
from tests.people.conftest import NOW, Company, FixedClock

CHARTER = load_charter(Path(__file__).parents[2] / "charter.yaml")
CLOCK = FixedClock()
HEAD = "colleague_email,contact_email,contact_name"
LARGEST = 2**63 - 1
ANA, RAJ = "ana@ours.example", "raj@ours.example"


@contextmanager
def eyes(company: Company, email: str) -> Iterator[Sight]:
    """In one transaction, what somebody may see and do."""
    with company.database.write() as session:
        colleague = session.scalars(select(Colleague).where(Colleague.email == email)).one()
        viewer = Viewer(colleague.workspace_id, colleague.id, member=True, external=False)
        yield Sight(session, CHARTER, viewer, NOW)


def brings(company: Company, *addresses: str, owner: str = ANA, named: bool = True) -> None:
    rows = [f"{owner},{one},{one.partition('@')[0].title() if named else ''}" for one in addresses]
    company.bring("relationships", HEAD, *rows)


def addresses(page: MyPage) -> list[str]:
    """Whose entries are on a page."""
    return [str(page.items[spot.relationship_id].address) for spot in page.spots]


def test_every_entry_is_met_once_by_more_and_again_by_back(peopled: Company) -> None:
    """Names that are missing or the same included: the databases do not agree where what has no name comes."""
    brings(peopled, *(f"none{number}@x.example" for number in range(4)), named=False)
    brings(peopled, *(f"same@x{number}.example" for number in range(4)))
    brings(peopled, *(f"p{number}@y.example" for number in range(5)))
    with eyes(peopled, ANA) as sight:
        page = paging.page_of(sight, Place())
        assert (page.total, page.waiting, page.evidence_waiting, page.back) == (13, 13, 0, None)
        assert all(one.startswith("none") for one in addresses(page)[:4])
        pages = [page]
        while page.more:
            page = paging.page_of(sight, page.more)
            pages.append(page)
        met = [one for page in pages for one in addresses(page)]
        assert len(met) == len(set(met)) == 13
        assert [addresses(paging.page_of(sight, Place(number=n))) for n in (1, 2, 3, 99)] == [
            *map(addresses, pages),
            addresses(pages[-1]),
        ]
        assert page.back is not None
        assert addresses(paging.page_of(sight, page.back)) == addresses(pages[1])


def test_entries_of_others_and_of_nobody_are_simply_not_there(peopled: Company) -> None:
    brings(peopled, "jane@acme.example", owner=RAJ)
    tie = peopled.one(Relationship)
    with eyes(peopled, ANA) as sight:
        for ident in (tie.id, 1, LARGEST):
            page = paging.page_of(sight, Place(shown=(Spot(ident, "look"),)))
            assert (page.items, page.total, page.more, page.back) == ({}, 0, None, None)
            assert paging.page_of(sight, Place(after=Spot(ident, "look"))).spots == ()
            for deciding in (
                lambda ident=ident: review.share(sight, CLOCK, ident, "shared"),
                lambda ident=ident: review.let_count(sight, CLOCK, ident, counts=True),
                lambda ident=ident: review.by_the_mails(sight, CLOCK, ident),
                lambda ident=ident: rules.decide_for_everybody(sight, CLOCK, ident, "shared"),
            ):
                with pytest.raises(NotYours, match="isn't in your list any more"):
                    deciding()
    assert peopled.one(Relationship).version == tie.version


def test_a_free_mail_domain_is_never_decided_even_by_a_button_made_by_hand(peopled: Company) -> None:
    brings(peopled, "a@gmail.com", "b@gmail.com")
    with eyes(peopled, ANA) as sight:
        (group,) = rules.waiting_groups(sight)
        assert (group.waiting, group.can_be_decided) == (2, False)
        with pytest.raises(Stale):
            rules.decide_for_everybody(sight, CLOCK, group.any_id, "shared")
    assert peopled.all(ReviewRule) == []
    assert {tie.reviewed for tie in peopled.all(Relationship)} == {False}


def test_a_rule_is_one_a_domain_and_only_its_owner_takes_it_back(peopled: Company) -> None:
    for owner in (ANA, RAJ):
        brings(peopled, "a@acme.example", "b@acme.example", owner=owner)
    with eyes(peopled, ANA) as sight:
        (group,) = rules.waiting_groups(sight)
        assert (group.account, group.domains, group.waiting) == ("Acme Corp", ("acme.example",), 2)
        assert rules.decide_for_everybody(sight, CLOCK, group.any_id, "private").number == 2
    assert (
        sorted((tie.reviewed, tie.private) for tie in peopled.all(Relationship))
        == [(False, False)] * 2 + [(True, True)] * 2
    )
    waiting = peopled.all(Relationship, reviewed=True)[0]
    peopled.change(waiting, reviewed=False)
    with eyes(peopled, ANA) as sight:
        rules.decide_for_everybody(sight, CLOCK, waiting.id, "left_out")
    assert len([tie for tie in peopled.all(Relationship) if tie.removed_at is not None]) == 1
    rule = peopled.one(ReviewRule)
    assert rule.verdict == "left_out"
    with eyes(peopled, RAJ) as sight, pytest.raises(NotYours):
        rules.ask_again(sight, rule.id)
    with eyes(peopled, RAJ) as sight:
        assert rules.rules(sight) == []
    ties = peopled.everything()["relationships"]
    with eyes(peopled, ANA) as sight:
        assert rules.ask_again(sight, rule.id) == "acme.example"
    assert peopled.all(ReviewRule) == []
    assert peopled.everything()["relationships"] == ties


@pytest.mark.parametrize("verdict", ["shared", "private", "left_out"])
@pytest.mark.parametrize("private", [False, True])
def test_for_everybody_mails_about_those_logged_in_person_leave_the_tie_as_it_is(
    peopled: Company, verdict: rules.Verdict, private: bool
) -> None:
    brings(peopled, "a@acme.example")
    tie = peopled.one(Relationship)
    peopled.change(tie, reviewed=True, private=private, evidence="waiting", source="logged")
    with eyes(peopled, ANA) as sight:
        rules.decide_for_everybody(sight, CLOCK, tie.id, verdict)
    tie = peopled.one(Relationship)
    assert (tie.removed_at, tie.reviewed, tie.private) == (None, True, private)
    counts = verdict == "shared" or (verdict == "private" and private)
    assert tie.evidence == ("counts" if counts else "left_out")


def test_hundreds_are_decided_at_once_and_searches_see_it(peopled: Company) -> None:
    brings(peopled, *(f"p{number}@many.example" for number in range(1200)))
    with eyes(peopled, ANA) as sight:
        page = paging.page_of(sight, Place())
        assert review.share_all_waiting(sight, CLOCK, page.mark) == 1200
        assert paging.mark_of_waiting(sight) != page.mark
        assert review.share_all_waiting(sight, CLOCK, page.mark) == 0
    assert {tie.reviewed for tie in peopled.all(HalfTie)} == {True}
    assert peopled.count(HalfTie) == 2400


spots = st.lists(
    st.builds(Spot, st.integers(0, LARGEST), st.sampled_from(["", "look", "evidence"])), max_size=PAGE
).map(tuple)


@given(spots)
def test_entries_come_back_from_a_button_as_they_went(shown: tuple[Spot, ...]) -> None:
    assert Mine.load(Mine(id=1, on=written(shown)).dump()).place.shown == shown
    after, before = shown[:1], shown[-1:]
    place = Place(shown, after[0] if after else None, before[0] if before else None)
    assert PlaceValue.load(PlaceValue.of(place).dump()).place == place


def test_what_a_menu_carries_fits_it() -> None:
    full = written([Spot(LARGEST, "evidence")] * PAGE)
    for do in ("ask_remove", "by_mails"):
        assert len(Mine(id=LARGEST, do=do, seen="0123abcd", on=full).dump()) <= 150


@pytest.mark.parametrize("on", ["zzzzzzzzzzzzz", "1..2", "1.2.3.4.5.6", "-1", "1!?", "\uff11", "1\n", "a" * 14])
def test_entries_no_button_of_ours_carries(on: str) -> None:
    with pytest.raises(Stale):
        _ = Mine.load('{"id":1,"on":' + f'"{on}"'.replace("\n", "\\n") + "}").place


MAY = dt.date(2026, 5, 3)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (
            Figures(MAY, "familiar", sent=7, received=5),
            "12 mails both ways (7 sent, 5 received), last 3 May 2026: familiar by these",
        ),
        (Figures(MAY, None, sent=1), "1 mail sent, none received, last 3 May 2026: no tie by these alone"),
        (Figures(MAY, None, received=2), "2 mails received, none sent, last 3 May 2026: no tie by these alone"),
        (Figures(MAY, "weak", calls=1, meetings=2), "1 call, 2 meetings, last 3 May 2026: weak by these"),
        (Figures(None, "weak"), "mails, calls or meetings: weak by these"),
    ],
)
def test_evidence_in_words(figures: Figures, words: str) -> None:
    assert evidence(figures) == words
