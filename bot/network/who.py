"""Reading WHO: what somebody typed to name a person, a seat or an account.

Nothing is looked up here; `bot.network.resolving` does that, under the charter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from models.keys import address_key

LONGEST = 200
"""Characters of WHO that are read; nobody's name or address is longer, and answers echo it."""

_MAILTO = re.compile(r"<mailto:([^|>]+)(?:\|[^>]*)?>", re.IGNORECASE)
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?:https?://)?([^|>!@#]+)(?:\|([^>]*))?>", re.IGNORECASE)
_SPECIAL = re.compile(r"<!?([^>|]*)(?:\|([^>]*))?>")
_QUOTES = str.maketrans(
    dict.fromkeys('"\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a`', " ") | dict.fromkeys("\u2018\u2019", "'")
)
_ADDRESS = re.compile(r"[^\s,;<>()\"]+@[^\s,;<>()\"]+\.[^\s,;<>()\"@]+")


@dataclass(frozen=True)
class Who:
    """What was typed, and the ways it can be read.

    Attributes:
        typed: What the person typed, cleaned of Slack's markup and of invisible characters: what answers echo.
        address: Its normal form, if it is an e-mail address.
        before: The part before an @, if there is one (`cfo` of `cfo@acme`).
        after: The part behind it (`acme`, `acme.com`).
        name: The text as a name, if it has no @.
        account: An account named behind a comma or " at " (`Jane Doe, Acme`).
        slack_user_id: Whom a mention names.
    """

    typed: str
    address: str | None = None
    before: str | None = None
    after: str | None = None
    name: str | None = None
    account: str | None = None
    slack_user_id: str | None = None

    @property
    def empty(self) -> bool:
        """That nothing was typed which could name anybody."""
        return not (self.address or self.before or self.after or self.name or self.slack_user_id)


def clean(text: str) -> str:
    """Plain text out of what Slack sends: markup, invisible and control characters, quotes and doubled spaces go."""
    text = _MAILTO.sub(lambda m: m[1], text)
    text = _LINK.sub(lambda m: m[2] or m[1], text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(visible(text).split())


def first_word(name: str, otherwise: str) -> str:
    """What somebody is called in passing: the first word of their name; `otherwise` where nothing of it is seen."""
    return next((word for word in clean(name).split() if word.strip("\u200c\u200d")), otherwise)


def visible(text: str) -> str:
    """The text without characters no reader would notice: control characters, marks that turn text round, NUL."""
    return "".join(c for c in text if _seen(c))


def _seen(character: str) -> bool:
    """Whether a reader would notice the character. Joiners are kept: words of some scripts and emoji need them."""
    joiner = character in "\u200c\u200d"
    return character.isspace() or joiner or not unicodedata.category(character).startswith("C")


def parse_who(text: str) -> Who:
    """Read WHO out of typed text (see `Who`). Never fails: what can't be read is a name nobody has."""
    mention = _MENTION.search(text)
    if mention:
        return Who(typed=f"<@{mention[1]}>", slack_user_id=mention[1])
    typed = _SPECIAL.sub(lambda m: m[2] or m[1], clean(text))
    typed = " ".join(typed.translate(_QUOTES).split()).strip(" ,;:?!()")[:LONGEST].strip()
    if not typed:
        return Who(typed="")
    if "@" in typed:
        return _with_at(typed)
    head, comma, tail = typed.partition(",")
    if not comma:
        parts = re.split(r"\s+(?:at|@)\s+", typed, maxsplit=1, flags=re.IGNORECASE)
        head, tail = (parts[0], parts[1]) if len(parts) > 1 else (typed, "")
    return Who(typed=typed, name=head.strip() or None, account=tail.strip(" ,") or None)


def _with_at(typed: str) -> Who:
    found = _ADDRESS.search(typed)
    if found and (address := address_key(found[0].rstrip(".;,"))):
        local, _, after = address.rpartition("@")
        # `Jane Doe jane@acme.com` and `Jane Doe <jane@acme.com>`: the address names her, the rest is her name.
        rest = (typed[: found.start()] + " " + typed[found.end() :]).strip(" ,;<>()")
        # ... unless what stands before it is the rest of a title: `head of it@acme.com`.
        before = " ".join((typed[: found.start()] + local).split())
        return Who(typed=typed, address=address, before=before, after=after, name=rest or None)
    before, _, after = (part.strip() for part in typed.rpartition("@"))
    if not before:
        return Who(typed=typed, after=after or None)
    return Who(typed=typed, before=before, after=after or None)
