"""The one way in: who is asking, was it carried out before, one transaction, errors into words.

Every listener's work runs through `Boundary.run`. No exception leaves it (one raised after an acknowledgement would
swallow the acknowledgement), and no Slack call happens inside a transaction.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from bot import audit, inbox, outbox, publishing
from bot.charter import Charter
from bot.charter.sight import Sight, Viewer
from bot.clock import Clock
from bot.deals.playbook import Playbooks
from bot.errors import DomainError
from bot.introductions.working_time import zone
from bot.people import directory
from bot.settings import Settings
from handlers import slack_people
from handlers.views.hours import Reader
from models import workspaces
from models.people import Colleague, Workspace
from models.session import Database

log = structlog.get_logger()
T = TypeVar("T")


MEMBERS_ONLY = "o2o is only for full members of this workspace. Nothing was looked up, and nothing you typed is kept."
TOO_BUSY = "I'm too busy to answer just now; nothing was changed. Please try again in a moment."
ANSWER_WITHIN = 2.5
"""Seconds after which nothing is begun to be stored any more: Slack waits for three."""
NOT_TOLD = "I can't tell yet whether you are a member of this workspace. Please try again in a minute."


class NotAMember(DomainError):
    """Guests, people of other teams, deactivated users and bots: told the same whatever they asked."""


class NotYetKnown(NotAMember):
    """Slack has not said what somebody is: nothing is shown to them, but it may be later."""


class Busy(DomainError):
    """The store did not answer in the time a person waits."""


class Broken(DomainError):
    """A bug of ours: the person gets a reference, the log the rest."""


@dataclass(frozen=True)
class Actor:
    """Who did something in Slack, and where: all taken from the payload, nothing of it trusted yet.

    `team_id` is the workspace the app is installed in (from its token); `home_team_id` the person's own.
    """

    team_id: str
    user_id: str
    home_team_id: str | None = None
    enterprise_id: str | None = None
    channel_id: str | None = None


@dataclass
class Turn:
    """What a listener's work is given.

    `decided` collects the decisions behind what is shown; they are recorded. `later` collects what is to be stored
    after a turn that only reads, with the decisions. `channel_id` is where it was typed or clicked (Slack's id), if
    that is a conversation and not a form; nothing of what is there is known by it. A channel that looks is that one.
    """

    session: Session
    sight: Sight
    clock: Clock
    settings: Settings
    playbooks: Playbooks
    channel_id: str | None = None
    decided: list[tuple[int, audit.Decided]] = field(default_factory=list)
    later: list[Callable[[Session], object]] = field(default_factory=list)

    @property
    def viewer(self) -> Viewer:
        """Who is looking."""
        return self.sight.viewer

    @property
    def reader(self) -> Reader:
        """When they read, by which clock: their own. A channel has none."""
        if self.viewer.is_channel:
            return Reader(self.sight.now, dt.UTC)
        colleague = self.session.get_one(Colleague, (self.viewer.workspace_id, self.viewer.id))
        return Reader(self.sight.now, zone(colleague.tz))

    @property
    def charter(self) -> Charter:
        """The charter in force."""
        return self.sight.charter


@dataclass(frozen=True)
class Boundary:
    """Holds what every turn needs; has no state of its own, so any process may take any payload.

    `told` is called once something is stored of which somebody is to be told.
    """

    database: Database
    charter: Charter
    settings: Settings
    clock: Clock
    answer_within: float = ANSWER_WITHIN
    told: Callable[[], None] = lambda: None
    playbooks: Playbooks = field(kw_only=True)

    def run(
        self,
        client: WebClient,
        actor: Actor,
        work: Callable[[Turn], T],
        *,
        writes: bool,
        key: str | None = None,
        what: str = "",
    ) -> T:
        """Do `work` for the actor. Raises only `DomainError` (with words for the person) and `inbox.SeenBefore`."""
        try:
            return self._run(client, actor, work, writes=writes, key=key)
        except (DomainError, inbox.SeenBefore):
            raise
        except (OperationalError, PoolTimeout) as error:
            log.warning("store_busy", what=what, error=type(error).__name__)
            raise Busy(TOO_BUSY) from None
        except Exception as error:
            reference = secrets.token_hex(2).upper()
            log.exception("broken", what=what, reference=reference, error=type(error).__name__)
            words = f"Something broke on my side; nothing was changed. Reference {reference}."
            raise Broken(words) from None

    def show(self, client: WebClient, workspace_id: int, colleague_id: int, work: Callable[[Turn], T]) -> T:
        """Do `work`, which changes nothing, for a colleague who did not ask for it; raises whatever is raised.

        `NotAMember` says that they may be shown nothing (any more), `NotYetKnown` that Slack has yet to say.
        """
        with self.database.read() as session:
            workspace = session.get_one(Workspace, workspace_id)
            colleague = session.get(Colleague, (workspace_id, colleague_id))
        if colleague is None or colleague.left_at is not None or workspace.slack_team_id is None:
            raise NotAMember(MEMBERS_ONLY)
        if colleague.slack_user_id is None:  # imported, and linked once Slack has told of everybody
            raise NotYetKnown(NOT_TOLD)
        self._who(client, Actor(workspace.slack_team_id, colleague.slack_user_id))
        with self.database.read() as session:
            turn = self._turn(session, workspace_id, colleague_id)
            result = work(turn)
        if turn.decided or turn.later:
            with self.database.write() as session:
                self._record(session, turn)
        return result

    def show_in(self, workspace_id: int, room: str, work: Callable[[Turn], T]) -> T:
        """Do `work`, which changes nothing, for a channel in which all are ours; raises whatever is raised.

        Whoever calls has asked Slack about the channel just before (`handlers.channels.look`).
        """
        viewer = Viewer.channel(workspace_id)
        with self.database.read() as session:
            turn = self._turn_of(session, viewer, room)
            result = work(turn)
        if turn.decided or turn.later:
            with self.database.write() as session:
                self._record(session, turn)
        return result

    def _run(self, client: WebClient, actor: Actor, work: Callable[[Turn], T], *, writes: bool, key: str | None) -> T:
        started = time.monotonic()
        workspace_id, colleague_id = self._who(client, actor)
        if writes:
            with self.database.write() as session:
                inbox.claim(session, self.clock, workspace_id, key)
                turn = self._turn(session, workspace_id, colleague_id, actor.channel_id)
                result = work(turn)
                self._record(session, turn)
                # Whatever it was, their own App Home may show it.
                publishing.again(session, workspace_id, [colleague_id])
                self._still_in_time(started)
            if session.info.get(outbox.TOLD):
                self.told()
            return result
        # Reads first, in a snapshot that blocks nobody; then one short write for the key and the decisions.
        with self.database.read() as session:
            turn = self._turn(session, workspace_id, colleague_id, actor.channel_id)
            result = work(turn)
        if key is not None or turn.decided or turn.later:
            with self.database.write() as session:
                inbox.claim(session, self.clock, workspace_id, key)
                self._record(session, turn)
                self._still_in_time(started)
        return result

    def _still_in_time(self, started: float) -> None:
        """Give up before the commit what Slack would no longer wait for: it would tell the person that it failed."""
        if time.monotonic() - started > self.answer_within:
            raise Busy(TOO_BUSY)

    def _turn(self, session: Session, workspace_id: int, colleague_id: int, channel_id: str | None = None) -> Turn:
        colleague = session.get_one(Colleague, (workspace_id, colleague_id))
        viewer = Viewer.of(colleague, self.charter)
        if viewer.member is not True:
            raise NotYetKnown(NOT_TOLD) if viewer.member is None else NotAMember(MEMBERS_ONLY)
        return self._turn_of(session, viewer, channel_id)

    def _turn_of(self, session: Session, viewer: Viewer, channel_id: str | None) -> Turn:
        return Turn(
            session,
            Sight(session, self.charter, viewer, self.clock.now(), self.settings.warmth, self.settings.privacy_contact),
            self.clock,
            self.settings,
            self.playbooks,
            channel_id,
        )

    def _record(self, session: Session, turn: Turn) -> None:
        for store in turn.later:
            store(session)
        answers: dict[int, list[audit.Decided]] = {}
        for answer_id, one in turn.decided:
            answers.setdefault(answer_id, []).append(one)
        for answer_id, decided in answers.items():
            audit.record(session, self.clock, turn.viewer.workspace_id, turn.viewer.id, answer_id, decided)

    def _who(self, client: WebClient, actor: Actor) -> tuple[int, int]:
        """The ids of workspace and colleague; Slack is asked about people not heard of lately."""
        if self._foreign(actor):
            raise NotAMember(MEMBERS_ONLY)
        with self.database.read() as session:
            workspace = workspaces.by_team(session, actor.team_id)
            if workspace is None:
                raise NotAMember("o2o isn't set up for this workspace.")
            known = directory.held(session, workspace.id, actor.user_id)
        if known is not None and directory.is_fresh(known, self.clock):
            return workspace.id, known.id
        person = slack_people.ask(client, actor.user_id, actor.team_id, actor.enterprise_id)
        if person is None:
            if known is not None and directory.still_holds(known, self.clock):
                return workspace.id, known.id
            raise NotYetKnown(NOT_TOLD)
        with self.database.write() as session:
            return workspace.id, directory.take_in(session, self.clock, workspace.id, person).id

    @staticmethod
    def _foreign(actor: Actor) -> bool:
        home = actor.home_team_id
        return home is not None and home not in (actor.team_id, actor.enterprise_id)
