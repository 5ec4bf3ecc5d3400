"""`/o2o deal stage`, `won`, `lost`: where both sides stand, as somebody of ours says it."""

from __future__ import annotations

import re
from typing import Literal

from bot.deals import seen, showing, standing
from bot.errors import BadInput, DomainError, Stale
from handlers.boundary import Turn
from handlers.commands.deal_making import day
from handlers.commands.table import Command
from handlers.commands.which_deal import in_its_channel, shown, which
from handlers.house import Click, House, Submission
from handlers.values import ANOTHER_TIME, OfDeal
from handlers.views import deal_forms as forms
from handlers.views import deal_stages as view
from handlers.views.kit import Form, Message, esc, section
from models.deals import Deal

SIDE = re.compile(r"(?:^|\s)(ours?|we|theirs?|they)(?=\s|$)[,:]?\s*", re.IGNORECASE)
Outcome = Literal["won", "lost"]


def register(house: House) -> None:
    """Add the command, the forms and the buttons."""
    house.command(
        Command(
            "deal stage",
            _typed,
            usage="deal stage [DEAL] ours|theirs [STAGE]",
            about="Say at which stage of a deal we are, or they are as you saw it; without a stage you choose one.",
            example="deal stage Acme renewal theirs comparing suppliers",
            writes=True,
            in_help=False,
        )
    )
    theirs = in_its_channel(
        lambda turn, click: _form(turn, click, "theirs"), lambda _, click: OfDeal.load(click.value).id
    )
    house.opens("deal_theirs", theirs)
    house.opens("deal_stage_form", lambda turn, click: _form(turn, click, OfDeal.load(click.value).do))
    house.submission("deal_stage", _sent)
    house.action("deal_end", _end, writes=True, stands=stands)
    house.action("deal_unend", _unend, writes=True, stands=stands)


def _typed(turn: Turn, text: str) -> Message | Form:
    found = SIDE.search(text)
    if found is None:
        deal = which(turn, text, "stage")
        return deal if isinstance(deal, Message) else whose(turn, deal)
    side = "ours" if found[1].casefold()[0] in "ow" else "theirs"
    name, words = text[: found.start()].strip(), text[found.end() :].strip()
    behind = seen.at_the_end(turn.sight, words) if words and not name else None
    if behind is not None:  # the name stands behind the stage
        deal, words = behind[0], words[: -len(behind[1])].strip()
    else:
        deal = which(turn, name, side, words)
    if isinstance(deal, Message):
        return deal
    stage = _stage(turn, deal, side, words)
    return say(turn, deal, side, stage) if stage else asks(turn, deal, side, words)


def whose(turn: Turn, deal: Deal) -> Message | Form:
    """Ask whose stage it is; of a deal of the CRM's only theirs is left to say, and of some only ours."""
    told = showing.show(turn.sight, turn.playbooks, deal)
    if told.from_crm or not told.playbook.buying_stages:
        return asks(turn, deal, "theirs" if told.from_crm else "ours")
    return view.whose(told, turn.reader)


def _stage(turn: Turn, deal: Deal, side: str, words: str) -> str | None:
    playbook = seen.playbook_of(turn.playbooks, deal)
    found = playbook.sales_stage(words) if side == "ours" else playbook.buying_stage(words)
    if found is not None:
        return found.id
    # Something like it: `comparing` is `Comparing suppliers`.
    stages = playbook.sales_stages if side == "ours" else playbook.buying_stages
    alike = [one.id for one in stages if words and one.name.casefold().startswith(words.casefold())]
    return alike[0] if len(alike) == 1 else None


def asks(turn: Turn, deal: Deal, side: str, words: str = "") -> Form:
    """The form that asks which stage."""
    if side == "ours" and deal.external_id is not None:
        raise BadInput(standing.FROM_CRM)
    playbook = seen.playbook_of(turn.playbooks, deal)
    if side == "theirs" and not playbook.buying_stages:
        raise BadInput(
            f"A deal sold as “{esc(playbook.name, 60)}” has no stages of theirs: the playbook names none. "
            f"`/o2o deal show {esc(deal.name, 80)}` shows it."
        )
    known = not words or _stage(turn, deal, side, words) is not None
    told = showing.show(turn.sight, turn.playbooks, deal)
    return forms.stage(told, side, turn.reader, words=words, unknown=not known)


def _form(turn: Turn, click: Click, side: str) -> Form:
    if side not in ("ours", "theirs"):
        raise Stale(ANOTHER_TIME)
    return asks(turn, seen.the_deal(turn.sight, OfDeal.load(click.value).id), side)


def say(turn: Turn, deal: Deal, side: str, stage: str) -> Message:
    """Say a stage that was typed in full."""
    work = standing.say_ours if side == "ours" else standing.say_theirs
    said = work(turn.sight, turn.clock, turn.playbooks, deal.id, None, stage)
    return shown(turn, said.deal, said=view.said(said, side))


def _sent(turn: Turn, sent: Submission) -> Message:
    value = OfDeal.load(sent.metadata)
    stage, on = sent.values.get("stage") or "", day(sent.values.get("seen_on"), "seen_on")
    if value.do == "ours":
        said = standing.say_ours(turn.sight, turn.clock, turn.playbooks, value.id, value.v, stage)
    else:
        at = forms.seen_at(on, turn.reader)
        said = standing.say_theirs(turn.sight, turn.clock, turn.playbooks, value.id, value.v, stage, at)
    return shown(turn, said.deal, said=view.said(said, value.do))


def sure(turn: Turn, deal: Deal, outcome: Outcome) -> Message:
    """Ask once more before a deal is over."""
    if deal.external_id is not None:
        raise BadInput(standing.FROM_CRM)
    if not deal.is_open:
        return shown(turn, deal, said="It is over already.")
    return view.sure(showing.show(turn.sight, turn.playbooks, deal), outcome, turn.reader)


def _end(turn: Turn, click: Click) -> Message:
    value = OfDeal.load(click.value)
    if value.do not in ("won", "lost"):
        raise Stale(ANOTHER_TIME)
    outcome: Outcome = "won" if value.do == "won" else "lost"
    deal = standing.end(turn.sight, turn.clock, turn.playbooks, value.id, value.v, outcome)
    return view.ended(showing.show(turn.sight, turn.playbooks, deal), turn.reader)


def _unend(turn: Turn, click: Click) -> Message:
    value = OfDeal.load(click.value)
    deal = standing.undo_end(turn.sight, turn.clock, turn.playbooks, value.id, value.v)
    return view.taken_back(showing.show(turn.sight, turn.playbooks, deal), turn.reader)


def stands(turn: Turn, click: Click, words: str) -> Message:
    """How the deal stands that a click came too late for; of one that is not there for them, only the words."""
    try:
        deal = seen.the_deal(turn.sight, OfDeal.load(click.value).id)
    except DomainError:
        return Message(words, (section(words),))
    return shown(turn, deal, said=words)
