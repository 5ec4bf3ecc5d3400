"""Names, addresses and what stands beside them become people. What is not sure stays empty.

The worst that can happen is a wrong name or title under somebody's address. So a name goes with an address only if the
address is like it, or if they are written as one ("Jane Doe <jd7@acme.com>") and the address is not plainly another's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from nameparser import HumanName

from bot.people.freemail import free_mail_domains
from bot.people.reading import vocabulary as words
from bot.people.reading.chunks import Chunk
from bot.people.reading.likeness import AGAINST, STRONG, WEAK, agrees, is_role, likeness, name_of, spellings
from bot.people.reading.looks import Beside
from bot.people.reading.sentence import Sentence
from models.keys import domain_of, fold

PLACES_MOST = 60
"""Names, and addresses, of one message that are looked at."""


@dataclass
class Draft:
    """Somebody as far as read: places of their name and addresses in the message, and their fields."""

    place: int
    name_at: int | None = None
    addresses_at: list[int] = field(default_factory=list)
    address: str | None = None
    name: str | None = None
    title: str | None = None
    account: str | None = None
    joined: bool = False
    known: bool = False  # a title, an account or a connective says that this is a person spoken of
    ours: bool = False


class Reader:
    """Reads the people of one message's chunks."""

    def __init__(self, chunks: list[Chunk], own_domains: Collection[str]) -> None:
        self.sentence = Sentence(chunks)
        self.chunks = chunks
        self.own: list[str] = []
        self._domains = {domain.casefold().lstrip("@") for domain in own_domains}
        self._at: dict[int, int] = {}  # place of an address -> place of the name it goes with
        self._titled: dict[int, Draft] = {}  # place of a title -> whose it is
        self._spelled: dict[int, str] = {}  # place of a name -> the name in its right order
        self.names = [i for i, chunk in enumerate(chunks) if chunk.kind == "name"][:PLACES_MOST]
        everything = [i for i, chunk in enumerate(chunks) if chunk.kind == "address"]
        self._ours_at = [i for i in everything if self._is_own(chunks[i].text)]
        for i in self._ours_at:
            if chunks[i].text not in self.own:
                self.own.append(chunks[i].text)
        theirs = [i for i in everything if i not in set(self._ours_at)]
        self.addresses = [i for i in theirs if not is_role(chunks[i].text)][:PLACES_MOST]

    def _is_own(self, address: str) -> bool:
        domain = domain_of(address)
        # A host below one of our domains is ours as well.
        return any(domain == own or domain.endswith(f".{own}") for own in self._domains)

    def read(self) -> list[Draft]:
        """Everybody in the order of the message."""
        self._reorder()
        self._pair()
        drafts = [self._named(i) for i in self.names]
        paired = set(self._at)
        drafts += [self._unnamed(i) for i in self.addresses if i not in paired]
        drafts.sort(key=lambda draft: draft.place)
        self._beside(drafts)
        self._spread(drafts)
        self._connect(drafts)
        accounts = {fold(draft.account) for draft in drafts if draft.account}
        return merged(
            [
                draft
                for draft in drafts
                if not draft.ours
                and (draft.address or (draft.known and draft.name and fold(draft.name) not in accounts))
            ]
        )

    # -- which name goes with which address -----------------------------------------------------------

    def _reorder(self) -> None:
        """`Doe, Jane <jane@acme.com>`, as some mail programs write it."""
        at = self.sentence.at
        for i in self.addresses + self._ours_at:
            first, comma, last = at(i - 2), at(i - 3), at(i - 4)
            if not (at(i - 1).sep("<[") and comma.sep(",") and {first.kind, last.kind} <= {"caps", "name"}):
                continue
            opens = at(i - 5).kind in {"nl", "header", "bullet"} or at(i - 5).sep(">;,])")
            parsed = HumanName(f"{last.text}, {first.text}")
            parts = tuple(f"{first.text} {last.text}".split())
            alike = likeness(at(i).text, parts, last.script)
            if opens and len(first.words) <= 2 and (alike >= WEAK or at(i - 5).kind == "header"):
                name = " ".join(f"{parsed.first} {parsed.middle} {parsed.last}".split())
                spelled = name if fold(name) == fold(" ".join(parts)) else " ".join(parts)
                chunk = Chunk("name", spelled, parts, fold(spelled), last.script)
                self.chunks[i - 4], self.chunks[i - 3], self.chunks[i - 2] = Chunk("hole", ""), Chunk("hole", ""), chunk
        self.names = [i for i, chunk in enumerate(self.chunks) if chunk.kind == "name"][:PLACES_MOST]

    def _pair(self) -> None:
        for i in self._ours_at + self.addresses:
            self._pair_label(i)
        for wanted in (STRONG, WEAK):
            for i in self._ours_at + self.addresses:
                if i not in self._at:
                    self._pair_alike(i, wanted)
        for i in self._ours_at + self.addresses:
            if i not in self._at:
                self._pair_written_as_one(i)
        for name in [name for name in self.names if name not in set(self._at.values())]:
            if self._script(name) != "LATIN":
                self._pair_reached(name)

    def _pair_label(self, i: int) -> None:
        """A link that shows a name and leads to an address."""
        parts = tuple(self.chunks[i].label.split())
        if (
            len(parts) >= 2
            and all(part[0].isupper() for part in parts)
            and likeness(self.chunks[i].text, parts, "LATIN")
        ):
            self._spelled[i] = " ".join(parts)

    def _likeness(self, i: int, name: int) -> int:
        chunk = self.chunks[name]
        return likeness(self.chunks[i].text, chunk.words, chunk.script)

    def _script(self, name: int) -> str:
        return self.chunks[name].script

    def _pair_alike(self, i: int, wanted: int) -> None:
        alike = [name for name in self.names if self._likeness(i, name) >= wanted]
        if wanted == WEAK:
            alike = [name for name in alike if self._near(name, i)]
        keys = {self.chunks[name].key for name in alike}
        if len(keys) == 1:
            # The same name may stand there twice: the nearer one has what belongs to them beside it.
            self._at[i] = min(alike, key=lambda name: abs(name - i))

    def _near(self, name: int, i: int) -> bool:
        """Whether nobody else and no end of a sentence is between; a sentence may end before `her mail is ...`."""
        low, high = min(name, i), max(name, i)
        between = self.chunks[low + 1 : high]
        if any(self._somebody(k, i) for k in range(low + 1, high)):
            return False
        stops = [k for k, chunk in enumerate(between) if chunk.kind == "stop"]
        behind = between[stops[0] :] if stops else []
        return not stops or any(chunk.key in words.MAIL_WORDS | words.PRONOUNS for chunk in behind)

    def _somebody(self, k: int, i: int) -> bool:
        """Whether at k another person may be named: not where an account is (`at Banco Verde`)."""
        chunk, before = self.chunks[k], self.sentence.at(k - 1)
        if chunk.kind == "name" and (before.key in words.AT_AFTER_TITLE or agrees(chunk.text, self.chunks[i].text)):
            return False
        return chunk.kind in {"name", "address"} and chunk.sure

    def _pair_written_as_one(self, i: int) -> None:
        """`Jane Doe <jd7@acme.com>`, unless the address is plainly somebody else's (`bill.smith@`)."""
        bracket, name = self.sentence.at(i - 1), i - 2
        if bracket.sep(")>") or not (bracket.sep("<([:") and self.sentence.at(name).kind == "name"):
            return
        local = self.chunks[i].text.partition("@")[0]
        plainly_another = self._likeness(i, name) == AGAINST and (name_of(self.chunks[i].text) or "." in local)
        if not plainly_another and not (bracket.sep(":") and self._likeness(i, name) == AGAINST):
            self._at[i] = name

    def _pair_reached(self, name: int) -> None:
        """A name in another script than the address: the two must stand side by side, with nobody else near."""
        reached = self.sentence.right(name, (), None, alone=False).address
        if reached is None and self.sentence.at(name - 1).sep("(,:<" + words.DASHES):
            reached = name - 2 if self.sentence.at(name - 2).kind == "address" else None
        if reached is not None and reached not in self._at and reached in self.addresses + self._ours_at:
            self._at[reached] = name

    # -- people ---------------------------------------------------------------------------------------

    def _named(self, name: int) -> Draft:
        theirs = [i for i, other in self._at.items() if other == name]
        chunk = self.chunks[name]
        ours = any(i in self._ours_at for i in theirs)
        addresses = sorted(i for i in theirs if i not in self._ours_at)
        draft = Draft(min([name, *addresses]), name, addresses, name=chunk.text, ours=ours)
        draft.address = self.chunks[addresses[0]].text if addresses else None
        return draft

    def _unnamed(self, i: int) -> Draft:
        draft = Draft(i, None, [i], address=self.chunks[i].text)
        draft.name = self._spelled.get(i) or self._name_of(i)
        return draft

    def _name_of(self, i: int) -> str | None:
        """The name the address itself tells, unless the text beside it says another."""
        name = name_of(self.chunks[i].text)
        if name is None:
            return None
        told = {part.casefold() for part in name.split()}
        j = i - 1
        while self.sentence.at(j).sep("<([,:" + words.DASHES) or self.sentence.at(j).kind == "title":
            j -= 1
        beside = self.sentence.at(j)
        said = [word for word in beside.words if beside.kind in {"name", "caps"} and not beside.org]
        if said and (beside.kind == "name" or not any(told & spellings(word) for word in said)):
            return None  # what is written there is a name, and not this one
        # A name that has a part of it and yet is not like it (`Mary K. Holt`, maryk.holt@) is more likely theirs.
        others = [self.chunks[other].words for other in self.names]
        return None if any(told & spellings(word) for other in others for word in other) else name

    # -- what stands beside them ----------------------------------------------------------------------

    def _beside(self, drafts: list[Draft]) -> None:
        alone = len({self.chunks[name].key for name in self.names}) == 1
        known = {fold(one.name): one.address for one in drafts if one.name and one.address}
        for draft in drafts:
            hint = draft.address or known.get(fold(draft.name or ""))
            hint = None if hint and domain_of(hint) in free_mail_domains() else hint
            anchors = ([draft.name_at] if draft.name_at is not None else []) + draft.addresses_at
            for anchor in anchors:
                if self.sentence.at(anchor + 1).kind == "poss" or self.sentence.at(anchor - 1).key in words.REPLACED:
                    continue
                left = self.sentence.left(anchor, hint)
                self._take(draft, anchor, left)
                others = {*draft.addresses_at, *self._ours_at} if anchor == draft.name_at else draft.addresses_at
                right = self.sentence.right(anchor, others, hint, alone=alone and draft.name_at is not None)
                self._take(draft, anchor, right)
            if draft.account is None and draft.name_at is not None:
                draft.account = self.sentence.heading(draft.name_at)

    def _doubtful_title(self, draft: Draft, anchor: int, t: int) -> bool:
        if draft.address is None and self.sentence.stacked(anchor, t):
            return True
        before = max((place for place in self._titled if place < anchor), default=-1)
        taken = before >= 0 and all(
            self.sentence.at(k).kind in {"sep", "nl", "bullet"} for k in range(before + 1, anchor)
        )
        theirs = {*draft.addresses_at, *([] if draft.name_at is None else [draft.name_at])}
        return not taken and self.sentence.contested(anchor, t, theirs)

    def _take(self, draft: Draft, anchor: int, found: Beside) -> None:
        draft.ours = draft.ours or found.ours
        anchor_titled = found.title_at is not None and self._doubtful_title(draft, anchor, found.title_at)
        if anchor_titled or (
            found.title_at is not None and self._titled.setdefault(found.title_at, draft) is not draft
        ):
            return  # it is the title of somebody before them, and the account as well
        if found.title and not draft.title:
            draft.title = found.title
        if found.account and not draft.account:
            draft.account, draft.joined = found.account, found.joined

    def _spread(self, drafts: list[Draft]) -> None:
        """`Jane Doe (CFO) and Bill Smith from Acme`: both are."""
        for later, draft in reversed(list(enumerate(drafts))):
            if later == 0 or not (draft.account and draft.joined):
                continue
            earlier = drafts[later - 1]
            here, there = self._last(earlier), draft.name_at if draft.name_at is not None else draft.place
            if earlier.account is None and self.sentence.chained(here, there):
                earlier.account, earlier.joined = draft.account, True

    def _last(self, draft: Draft) -> int:
        places = [place for place in (draft.name_at, *draft.addresses_at) if place is not None]
        return max(places)

    def _connect(self, drafts: list[Draft]) -> None:
        met: set[int] = set()
        for draft in drafts:
            if draft.name_at is None:
                continue
            chunk = self.chunks[draft.name_at]
            excluded = self.sentence.excluded(draft.name_at) or not chunk.sure
            caseless = chunk.script != "LATIN"
            if not excluded and not caseless and self.sentence.met(draft.name_at, met):
                met.add(draft.name_at)
            doubtful = self._verb_first(draft)
            said = draft.title or (draft.account and (draft.joined or draft.name_at in met)) or draft.name_at in met
            draft.known = bool(said) and not excluded and not doubtful
            if doubtful and draft.address:
                told = name_of(draft.address)
                draft.name = told if told and {*fold(told).split()} <= {*chunk.key.split()} else None

    def _verb_first(self, draft: Draft) -> bool:
        """Whether the first word of a name may be a verb that starts its sentence (`Invite Jane Doe`, `Ping Jane`).

        It is none where the address has it, in a list, in a header, alone in its line, or in `Jane Doe <...>`.
        """
        name = draft.name_at or 0
        chunk, behind, before = self.chunks[name], self.sentence.at(name + 1), self.sentence.at(name - 1)
        if not chunk.starts or chunk.script != "LATIN" or before.kind in {"bullet", "header"} or before.sep(":"):
            return False
        alone = before.kind == "nl" and (
            behind.kind == "nl" or (behind.sep(",") and self.sentence.at(name + 2).kind == "nl")
        )
        if alone or behind.sep("<[|:…·" + words.DASHES):
            return False
        if len(chunk.words) > 1 and (chunk.words[1].endswith(".") or chunk.words[1].casefold() in words.NAME_PARTICLES):
            return False
        if draft.address is None:
            return len(chunk.words) > 2
        local = draft.address.partition("@")[0]
        return likeness(draft.address, chunk.words[1:], chunk.script) == STRONG or not any(
            one in local or local.startswith(one[0]) or local.endswith(one[0]) for one in spellings(chunk.words[0])
        )


def merged(drafts: list[Draft]) -> list[Draft]:
    """One person once: by address, or by name where not two of their accounts differ."""
    kept: list[Draft] = []
    for draft in drafts:
        same = next((one for one in kept if _same(one, draft)), None)
        if same is None:
            kept.append(draft)
            continue
        same.address = same.address or draft.address
        for part in ("name", "title", "account"):
            here, there = getattr(same, part), getattr(draft, part)
            # Two different answers are none.
            setattr(same, part, (here or there) if not (here and there) or fold(here) == fold(there) else None)
    return kept


def _same(one: Draft, other: Draft) -> bool:
    if one.address and one.address == other.address:
        return True
    if not (one.name and other.name) or fold(one.name) != fold(other.name):
        return False
    return not (one.account and other.account and fold(one.account) != fold(other.account))
