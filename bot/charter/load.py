"""Loading a charter: read, check its shape, check what it says; refuse with line and remedy."""

from dataclasses import dataclass
from pathlib import Path

from bot.charter.charter import Charter
from bot.charter.checks import Checker
from bot.charter.document import Document
from bot.written.file import FileKind
from bot.written.problems import Problem, WrittenError


class CharterError(WrittenError):
    """A charter can't be used."""


CHARTER = FileKind(
    name="charter",
    setting="O2O_CHARTER",
    document=Document,
    error=CharterError,
    too_long="A charter that long can't be agreed to: shorten it.",
)
"""``charter.yaml`` as a file."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a charter file.

    Attributes:
        charter: The charter, if its shape allows to make one. Not to be used where there are
            problems, except to show what it would decide.
        problems: Why it is refused, by line; empty: it may be used.
        warnings: What somebody should look at before agreeing to it, by line.
    """

    charter: Charter | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def load_charter(path: Path) -> Charter:
    """Load a charter from its file.

    Raises:
        CharterError: It can't be used; `CharterError.problems` says why, where, and how to mend it.
    """
    return read_charter(CHARTER.read_bytes(path))


def read_charter(content: bytes | str) -> Charter:
    """Make a charter out of the text of a file.

    Raises:
        CharterError: As `load_charter`.
    """
    report = examine(content)
    if report.problems or report.charter is None:
        raise CharterError(report.problems)
    return report.charter


def examine(content: bytes | str) -> Report:
    """Find everything that is wrong or doubtful in the text of a charter. Never raises for it."""
    shaped = CHARTER.shape(content, Charter)
    if shaped.made is None:
        return Report(None, shaped.problems)
    checker = Checker(shaped.made, shaped.source)
    checker.check()
    return Report(shaped.made, *checker.found())
