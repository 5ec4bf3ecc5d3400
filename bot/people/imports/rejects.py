"""The rows that were not taken, beside the file they came from, so that they can be mended and imported again."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from bot.errors import BadInput
from bot.people.imports.reading import REASON, Layout, Record, column_key


def rejects_path(path: Path) -> Path:
    """Where the rejects of a file go."""
    return path.with_name(path.name + ".rejected.csv")


class Rejects:
    """Writes `FILE.rejected.csv`: the cells as they were and the reason. Without rejects there is no such file.

    A reason begins with the line's number, so no spreadsheet takes it for a formula. The other cells are left as they
    were, else they could not be imported again.
    """

    def __init__(self, layout: Layout) -> None:
        self.path = rejects_path(layout.path)
        self.count = 0
        self._layout = layout
        # A rejects file imported again has its old reasons in it: they go.
        self._kept = [at for at, name in enumerate(layout.header) if column_key(name) != REASON]
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        """Take the rejects of an earlier run away: they would be taken for this one's."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def add(self, record: Record, reason: str) -> None:
        """Write one row and why it was not taken."""
        values = [record.values[at] if at < len(record.values) else "" for at in self._kept]
        surplus = record.values[len(self._layout.header) :]
        try:
            if self._file is None:
                self._open()
            self._writer.writerow([*values, f"line {record.line}: {reason}", *surplus])
        except OSError as error:
            raise self._unwritable(error) from None
        self.count += 1

    def flush(self) -> None:
        """Make sure that what was said so far is on disk before the batch it belongs to is committed."""
        if self._file is not None:
            self._file.flush()

    def _open(self) -> None:
        encoding = "utf-8-sig" if self._layout.byte_order_mark else "utf-8"
        self._file = self.path.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._file, delimiter=self._layout.delimiter)
        self._writer.writerow([*(self._layout.header[at] for at in self._kept), REASON])

    def _unwritable(self, error: OSError) -> BadInput:
        return BadInput(
            f"Rejected rows can't be written to {self.path} ({error.strerror}). Copy the file to a folder of yours and "
            "import it from there."
        )
