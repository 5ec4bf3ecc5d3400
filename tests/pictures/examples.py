"""Pictures that are looked at: as references, and by whoever makes them anew.

The references are made by `python -m tests.pictures.examples`; look at them before they are committed.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from bot.deals.pictured import LEGEND
from bot.pictures.heat_map import HeatMap, Row, draw
from bot.pictures.theme import SHOWN_WIDE

REFERENCES = Path(__file__).with_name("references")
OURS = ("account executive", "solution engineer", "executive sponsor", "customer success manager")
ROLES = ("economic buyer", "technical buyer", "user buyer", "coach", "legal", "procurement", "influencer", "champion")
STATES = tuple(LEGEND)
_ROWS = (
    Row("economic buyer, needed now", "unknown", ("", "", "", "")),
    Row("technical buyer", "engaged", ("engaged", "engaged", "", "cold")),
    Row("user buyer", "engaged", ("engaged", "", "", "")),
    Row("coach, needed now", "cold", ("cold", "", "", "")),
    Row("legal, needed now", "vacant", ("", "", "", "")),
    Row("outside adviser", "known", ("", "", "", "")),
)
NAMES = (
    "Acme renewal",
    "חידוש חוזה של אקמה",
    "تجديد عقد",
    "東京電力の契約更新",
    "🎉 Fête of $x^2$ — a deal with a name that goes on",
    "x" * 60,
)


def deal(theme: str) -> HeatMap:
    """A deal by its roles."""
    return HeatMap(
        "Coverage of Acme renewal", "23 November 2026", _ROWS, OURS, "our seller roles", tuple(LEGEND.items()), theme
    )


def deals(theme: str, many: int = 3) -> HeatMap:
    """Several deals, some called as no font for Latin letters can say, and more of them than there is room for."""
    names = (*NAMES, *(f"Deal {number}" for number in range(many)))
    rows = tuple(
        Row(name, cells=tuple(STATES[(down + along) % 5] if along % 3 else "" for along in range(len(ROLES))))
        for down, name in enumerate(names)
    )
    return HeatMap(
        "The deals of Mia", "23 November 2026", rows, ROLES, "their buying roles", tuple(LEGEND.items()), theme
    )


EXAMPLES = {f"{what.__name__}-{theme}": what(theme) for what in (deal, deals) for theme in ("light", "dark")}


def on_a_phone(png: bytes) -> Image.Image:
    """The picture as a phone shows it, 360 pixels wide."""
    with Image.open(io.BytesIO(png)) as whole:
        size = (SHOWN_WIDE, round(whole.height * SHOWN_WIDE / whole.width))
        return whole.convert("RGB").resize(size, Image.Resampling.BOX)


def _make() -> None:
    REFERENCES.mkdir(exist_ok=True)
    for name, heat_map in EXAMPLES.items():
        on_a_phone(draw(heat_map).png).quantize(64).save(REFERENCES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    _make()
