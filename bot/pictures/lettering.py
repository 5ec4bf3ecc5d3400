"""Words on pictures: what the font can draw, and how wide it is.

The font that comes with matplotlib knows Latin, Greek, Cyrillic, Hebrew and Arabic letters, and no Chinese, Japanese or
Korean ones. What it lacks is left out and marked, so that nothing is drawn as an empty box; the words that stand in for
the picture are left whole.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import TextToPath

_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
MARK = "…"
MOST = 300
"""Characters that are looked at: more never fit."""
_MEASURED = 100.0


@lru_cache(maxsize=2)
def _file(*, bold: bool) -> str:
    return str(_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))


def font(size: float, *, bold: bool = False) -> FontProperties:
    """The font in a size in points: by its file, whatever else is installed or configured."""
    return FontProperties(fname=_file(bold=bold), size=size)


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    """The characters that both of its weights can draw."""
    regular, heavy = (frozenset(FT2Font(_file(bold=bold)).get_charmap()) for bold in (False, True))
    return regular & heavy


def drawable(words: str, instead: str = MARK) -> str:
    """The words as they can be drawn: what the font lacks is `…`; `instead` where nothing is left of them."""
    out: list[str] = []
    for character in " ".join(unicodedata.normalize("NFC", words).split()):
        if character == " " or (ord(character) in _known() and unicodedata.category(character)[0] != "C"):
            out.append(character)
        elif unicodedata.category(character)[0] not in "CM" and out[-1:] != [MARK]:
            out.append(MARK)
    said = "".join(out).strip()
    return said if any(one.isalnum() for one in said) else instead


def wide(words: str, size: float, *, bold: bool = False) -> float:
    """How wide words are, in the same measure as the size."""
    if not words:
        return 0.0
    found, _, _ = TextToPath().get_text_width_height_descent(words, font(_MEASURED, bold=bold), ismath=False)
    return float(found) * size / _MEASURED


def lines(words: str, size: float, room: float, most: int = 2, *, bold: bool = False) -> list[str]:
    """Words in at most so many lines, each no wider than `room`; what does not fit is cut and marked."""
    done: list[str] = []
    rest = words[:MOST].split(" ")
    while rest and len(done) < most:
        line = rest.pop(0)
        last = len(done) == most - 1
        while rest and wide(f"{line} {rest[0]}", size, bold=bold) <= room:
            line = f"{line} {rest.pop(0)}"
        if wide(line, size, bold=bold) > room or (last and rest):
            cut = _cut(line if not (last and rest) else f"{line} {rest[0]}", size, room, bold=bold)
            if not last and wide(line, size, bold=bold) > room:
                rest.insert(0, line[len(cut) - 1 :])
                cut = cut[:-1]  # one long word goes on in the next line
            line = cut
        done.append(line)
    return done


def _cut(words: str, size: float, room: float, *, bold: bool) -> str:
    """The longest beginning of words that fits with the mark behind it."""
    low, high = 1, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if wide(words[:middle].rstrip() + MARK, size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + MARK
