"""Pictures under messages: there once, replaced when they change, and never where others could see them."""

from __future__ import annotations

from typing import Any

import pytest

from bot import outbox as said
from bot.deals import rooms
from bot.outbox import tell
from handlers.picturing import THERE_WITHIN
from tests.outbox.gallery import SLOW, Gallery, calls
from tests.outbox.hall import ROOM


def test_it_hangs_under_its_message_with_its_words(gallery: Gallery) -> None:
    gallery.tell(1, "three roles")
    gallery.hall.tell(1, "hello")
    gallery.goes_on()
    assert gallery.seen() == [("hello", "It shows three roles.")]
    assert gallery.entry().state == "shown"
    assert gallery.drawn_in_transactions == [False]
    # Told again and the same: it is drawn, and nothing is done.
    gallery.tell(1, "three roles")
    gallery.goes_on(1)
    assert (calls(gallery, "getUploadURLExternal"), calls(gallery, "delete")) == (1, 0)
    gallery.tell(1, "four roles")
    gallery.goes_on()
    assert gallery.seen() == [("hello", "It shows four roles.")]
    assert (calls(gallery, "completeUploadExternal"), calls(gallery, "delete")) == (2, 1)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_old_one_is_deleted_only_when_the_new_one_is_there(gallery: Gallery) -> None:
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "three roles")
    gallery.goes_on()
    gallery.tell(1, "four roles")
    gallery.delivery().deliver()
    assert gallery.seen() == [("hello", "It shows three roles.")]
    gallery.hall.moves(SLOW + 1)
    both = [("hello", "It shows three roles."), ("hello", "It shows four roles.")]
    assert gallery.seen() == both
    gallery.delivery().deliver()
    assert gallery.seen() == both[1:]
    # What changed while it was on its way is shown as well.
    gallery.tell(1, "five roles")
    gallery.delivery().deliver()
    gallery.tell(1, "six roles")
    gallery.goes_on()
    assert gallery.seen() == [("hello", "It shows six roles.")]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_in_a_direct_message(gallery: Gallery) -> None:
    ana = gallery.hall.outbox.ana
    gallery.tell(1, "mine", to=ana)
    gallery.hall.words[1] = "hello"
    gallery.tell(1, "mine", to=ana, kind="note")
    gallery.goes_on()
    assert (gallery.seen("bot"), gallery.seen("bot", "raj")) == ([("hello", "It shows mine.")], [])


@pytest.mark.parametrize("kind", ["sqlite"])
def test_without_its_message_there_is_none(gallery: Gallery) -> None:
    gallery.tell(1, "nobody was told")
    gallery.hall.tell(2, "hello")
    gallery.tell(2, None)
    gallery.goes_on(2)
    assert (gallery.seen(), calls(gallery, "getUploadURLExternal")) == ([], 0)
    with gallery.hall.outbox.database.write() as session:
        tell(session, gallery.hall.clock, gallery.hall.outbox.workspace_id, "note", 3, room=ROOM)  # nothing to say
    gallery.tell(3, "more than words")
    gallery.goes_on(2)
    assert {one.state for one in gallery.hall.outbox.entries() if one.subject_id in (1, 3)} == {"dropped"}


TROUBLES = {"shared": ("share", "unshare", {}), "a guest": ("invite", "leave", {"user": "U0GUS"})}


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("name", TROUBLES)
def test_it_is_deleted_once_others_could_see_it_and_comes_back_when_they_are_gone(gallery: Gallery, name: str) -> None:
    comes, goes, given = TROUBLES[name]
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "a secret")
    gallery.goes_on()
    gallery.hall.does(comes, **given)
    gallery.hall.look()
    gallery.goes_on(3)
    assert gallery.seen() == []
    assert "a secret" not in str([one.page() for one in gallery.hall.slack._state.messages[ROOM].values()])
    gallery.tell(1, "a newer secret")
    gallery.goes_on(2)
    assert gallery.seen() == []
    # The lead is told of the channel, and of no picture.
    assert gallery.seen("bot") == []
    gallery.hall.does(goes, **given)
    gallery.hall.look()
    gallery.goes_on()
    assert gallery.seen() == [("hello", "It shows a newer secret.")]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_may_not_be_shown_any_more_is_deleted(gallery: Gallery) -> None:
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "three roles")
    gallery.goes_on()
    gallery.tell(1, None)
    gallery.goes_on(1)
    assert gallery.seen() == []
    gallery.tell(1, "three roles")
    gallery.goes_on()
    assert gallery.seen() == [("hello", "It shows three roles.")]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_on_its_way_is_deleted_too(gallery: Gallery) -> None:
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "a secret")
    gallery.delivery().deliver()
    gallery.hall.moves(2)
    gallery.delivery().deliver()
    assert (calls(gallery, "completeUploadExternal"), gallery.seen()) == (1, [])
    gallery.hall.does("invite", user="U0GUS")
    gallery.hall.look()
    gallery.goes_on()
    assert (gallery.seen(), calls(gallery, "delete")) == ([], 1)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_it_goes_when_the_channel_is_no_deals_any_more(gallery: Gallery) -> None:
    from models.deals import Deal

    gallery.hall.tell(1, "hello")
    gallery.tell(1, "a secret")
    gallery.goes_on()
    outbox = gallery.hall.outbox
    with outbox.database.write() as session:
        session.query(Deal).one().channel_id = None
        rooms.take_away(session, outbox.workspace_id, ROOM)
    gallery.goes_on(2)
    assert gallery.seen() == []
    entry = gallery.entry()
    assert (entry.state, entry.file_id, entry.next_file_id, entry.ts) == ("dropped", None, None, None)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("where", ["channel", "direct message"])
@pytest.mark.parametrize("fault", ["lost_reply", "lost_request"])
def test_what_may_be_on_its_way_is_never_sent_again(gallery: Gallery, fault: str, where: str) -> None:
    to = gallery.hall.outbox.ana if where == "direct message" else None
    gallery.hall.words[1] = "hello"
    gallery.tell(1, None, kind="note", to=to)
    gallery.tell(1, "three roles", to=to)
    gallery.hall.slack.faults.add("files.completeUploadExternal", fault)
    gallery.goes_on(8, THERE_WITHIN.total_seconds() / 3)
    there = gallery.seen("bot" if to else "deal")
    assert there == ([("hello", "It shows three roles.")] if fault == "lost_reply" else [])
    assert calls(gallery, "completeUploadExternal") == 1
    assert (gallery.entry().file_id is not None, gallery.entry().next_file_id) == (fault == "lost_reply", None)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", "lost_reply"),
        ("upload_url", "fails"),
        ("files.completeUploadExternal", "rate_limited"),
    ],
)
def test_what_was_surely_not_shared_is_tried_again(gallery: Gallery, method: str, fault: str) -> None:
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "three roles")
    gallery.hall.slack.faults.add(method, fault, **({"retry_after": 5} if fault == "rate_limited" else {}))
    gallery.goes_on()
    assert gallery.seen() == [("hello", "It shows three roles.")]
    assert gallery.hall.slack.faults.impatient == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_process_that_dies_in_between_leaves_nothing_twice(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "three roles")
    settle = said.settle

    def dies(*given: Any) -> bool:
        """The process is gone before it stored what came of sharing the file."""
        if calls(gallery, "completeUploadExternal"):
            raise RuntimeError("died")
        return settle(*given)

    monkeypatch.setattr(said, "settle", dies)
    with pytest.raises(RuntimeError, match="died"):
        gallery.goes_on()
    monkeypatch.undo()
    assert gallery.entry().state == "sending"
    gallery.goes_on(4, 40.0)
    assert gallery.seen() == [("hello", "It shows three roles.")]
    assert calls(gallery, "completeUploadExternal") == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_new_message_gets_it_when_the_old_one_is_left_behind(gallery: Gallery) -> None:
    gallery.hall.tell(1, "hello")
    gallery.tell(1, "three roles")
    gallery.goes_on()
    gallery.hall.tell(1, "hello again", anew=True)
    outbox = gallery.hall.outbox
    with outbox.database.write() as session:
        tell(session, gallery.hall.clock, outbox.workspace_id, "note_picture", 1, room=ROOM, anew=True)
    gallery.goes_on()
    assert gallery.seen() == [("hello again", "It shows three roles.")]
