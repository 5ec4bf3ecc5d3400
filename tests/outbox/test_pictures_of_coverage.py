"""The pictures of coverage, through the renderers that the bot registers: under a digest, and for whoever asked."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import pytest
from slack_bolt import App

from bot.deals import rooms
from bot.outbox import tell
from handlers import registry
from handlers.boundary import Boundary
from handlers.commands.coverage import OF_ACCOUNT, OF_DEAL, OF_TEAM
from handlers.house import House
from handlers.listing import _Noting
from models.accounts import Account
from models.base import new_id
from models.deals import Deal
from models.digests import Digest, DigestSettings
from models.people import Colleague
from sandbox.client import SandboxClient
from tests.conftest import NOW
from tests.outbox.hall import ROOM, Hall

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def renderers() -> Any:
    """All that the bot registers."""
    house = House(cast("App", _Noting()), cast("Boundary", None))
    registry.furnish(house)
    return house.notifications


def goes_on(hall: Hall) -> None:
    delivery = hall.delivery()
    delivery.renderers = renderers()
    for _ in range(6):
        delivery.deliver()
        hall.moves(5)
    delivery.deliver()


def files(hall: Hall, where: str, who: str = "ana") -> list[tuple[str, bytes]]:
    """The pictures somebody sees: their words, and how they begin."""
    shown = SandboxClient(hall.slack.url).person(who).messages(where)
    held = hall.slack._state.files
    found = [file for one in shown if "thread_ts" in one.json for file in one.files]
    return [(str(one["alt_txt"]), bytes(held[one["id"]].content or b"")) for one in found]


def put_down(hall: Hall, **wishes: Any) -> int:
    """A digest of the deal, told of with its picture."""
    outbox = hall.outbox
    with outbox.database.write() as session:
        of = {"workspace_id": outbox.workspace_id}
        deal = session.query(Deal).one()
        made = Digest(id=new_id(), day=dt.date(2026, 11, 23), deal_id=deal.id, prepared_at=NOW, **of)
        session.add(made)
        session.add(DigestSettings(changed_at=NOW, since=NOW, **wishes, **of))
        session.flush()
        for kind in (rooms.DIGEST, rooms.DIGEST_PICTURE):
            tell(session, hall.clock, outbox.workspace_id, kind, made.id, room=ROOM)
        return made.id


def test_under_a_digest_as_the_channel_may_know_in_the_theme_that_was_chosen(hall: Hall) -> None:
    digest = put_down(hall)
    goes_on(hall)
    [(alt, png)] = files(hall, "deal")
    assert alt.startswith("Coverage of Acme renewal. 23 November 2026. Columns (our seller roles): ")
    assert "needed now: unknown." in alt
    assert png.startswith(b"\x89PNG")
    outbox = hall.outbox
    with outbox.database.write() as session:
        session.query(DigestSettings).one().theme = "dark"
        tell(session, hall.clock, outbox.workspace_id, rooms.DIGEST_PICTURE, digest, room=ROOM)
    goes_on(hall)
    [(again, dark)] = files(hall, "deal")
    assert (again, dark == png) == (alt, False)
    with outbox.database.write() as session:
        session.query(DigestSettings).one().pictures = False
        tell(session, hall.clock, outbox.workspace_id, rooms.DIGEST_PICTURE, digest, room=ROOM)
    goes_on(hall)
    assert files(hall, "deal") == []


def test_where_no_pictures_are_wished_for_there_is_none(hall: Hall) -> None:
    put_down(hall, pictures=False)
    goes_on(hall)
    assert (files(hall, "deal"), hall.states(rooms.DIGEST_PICTURE)) == ([], ["dropped"])


def test_whoever_asked_sees_it_under_the_words(hall: Hall) -> None:
    outbox = hall.outbox
    with outbox.database.write() as session:
        deal = session.query(Deal).one()
        for who in (outbox.ana, outbox.raj):  # he is not on the deal, and has no business with it
            for kind in (OF_DEAL.words, OF_DEAL.picture):
                tell(session, hall.clock, outbox.workspace_id, kind, deal.id, who, anew=True)
    goes_on(hall)
    [(alt, _)] = files(hall, "bot")
    assert alt.startswith("Coverage of Acme renewal. ")
    assert files(hall, "bot", "raj") == []
    # Asked for once more: under the new words, and only there.
    with outbox.database.write() as session:
        for kind in (OF_DEAL.words, OF_DEAL.picture):
            tell(session, hall.clock, outbox.workspace_id, kind, session.query(Deal).one().id, outbox.ana, anew=True)
    goes_on(hall)
    assert len(files(hall, "bot")) == 1
    assert hall.calls("files.delete") == 1


@pytest.mark.parametrize(
    ("of_account", "manages", "named"),
    [(True, False, "Acme Corp"), (False, True, "the deals of your people"), (False, False, "your own deals")],
)
def test_of_several_deals_likewise(hall: Hall, of_account: bool, manages: bool, named: str) -> None:
    outbox = hall.outbox
    sent = OF_ACCOUNT if of_account else OF_TEAM
    with outbox.database.write() as session:
        deal = session.query(Deal).one()
        if manages:
            session.get_one(Colleague, (outbox.workspace_id, outbox.raj)).manager_id = outbox.ana
        if of_account:
            acme = Account(workspace_id=outbox.workspace_id, id=new_id(), name="Acme Corp", name_key="acme corp")
            acme.sensitive = acme.embargoed = False
            acme.source, acme.created_at = "test", NOW
            session.add(acme)
            session.flush()
            deal.account_id = acme.id
        for who in (outbox.ana, outbox.raj):
            for kind in (sent.words, sent.picture):
                tell(session, hall.clock, outbox.workspace_id, kind, deal.account_id if of_account else 0, who)
    goes_on(hall)
    [(alt, _)] = files(hall, "bot")
    assert alt.startswith(f"Coverage of {named}. ")
    assert "Acme renewal: " in alt
    assert files(hall, "bot", "raj") == []
