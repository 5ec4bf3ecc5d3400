"""What the two processes of a playbook must be: each stage found by its names, ended, and coupled in order."""

from bot.deals.playbook.document import PlaybookEntry
from bot.deals.playbook.names import Names
from bot.deals.playbook.playbook import key_of
from bot.deals.vocabulary import ENDS
from bot.written.source import Where


class ProcessChecker:
    """Checks the stages of one playbook."""

    def __init__(self, book: PlaybookEntry, where: Where, found: Names) -> None:
        self.book = book
        self.where = where
        self.found = found
        self._order = {stage.id: index for index, stage in enumerate(book.buying_stages)}

    def check(self) -> None:
        """Find everything."""
        self._names()
        self._ends()
        if not self.book.buying_stages:
            if not self.book.quiet:
                self.found.refuse(
                    self.where,
                    "Without `buying_stages` nobody can tell whether we are ahead of them.",
                    "Add them, or say `quiet: true`.",
                )
        elif len(self._order) == len(self.book.buying_stages):  # else an id stands twice, which has been said
            self._couplings()

    def _names(self) -> None:
        for field in ("sales_stages", "buying_stages"):
            names: list[tuple[Where, str]] = []
            for index, stage in enumerate(getattr(self.book, field)):
                place = (*self.where, field, index)
                names.append(((*place, "id"), stage.id))
                if key_of(stage.name) != key_of(stage.id):
                    names.append(((*place, "name"), stage.name))
            self.found.once(names, "stage")
        self._crm_names()

    def _crm_names(self) -> None:
        stages = self.book.sales_stages
        own = {key_of(word): index for index, stage in enumerate(stages) for word in (stage.id, stage.name)}
        crm: list[tuple[Where, str]] = []
        for index, stage in enumerate(stages):
            for number, word in enumerate(stage.crm):
                where: Where = (*self.where, "sales_stages", index, "crm", number)
                crm.append((where, word))
                other = own.get(key_of(word), index)
                if other != index:
                    self.found.refuse(
                        where,
                        f"`{word}` is also our own word for another stage, {stages[other].name}.",
                        "Take it out here, or call that stage something else.",
                    )
        self.found.once(crm, "CRM's name")

    def _ends(self) -> None:
        stages = self.book.sales_stages
        where: Where = (*self.where, "sales_stages")
        for end in ENDS:
            if not any(stage.ends == end for stage in stages):
                self.found.refuse(where, f"No stage means that the deal is {end}.", f"Add one with `ends: {end}`.")
        over = False
        for index, stage in enumerate(stages):
            if over and not stage.ends:
                self.found.refuse(
                    (*where, index),
                    f"{stage.name} stands after a stage that ends the deal.",
                    "Put the stages with `ends:` last.",
                )
            over = over or stage.ends is not None
        if stages[0].ends:
            self.found.refuse(where, "A deal would be over at once.", "Begin with a stage before its end.")

    def _couplings(self) -> None:
        """`they` names neighbours in the order of their process, and never goes back from stage to stage."""
        coupled: set[str] = set()
        latest, before = (-1, -1), ""
        for index, stage in enumerate(self.book.sales_stages):
            place: Where = (*self.where, "sales_stages", index)
            if not stage.they and not stage.ends:
                self.found.refuse(
                    place, f"Nothing of theirs goes with {stage.name}.", "Add `they:` with buying stages."
                )
            where = (*place, "they")
            if stage.they and stage.ends == "lost":
                self.found.refuse(where, "Nothing of theirs goes with a deal that is lost.", "Take `they:` out.")
                continue
            known = [
                self.found.known((*where, number), word, list(self._order), "buying stage")
                for number, word in enumerate(stage.they)
            ]
            coupled.update(stage.they)
            if not stage.they or not all(known):
                continue
            order = [self._order[word] for word in stage.they]
            if order != list(range(order[0], order[0] + len(order))):
                between = [each.id for each in self.book.buying_stages[min(order) : max(order) + 1]]
                self.found.refuse(
                    where,
                    f"The buying stages of {stage.name} are not neighbours in their order.",
                    f"Write `they: [{', '.join(between)}]`.",
                )
            elif order[0] < latest[0] or order[-1] < latest[1]:
                self.found.refuse(
                    where,
                    f"{stage.name} goes with earlier stages of theirs than {before} before it.",
                    "As we move on, so must what goes with it: change one of the two.",
                )
            else:
                latest, before = (order[0], order[-1]), stage.name
        for index, buying in enumerate(self.book.buying_stages):
            if buying.id not in coupled:
                self.found.refuse(
                    (*self.where, "buying_stages", index),
                    f"No stage of ours goes with {buying.name}.",
                    "Name it in the `they:` of one, or take it out.",
                )
