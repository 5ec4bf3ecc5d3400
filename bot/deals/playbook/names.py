"""What a check of names finds: one that stands for two things, or for nothing."""

from collections.abc import Iterable, Sequence

from bot.deals.playbook.playbook import key_of
from bot.written.findings import Findings
from bot.written.problems import suggest
from bot.written.source import Where


class Names(Findings):
    """Gathers what is wrong with names."""

    def once(self, places: Iterable[tuple[Where, str]], what: str) -> None:
        """Refuse a name that folds to the same as another's, or to nothing."""
        seen: dict[str, tuple[Where, str]] = {}
        for where, name in places:
            key = key_of(name)
            if not key:
                self.refuse(where, f"`{name}` has neither letters nor digits.", "Give it a name one can type.")
            elif key in seen:
                first, spelt = seen[key]
                same = "" if spelt == name else f" as `{spelt}`"
                self.refuse(
                    where,
                    f"The {what} `{name}` stands here a second time (first on line {self.source.line(first)}{same}).",
                    "Keep one of them. Case, spaces and hyphens make no difference.",
                )
            else:
                seen[key] = (where, name)

    def ids(self, places: Iterable[tuple[Where, str]]) -> None:
        """Refuse an id that is taken."""
        seen: dict[str, Where] = {}
        for where, name in places:
            key = name.casefold()
            if key in seen:
                line = self.source.line((*seen[key], "id"))
                self.refuse(
                    (*where, "id"),
                    f"The id {name} is taken (line {line}).",
                    "Give each an id of its own, never used before.",
                )
            seen.setdefault(key, where)

    def known(self, where: Where, word: str | None, words: Sequence[str], kind: str) -> bool:
        """Refuse a word that is none of those; say whether it is one."""
        if word is None or word in words:
            return word is not None
        mend = suggest(word, words) if words else f"There is no {kind} here."
        self.refuse(where, f"`{word}` is not a {kind} of this playbook.", mend)
        return False
