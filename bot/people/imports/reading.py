"""Reading an import file: its encoding, its header, its rows. Nothing is stored before the whole file can be read."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput
from models.keys import fold

DELIMITERS = (",", ";", "\t")
"""What may stand between columns; the header decides."""

LONGEST_RECORD = 200
"""Lines one row may spread over (notes have line breaks); more means that a quote was left open."""

REASON = "reason"
"""The column a rejects file has more than its original. A mended one may keep it."""

_OTHER_ENCODINGS = ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


@dataclass(frozen=True)
class Columns:
    """The columns of an import kind: needed ones, and others that are used."""

    needed: tuple[str, ...]
    used: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every column the kind knows."""
        return (*self.needed, *self.used)


@dataclass(frozen=True)
class Layout:
    """How a file is laid out, as far as reading it needs to know."""

    path: Path
    delimiter: str
    byte_order_mark: bool
    header: tuple[str, ...]
    positions: Mapping[str, int]
    ignored: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Record:
    """One row as it stands in the file, and the line it begins at."""

    line: int
    values: list[str]


def look_at(path: Path, columns: Columns) -> Layout:
    """Go through the whole file once; raise `BadInput` when it can't be read, naming the line and the mend."""
    try:
        _check_encoding(path)
        with path.open("rb") as file:
            byte_order_mark = file.read(3) == codecs.BOM_UTF8
        first = next(_lines(path), "")
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder: name a CSV file in it.") from None
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from None
    delimiter = max(DELIMITERS, key=lambda one: _known_in(first, one, columns))
    header = next(_parse(path, delimiter), None)
    if header is None:
        raise BadInput(f"{path.name} is empty: its first line should name the columns, {','.join(columns.needed)}.")
    positions, ignored = _columns_of(path, header, columns)
    rows = sum(1 for _ in _parse(path, delimiter)) - 1
    return Layout(
        path=path,
        delimiter=delimiter,
        byte_order_mark=byte_order_mark,
        header=tuple(header.values),
        positions=positions,
        ignored=ignored,
        rows=rows,
    )


def records(layout: Layout) -> Iterator[Record]:
    """The rows of the file, one at a time; empty lines are passed over."""
    rows = _parse(layout.path, layout.delimiter)
    next(rows)
    yield from rows


def column_key(text: str) -> str:
    """A column's name as it is compared: `Contact E-mail` and `contact_email` are one."""
    return fold(text).replace("e-mail", "email").replace(" ", "_").replace("-", "_")


def _check_encoding(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4)
        for mark, name in _OTHER_ENCODINGS:
            if start.startswith(mark):
                raise BadInput(f"{path.name} is in {name}: save it as CSV in UTF-8.")
        file.seek(0)
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise BadInput(
                    f"{path.name} is not in UTF-8: line {number} has a byte (0x{line[error.start]:02x}) that is none. "
                    "Save it as CSV in UTF-8."
                ) from None
            if b"\0" in line:
                raise BadInput(f"{path.name}, line {number}, has a zero byte: this is no text file. Save it as CSV.")


def _lines(path: Path) -> Iterator[str]:
    # newline="": the csv module must see the line breaks inside quotes as they are.
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from file


class _Watched:
    """Hands lines to the CSV reader and remembers those of the row under way."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.record: list[str] = []
        self.begun = 1
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self.record.append(line)
        if len(self.record) > LONGEST_RECORD:
            raise csv.Error("too many lines")
        return line

    def row_done(self) -> None:
        self.record = []
        self.begun = self.number + 1


def _parse(path: Path, delimiter: str) -> Iterator[Record]:
    """Rows with anything in them. A quote left open is an error: it would swallow what follows it without a word."""
    watched = _Watched(_lines(path))
    reader = csv.reader(watched, delimiter=delimiter)
    try:
        for values in reader:
            if sum(map(_quotes, watched.record)) % 2:
                _check_closed(watched.record, delimiter)
            if any(value.strip() for value in values):
                yield Record(watched.begun, values)
            watched.row_done()
    except csv.Error:
        raise BadInput(
            f"{path.name} can't be read from line {watched.begun} on: a quote (\") opened there is not closed, "
            "or a cell is longer than 131,072 characters. Mend that line."
        ) from None


def _quotes(line: str) -> int:
    return line.count('"')


def _check_closed(lines: list[str], delimiter: str) -> None:
    """The reader takes an open quote at the end of the file for a closed one unless it is told to be strict."""
    try:
        for _ in csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise


def _known_in(line: str, delimiter: str, columns: Columns) -> int:
    names = {column_key(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])}
    return len(names.intersection(columns.all))


def _columns_of(path: Path, header: Record, columns: Columns) -> tuple[dict[str, int], tuple[str, ...]]:
    positions: dict[str, int] = {}
    ignored = []
    for at, cell in enumerate(header.values):
        name = column_key(cell)
        if name in positions:
            raise BadInput(f"{path.name} has the column {name} twice: take one of them out or rename it.")
        if name in columns.all:
            positions[name] = at
        elif name != REASON:
            ignored.append(" ".join(cell.split()) or f"(column {at + 1} has no name)")
    missing = [name for name in columns.needed if name not in positions]
    if missing:
        raise BadInput(
            f"{path.name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. Its first line names: "
            f"{', '.join(' '.join(name.split()) for name in header.values)}. Add what is missing, or rename it."
        )
    return positions, tuple(ignored)
