"""What is wrong with a file, in words that say where and how to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

_CLOSE_ENOUGH = 60.0  # of 100; below this a suggestion is more puzzling than helpful


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file.

    Attributes:
        line: Line of the file, counted from 1; 0 where no line is to blame.
        field: Where in the file, e.g. ``relationship R3, when``; empty for the file as a whole.
        message: What is wrong.
        mend: What to do about it.
    """

    line: int
    field: str
    message: str
    mend: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        field = f"{self.field}: " if self.field else ""
        return f"{where}{field}{self.message} {self.mend}".rstrip()


class WrittenError(Exception):
    """A file can't be used; `problems` holds every reason found, by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(by_line(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def by_line(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Give problems in the order of the file."""
    return tuple(sorted(problems, key=lambda problem: problem.line))


def nearest(word: str, words: Sequence[str]) -> str | None:
    """Give the known word that looks most like the one written, if any comes close."""
    best = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return best[0] if best else None


def suggest(word: str, words: Sequence[str]) -> str:
    """Say which known word was probably meant, or list them all."""
    meant = nearest(word, words)
    if meant is not None:
        return f"Did you mean `{meant}`?"
    return "Known here: " + ", ".join(words) + "."
