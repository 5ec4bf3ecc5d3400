"""How text is folded so that two spellings of one thing meet."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email


def fold(text: str) -> str:
    """Compatibility-normalised, case-folded, white space collapsed: the key under which a name is found."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def address_key(text: str) -> str | None:
    """The normal form of an e-mail address (lower case, domain in its Unicode form), or None if it is none.

    Nothing is looked up on the network. Names of test and example domains are taken, since people try things out
    with them.
    """
    try:
        parsed = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return parsed.normalized.casefold()


def domain_of(address: str) -> str:
    """The part behind the last @ of a normalised address."""
    return address.rpartition("@")[2]
