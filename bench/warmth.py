"""Does warmth foretell who talks? Measured on real mail.

    python -m bench.warmth

At a moment T every pair is ranked by warmth as it is then, and the ranking is compared with who talks within the next
45 days. AUC is the chance that a pair that talks was ranked above one that does not (ties counted half): 1 is perfect,
one half is a coin. Each figure is the mean of the AUCs at all moments. The data are those of `bench/real_company.py`
(`enron-perry`: Zhou et al. 2007, Perry and Wolfe 2011).

Three questions, because "talks" and "pair" can be read in more than one way:

- any mail: of the ties (pairs who have both written by T), which have at least one mail, either way?
- both write: of the ties, in which do both write to the other?
- all pairs: of all pairs with mail in at least one direction by T, which have at least one mail, either way?

Two sets of moments: monthly (the first of each of the 25 months January 2000 to January 2002: all months with at least
360 mails to somebody), and quarterly (1 January 2001 and every 90 days in that year: 5 moments).

A mail counts once for each person it was sent to, either as 1 or as 1/recipients. Copies (same sender, second, subject
and recipients, filed in two folders) count once.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from statistics import fmean

from bench.real_company import NoData, data_folder
from bot.network.warmth import Warmth

Pair = tuple[int, int]
Key = float | None

HORIZON = dt.timedelta(days=45)
HALF_LIVES = (15, 30, 45, 60, 90, 120)
QUESTIONS = ("any mail", "both write", "all pairs")
MONTHLY = tuple(dt.datetime(2000 + month // 12, month % 12 + 1, 1, tzinfo=dt.UTC) for month in range(25))
QUARTERLY = tuple(dt.datetime(2001, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=90 * number) for number in range(5))
MOMENTS = {"monthly": MONTHLY, "quarterly": QUARTERLY}
CHOSEN = "chosen"


@dataclass(frozen=True, order=True)
class Mail:
    """One mail, as one of those it was sent to got it."""

    at: dt.datetime
    sender: int
    receiver: int
    recipients: int


Score = Callable[[dt.datetime, Key, Key, dt.datetime], float]
"""How warm a pair is: from the moment, the key of either direction, and the time of the last mail either way."""


def read_mails(folder: Path) -> tuple[list[Mail], int]:
    """All mails in the order of time, and how many messages were copies of others."""
    receivers: dict[str, set[int]] = {}
    for message, _, receiver in _rows(folder / "recipients.tsv"):
        receivers.setdefault(message, set()).add(int(receiver))
    messages = {}
    count = 0
    for message, _, seconds, *subject, sender in _rows(folder / "messages.tsv"):
        to = frozenset(receivers.get(message, ()))
        messages[sender, seconds, tuple(subject), to] = message
        count += 1
    mails = [
        Mail(dt.datetime.fromtimestamp(int(seconds), dt.UTC), int(sender), receiver, len(to))
        for sender, seconds, _, to in messages
        for receiver in to
    ]
    return sorted(mails), count - len(messages)


def _rows(path: Path) -> Iterator[list[str]]:
    # Quotes mean nothing in these files, and subjects may hold any byte.
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            yield line.rstrip("\r\n").split("\t")


def auc(scores: Sequence[float], happened: Sequence[bool]) -> float:
    """The chance that one of those that happened scores above one that did not, ties counted half.

    Mann and Whitney's U over the number of such couples (Hanley and McNeil, Radiology 143, 1982), by ranks. Raises
    `ValueError` where all happened or none.
    """
    positive = sum(happened)
    negative = len(happened) - positive
    if not positive or not negative:
        raise ValueError("all happened, or none: there is nothing to tell apart")
    ranks, below = 0.0, 0
    for _, group in groupby(sorted(zip(scores, happened, strict=True)), key=lambda one: one[0]):
        same = [one for _, one in group]
        ranks += sum(same) * (below + (len(same) + 1) / 2)
        below += len(same)
    return (ranks - positive * (positive + 1) / 2) / (positive * negative)


def keys_at(
    mails: Sequence[Mail], warmth: Warmth, moments: Iterable[dt.datetime], *, shared: bool
) -> list[dict[Pair, float]]:
    """For each moment the key of each direction (sender, receiver) of mail before it."""
    snapshots, keys, position = [], dict[Pair, float](), 0
    for moment in moments:
        while position < len(mails) and mails[position].at < moment:
            mail = mails[position]
            direction = mail.sender, mail.receiver
            weight = warmth.touch_weight("email", mail.recipients if shared else 1)
            keys[direction] = warmth.added(keys.get(direction), mail.at, weight)
            position += 1
        snapshots.append(dict(keys))
    return snapshots


@dataclass(frozen=True)
class Moment:
    """Who had written by a moment, and who wrote within the horizon after it."""

    at: dt.datetime
    last: dict[Pair, dt.datetime]
    wrote: frozenset[Pair]
    writes: frozenset[Pair]

    @classmethod
    def of(cls, mails: Iterable[Mail], at: dt.datetime) -> Moment:
        """The moment at this time; `last` is by pair, smaller number first, and the rest by (sender, receiver)."""
        last: dict[Pair, dt.datetime] = {}
        wrote, writes = set[Pair](), set[Pair]()
        for mail in mails:
            if mail.at < at:
                wrote.add((mail.sender, mail.receiver))
                last[min(mail.sender, mail.receiver), max(mail.sender, mail.receiver)] = mail.at
            elif mail.at < at + HORIZON:
                writes.add((mail.sender, mail.receiver))
        return cls(at, last, frozenset(wrote), frozenset(writes))

    def asked(self, question: str) -> dict[Pair, bool]:
        """The pairs a question is about, and whether they talk."""
        pairs = [(a, b) for a, b in self.last if question == "all pairs" or {(a, b), (b, a)} <= self.wrote]
        needed = 2 if question == "both write" else 1
        return {(a, b): len({(a, b), (b, a)} & self.writes) >= needed for a, b in pairs}


class Measurement:
    """The AUCs of any way of scoring, over the mails."""

    def __init__(self, mails: Sequence[Mail]) -> None:
        self._mails = mails
        self.moments = {name: [Moment.of(mails, at) for at in times] for name, times in MOMENTS.items()}

    def row(self, warmth: Warmth, score: Score, *, shared: bool) -> dict[tuple[str, str], float]:
        """The mean AUC for each question and set of moments."""
        found: dict[tuple[str, str], float] = {}
        for name, moments in self.moments.items():
            snapshots = keys_at(self._mails, warmth, MOMENTS[name], shared=shared)
            for question in QUESTIONS:
                found[question, name] = fmean(
                    self._auc(moment, keys, question, score) for moment, keys in zip(moments, snapshots, strict=True)
                )
        return found

    @staticmethod
    def _auc(moment: Moment, keys: dict[Pair, float], question: str, score: Score) -> float:
        asked = moment.asked(question)
        scores = [score(moment.at, keys.get((a, b)), keys.get((b, a)), moment.last[a, b]) for a, b in asked]
        return auc(scores, list(asked.values()))

    def pairs(self) -> dict[tuple[str, str], tuple[int, int]]:
        """How many pairs were ranked, over all moments, and how many of them talked."""
        counts = {}
        for name, moments in self.moments.items():
            for question in QUESTIONS:
                talks = [one for moment in moments for one in moment.asked(question).values()]
                counts[question, name] = len(talks), sum(talks)
        return counts


def _all_mail(sent: Key, received: Key) -> float:
    key = Warmth.together(sent, received)
    if key is None:
        raise ValueError("a pair without mail cannot be ranked")
    return key


def by_warmth(warmth: Warmth) -> Score:
    """Strength of the tie. A pair that is no tie is ranked by what was written one way, so that it can be ranked."""

    def score(at: dt.datetime, sent: Key, received: Key, _: dt.datetime) -> float:
        key = warmth.two_way(sent, received, None)
        return warmth.strength((_all_mail(sent, received) if key is None else key) - warmth.shift(at))

    return score


def by_warmth_of_ties(warmth: Warmth) -> Score:
    """The same where a pair that is no tie comes last, as in the product."""

    def score(at: dt.datetime, sent: Key, received: Key, _: dt.datetime) -> float:
        key = warmth.two_way(sent, received, None)
        return -1.0 if key is None else warmth.strength(key - warmth.shift(at))

    return score


def by_plain_sum(_: dt.datetime, sent: Key, received: Key, __: dt.datetime) -> float:
    """The sum without decay, from keys of `NO_DECAY`; rounded, so that equal sums are equal."""
    return round(_all_mail(sent, received), 6)


def by_last_mail(_: dt.datetime, __: Key, ___: Key, last: dt.datetime) -> float:
    """The time of the last mail alone."""
    return last.timestamp()


def by_smaller(_: dt.datetime, sent: Key, received: Key, __: dt.datetime) -> float:
    """The colder of the two directions."""
    return float("-inf") if sent is None or received is None else min(sent, received)


def by_geometric_mean(_: dt.datetime, sent: Key, received: Key, __: dt.datetime) -> float:
    """The geometric mean of the two directions."""
    return float("-inf") if sent is None or received is None else (sent + received) / 2


NO_DECAY = Warmth(half_life_days=1e12)
"""A half-life in which the whole time of the data is nothing."""


def table(measurement: Measurement, *, shared: bool) -> dict[str, dict[tuple[str, str], float]]:
    """The AUCs of no decay, of last mail alone, of each half-life, and of `Warmth` as it is."""
    rows = {
        "no decay": measurement.row(NO_DECAY, by_plain_sum, shared=shared),
        "last mail alone": measurement.row(NO_DECAY, by_last_mail, shared=shared),
    }
    for days in HALF_LIVES:
        warmth = replace(Warmth(), half_life_days=days)
        rows[f"{days} days"] = measurement.row(warmth, by_warmth(warmth), shared=shared)
    chosen = Warmth()
    rows[f"{CHOSEN} ({chosen.half_life_days:g} days)"] = measurement.row(chosen, by_warmth(chosen), shared=shared)
    return rows


def combinations(measurement: Measurement) -> dict[str, dict[tuple[str, str], float]]:
    """The AUCs of ways to put both directions together, at the chosen half-life, each mail weighted 1/recipients."""
    chosen = Warmth()
    scores = {
        "sum of both, one way is last": by_warmth_of_ties(chosen),
        "smaller of both": by_smaller,
        "geometric mean of both": by_geometric_mean,
    }
    return {name: measurement.row(chosen, score, shared=True) for name, score in scores.items()}


def words(mails: Sequence[Mail], measurement: Measurement) -> dict[str, tuple[int, int]]:
    """For each band: how many ties are in it, over all monthly moments, and how many of them have mail after."""
    chosen = Warmth()
    score = by_warmth(chosen)
    counts = {"strong": (0, 0), "familiar": (0, 0), "weak": (0, 0)}
    for moment, keys in zip(measurement.moments["monthly"], keys_at(mails, chosen, MONTHLY, shared=True), strict=True):
        for (a, b), talks in moment.asked("any mail").items():
            word = chosen.band(score(moment.at, keys.get((a, b)), keys.get((b, a)), moment.last[a, b]))
            ties, talking = counts[word]
            counts[word] = ties + 1, talking + talks
    return counts


def _show(title: str, rows: dict[str, dict[tuple[str, str], float]]) -> None:
    print(f"\n{title}")
    for name, row in rows.items():
        print(f"{name:<30}" + "".join(f"{row[column]:>13.3f}" for column in _columns()))


def _columns() -> list[tuple[str, str]]:
    return [(question, name) for question in QUESTIONS for name in MOMENTS]


def main() -> int:
    """Print the tables; exit code 1 without data."""
    try:
        folder = data_folder()
    except NoData as error:
        print(error, file=sys.stderr)
        return 1
    mails, copies = read_mails(folder / "enron-perry")
    measurement = Measurement(mails)
    print(f"{len(mails):,} mails, each once for each person it was sent to; {copies} messages left out as copies.\n")
    print(" " * 30 + "".join(f"{question:>13}" for question, _ in _columns()))
    print(" " * 30 + "".join(f"{name:>13}" for _, name in _columns()))
    counts = measurement.pairs()
    print(f"{'pairs ranked':<30}" + "".join(f"{counts[column][0]:>13,}" for column in _columns()))
    print(f"{'of them talk':<30}" + "".join(f"{counts[column][1]:>13,}" for column in _columns()))
    _show("each mail weighted 1/recipients", table(measurement, shared=True))
    _show("each mail weighted 1", table(measurement, shared=False))
    _show("other ways to put both directions together, 1/recipients", combinations(measurement))
    print("\nwords (monthly, any mail)            ties      talk")
    for word, (ties, talking) in words(mails, measurement).items():
        print(f"{word:<30}{ties:>11,}{talking / ties if ties else 0:>10.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
