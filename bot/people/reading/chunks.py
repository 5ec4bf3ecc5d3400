"""Tokens put together: titles, names as they may be, runs of capitals, addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.people.reading import vocabulary as words
from bot.people.reading.markup import Token
from bot.people.reading.title_words import is_function, title_end

NAME_MOST = 6
"""Words of the longest name."""
_CASED = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
_HAN_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔡贾丁魏薛叶葉阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文佐藤鈴木高橋田中伊山本村小加吉"
)
_HANGUL_FAMILIES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허남심노하곽성차주우구민유나진지엄채원천방공"
)


@dataclass
class Chunk:
    """A piece of meaning. Kinds: name, caps, title, address, mention, word, sep, stop, poss, bullet, nl, hole, header.

    Attributes:
        text: As written, tidied.
        words: Its words.
        script: The script of a name, by its first letter.
        sure: For a name that nothing about its words speaks against it; for a title that it is somebody's now.
        starts: Whether a sentence starts with it.
        label: What a link to an address shows.
        org: Whether a word of it is one of company names.
        thing: Whether a word of it is one of products, events or places.
    """

    kind: str
    text: str
    words: tuple[str, ...] = ()
    key: str = ""
    script: str = ""
    sure: bool = True
    starts: bool = False
    label: str = ""
    org: bool = False
    thing: bool = False

    def sep(self, among: str) -> bool:
        """Whether it is one of these separators."""
        return self.kind == "sep" and self.text in among


def chunks(tokens: Sequence[Token]) -> list[Chunk]:
    """The chunks of these tokens, in order."""
    found: list[Chunk] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        line_starts = not found or found[-1].kind in {"nl", "bullet"}
        if token.kind == "word" and line_starts and (end := _header(tokens, at)):
            kind = "header" if token.key in words.HEADERS_OF_PEOPLE else "hole"
            found.append(Chunk(kind, token.text, key=token.key))
            at = end
        elif token.kind == "word":
            at = _word(tokens, at, found)
        else:
            found.append(Chunk(token.kind, token.text, label=token.label))
            at += 1
    return found


def _header(tokens: Sequence[Token], at: int) -> int:
    """Where reading goes on behind a mail's header: its colon, or the end of the line where none names people."""
    if at + 1 >= len(tokens) or not tokens[at + 1].is_sep(":"):
        return 0
    if tokens[at].key in words.HEADERS_OF_PEOPLE:
        # `From Acme:` is none; `From:` is one only where an address stands in its line.
        end = _line_end(tokens, at)
        return at + 2 if any(token.kind == "address" for token in tokens[at:end]) else 0
    return _line_end(tokens, at) if tokens[at].key in words.HEADERS_SKIPPED else 0


def _line_end(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].kind != "nl":
        at += 1
    return at


def _starts(found: Sequence[Chunk]) -> bool:
    return not found or found[-1].kind in {"nl", "bullet", "stop", "header", "hole"} or found[-1].sep(":")


def _word(tokens: Sequence[Token], at: int, found: list[Chunk]) -> int:
    """Append what begins with this word; gives where the next begins."""
    starts = _starts(found)
    count = _title(tokens, at)
    if count:
        text = _joined(tokens[at : at + count])
        poss = at + count < len(tokens) and tokens[at + count].kind == "poss"
        before = [chunk.key for chunk in found[-3:] if chunk.kind == "word"]
        behind = tokens[at + count].key if at + count < len(tokens) else ""
        sure = not poss and behind not in words.UNTIL and not words.NOT_ANY_MORE.intersection(before)
        found.append(Chunk("title", text, key=text.casefold(), sure=sure, starts=starts))
        return at + count
    end = _run(tokens, at, starts)
    if end == at:
        token = tokens[at]
        kind = "caps" if _caseless(token.text) else "word"
        script = _script(token.text) if kind == "caps" else ""
        if kind == "caps":
            return _caseless_run(tokens, at, script, found)
        found.append(Chunk(kind, token.text, (token.text,), token.key, starts=starts))
        return at + 1
    found.append(_named(tokens[at:end], starts))
    return end


def _title(tokens: Sequence[Token], at: int) -> int:
    window, ends = [], []
    for i in range(at, min(at + 10, len(tokens))):
        token = tokens[i]
        if token.kind != "word" and not token.is_sep("&/,"):
            break
        window.append(token.text)
        ends.append(i + 1 >= len(tokens) or tokens[i + 1].kind != "word" or tokens[i + 1].key in {"at", "bei", "chez"})
    return title_end(window, ends) if tokens[at].kind == "word" else 0


def _run(tokens: Sequence[Token], at: int, starts: bool) -> int:
    """Where a run of capitalised words ends that begins here."""
    i = at
    while i < len(tokens) and tokens[i].kind == "word":
        token = tokens[i]
        if (
            _capital(token.text)
            and not _breaks(tokens, i, starts=starts and i == at)
            and not (i > at and _title_starts(tokens, i))
        ):
            i += 1
        elif i > at and _goes_on_with_of(tokens, i):
            i += 2
        elif i > at and (count := _particles(tokens, i, at)):
            i += count
        else:
            break
    while i < len(tokens) - 1 and i > at and tokens[i].is_sep("&") and _capital(tokens[i + 1].text):
        i += 2
        while i < len(tokens) and tokens[i].kind == "word" and _capital(tokens[i].text):
            if _breaks(tokens, i, starts=False) or _title(tokens, i):
                break
            i += 1
    return i


def _particles(tokens: Sequence[Token], at: int, first: int) -> int:
    """How many particles stand here with a capital behind them, in a name that began at `first`.

    None in `First Last de X`: there X may as well be the account.
    """
    for count in (1, 2, 3):
        if at + count >= len(tokens) or tokens[at + count - 1].kind != "word":
            return 0
        if tokens[at + count - 1].key not in words.NAME_PARTICLES:
            return 0
        behind = tokens[at + count]
        if behind.kind == "word" and _capital(behind.text) and not _title(tokens, at + count):
            joins = count == 1 and tokens[at].key in words.AT
            full = sum(_capital(token.text) for token in tokens[first:at]) >= 2
            return 0 if joins and full else count
    return 0


def _title_starts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a title starts here, and not a company's last word before one (`Acme Foods Supply Chain Director`)."""
    count = _title(tokens, at)
    return bool(count) and not (tokens[at].key in words.ORG_WORDS and count > 2 and _title(tokens, at + 1) == count - 1)


def _goes_on_with_of(tokens: Sequence[Token], at: int) -> bool:
    """`Bank of Ruritania` is one name; so the word before must be one of those that go on like this."""
    if (
        tokens[at].key not in {"of", "de", "für"}
        or tokens[at - 1].key not in words.GO_ON_WITH_OF
        or at + 1 >= len(tokens)
    ):
        return False
    return tokens[at + 1].kind == "word" and _capital(tokens[at + 1].text)


def _breaks(tokens: Sequence[Token], at: int, *, starts: bool) -> bool:
    token = tokens[at]
    if token.key.rstrip(".") in words.HONORIFICS:
        return True
    if token.key in words.ONLY_AT_START or token.key in {"april", "may", "june", "august", "van", "de"}:
        # `Will Jane Doe join?` asks; `Will Young` is somebody.
        asks = at + 2 < len(tokens) and all(
            one.kind == "word" and _capital(one.text) for one in tokens[at + 1 : at + 3]
        )
        return starts and asks and not _title(tokens, at + 2) and token.key in {"will", "may", "can", "see", "hope"}
    # `Saskia ten Have`: behind a particle it is a name, whatever else the word means.
    return token.key in words.STARTERS and not (at and tokens[at - 1].key in words.NAME_PARTICLES - words.AT)


def _capital(text: str) -> bool:
    first = text[0]
    inner = any(c.isupper() for c in text[1:])
    return first.isupper() or first.istitle() or (inner and not text.isupper()) or (first.isdigit() and len(text) > 3)


def _named(run: Sequence[Token], starts: bool) -> Chunk:
    """A run of capitals as a name, or as mere capitals, which may be an account's."""
    parts = tuple(token.text for token in run)
    keys = [token.key for token in run]
    while len(keys) > 1 and keys[-1] in words.DEGREES:
        parts, keys = parts[:-1], keys[:-1]
    org = any(key in words.ORG_WORDS or part == "&" for key, part in zip(keys[1:], parts[1:], strict=False))
    org = org or keys[0] in words.ORG_BEGINS or " ".join(keys) in words.LIKE_PEOPLE
    thing = any(key in words.THINGS | words.BRANDS or is_function(key) for key in keys) or any(
        key in words.PLACES for key in keys[:1]
    )
    thing = thing or " ".join(keys) in words.PLACES or any(c.isdigit() for part in parts for c in part)
    thing = thing or all(key in words.PLACES for key in keys)
    full = sum(key not in words.NAME_PARTICLES for key in keys) >= 2 and any(len(key.rstrip(".")) > 1 for key in keys)
    kind = "name" if full and not org and len(parts) <= NAME_MOST and all(_name_word(one) for one in parts) else "caps"
    shouted = len(parts) > 1 and all(part.isupper() and not part.endswith(".") for part in parts)
    sure = not thing and not shouted and not any(_loud(part) for part in parts[:-1])
    script = _script(parts[0])
    return Chunk(kind, " ".join(parts), parts, " ".join(keys), script, sure=sure, starts=starts, org=org, thing=thing)


def _loud(part: str) -> bool:
    return len(part.rstrip(".")) > 2 and part.isupper()


def _name_word(text: str) -> bool:
    bare = re.sub(r"['\u2019.\u2010\u2011-]", "", text)
    if not bare or any(c.isdigit() for c in bare) or "&" in text or "/" in text:
        return False
    return len(bare) > 1 or text.endswith(".") or not bare.isascii() or bare.isupper()


def _script(text: str) -> str:
    return unicodedata.name(text[0], "").partition(" ")[0]


def _caseless(text: str) -> bool:
    script = _script(text)
    return text[0].isalpha() and script not in _CASED and not text[0].isupper() and not text[0].islower()


def _caseless_run(tokens: Sequence[Token], at: int, script: str, found: list[Chunk]) -> int:
    """Words of a script without capitals: a name only if its whole clause looks like one."""
    end = at
    while end < len(tokens) and tokens[end].kind == "word" and _caseless(tokens[end].text) and not _title(tokens, end):
        end += 1
    parts = tuple(token.text for token in tokens[at:end])
    whole = _whole_name(parts, script)
    text = " ".join(parts)
    found.append(Chunk("name" if whole else "word", text, parts, text.casefold(), script, sure=whole))
    return end


def _whole_name(parts: tuple[str, ...], script: str) -> bool:
    letters = "".join(parts)
    if script == "CJK":
        return letters[0] in _HAN_FAMILIES and 2 <= len(letters) <= 4 and len(parts) <= 2
    if script == "HANGUL":
        return letters[0] in _HANGUL_FAMILIES and 2 <= len(letters) <= 4 and len(parts) <= 2
    if script in {"HIRAGANA", "KATAKANA"}:
        return False
    return 2 <= len(parts) <= 4 and all(len(part) > 1 for part in parts)


def _joined(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens).replace(" ,", ",").replace(" / ", "/")
