"""Where heat maps are drawn: the only place that draws with matplotlib, without anything of it that is kept."""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from bot.pictures.heat_map import HeatMap, Row, left_out, shown_columns, shown_rows
from bot.pictures.lettering import drawable, font, lines, wide
from bot.pictures.theme import BODY, SMALLEST, THEMES, TITLE, WIDTH, Look

DPI = 72
"""At which a point is a pixel."""
EDGE = 40
GAP = 8
ROW = 92
LABELS = 356
STATE = 224
LINE = 1.25
"""Height of a line of text, by its size."""
HATCH = 18
"""Pixels from one line of a hatch to the next."""
PLATE = 46
KEY = 100
"""From one line of the legend to the next."""


def drawn(heat_map: HeatMap) -> tuple[bytes, int, int]:
    """The map as PNG, its width and its height in pixels."""
    sheet = _Sheet(heat_map)
    return sheet.png(), WIDTH, sheet.height


class _Sheet:
    """One picture on its way; `y` counts from the top, in pixels."""

    def __init__(self, heat_map: HeatMap) -> None:
        self.map, self.theme = heat_map, THEMES[heat_map.theme]
        self.rows, self.columns = shown_rows(heat_map), shown_columns(heat_map)
        room = WIDTH - 2 * EDGE
        self.title = lines(drawable(heat_map.title, "Picture"), TITLE, room, bold=True)
        self.subtitle = lines(drawable(heat_map.subtitle, ""), SMALLEST, room)
        self.heads = [lines(drawable(one, f"no. {n}"), SMALLEST, 300) for n, one in enumerate(self.columns, 1)]
        self.labels = [lines(drawable(row.label, f"no. {n}"), BODY, LABELS - 20) for n, row in enumerate(self.rows, 1)]
        self.top = EDGE + TITLE * LINE * len(self.title) + SMALLEST * LINE * len(self.subtitle) + 36
        self.heading = 24 + max((wide(one, SMALLEST) for head in self.heads for one in head), default=0)
        grid = len(self.rows) * (ROW + GAP)
        self.more = self._more()
        under = len(self.more) * SMALLEST * LINE + (20 if self.more else 0)
        self.legend_at = self.top + self.heading + grid + under + 24
        legend = (len(heat_map.legend) + 1) // 2 * KEY
        self.height = int(self.legend_at + legend + EDGE)
        self.figure = Figure(figsize=(WIDTH / DPI, self.height / DPI), dpi=DPI, facecolor=self.theme.ground)
        FigureCanvasAgg(self.figure)

    def _more(self) -> list[str]:
        """That not all is drawn."""
        rows = left_out(len(self.map.rows) - len(self.rows), "rows")
        columns = left_out(len(self.map.columns) - len(self.columns), "columns")
        return [one for one in (rows, columns) if one]

    def png(self) -> bytes:
        """Draw all of it."""
        y = self._texts(self.title, EDGE, EDGE, TITLE, self.theme.ink, bold=True)
        self._texts(self.subtitle, EDGE, y, SMALLEST, self.theme.faint)
        self._heads()
        for number, row in enumerate(self.rows):
            self._row(row, self.labels[number], self.top + self.heading + number * (ROW + GAP))
        y = self.top + self.heading + len(self.rows) * (ROW + GAP) + 12
        self._texts(self.more, EDGE, y, SMALLEST, self.theme.faint)
        self._legend()
        held = io.BytesIO()
        # Neither the library's version nor a time is written into it.
        self.figure.canvas.print_png(held, metadata={"Software": None})  # type: ignore[attr-defined] # of the Agg canvas
        return held.getvalue()

    def _cell_wide(self) -> float:
        left = EDGE + LABELS + (STATE if self.map.has_states else 0)
        return min(ROW + 20, (WIDTH - EDGE - left) / max(1, len(self.columns))) - GAP

    def _cell_at(self, number: int) -> float:
        left = EDGE + LABELS + (STATE if self.map.has_states else 0)
        return left + number * (self._cell_wide() + GAP)

    def _heads(self) -> None:
        """What the columns are, upwards: there is no room for them side by side."""
        for number, head in enumerate(self.heads):
            middle = self._cell_at(number) + self._cell_wide() / 2
            bottom = self.top + self.heading - 14
            for line, words in enumerate(head):
                x = middle + (line - (len(head) - 1) / 2) * SMALLEST * LINE
                self._text(words, x, bottom, SMALLEST, self.theme.ink, upwards=True)

    def _row(self, row: Row, label: list[str], y: float) -> None:
        high = len(label) * BODY * LINE
        self._texts(label, EDGE, y + (ROW - high) / 2, BODY, self.theme.ink)
        if self.map.has_states:
            self._cell(row.state, EDGE + LABELS, y, STATE - GAP * 2, word=True)
        for number in range(len(self.columns)):
            state = row.cells[number] if number < len(row.cells) else ""
            self._cell(state, self._cell_at(number), y, self._cell_wide())

    def _legend(self) -> None:
        for number, (state, words) in enumerate(self.map.legend):
            x = EDGE + (number % 2) * (WIDTH - 2 * EDGE) / 2
            y = self.legend_at + number // 2 * KEY
            self._cell(state, x, y, 60, high=60)
            room = (WIDTH - 2 * EDGE) / 2 - 60 - 28
            said = lines(drawable(words, state), SMALLEST, room)
            self._texts(said, x + 76, y + 30 - len(said) * SMALLEST * LINE / 2, SMALLEST, self.theme.ink)

    def _cell(self, state: str, x: float, y: float, across: float, *, high: float = ROW, word: bool = False) -> None:
        """A state's cell: its fill and hatch, an edge, and its sign (or all of its word) on a plate without hatch."""
        look = self.theme.looks.get(state)
        if look is None:
            self._line([x + across / 2 - 10, x + across / 2 + 10], [y + high / 2] * 2, self.theme.faint, 3)
            return
        box = self._box(x, y, across, high, look.fill, edge=self.theme.edge)
        self._hatch(look, x, y, across, high, box)
        said, size = (state, SMALLEST) if word else (look.sign, BODY)
        plate = across - 14 if word else min(PLATE, across - 24)
        tall = min(PLATE, high - 24)
        self._box(x + (across - plate) / 2, y + (high - tall) / 2, plate, tall, look.fill, above=3)
        self._text(said, x + across / 2, y + high / 2, size, look.ink, bold=True, middle=True)

    def _box(
        self, x: float, y: float, across: float, high: float, fill: str, *, edge: str = "none", above: int = 1
    ) -> Rectangle:
        box = Rectangle(
            (x / WIDTH, 1 - (y + high) / self.height),
            across / WIDTH,
            high / self.height,
            facecolor=fill,
            edgecolor=edge,
            linewidth=3 if edge != "none" else 0,
            zorder=above,
            transform=self.figure.transFigure,
        )
        self.figure.add_artist(box)
        return box

    def _hatch(self, look: Look, x: float, y: float, across: float, high: float, within: Rectangle) -> None:
        """Drawn here and not by matplotlib, whose own hatch goes by settings of the whole process."""
        if not look.hatch:
            return
        steps = range(int((across + high) // HATCH) + 1)
        for step in steps:
            at = x + step * HATCH
            if look.hatch == "dots":
                self._line([at - high, at], [y, y + high], look.line, 3, within=within, dots=True)
                continue
            leans = [y, y + high] if look.hatch == "falling" else [y + high, y]
            self._line([at - high, at], leans, look.line, 3, within=within)

    def _line(
        self,
        xs: list[float],
        ys: list[float],
        colour: str,
        thick: float,
        *,
        within: Rectangle | None = None,
        dots: bool = False,
    ) -> None:
        line = Line2D(
            [x / WIDTH for x in xs],
            [1 - y / self.height for y in ys],
            color=colour,
            linewidth=thick,
            linestyle=(0, (1, 5)) if dots else "-",
            zorder=2,
            transform=self.figure.transFigure,
        )
        self.figure.add_artist(line, clip=False)
        if within is not None:
            line.set_clip_path(within)

    def _texts(self, said: list[str], x: float, y: float, size: float, colour: str, *, bold: bool = False) -> float:
        """Lines of text from `y` downwards; returns where they end."""
        for words in said:
            self._text(words, x, y + size * LINE / 2, size, colour, bold=bold)
            y += size * LINE
        return y

    def _text(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        middle: bool = False,
        upwards: bool = False,
    ) -> None:
        self.figure.text(
            x / WIDTH,
            1 - y / self.height,
            words,
            color=colour,
            fontproperties=font(size, bold=bold),
            horizontalalignment="center" if middle or upwards else "left",
            verticalalignment="bottom" if upwards else "center_baseline",
            rotation=90 if upwards else 0,
            rotation_mode="default",
            parse_math=False,
            zorder=4,
        )
