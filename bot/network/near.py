"""What somebody may have meant: the nearest title, account or name among those the viewer may know of."""

from __future__ import annotations

from rapidfuzz import fuzz, process
from sqlalchemy import select

from bot.charter.sight import Sight
from bot.network.accounts import like
from bot.network.titles import known_title, spelled_out, title_key, title_words
from models.accounts import Account, Contact
from models.keys import fold
from models.network import Relationship

NEAR = 82
"""How alike (0 to 100, rapidfuzz's ratio) a word must be to be offered as what was meant."""


def near_title(before: str, after: str) -> str | None:
    near = process.extractOne(spelled_out(before), title_words(), scorer=fuzz.ratio, score_cutoff=NEAR - 16)
    known = known_title(near[0]) if near else None
    if known is None or known.key == title_key(before):  # what was typed is a title already: nothing is nearer
        return None
    return f"{known.key.replace(' ', '-')}@{after}"


def near_account(sight: Sight, text: str, form: str) -> str | None:
    if sight.blind:
        return None
    names = {
        row.name_key: row.name
        for row in sight.session.execute(sight.accounts(Account.name, Account.name_key).limit(5000))
    }
    words = {key.split()[0]: key for key in reversed(names) if key} | {key: key for key in names}
    near = process.extractOne(fold(text), list(words), scorer=fuzz.ratio, score_cutoff=NEAR - 10)
    if near is None or near[0] == fold(text):
        return None
    return form.format(near[0])


def near_name(sight: Sight, key: str) -> str | None:
    """A full name close to the one typed, among those listed under the same first letters."""
    start = like(key[:2])
    names = set(
        sight.session.scalars(
            select(Contact.name)
            .where(
                Contact.workspace_id == sight.viewer.workspace_id,
                Contact.name_key.like(f"{start}%", escape="\\"),
                Contact.name.is_not(None),
                sight.directory.shows("listed"),
            )
            .limit(1000)
        )
    )
    names |= set(
        sight.session.scalars(
            sight.told_ties(Relationship.contact_name)
            .where(Relationship.contact_name_key.like(f"{start}%", escape="\\"))
            .limit(1000)
        )
    )
    keys = {fold(name): name for name in sorted(name for name in names if name)}
    near = process.extractOne(key, list(keys), scorer=fuzz.ratio, score_cutoff=NEAR)
    return keys[near[0]] if near else None
