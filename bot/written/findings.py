"""What a check of a file finds, each at its place."""

from bot.written.problems import Problem, by_line
from bot.written.source import Source, Where, spell


class Findings:
    """Gathers what a check finds in `problems` and `warnings`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def refuse(self, where: Where, message: str, mend: str) -> None:
        """Note something because of which the file can't be used."""
        self.problems.append(self._problem(where, message, mend))

    def warn(self, where: Where, message: str, mend: str) -> None:
        """Note something that somebody should look at."""
        self.warnings.append(self._problem(where, message, mend))

    def found(self) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """Give problems and warnings, each in the order of the file."""
        return by_line(self.problems), by_line(self.warnings)

    def _problem(self, where: Where, message: str, mend: str) -> Problem:
        return Problem(self.source.line(where), spell(where, self.source.value), message, mend)
