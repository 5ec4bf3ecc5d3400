"""The ways to somebody straight from the real mails, without o2o: to check its answers by.

    python -m bench.ways_from_mails NAME ... [--today 2026-11-23]

reads the tables that `bench.real_company` makes import files of (see there for where they are and which side is ours),
moves the mails as it does, and works out every chain of at most three ties by plain loops: a tie is two people who
wrote to each other, in mails to at most 30 people, each mail counting 1/recipients and half as much every 30 days;
strength is e / (e + 3), at least 0.02 where one of us is in it. For each of our people the warmest chain is printed,
with the mails of each tie: sent / received, the day of the last one (as in the data), strength.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from bench.real_company import NO_DEPARTMENT, SELLER, NoData, data_folder, people

HALF_LIFE = 30.0
W0 = 3.0
TRACE = 0.02
RECIPIENTS_MOST = 30
SHOWN = 6

Chain = tuple[int, ...]


class Mails:
    """Who wrote to whom how often, when last, and what it adds up to today."""

    def __init__(self, folder: Path, today: dt.date) -> None:
        sent, to = {}, defaultdict(set)
        for line in (folder / "messages.tsv").open(encoding="utf-8", errors="replace", newline="\n"):
            row = line.rstrip("\r\n").split("\t")
            sent[row[0]] = (int(row[2]), int(row[-1]))
        for line in (folder / "recipients.tsv").open(encoding="utf-8"):
            row = line.split("\t")
            to[row[0]].add(int(row[2]))
        newest = dt.datetime.fromtimestamp(max(at for at, _ in sent.values()), dt.UTC).date()
        moved = (today - dt.timedelta(days=1) - newest).days
        now = dt.datetime.combine(today, dt.time(12), dt.UTC).timestamp() / 86400
        self.number: Counter[tuple[int, int]] = Counter()
        self.sums: dict[tuple[int, int], float] = defaultdict(float)
        self.last: dict[tuple[int, int], int] = defaultdict(int)
        for message, receivers in to.items():
            at, sender = sent[message]
            for receiver in receivers - {sender} if len(receivers) <= RECIPIENTS_MOST else ():
                pair = sender, receiver
                self.number[pair] += 1
                self.sums[pair] += 2 ** (-(now - at / 86400 - moved) / HALF_LIFE) / len(receivers)
                self.last[pair] = max(self.last[pair], at)


class Ways:
    """Every chain, by plain loops."""

    def __init__(self, folder: Path, today: dt.date) -> None:
        self.everybody = people(folder)
        self.mails = Mails(folder, today)
        self.ours = {one.number for one in self.everybody.values() if one.department == SELLER}
        self.theirs = {one.number for one in self.everybody.values() if one.department not in (SELLER, NO_DEPARTMENT)}

    def strength(self, one: int, other: int) -> float | None:
        """How strong a tie is; None: mail in one direction only, or none."""
        sums = self.mails.sums
        if (one, other) not in sums or (other, one) not in sums:
            return None
        evidence = sums[one, other] + sums[other, one]
        found = evidence / (evidence + W0)
        return max(found, TRACE) if self.ours & {one, other} else found

    def to(self, target: int) -> list[tuple[float, Chain]]:
        """Of each of ours the warmest chain to somebody, the warmest first."""
        best: dict[int, tuple[float, Chain]] = {}
        for middle, warmth in self._middles(target):
            first = middle[0] if middle else target
            for colleague in self.ours:
                strength = self.strength(colleague, first)
                if strength is not None:
                    found = (warmth * strength, (colleague, *middle, target))
                    if colleague not in best or found[0] > best[colleague][0]:
                        best[colleague] = found
        return sorted(best.values(), key=lambda one: (-one[0], len(one[1])))

    def _middles(self, target: int) -> Iterator[tuple[Chain, float]]:
        yield (), 1.0
        for near in self.theirs - {target}:
            line = self.strength(near, target)
            if line is None:
                continue
            yield (near,), line
            for far in self.theirs - {target, near}:
                further = self.strength(far, near)
                if further is not None:
                    yield (far, near), line * further

    def tell(self, chain: Chain) -> str:
        """The mails of each tie of a chain."""
        return " | ".join(self._tie(one, other) for one, other in pairwise(chain))

    def _tie(self, one: int, other: int) -> str:
        mails = self.mails
        last = dt.datetime.fromtimestamp(max(mails.last[one, other], mails.last[other, one]), dt.UTC).date()
        return f"{mails.number[one, other]} / {mails.number[other, one]}, {last}, {self.strength(one, other):.4f}"


def main(arguments: Sequence[str]) -> int:
    """Print the chains to the people named; exit code 1 without data, 2 for a name nobody has."""
    parser = argparse.ArgumentParser(prog="python -m bench.ways_from_mails")
    parser.add_argument("names", nargs="+")
    parser.add_argument("--today", type=dt.date.fromisoformat, default=dt.datetime.now(dt.UTC).date())
    asked = parser.parse_args(arguments)
    try:
        ways = Ways(data_folder() / "enron-perry", asked.today)
    except NoData as error:
        print(error, file=sys.stderr)
        return 1
    named = {one.name: one for one in ways.everybody.values()}
    for name in asked.names:
        if name not in named:
            print(f"Nobody in the data is called {name}.", file=sys.stderr)
            return 2
        person = named[name]
        print(f"{name}, {person.title}, {person.department}")
        for warmth, chain in ways.to(person.number)[:SHOWN]:
            who = " - ".join(ways.everybody[one].name.strip() for one in chain)
            print(f"  {warmth:.6f}  {who}: {ways.tell(chain)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
