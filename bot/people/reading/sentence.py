"""What stands beside a name or an address: a title, an account, a word that says somebody was met."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.people.reading import vocabulary as words
from bot.people.reading.chunks import Chunk
from bot.people.reading.likeness import agrees

_FILLERS_MOST = 5
_HEADING_MOST = 60
"""Chunks that stand between a heading and the last person under it, at most."""
_BEHIND = ",-–—−|·•…()[]<>/:"  # noqa: RUF001  # people do type all of these dashes
_JOINED_BY_OF = frozenset("bank university house institute ministry banco universidad ministerio universität".split())
_IS = frozenset(("is", "ist", "est", "es", "è", "heißt"))
_DONE = frozenset("getroffen gesprochen telefoniert kennengelernt gesehen ontmoet".split())


@dataclass
class Beside:
    """What was found beside somebody. `address` is the place of the first address reached that is not theirs yet."""

    title: str | None = None
    account: str | None = None
    joined: bool = False  # the account by a word ("at", "from"), which may speak of those before as well
    address: int | None = None
    ours: bool = False


class Sentence:
    """The chunks of a message, and looking to the left and right in them."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        self.addresses = [chunk.text for chunk in chunks if chunk.kind == "address"]

    def at(self, i: int) -> Chunk:
        """The chunk at a place; a line's end outside the message."""
        return self.chunks[i] if 0 <= i < len(self.chunks) else Chunk("nl", "")

    # -- to the right ---------------------------------------------------------------------------------

    def right(self, i: int, theirs: Collection[int], address: str | None, *, alone: bool) -> Beside:
        """What stands behind the name or address at i; `theirs` are places of addresses known to be this person's.

        `alone`: that nobody else is in the message, so that "She is CFO" in the next sentence speaks of them.
        """
        found = Beside()
        below = self.at(i - 1).kind == "nl"  # as in a signature: what is theirs goes on in the next lines
        fillers, blank, parted, k = 0, 0, False, i + 1
        while k < len(self.chunks) + 1:
            chunk = self.at(k)
            if chunk.kind == "sep" and chunk.text in _BEHIND:
                parted = True
            elif chunk.kind == "nl" and below and blank < 3 and k < len(self.chunks):
                parted, blank = True, blank + 1
            elif chunk.kind == "stop":
                if not (alone and not found.title and self.at(k + 1).key in words.PRONOUNS):
                    return found
            elif chunk.kind == "address":
                if k not in theirs:
                    found.address = k
                    return found
            elif chunk.kind == "title":
                if found.title or not chunk.sure or self.for_next(k):
                    return found
                found.title, parted = chunk.text, False
            elif self._at_word(k, after_title=bool(found.title)) and (end := self._account(k, i, found, address)):
                k = end - 1
            elif chunk.kind in {"caps", "name"} and (parted or found.title):
                if chunk.key in words.DEGREES:
                    k += 1
                    continue
                if not self._bare(k, found, address, bracketed=self.at(k - 1).sep("(")):
                    return found
            elif self._filler(k, found) and fillers < _FILLERS_MOST:
                fillers += 1
            else:
                return found
            k += 1
        return found

    def _filler(self, k: int, found: Beside) -> bool:
        chunk = self.at(k)
        if chunk.kind == "poss":
            return self.at(k - 1).key in words.PRONOUNS
        if chunk.key in words.BOTH:
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
        if read is None or found.account:
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
        if chunk.words[-1].casefold() in _JOINED_BY_OF and self.at(end).key in {"of", "de", "für"}:
            more = self.at(end + 1)
            if more.kind in {"caps", "name"}:
                text, end = f"{text} {self.at(end).text} {more.text}", end + 2
        borne_out = chunk.org or any(agrees(text, one) for one in [address, *self.addresses])
        if not borne_out and (chunk.thing or len(chunk.words) > 2):
            return None
        if self.at(end).kind == "poss" or (self.at(end).kind == "word" and self.at(end).key in words.GROUP):
            return None
        return text, end

    def _bare(self, k: int, found: Beside, address: str | None, *, bracketed: bool) -> bool:
        """Take the capitals at k as the account, if nothing else can be meant: only separators are before them."""
        read = self.account_at(k, address)
        if read is None or found.account or read[1] != k + 1 and not self.at(k).org:
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

    def for_next(self, k: int) -> bool:
        """Whether the title at k belongs to the name or address right behind it, or may as well."""
        j = k + 1
        if self.at(j).sep(":") or self.at(j).key in _IS:
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
                found.title = self.at(j).text
                found.account = self._account_before(j, address)
            return found
        if self.at(j).sep(",:") or self.at(j).key in _IS:
            t = j - 1
            if self.at(t).kind in {"caps", "name"} and self.at(t - 1).key in words.AT:
                t -= 2
            title = self.at(t)
            if title.kind == "title" and title.sure and self._opens(t):
                found.ours = self.at(t - 1).key in words.OURS
                read = self.account_at(t + 2, address) if t < j - 1 else None
                found.title = None if found.ours else title.text
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
        if before.kind == "name" and before.sure and not before.org:
            return True
        if not before.sep(",-–(|"):  # noqa: RUF001  # both dashes are typed
            return False
        other = self.at(t - 2)
        return other.kind in {"name", "address"} and self.at(t - 3).kind != "title"

    def _opens(self, t: int) -> bool:
        before = self.at(t - 1)
        if before.kind in {"nl", "bullet", "stop", "poss"} or before.key in words.OURS:
            return True
        return before.key in words.FILLERS and before.kind == "word" and before.key not in _IS

    def _account_before(self, t: int, address: str | None) -> str | None:
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
        """Whether the name at i is no person who is spoken of: `the Blue Harbor team`, `Jane Doe's boss`, `not Jane`."""
        behind, before = self.at(i + 1), self.at(i - 1)
        if behind.kind == "poss" or (behind.kind == "word" and behind.key in words.GROUP):
            return True
        if behind.kind == "title" and self.at(i + 2).kind == "name":
            return True
        return before.kind == "word" and before.key in {"the", "a", "an", "this", "not", "no", "than", "instead"}

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
            if chunk.kind == "word" and chunk.key in words.AND or chunk.sep("&+"):
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
