"""A deal with a small team, people of theirs, and a clock to wind."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from bot.charter import Charter
from bot.charter.sight import Sight, Viewer
from bot.deals import gaps, stages
from bot.deals.engaging import engage
from bot.deals.meetings import Meetings, meetings
from bot.deals.needs import DealNeeds, NeedStanding, standing
from bot.deals.playbook import read_playbooks
from bot.deals.stakeholders import observe
from models.base import new_id
from models.deals import Deal, DealMember, Engagement, Gap
from models.session import Database
from tests.conftest import NOW
from tests.introductions.conftest import stored_in_directory
from tests.introductions.office import CONTENT, JANE, Office

PLAYBOOKS = read_playbooks((Path(__file__).parent / "full_playbook.yaml").read_bytes())
BILL = "bill@acme.example"
RULES: dict[str, Any] = {
    **CONTENT,
    "relationship": [
        *CONTENT["relationship"],
        {"id": "R6", "when": ["viewer_on_deal"], "grant": "named", "because": "A team may know whom to ask."},
    ],
    "observation": [
        {"id": "O1", "when": ["viewer_is_owner"], "grant": "shown", "because": "Yours."},
        {"id": "O2", "when": ["viewer_is_member"], "grant": "shown", "because": "Among us."},
    ],
}
CHARTER = Charter(RULES)


class Team(Office):
    """Ana sells, Raj is sponsor, Lee plays no part the playbook asks for; Mia manages Ana; Zoe is not on it."""

    deal_id: int

    def begins(self, stage: str = "Evaluation", theirs: str | None = "Comparing suppliers") -> None:
        """The deal, as of now."""
        self.charter = CHARTER
        self.joins("ana", "raj", "lee", "mia", "zoe")
        self.changes("ana", manager_id=self.ids["mia"])
        self.deal_id = new_id()
        of = {"workspace_id": self.workspace_id, "source": "test"}
        with self.database.write() as session:
            deal = Deal(
                id=self.deal_id,
                name="Acme renewal",
                stage=stage,
                stage_since=NOW,
                is_open=True,
                owner_id=self.ids["ana"],
                created_at=NOW,
                **of,
            )
            session.add(deal)
            session.flush()
            for name, role in (("ana", "Account Executive"), ("raj", "executive sponsor"), ("lee", "onlooker")):
                member = DealMember(deal_id=deal.id, colleague_id=self.ids[name], seller_role=role, **of)
                session.add(member)
            stages.record(session, self.clock, deal, "sales", stage, NOW, source="test", first=True)
            if theirs:
                stages.record(session, self.clock, deal, "buying", theirs, NOW, source="test", first=True)
        for address, name in ((JANE, "Jane Doe"), (BILL, "Bill Smith")):
            stored_in_directory(self, address, name)

    def moves(self, stage: str, side: stages.Side = "sales") -> None:
        """The deal moves on."""
        with self.database.write() as session:
            deal = stages.locked(session, self.workspace_id, self.deal_id)
            assert deal is not None
            stages.record(session, self.clock, deal, side, stage, self.clock.now(), source="test")

    def observes(self, name: str, address: str = JANE, **seen: str) -> None:
        """Somebody observes a stakeholder."""
        seen = {"buying_role": "user buyer", **seen}
        self.does(name, observe, self.clock, self.deal_id, self.contact(address), None, seen)

    def needs(self, name: str) -> dict[str, NeedStanding]:
        """What the deal needs, as somebody sees it; `#` is its channel."""
        return {one.need.id: one for one in self.stands(name).needs}

    def stands(self, name: str) -> DealNeeds:
        """How the deal stands, as somebody sees it; `#` is its channel."""
        with self.database.read() as session:
            deal = session.get_one(Deal, (self.workspace_id, self.deal_id))
            sight = self.channel(session) if name == "#" else self.sight(session, name)
            return standing(sight, PLAYBOOKS, deal)

    def channel(self, session: Any) -> Sight:
        """What the deal's channel sees."""
        viewer = Viewer(self.workspace_id, 0, member=True, external=False)
        return Sight(session, self.charter, viewer, self.clock.now(), self.settings.warmth)

    def next(self, name: str) -> Meetings:
        """Who should meet whom, as somebody sees it."""
        with self.database.read() as session:
            deal = session.get_one(Deal, (self.workspace_id, self.deal_id))
            found = meetings(self.sight(session, name), PLAYBOOKS, deal)
            session.expunge_all()
            return found

    def has_met(self, name: str, address: str = JANE, kind: str = "meeting", ago: int = 0) -> None:
        """It is said for the deal that the two were in touch, so many days ago."""
        at = self.clock.now() - dt.timedelta(days=ago)
        with self.database.write() as session:
            deal = session.get_one(Deal, (self.workspace_id, self.deal_id))
            engage(session, self.clock, deal, self.contact(address), self.ids[name], kind, at, "said")

    def says_met(self, name: str, key: str, address: str = JANE, version: int = 0) -> gaps.Answered:
        """Somebody clicks that they have met."""
        return self.answers_gap(name, gaps.met, key, version, self.contact(address))

    def answers_gap(self, name: str, how: Any, key: str, version: int, *given: Any) -> gaps.Answered:
        """Somebody answers a gap."""
        found: gaps.Answered = self.does(name, how, self.clock, PLAYBOOKS, self.deal_id, key, version, *given)
        return found

    def gap(self, key: str) -> Gap | None:
        """A gap as it is stored."""
        return next((one for one in self.rows(Gap) if one.key == key), None)

    def engaged(self) -> list[tuple[str, str, dt.datetime]]:
        """Who is in dialogue, by what was said."""
        names = {number: name for name, number in self.ids.items()}
        return [(names[one.colleague_id], one.kind, one.at) for one in self.rows(Engagement, Engagement.id)]


def begun(database: Database, workspace_id: int, **how: Any) -> Team:
    """The team, with its deal under way."""
    team = Team(database, workspace_id)
    team.begins(**how)
    return team


__all__ = ["BILL", "JANE", "PLAYBOOKS", "Team", "begun"]
