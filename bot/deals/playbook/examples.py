"""Trying the examples of a playbook file."""

from bot.deals.playbook.document import BETWEEN, Document, Example
from bot.deals.playbook.playbook import Playbook, Playbooks, key_of
from bot.deals.vocabulary import BUYING_ROLES, STANCES
from bot.written.findings import Findings
from bot.written.problems import suggest
from bot.written.source import Source, Where

_MEND = "Mend the playbook, or the example if the answer is right."
_THEIRS = (*BUYING_ROLES, *STANCES)


class ExampleChecker(Findings):
    """Tries examples one by one, and remembers which needs they name."""

    def __init__(self, playbooks: Playbooks, document: Document, source: Source) -> None:
        super().__init__(source)
        self.playbooks = playbooks
        self.document = document
        self.named: set[str] = set()

    def check(self) -> None:
        """Try them all."""
        for index, example in enumerate(self.document.examples):
            self._example(example, ("examples", index))
        for index, book in enumerate(self.document.playbooks):
            for place, need in enumerate(book.needs):
                if need.id not in self.named:
                    self.refuse(
                        ("playbooks", index, "needs", place),
                        f"No example names {need.id}.",
                        f"Add an example in which it is open: `open: [{need.id}]`.",
                    )

    def _example(self, example: Example, where: Where) -> None:
        book = next((each for each in self.playbooks.all if each.id == example.playbook), None)
        if book is None:
            ids = [each.id for each in self.playbooks.all]
            message = f"There is no playbook `{example.playbook}`."
            self.refuse((*where, "playbook"), message, suggest(example.playbook, ids))
            return
        before = len(self.problems)
        self._words(example, book, where)
        engaged = {
            pair
            for index, words in enumerate(example.engaged)
            if (pair := self._pair(words, (*where, "engaged", index))) is not None
        }
        if len(self.problems) > before:
            return
        self.named.update(example.open_needs)
        needs = book.needs_at(example.we, example.they)
        came = [need.id for need in needs if (key_of(need.ours), need.theirs) not in engaged]
        if set(came) != set(example.open_needs):
            self.refuse(
                (*where, "open"),
                f"{example.id} expects {_listed(example.open_needs)} to be open, but it is {_listed(came)}.",
                _MEND,
            )
        stands = book.stands(example.we, example.they)
        if stands != example.stands:
            self.refuse(
                (*where, "stands"), f"{example.id} expects `{example.stands}`, but the answer is `{stands}`.", _MEND
            )

    def _words(self, example: Example, book: Playbook, where: Where) -> None:
        places = [
            ("we", example.we, [stage.id for stage in book.sales_stages], "sales stage"),
            ("they", example.they, [stage.id for stage in book.buying_stages], "buying stage"),
        ]
        for field, word, words, kind in places:
            if word is not None and word not in words:
                mend = suggest(word, words) if words else "Take it out."
                self.refuse((*where, field), f"`{word}` is not a {kind} of {book.name}.", mend)
        needs = [need.id for need in book.needs]
        for index, name in enumerate(example.open_needs):
            if name not in needs:
                mend = suggest(name, needs) if needs else "Write `open: []`."
                self.refuse((*where, "open", index), f"`{name}` is not a need of {book.name}.", mend)

    def _pair(self, words: str, where: Where) -> tuple[str, str] | None:
        ours, _, theirs = (part.strip() for part in words.partition(BETWEEN))
        if self.playbooks.seller_role(ours) is None:
            self.refuse(where, f"`{ours}` is not a known seller role.", suggest(ours, self.playbooks.seller_roles))
            return None
        if theirs not in _THEIRS:
            self.refuse(where, f"`{theirs}` is not a known buying role or stance.", suggest(theirs, _THEIRS))
            return None
        return key_of(ours), theirs


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"
