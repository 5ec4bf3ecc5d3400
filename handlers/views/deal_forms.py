"""Forms about deals: making one, saying a stage, who of theirs matters, who of ours is on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Option

from bot.deals.making import NAME_MOST
from bot.deals.playbook import Playbook, Playbooks
from bot.deals.showing import DealShown
from bot.deals.stakeholders import MOTIVATION_MOST
from bot.deals.team import Member
from bot.deals.vocabulary import BUYING_ROLES, POWERS, STANCES
from bot.network.portrait import Portrait
from bot.network.resolving import EmptySeat
from bot.network.who import first_word
from handlers.values import InDeal, OfDeal
from handlers.views.deal_head import head
from handlers.views.hours import Reader
from handlers.views.kit import (
    Block,
    Form,
    choice_input,
    context,
    day_select,
    esc,
    option,
    person_select,
    section,
    select,
    text_input,
)

NEW = "New deal"
ASKED = "your manager is asked to confirm you as its lead."
NOBODY_ASKED = (
    "somebody has to confirm you as its lead. Nobody is known who may say yes: your manager isn't known here. "
    "Your administrator can import it: `manager_email`."
)
PARTS_MOST = 100
"""Choices of one picker, by Slack's limit."""
PLAYBOOK_FIELD = "deal_playbook"
PERSON_FIELD = "deal_colleague_chosen"


def new(
    playbooks: Playbooks, *, name: str = "", account: str = "", playbook: Playbook, has_manager: bool = True
) -> Form:
    """The form that makes a deal, filled in with what was typed. `has_manager`: somebody can be asked to say yes."""
    options = [option(one.name, one.id) for one in playbooks.all]
    chosen = next(each for each in options if each.value == playbook.id)
    blocks: list[Block] = [
        section(f"A deal opens nothing: {ASKED if has_manager else NOBODY_ASKED} Until then you see what you put in."),
        text_input("name", "Name", initial=name, placeholder="Acme renewal", optional=False, most=NAME_MOST),
        text_input(
            "account", "Account", initial=account, placeholder="Acme", hint="Its name or mail domain, as we have it."
        ),
        choice_input(
            "playbook",
            "How it is sold",
            select(PLAYBOOK_FIELD, "Choose ...", options, initial=chosen),
            optional=False,
            told=True,
        ),
        stage_field(playbook),
        text_input("amount", "Amount", placeholder="€420k"),
        choice_input("expected_close", "Expected to close", day_select("value", "Any day")),
        context("_Its lead, its team and the lead's managers read this._"),
    ]
    return Form(
        "deal_new",
        NEW,
        tuple(blocks),
        submit="Make it",
        opened_by="deal_new",
        asks="A new deal: fill in the form.",
        spoken="Fill it in: a new deal",
    )


def stage_field(playbook: Playbook) -> Block:
    """Where the deal is with us, by the stages of a playbook."""
    options = [option(one.name, one.id) for one in playbook.sales_stages if one.ends is None]
    chosen = select(f"value_{playbook.id}"[:255], "Choose ...", options, initial=options[0])
    return choice_input("stage", "Where we are", chosen, optional=False)


def stage(deal: DealShown, side: str, reader: Reader, *, words: str = "", unknown: bool = False) -> Form:
    """The form that says a stage, ours or theirs; `words` chooses one, `unknown` says that they name none."""
    ours = side == "ours"
    stages: Sequence[tuple[str, str]] = (
        [(one.id, one.name) for one in deal.playbook.sales_stages if one.ends is None]
        if ours
        else [(one.id, one.name) for one in deal.playbook.buying_stages]
    )
    found = deal.playbook.sales_stage(words) if ours else deal.playbook.buying_stage(words)
    options = {name: option(name, one) for one, name in stages}
    now = deal.stage if ours else deal.theirs.stage if deal.theirs else ""
    initial = options.get(found.name if found else now)
    blocks = [section(head(deal, reader))]
    if unknown:
        blocks.append(
            section(f"“{esc(words, 60)}” is no stage of the playbook _{esc(deal.playbook.name)}_. Which is it?")
        )
    label = "Where we are" if ours else "Where they are"
    picker = select("value", "Choose ...", list(options.values()), initial=initial)
    blocks.append(choice_input("stage", label, picker, optional=False))
    if not ours:
        hint = "They may have gone back. If somebody saw something later, that counts."
        blocks.append(choice_input("seen_on", "Seen on", day_select("value", "Today", initial=reader.today), hint=hint))
        blocks.append(context("_Your name and the day stand beside it: whoever sees the deal reads that you saw it._"))
    value = OfDeal(id=deal.deal_id, v=deal.version, do=side)
    return Form(
        "deal_stage",
        "We moved" if ours else "They moved",
        tuple(blocks),
        submit="Say so",
        metadata=value.dump(),
        opened_by="deal_stage_form",
        asks=f"*{esc(deal.name)}*: which stage?",
        spoken=f"Fill it in: the stage of {deal.name}",
    )


def whom(deal: DealShown, named_for: str = "") -> Form:
    """The form that asks who of theirs matters, or who has the part that somebody is named for."""
    field = text_input(
        "who",
        "Who of theirs?",
        placeholder="cfo@acme",
        hint="An address (jane@acme.com), a seat (cfo@acme), empty or not, or a full name (Jane Doe, Acme).",
        optional=False,
    )
    value = OfDeal(id=deal.deal_id, v=deal.version, part=named_for).dump()
    asked = f"Who has the part of *{esc(named_for)}*" if named_for else "Who matters"
    blocks = (section(f"{asked} in *{esc(deal.name)}*?"), field)
    return Form("deal_who", "Somebody of theirs", blocks, submit="Go on", metadata=value, opened_by="deal_who")


def several(people: Sequence[Portrait], value: OfDeal, asked: str) -> Form:
    """Which of several people is meant."""
    options = [
        option(
            one.name,
            InDeal(deal=value.id, contact=one.contact_id, part=value.part).dump(),
            ", ".join(part for part in (one.title, one.account) if part) or None,
        )
        for one in people
    ]
    picker = choice_input(
        "who", f"Whom do you mean by {asked}?"[:150], select("value", "Choose ...", options), optional=False
    )
    return Form("deal_which_person", "Whom do you mean?", (picker,), submit="Go on", metadata=value.dump())


def observation(deal: DealShown, person: Portrait | EmptySeat, value: InDeal, own: Mapping[str, str]) -> Form:
    """What one sees in somebody, or in a seat: role, stance, power, motivation in one form that says who reads it."""
    if isinstance(person, Portrait):
        what = ", ".join(esc(part) for part in (person.title, person.account) if part)
        first = first_word(person.name, "They") if "@" not in person.name else "They"
        reads = f"{first} can ask to see this. Write only what you would say to their face."
        name = person.name
    else:
        what, name = f"{esc(person.account)}, an empty seat", person.title
        reads = "Whoever takes the seat can ask to see this."
    # Named for a part it is that one which is filled in; they can correct it.
    for about, words in (("buying_role", BUYING_ROLES), ("stance", STANCES)):
        own = {**own, about: value.part} if value.part in words else own
    named_for = f" as *{esc(value.part)}*" if value.part else ""
    said = f"\nin *{esc(deal.name)}*{named_for}. What do you see?"
    blocks = [
        section(f"*{esc(name)}*" + (f" · {what}" if what else "") + said),
        _choice("buying_role", "Their part", BUYING_ROLES, own, optional=False),
        _choice("stance", "Where they stand", STANCES, own),
        _choice("power", "Their power", POWERS, own),
        text_input(
            "motivation",
            "What moves them",
            initial=own.get("motivation"),
            multiline=True,
            most=MOTIVATION_MOST,
            hint="What they want of this, in their words if you can.",
        ),
        context(f"_The deal's team reads this, with your name and today's date, as the charter says. {esc(reads)}_"),
    ]
    return Form(
        "deal_person", "What I see", tuple(blocks), submit="Note it", metadata=value.dump(), opened_by="deal_again"
    )


def _choice(name: str, label: str, words: Mapping[str, str], own: Mapping[str, str], *, optional: bool = True) -> Block:
    options: list[Option] = [option(one.capitalize(), one, detail) for one, detail in words.items()]
    initial = next((one for one in options if one.value == own.get(name)), None)
    return choice_input(name, label, select("value", "Choose ...", options, initial=initial), optional=optional)


def colleague(deal: DealShown, roles: Sequence[str]) -> Form:
    """The form that puts somebody of ours on the team."""
    asks = (
        "You lead it: whom you choose is on the team at once."
        if deal.part.leads
        else "The deal's lead or their manager is asked first. Until one of them agrees nothing opens to them."
    )
    blocks = (
        section(f"Who is to be on the team of *{esc(deal.name)}*? {asks}"),
        choice_input("colleague", "Who", person_select(PERSON_FIELD, "Choose ..."), optional=False, told=True),
        role_field(roles, None),
    )
    value = OfDeal(id=deal.deal_id, v=deal.version).dump()
    return Form("deal_colleague", "A colleague", blocks, submit="Go on", metadata=value, opened_by="deal_colleague")


def part(deal: DealShown, members: Sequence[Member], roles: Sequence[str]) -> Form:
    """The form in which somebody on the team is given another part; `members` are those whose part may be changed."""
    options = [option(one.name, str(one.colleague_id), one.role) for one in members[:PARTS_MOST]]
    initial = options[0] if len(options) == 1 else None
    blocks = (
        section(f"Who plays which part in *{esc(deal.name)}*? Who leads it and who is on its team stays as it is."),
        choice_input("who", "Who", select("value", "Choose ...", options, initial=initial), optional=False),
        role_field(roles, None),
    )
    value = OfDeal(id=deal.deal_id, v=deal.version).dump()
    return Form("deal_part", "Another part", blocks, submit="Change it", metadata=value, opened_by="deal_part")


def role_field(roles: Sequence[str], suggested: str | None) -> Block:
    """The part they play; filled in with what their title suggests."""
    options = [option(one.capitalize(), one) for one in roles]
    initial = next((one for one in options if one.value == suggested), None)
    # Another name for another suggestion: else Slack keeps what was there.
    picker = select(
        f"value_{roles.index(suggested)}" if suggested in roles else "value", "Choose ...", options, initial=initial
    )
    return choice_input("role", "The part they play", picker, optional=False)


def seen_at(day: dt.date | None, reader: Reader) -> dt.datetime | None:
    """The instant meant by a day on which something was seen: today is now (None), another day its noon."""
    if day is None or day == reader.today:
        return None
    return dt.datetime.combine(day, dt.time(12), tzinfo=reader.zone)
