"""Pictures that can't be deleted, and those whose day is over."""

from __future__ import annotations

import datetime as dt

import pytest

from handlers.sending import GIVE_UP
from tests.outbox.gallery import Gallery, calls


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_refused_deletion_is_tried_again(gallery: Gallery) -> None:
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "a secret")
    gallery.goes_on()
    faults = gallery.hall.slack.faults
    gallery.hall.does("invite", user="U0GUS")
    for _ in range(2):
        faults.add("files.delete", "refused", error="cant_delete_file")
    gallery.hall.look()
    gallery.goes_on(1, 1.0)
    assert len(gallery.seen()) == 1
    gallery.goes_on(3)
    assert gallery.seen() == []
    assert gallery.entry().file_id is None


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(("error", "known"), [("file_deleted", False), ("file_not_found", False), ("no_idea", True)])
def test_what_can_not_be_deleted_is_given_up_in_the_end_and_stays_known(
    gallery: Gallery, error: str, known: bool
) -> None:
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "a secret")
    gallery.goes_on()
    gallery.hall.slack.faults.add("files.delete", "refused", error=error, times=20)
    gallery.tell(1, None)
    gallery.goes_on(10, GIVE_UP.total_seconds() / 8)
    assert (gallery.entry().state, gallery.entry().file_id is not None) == ("dropped" if known else "shown", known)
    assert calls(gallery, "delete") < 12


@pytest.mark.parametrize("kind", ["sqlite"])
def test_once_its_day_is_over_it_stays_as_it_is_until_it_must_go(gallery: Gallery) -> None:
    gallery.hall.tell(1, "this week")
    gallery.tell(1, "three roles")
    gallery.goes_on()
    gallery.hall.outbox.change(lapses_at=gallery.hall.clock.now() + dt.timedelta(hours=2))
    gallery.tell(1, "four roles")
    gallery.goes_on()
    assert gallery.seen() == [("this week", "It shows four roles.")]
    gallery.hall.moves(2 * 3600)
    gallery.tell(1, "five roles")
    gallery.goes_on()
    assert (gallery.seen(), gallery.entry().state) == ([("this week", "It shows four roles.")], "shown")
    gallery.hall.does("invite", user="U0GUS")
    gallery.hall.look()
    gallery.goes_on()
    assert gallery.seen() == []
    # What stands now does not come under the words of then.
    gallery.hall.does("leave", user="U0GUS")
    gallery.hall.look()
    gallery.goes_on()
    assert gallery.seen() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_once_its_day_is_over_it_goes_where_it_may_not_be_shown(gallery: Gallery) -> None:
    gallery.hall.tell(1, "this week")
    gallery.tell(1, "three roles")
    gallery.goes_on()
    gallery.hall.outbox.change(lapses_at=gallery.hall.clock.now())
    gallery.tell(1, None)
    gallery.goes_on()
    assert gallery.seen() == []
