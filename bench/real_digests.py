"""Digests of all open deals of the CRM sample, each figure counted a second time by plain SQL.

    python -m bench.real_digests [MANAGERS]

The sample (`bench.real_crm`) with people and words around its open deals (`bench.digest_company`) on SQLite in a
temporary folder. The digests of a Monday are prepared once; the statements are counted, and again for a tenth of the
deals. Then `bench.digest_counted` counts the roles of each deal as its channel may know them, and for so many managers
and agents (else all) which of their deals need them. What differs is printed deal by deal, and the exit code is 1.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, event, func, select, update
from sqlalchemy.orm import Session

from bench.digest_company import MONDAY, At, stored
from bench.digest_counted import Counted, Needed, Roles, needed
from bench.real_company import NoData
from bench.real_crm import crm_folder
from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.deals import digesting
from bot.deals.covered import STATES
from bot.deals.digest import for_person, in_channel, steps_of
from bot.deals.playbook import load_playbooks
from bot.settings import Settings
from handlers.views.digests import CALLED, standing
from models.deals import Deal
from models.digests import Digest
from models.outbox import ClaimedRun, OutboxEntry
from models.people import Colleague
from models.session import Database

ROOT = Path(__file__).parents[1]
PLAYBOOK = ROOT / "playbook.yaml"
CHARTER = load_charter(ROOT / "charter.yaml")
PLAYBOOKS = load_playbooks(PLAYBOOK)
LATER = 5
UNASKED = 3
"""Statements that are not run where, of very few deals, nothing is there that they could be asked of."""
SOME = 40
"""Deals whose digest is read as well, not only what was put down of it."""


@dataclass(frozen=True)
class Prepared:
    """One run: how many messages of each kind, in how many statements, in how many seconds."""

    kinds: Counter[str]
    statements: int
    seconds: float


class Company:
    """A company whose digests are prepared on a Monday."""

    def __init__(self, crm: Path, folder: Path) -> None:
        self.database, self.workspace_id = stored(crm, folder, CHARTER.version)
        self.file = folder / "company.db"
        self.counted = Counted(self.file, PLAYBOOK, MONDAY, CHARTER.version)

    def close(self) -> None:
        """Let go of the files."""
        self.counted.close()
        self.database.engine.dispose()

    def prepare(self, *, minutes: int = 0) -> Prepared:
        """What a worker does whose clock is so many minutes later."""
        clock, settings = At(MONDAY.replace(minute=minutes)), Settings(_env_file=None)
        began = time.perf_counter()
        with statements(self.database) as run:
            digesting.tick(self.database, clock, CHARTER, settings, PLAYBOOKS)
        took = time.perf_counter() - began
        with self.database.read() as session:
            rows = session.execute(select(OutboxEntry.kind, func.count()).group_by(OutboxEntry.kind)).all()
        return Prepared(Counter({row[0]: row[1] for row in rows}), len(run), took)

    def twice(self) -> list[str]:
        """Digests of which there are two for a reader, or that are told twice."""
        with self.database.read() as session:
            found = Counter((one.deal_id, one.colleague_id) for one in session.scalars(select(Digest)))
            told = Counter((one.kind, one.subject_id) for one in session.scalars(select(OutboxEntry)))
        return [f"{one} {number} times" for one, number in (found + told).items() if number > 1]

    def told_in_channels(self) -> Roles:
        """The state of each role as the digests have it that were put down."""
        with self.database.read() as session:
            rows = session.execute(select(Digest.deal_id, Digest.stood).where(Digest.deal_id.is_not(None))).all()
        return {
            row.deal_id: {role: state for role, (state, _) in json.loads(row.stood)[str(row.deal_id)].items()}
            for row in rows
        }

    def told_in_words(self) -> dict[int, Counter[str]]:
        """How many roles stand how, as some of the channels read it: the figures in a digest's line."""
        words: dict[str, str] = {called: state for state, called in CALLED.items()}
        found: dict[int, Counter[str]] = {}
        with self.database.read() as session:
            viewer = Viewer.channel(self.workspace_id)
            sight = Sight(session, CHARTER, viewer, MONDAY)
            for one in session.scalars(
                select(Digest).where(Digest.deal_id.is_not(None)).order_by(Digest.id).limit(SOME)
            ):
                deal = session.get_one(Deal, (self.workspace_id, one.deal_id))
                line = standing(in_channel(sight, PLAYBOOKS, deal, one)).lower()
                figures = re.findall(rf"(\d+)(?: roles?)? ({'|'.join(words)})\b", line)
                found[deal.id] = +Counter({words[called]: int(number) for number, called in figures})
        return found

    def told_to(self, colleague: Colleague) -> Needed:
        """Which deals need somebody, and of how many, as their digest has it."""
        with self.database.read() as session:
            sight = Sight(session, CHARTER, Viewer.of(colleague, CHARTER), MONDAY)
            found = for_person(sight, PLAYBOOKS, most=None)
            needing = {}
            for whose, some in (("their people's", found.theirs), ("own", found.own)):
                for one in some:
                    needs = [step.need.need.id for step in steps_of(sight, one.covered)]
                    risks = [risk.key for risk in one.covered.risks]
                    needing[one.covered.deal.deal_id] = needed(whose, needs, risks)
        return Needed(needing, found.of_theirs, found.of_own, found.to_look_at, found.to_confirm)

    def people(self) -> Sequence[Colleague]:
        """Whoever has a digest: managers first, then the others."""
        manages = select(Colleague.manager_id).where(Colleague.manager_id.is_not(None))
        has_one = select(Digest.colleague_id).where(Digest.colleague_id.is_not(None))
        with self.database.read() as session:
            query = select(Colleague).where(Colleague.id.in_(has_one)).order_by(Colleague.id.not_in(manages))
            found = list(session.scalars(query.order_by(Colleague.name)))
            session.expunge_all()  # the end of the read would empty them
        return found

    def unspoken(self, left: int) -> None:
        """Take back all that was prepared, and leave only so many deals with a channel."""
        with self.database.write() as session:
            self._forget(session)
            some = select(Deal.id).where(Deal.channel_id.is_not(None)).order_by(Deal.id).limit(left)
            session.execute(
                update(Deal).where(Deal.id.not_in(list(session.scalars(some)))).values(is_open=False),
                execution_options={"synchronize_session": False},
            )

    def _forget(self, session: Session) -> None:
        for table in (Digest, OutboxEntry, ClaimedRun):
            session.execute(delete(table), execution_options={"synchronize_session": False})


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that SQLite begins, by whatever way they come to it."""
    run: list[str] = []
    with database.read() as session:
        pool = session.get_bind()

    def watch(connection: Any, *_: object) -> None:
        connection.set_trace_callback(run.append)

    def unwatch(connection: Any, *_: object) -> None:
        connection.set_trace_callback(None)

    event.listen(pool, "checkout", watch)
    event.listen(pool, "checkin", unwatch)
    try:
        yield run
    finally:
        event.remove(pool, "checkout", watch)
        event.remove(pool, "checkin", unwatch)


def differing_roles(told: Roles, counted: Roles) -> list[str]:
    """Each deal whose roles are told otherwise than they are counted."""
    found = []
    for deal in sorted(told.keys() | counted.keys()):
        said, right = told.get(deal), counted.get(deal)
        if said is None or right is None:
            found.append(f"deal {deal}: {'told, not counted' if right is None else 'counted, not told'}")
        else:
            found += [
                f"deal {deal}, {role}: told {said.get(role)}, counted {right.get(role)}"
                for role in sorted(said.keys() | right.keys())
                if said.get(role) != right.get(role)
            ]
    return found


def differing_needs(name: str, told: Needed, counted: Needed) -> list[str]:
    """Each deal, and each sum, that somebody's digest has otherwise than it is counted."""
    said, right = told.deals, counted.deals
    found = [
        f"{name}, deal {deal}: told {said.get(deal, 'needs nobody')}, counted {right.get(deal, 'needs nobody')}"
        for deal in sorted(said.keys() | right.keys())
        if said.get(deal) != right.get(deal)
    ]
    sums = (told[1:], counted[1:])
    return found if sums[0] == sums[1] else [*found, f"{name}: told sums {sums[0]}, counted {sums[1]}"]


def compared(company: Company, most: int | None) -> list[str]:
    """Count all of it a second time, and print the sums; gives what differs."""
    told, counted = company.told_in_channels(), company.counted.roles()
    differing = differing_roles(told, counted)
    for deal, words in company.told_in_words().items():
        if words != Counter(counted[deal].values()):
            differing.append(f"deal {deal}: its digest reads {dict(words)}, counted {counted[deal]}")
    sums = Counter(state for roles in counted.values() for state in roles.values())
    print(f"roles of {len(counted):,} deals: " + ", ".join(f"{sums[state]:,} {state}" for state in STATES))
    deals = [0, 0]
    people = company.people()[:most]
    for one in people:
        said, right = company.told_to(one), company.counted.needing(one.id)
        differing += differing_needs(one.name, said, right)
        deals[0] += len(right.deals)
        deals[1] += right.of_theirs + right.of_own
    print(f"{len(people)} people: {deals[0]:,} of {deals[1]:,} deals need them")
    return differing


def ran(company: Company, most: int | None) -> list[str]:
    """The whole of it; gives what is wrong."""
    first = company.prepare()
    print("| run | " + " | ".join(sorted(first.kinds)) + " | statements | s |")
    print("|---" * (len(first.kinds) + 3) + "|")
    _print("first", first)
    wrong = company.twice()
    for name, minutes in (("again", 0), (f"{LATER} minutes later", LATER)):
        then = company.prepare(minutes=minutes)
        _print(name, then)
        if then.kinds != first.kinds:
            wrong.append(f"{name}: prepared {then.kinds - first.kinds}")
    wrong += compared(company, most)
    company.unspoken(first.kinds["digest_deal"] // 10)
    few = company.prepare()
    _print("a tenth", few)
    if not few.statements <= first.statements <= few.statements + UNASKED:
        wrong.append(f"{few.statements} statements for a tenth of the deals, {first.statements} for all")
    return wrong


def _print(name: str, run: Prepared) -> None:
    kinds = " | ".join(f"{run.kinds[kind]:,}" for kind in sorted(run.kinds))
    print(f"| {name} | {kinds} | {run.statements} | {run.seconds:.1f} |")


def main(arguments: Sequence[str]) -> int:
    """Run it; exit code 1 where anything differs, and without data."""
    try:
        crm = crm_folder()
    except NoData as error:
        print(error, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        company = Company(crm, Path(folder))
        wrong = ran(company, int(arguments[0]) if arguments else None)
        company.close()
    for one in wrong:
        print(one)
    print(f"{len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
