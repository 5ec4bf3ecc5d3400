"""What was imported in somebody's name waits for their decision; it is made once, and nobody else learns of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from models.accounts import ContactAddress
from models.base import new_id
from models.network import Relationship
from models.people import Colleague
from models.review import ReviewRule
from models.touches import Exchange, Touch
from sandbox.client import Message, News
from sandbox.client.reading import canonical
from tests.conftest import NOW
from tests.scenarios.test_outsiders import as_another, what_was_said
from tests.scenarios.world import World, beside

MIA = "mia.rossi@initrode.example"
SAM = "sam.okoro@initrode.example"
RAJ = "raj.patel@initrode.example"
KNOWN = "knows them"
NO_WAY = "I know of no way to"


def imports(world: World, folder: Path, owner: str, *people: tuple[str, str], **more: str) -> None:
    """Relationships imported in somebody's name: (address, full name)."""
    rows = [{"colleague_email": owner, "contact_email": a, "contact_name": n, **more} for a, n in people]
    world.imports("relationships", folder, rows)


def mails(world: World, owner: str, address: str, sent: int, received: int, last: dt.datetime) -> None:
    """Imported mails of somebody's own contact, one a day up to `last`; they wait for the owner's look."""
    warmth = world.bot.settings.warmth
    with world.bot.database.write() as session:
        tie = session.scalars(
            select(Relationship)
            .join(Colleague, Colleague.id == Relationship.colleague_id)
            .join(ContactAddress, ContactAddress.contact_id == Relationship.contact_id)
            .where(Colleague.email == owner, ContactAddress.address == address)
        ).one()
        exchange = Exchange(
            workspace_id=tie.workspace_id,
            id=new_id(),
            colleague_id=tie.colleague_id,
            contact_id=tie.contact_id,
            last_at=last,
            created_at=NOW,
        )
        session.add(exchange)
        session.flush()
        for number in range(sent + received):
            direction = "sent" if number < sent else "received"
            at = last - dt.timedelta(days=number)
            key = f"{direction}_key"
            setattr(exchange, key, warmth.added(getattr(exchange, key), at, warmth.touch_weight("email", 1)))
            session.add(
                Touch(
                    workspace_id=tie.workspace_id,
                    exchange_id=exchange.id,
                    reference=f"mail {number}",
                    at=at,
                    kind="email",
                    direction=direction,
                    others=1,
                    source="import mails.csv",
                )
            )
        tie.evidence = "waiting"


def all_of(world: World, table: Any, **wanted: Any) -> list[Any]:
    with world.bot.database.read() as session:
        found = list(session.scalars(select(table).filter_by(**wanted)))
        session.expunge_all()
        return found


def verdicts(world: World) -> dict[str, str]:
    return {rule.domain: rule.verdict for rule in all_of(world, ReviewRule)}


def me(world: World, who: str) -> News:
    return world.types(who, "/o2o me")


OLGA, PIA, TEO = "olga.berg@newco.example", "pia.holm@newco.example", "teo.lund@newco.example"
THREE = ((OLGA, "Olga Berg"), (PIA, "Pia Holm"), (TEO, "Teo Lund"))


def test_nothing_imported_in_rajs_name_is_seen_before_he_decides(world: World, tmp_path: Path) -> None:
    imports(world, tmp_path, RAJ, *THREE)
    mails(world, RAJ, OLGA, 7, 5, NOW - dt.timedelta(days=50))
    for who in ("mia", "ana", "zoe"):
        assert NO_WAY in world.types(who, f"/o2o {OLGA}").text
    page = me(world, "raj")
    assert "*3 wait for your look*: nobody else sees them until you decide." in page.text
    assert "12 mails both ways (7 sent, 5 received), last 4 October 2026: familiar by these" in page.text
    assert page.text.count("_from import relationships-") == 3
    shared = world.clicks_under("raj", page.messages[0], "Olga Berg", "Share")
    assert shared.text.startswith("*Olga Berg* is shared now, as the charter says.")
    assert "Somebody of ours knows them. Who it is" in world.types("mia", f"/o2o {OLGA}").text  # familiar, by the mails
    assert NO_WAY in world.types("mia", f"/o2o {PIA}").text
    kept = world.clicks_under("raj", shared.messages[0], "Pia Holm", "Keep to myself")
    assert NO_WAY in world.types("mia", f"/o2o {PIA}").text
    out = world.clicks_under("raj", kept.messages[0], "Teo Lund", "Leave out")
    assert "Removed: nothing is kept of *Teo Lund* in your name." in out.text
    assert "No longer in your list." in out.text
    assert "for your look" not in out.text
    # Thought better of at once, where it stands.
    again = world.clicks_under("raj", out.messages[0], "Olga Berg", "Keep to myself")
    assert NO_WAY in world.types("mia", f"/o2o {OLGA}").text
    world.clicks_under("raj", again.messages[0], "Olga Berg", "Share")
    assert KNOWN in world.types("mia", f"/o2o {OLGA}").text


def test_who_is_left_out_stays_out_until_they_are_logged_again(world: World, tmp_path: Path) -> None:
    before = [len(all_of(world, table)) for table in (Exchange, Touch)]
    imports(world, tmp_path, RAJ, (OLGA, "Olga Berg"))
    mails(world, RAJ, OLGA, 3, 3, NOW)
    assert [len(all_of(world, table)) for table in (Exchange, Touch)] > before
    world.clicks_under("raj", me(world, "raj").messages[0], "Olga Berg", "Leave out")
    assert [len(all_of(world, table)) for table in (Exchange, Touch)] == before
    imports(world, tmp_path, RAJ, (OLGA, "Olga Berg"), note="once more")
    assert "Olga Berg" not in me(world, "raj").text
    world.types("raj", f"/o2o know {OLGA}, 4")
    assert "Somebody of ours knows them well." in world.types("mia", f"/o2o {OLGA}").text


def test_everybody_at_an_account_is_decided_once_and_it_is_remembered(world: World, tmp_path: Path) -> None:
    world.imports("accounts", tmp_path, [{"name": "Acme Corp", "domains": "acme.example;acme-labs.example"}])
    at_acme = (("uma@acme.example", "Uma Ek"), ("ulf@acme-labs.example", "Ulf Ek"))
    imports(world, tmp_path, RAJ, *at_acme, *THREE[:1])
    imports(world, tmp_path, RAJ, ("una@acme.example", "Una Ek"), private="yes")
    page = me(world, "raj")
    heading = "*Everybody at Acme Corp (acme-labs.example, acme.example)*: 3 wait."
    assert heading in page.text
    assert "Everybody at newco.example" not in page.text  # one alone
    done = world.clicks_under("raj", page.messages[0], "Everybody at Acme Corp", "Share")
    assert done.text.startswith(
        "3 people at Acme Corp (acme-labs.example, acme.example): shared as the charter says. "
        "Whoever is imported from there later is shared without asking."
    )
    assert verdicts(world) == {"acme.example": "shared", "acme-labs.example": "shared"}
    assert KNOWN in world.types("mia", "/o2o uma@acme.example").text
    assert KNOWN in world.types("mia", "/o2o ulf@acme-labs.example").text
    assert NO_WAY in world.types("mia", "/o2o una@acme.example").text  # came in marked private
    assert NO_WAY in world.types("mia", f"/o2o {OLGA}").text
    assert "*1 waits for your look*" in done.text
    assert "From acme.example: shared without asking." in done.text
    assert "From acme" not in me(world, "mia").text
    imports(world, tmp_path, RAJ, ("ute@acme.example", "Ute Ek"))
    assert KNOWN in world.types("mia", "/o2o ute@acme.example").text  # decided already
    gone = world.clicks_under("raj", done.messages[0], "From acme.example", "Ask me again")
    assert gone.text.startswith("From acme.example: I ask you again. Nothing else has changed.")
    assert verdicts(world) == {"acme-labs.example": "shared"}
    assert KNOWN in world.types("mia", "/o2o uma@acme.example").text


def test_an_account_hidden_from_the_owner_is_neither_named_nor_told_from_none(world: World, tmp_path: Path) -> None:
    umbra = {"name": "Umbra Holdings", "domains": "umbra.example;shadow.example"}
    world.imports("accounts", tmp_path, [umbra])
    with world.bot.database.write() as session:
        session.execute(delete(Relationship))  # what else they hold is another matter
    pages = []
    for owner, who, domain in ((SAM, "sam", "umbra.example"), (MIA, "mia", "nobody.example")):
        people = ((f"a.lee@{domain}", "Ann Lee"), (f"b.lee@{domain}", "Ben Lee"), ("c.lee@shadow.example", "Cy Lee"))
        imports(world, tmp_path, owner, *people)
        page = me(world, who)
        assert f"*Everybody at {domain}*: 2 wait." in page.text
        pages.append(page.messages[0])
        done = world.clicks_under(who, page.messages[0], "Everybody at", "Share")
        pages.append(done.messages[0])
        assert "Umbra" not in done.text
        assert "*1 waits for your look*" in done.text  # the other domain of the account is not decided
    assert verdicts(world) == {"umbra.example": "shared", "nobody.example": "shared"}
    mask = r"umbra\.example|nobody\.example|relationships-\d+|\"value\": \"[^\"]*\"|\{.*?\}"
    first, second = ([canonical(one.blocks, mask) for one in some] for some in (pages[:2], pages[2:]))
    assert first == second


def test_people_with_free_mail_have_nothing_in_common(world: World, tmp_path: Path) -> None:
    imports(world, tmp_path, RAJ, ("ann.lee@gmail.com", "Ann Lee"), ("ben.lee@gmail.com", "Ben Lee"))
    page = me(world, "raj")
    assert "*2 wait for your look*" in page.text
    assert "Everybody" not in page.text
    assert page.text.count("Leave out") == 2


def test_mails_of_somebody_logged_in_person_change_nothing_until_they_count(world: World) -> None:
    world.types("raj", f"/o2o know {OLGA}")
    mails(world, RAJ, OLGA, 40, 40, NOW)
    before = world.types("mia", f"/o2o {OLGA}").text
    assert "Somebody of ours knows them a little." in before
    page = me(world, "raj")
    assert "*What was imported about somebody you logged* waits, too" in page.text
    assert "80 mails both ways (40 sent, 40 received), last 23 November 2026: strong by these" in page.text
    out = world.clicks_under("raj", page.messages[0], "olga.berg", "Leave it out")
    assert "is left out: it never counts" in out.text
    assert world.types("mia", f"/o2o {OLGA}").text == before
    counts = world.clicks_under("raj", out.messages[0], "olga.berg", "Let it count")
    assert "how well: by the mails" in counts.text
    assert "Somebody of ours knows them well." in world.types("mia", f"/o2o {OLGA}").text
    # Their own word stands, until they take it back.
    world.types("raj", f"/o2o know {OLGA}, 1")
    assert world.types("mia", f"/o2o {OLGA}").text == before
    page = me(world, "raj")
    by_mails = beside(page.messages[0], "olga.berg", "By the mails instead")
    assert "what was imported says it now" in world.raj.clicks(page.messages[0], by_mails).text
    assert "Somebody of ours knows them well." in world.types("mia", f"/o2o {OLGA}").text
    page = me(world, "raj")
    world.raj.clicks(page.messages[0], beside(page.messages[0], "olga.berg", "Leave the mails out"))
    assert world.types("mia", f"/o2o {OLGA}").text == before


def test_what_changed_since_it_was_shown_is_not_shared_by_an_old_click(world: World, tmp_path: Path) -> None:
    imports(world, tmp_path, SAM, *THREE)
    old = me(world, "sam").messages[0]
    imports(world, tmp_path, SAM, (OLGA, "Olga Berg"), note="a word Sam has not seen")
    assert "This was changed meanwhile; nothing was decided." in world.clicks_under("sam", old, "Olga", "Share").text
    imports(world, tmp_path, SAM, ("nia@newco.example", "Nia Roos"))
    said = world.sam.clicks(old, "mine_share_all").text
    assert "What waits for you has changed meanwhile; nothing was shared." in said
    for address in (OLGA, PIA, "nia@newco.example"):
        assert NO_WAY in world.types("mia", f"/o2o {address}").text
    world.sam.clicks(me(world, "sam").messages[0], "Share all 4")
    assert KNOWN in world.types("mia", f"/o2o {OLGA}").text
    world.clicks_under("sam", old, "Olga", "Share")  # as it is already: no harm
    gone = world.clicks_under("sam", old, "Pia Holm", "Leave out")
    assert "Removed" in gone.text
    assert "That isn't in your list any more." in world.clicks_under("sam", old, "Pia Holm", "Share").text
    assert "Nobody waits for your decision there" in world.clicks_under("sam", old, "Everybody at", "Leave out").text
    assert verdicts(world) == {}
    assert KNOWN in world.types("mia", f"/o2o {OLGA}").text


def test_nobody_decides_for_somebody_else(world: World, tmp_path: Path) -> None:
    imports(world, tmp_path, RAJ, *THREE)
    page = me(world, "raj").messages[0]
    form = world.raj.clicks(page, beside(page, "Olga Berg", "Correct ...")).view
    assert form is not None
    world.raj.closes(form)
    sent = next(e.request for e in reversed(world.slack.wire) if e.request.get("type") == "block_actions")
    before = world.knowledge()
    buttons = [e for block in page.blocks for e in block.get("elements", []) if e.get("type") == "button"]
    buttons = [element for element in buttons if element["action_id"] != "mine_page_on"]
    assert len(buttons) == 3 * 3 + 3 + 1
    for element in buttons:
        action = {"action_id": element["action_id"], "block_id": "b", "type": "button", "value": element["value"]}
        forged = as_another(world, {**sent, "actions": [action]}, "U0SAM", "T0INITRODE")
        (said,) = what_was_said(world, forged)
        if action["action_id"] == "mine_share_all":
            assert "Nothing was waiting any more." in said  # Sam has nothing that waits
        else:
            assert "That isn't in your list any more. `/o2o me` shows what is." in said
        assert "Olga" not in said
    assert verdicts(world) == {}
    assert world.knowledge() == before


def test_a_long_review_passes_over_nobody(world: World, tmp_path: Path) -> None:
    people = [(f"p{number:02}@place{number}.example", f"Person {number:02}") for number in range(12)]
    imports(world, tmp_path, SAM, *people)
    page, seen = me(world, "sam"), []
    while "for your look" in page.text:
        message = page.messages[0]
        here = who_is_on(message)
        assert len(here) == 5
        for name in here:
            if name not in seen:
                message = world.clicks_under("sam", message, name, "Keep to myself").messages[0]
                assert who_is_on(message) == here  # nothing moved
                seen.append(name)
        page = world.sam.clicks(message, "More")
    assert seen == [name for _, name in people]
    assert len(who_is_on(world.sam.clicks(page.messages[0], "Back").messages[0])) == 5


def who_is_on(message: Message) -> list[str]:
    """The names of the entries of a list, in their order."""
    texts = [block["text"]["text"] for block in message.blocks if block.get("accessory", {}).get("type") == "overflow"]
    return [text.splitlines()[0].strip("*") for text in texts]


def test_mails_come_in_wait_and_keep_to_what_was_decided(world: World, tmp_path: Path) -> None:
    def mailed(*others: str) -> None:
        rows = []
        for number, other in enumerate(others * 12):
            pair = (RAJ, other) if number % 2 else (other, RAJ)
            at = (NOW - dt.timedelta(days=1, hours=number)).isoformat()
            rows.append({"at": at, "from_email": pair[0], "to_email": pair[1], "kind": "email", "id": f"{other}{at}"})
        world.imports("touches", tmp_path, rows)

    mailed(OLGA)
    mailed(PIA)
    page = me(world, "raj")
    assert "*2 wait for your look*" in page.text
    assert page.text.count("12 mails both ways (6 sent, 6 received), last 22 November 2026: strong by these") == 2
    assert NO_WAY in world.types("mia", f"/o2o {OLGA}").text
    world.clicks_under("raj", page.messages[0], "Everybody at newco.example", "Share")
    assert "Somebody of ours knows them well." in world.types("mia", f"/o2o {OLGA}").text
    mailed(TEO)  # at the same domain: decided already
    assert "Somebody of ours knows them well." in world.types("mia", f"/o2o {TEO}").text
    assert "for your look" not in me(world, "raj").text
