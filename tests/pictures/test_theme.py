"""Every pair of colours that is used: letters are read, cells are seen, states are told apart, by whoever looks."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.deals.covered import STATES
from bot.pictures.theme import SCALE, SHOWN_WIDE, SMALLEST, THEMES, WIDTH
from tests.pictures.colours import SEEN_AS, contrast, difference

TEXT, GRAPHICS = 4.5, 3.0
"""What WCAG 2.x asks for (1.4.3, 1.4.11)."""
AT_A_GLANCE = 10.0
themes = pytest.mark.parametrize("name", sorted(THEMES))


def test_contrast_is_what_it_is_said_to_be() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert difference("#ffffff", "#000000") == pytest.approx(100, abs=0.1)
    # Red and green of one lightness are alike to whoever lacks one of the two.
    assert difference("#c04040", "#6b7300", "deuteranopia") < difference("#c04040", "#6b7300") / 3


@themes
def test_letters_are_read(name: str) -> None:
    theme = THEMES[name]
    pairs = {"ink": (theme.ink, theme.ground), "faint": (theme.faint, theme.ground)}
    pairs |= {state: (look.ink, look.fill) for state, look in theme.looks.items()}
    assert {what: contrast(*pair) for what, pair in pairs.items() if contrast(*pair) < TEXT} == {}


@themes
def test_cells_are_seen_beside_each_other_and_on_the_ground(name: str) -> None:
    """Between two cells there is the ground, and around each an edge: that edge is what parts them."""
    theme = THEMES[name]
    assert contrast(theme.edge, theme.ground) >= GRAPHICS
    hatches = {state: contrast(look.line, look.fill) for state, look in theme.looks.items() if look.hatch}
    assert {state: ratio for state, ratio in hatches.items() if ratio < GRAPHICS} == {}
    assert contrast(theme.faint, theme.ground) >= GRAPHICS  # of what stands where there is no cell


@themes
def test_states_are_told_by_more_than_their_colour(name: str) -> None:
    looks = THEMES[name].looks
    assert looks.keys() == set(STATES)
    assert len({look.sign for look in looks.values()}) == len(looks)
    assert [look.hatch for look in looks.values()].count("") <= 2


@themes
@pytest.mark.parametrize("deficiency", [None, *sorted(SEEN_AS)])
def test_fills_differ_for_those_who_see_fewer_colours(name: str, deficiency: str | None) -> None:
    looks = THEMES[name].looks
    alike = {
        pair: round(difference(looks[pair[0]].fill, looks[pair[1]].fill, deficiency), 1)
        for pair in combinations(looks, 2)
    }
    assert {pair: how for pair, how in alike.items() if how < AT_A_GLANCE} == {}


def test_letters_are_large_enough_on_a_phone() -> None:
    assert (WIDTH, SHOWN_WIDE) == (1080, 360)
    assert SMALLEST / SCALE >= 11
