"""Every command with what nobody should type: no failure, nothing that mentions or links, nothing too large."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.network.who import clean, parse_who
from bot.people.capture import parse_entry
from handlers.views.kit import Form, esc
from sandbox.blockkit import check_blocks, check_view
from tests.hostile.desk import Office, Said, office, shown

NASTY = [
    "",
    " ",
    ",",
    "@",
    "@@",
    "--",
    "?",
    "0",
    "\u00b2",
    "99999999999999999999",
    "x" * 3000,
    "é" * 3000,
    "\ufdfa" * 200,
    "a@" + "b" * 300 + ".com",
    "a" * 300 + "@acme.com",
    "jäne@bücher.example",
    "jane@xn--bcher-kva.example",
    "\U0001f469\u200d\U0001f680",
    "\u202egro.live\u202c \u05d0\u05d1\u05d2",
    "<!channel>",
    "<!subteam^S1>",
    "<!subteam^S1|x@acme.com>",
    "<@U0MIA>",
    "<@U0NOBODY>",
    "<mailto:jane@acme.com|jane@acme.com>",
    "<mailto:>",
    "<http://evil.example|acme.com>",
    "<http://evil.example|<!channel>>",
    "&lt;!channel&gt; &lt;@U0MIA&gt;",
    "\"quoted\" 'words' `code` *bold* _it_ ~no~",
    "one\ntwo\r\nthree",
    "nul\x00bell\x07esc\x1b[31m",
    "\ud800",
    "%",
    "_",
    "%@%",
    "acme%",
    "' OR 1=1 --",
    "\\",
    '{"who": 1}',
    "{0} {} {called} %s ${x} {{x}}",
    "know know know",
    "cfo@acme, 9",
    "jane@acme.com, 4 <!channel> <@U0MIA>",
]
WORDS = [
    "",
    "who-knows ",
    "know ",
    "know ada.new@nowhere.example, 3 ",
    "met ",
    "left ",
    "me ",
    "charter ",
    "help ",
    "knwo ",
]
RAW = ("<!", "<@", "<http", "<mailto", "<#")


@pytest.fixture(scope="module")
def desk_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("typed")
    with office(f"sqlite:///{folder / 'o2o.db'}", folder) as made:
        yield made


def fits(said: Said) -> None:
    """Slack would take it, and it neither mentions nor links."""
    if isinstance(said, Form):
        assert check_view(said.to_view()) == []
        return
    assert check_blocks(list(said.blocks)) == []
    # A person's mention alone is shown as one, to nobody but whoever typed it.
    bare = shown(said).replace("<@U0NOBODY> yet", "").replace('<@U0NOBODY>\\"', "")
    for mark in RAW:
        assert mark not in bare


@pytest.mark.parametrize("word", WORDS)
def test_typed(desk_office: Office, word: str) -> None:
    desk = desk_office.desk("ana")
    for nasty in NASTY:
        fits(desk.types(word + nasty))


@pytest.mark.parametrize("field", ["name", "title", "account", "note", "kind"])
def test_filled_in(desk_office: Office, field: str) -> None:
    desk = desk_office.desk("raj")
    for number, nasty in enumerate([*NASTY, "n" * 200, "n" * 201, "n" * 2000, "n" * 2001]):
        form = desk.types("know")
        fits(desk.submits(form, {"address": f"filled{number}@nowhere.example", field: nasty or None}))
        fits(desk.types(f"who-knows filled{number}@nowhere.example"))
    for page in range(1, 8):
        fits(desk.types(f"me {page}"))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_reading_never_fails(text: str) -> None:
    assert clean(text) == " ".join(clean(text).split())
    assert len(parse_who(text).typed) <= 200
    with suppress(BadInput):
        parse_entry(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_escaped_text_can_neither_mention_nor_link_nor_break(text: str) -> None:
    said = esc(text)
    bare = said.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert not set(bare) & set("<>&`*~\n\r\t\x00\u2028\u202e\u202d")
    assert json.dumps(said)
