"""What stands beside a name or an address: a title, an account, a word that says somebody was met."""

from __future__ import annotations

from collections.abc import Collection

from bot.people.reading import vocabulary as words
from bot.people.reading.chunks import Chunk
from bot.people.reading.likeness import agrees
from bot.people.reading.looks import Beside, Look

_FILLERS_MOST = 5
_BLANK_MOST = 3
_ADDRESSES_MOST = 60
_HEADING_MOST = 60
"""Chunks that stand between a heading and the last person under it, at most."""
_BEHIND = ",|·•…()[]<>/:" + words.DASHES
_IS = frozenset(("is", "ist", "est", "es", "è", "heißt"))
_DONE = words.words_of("getroffen gesprochen telefoniert kennengelernt gesehen ontmoet")


class Sentence:
    """The chunks of a message, and looking to the left and right in them."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        addresses = dict.fromkeys(chunk.text for chunk in chunks if chunk.kind == "address")
        self.addresses = list(addresses)[:_ADDRESSES_MOST]

    def at(self, i: int) -> Chunk:
        """The chunk at a place; a line's end outside the message."""
        return self.chunks[i] if 0 <= i < len(self.chunks) else Chunk("nl", "")

    # -- to the right ---------------------------------------------------------------------------------

    def right(self, i: int, theirs: Collection[int], address: str | None, *, alone: bool) -> Beside:
        """What stands behind the name or address at i; `theirs` are places of addresses known to be this person's.

        `alone`: that nobody else is in the message, so that "She is CFO" in the next sentence speaks of them.
        """
        look = Look(i, theirs, address, alone=alone, below=self.at(i - 1).kind == "nl")
        k: int | None = i + 1
        while k is not None and k <= len(self.chunks):
            k = self._over_space(k, look) or self._over_words(k, look)
        return look.found

    def _over_space(self, k: int, look: Look) -> int | None:
        """Where to go on behind what separates at k; None if nothing does, or if it ends what is said of them."""
        chunk = self.at(k)
        if chunk.kind == "sep" and chunk.text in _BEHIND:
            look.parted = True
            return k + 1
        if chunk.kind == "nl" and look.below and look.blank < _BLANK_MOST and k < len(self.chunks):
            look.parted, look.blank = True, look.blank + 1
            return k + 1
        if chunk.kind == "stop" and look.alone and not look.found.title and self.at(k + 1).key in words.PRONOUNS:
            return k + 1
        return None

    def _over_words(self, k: int, look: Look) -> int | None:
        """Take what stands at k; gives where to go on, None where it says nothing of them."""
        chunk, found = self.at(k), look.found
        if chunk.kind == "address":
            if k in look.theirs:
                return k + 1
            found.address = k
        elif chunk.kind == "title":
            if not (found.title or not chunk.sure or self.for_next(k, look.theirs) or self._shared(look.i, chunk)):
                found.title, found.title_at, look.parted = chunk.text, k, False
                return k + 1
        elif self._at_word(k, after_title=bool(found.title)) and (end := self._account(k, look.i, found, look.address)):
            return end
        elif chunk.kind in {"caps", "name"} and (look.parted or found.title):
            if chunk.key in words.DEGREES or self._bare(k, found, look.address, bracketed=self.at(k - 1).sep("(")):
                return k + 1
        elif self._filler(k, found) and look.fillers < _FILLERS_MOST:
            look.fillers += 1
            return k + 1
        return None

    def _shared(self, i: int, title: Chunk) -> bool:
        """`jane@acme.com, bill@acme.com: CFO and CEO`: one each, and which is whose is not sure."""
        several = bool(words.AND.intersection(title.key.split()) - {"&"})
        before = self.at(i - 1)
        return several and (before.sep(",") or before.key in words.AND) and self.at(i - 2).kind in {"name", "address"}

    def _filler(self, k: int, found: Beside) -> bool:
        chunk = self.at(k)
        if chunk.kind == "poss":
            return self.at(k - 1).key in words.PRONOUNS
        if chunk.key in words.BOTH | _DONE:
            return True
        return chunk.kind == "word" and not found.title and chunk.key in words.FILLERS | words.PRONOUNS

    def _at_word(self, k: int, *, after_title: bool) -> bool:
        chunk = self.at(k)
        among = words.AT_AFTER_TITLE if after_title else words.AT
        return (chunk.kind == "word" and chunk.key in among) or chunk.sep("@")

    def _account(self, k: int, i: int, found: Beside, address: str | None) -> int:
        """Take the account behind the word at k, if it is one; gives where reading goes on, 0 if nowhere."""
        read = self.account_at(k + 1, address)
        maybe_place = not found.title and self.at(k).key in words.PLACE_TOO | {"@"} and self._met_there(i)
        if maybe_place and not (read and (self.at(k + 1).org or agrees(read[0], address))):
            # `met Jane Doe at Dreamforce, CFO at Acme`: the first is no account, and what follows is still hers.
            return self._clause_end(k + 1)
        of_person = (found.title or "").casefold().endswith(("assistant", "secretary", "pa", "ea"))
        if read is None or found.account or (of_person and not self.at(k + 1).org and not agrees(read[0], address)):
            return 0
        found.account, found.joined = read[0], True
        return read[1]

    def _met_there(self, i: int) -> bool:
        before = [self.at(j).key for j in range(max(0, i - 4), i)]
        return bool(words.MET.intersection(before))

    def _clause_end(self, k: int) -> int:
        for j in range(k, k + 6):
            if self.at(j).sep(","):
                return j
            if self.at(j).kind not in {"word", "caps", "name"}:
                return 0
        return 0

    def account_at(self, k: int, address: str | None) -> tuple[str, int] | None:
        """The account whose words begin at k, and where it ends; None if that is none or not sure."""
        chunk, end = self.at(k), k + 1
        if chunk.kind == "word" and chunk.text.isalnum() and len(chunk.text) > 2:
            # In lower case only what the address bears out: `at acme`, but not `at lunch`.
            label = (address or "").rpartition("@")[2].partition(".")[0]
            return (chunk.text, end) if chunk.key == label else None
        if chunk.kind not in {"caps", "name"}:
            return None
        text = chunk.text
        borne_out = (
            chunk.org or chunk.key in words.BRANDS or any(agrees(text, one) for one in [address, *self.addresses])
        )
        if not borne_out and (chunk.thing or len(chunk.words) > 2):
            return None
        if self.at(end).kind == "poss" or (self.at(end).kind == "word" and self.at(end).key in words.GROUP):
            return None
        return text, end

    def _bare(self, k: int, found: Beside, address: str | None, *, bracketed: bool) -> bool:
        """Take the capitals at k as the account, if nothing else can be meant: only separators are before them."""
        read = self.account_at(k, address)
        if read is None or found.account or (read[1] != k + 1 and not self.at(k).org):
            return False
        chunk, behind = self.at(k), self.at(read[1])
        if behind.kind not in {"sep", "nl", "stop", "address", "title"}:
            return False
        sure = chunk.org or agrees(read[0], address)
        single = chunk.kind == "caps" and address is None and (found.title is not None or bracketed)
        if not sure and not single and not (bracketed and address is None and behind.sep(")")):
            return False
        found.account = read[0]
        return True

    def for_next(self, k: int, theirs: Collection[int] = ()) -> bool:
        """Whether the title at k belongs to the name or address right behind it, or may as well."""
        j = k + 1
        if self.at(j).kind == "address" and j not in theirs:
            return True
        if self.at(j).sep(":=") or self.at(j).key in _IS:
            j += 1
        while self.at(j).key in words.HONORIFICS:
            j += 1
        if self.at(j).kind != "name":
            return False
        return not (j == k + 1 and self.at(j).org) and self.at(j).sure

    # -- to the left ----------------------------------------------------------------------------------

    def left(self, i: int, address: str | None) -> Beside:
        """What stands before the name or address at i: `Acme's CFO, Jane Doe`, `CFO Jane Doe`, `CFO: Jane Doe`."""
        found = Beside()
        j = self._before_honorifics(i)
        if self.at(j).key in words.COLLEAGUE:
            found.ours = self.at(j - 1).key in words.OURS
            return found
        if self.at(j).kind == "title":
            found.ours = self.at(j - 1).key in words.OURS
            if self.at(j).sure and not found.ours and not self._taken(j):
                found.title, found.title_at = self.at(j).text, j
                found.account = self._account_before(j, address)
            return found
        if self.at(j).sep(",:=") or self.at(j).key in _IS:
            t = j - 1
            if self.at(t).kind in {"caps", "name"} and self.at(t - 1).key in words.AT:
                t -= 2
            title = self.at(t)
            if title.kind == "title" and title.sure and self._opens(t):
                found.ours = self.at(t - 1).key in words.OURS
                read = self.account_at(t + 2, address) if t < j - 1 else None
                found.title, found.title_at = (None, None) if found.ours else (title.text, t)
                found.account = read[0] if read else self._account_before(t, address)
        return found

    def _before_honorifics(self, i: int) -> int:
        j = i - 1
        while self.at(j).key in words.HONORIFICS:
            j -= 1
        return j

    def _taken(self, t: int) -> bool:
        """Whether the title before a name may be that of a name before it: `Jane Doe, CFO Bill Smith`."""
        before = self.at(t - 1)
        if before.kind == "address" or (before.kind == "name" and before.sure and not before.org):
            return True
        if before.kind == "nl":
            # A line `Jane Doe`, and below it `CFO Morgan Hale`: that may be her account.
            return self.at(t - 2).kind == "name" and self.at(t - 3).kind != "title"
        if not before.sep(",(|" + words.DASHES):
            return False
        other = self.at(t - 2)
        return other.kind in {"name", "address"} and self.at(t - 3).kind != "title"

    def _opens(self, t: int) -> bool:
        before = self.at(t - 1)
        if before.kind in {"nl", "bullet", "stop", "poss"} or before.key in words.OURS:
            return True
        if not (before.kind == "word" and before.key in words.FILLERS) or before.key in _IS:
            return False
        # `the CFO of Acme, Jane Doe` is hers; not so `he reports to the CFO of Acme, jane@acme.com`.
        first, earlier = self.at(t - 2), {self.at(k).key for k in range(max(0, t - 7), max(0, t - 2))}
        if first.kind != "word":
            return first.kind != "title"
        return first.key in words.DIRECT | words.AND or (first.key in words.WITH and bool(earlier & words.MEETING))

    def _account_before(self, t: int, address: str | None) -> str | None:
        while self.at(t - 1).key in {"new", "neue", "neuer", "own"}:
            t -= 1
        k = t - 2 if self.at(t - 1).kind == "poss" else t - 1
        chunk = self.at(k)
        if chunk.kind not in {"caps", "name"} or (chunk.kind == "name" and not chunk.org and k == t - 1):
            return chunk.text if chunk.kind == "name" and agrees(chunk.text, address) else None
        borne_out = chunk.org or agrees(chunk.text, address)
        if not borne_out and (chunk.thing or len(chunk.words) > 2 or (chunk.starts and k == t - 1)):
            return None
        return chunk.text

    # -- whether it is somebody -----------------------------------------------------------------------

    def excluded(self, i: int) -> bool:
        """Whether the name at i is nobody who is spoken of: `the Blue Harbor team`, `Jane Doe's boss`, `not Jane`."""
        behind, before = self.at(i + 1), self.at(i - 1)
        if behind.kind == "poss" or (behind.kind == "word" and behind.key in words.GROUP):
            return True
        if self.at(i + 2).kind == "name" and (behind.kind == "title" or behind.sep(":(")):
            return True  # `Blue Harbor CFO Jane Doe`, `Blue Harbor: Jane Doe`
        if before.key == "to" and self.at(i - 2).key in words.MOVED:
            return True
        return before.kind == "word" and before.key in words.NO_PERSON_BEHIND

    def contested(self, i: int, t: int, theirs: Collection[int]) -> bool:
        """Whether the title at t, behind i, may be that of whoever comes next: titles above names, or before them."""
        before, behind = i - 1, t + 1
        while before >= 0 and self.at(before).kind in {"sep", "nl", "bullet"}:
            before -= 1
        while behind < len(self.chunks) and self.at(behind).kind in {"sep", "nl", "bullet"}:
            behind += 1
        follows = behind not in theirs and self.at(behind).kind in {"name", "address"}
        return t > i and self.at(before).kind == "title" and follows

    def stacked(self, i: int, t: int) -> bool:
        """`Jane Doe, Morgan Hale, CFO`: which of the two is the CFO, and if the second is somebody, is not sure."""
        j = i - 1
        while self.at(j).sep(",|·" + words.DASHES) or (self.at(j).kind == "nl" and j > i - 3):
            j -= 1
        parted = self.at(i + 1).sep(",|·" + words.DASHES) or self.at(i + 1).kind == "nl"
        return t > i and j < i - 1 and parted and self.at(j).kind == "name" and self.at(j).sure

    def met(self, i: int, met_before: Collection[int]) -> bool:
        """Whether a word says that the person named at i was met, is known or was spoken with."""
        j, crossed = self._before_honorifics(i), 0
        joined = False
        while crossed < 8:
            chunk = self.at(j)
            if chunk.kind == "word" and chunk.key in words.DIRECT:
                return True
            if chunk.kind == "word" and chunk.key in words.WITH:
                before = {self.at(k).key for k in range(max(0, j - 8), j)}
                return bool(words.MEETING & before)
            if j in met_before:
                return joined or self.at(i + 1).key in words.AND
            if (chunk.kind == "word" and chunk.key in words.AND) or chunk.sep("&+"):
                joined = True
            elif not (chunk.kind in {"mention", "title", "address", "caps"} or chunk.sep(",()") or self._light(chunk)):
                break
            j, crossed = j - 1, crossed + 1
        return any(self.at(k).key in _DONE for k in range(i + 1, i + 8) if self._same_line(i, k))

    def _light(self, chunk: Chunk) -> bool:
        return chunk.kind == "word" and chunk.key in words.FILLERS | words.AT

    def _same_line(self, i: int, k: int) -> bool:
        return all(self.at(j).kind not in {"nl", "stop"} for j in range(i, k))

    def chained(self, i: int, k: int) -> bool:
        """Whether from i to k there is but a list of people: what is said behind the last is said of all."""
        for j in range(i + 1, k):
            chunk = self.at(j)
            listed = chunk.kind in {"title", "address", "mention"} or chunk.sep(",()&<>")
            if not listed and chunk.key not in words.AND | words.HONORIFICS | {"her", "his", "their", "colleague"}:
                return False
        return True

    def heading(self, i: int) -> str | None:
        """The account under whose heading the place i stands: `Contacts at Acme:`, and what follows."""
        breaks = 0
        for j in range(i - 1, max(-1, i - _HEADING_MOST), -1):
            chunk = self.at(j)
            breaks = breaks + 1 if chunk.kind == "nl" else 0
            if breaks > 1:
                return None
            if chunk.kind == "stop" and self._same_line(j + 1, i):
                return None
            if chunk.sep(":"):
                for t in (j - 2, j - 4):
                    if self.at(t).key in words.AT and self.at(t).kind == "word":
                        read = self.account_at(t + 1, None)
                        if read and read[1] == j:
                            listed = self.at(j + 1).kind == "nl" or self._same_line(j, i)
                            return read[0] if listed else None
        return None
