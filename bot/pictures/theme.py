"""How pictures look: what is drawn on what, in a light and a dark theme.

A state is never told by its colour alone: it has a sign, and some have a hatch. Fills are of the palette by Okabe and
Ito (https://jfly.uni-koeln.de/color/), which is made to be told apart by people who see fewer colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

ThemeName = Literal["light", "dark"]
Hatch = Literal["", "rising", "falling", "dots"]


@dataclass(frozen=True)
class Look:
    """How a state is drawn: its fill, its sign in the colour `ink`, and a hatch in the colour `line`."""

    fill: str
    ink: str
    sign: str
    hatch: Hatch = ""
    line: str = ""


@dataclass(frozen=True)
class Theme:
    """What is written in `ink` (and, of less weight, `faint`) on `ground`; each cell has an edge in `edge`."""

    ground: str
    ink: str
    faint: str
    edge: str
    looks: Mapping[str, Look]


LIGHT: Final = Theme(
    ground="#ffffff",
    ink="#1d1c1d",
    faint="#55565a",
    edge="#4a4b50",
    looks=MappingProxyType(
        {
            "engaged": Look("#0072b2", "#ffffff", "E"),
            "cold": Look("#e69f00", "#1d1c1d", "C", "falling", "#6b4a00"),
            "known": Look("#8fd0f5", "#1d1c1d", "K"),
            "unknown": Look("#ffffff", "#1d1c1d", "?", "dots", "#6e6f74"),
            "vacant": Look("#c9c9cd", "#1d1c1d", "V", "rising", "#55565a"),
        }
    ),
)
DARK: Final = Theme(
    ground="#1a1d21",
    ink="#f2f2f3",
    faint="#b4b6ba",
    edge="#a9abb0",
    looks=MappingProxyType(
        {
            "engaged": Look("#0072b2", "#ffffff", "E"),
            "cold": Look("#e69f00", "#1a1d21", "C", "falling", "#5f4200"),
            "known": Look("#8fd0f5", "#1a1d21", "K"),
            "unknown": Look("#1a1d21", "#f2f2f3", "?", "dots", "#8a8c91"),
            "vacant": Look("#4a4d53", "#ffffff", "V", "rising", "#c4c6ca"),
        }
    ),
)
THEMES: Final[Mapping[str, Theme]] = MappingProxyType({"light": LIGHT, "dark": DARK})

SHOWN_WIDE: Final = 360
"""How wide a phone shows a picture at least, in its own pixels: sizes of text are chosen for that."""
SCALE: Final = 3
"""Pixels drawn for each of those."""
WIDTH: Final = SHOWN_WIDE * SCALE
SMALLEST: Final = 11 * SCALE
"""Pixels of the smallest letters: eleven on a phone."""
BODY: Final = 12 * SCALE
TITLE: Final = 16 * SCALE
