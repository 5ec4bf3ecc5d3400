"""Two thousand messages of the kind people write, with what should be read of each.

What is expected comes from the parts a message is made of, never from the reader. The same seed gives the same ones.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass

from bot.people.message_reader import MessageRead, PersonRead
from tests.people import message_pools as pools
from tests.people.message_templates import TUNED
from tests.people.message_templates_held_out import HELD_OUT

NUMBER = 2000
SEED = 20261123
OWN_DOMAINS = (pools.OURS,)
_SLOT = re.compile(r"\{([a-zA-Z]+)(\d?)\}")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "\u0131": "i", "å": "a", "đ": "d", "æ": "ae"})
_SMALL: dict[str, list[str]] = {
    "wd": pools.WEEKDAYS,
    "mo": pools.MONTHS,
    "pl": pools.PLACES,
    "ev": pools.EVENTS,
    "pr": pools.PRODUCTS,
    "ph": pools.PHONES,
}
_TITLES: dict[str, list[str]] = {
    "t": pools.TITLES,
    "tg": pools.GERMAN_TITLES,
    "tf": pools.FRENCH_TITLES,
    "ts": pools.SPANISH_TITLES,
}


@dataclass(frozen=True)
class Case:
    """A message, and what should be read of it."""

    kind: str
    text: str
    expected: MessageRead
    held_out: bool
    template: str


def corpus(number: int = NUMBER, seed: int = SEED) -> list[Case]:
    """So many cases, the templates in turns."""
    templates = [(kind, *one, False) for kind, ones in TUNED.items() for one in ones]
    templates += [(kind, *one, True) for kind, ones in HELD_OUT.items() for one in ones]
    rngs = (random.Random(f"{seed} {i}") for i in range(number))  # noqa: S311  # nothing secret hangs on it
    return [_case(*templates[i % len(templates)], rng) for i, rng in enumerate(rngs)]


def _case(kind: str, template: str, wanted: str, held_out: bool, rng: random.Random) -> Case:
    parts = _Parts(template, rng, held_out)
    text = _SLOT.sub(lambda m: parts.slot(m[1] + m[2]), template)
    people = tuple(parts.person(one.split()) for one in wanted.split(";") if one.strip())
    expected = MessageRead(people, tuple(parts.colleagues), tuple(parts.own))
    return Case(kind, text, expected, held_out, template)


class _Parts:
    """What the slots of one message stand for, drawn when they are first met."""

    def __init__(self, template: str, rng: random.Random, held_out: bool) -> None:
        self._rng = rng
        self._drawn: dict[str, str] = {}
        self._slots = {m[1] + m[2] for m in _SLOT.finditer(template)}
        plain = any(slot[:-1] == "d" for slot in self._slots)
        names = pools.HELD_OUT_NAMES if held_out else pools.NAMES
        self._names = rng.sample(pools.PLAIN_NAMES if plain else names, 3)
        self._scripts = rng.sample(pools.OTHER_SCRIPTS, 3)
        self._accounts = rng.sample(pools.HELD_OUT_ACCOUNTS if held_out else pools.ACCOUNTS, 3)
        self._ours = rng.sample(pools.COLLEAGUES, 3)
        self._titles = {form: rng.sample(titles, 3) for form, titles in _TITLES.items()}
        self._small = _SMALL
        if held_out:
            self._titles["t"] = rng.sample(pools.HELD_OUT_TITLES, 3)
            self._small = _SMALL | {"pl": pools.HELD_OUT_PLACES, "pr": pools.HELD_OUT_PRODUCTS}
        self.colleagues: list[str] = []
        self.own: list[str] = []

    def slot(self, slot: str) -> str:
        """The text of a slot."""
        if slot not in self._drawn:
            form, number = slot.rstrip("123"), int(slot[-1]) if slot[-1].isdigit() else 1
            self._drawn[slot] = self._draw(form, number - 1)
        return self._drawn[slot]

    def person(self, slots: list[str]) -> PersonRead:
        """Who should be read, of these slots."""
        fields: dict[str, str] = {}
        for slot in slots:
            form = slot.rstrip("123")
            if form == "a":
                fields["address"] = self._address(int(slot[-1]) - 1)
            elif form in {"n", "sn", "N", "fL"}:
                fields["name"] = self._draw(form, int(slot[-1]) - 1)
            elif form == "o":
                fields["account"] = self.slot(slot)
            else:
                fields["title"] = self.slot(slot)
        return PersonRead(**fields)

    def _draw(self, form: str, i: int) -> str:
        if form in self._small:
            return self._rng.choice(self._small[form])
        if form in _TITLES:
            return self._titles[form][i]
        if form in {"u", "v", "w", "wn"}:
            return self._colleague(form, i)
        if form in {"sn", "st"}:
            return self._scripts[i][0 if form == "sn" else 1]
        if form in {"o", "dom"}:
            return self._accounts[i][0 if form == "o" else 1]
        if form == "role":
            return f"{self._rng.choice(pools.ROLES)}@{self._accounts[i][1]}"
        if form in {"a", "d"}:
            return f"<mailto:{self._address(i)}|{self._address(i)}>"
        if form in {"b", "raw"}:
            return self._address(i)
        first, last = self._names[i]
        spelled = {
            "n": f"{first} {last}",
            "N": f"{first} {last}".upper(),
            "k": f"{last}, {first}",
            "f": first,
            "l": last,
            "L": last.upper(),
            "fL": f"{first} {last.upper()}",
        }
        return spelled[form]

    def _address(self, i: int) -> str:
        key = f"address {i}"
        if key not in self._drawn:
            self._drawn[key] = self._made_address(i)
        return self._drawn[key]

    def _made_address(self, i: int) -> str:
        account = i if f"o{i + 1}" in self._slots or not any(slot[0] == "o" for slot in self._slots) else 0
        domain = self._accounts[account][1]
        if self._rng.random() < 0.1:
            domain = self._rng.choice(pools.FREE_MAIL)
        if f"sn{i + 1}" in self._slots:
            return f"{self._scripts[i][2]}@{domain}"
        first, last = (_letters(name) for name in self._names[i])
        patterns = [f"{first}.{last}", f"{first[0]}.{last}", f"{first[0]}{last}", first, last, f"{first}_{last}"]
        patterns += [f"{first}{last[0]}", f"{first[0]}{last[0]}"]
        if f"d{i + 1}" in self._slots:
            return f"{patterns[0]}@{domain}"
        # Where the text tells no name, the address shall tell none either: what is expected stays plain.
        told = bool({f"{form}{i + 1}" for form in ("n", "k", "N", "L")} & self._slots)
        return f"{self._rng.choice(patterns if told else patterns[1:5])}@{domain}"

    def _colleague(self, form: str, i: int) -> str:
        name, local = self._ours[i]
        if form == "wn":
            return name
        if form == "w":
            address = f"{local}@{pools.OURS}"
            self.own.append(address)
            return f"<mailto:{address}|{address}>"
        user = f"{'UW'[i % 2]}0{local.upper().replace('.', '')}{i}"
        self.colleagues.append(user)
        return f"<@{user}>" if form == "u" else f"<@{user}|{local}>"


def _letters(name: str) -> str:
    """A name as addresses spell it."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(c for c in plain if c.isascii() and c.isalpha())
