"""What Slack sends as a message's text, taken apart into words, addresses, mentions and separators.

What people do not say themselves (code, links, channels, emoji) becomes a hole: nothing is read of it or across it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.network.who import visible
from bot.people.reading.vocabulary import DASHES, words_of
from models.keys import address_key, fold

TEXT_READ = 12_000
"""Characters of a message that are read: three times the longest that Slack advises to post."""
TOKENS_READ = 4_000
"""Tokens of it that are read."""
ADDRESS_MOST = 254
"""Characters of the longest address that mail servers take (RFC 5321)."""

_HOLE = "\ue000"  # a private character: `visible` takes away any that somebody typed
_CODE = re.compile(r"`[^`\n]+`")
_ANGLED = re.compile(r"<([^<>\n]+)>")
_EMOJI = re.compile(r":[a-z0-9_+-]{1,60}:")
_QUOTE = re.compile(r"^(?:[ \t]{0,8}(?:>|&gt;))+", re.MULTILINE)
_BULLET = re.compile(r"[ \t]{0,8}(?:[-•◦▪*\u2013·]|\d{1,2}[.)])[ \t]+")
_WIDE = str.maketrans("\uff0c\u3001\uff1b\uff1a\uff08\uff09\u3002\uff01\uff1f\u060c\u061b\u061f\uff5c", ",,;:().!?,;?|")
"""Separators of other scripts, and what they are in this one."""
_DROPPED = frozenset('*_~"\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e\u300f\u2018')
_SEPARATORS = frozenset(",;:()<>[]|·•/→=…&@+" + DASHES)
_POSSESSIVE = frozenset(("'s", "\u2019s"))
_STOPS = frozenset(".!?")
_JOINS = frozenset("'\u2019-\u2010\u2011")
_URL = re.compile(r"(?:https?|ftp)://|^www\.|[/=?]", re.IGNORECASE)
_ABBREVIATED = words_of("dr mr mrs ms prof sr sra jr hr fr mme st inc ltd corp co")


@dataclass(frozen=True)
class Token:
    """A piece of the message. Kinds: word, address, mention, hole, sep, stop, poss, bullet, nl."""

    kind: str
    text: str
    key: str = ""
    label: str = ""  # what a link to an address shows, where that is not the address

    def is_sep(self, among: str) -> bool:
        """Whether it is one of these separators."""
        return self.kind == "sep" and self.text in among


def tokens(text: str) -> list[Token]:
    """The tokens of what is read of a message's text. Time grows with the text, and what is read of it has an end."""
    text = visible(text[:TEXT_READ]).replace("\r\n", "\n").translate(_WIDE)
    text = "".join(_HOLE if i % 2 else part for i, part in enumerate(text.split("```")))
    text = _QUOTE.sub("", _CODE.sub(_HOLE, text))
    found: list[Token] = []
    for i, line in enumerate(text.split("\n")):
        if i:
            found.append(Token("nl", "\n"))
        bullet = _BULLET.match(line)
        if bullet:
            found.append(Token("bullet", bullet[0].strip()))
        _line(line[bullet.end() :] if bullet else line, found)
        if len(found) > TOKENS_READ:
            break
    return found[:TOKENS_READ]


def _line(line: str, found: list[Token]) -> None:
    at = 0
    for angled in _ANGLED.finditer(line):
        _plain(line[at : angled.start()], found)
        _angled(angled[1], found)
        at = angled.end()
    _plain(line[at:], found)


def _angled(inside: str, found: list[Token]) -> None:
    target, _, label = inside.partition("|")
    kind = target[:1]
    if kind == "@" and re.fullmatch(r"@[UW][A-Z0-9]{1,20}", target):
        found.append(Token("mention", target[1:]))
    elif target[:7].casefold() == "mailto:":
        address = _address(target[7:].partition("?")[0])
        shown = label.strip()
        if address is None or ("@" in shown and _address(shown) != address):
            found.append(Token("hole", inside))  # a link that shows one address and leads to another
        else:
            found.append(Token("address", address, label="" if "@" in shown else shown))
    elif kind in "#!@" or "@" in inside or not label or "." in label or target[:4].casefold() == "tel:":
        # `<raw@acme.com>` is no form of Slack's, but of mails that were pasted by a program.
        address = _address(target) if not label else None
        found.append(Token("address", address) if address else Token("hole", inside))
    else:
        _plain(label, found)  # a link's words are read as the reader of the message sees them
        found.append(Token("hole", target))


def _address(text: str) -> str | None:
    text = text.strip()
    if len(text) > ADDRESS_MOST or "." not in text.rpartition("@")[2]:
        return None
    return address_key(text)


def _plain(text: str, found: list[Token]) -> None:
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    text = _EMOJI.sub(f" {_HOLE} ", text)
    for piece in text.split():
        if "@" in piece[1:-1]:
            _with_at(piece, found)
        elif "://" in piece or piece[:4].casefold() == "www.":
            found.append(Token("hole", piece))
        else:
            _words(piece, found)


def _with_at(piece: str, found: list[Token]) -> None:
    """A bare address with what touches it: brackets, a comma, the full stop of its sentence."""
    bare = re.split(r"[<>()\[\]{},;:|\"*]", piece)
    inside = [part for part in bare if "@" in part]
    if _URL.search(piece) or len(inside) != 1:
        found.append(Token("hole", piece))
        return
    core = re.sub(r"['\u2019]s?$", "", inside[0].strip(".!?_~-…"))
    address = _address(core)
    before, _, after = piece.partition(core)
    if address is None:
        found.append(Token("hole", piece))
        return
    _words(before, found)
    found.append(Token("address", address))
    _words(after, found)


def _words(piece: str, found: list[Token]) -> None:
    at = 0
    while at < len(piece):
        character = piece[at]
        if _in_word(character):
            end = _word_end(piece, at)
            _word(piece[at:end], found)
            at = end
        elif character == _HOLE:
            found.append(Token("hole", ""))
            at += 1
        elif character == "." and piece[at : at + 2] == "..":
            at += len(piece[at:]) - len(piece[at:].lstrip("."))
            found.append(Token("sep", "…"))
        else:
            if character == "." and at and found and found[-1].key in _ABBREVIATED:
                pass  # it ends no sentence
            elif character in _STOPS:
                found.append(Token("stop", character))
            elif character in _SEPARATORS:
                found.append(Token("sep", character))
            elif piece[at : at + 2] in _POSSESSIVE and found and found[-1].kind in {"word", "address"}:
                found.append(Token("poss", piece[at : at + 2]))
                at += 1
            elif character not in _DROPPED and character not in _JOINS:
                found.append(Token("hole", character))
            at += 1


def _in_word(character: str) -> bool:
    # Vowel signs of Indic scripts and accents on their own are marks, not letters.
    return character.isalnum() or unicodedata.category(character)[0] == "M" or character in "\u200c\u200d"


def _word_end(piece: str, at: int) -> int:
    start = at
    while at < len(piece):
        follows = at + 1 < len(piece) and _in_word(piece[at + 1])
        if _in_word(piece[at]) or (piece[at] in _JOINS and follows):
            at += 1
            continue
        single = at - start == 1 or (at >= 2 and not _in_word(piece[at - 2]))
        ellipsis = piece[at : at + 2] == ".." and "." not in piece[start:at]
        if piece[at] == "." and single and piece[at - 1].isupper() and not ellipsis and "/" not in piece[start:at]:
            at += 1  # J. R. Watkins, S.A.
            if not (at < len(piece) and _in_word(piece[at])):
                return at
        elif piece[at] == "/" and at - start == 1 and follows and not _in_word(piece[at + 2 : at + 3] or " "):
            at += 1  # A/S
        else:
            return at
    return at


def _word(word: str, found: list[Token]) -> None:
    stem, mark = word[:-2], word[-2:]
    if stem and mark in _POSSESSIVE:
        found.extend((Token("word", stem, fold(stem)), Token("poss", mark)))
    else:
        found.append(Token("word", word, fold(word)))
