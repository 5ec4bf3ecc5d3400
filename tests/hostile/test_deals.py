"""Nobody gains a name, an account or the existence of one by making a deal, joining its team, naming people in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.deals.team import ASKED
from handlers.values import DealMeant, InDeal, OfDeal, OnTeam
from handlers.views.kit import Form, Message
from models.base import new_id, random_id
from models.deals import Deal, DealMember, Observation, ProposedMember, StageRecord, Stakeholder
from models.people import Colleague
from tests.hostile.desk import Desk, Office, Said, office, shown
from tests.hostile.twins import looks

HIDDEN = "Umbra Holdings"
"""Under embargo, with a deal and people of its own; Zoe alone is cleared for it."""
ASKS = (
    "cfo@acme",
    "jane.doe@acme.example",
    "bill.smith@acme.example",
    "petra.novak@acme.example",
    "acme",
    "globex",
    "cio@globex",
    "viktor.stahl@umbra.example",
    "umbra",
    "ceo@umbra",
    "nobody@nowhere.example",
    "intro jane.doe@acme.example",
    "deal show Acme renewal",
    "deal show Umbra pilot",
)


@pytest.fixture
def made(tmp_path: Any) -> Iterator[Office]:
    with office(f"sqlite:///{tmp_path / 'o2o.db'}", tmp_path) as one:
        yield one


def makes(desk: Desk, name: str, account: str = "", **values: str) -> Said:
    form = desk.types(f"deal new {name}" + (f" at {account}" if account else ""))
    return desk.submits(form, values)


def the_deal(made: Office, name: str) -> Deal:
    with made.database.read() as session:
        return session.scalars(select(Deal).where(Deal.name == name)).one()


def sees(desk: Desk) -> dict[str, str]:
    return {text: looks(desk.types(text)) for text in ASKS}


def test_an_account_that_is_hidden_is_one_that_was_never_stored(made: Office) -> None:
    mia = made.desk("mia")
    for typed, absent in (
        ("Umbra Holdings", "Zqxrt Yjkwvbpm"),
        ("umbra", "zqxrt"),
        ("umbra.example", "zqxrt.example"),
        ("@umbra.example", "@zqxrt.example"),
    ):
        said = [shown(makes(mia, "A deal", one)).replace(one.lstrip("@"), "X") for one in (typed, absent)]
        assert said[0] == said[1]
        assert "I know of no account called" in said[0]
        forms = [shown(mia.types(f"deal new A deal at {one}")).replace(one, "X") for one in (typed, absent)]
        assert forms[0] == forms[1]
    with made.database.read() as session:
        assert session.scalars(select(Deal.id).where(Deal.made_by_id.is_not(None))).all() == []
    assert "With *Umbra Holdings*" in shown(makes(made.desk("zoe"), "Hers", HIDDEN))  # who is cleared may


def test_making_joining_naming_and_binding_show_nobody_more_than_before(made: Office) -> None:
    """Mia is on no Acme deal: whatever she makes, she sees of Acme's people what she saw."""
    mia, before = made.desk("mia"), sees(made.desk("mia"))
    assert "Acme Corp" in shown(makes(mia, "Mine at last", "Acme"))
    deal = the_deal(made, "Mine at last")
    value = OfDeal(id=deal.id, v=deal.version).dump()
    # She proposes herself in every way there is.
    for role in ("deal lead", "account executive"):
        form = mia.sends("deal_colleague", value)
        said = mia.submits(form, {"colleague": "U0MIA", "role": role})
        assert "nobody is asked twice" in shown(said)
    with made.database.read() as session:
        proposal = session.scalars(select(ProposedMember.id).where(ProposedMember.deal_id == deal.id)).one()
    for _ in range(2):
        assert "nothing here that waits for your yes" in shown(mia.sends("deal_yes", OfDeal(id=proposal).dump()))
    # She names people: whom she knows of she sees as she saw them; whom she does not is nobody.
    # An address is filled into the words that log somebody, whoever's it is; a seat is none.
    for pair in (("viktor.stahl@umbra.example", "nobody@nowhere.example"), ("ceo@umbra", "ceo@nowhere")):
        said = [shown(mia.submits(mia.sends("deal_who", value), {"who": who})).replace(who, "X") for who in pair]
        assert said[0] == said[1]
    form = mia.submits(mia.sends("deal_who", value), {"who": "jane.doe@acme.example"})
    assert isinstance(form, Form)
    mia.submits(form, {"buying_role": "economic buyer", "stance": "champion"})
    # What Lee, who is on Acme's team, sees in Jane stays his team's.
    lee, real = made.desk("lee"), the_deal(made, "Acme renewal")
    theirs = lee.submits(lee.sends("deal_who", OfDeal(id=real.id).dump()), {"who": "jane.doe@acme.example"})
    lee.submits(
        theirs, {"buying_role": "technical buyer", "stance": "opponent", "motivation": "Her bonus hangs on it."}
    )
    mine = shown(mia.types("deal show Mine at last"))
    assert "champion" in mine
    assert "opponent" not in mine
    assert "bonus" not in mine
    _bind(mia, deal)
    with made.database.read() as session:
        assert session.scalars(select(DealMember.id).where(DealMember.deal_id == deal.id)).all() == []
        assert the_deal(made, "Mine at last").owner_id is None
    assert sees(mia) == before


def _bind(desk: Desk, deal: Deal) -> None:
    """In the desk's house somebody clicks nowhere: the value is sent as from the channel of sales."""
    works = desk.office.house.works["deal_bind"][0]

    def work(turn: Any) -> Said:
        turn.channel_id = "C0SALES"
        return works(turn, type("C", (), {"value": OfDeal(id=deal.id, v=deal.version).dump(), "metadata": ""})())

    said = desk._run(work, writes=True)
    assert "This channel is about it now" in shown(said)


def test_a_deal_one_may_not_see_and_one_never_stored_are_told_of_in_the_same_words(made: Office) -> None:
    mia = made.desk("mia")
    hidden = the_deal(made, "Acme renewal")
    lee = made.desk("lee")
    lee.submits(
        lee.submits(lee.sends("deal_who", OfDeal(id=hidden.id).dump()), {"who": "jane.doe@acme.example"}),
        {"buying_role": "coach"},
    )
    makes(made.desk("ana"), "Ana's own")
    with made.database.read() as session:
        stakeholder = session.scalars(select(Stakeholder.id)).one()
        proposal = session.scalars(select(ProposedMember.id)).one()
        jane = session.scalars(select(Stakeholder.contact_id)).one()
        ana = session.scalars(select(Colleague.id).where(Colleague.name == "Ana Ortiz")).one()
    never = new_id()
    pairs: list[tuple[str, str, str]] = []
    for action in made.house.works:
        if not action.startswith("deal_") or action == "deal_new":
            continue
        for do in ("", "show", "team", "ours", "theirs", "won", "lost", "here", "unbind", "next"):
            for v in (0, hidden.version):
                one = OfDeal(id=hidden.id, v=v, do=do)
                pairs.append((action, one.dump(), one.model_copy(update={"id": never}).dump()))
            pairs.append((action, DealMeant(do=do, deal=hidden.id).dump(), DealMeant(do=do, deal=never).dump()))
        pairs.append((action, OnTeam(deal=hidden.id, who=ana).dump(), OnTeam(deal=never, who=ana).dump()))
        about = (stakeholder, proposal)
        pairs += [(action, OfDeal(id=real).dump(), OfDeal(id=random_id()).dump()) for real in about]
    stored = _stored(made)
    for action, real_value, other in pairs:
        assert looks(mia.sends(action, real_value)) == looks(mia.sends(action, other)), (action, real_value)
    for form, values in (
        ("deal_stage", {"stage": "comparing"}),
        ("deal_stage", {"stage": "nonsense"}),
        ("deal_who", {"who": "jane.doe@acme.example"}),
        ("deal_who", {"who": "x"}),
        ("deal_part", {"who": str(ana), "role": "account executive"}),
        ("deal_part", {"who": "9" * 40, "role": "account executive"}),
        ("deal_colleague", {"colleague": "U0MIA", "role": "account executive"}),
        ("deal_colleague", {"colleague": "U0ANA", "role": "account executive"}),
        ("deal_person", {"buying_role": "coach"}),
        ("deal_person", {"buying_role": ""}),
    ):
        said = []
        for deal_id in (hidden.id, never):
            value = InDeal(deal=deal_id, contact=jane) if form == "deal_person" else OfDeal(id=deal_id, do="theirs")
            said.append(looks(mia.submits(Form(form, "x", (), metadata=value.dump()), dict(values))))
        assert said[0] == said[1], (form, values)
    for text in (
        "deal show {}",
        "deal team {}",
        "deal won {}",
        "deal here {}",
        "deal stage {} theirs comparing",
        "deal {}",
    ):
        said = [shown(mia.types(text.format(name))).replace(name, "X") for name in ("Acme renewal", "Zqxr ytjkwvb")]
        assert said[0] == said[1], text
    assert _stored(made) == stored


def _stored(made: Office) -> list[list[Any]]:
    tables = (Deal, DealMember, ProposedMember, StageRecord, Stakeholder, Observation)
    with made.database.read() as session:
        return [[tuple(row) for row in session.execute(select(one.__table__).order_by(one.id))] for one in tables]


def test_nobody_lets_themselves_in_nor_does_whoever_managed_them_before(made: Office) -> None:
    ana, zoe, mia = made.desk("ana"), made.desk("zoe"), made.desk("mia")
    makes(ana, "Upgrade", "Acme")
    asked = zoe.hears(ASKED)
    assert "*Ana Ortiz* proposes themselves as account executive and lead of this deal with *Acme Corp*" in asked.text
    with made.database.write() as session:
        sam = session.scalars(select(Colleague.id).where(Colleague.name == "Sam Okoro")).one()
        session.execute(update(Colleague).where(Colleague.name == "Ana Ortiz").values(manager_id=sam))
    refused = {shown(desk.clicks(asked, label)) for desk in (ana, zoe, mia) for label in ("Put on the team", "No")}
    assert len(refused) == 1
    assert "nothing here that waits for your yes" in refused.pop()
    with pytest.raises(AssertionError):  # what she was asked is not hers to read any more
        zoe.clicks(zoe.hears(ASKED), "Put on the team")
    with made.database.read() as session:
        assert the_deal(made, "Upgrade").owner_id is None


def test_names_that_look_like_markup_stay_text(made: Office) -> None:
    zoe = made.desk("zoe")
    name = "<!channel> *x* `y` <@U0ANA> <https://e.example|z>"
    said = zoe.submits(zoe.types("deal new X"), {"name": name, "amount": "€1"})
    assert isinstance(said, Message)
    for text in (shown(said), shown(zoe.types("deal")), shown(zoe.types("deal show x"))):
        for piece in re.findall(r'"text": "((?:[^"\\\\]|\\\\.)*)", "type": "mrkdwn"', text):
            assert not re.search(r"<(!|@U0ANA|https)", piece), piece
