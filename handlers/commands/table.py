"""The words of `/o2o`: one table for the slash command, the direct message, `help` and the docs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from handlers.boundary import Turn
from handlers.views.kit import Form, Message
from models.keys import fold


@dataclass(frozen=True)
class Command:
    """One word of `/o2o`.

    Attributes:
        word: As written in help, with hyphens (`who-knows`); two words are taken as well.
        run: What it does with the text behind it.
        usage: How it is written, as in help and docs.
        about: One line on what it does.
        example: One that works.
        writes: Whether it changes anything.
        form: Opened when nothing is written behind the word.
        in_help: Whether it is among the few that `help` shows first.
        also: Other spellings.
        short: What it does, in half a line, where help lists it among the others.
    """

    word: str
    run: Callable[[Turn, str], Message | Form]
    usage: str
    about: str
    example: str
    writes: bool = False
    form: Callable[[Turn], Form] | None = None
    in_help: bool = True
    also: tuple[str, ...] = ()
    short: str = ""


class CommandTable:
    """Finds the command behind typed text."""

    def __init__(self) -> None:
        self._by_word: dict[str, Command] = {}
        self.all: list[Command] = []
        self.otherwise: Callable[[str], tuple[Command, str]] | None = None

    def add(self, command: Command) -> None:
        """Add a command; a word can stand for one command only."""
        for word in (command.word, command.word.replace("-", " "), command.word.replace("-", ""), *command.also):
            if self._by_word.setdefault(word, command) is not command:
                raise ValueError(f"{word} is a command already")
        self.all.append(command)

    def get(self, word: str) -> Command:
        """The command of that word."""
        return self._by_word[word]

    def find(self, text: str) -> tuple[Command, str]:
        """The command meant, and the text behind its word.

        Nothing at all is `help`; text that begins with no command is `who-knows` (`/o2o cfo@acme`), unless it is one
        word near a command's, which `who-knows` is then told to doubt.
        """
        words = text.split(maxsplit=2)
        if words and words[0].casefold() == "/o2o":  # in a direct message people write it as they do elsewhere
            words = text.split(maxsplit=3)[1:]
            text = text.split(maxsplit=1)[1] if len(text.split(maxsplit=1)) > 1 else ""
        if not words:
            return self._by_word["help"], ""
        for length in (2, 1):
            word = fold(" ".join(words[:length]))
            command = self._by_word.get(word) or self._by_word.get(word.rstrip("?:,"))
            if command is not None and len(words) >= length:
                return command, text.split(maxsplit=length)[length] if len(text.split(maxsplit=length)) > length else ""
        return self._by_word["who-knows"], text

    def near(self, text: str) -> Command | None:
        """The command whose word is close to the first word of the text, if one is."""
        first = fold(text).split(" ")[0] if text.strip() else ""
        found = process.extractOne(first, list(self._by_word), scorer=fuzz.ratio, score_cutoff=70)
        return self._by_word[found[0]] if found and len(first) > 2 else None
