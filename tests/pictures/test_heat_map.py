"""Heat maps: what they show, in a picture and in words."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.pictures.heat_map import MOST_ALT, MOST_ROWS, Drawn, HeatMap, Row, draw, in_words
from bot.pictures.lettering import MARK, drawable, lines, wide
from bot.pictures.theme import WIDTH
from tests.pictures.examples import EXAMPLES, REFERENCES, deal, deals, on_a_phone

TOLERANCE = 3.0
"""Mean absolute difference of 255: what another build of the same font may make of letters' edges."""


def apart(one: Image.Image, other: Image.Image) -> float:
    """The mean absolute difference of two pictures of one size."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@cache
def looks(name: str) -> Image.Image:
    """An example as it is drawn, once for all tests, on a phone."""
    return on_a_phone(draw(EXAMPLES[name]).png)


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_looks_as_it_was_approved(name: str) -> None:
    with Image.open(REFERENCES / f"{name}.png") as held:
        assert apart(held.convert("RGB"), looks(name)) < TOLERANCE


def test_the_tolerance_tells_pictures_apart() -> None:
    light = deal("light")
    one, *rest = light.rows
    other = replace(light, rows=(replace(one, state="engaged", cells=("engaged",) * 4), *rest))
    approved = looks("deal-light")
    assert apart(approved, on_a_phone(draw(other).png)) > TOLERANCE
    assert apart(approved, looks("deal-dark")) > TOLERANCE


def test_the_same_bytes_in_whatever_thread_and_nothing_else_in_them() -> None:
    wanted = deal("dark")
    found: list[Drawn] = []
    threads = [threading.Thread(target=lambda: found.append(draw(wanted))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [draw(wanted)] * 2
    for drawn in found[:1]:
        with Image.open(io.BytesIO(drawn.png)) as picture:
            assert picture.size == (drawn.width, drawn.height)
            assert picture.width == WIDTH
            assert set(picture.info) <= {"dpi"}
        assert len(drawn.png) < 500_000


def test_in_words() -> None:
    assert in_words(deal("light")) == (
        "Coverage of Acme renewal. 23 November 2026. Columns (our seller roles): account executive, solution engineer, "
        "executive sponsor, customer success manager. economic buyer, needed now: unknown. technical buyer: engaged; "
        "account executive engaged, solution engineer engaged, customer success manager cold. user buyer: engaged; "
        "account executive engaged. coach, needed now: cold; account executive cold. legal, needed now: vacant. "
        "outside adviser: known."
    )


@pytest.mark.parametrize("rows", [0, 1, 14, 15, 400])
def test_words_have_an_end_and_say_what_is_left_out(rows: int) -> None:
    told = in_words(deals("light", rows))
    assert len(told) <= MOST_ALT
    left = 6 + rows - told.count("technical buyer") + 1  # once among the columns
    assert (f"and {left} more rows." in told) is (left > 0)
    long = HeatMap("t" * 5000, "s", tuple(Row("r" * 700, "known") for _ in range(rows)), ("c" * 3000,))
    assert len(in_words(long)) <= MOST_ALT


def test_more_than_there_is_room_for_is_counted() -> None:
    full, many = (replace(deals("light", number), columns=("one",), legend=()) for number in (MOST_ROWS - 6, 300))
    assert draw(full).height < draw(many).height < draw(full).height + 100  # by a line that counts the others
    wider = HeatMap("t", "s", (Row("r", "known"),), tuple(f"part {number}" for number in range(30)))
    assert draw(wider).width == WIDTH


@pytest.mark.parametrize(
    "label",
    [
        "",
        " ",
        "\x00\n\t",
        "東京電力",
        "🎉",
        "\u202eabc",
        "a\u0301\u0302",
        "\ud800",
        "$x$",
        "﷽",
        "x" * 3000,
        "ा",
        "\U0010ffff",
    ],
)
def test_nothing_anybody_typed_breaks_it(label: str) -> None:
    heat_map = HeatMap(label, label, (Row(label, "known", ("cold", "no such state")),), (label,), label)
    drawn = draw(heat_map)
    assert drawn.png.startswith(b"\x89PNG")
    drawn.alt.encode()


def test_words_of_names_turn_nothing_round_and_hold_nothing_invisible() -> None:
    odd = "a\x00b\u202egnp\u2066\x1b\ud800 c\u200dd"
    heat_map = HeatMap(odd, odd, (Row(odd, "known", ("cold",)),), (odd,), "ours")
    assert in_words(heat_map).count("a b gnp c\u200dd") == 5
    assert not {"\x00", "\u202e", "\u2066", "\x1b", "\ud800"} & set(in_words(heat_map))


def test_what_the_font_lacks_is_marked_and_never_a_box() -> None:
    assert drawable("Acme 東京 renewal") == f"Acme {MARK} renewal"
    assert (drawable("東京", "no. 3"), drawable("🎉", "no. 1")) == ("no. 3", "no. 1")
    assert drawable("חידוש") == "חידוש"
    assert drawable("a\u202eb\x00c\nd") == "abc d"
    # Drawn twice, a label that can't be drawn and its stand-in are one picture; the words keep it.
    one, other = (HeatMap("t", "s", (Row(label, "known"),)) for label in ("東京", "no. 1"))
    assert draw(one).png == draw(other).png
    assert "東京: known." in draw(one).alt


def test_labels_are_cut_where_there_is_no_room() -> None:
    for words in ("a deal with a name that goes on and on", "x" * 80, "x" * 80 + " y", "short", "two words"):
        found = lines(words, 36, 300)
        assert len(found) <= 2
        assert all(wide(line, 36) <= 300 for line in found)
        whole = " ".join(found) == words
        assert whole or found[-1].endswith(MARK)


def test_no_rows_at_all() -> None:
    empty = HeatMap("Coverage of Acme", "today", ())
    assert draw(empty).alt == "Coverage of Acme. today. There are no rows."
