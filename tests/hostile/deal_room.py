"""A deal that is spoken of in a channel, at a desk: what is told of it, there and to whoever leads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import yaml
from sqlalchemy import delete, select, update

from bot.charter import Charter
from bot.charter.sight import Sight, Viewer
from bot.cli.demo import ROOT
from bot.deals import nudging, stages
from bot.deals.crm.contact_roles import as_csv, contact_roles
from bot.deals.crm.outgoing import Claimed, in_words
from handlers.boundary import Turn
from handlers.views.kit import Message
from models.accounts import ContactAddress, Seat
from models.base import new_id, random_id
from models.deals import Deal, Engagement, Gap, Observation, Stakeholder
from models.outbox import OutboxEntry
from models.people import Colleague
from tests.hostile.desk import Office, Said, elements
from tests.hostile.scripts import Steps

DEAL: Final = "Acme renewal"
ROOM: Final = "C0ACME"
Entry = tuple[str, dt.datetime, Message | None]
COMMANDS: Final = ("deal", f"deal {DEAL}", f"deal team {DEAL}", f"deal stage {DEAL} ours", f"next {DEAL}", "next")


def opens(office: Office) -> None:
    """The deal is spoken of in its channel from now on."""
    with office.database.write() as session:
        session.execute(update(Deal).where(Deal.name == DEAL).values(channel_id=ROOM))


def moves(office: Office, *, ours: str, theirs: str, seen_by: str | None = None) -> None:
    """Both sides move on, as the CRM or somebody of ours says, and the clock sees to it."""
    office.clock.advance(days=7)
    with office.database.write() as session:  # nobody is asked who people are: they were heard of just now
        heard_of = update(Colleague).where(Colleague.slack_user_id.is_not(None))
        session.execute(heard_of.values(slack_seen_at=office.clock.now()))
        deal_id = session.scalars(select(Deal.id).where(Deal.name == DEAL)).one()
        deal = stages.locked(session, office.workspace_id, deal_id)
        assert deal is not None
        sides: tuple[tuple[stages.Side, str], ...] = (("buying", theirs), ("sales", ours))
        for side, stage in sides:
            office.clock.advance(minutes=1)  # of two at one instant, either may be the later one
            by = (
                session.scalar(select(Colleague.id).where(Colleague.email.startswith(f"{seen_by}.")))
                if seen_by
                else None
            )
            stages.record(session, office.clock, deal, side, stage, office.clock.now(), source="x", seen_by_id=by)
    ticks(office)


def ticks(office: Office) -> None:
    """The clock sees to deals now."""
    house = office.house.boundary
    nudging.tick(office.database, office.clock, house.charter, office.settings, house.playbooks)


@contextmanager
def named(office: Office, whom: str, **observed: str) -> Iterator[None]:
    """Somebody (by address) or a seat (by title) is in the deal, as the CRM and Zoe say, for as long as this lasts."""
    with office.database.write() as session:
        deal_id = session.scalars(select(Deal.id).where(Deal.name == DEAL)).one()
        zoe = session.scalars(select(Colleague.id).where(Colleague.email.startswith("zoe."))).one()
        contact_id = session.scalar(select(ContactAddress.contact_id).where(ContactAddress.address == whom))
        seat_id = None if contact_id else session.scalars(select(Seat.id).where(Seat.title == whom)).one()
        row = {"workspace_id": office.workspace_id, "source": "x"}
        one = Stakeholder(
            **row,
            id=random_id(),
            deal_id=deal_id,
            contact_id=contact_id,
            seat_id=seat_id,
            named_by_id=zoe,
            created_at=office.clock.now(),
        )
        session.add(one)
        session.flush()
        for about, value in observed.items():
            for observer in (None, zoe):
                session.add(
                    Observation(
                        **row,
                        id=new_id(),
                        stakeholder_id=one.id,
                        about=about,
                        value=value,
                        observer_id=observer,
                        observed_at=office.clock.now() - dt.timedelta(days=1),
                    )
                )
        stakeholder_id = one.id
    try:
        yield
    finally:
        with office.database.write() as session:
            session.execute(delete(Stakeholder).where(Stakeholder.id == stakeholder_id))


@contextmanager
def met(office: Office, address: str) -> Iterator[None]:
    """Ana and Lee say for the deal that they met somebody, for as long as this lasts."""
    made = []
    with office.database.write() as session:
        of = {
            "workspace_id": office.workspace_id,
            "deal_id": session.scalars(select(Deal.id).where(Deal.name == DEAL)).one(),
            "contact_id": session.scalars(
                select(ContactAddress.contact_id).where(ContactAddress.address == address)
            ).one(),
        }
        for who, days in (("ana", 1), ("lee", 20)):
            colleague_id = session.scalars(select(Colleague.id).where(Colleague.email.startswith(f"{who}."))).one()
            at = office.clock.now() - dt.timedelta(days=days)
            made.append(new_id())
            session.add(Engagement(**of, id=made[-1], colleague_id=colleague_id, kind="meeting", at=at, source="said"))
    try:
        yield
    finally:
        with office.database.write() as session:
            session.execute(delete(Engagement).where(Engagement.id.in_(made)))


def told(office: Office, who: str | None = None) -> list[Entry]:
    """All that was told of deals in the channel (or to somebody), and since when, as it would be said now."""
    with office.database.read() as session:
        query = select(OutboxEntry.kind, OutboxEntry.subject_id, OutboxEntry.due_at, OutboxEntry.state)
        if who is None:
            query = query.where(OutboxEntry.room == ROOM)
        else:
            recipient = select(Colleague.id).where(Colleague.email.startswith(f"{who}.")).scalar_subquery()
            query = query.where(OutboxEntry.recipient_id == recipient)
        entries = session.execute(query.order_by(OutboxEntry.due_at, OutboxEntry.created_at, OutboxEntry.id)).all()
        viewer = session.scalar(select(Colleague.id).where(Colleague.email.startswith(f"{who}."))) if who else None
    found = []
    for entry in entries:
        render: Any = office.house.notifications[entry.kind]
        boundary, workspace_id = office.house.boundary, office.workspace_id

        def work(turn: Turn, render: Any = render, subject: int = entry.subject_id) -> Message | None:
            said: Message | None = render(turn, subject)
            return said

        if viewer is None:
            said = boundary.show_in(workspace_id, ROOM, work)
        else:
            client: Any = None  # nobody is asked: everybody was heard of just now
            said = boundary.show(client, workspace_id, viewer, work)
        found.append((entry.kind, entry.due_at, said))
    return found


def exported(office: Office, who: str) -> str:
    """The contact roles that leave in a file by somebody's eyes."""
    charter = office.house.boundary.charter
    with office.database.read() as session:
        colleague = session.scalars(select(Colleague).where(Colleague.email.startswith(f"{who}."))).one()
        sight = Sight(session, charter, Viewer.of(colleague, charter), office.clock.now(), office.settings.warmth)
        return as_csv(contact_roles(sight, stances=True)[0])


def sent_out(office: Office) -> list[dict[str, Any]]:
    """What the CRM would be told of people, by a charter that shows every colleague what was noted of anybody."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "charter.yaml").read_text(encoding="utf-8"))
    shown = {"id": "O9", "when": ["viewer_is_member"], "grant": "shown", "because": "All of us."}
    content["observation"].append(shown)
    charter, found = Charter(content), []
    with office.database.read() as session:
        ids = [("deal.contact_role", one) for one in session.scalars(select(Stakeholder.id))]
        ids += [("deal.engaged", one) for one in session.scalars(select(Engagement.id))]
        for kind, subject_id in ids:
            fact = Claimed(1, kind, subject_id, 1)
            found.append(in_words(session, charter, office.clock, office.workspace_id, fact))
    return sorted(({**one.words, "at": ""} for one in found if one), key=str)


def gaps(office: Office) -> Sequence[tuple[str, str, int]]:
    """What is missing in the deal, and how it stands."""
    with office.database.read() as session:
        return [(one.key, one.state, one.version) for one in session.scalars(select(Gap).order_by(Gap.key))]


def asks(office: Office, who: str) -> Steps:
    """Every command about the deal, and what is behind those of its buttons that change nothing."""
    desk = office.desk(who)
    for command in COMMANDS:
        said: Said = desk.types(command)
        yield f"/o2o {command}", said
        for one in elements(said):
            _, writes = office.house.works.get(one["action_id"], (None, True))
            if not writes:
                yield f"{command}: {one['text']['text']}", desk.sends(one["action_id"], one["value"])
