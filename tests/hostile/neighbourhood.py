"""A company's people with reporting lines and mails between them, and what of it can be hidden from a viewer.

No two ways in it are equally warm: which of those is told first hangs on ids, which are random.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from bot.people.objections import record_objection
from handlers.values import Mine
from models.accounts import ContactAddress
from models.network import Relationship
from models.people import Colleague
from tests.conftest import NOW
from tests.hostile.desk import Office, shown
from tests.hostile.twins import NOT_AGREED, OURS, Stored


def mails(one: str, other: str, number: int) -> tuple[str, ...]:
    """So many mails each way, one a day."""
    days = [NOW - dt.timedelta(days=1 + day) for day in range(number)]
    return tuple(
        f"{day.isoformat()},{sender},{to},email,{sender[:4]}-{to[:4]}-{day.date()}"
        for day in days
        for sender, to in ((one, other), (other, one))
    )


TESS = "tess.target@bridge.example"
ROB = "rob.reports@bridge.example"
MAX = "max.mild@bridge.example"
EVE = "eve.embargo@quorum.example"
UNA = "una.unseen@nowhere.example"
OLGA = "olga.objects@bridge.example"
DAN = "dan.dont@bridge.example"
TIA = "tia.tacit@bridge.example"
NOA, ODO = f"noa.notyet{OURS}", f"odo.older{OURS}"
RAJ, ZOE = f"raj.patel{OURS}", f"zoe.kern{OURS}"

AROUND = Stored(
    colleagues=NOT_AGREED,
    accounts=("Bridge Works,bridge.example,no,no", "Quorum Labs,quorum.example,no,yes"),
    lines=(
        f"{TESS},Tess Target,Bridge Works,CEO,,",
        f"{ROB},Rob Reports,Bridge Works,Head of Sales,{TESS},",
        f"sue.second@bridge.example,Sue Second,Bridge Works,Sales manager,{ROB},",
        f"{MAX},Max Mild,Bridge Works,CFO,{TESS},",
        f"{OLGA},Olga Objects,Bridge Works,CTO,{TESS},",
        f"{DAN},Dan Dont,Bridge Works,General Counsel,{TESS},yes",
        "lone.wolf@bridge.example,Lone Wolf,Bridge Works,Head of IT,,",
    ),
    org=("fay.former@bridge.example,Fay Former,Bridge Works,Chairwoman,2020-01-01,2026-10-01,",),
    deals=(f"D-2001,Bridge,Bridge Works,Evaluation,lee.chen{OURS},lee.chen{OURS}:account executive",),
    ties=(
        f"{RAJ},{ROB},Rob Reports,,,4,worked together,2026-05-01,A note.,",
        f"ana.ortiz{OURS},sue.second@bridge.example,,,,5,,,,",
        f"{ZOE},{MAX},,,,2,,,,",
        f"{RAJ},{MAX},Max Milde,,,,,,,",
    ),
    touches=mails(TESS, "sue.second@bridge.example", 3),
)
"""What is there whoever looks. Lee is on a deal with them, Mia is not."""

BEHIND = Stored(
    lines=(
        # Somebody at an embargoed account, in the middle of the warmest way there would be.
        f"{EVE},Eve Embargo,Bridge Works,Chairwoman,,",
        f"{TESS},Tess Target,Bridge Works,CEO,{EVE},",
    ),
    ties=(
        f"{ZOE},{EVE},Eve Embargo,,,5,friend,,,",
        f"{NOA},{TESS},Tess Tacit,Envoy,Tacit Holding,5,friend,2026-11-20,Secret.,",
        f"{NOA},{TIA},Tia Tacit,Auditor,Bridge Works,5,friend,,,",
        f"{ODO},{ROB},Rob Older,,,5,,,,",
        f"{ODO},lone.wolf@bridge.example,Lone Older,,,5,,,,",
        f"{ZOE},{TESS},Tess Secret,Witness,Secret Holding,5,friend,2026-11-20,Secret.,yes",
        f"{ZOE},{ROB},Rob Secret,,,5,,,,yes",
        f"{ZOE},{DAN},,,,5,,,,yes",
        f"{ZOE},{OLGA},,,,5,,,,",
        f"{ZOE},lone.wolf@bridge.example,Lone Secret,,,5,,,,yes",
    ),
    unreviewed=(
        f"{RAJ},{TESS},Tess Unseen,Queen,Acme Corp,5,,,,",
        f"{RAJ},{UNA},Una Unseen,Treasurer,Bridge Works,5,,,,",
    ),
    touches=(
        *mails(TESS, EVE, 60),
        *mails(TESS, UNA, 60),
        *mails(TESS, TIA, 60),
        *mails(RAJ, MAX, 60),
        *mails(ZOE, MAX, 60),
        *mails(RAJ, ROB, 60),
        *mails(f"sam.okoro{OURS}", TESS, 40),
        *mails(f"sam.okoro{OURS}", "newly.met@bridge.example", 40),
    ),
)
"""What neither of them may see."""

NOTICED = Stored(touches=(*mails(TESS, ROB, 60), *mails("lone.wolf@bridge.example", MAX, 60)))
"""Who is in touch with whom: for the deal's team alone."""


def settle(world: Office, *, hidden: bool) -> None:
    """What people have done since: an objection; where something is to be hidden, decisions and a removal as well."""
    with world.database.write() as session:
        record_objection(session, world.clock, world.workspace_id, OLGA)
    if not hidden:
        return
    ana, raj, zoe = (world.desk(name) for name in ("ana", "raj", "zoe"))
    form = ana.uses_on("log_who_knows_whom", f"Rob Reports <mailto:{ROB}|{ROB}> knows <@U0SAM>")
    done = [
        ana.clicks(ana.types(f"know {TESS}, 5 old friends"), "Remove"),
        raj.sends("review_uncount", Mine(id=tie_of(world, RAJ, ROB)).dump()),
        zoe.sends("everybody_keep", Mine(id=tie_of(world, ZOE, MAX)).dump()),
        ana.submits(form, {"take.0": "suggest"}),
    ]
    for said, words in zip(done, ("Removed", "left out", "kept private", "Suggested"), strict=True):
        assert words in shown(said), shown(said)


def tie_of(world: Office, colleague: str, contact: str) -> int:
    """The id of a relationship, by both addresses."""
    with world.database.read() as session:
        found: int = session.scalars(
            select(Relationship.id)
            .join(Colleague, Colleague.id == Relationship.colleague_id)
            .join(ContactAddress, ContactAddress.contact_id == Relationship.contact_id)
            .where(Colleague.email == colleague, ContactAddress.address == contact)
        ).one()
        return found
