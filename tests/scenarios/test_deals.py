"""Deals in Slack: made, confirmed, moved on both sides, ended; who of ours is on one, who of theirs matters in it."""

from __future__ import annotations

import pytest

from sandbox.client import Message
from tests.scenarios.introductions import heard, told
from tests.scenarios.messages import opened
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")
JANE = "jane.doe@acme.example"


def typed(world: World, who: str, text: str) -> Message:
    return world.types(who, f"/o2o {text}").messages[0]


def first_line(message: Message) -> str:
    return message.text.splitlines()[0]


def test_a_deal_is_made_confirmed_moved_on_both_sides_and_ended(world: World) -> None:
    form = opened(world.types("ana", "/o2o deal new Acme upgrade at Acme by Renewal"))
    assert "your manager is asked to confirm you as its lead" in form.text
    assert "Looking back" in str(form.json)
    form = opened(world.ana.chooses(form, "deal_playbook", "New business"))
    assert "Looking back" not in str(form.json)  # another playbook, other stages
    refused = opened(world.ana.submits(form, {"amount": "lots"}))
    assert "Write the amount like 420k" in str(refused.errors)
    done = opened(world.ana.submits(refused, {"amount": "€420k", "expected_close": "2027-01-31"}))
    assert (
        "*Acme upgrade* · Mutual interest since today · they: unknown · €420k · due 31 January 2027 · New business"
        in (done.text)
    )
    assert "Team: nobody confirmed yet. Waiting for a yes: Ana Ortiz (account executive, to lead it)." in done.text
    world.ana.closes(done)
    for nobody in ("mia", "sam"):
        assert typed(world, nobody, "deal show Acme upgrade").text.startswith("I know of no deal called")

    asked = told(world, "zoe")
    assert first_line(asked).startswith("*Acme upgrade* · Mutual interest since today · they: unknown · €420k")
    assert (
        "*Ana Ortiz* proposes themselves as account executive and lead of this deal with *Acme Corp*. Your yes?"
        in asked.text
    )
    world.zoe.clicks(asked, "Put on the team")
    assert "*Ana Ortiz* is on the team as account executive, by Zoe Kern." in told(world, "zoe").text
    assert "You are on the team as account executive. Zoe Kern said yes." in told(world, "ana").text

    said = typed(world, "ana", "deal stage Acme upgrade ours negotiation")
    assert first_line(said).startswith("*Acme upgrade* · Negotiation since today")
    assert "Noted: we are at *Negotiation* now." in said.text
    before = typed(world, "ana", "deal show acme upg")
    assert "*Acme upgrade* · Negotiation since today" in before.text
    form = opened(world.ana.clicks(before, "They moved: Acme upgrade"))
    world.clock.advance(days=2)
    world.slack.clock.set(world.clock.at.timestamp())
    moved = opened(world.ana.submits(form, {"stage": "Comparing suppliers", "seen_on": "2026-11-24"}))
    assert "they: Comparing suppliers (Ana, on Tuesday)" in moved.text
    assert "We are ahead of them." in moved.text
    world.ana.closes(moved)
    # A button of before: nothing is changed, and how it stands is shown.
    won = world.ana.chooses(before, "deal_menu", "Won ...").messages[-1]
    assert "Is it *won*?" in won.text
    typed(world, "ana", "deal stage Acme upgrade theirs deciding")
    late = world.ana.clicks(won, "It is won: Acme upgrade").messages[-1]
    assert "Something has changed about this deal since." in late.text
    assert "they: Deciding (Ana, today)" in late.text

    sure = typed(world, "ana", "deal won Acme upgrade")
    ended = world.ana.clicks(sure, "It is won: Acme upgrade").messages[-1]
    assert "*Acme upgrade* · won on 25 November" in ended.text
    world.clock.advance(minutes=4)
    back = world.ana.clicks(ended, "Undo: Acme upgrade").messages[-1]
    assert "Taken back: it stands as before." in back.text
    assert "*Acme upgrade* · Negotiation" in typed(world, "ana", "deal").text
    assert "comes from the CRM" in typed(world, "ana", "deal lost Acme renewal").text
    shown = typed(world, "ana", "deal show Acme upgrade")
    gaps = world.ana.clicks(shown, "Who should meet whom").messages[-1]
    assert first_line(gaps).startswith("*Acme upgrade* · Negotiation")
    which = typed(world, "ana", "deal team acme")
    team = world.ana.chooses(which, "deal_pick", "Acme upgrade").messages[-1]
    assert "*Ana Ortiz* · account executive · leads the deal" in team.text
    form = opened(world.ana.clicks(team, "Change a part ..."))
    assert "Who leads it and who is on its team stays as it is." in form.text
    done = opened(world.ana.submits(form, {"role": "Executive sponsor"}))
    assert "*Ana Ortiz* is executive sponsor in it now." in done.text
    assert "*Ana Ortiz* · executive sponsor · leads the deal" in done.text
    world.ana.closes(done)
    assert "*Ana Ortiz* (executive sponsor, leads the deal)" in typed(world, "ana", "deal show Acme upgrade").text
    assert world.ana.says("deal show Acme upgrade").messages[-1].text.startswith("*Acme upgrade* · Negotiation")


def test_a_colleague_is_put_on_the_team_with_somebody_elses_yes(world: World) -> None:
    team = typed(world, "lee", "deal team Acme renewal")
    form = opened(world.lee.clicks(team, "Add a colleague ..."))
    assert "The deal's lead or their manager is asked first." in form.text
    form = opened(world.lee.chooses(form, "deal_colleague_chosen", "U0MIA"))
    assert form.values["role"]["value_0"]["selected_option"]["value"] == "account executive"  # as her title says
    done = opened(world.lee.submits(form, {"colleague": "U0MIA", "role": "Legal counsel"}))
    assert "Proposed: *Mia Rossi*." in done.text
    assert "waits for Ana Ortiz or Zoe Kern" in done.text
    world.lee.closes(done)
    hers = typed(world, "mia", "deal show Acme renewal")
    assert "You are not on its team yet" in hers.text
    before = typed(world, "mia", f"who-knows {JANE}").text
    assert "*Raj Patel*" not in before

    asked = {who: told(world, who) for who in ("ana", "zoe")}
    assert "*Lee Chen* proposes *Mia Rossi* as legal counsel of this deal" in asked["ana"].text
    world.zoe.clicks(asked["zoe"], "No")
    world.tick(hours=5)  # Lee is in New York, where it is morning by then
    assert "Not put on the team: *Mia Rossi*. You can still say yes." in told(world, "zoe").text
    assert "*Mia Rossi* is not put on the team." in told(world, "lee").text
    assert typed(world, "mia", "deal show Acme renewal").text.startswith("I know of no deal called")
    world.ana.clicks(told(world, "ana"), "Put on the team")
    assert "*Mia Rossi* is on the team as legal counsel." in told(world, "lee").text
    assert "Ana Ortiz said yes." in told(world, "mia").text
    assert "*Raj Patel*" in typed(world, "mia", f"who-knows {JANE}").text
    team = typed(world, "ana", "deal team Acme renewal")
    world.ana.clicks(team, "Take off the team: Mia Rossi")
    assert typed(world, "mia", f"who-knows {JANE}").text == before
    assert len(heard(world, "mia")) == 2  # that she was not, and that she was: nothing since


def test_who_of_theirs_matters_with_what_each_of_us_sees(world: World) -> None:
    shown = typed(world, "ana", "deal show Acme renewal")
    assert "Nobody of theirs is named in it yet" in shown.text
    form = opened(world.ana.clicks(shown, "Add somebody of theirs ..."))
    form = opened(world.ana.submits(form, {"who": "cfo@acme"}))
    assert "*Jane Doe* · CFO, Acme Corp" in form.text
    assert "Jane can ask to see this. Write only what you would say to their face." in form.text
    seen = {"buying_role": "Economic buyer", "stance": "Champion", "motivation": "Wants one treasury system."}
    done = opened(world.ana.submits(form, seen))
    assert "Noted, in your name: *Jane Doe*." in done.text
    world.ana.closes(done)
    his = typed(world, "lee", "deal show Acme renewal")
    assert "economic buyer (Ana, today)" in his.text
    form = opened(world.lee.clicks(his, "What I see: Jane Doe"))
    world.lee.closes(opened(world.lee.submits(form, {"buying_role": "Economic buyer", "stance": "Sceptic"})))
    both = typed(world, "ana", "deal show Acme renewal").text
    assert "champion (you, today)" in both
    assert "sceptic (Lee, today)" in both
    assert "moved by: Wants one treasury system. (you, today)" in both
    # Zoe manages Ana, and so sees the deal; what was observed is the team's.
    hers = typed(world, "zoe", "deal show Acme renewal")
    assert "Acme renewal" in hers.text
    assert "Jane Doe" not in hers.text
    # A person one knows nothing of is nobody, and so is one who is hidden.
    shown = typed(world, "ana", "deal show Acme renewal")
    words = set()
    for who in ("viktor.stahl@umbra.example", "nobody@nowhere.example"):
        form = opened(world.ana.clicks(shown, "Add somebody of theirs ..."))
        refused = opened(world.ana.submits(form, {"who": who}))
        words.add(str(refused.errors).replace(who, "X"))
        world.ana.closes(refused)
    assert len(words) == 1
    # Her seat falls vacant: it matters all the same.
    typed(world, "ana", "left jane.doe@acme.example")
    form = opened(world.ana.clicks(shown, "Add somebody of theirs ..."))
    form = opened(world.ana.submits(form, {"who": "cfo@acme"}))
    assert "*CFO* · Acme Corp, an empty seat" in form.text
    done = opened(world.ana.submits(form, {"buying_role": "Economic buyer"}))
    assert "*CFO* · Acme Corp · seat empty since 23 November" in done.text
    world.ana.closes(done)
    form = opened(world.ana.clicks(typed(world, "ana", "deal show Acme renewal"), "What I see: CFO"))
    gone = world.ana.clicks(form, "Take back what I said")
    assert "nothing stands in your name about *CFO*" in opened(gone).text


def test_where_the_playbook_has_no_stages_of_theirs_nobody_is_asked_for_one(world: World) -> None:
    form = opened(world.types("ana", "/o2o deal new Acme small at Acme by Simple deal"))
    world.ana.closes(opened(world.ana.submits(form, {})))
    shown = typed(world, "ana", "deal show Acme small")
    assert "They moved" not in str(shown.json)
    assert "They moved" in str(typed(world, "ana", "deal show Acme renewal").json)
    for words in ("theirs", "theirs comparing"):
        said = typed(world, "ana", f"deal stage Acme small {words}")
        assert "A deal sold as “Simple deal” has no stages of theirs" in said.text


def test_without_a_manager_it_is_said_at_once_that_nobody_can_confirm(world: World) -> None:
    words = "Nobody is known who may say yes: your manager isn't known here."
    form = opened(world.types("zoe", "/o2o deal new Globex pilot at Globex"))
    assert words in form.text
    assert "your manager is asked" not in form.text
    done = opened(world.zoe.submits(form, {}))
    assert f"But somebody has to confirm you as its lead. {words}" in done.text
    world.zoe.closes(done)
    assert words not in opened(world.types("ana", "/o2o deal new Globex pilot at Globex")).text


def test_a_second_deal_of_the_same_name_and_one_due_in_the_past_are_refused_at_their_fields(world: World) -> None:
    form = opened(world.types("ana", "/o2o deal new ACME  Renewal at Acme"))
    refused = opened(world.ana.submits(form, {}))
    assert refused.errors == {
        "name": "An open deal with this account is called like that already. Give this one another name."
    }
    refused = opened(world.ana.submits(refused, {"name": "Acme renewal 2", "expected_close": "2026-11-22"}))
    assert refused.errors == {"expected_close": "That day is over. When is it expected to close?"}
    done = opened(world.ana.submits(refused, {"expected_close": "2026-11-23"}))
    assert "*Acme renewal 2*" in done.text
    world.ana.closes(done)
    # Of a deal that Mia does not see she learns nothing.
    done = opened(world.mia.submits(opened(world.types("mia", "/o2o deal new Acme renewal at Acme")), {}))
    assert "Made." in done.text


def test_a_deal_that_is_over_is_offered_with_its_end_and_only_where_no_open_one_is_meant(world: World) -> None:
    assert typed(world, "ana", "deal show acme").text.startswith("*Acme renewal*")
    which = typed(world, "ana", "deal show pilot")
    assert "Acme pilot (won 30 June 2025)" in str(which.json)


def test_a_stage_without_a_side_is_asked_and_the_name_may_stand_behind_it(world: World) -> None:
    form = opened(world.types("ana", "/o2o deal stage Acme renewal"))  # the CRM's: only theirs is left
    assert "Where they are" in str(form.json)
    world.ana.closes(form)
    said = typed(world, "ana", "deal stage theirs comparing suppliers acme RENEWAL")
    assert "*Acme renewal*" in first_line(said)
    assert "They are at *Comparing suppliers*" in said.text or "they are at *Comparing suppliers* now" in said.text
    world.ana.closes(opened(world.ana.submits(opened(world.types("ana", "/o2o deal new Small one")), {})))
    asked = typed(world, "ana", "deal stage Small one")
    assert "Whose stage: ours or theirs?" in asked.text
    assert "Where we are" in str(opened(world.ana.clicks(asked, "We moved: Small one")).json)
