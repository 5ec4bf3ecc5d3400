"""Suggestions out of messages: whatever becomes of one, its proposer learns nothing; what a message says is text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from handlers.views.kit import Form
from models import tables
from tests.hostile.desk import Office, Said, elements, office, shown
from tests.hostile.twins import looks

NEVER = "new.person@newco.example"
JANE = "jane.doe@acme.example"
EMBARGOED = "viktor.stahl@umbra.example"
OBJECTED = "nora.lind@acme.example"

NASTY = (
    "<!channel> <!here|here> Jane <!everyone> (<mailto:j@newco.example|j@newco.example>)",
    "*_~`Jane` Doe_* <https://evil.example|Jane Doe>, <mailto:j@newco.example|<!channel>> of Acme",
    "Jane\u202e eoD\u2066 \u0000\u0007Doe j@newco.example, CFO\nof\nAcme",
    "Jane Doe <@U0RAJ|<!channel>> j@newco.example",
    "Jane Doe, CFO of <Acme> & Söhne, j@newco.example " + "x" * 100_000,
    "Jane " + "Doe " * 25_000 + "j@newco.example",
    "\ud83d\ude00" * 10 + "😀 Jane Doe, CFO of A\U0001d520me: j@newco.example",
    "<" * 50_000,
    "@" * 50_000,
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("suggested")
    with office(f"sqlite:///{folder / 'o2o.db'}", folder) as made:
        yield made


def suggest(world: Office, who: str, address: str, to: str) -> Said:
    """Somebody suggests the person of this address, under one and the same name, to a colleague."""
    desk = world.desk(who)
    form = desk.uses_on("log_who_knows_whom", f"Xenia Xu <mailto:{address}|{address}>", to)
    return desk.submits(form, {"take.0": "suggest"}, {"tell": (to,)})


def test_what_becomes_of_it_is_not_told(world: Office) -> None:
    """Known already, in private, removed, hidden from both, declined, or new: what the proposer sees is the same."""
    raj = world.desk("raj")
    raj.clicks(raj.types("know gone@newco.example, 2"), "Remove")
    raj.types("know kept@newco.example, 2")
    said = {}
    for address in (NEVER, JANE, EMBARGOED, "gone@newco.example", "kept@newco.example", NEVER):
        for who in ("lee", "mia"):
            answer = looks(suggest(world, who, address, "U0RAJ"))
            said[who, address] = answer.replace(address, "…")
    assert len(set(said.values())) == 1
    listed = raj.sends("proposals", "")
    assert listed.text.count("*Lee Chen* thinks you know") == 2  # the one never stored and the one hidden from both
    for _ in range(2):
        raj.sends("proposal_no", next(one["value"] for one in elements(raj.sends("proposals", "")) if "No" in str(one)))
    assert looks(suggest(world, "lee", NEVER, "U0RAJ")).replace(NEVER, "…") in said.values()


def test_an_old_click_does_nothing(world: Office) -> None:
    suggest(world, "lee", "twice@newco.example", "U0ZOE")
    zoe = world.desk("zoe")
    listed = zoe.sends("proposals", "")
    yes, no = (
        next(one for one in elements(listed) if one["action_id"] == name) for name in ("proposal_open", "proposal_no")
    )
    form = zoe.sends("proposal_open", yes["value"])
    values = {"address": "twice@newco.example", "name": "Xenia Xu", "strength": "3"}
    for who in ("lee", "raj", "mia"):  # forwarded: nobody else may use it, nor does its proposer learn anything
        for action in (yes, no):
            assert "doesn't wait for you" in shown(world.desk(who).sends(action["action_id"], action["value"]))
        assert "doesn't wait for you" in shown(world.desk(who).submits(form, values))
    assert "Logged" in shown(zoe.submits(form, values))
    held = count(world)
    for action in (yes, no):
        assert "doesn't wait for you" in shown(zoe.sends(action["action_id"], action["value"]))
    assert "doesn't wait for you" in shown(zoe.submits(form, values))
    assert count(world) == held


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_a_message_is_text(world: Office, text: str) -> None:
    desk = world.desk("sam")
    for callback_id in ("log_who_knows_whom", "who_knows_in_message"):
        form = desk.uses_on(callback_id, text, "U0RAJ")
        harmless(form)
        if callback_id == "log_who_knows_whom":
            harmless(desk.submits(form, {"take.0": "suggest"}, {"tell": ("U0RAJ",)}))
    harmless(world.desk("raj").sends("proposals", ""))


def harmless(said: Said) -> None:
    """That no text of Slack's markup (mrkdwn) mentions or links anything, and none is turned round or too long."""
    written = shown(said)
    assert len(written) < 100_000
    for text in markup(list(said.blocks)):
        assert not re.search(r"<[!@#]|<http|\u202e|\x00", text), text
        assert len(text) <= 3000
    if isinstance(said, Form):
        assert len(said.metadata) <= 3000


def markup(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for one in part.values():
            yield from markup(one)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from markup(one)


def count(world: Office) -> tuple[int | None, ...]:
    with world.database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(one)) for one in (tables.Relationship, tables.Proposal)
        )
