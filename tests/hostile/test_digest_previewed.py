"""A deal's digest, looked at before: its channel's word is told to its channel and its team, to nobody else.

That word goes by everybody's latest observations and says of a part that somebody is named in it, known or in dialogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from handlers.boundary import Actor
from models.accounts import Account, AccountClearance
from models.base import new_id
from models.deals import Deal, DealMember, ProposedMember, StageRecord
from models.people import Colleague
from tests.hostile.deal_room import DEAL, ROOM, met, named, opens
from tests.hostile.desk import TEAM, Office, Said, elements, office, shown
from tests.hostile.twins import looks

JANE = "jane.doe@acme.example"
ASKED = (f"digest {DEAL}", f"coverage {DEAL}", f"next {DEAL}", f"deal show {DEAL}")
MERELY = ("proposed", "manages the lead", "made it, and was refused")
"""What Mia has to do with the deal: she sees it, and is not on its team."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(f"sqlite:///{tmp_path / 'o2o.db'}", tmp_path) as found:
        yield found


def colleague_in(session: Session, name: str) -> int:
    return session.scalars(select(Colleague.id).where(Colleague.slack_user_id == f"U0{name.upper()}")).one()


def has_to_do(found: Office, how: str) -> None:
    """Mia has this to do with the deal."""
    with found.database.write() as session:
        mia, ana = (colleague_in(session, one) for one in ("mia", "ana"))
        deal = session.scalars(select(Deal).where(Deal.name == DEAL)).one()
        asked: dict[str, Any] = {"workspace_id": deal.workspace_id, "id": new_id(), "deal_id": deal.id}
        asked |= {"colleague_id": mia, "proposed_by_id": ana, "proposed_at": found.clock.now()}
        if how == "manages the lead":
            session.execute(update(Colleague).where(Colleague.id == ana).values(manager_id=mia))
        elif how == "on the team":
            of = {"workspace_id": deal.workspace_id, "deal_id": deal.id, "source": "x"}
            session.add(DealMember(**of, colleague_id=mia, seller_role="legal counsel"))
        elif how == "proposed":
            session.add(ProposedMember(**asked, seller_role="legal counsel"))
        else:
            deal.made_by_id = mia
            session.add(ProposedMember(**asked, seller_role="deal lead", declined_at=found.clock.now()))


@contextmanager
def in_dialogue(found: Office) -> Iterator[None]:
    """Jane is named, as Zoe says, and two of the team have met her: none of it is for Mia to see."""
    with named(found, JANE, buying_role="economic buyer", stance="champion"), met(found, JANE):
        yield


def types(found: Office, who: str, text: str, room: str | None = None) -> Said:
    """`/o2o text`, in a channel."""
    command, rest = found.house.commands.find(text)
    client: Any = None  # nobody is asked: everybody was heard of just now
    actor = Actor(TEAM, f"U0{who.upper()}", channel_id=room)
    return found.house.boundary.run(client, actor, lambda turn: command.run(turn, rest), writes=command.writes)


@pytest.mark.parametrize("how", MERELY)
@pytest.mark.parametrize("channel", [True, False])
def test_who_merely_sees_a_deal_is_told_nothing_of_whom_they_do_not_see(here: Office, how: str, channel: bool) -> None:
    if channel:
        opens(here)
    has_to_do(here, how)
    before = [looks(types(here, "mia", text)) for text in ASKED]
    with in_dialogue(here):
        assert [looks(types(here, "mia", text)) for text in ASKED] == before
    said = types(here, "mia", ASKED[0])
    whose, line, _ = said.text.splitlines()
    assert "by your own eyes. Nothing is sent. What a deal's channel reads is shown in that channel" in whose
    assert line in types(here, "mia", "digest").text.splitlines()  # as their own weekly word has it


@pytest.mark.parametrize("how", MERELY)
def test_who_asks_in_the_deals_channel_reads_what_everybody_reads_there(here: Office, how: str) -> None:
    opens(here)
    has_to_do(here, how)
    with in_dialogue(here):
        said = [types(here, who, "digest", ROOM) for who in ("mia", "ana")]
        assert looks(said[0]) == looks(said[1])
        assert "as the deal's channel would read it" in shown(said[0])
        assert "2 roles engaged" in said[0].text
        elsewhere = looks(types(here, "mia", ASKED[0], "C0OTHER"))
        assert elsewhere == looks(types(here, "mia", ASKED[0]))
        assert "2 roles engaged" not in elsewhere


def test_the_team_reads_what_the_channel_would_where_there_is_one(here: Office) -> None:
    has_to_do(here, "on the team")
    said = types(here, "mia", ASKED[0])
    assert "It has no channel yet: `/o2o deal here`" in shown(said)
    with in_dialogue(here):
        assert "roles engaged" not in types(here, "mia", ASKED[0]).text
        opens(here)
        assert "2 roles engaged" in types(here, "mia", ASKED[0]).text


@pytest.mark.parametrize("how", ["on the team", "proposed"])
def test_where_guests_read_along_nobody_reads_what_the_channel_would(here: Office, how: str) -> None:
    opens(here)
    has_to_do(here, how)
    with here.database.write() as session:
        session.execute(update(Deal).where(Deal.name == DEAL).values(channel_trouble="guests"))
    with in_dialogue(here):
        said = types(here, "mia", "digest", ROOM)
        assert "Nothing is said in its channel just now." in shown(said)
        assert "engaged" not in said.text


def test_of_an_account_that_a_channel_may_not_be_told_of_the_team_reads_by_its_own_eyes(here: Office) -> None:
    opens(here)
    has_to_do(here, "on the team")
    with here.database.write() as session:
        deal = session.scalars(select(Deal).where(Deal.name == DEAL)).one()
        session.execute(update(Account).where(Account.id == deal.account_id).values(embargoed=True))
        of = {"workspace_id": deal.workspace_id, "id": new_id(), "account_id": deal.account_id}
        session.add(AccountClearance(**of, colleague_id=colleague_in(session, "mia")))
    with in_dialogue(here):
        said = types(here, "mia", ASKED[0])
        assert "A channel may not be told of this deal" in shown(said)
        assert "roles engaged" not in said.text
        assert DEAL in said.text


def test_that_the_playbook_does_not_know_a_deals_stage_is_said_of_it(here: Office) -> None:
    with here.database.write() as session:
        session.execute(update(Deal).where(Deal.name == DEAL).values(stage="Elsewhere"))  # on no map, and never was
        session.execute(delete(StageRecord))
    said = types(here, "ana", ASKED[0])
    assert said.text.splitlines()[1] == f"*{DEAL}* · its stage is not in the playbook: I can't say who is missing"
    assert not [one for one in elements(said) if one["action_id"] in ("nudge_ask", "deal_who", "gap_menu")]


def test_by_which_decisions_it_says_so_is_on_record(here: Office) -> None:
    with in_dialogue(here):
        said = types(here, "ana", ASKED[0])
        (why,) = [one for one in elements(said) if one["action_id"] == "why"]
        assert JANE.split(".")[0].title() in shown(here.desk("ana").sends("why", why["value"]))
