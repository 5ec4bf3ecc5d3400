"""A desk to try things at, quickly: everything the bot does but Slack's own part (no sandbox, no HTTP).

Thousands of things are tried here; that Slack's part adds nothing of its own is tried through the sandbox.
"""

from __future__ import annotations

import atexit
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr
from slack_bolt import App
from slack_sdk import WebClient
from sqlalchemy import event, select, update
from sqlalchemy.engine import make_url

from bot.charter.in_force import put_in_force
from bot.cli import demo_company
from bot.cli.demo import ROOT
from bot.deals.playbook import load_playbooks
from bot.errors import DomainError, Stale
from bot.introductions import ticking
from bot.settings import Settings, load_settings
from handlers import registry
from handlers.boundary import Actor, Boundary, Broken, Turn
from handlers.house import Click, House, Submission, Used
from handlers.views import errors
from handlers.views.kit import Form, Message
from models import migrations, workspaces
from models.outbox import OutboxEntry
from models.people import Colleague, Workspace
from models.session import Database
from tests.conftest import FixedClock

TEAM = "T0DESK"
Said = Message | Form
Work = Callable[..., Said]


class OpenHouse(House):
    """A house that also remembers what it registers, so that it can be called without a payload of Slack's."""

    def __init__(self, app: App, boundary: Boundary) -> None:
        super().__init__(app, boundary)
        self.works: dict[str, tuple[Work, bool]] = {}
        self.submissions: dict[str, tuple[Work, bool]] = {}
        self.shortcuts: dict[str, Work] = {}
        self.stands: dict[str, Work] = {}

    def action(
        self,
        action_id: str,
        work: Work,
        *,
        writes: bool = False,
        stands: Callable[[Turn, Click, str], Message] | None = None,
    ) -> None:
        super().action(action_id, work, writes=writes, stands=stands)
        self.works[action_id] = (work, writes)
        if stands is not None:
            self.stands[action_id] = stands

    def looks(self, action_id: str, work: Work, *, stands: Callable[[Turn, Click, str], Message] | None = None) -> None:
        super().looks(action_id, work, stands=stands)
        self.works[action_id] = (lambda turn, click: work(turn, click, None), True)  # all in the channel are ours
        if stands is not None:
            self.stands[action_id] = stands

    def opens(self, action_id: str, work: Work, *, writes: bool = False) -> None:
        super().opens(action_id, work, writes=writes)
        self.works[action_id] = (work, writes)

    def shortcut(self, callback_id: str, work: Work) -> None:
        super().shortcut(callback_id, work)
        self.shortcuts[callback_id] = work

    def message_shortcut(self, callback_id: str, work: Work) -> None:
        super().message_shortcut(callback_id, work)
        self.shortcuts[callback_id] = work

    def submission(self, callback_id: str, work: Work, *, writes: bool = True) -> None:
        super().submission(callback_id, work, writes=writes)
        self.submissions[callback_id] = (work, writes)


@dataclass
class Office:
    """A workspace with the invented company in it, and the house that answers there."""

    database: Database
    clock: FixedClock
    settings: Settings
    workspace_id: int
    house: OpenHouse
    statements: list[str] = field(default_factory=list)

    def desk(self, name: str) -> Desk:
        """The desk of a colleague, by the first part of their address' local part (`lee`)."""
        return Desk(self, f"U0{name.upper()}")

    def passes(self, **how: float) -> None:
        """Time passes (as for `timedelta`), and the clock sees to introductions: before and after."""
        self.ticks()
        self.clock.advance(**how)
        with self.database.write() as session:  # nobody is asked who people are: they were heard of just now
            heard_of = update(Colleague).where(Colleague.slack_user_id.is_not(None))
            session.execute(heard_of.values(slack_seen_at=self.clock.now()))
        self.ticks()

    def ticks(self) -> None:
        """The clock sees to introductions now."""
        ticking.tick(self.database, self.clock, self.house.boundary.charter, self.settings)

    def delivers(self) -> None:
        """What is due is posted, as far as the outbox knows."""
        due = (OutboxEntry.due_at <= self.clock.now()) & (OutboxEntry.state == "due")
        with self.database.write() as session:
            session.execute(update(OutboxEntry).where(due).values(shown=OutboxEntry.wanted, state="shown", ts="1.0"))


@contextmanager
def office(url: str, folder: Path) -> Iterator[Office]:
    """An office on an empty database, a copy of an office's, or a SQLite file yet to be made; `folder` is for files.

    Its charter lets people look up as often as they like.
    """
    clock = FixedClock()
    charter_file = folder / "charter.yaml"
    charter_file.write_text((ROOT / "charter.yaml").read_text().replace("per_day: 100", "per_day: 100000"))
    settings = _settings(url, charter_file)
    file = make_url(url).database if url.startswith("sqlite") else None
    if file and not Path(file).exists():
        shutil.copy(_filled_file(), file)
    database = Database(url, patience=30)
    if migrations.current(database) != migrations.head():
        _fill(database, settings, clock)
    with database.write() as session:
        workspace_id = session.scalars(select(Workspace.id).where(Workspace.slack_team_id == TEAM)).one()
        charter = put_in_force(session, clock, workspace_id, settings.charter)
    playbooks = load_playbooks(ROOT / "playbook.yaml")
    app = App(name="o2o", client=WebClient("xoxb-none"), signing_secret="none", token_verification_enabled=False)
    # Nobody waits at a desk: a busy machine must not look like an answer.
    house = OpenHouse(app, Boundary(database, charter, settings, clock, answer_within=60, playbooks=playbooks))
    registry.furnish(house)
    made = Office(database, clock, settings, workspace_id, house)
    event.listen(database.engine, "after_cursor_execute", lambda _c, _cur, sql, *_: made.statements.append(sql))
    yield made
    database.close()


def _settings(url: str, charter: Path) -> Settings:
    return load_settings(
        slack_bot_token=SecretStr("xoxb-none"),
        database_url=url,
        charter=charter,
        privacy_contact=demo_company.PRIVACY_CONTACT,
        domains="initrode.example",
    )


def prepare(url: str) -> None:
    """Make an empty database one of an office, to be copied."""
    database = Database(url, patience=30)
    _fill(database, _settings(url, ROOT / "charter.yaml"), FixedClock())
    database.close()


@cache
def _filled_file() -> Path:
    """A SQLite file of an office, made once in each process of the run."""
    folder = TemporaryDirectory(prefix="o2o-desks-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "office.db"
    prepare(f"sqlite:///{path}")
    return path


def _fill(database: Database, settings: Settings, clock: FixedClock) -> None:
    """Let the invented company in, with its colleagues' Slack ids."""
    migrations.upgrade(database)
    with database.write() as session:
        workspace_id = workspaces.create_local(session, clock.now()).id
        workspaces.bind(session, TEAM, "Desk", clock.now())
    demo_company.fill(database, workspace_id, settings, clock, None, lambda _: None)
    with database.write() as session:
        for name in ("ana.ortiz", "raj.patel", "zoe.kern", "lee.chen", "mia.rossi", "sam.okoro"):
            session.execute(
                update(Colleague)
                .where(Colleague.email == f"{name}@initrode.example")
                .values(slack_user_id=f"U0{name[:3].upper()}", slack_seen_at=clock.now())
            )


@dataclass(frozen=True)
class Told:
    """Something told of its own accord: of what kind, since when, and what it says now."""

    kind: str
    due_at: dt.datetime
    said: Said


@dataclass
class Desk:
    """One colleague, who types and clicks."""

    office: Office
    user_id: str

    def types(self, text: str) -> Said:
        """`/o2o text`."""
        house = self.office.house
        command, rest = house.commands.find(text)
        if command.form is not None and not rest.strip():
            return self._run(command.form)
        return self._run(lambda turn: command.run(turn, rest), writes=command.writes)

    def uses(self, callback_id: str) -> Said:
        """A global shortcut."""
        return self._run(self.office.house.shortcuts[callback_id])

    def uses_on(self, callback_id: str, text: str, author: str | None = None) -> Said:
        """A shortcut on a message with this text, as Slack writes it."""
        work = self.office.house.shortcuts[callback_id]
        return self._run(lambda turn: work(turn, Used(text, author)))

    def clicks(self, said: Said, label: str) -> Said:
        """A button or a menu's choice, by label."""
        hits = [one for one in elements(said) if one["text"]["text"] == label]
        assert len(hits) == 1, f"{label!r} is there {len(hits)} times in {shown(said)}"
        return self.sends(hits[0]["action_id"], hits[0]["value"], said.metadata if isinstance(said, Form) else "")

    def sends(self, action_id: str, value: str, metadata: str = "") -> Said:
        """A click with any value."""
        work, writes = self.office.house.works[action_id]
        click, stands = Click(value, metadata), self.office.house.stands.get(action_id)
        instead = (lambda turn, words: stands(turn, click, words)) if stands else None
        return self._run(lambda turn: work(turn, click), writes=writes, stands=instead)

    def submits(
        self, form: Said, values: Mapping[str, str | None], chosen: Mapping[str, tuple[str, ...]] | None = None
    ) -> Said:
        """A form, with values by block id; what it was filled with stays unless given anew."""
        assert isinstance(form, Form), shown(form)
        filled = {**prefilled(form), **values}
        boxes = {**ticked(form), **(chosen or {})}
        work, writes = self.office.house.submissions[form.callback_id]
        return self._run(lambda turn: work(turn, Submission(filled, form.metadata, boxes)), writes=writes)

    def told(self, last: int = 1000) -> list[Told]:
        """The last of what they were told of its own accord by now, oldest first, as it would be shown now."""
        office = self.office
        due = [OutboxEntry.due_at <= office.clock.now(), OutboxEntry.state != "dropped"]
        with office.database.read() as session:
            entries = session.execute(
                select(OutboxEntry.kind, OutboxEntry.subject_id, OutboxEntry.due_at)
                .join(Colleague, Colleague.id == OutboxEntry.recipient_id)
                .where(Colleague.slack_user_id == self.user_id, *due)
                .order_by(OutboxEntry.due_at, OutboxEntry.id)
            ).all()
        found = []
        for kind, subject, due_at in entries[-last:]:
            render: Any = office.house.notifications[kind]
            said: Any = self._run(lambda turn, render=render, subject=subject: render(turn, subject))
            if said is not None:
                found.append(Told(kind, due_at, said))
        return found

    def hears(self, kind: str) -> Said:
        """The last thing of a kind that they were told."""
        return [one.said for one in self.told() if one.kind == kind][-1]

    def _run(
        self,
        work: Callable[[Turn], Said],
        *,
        writes: bool = False,
        stands: Callable[[Turn, str], Said] | None = None,
    ) -> Said:
        client: Any = None  # nobody is asked: everybody was heard of just now
        try:
            return self.office.house.boundary.run(client, Actor(TEAM, self.user_id), work, writes=writes)
        except Broken as error:
            raise AssertionError(error.words) from error.__context__
        except Stale as error:
            words = error.words
            return self._run(lambda turn: stands(turn, words)) if stands else errors.message(error)
        except DomainError as error:
            said = errors.message(error)
            return Message(f"[{error.field}] {said.text}", said.blocks)


def elements(said: Said) -> list[dict[str, Any]]:
    """Buttons and menu choices, each with text, value and action id."""
    found = []
    for block in said.blocks:
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
            if element.get("type") == "button":
                found.append({"value": "", **element})
            found += [{**one, "action_id": element["action_id"]} for one in element.get("options", [])]
    return found


def prefilled(form: Form) -> dict[str, str | None]:
    """What a form is filled with, by block id."""
    found: dict[str, str | None] = {}
    for block in form.blocks:
        if block["type"] == "input":
            element = block["element"]
            initial = element.get("initial_option")
            if element["type"] != "checkboxes":
                found[block["block_id"]] = initial["value"] if initial else element.get("initial_value")
    return found


def ticked(form: Form) -> dict[str, tuple[str, ...]]:
    """What is chosen beforehand where several things can be, by block id."""
    boxes = [one for one in form.blocks if one["type"] == "input" and one["element"]["type"] == "checkboxes"]
    return {
        one["block_id"]: tuple(option["value"] for option in one["element"].get("initial_options", ())) for one in boxes
    }


def shown(said: Said) -> str:
    """Everything about an answer, as text."""
    if isinstance(said, Form):
        return json.dumps(said.to_view(), ensure_ascii=False, sort_keys=True)
    return json.dumps([said.text, list(said.blocks), said.replace], ensure_ascii=False, sort_keys=True)
