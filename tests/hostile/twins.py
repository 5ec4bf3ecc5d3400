"""Twin worlds: one company at one instant, but the first also holds people whom the viewer may not see.

Whatever the viewer types and clicks, both must look the same to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.people.imports import run_import
from tests.hostile.desk import Office, Said, office, shown

COLLEAGUES = "email,name,charter_accepted"
ACCOUNTS = "name,domains,sensitive,embargoed"
ORG = "contact_email,contact_name,account,title,since,until,do_not_contact"
TIES = "colleague_email,contact_email,contact_name,title,account,strength,kind,last_touch,note,private"
LINES = "contact_email,contact_name,account,title,reports_to_email,do_not_contact"
DEALS = "external_id,name,account,stage,owner_email,team"
TOUCHES = "at,from_email,to_email,kind,id"
OURS = "@initrode.example"


@dataclass(frozen=True)
class Stored:
    """Rows of import files. `ties` were looked at by their owners, `unreviewed` and `touches` were not.

    `lines` are people of the directory with whom they report to, who stand further up.
    """

    colleagues: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    deals: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()

    def store(self, into: Office, folder: Path) -> None:
        """Import them all."""
        for kind, header, rows, reviewed in (
            ("colleagues", COLLEAGUES, self.colleagues, None),
            ("accounts", ACCOUNTS, self.accounts, None),
            ("org", ORG, self.org, None),
            ("org", LINES, self.lines, None),
            ("deals", DEALS, self.deals, None),
            ("relationships", TIES, self.ties, "they said so"),
            ("relationships", TIES, self.unreviewed, None),
            ("touches", TOUCHES, self.touches, None),
        ):
            if not rows:
                continue
            path = folder / "rows.csv"
            path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
            report = run_import(
                into.database,
                into.workspace_id,
                kind,
                path,
                settings=into.settings,
                clock=into.clock,
                reviewed=reviewed,
                pause=0.0,
            )
            assert report.rejected == 0, report


NOT_AGREED = (f"noa.notyet{OURS},Noa Notyet,", f"odo.older{OURS},Odo Older,2")
"""Two of us who have not agreed to the charter in force: one to none, one to an earlier version."""

SEEN = Stored(
    colleagues=NOT_AGREED,
    accounts=("Halcyon Works,halcyon.example,no,no", "Quarry Stone,quarry.example,no,no"),
    org=(
        "franz.former@acme.example,Franz Former,Acme Corp,Chief Risk Officer,2020-01-01,2026-10-01,",
        "ulla.undone@acme.example,Ulla Undone,Acme Corp,Head of Logistics,2024-01-01,,",
        "vera.visible@acme.example,Vera Visible,Acme Corp,Chief Marketing Officer,2024-01-01,,",
    ),
    ties=(
        f"raj.patel{OURS},vic.beside@nowhere.example,Vic Beside,Buyer,Nowhere GmbH,3,,,,",
        f"raj.patel{OURS},kai.claimed@nowhere.example,Kai Claimed,,,3,,,,",
        f"raj.patel{OURS},kim.capped@nowhere.example,Kim Capped,,,3,,,,",
        f"raj.patel{OURS},vera.visible@acme.example,,,,3,,,,",
        f"raj.patel{OURS},pia.placed@nowhere.example,Pia Placed,,,3,,,,",
    ),
)
"""Stored in both worlds, for what is hidden to be beside."""

HIDDEN = Stored(
    accounts=(
        "Quorum Labs,quorum.example,no,yes",
        # Names and domains that what is visible could be mistaken for.
        "Halcyon,halcyon-labs.example,no,yes",
        "Vandelai Secret,vandelai.example,no,yes",
    ),
    org=(
        "petra.quorum@quorum.example,Petra Quorum,Quorum Labs,CEO,2020-01-01,,",
        "jane.doe@quorum.example,Jane Doe,Quorum Labs,CFO,2020-01-01,,",
        "dan.leave@quorum.example,Dan Leave,Quorum Labs,Head of Sales,2020-01-01,,yes",
        # Holds a seat everybody sees, and one that shares a seat with somebody everybody sees.
        "hugo.both@quorum.example,Hugo Both,Acme Corp,Chief Risk Officer,2026-10-02,,",
        "hedda.both@quorum.example,Hedda Both,Acme Corp,Head of Logistics,2026-10-02,,",
        "franz.formel@quorum.example,Franz Formel,Quorum Labs,Clerk,2020-01-01,,",
    ),
    ties=(
        f"raj.patel{OURS},petra.quorum@quorum.example,Petra Quorum,CEO,Quorum Labs,5,friend,,Sister in law.,",
        f"zoe.kern{OURS},hugo.both@quorum.example,Hugo Both,,,4,,,,",
        f"raj.patel{OURS},pru.private@nowhere.example,Pru Private,Head of Legal,Nowhere GmbH,5,friend,,Secret.,yes",
        f"zoe.kern{OURS},vic.beside@nowhere.example,Victor Secret,Chairman,Secret Holding,5,friend,,Secret.,yes",
        f"zoe.kern{OURS},kai.claimed@nowhere.example,Kai Claimed,,Quorum Labs,4,,,,yes",
        f"zoe.kern{OURS},kim.capped@nowhere.example,Kim Capped,,Globex Industries,4,,,,yes",
        f"zoe.kern{OURS},omar.haddad@acme.example,Omar Haddad,Fixer,Acme Corp,5,,,,yes",
        f"zoe.kern{OURS},vera.visible@acme.example,Vera Secret,Witness,Secret Holding,5,,,,yes",
        f"zoe.kern{OURS},bill.smithe@nowhere.example,Bill Smithers,Controller,Acme Corp,5,,,,yes",
        f"noa.notyet{OURS},tia.tacit@nowhere.example,Tia Tacit,Head of Audit,Nowhere GmbH,5,friend,,Secret.,",
        f"noa.notyet{OURS},omar.haddad@acme.example,Omar Silent,Envoy,Acme Corp,5,,,,",
        f"odo.older{OURS},ola.older@acme.example,Ola Older,Head of Tax,Acme Corp,5,friend,,Secret.,",
        f"odo.older{OURS},vera.visible@acme.example,Vera Older,Envoy,Older Holding,5,,,,",
    ),
    unreviewed=(
        f"zoe.kern{OURS},una.unseen@acme.example,Una Unseen,Treasurer,Acme Corp,5,,,,",
        f"zoe.kern{OURS},ines.duarte@globex.example,Ines Durate,CIO,Globex Industries,5,,,,",
    ),
)
"""Stored in the first world only."""


@contextmanager
def twins(folder: Path, url: Callable[[str], str]) -> Iterator[tuple[Office, Office]]:
    """Both worlds; `url` gives an empty database for a name."""
    with office(url("with"), folder) as first, office(url("without"), folder) as second:
        for world in (first, second):
            SEEN.store(world, folder)
        HIDDEN.store(first, folder)
        yield first, second


ID = re.compile(r"\d{16,19}")
SPOTS = re.compile(r'((?:on|after|before)\\+":\\+")([0-9a-z.!?]+)')
"""Entries of a list as buttons carry them: ids to the base 36."""
MARK = re.compile(r'(mark\\+":\\+")[0-9a-f]{8}')
"""Of all that waits for the viewer: it is made of their ids."""


def _in_tens(found: re.Match[str]) -> str:
    return found[1] + re.sub("[0-9a-z]+", lambda one: str(int(one[0], 36)), found[2])


def looks(said: Said) -> str:
    """What somebody saw, all of it; record ids, which are not shown, by the order in which they first appear."""
    order: dict[str, str] = {}
    said_in_tens = MARK.sub(r"\1", SPOTS.sub(_in_tens, shown(said)))
    return ID.sub(lambda found: order.setdefault(found[0], f"id{len(order)}"), said_in_tens)
