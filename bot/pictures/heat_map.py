"""A heat map: rows of labels, a state for each row, and a cell for each column; drawn, and in words.

It is drawn without a window, without pyplot and from nothing but what it is given: the same map gives the same bytes,
in whatever thread.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

MOST_ROWS = 14
MOST_COLUMNS = 8
MOST_ALT = 1000
"""Characters that Slack takes for what a picture shows (https://docs.slack.dev/reference/methods/files.getUploadURLExternal)."""
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Row:
    """A row: its label, its own state (empty: it has none) and a state for each column (empty: nothing)."""

    label: str
    state: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeatMap:
    """What a heat map shows, in plain words. States are those of the theme; `legend` says what each of them means.

    `columns_are` says what the columns are, as in "our seller roles"; `theme` is "light" or "dark".
    """

    title: str
    subtitle: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()
    columns_are: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    theme: str = "light"

    @property
    def has_states(self) -> bool:
        """Whether rows have a state of their own."""
        return any(row.state for row in self.rows)


@dataclass(frozen=True)
class Drawn:
    """A picture as PNG, the words that stand in for it, and its size in pixels."""

    png: bytes
    alt: str
    width: int
    height: int


def draw(heat_map: HeatMap) -> Drawn:
    """Draw it. Takes some 200 ms: not to be done while others wait for a transaction."""
    from bot.pictures.canvas import drawn  # matplotlib takes a second to come in: only where a picture is drawn

    png, width, height = drawn(heat_map)
    return Drawn(png, in_words(heat_map), width, height)


def shown_rows(heat_map: HeatMap) -> tuple[Row, ...]:
    """The rows that are drawn: the first so many."""
    return heat_map.rows[:MOST_ROWS]


def shown_columns(heat_map: HeatMap) -> tuple[str, ...]:
    """The columns that are drawn: fewer where rows have a state of their own."""
    return heat_map.columns[: MOST_COLUMNS - 3 if heat_map.has_states else MOST_COLUMNS]


def left_out(number: int, of_what: str) -> str:
    """That there are more, where not all are drawn."""
    return f"and {number} more {of_what if number > 1 else of_what.removesuffix('s')}" if number > 0 else ""


def in_words(heat_map: HeatMap, most: int = MOST_ALT) -> str:
    """All that the map shows, in words, in at most so many characters; what does not fit is counted."""
    said = f"{in_one_line(heat_map.title)}. {in_one_line(heat_map.subtitle)}."
    if heat_map.columns:
        names = ", ".join(map(in_one_line, heat_map.columns))
        said += f" Columns{f' ({in_one_line(heat_map.columns_are)})' if heat_map.columns_are else ''}: {names}."
    if len(said) > most // 2:
        said = said[: most // 2 - 1].rstrip() + "…"
    if not heat_map.rows:
        return f"{said} There are no rows."[:most]
    rows = [_row_in_words(heat_map, row) for row in heat_map.rows]
    for kept in range(len(rows), -1, -1):
        more = left_out(len(rows) - kept, "rows")
        whole = " ".join([said, *rows[:kept], *([f"{more}."] if more else [])])
        if len(whole) <= most:
            return whole
    return said[:most]


def _row_in_words(heat_map: HeatMap, row: Row) -> str:
    cells = [
        f"{in_one_line(column)} {state}" for column, state in zip(heat_map.columns, row.cells, strict=False) if state
    ]
    told = "; ".join(([row.state] if row.state else []) + ([", ".join(cells)] if cells else []))
    return f"{in_one_line(row.label)}: {told or 'nothing'}."


def in_one_line(words: str) -> str:
    """Words without line breaks and invisible characters: control ones, those that turn text round, halves of others.

    What joins letters stays.
    """
    shown = (one if one in _JOINERS or unicodedata.category(one)[0] not in "CZ" else " " for one in words)
    return " ".join("".join(shown).split())
