"""What takes too long is given up before it is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.charter import load_charter
from bot.deals.playbook import load_playbooks
from bot.settings import load_settings
from handlers.boundary import Actor, Boundary, Busy, Turn
from models.accounts import Account
from models.people import Colleague, Workspace
from models.session import Database
from tests.conftest import NOW, FixedClock

CHARTER = load_charter(Path(__file__).parents[2] / "charter.yaml")
PLAYBOOKS = load_playbooks(Path(__file__).parents[2] / "playbook.yaml")


def test_what_slack_no_longer_waits_for_is_rolled_back(database: Database, workspace_id: int) -> None:
    with database.write() as session:
        session.get_one(Workspace, workspace_id).slack_team_id = "T1"
        session.add(
            Colleague(
                workspace_id=workspace_id,
                slack_user_id="U1",
                name="Ana",
                name_key="ana",
                kind="member",
                slack_seen_at=NOW,
                source="x",
                created_at=NOW,
            )
        )

    def store(turn: Turn) -> str:
        turn.session.add(
            Account(workspace_id=workspace_id, id=1, name="Acme", name_key="acme", source="x", created_at=NOW)
        )
        return "stored"

    ana = Actor("T1", "U1")
    late = Boundary(database, CHARTER, load_settings(), FixedClock(), answer_within=0.0, playbooks=PLAYBOOKS)
    with pytest.raises(Busy):
        late.run(WebClient("none"), ana, store, writes=True, key="k")
    with database.read() as session:
        assert session.get(Account, (workspace_id, 1)) is None
    in_time = Boundary(database, CHARTER, load_settings(), FixedClock(), answer_within=60.0, playbooks=PLAYBOOKS)
    # Its key was given up with it: the same payload, delivered again, is carried out.
    assert in_time.run(WebClient("none"), ana, store, writes=True, key="k") == "stored"
