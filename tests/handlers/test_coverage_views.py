"""How a deal stands in words: each state, what has changed, what hangs by one thread, for a person and a channel."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.deals.counterparts import Counterpart
from bot.deals.coverage_data import as_data
from bot.deals.covered import STATES, Cell, Column, DealCoverage, RoleStanding, State
from bot.deals.glossary import GLOSSARY, OF_STATES
from bot.deals.needs import DealNeeds
from bot.deals.ours import Member
from bot.deals.playbook import load_playbooks
from bot.deals.several import Several, worst_first
from bot.deals.showing import NOBODY, DealShown
from bot.deals.stakeholders import StakeholderShown
from bot.deals.survivability import survivability
from bot.deals.vocabulary import BUYING_ROLES, STANCES
from bot.network.portrait import Portrait
from handlers.values import Covering
from handlers.views.coverage import PAGE, answer, of_deal, of_several
from handlers.views.coverage_words import SIGNS, hangs, role_line, together, trend
from handlers.views.hours import Reader
from models.deals import Deal, Gap
from tests.conftest import NOW

PLAYBOOK = load_playbooks(Path(__file__).parents[2] / "playbook.yaml").choose(None, None)
READER = Reader(NOW, dt.UTC)
ANA, RAJ = (Member(number, name, None, None, None, "", ("ae",)) for number, name in ((1, "Ana"), (2, "Raj <b>")))


def person(number: int, name: str) -> Counterpart:
    return Counterpart(StakeholderShown(number, Portrait(number, name, "CFO"), None, (), NOW))


def covered(*roles: RoleStanding, name: str = "Acme", named: bool = True, **more: object) -> DealCoverage:
    """A deal with these parts; `named`: to a person."""
    deal = DealShown(
        deal_id=7, version=1, name=name, account="Acme Corp", playbook=PLAYBOOK, stage="Evaluation", on_map=True,
        since=NOW, theirs=None, stands="ahead", bought=False, amount=42_000_000, currency="EUR",
        expected_close=dt.date(2027, 1, 31), is_open=True, outcome=None, closed_at=None, lead=None, from_crm=False,
        channel_id=None, part=NOBODY,
    )  # fmt: skip
    columns = (Column("account executive", (ANA,) if named else ()),)
    people = tuple(each for one in roles for each in one.people)
    made = DealCoverage(deal, roles, columns, survivability(()), DealNeeds(Deal(), PLAYBOOK), (), (), people=people)
    return replace(made, **more)  # type: ignore[arg-type] # a dataclass's own names


def standing(state: State, **more: object) -> RoleStanding:
    cells = (Cell("account executive", state if state in ("engaged", "cold", "known") else ""),)
    made = RoleStanding("legal", state, named=state != "unknown", needed=True, cells=cells)
    return replace(made, **more)  # type: ignore[arg-type] # a dataclass's own names


def test_every_state_has_its_sign_and_its_entry() -> None:
    assert OF_STATES == STATES == tuple(SIGNS)
    assert len(set(SIGNS.values())) == len(STATES)
    assert all(not ord(sign) >= 0x1F000 for sign in SIGNS.values())  # no emoji
    assert all(GLOSSARY[state].said == state for state in STATES)


@pytest.mark.parametrize(
    ("state", "for_a_person", "for_a_channel"),
    [
        ("engaged", "● *legal*: engaged · in dialogue with *Ana* (account executive)",
         "● *legal*: engaged · in dialogue with our account executive"),
        ("cold", "◕ *legal*: cold · was in dialogue with *Ana* (account executive) · last in touch on 3 August",
         "◕ *legal*: cold · was in dialogue with our account executive · last in touch on 3 August"),
        ("known", "◑ *legal*: known · known to *Ana* (account executive)",
         "◑ *legal*: known · known to our account executive"),
        ("unknown", "○ *legal*: unknown · nobody named", "○ *legal*: unknown · nobody named"),
        ("vacant", "◌ *legal*: vacant", "◌ *legal*: vacant"),
    ],
)  # fmt: skip
def test_the_words_of_each_state(state: State, for_a_person: str, for_a_channel: str) -> None:
    one = standing(state, last=dt.date(2026, 8, 3) if state == "cold" else None)
    assert role_line(one, covered(one), READER, 9) == for_a_person
    assert role_line(one, covered(one, named=False), READER, 0) == for_a_channel
    assert "*Ana*" not in role_line(one, covered(one), READER, ANA.colleague_id)  # she is told "you"


def test_what_has_changed() -> None:
    assert trend(standing("engaged")) == ""
    assert trend(standing("engaged", before="known", weeks=0)) == "up since last week (was known)"
    assert trend(standing("vacant", before="unknown")) == "down since last week (was unknown)"
    assert trend(standing("cold", before="cold", weeks=1)) == "unchanged since last week"
    assert trend(standing("cold", before="cold", weeks=3)) == "the same in the last 3 digests"


def test_what_hangs_by_one_thread_names_nobody_whom_the_reader_does_not_see() -> None:
    jane = standing("engaged", people=(person(11, "Jane *"),))
    both = {"talks": frozenset({(1, 11)}), "threads": survivability([(1, 11)])}
    assert hangs(covered(jane, **both), 9).endswith(": *Ana* on our side and *Jane \u2217* on theirs carry this deal.")
    unseen = covered(standing("engaged"), named=False, **both)
    assert hangs(unseen, 0) == "Hangs by one thread: one person on each side carries this deal."
    ours = {"talks": frozenset({(1, 11), (1, 12)}), "threads": survivability([(1, 11), (1, 12)])}
    assert hangs(covered(jane, **ours), 1).endswith(": you alone carry this deal.")
    assert hangs(covered(jane, named=False, **ours), 0).endswith(": one person of ours alone carries this deal.")
    some = {(1, 11), (2, 12)}
    partly = covered(jane, named=False, talks=frozenset(some), threads=survivability(some))
    assert hangs(partly, 0) == "Without one of ours some of theirs would be out of our reach."
    assert hangs(covered(jane), 9) == ""


def test_the_answer_is_one_line() -> None:
    roles = [standing("unknown", role=name) for name in (*BUYING_ROLES, *STANCES)]
    said = answer(covered(*roles, name="=1+1 <!channel> *x*"))
    assert said.startswith(
        "*=1+1 &lt;!channel&gt; \u2217x\u2217*: 0 of 13 parts engaged; nobody talks to their *economic buyer*,"
    )
    assert said.endswith("*user buyer* and 10 more.")
    assert answer(covered(standing("engaged"))) == "*Acme*: 1 of 1 part engaged; nobody is missing at this stage."
    assert "as far as you may see" in answer(covered())
    weird = covered(standing("engaged"))
    weird = replace(weird, deal=replace(weird.deal, stage="Weird <1>", on_map=False))
    unsaid = "the playbook doesn't know our stage, _Weird &lt;1&gt;_, so I can't say who is missing."
    assert answer(weird) == f"*Acme*: 1 of 1 part engaged; {unsaid}"
    assert answer(replace(weird, roles=())).endswith(f"as far as you may see, and {unsaid}")
    first = of_several(several(weird, weird), [], READER, Covering()).text
    assert first.endswith(" now, as far as I can say: the stage of 2 of them is not in the playbook.")
    assert "Weird &lt;1&gt; (not in the playbook)" in of_several(several(weird), [weird], READER, Covering()).text
    whole = of_deal(covered(*roles, risks=(Gap(key="gone_cold"),)), READER, 9, 1)
    assert "Open risks: gone cold." in whole.text
    assert len(whole.blocks) <= 8
    assert "We are ahead of them." in whole.text
    closed = covered(standing("cold"))
    assert answer(replace(closed, roles=(standing("cold", needed=False),), deal=replace(closed.deal, is_open=False)))


def several(*deals: DealCoverage, people: tuple[int, int] | None = None) -> Several:
    pairs = {pair for one in deals for pair in one.talks}
    return Several("Acme Corp", manages=False, deals=worst_first(deals), together=survivability(pairs), people=people)


def test_deals_come_worst_first() -> None:
    late = covered(standing("unknown"), name="Late")
    soon = replace(late, deal=replace(late.deal, name="Soon", expected_close=dt.date(2026, 12, 1)))
    never = replace(late, deal=replace(late.deal, name="Never", expected_close=None))
    rich = replace(soon, deal=replace(soon.deal, name="Rich", amount=10**10))
    risky = replace(soon, deal=replace(soon.deal, name="Risky"), risks=(Gap(key="gone_cold"),))
    more = covered(standing("cold"), standing("known", role="coach"), name="More")
    fine = covered(standing("engaged"), name="Fine")
    found = several(fine, never, late, soon, rich, risky, more)
    assert [one.deal.name for one in found.deals] == ["More", "Risky", "Rich", "Soon", "Late", "Never", "Fine"]
    said = of_several(found, found.deals, READER, Covering(account=3))
    first, *lines = said.text.splitlines()
    assert first == "*Acme Corp*: somebody is missing in 6 of the 7 open deals you see."
    assert lines[1:3] == ["*More* · €420k · due 31 January 2027 · Evaluation",
                          "Missing: ◕ *legal* cold, ◑ *coach* known · 0 of 2 engaged"]  # fmt: skip


def test_an_account_with_more_deals_than_are_read_says_which_these_are() -> None:
    found = replace(several(covered(standing("cold")), covered(standing("engaged"))), of=1200)
    said = of_several(found, found.deals, READER, Covering(account=3)).text
    first = said.splitlines()[0]
    assert first == (
        "*Acme Corp*: somebody is missing in 1 of the 2 deals that are due first, of the 1,200 open ones you see."
    )


def test_no_figure_about_few_colleagues() -> None:
    one = {"talks": frozenset({(1, 11)}), "threads": survivability([(1, 11)])}
    few = several(covered(**one), covered(**one, name="B"))
    assert together(few) == (
        "Over all of these one person on each side carries all the dialogue there is. 2 of 2 deals hang by one thread."
    )
    assert as_data(few)["survivability"]["ours"] is None
    many = replace(few, people=(5, 9), together=survivability((a, b) for a in range(5) for b in (11, 12)))
    assert together(many).startswith("5 of ours are in dialogue with 9 of theirs. No one person carries these")
    assert as_data(many)["survivability"]["ours"] == 5


@pytest.mark.parametrize("total", [1, PAGE, PAGE + 1, 5 * PAGE])
def test_pages_fit(total: int) -> None:
    deals = several(*(covered(standing("unknown"), name=f"{number:03} {'long ' * 30}") for number in range(total)))
    seen: Counter[str] = Counter()
    for at in range(0, total, PAGE):
        said = of_several(deals, deals.deals[at : at + PAGE], READER, Covering(at=at))
        assert len(said.blocks) <= 50
        seen.update(one.split(" ")[0] for one in said.text.split("*") if one[:3].isdigit())
    assert seen == Counter({f"{number:03}": 1 for number in range(total)})


def test_of_a_managers_deals_as_many_need_them_as_a_digest_says() -> None:
    at_risk = covered(standing("engaged", needed=False), name="Cold", risks=(Gap(key="gone_cold"),))
    fine, short = covered(standing("engaged", needed=False), name="Fine"), covered(standing("known"), name="Short")
    found = replace(several(at_risk, fine, short), account=None, manages=True)
    assert of_several(found, found.deals, READER, Covering()).text.startswith("*2 of your 3 deals need you.*")
