"""Clicks on introductions by anybody, of any age, with any value, over and over: nothing moves that they may not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from bot.errors import DomainError
from bot.inbox import SeenBefore
from handlers.boundary import Actor, Broken
from handlers.house import Click, Submission
from handlers.values import Seen
from models import tables
from models.base import new_id
from models.introductions import Ask, Introduction, Preference, Report
from tests.conftest import NOW
from tests.hostile.desk import TEAM, Office, Said, elements, office

MEMBERS = ("ana", "raj", "zoe", "lee", "mia", "sam")
OTHERS = ("PAT", "OLD", "UNHEARD")
ELSEWHERE = "T0OTHER"
CONTACTS = ("jane.doe@acme.example", "bill.smith@acme.example", "ines.duarte@globex.example", "tom.gray@acme.example")
ANSWERS = ("ask_yes", "ask_first", "ask_no", "ask_contact_yes", "ask_contact_no", "ask_menu")
TAKEN_BACK = ("ask_cannot", "ask_unmade", "ask_reconsider", "ask_mistaken")
OF_ASK = (*ANSWERS, "ask_objects", "ask_made", "ask_group", "ask_open", "ask_edit", "ask_better", *TAKEN_BACK)
OF_REQUEST = ("intro_withdraw", "intro_met", "intro_no_reply", "intro_came")
OF_SETTINGS = (
    "asks_set",
    "asks_pace",
    "asks_pause_7",
    "asks_no_deputy",
    "asks_deputy",
    "asks_pause_until",
    "deputy_no",
)
EVENTS = {
    "ask_yes": {"yes"},
    "ask_first": {"asking_contact"},
    "ask_no": {"no"},
    "ask_contact_yes": {"yes"},
    "ask_contact_no": {"contact_no"},
    "ask_menu": {"yes", "later"},
    "ask_better": {"no"},
    "ask_edit": set(),
}
"""To which states an answer may lead; where it leaves the state, only the text changes."""


@dataclass(frozen=True)
class Row:
    """A request or an ask, as it stands."""

    state: str
    version: int
    of: int = 0
    who: int = 0
    contact: int = 0


@dataclass
class Stood:
    """How everything stands that a click could move."""

    requests: dict[int, Row]
    asks: dict[int, Row]
    likes: dict[int, tuple[Any, ...]]
    reports: set[tuple[int, int]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Ours with a guest and somebody who has left; and another workspace whose people have the same Slack ids."""
    folder = tmp_path_factory.mktemp("clicks")
    with office(f"sqlite:///{folder / 'o2o.db'}", folder) as made:
        with made.database.write() as session:
            other = new_id()
            session.add(tables.Workspace(id=other, name="elsewhere", slack_team_id=ELSEWHERE, created_at=NOW))
            session.flush()
            came: dict[str, Any] = {"source": "x", "created_at": NOW, "slack_seen_at": NOW}
            here: dict[str, Any] = {**came, "workspace_id": made.workspace_id}
            session.add_all(
                [
                    tables.Colleague(**here, slack_user_id="U0PAT", name="Pat", name_key="pat", kind="guest"),
                    tables.Colleague(
                        **here, slack_user_id="U0OLD", name="Old", name_key="old", kind="member", left_at=NOW
                    ),
                    *(
                        tables.Colleague(
                            **came,
                            workspace_id=other,
                            slack_user_id=f"U0{name.upper()}",
                            name=name,
                            name_key=name,
                            kind="member",
                        )
                        for name in MEMBERS
                    ),
                ]
            )
        yield made


def stood(world: Office) -> Stood:
    with world.database.read() as session:
        requests = session.scalars(select(Introduction).filter_by(workspace_id=world.workspace_id)).all()
        asks = session.scalars(select(Ask).filter_by(workspace_id=world.workspace_id)).all()
        likes = session.scalars(select(Preference).filter_by(workspace_id=world.workspace_id)).all()
        reports = session.scalars(select(Report).filter_by(workspace_id=world.workspace_id)).all()
        contact = {one.id: one.contact_id for one in requests}
        return Stood(
            {one.id: Row(one.state, one.version, one.id, one.requester_id, one.contact_id) for one in requests},
            {
                one.id: Row(one.state, one.version, one.introduction_id, one.addressee_id, contact[one.introduction_id])
                for one in asks
            },
            {one.colleague_id: (one.paused_until, one.deputy_id, one.pace) for one in likes},
            {(one.contact_id, one.colleague_id) for one in reports},
        )


@dataclass
class Pool:
    """Clicks that people have been shown, and how each was once worth something."""

    seen: list[tuple[str, str]] = field(default_factory=list)

    def take_in(self, said: Said) -> None:
        """Everything that can be clicked in an answer."""
        wanted = (*OF_ASK, *OF_REQUEST, *OF_SETTINGS)
        self.seen += [(one["action_id"], one["value"]) for one in elements(said) if one["action_id"] in wanted]


def look_around(world: Office, pool: Pool) -> None:
    """Everybody looks at what they were told and at their lists."""
    for name in MEMBERS:
        desk = world.desk(name)
        listed = desk.types("asks")
        pool.take_in(listed)
        pool.take_in(desk.clicks(listed, "How I like to be asked ..."))
        for one in desk.told(last=6):
            pool.take_in(one.said)


def ask_for_somebody(world: Office, pool: Pool, luck: random.Random) -> None:
    """Somebody asks for somebody."""
    desk = world.desk(luck.choice(MEMBERS))
    form = desk.types(f"intro {luck.choice(CONTACTS)}")
    if getattr(form, "callback_id", "") == "intro":
        pool.take_in(desk.submits(form, {"purpose": "advice", "reason": "x"}))


def twisted(value: str, now: Stood, luck: random.Random) -> str:
    """A value as somebody might send it who wants more than they were shown."""
    ids = [*now.requests, *now.asks, new_id(), 0]
    return luck.choice(
        (
            value,
            value,
            Seen(id=luck.choice(ids), v=luck.randrange(6), do=luck.choice(("", "use_name", "later", "edit"))).dump(),
            Seen(id=luck.choice(ids), v=1).dump(),
            "{}",
            value.replace('"v":', '"v":1'),
        )
    )


def click(world: Office, actor: Actor, action_id: str, value: str) -> None:
    """One click or form; whatever comes of it is said, nothing breaks."""
    house = world.house
    client = WebClient("xoxb-none", base_url="http://127.0.0.1:9/")  # Slack does not answer about whoever is unheard of
    try:
        if action_id in ("ask_edit", "ask_better"):
            work, writes = house.submissions[action_id]
            sent = Submission({"draft": "changed", "colleague_id": "U0SAM"}, value)
            house.boundary.run(client, actor, lambda turn: work(turn, sent), writes=writes)
        else:
            work, writes = house.works[action_id]
            house.boundary.run(client, actor, lambda turn: work(turn, Click(value)), writes=writes)
    except Broken as error:
        raise AssertionError(f"{action_id} {value}") from error.__context__
    except (DomainError, SeenBefore):
        pass


def check(before: Stood, after: Stood, me: int | None, action_id: str, value: str) -> int:
    """That whoever clicked was allowed every change that came of it; gives how many there were."""
    changed = {one for one in after.asks if before.asks.get(one) != after.asks[one]}
    moved = {one for one in after.requests if before.requests.get(one) != after.requests[one]}
    liked = {one for one in after.likes if before.likes.get(one) != after.likes[one]}
    about = f"{action_id} {value} by {me}: {changed} {moved} {liked}"
    if said := before.reports ^ after.reports:
        asked = before.asks[Seen.load(value).id]
        assert (me, action_id in ("ask_objects", "ask_mistaken")) == (asked.who, True), about
        assert said == {(asked.contact, me)}, about
    if not (changed or moved or liked):
        return int(bool(said))
    assert me is not None, about
    assert after.asks.keys() <= before.asks.keys(), about  # the clock alone puts a request to people
    for gone in before.asks.keys() - after.asks.keys():  # a pause takes back what has not been told to whoever pauses
        assert action_id in OF_SETTINGS, about
        assert (before.asks[gone].who, before.asks[gone].state) == (me, "waiting"), about
    assert after.requests.keys() == before.requests.keys(), about
    if action_id in OF_SETTINGS:
        # A deputy who declines changes whoever named them, and only that it was they.
        named = {one for one in liked if action_id == "deputy_no" and before.likes[one][1] == me}
        assert liked - named == ({me} if action_id != "deputy_no" else set()), about
        assert all(after.likes[one] == (before.likes[one][0], None, before.likes[one][2]) for one in named), about
        assert not changed, about
        assert not moved, about
        return 1
    assert not liked, about
    clicked = Seen.load(value)
    if action_id in OF_REQUEST:
        _of_requester(before, after, me, action_id, clicked, changed, moved, about)
    else:
        _of_addressee(before, after, me, action_id, clicked, changed, moved, about)
    return 1


def _of_requester(
    before: Stood, after: Stood, me: int, action_id: str, clicked: Seen, changed: set[int], moved: set[int], about: str
) -> None:
    was, now = before.requests[clicked.id], after.requests[clicked.id]
    assert moved == {clicked.id}, about
    assert was.who == me, about
    assert was.version == clicked.v, about
    allowed = {
        "intro_withdraw": ({"asking", "agreed"}, "withdrawn"),
        "intro_met": ({"agreed", "made"}, "met"),
        "intro_no_reply": ({"agreed", "made"}, "no_reply"),
    }[action_id]
    assert was.state in allowed[0], about
    assert now.state == allowed[1], about
    for one in changed:
        assert action_id == "intro_withdraw", about
        assert (after.asks[one].of, after.asks[one].state) == (clicked.id, "void"), about


def _of_addressee(
    before: Stood, after: Stood, me: int, action_id: str, clicked: Seen, changed: set[int], moved: set[int], about: str
) -> None:
    was, now = before.asks[clicked.id], after.asks[clicked.id]
    assert was.who == me, about
    if action_id == "ask_objects":
        assert all(after.asks[one].state == "void" for one in changed), about
        assert all(after.asks[one].contact == was.contact for one in changed), about
        assert all(after.requests[one].contact == was.contact for one in moved), about
        assert all(before.requests[one].state == "agreed" for one in moved if after.requests[one].state == "none"), (
            about
        )
        return
    assert was.version == clicked.v, about
    assert all(after.asks[one].of == was.of for one in changed), about
    assert moved <= {was.of}, about
    if action_id == "ask_cannot":
        assert (was.state, now.state) == ("yes", "no"), about
        assert (before.requests[was.of].state, after.requests[was.of].state) == ("agreed", "none"), about
        assert all(after.asks[one].state == "void" for one in changed - {clicked.id}), about
        return
    if action_id == "ask_unmade":
        assert (before.requests[was.of].state, after.requests[was.of].state) == ("made", "agreed"), about
        assert not changed, about
        return
    if action_id == "ask_reconsider":
        assert (was.state, now.state) in (("no", "waiting"), ("contact_no", "asking_contact")), about
        assert (changed, moved) == ({clicked.id}, set()), about
        assert before.requests[was.of].state == "asking", about
        return
    if action_id == "ask_made":
        assert was.state == "yes", about
        assert moved == {was.of}, about
        assert after.requests[was.of].state in ("made", "none"), about
        return
    if now.state == "void":
        return  # the charter no longer allows it
    if now.state != was.state:
        assert was.state in ("waiting", "later", "asking_contact"), about
        assert now.state in EVENTS[action_id], about
    for one in moved:
        assert after.requests[one].state == "agreed", about
        assert now.state == "yes", about


def run(world: Office, number: int, seed: int) -> int:
    """So many clicks; gives how many of them did anything."""
    luck, pool, did = random.Random(seed), Pool(), 0  # noqa: S311 nothing is kept secret by it
    before = stood(world)
    with world.database.read() as session:
        ids = {
            one.slack_user_id: one.id
            for one in session.scalars(select(tables.Colleague).filter_by(workspace_id=world.workspace_id))
            if one.kind == "member" and one.left_at is None
        }
    for turn in range(number):
        if turn % 40 == 0:
            for _ in range(3):
                ask_for_somebody(world, pool, luck)
            world.passes(hours=luck.choice((1, 1, 5, 30)))
            look_around(world, pool)
            before = stood(world)
        recent = pool.seen[-60:] if luck.random() < 0.6 else pool.seen
        action_id, value = luck.choice(recent)
        value = twisted(value, before, luck)
        if luck.random() < 0.15:
            action_id = luck.choice((*OF_ASK, *OF_REQUEST, *OF_SETTINGS))
        who = luck.choice(MEMBERS).upper() if luck.random() < 0.9 else luck.choice(OTHERS)
        team = luck.choice((TEAM, TEAM, TEAM, TEAM, ELSEWHERE, "T0NEVER"))
        home = luck.choice((None, None, None, "T0STRANGE"))
        actor = Actor(team, f"U0{who}", home)
        me = ids.get(f"U0{who}") if team == TEAM and home is None else None
        for _ in range(luck.choice((1, 1, 1, 2))):  # a replay is the same once more
            click(world, actor, action_id, value)
            after = stood(world)
            did += check(before, after, me, action_id, value)
            before = after
    return did


def test_a_thousand_clicks(world: Office) -> None:
    assert run(world, 1000, seed=4) > 20


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_clicks(world: Office, seed: int) -> None:
    assert run(world, 1000, seed=1000 + seed) > 20
