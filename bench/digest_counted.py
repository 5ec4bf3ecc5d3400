"""Counts what digests tell by plain SQL (`bench.digest_sql`), over the file of a database."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from bench import digest_sql

Roles = dict[int, dict[str, str]]
"""For each deal the state of each role."""


STANCES: Final = ("champion", "supporter", "neutral", "sceptic", "opponent")


class Needed(NamedTuple):
    """The deals that need somebody, in `needed`'s words; of how many; and how many people wait for their word.

    `to_look_at` were imported in their name; of `to_confirm` they have not spoken for long.
    """

    deals: dict[int, str]
    of_theirs: int
    of_own: int
    to_look_at: int
    to_confirm: int


def needed(whose: str, needs: Iterable[str], risks: Iterable[str]) -> str:
    """Whose a deal is, and what in it needs somebody."""
    return f"{whose}: {', '.join(sorted(needs))}; {', '.join(sorted(risks))}"


_VIEWED = ("account_seen", "contact_fact", "tie_seen", "listed", "holder", "person", "heard", "part", "said")


class Counted:
    """Counts in the database of a file, as things stand at an instant, under the charter's version."""

    def __init__(self, file: Path, playbook: Path, now: dt.datetime, version: int) -> None:
        self._sql = sqlite3.connect(file)
        self._now, self._version = now, version
        self._sql.executescript(digest_sql.SETUP)
        self._read(yaml.safe_load(playbook.read_text(encoding="utf-8")))
        self._sql.executescript(digest_sql.DEALS)

    def roles(self) -> Roles:
        """For each deal of which its channel is told, the state of each role as the channel may know."""
        self._look(0)
        found: Roles = {deal: {} for (deal,) in self._sql.execute(digest_sql.DIGESTS)}
        for deal, role, state in self._sql.execute(digest_sql.ROLES):
            found[deal][role] = state
        return found

    def needing(self, colleague_id: int) -> Needed:
        """Which deals need a colleague, of their people's and their own, and what waits for their word."""
        self._look(colleague_id)
        deals = self._sql.execute(digest_sql.NEEDING).fetchall()
        needing = {
            deal: needed("own" if own else "their people's", json.loads(needs), json.loads(risks))
            for deal, own, needs, risks in deals
            if json.loads(needs) or json.loads(risks)
        }
        of_own = sum(own for _, own, *_ in deals)
        (waiting,), (asked,) = (
            self._sql.execute(one).fetchone() for one in (digest_sql.WAITING, digest_sql.TO_CONFIRM)
        )
        return Needed(needing, len(deals) - of_own, of_own, waiting, asked)

    def close(self) -> None:
        """Let go of the file."""
        self._sql.close()

    def _look(self, viewer: int) -> None:
        for table in _VIEWED:
            self._sql.execute(f"DROP TABLE IF EXISTS temp.{table}")
        self._sql.execute("DELETE FROM who_looks")
        now = f"{self._now:%Y-%m-%d %H:%M:%S}"
        self._sql.execute("INSERT INTO who_looks VALUES (?, ?, ?, ?)", (viewer, self._version, now, now[:10]))
        self._sql.executescript(digest_sql.SEEN)

    def _read(self, document: Mapping[str, Any]) -> None:
        """Put the playbook's words into tables, as its file has them."""
        self._put("stance", *((one,) for one in STANCES))
        for one in document["playbooks"]:
            book, stages, theirs = one["id"], one["sales_stages"], one.get("buying_stages", ())
            places = {each["id"]: place for place, each in enumerate(stages)}
            won: Mapping[str, Any] = next((each for each in stages if each.get("ends") == "won"), {})
            last = theirs[-1]["id"] if theirs else ""
            self._put("book", (book, bool(one.get("quiet")), last, json.dumps(won.get("they", []))))
            kinds = [_key(each) for each in one.get("for", ())] + (["(default)"] if one.get("default") else [])
            self._put("book_for", *((book, each) for each in kinds))
            for each in stages:
                they = json.dumps(each.get("they", []))
                words = {_key(word) for word in (each["id"], each["name"], *each.get("crm", ()))}
                self._put("stage", *((book, word, places[each["id"]], "ends" in each, they) for word in sorted(words)))
            for each in theirs:
                self._put("theirs", *((book, word, each["id"]) for word in {_key(each["id"]), _key(each["name"])}))
            for each in one.get("needs", ()):
                until, when, counts = places.get(each.get("until")), each.get("when_they"), each["engaged"]
                row = (
                    _key(each["ours"]),
                    each["theirs"],
                    places[each["at"]],
                    until,
                    json.dumps(when) if when else None,
                )
                self._put("need", (book, each["id"], *row, json.dumps(counts["by"]), _days(counts["within"])))
            for each in one.get("risks", ()):
                days = _days(each["after"]) if "after" in each else None
                self._put("risk", (book, each["rule"], places[each["from"]] if "from" in each else 0, days))

    def _put(self, table: str, *rows: tuple[object, ...]) -> None:
        for row in rows:
            self._sql.execute(f"INSERT INTO temp.{table} VALUES ({', '.join('?' * len(row))})", row)


def _key(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.lower())


def _days(words: str) -> int:
    number, unit = words.split()
    if unit not in ("day", "days"):
        raise ValueError(words)
    return int(number)


__all__ = ["Counted", "Needed", "Roles", "needed"]
