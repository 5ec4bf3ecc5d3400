"""Whether an address is like a name: what keeps one person's name from standing under another's address."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

from bot.people.reading.title_words import is_function
from bot.people.reading.vocabulary import NAME_PARTICLES, ORG_WORDS, PLACES, STARTERS, THINGS, words_of

# How much an address speaks for a name.
STRONG, WEAK, UNKNOWN, AGAINST = 3, 2, 1, 0
_ALMOST = 88
"""Per cent of likeness at which two spellings of five letters or more are one name (`mueller`, `muller`)."""
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "\u0131": "i", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
ROLES = words_of(
    "info sales noreply no-reply no_reply donotreply do-not-reply support help helpdesk service services "
    "billing invoice invoices accounts account accounting accountspayable ap ar office admin administrator "
    "contact kontakt contacto hello hi mail post team hr jobs careers recruiting press media pr marketing "
    "legal privacy security abuse postmaster webmaster hostmaster root mailer-daemon daemon newsletter news "
    "notifications notification alerts alert bounce bounces orders order bestellung einkauf purchasing "
    "procurement finance buchhaltung rechnung vertrieb verkauf ventas compras facturas factura achats "
    "comptabilite commercial it itsupport customer customerservice customers care reception enquiries "
    "inquiries feedback webinar events training shop store system robot bot api dev ops test unsubscribe reply "
    "first last name user payable receivable payables receivables all everyone group list"
)
"""What stands before the @ of an address that is nobody's own."""


def spellings(word: str) -> set[str]:
    """How an address may spell a word of a name."""
    folded = word.casefold()
    return {_bare(folded.translate(_TWO)), _bare(folded)} - {""}


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def is_role(address: str) -> bool:
    """Whether the address is a department's or a machine's (`info@`, `accounts.payable@`)."""
    local = address.partition("@")[0].partition("+")[0]
    parts = [part for part in re.split(r"[._-]", local) if part]
    return local in ROLES or bool(
        parts and all(part.rstrip("0123456789") in ROLES | {"", "no", "do", "not"} for part in parts)
    )


def likeness(address: str, name: tuple[str, ...], script: str) -> int:
    """How much the address speaks for the name: STRONG, WEAK, UNKNOWN (another script) or AGAINST."""
    if script != "LATIN":
        return UNKNOWN
    local = address.partition("@")[0].partition("+")[0].rstrip("0123456789")
    parts = [_bare(part) for part in re.split(r"[._-]", local) if part]
    parts = [part for part in parts if part and part not in NAME_PARTICLES] or parts
    wanted = [spellings(word) for word in name if word.casefold() not in NAME_PARTICLES]
    wanted = [one for one in wanted if one]
    if not parts or len(wanted) < 2:
        return AGAINST
    if len(parts) > 1:
        return _dotted(parts, name, wanted)
    return _in_one(parts[0], name, wanted)


def _dotted(parts: list[str], name: tuple[str, ...], wanted: list[set[str]]) -> int:
    joined = wanted + [spellings("".join(name[i:])) for i in range(len(name))]
    joined += [spellings("".join(name[:i])) for i in range(2, len(name))]
    whole = [part for part in parts if len(part) > 1 and any(_same(part, one) for one in joined)]
    initials = {spelled[0] for one in wanted for spelled in one}
    given = "".join(min(one)[0] for one in wanted[:-1])
    known = all(part in whole or part == given or (len(part) == 1 and part in initials) for part in parts)
    if known and whole:
        return STRONG
    return WEAK if len(whole) >= 2 else AGAINST


def _in_one(part: str, name: tuple[str, ...], wanted: list[set[str]]) -> int:
    firsts, lasts = wanted[0] | spellings("".join(name[:-1])), wanted[-1] | spellings("".join(name[1:])) | wanted[1]
    full = {a + b for f in firsts for last in lasts for a, b in ((f, last), (last, f))}
    short = {f[0] + last for f in firsts for last in lasts if len(last) > 2}
    short |= {f + last[0] for f in firsts for last in lasts if len(f) > 2}
    short |= {last + f[0] for f in firsts for last in lasts}
    if part in full | short:
        return STRONG
    if any(_same(part, one) for one in [*wanted, lasts]):
        return WEAK
    initials = {f[0] + last[0] for f in firsts for last in lasts}
    return WEAK if part in initials or part == "".join(min(one)[0] for one in wanted) else AGAINST


def _same(part: str, spelled: set[str]) -> bool:
    return part in spelled or any(
        len(part) > 4 and len(one) > 4 and part[0] == one[0] and fuzz.ratio(part, one) >= _ALMOST for one in spelled
    )


def name_of(address: str) -> str | None:
    """The name an address spells, where that is unmistakable: `jane.doe@` is Jane Doe.

    Only the pattern first.last, of two or more plain letters each. `jdoe`, `j.doe` and `jane_doe2` say too little,
    `mcdonald` hides a capital, `van.berg` is half a name, and `accounts.payable` is nobody.
    """
    local = address.partition("@")[0]
    found = re.fullmatch(r"([a-z]{2,30})\.([a-z]{2,30})", local)
    if not found or is_role(address) or any(part in ROLES | NAME_PARTICLES for part in found.groups()):
        return None
    if any(is_function(part) for part in found.groups()) or {*found.groups()} <= PLACES | THINGS | STARTERS:
        return None
    if any(part.startswith(("mc", "mac")) for part in found.groups()):
        return None
    return f"{found[1].capitalize()} {found[2].capitalize()}"


def agrees(account: str, address: str | None) -> bool:
    """Whether the domain of the address is that of an account of this name."""
    if not address:
        return False
    labels = address.rpartition("@")[2].split(".")[:-1]
    words = [word for word in re.split(r"[\s&/]+", account) if word]
    short = [word for word in words if word.casefold() not in ORG_WORDS] or words
    for said in (words, short):
        for spelled in ("".join(said), "".join(word[0] for word in said) if len(said) > 1 else ""):
            for one in spellings(spelled):
                if any(len(one) > 1 and (bare == one or _within(one, bare)) for bare in map(_bare, labels)):
                    return True
    return False


def _within(one: str, label: str) -> bool:
    return len(one) > 3 and len(label) > 3 and (one in label or one.startswith(label))
