"""What a playbook must be beyond its shape: no name for two things, each stage coupled, each need of use.

Examples are tried in `bot.deals.playbook.examples`, once everything here is right.
"""

from bot.deals.playbook.document import Document, PlaybookEntry
from bot.deals.playbook.names import Names
from bot.deals.playbook.playbook import key_of
from bot.deals.playbook.process_checks import ProcessChecker
from bot.written.problems import suggest
from bot.written.source import Source, Where


class Checker(Names):
    """Checks one file."""

    def __init__(self, document: Document, source: Source) -> None:
        super().__init__(source)
        self.document = document
        self._roles = {key_of(role): role for role in document.seller_roles}

    def check(self) -> None:
        """Find everything but what the examples say."""
        self.once(((("seller_roles", index), role) for index, role in enumerate(self.document.seller_roles)), "role")
        self._books()
        for index, book in enumerate(self.document.playbooks):
            where: Where = ("playbooks", index)
            ProcessChecker(book, where, self).check()
            self._needs(book, where)
            self._risks(book, where)
            self._quiet(book, where)
        self.ids(
            (("playbooks", index, "needs", place), need.id)
            for index, book in enumerate(self.document.playbooks)
            for place, need in enumerate(book.needs)
        )
        self.ids((("examples", index), example.id) for index, example in enumerate(self.document.examples))

    def _books(self) -> None:
        books = self.document.playbooks
        names: list[tuple[Where, str]] = []
        for index, book in enumerate(books):
            names.append((("playbooks", index, "id"), book.id))
            if key_of(book.name) != key_of(book.id):
                names.append((("playbooks", index, "name"), book.name))
        self.once(names, "playbook")
        self.once(
            (
                (("playbooks", index, "for", place), kind)
                for index, book in enumerate(books)
                for place, kind in enumerate(book.kinds)
            ),
            "type of deal",
        )
        defaults = [index for index, book in enumerate(books) if book.default]
        if not defaults:
            self.refuse(
                ("playbooks",),
                "No playbook is the default, so a deal of another type would have none.",
                "Add `default: true` to one.",
            )
        for index in defaults[1:]:
            first = self.source.line(("playbooks", defaults[0], "default"))
            self.refuse(
                ("playbooks", index, "default"), f"A second default (first on line {first}).", "Keep one of them."
            )

    def _needs(self, book: PlaybookEntry, where: Where) -> None:
        order = {stage.id: index for index, stage in enumerate(book.sales_stages)}
        over = {stage.id for stage in book.sales_stages if stage.ends}
        theirs = [stage.id for stage in book.buying_stages]
        for index, need in enumerate(book.needs):
            place = (*where, "needs", index)
            if key_of(need.ours) not in self._roles:
                roles = self.document.seller_roles
                mend = f"{suggest(need.ours, roles)} Or add it to `seller_roles:`."
                self.refuse((*place, "ours"), f"`{need.ours}` is not a known seller role.", mend)
            known = [
                self.known((*place, field), word, list(order), "sales stage")
                for field, word in (("at", need.at), ("until", need.until))
            ]
            for field, word in (("at", need.at), ("until", need.until)):
                if word in over:
                    self.refuse(
                        (*place, field),
                        f"At `{word}` the deal is over, so {need.id} can never be open there.",
                        "Name a stage before it.",
                    )
            if all(known) and need.until is not None and order[need.until] < order[need.at]:
                self.refuse(
                    (*place, "until"),
                    f"{need.id} can never be open: `{need.until}` comes before `{need.at}`.",
                    "Change one of the two.",
                )
            for number, stage in enumerate(need.when_they):
                self.known((*place, "when_they", number), stage, theirs, "buying stage")

    def _risks(self, book: PlaybookEntry, where: Where) -> None:
        self.once((((*where, "risks", index, "rule"), risk.rule) for index, risk in enumerate(book.risks)), "risk")
        over = {stage.id for stage in book.sales_stages if stage.ends}
        for index, risk in enumerate(book.risks):
            place = (*where, "risks", index, "from")
            self.known(place, risk.from_stage, [stage.id for stage in book.sales_stages], "sales stage")
            if risk.from_stage in over:
                message = f"At `{risk.from_stage}` the deal is over, and there is no risk any more."
                self.refuse(place, message, "Name a stage before it.")

    def _quiet(self, book: PlaybookEntry, where: Where) -> None:
        for field in ("needs", "risks"):
            if book.quiet and getattr(book, field):
                self.refuse(
                    (*where, field),
                    f"{book.name} is quiet, so these would never be told.",
                    f"Take `{field}:` out, or `quiet:`.",
                )
        if not book.quiet and not book.needs:
            self.warn(where, f"{book.name} asks for nobody.", "Add `needs:`, or say `quiet: true`.")
