"""Where we stand: the parts of theirs in a deal, each with who of ours talks to them; and deals, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks.block_elements import BlockElement, ButtonElement, InteractiveElement

from bot.deals.covered import DealCoverage, RoleStanding
from bot.deals.glossary import said as word
from bot.deals.seen import OFFERED_MOST
from bot.deals.several import Several
from bot.deals.showing import DealShown
from bot.network.accounts import AccountFound
from handlers.values import Covering, OfDeal
from handlers.views.coverage_words import SIGNS, and_, first_line, hangs, role_line, together
from handlers.views.deal_head import STANDS, ended, facts, money, off_map
from handlers.views.deals import first_of
from handlers.views.glossary import LABEL
from handlers.views.hours import Reader
from handlers.views.kit import (
    ROOM,
    Block,
    Message,
    actions,
    button,
    context,
    esc,
    naming,
    option,
    overflow,
    section,
    select,
    spoken_text,
)

PAGE = 10
"""Deals of one message."""
DEALS_OF_TEAM = "the deals of your people"
OWN_DEALS = "your own deals"
ALL = "_All of it as far as you may see._"
NAMED_MOST = 3
"""Parts named in one line; the others are counted."""


def of_deal(found: DealCoverage, reader: Reader, viewer_id: int, answer_id: int) -> Message:
    """A deal, part by part, with what can be done next."""
    said = beside_picture(found, reader, viewer_id)
    return replace(said, blocks=(*said.blocks, _acts(found, answer_id)))


def beside_picture(found: DealCoverage, reader: Reader, viewer_id: int) -> Message:
    """A deal, part by part, in words: all that a picture of it shows."""
    first, lines = answer(found), [role_line(one, found, reader, viewer_id) for one in found.roles]
    last = list(filter(None, (hangs(found, viewer_id), _risks(found))))
    small = " ".join(filter(None, (f"{facts(found.deal, reader)}.", STANDS[found.deal.stands], ALL)))
    blocks: list[Block] = [section(first), context(small)]
    blocks += [section(text) for text in (*_in_blocks(lines), *last)]
    return Message("\n".join([first, small, *lines, *last]), tuple(blocks), title="Where we stand")


def on_its_way(name: str) -> Message:
    """What is said to whoever asked for a picture."""
    text = f"The picture of *{esc(name, 80)}* comes in our direct messages, under what it shows in words."
    return Message(text, (section(text),), title="On its way")


def answer(found: DealCoverage) -> str:
    """The answer in a line: how many parts are engaged, and which of those needed now nobody talks to."""
    name, parts = f"*{esc(found.deal.name, 80)}*", len(found.roles)
    if not parts:
        asked = f", and {_none(found.deal, 'its playbook asks for nobody yet')}" if found.deal.is_open else ""
        return f"{name}: nobody of theirs is named in it, as far as you may see{asked}."
    engaged = f"{found.counts['engaged']} of {parts} {'part' if parts == 1 else 'parts'} engaged"
    if found.missing:
        return f"{name}: {engaged}; nobody talks to their {_parts(found.missing)}."
    none = f"; {_none(found.deal, 'nobody is missing at this stage')}" if found.deal.is_open else ""
    return f"{name}: {engaged}{none}."


def _none(deal: DealShown, words: str) -> str:
    """These words for a deal in which nobody is missing, where that can be known."""
    return words if deal.on_map else off_map(deal)


def _parts(roles: Sequence[RoleStanding]) -> str:
    named = [f"*{esc(one.role, 60)}*" for one in roles[:NAMED_MOST]]
    more = len(roles) - len(named)
    return and_([*named, f"{more} more"]) if more else and_(named)


def _in_blocks(lines: Sequence[str]) -> list[str]:
    """The lines, as many together as fit into a block."""
    found: list[str] = []
    for line in lines:
        if found and len(found[-1]) + 1 + len(line) <= ROOM:
            found[-1] = f"{found[-1]}\n{line}"
        else:
            found.append(line)
    return found


def _risks(found: DealCoverage) -> str:
    said = list(dict.fromkeys(word(one.key) for one in found.risks))
    return f"Open risks: {', '.join(said)}." if said else ""


def _acts(found: DealCoverage, answer_id: int) -> Block:
    deal, row = found.deal, []
    if deal.is_open:
        label = "Who should meet whom in"
        value = OfDeal(id=deal.deal_id, v=deal.version).dump()
        row.append(button("Next", "deal_next", value, primary=True, spoken=naming(label, deal.name)))
    here = Covering(deal=deal.deal_id).dump()
    row.append(button("Picture", "coverage_picture", here, spoken=naming("Picture of", deal.name)))
    return actions(*row, _menu(Covering(deal=deal.deal_id, answer=answer_id), why=bool(found.decided)))


def _menu(value: Covering, *, why: bool) -> InteractiveElement:
    choices = [(LABEL, "words"), *([("Why?", "why")] if why else [])]
    return overflow("coverage_menu", [(label, value.model_copy(update={"do": do}).dump()) for label, do in choices])


# -- several deals -------------------------------------------------------------------------------------------------


def of_several(found: Several, page: Sequence[DealCoverage], reader: Reader, value: Covering) -> Message:
    """A page of deals, worst first: the answer, what of them all hangs by one thread, and a row each."""
    return _several(found, page, reader, value)


def beside_picture_of_several(found: Several, page: Sequence[DealCoverage], reader: Reader) -> Message:
    """The same in words alone, for the deals of which a picture is drawn."""
    return _several(found, page, reader, None)


def _several(found: Several, page: Sequence[DealCoverage], reader: Reader, value: Covering | None) -> Message:
    """`value` says what the buttons are about; None: there are none."""
    first, total, at = first_line(found), len(found.deals), value.at if value else 0
    lines = [row(one, reader) for one in page]
    blocks: list[Block] = [section(first)]
    if page:
        small = f"{at + 1} to {at + len(page)} of {total}, what misses most first" if total > PAGE else ""
        all_of_them = together(found)
        blocks += [section(all_of_them)] if all_of_them else []
        blocks += [section(line, accessory=_open(one)) for line, one in zip(lines, page, strict=True)]
        blocks += [context(small)] if small else []
        blocks += [_acts_on_several(value, page, found)] if value else []
        lines = list(filter(None, (all_of_them, *lines, small)))
    return Message("\n".join([first, *lines]), tuple(blocks), title="Where we stand")


def called(found: Several) -> str:
    """What an answer over several deals is about."""
    return found.account or (DEALS_OF_TEAM if found.manages else OWN_DEALS)


def _acts_on_several(value: Covering, page: Sequence[DealCoverage], found: Several) -> Block:
    drawn = Covering(account=value.account).dump()
    picture = button("Picture", "coverage_picture", drawn, spoken=naming("Picture of", called(found)))
    why = any(one.decided for one in page)
    return actions(*_turns(value, len(page), len(found.deals)), picture, _menu(value, why=why))


def row(found: DealCoverage, reader: Reader) -> str:
    """A deal in two lines: what it is worth and when it is due, and what is missing now."""
    deal = found.deal
    parts = [f"*{esc(deal.name, 80)}*"]
    if deal.amount is not None:
        parts.append(money(deal.amount, deal.currency))
    if deal.expected_close is not None:
        parts.append(f"due {reader.date(deal.expected_close)}")
    parts.append(f"{esc(deal.stage, 60)}{'' if deal.on_map else ' (not in the playbook)'}")
    missing = [f"{SIGNS[one.state]} *{esc(one.role, 60)}* {word(one.state)}" for one in found.missing[:NAMED_MOST]]
    more = len(found.missing) - len(missing)
    details = [f"Missing: {', '.join(missing)}" + (f" and {more} more" if more else "")] if missing else []
    if found.roles:
        details.append(f"{found.counts['engaged']} of {len(found.roles)} engaged")
    else:
        details.append("nobody of theirs is named in it, as far as you may see")
    if found.threads.hangs_by_one:
        details.append(word("single_thread"))
    return f"{' · '.join(parts)}\n{' · '.join(details)}"


def _open(found: DealCoverage) -> BlockElement:
    value = Covering(deal=found.deal.deal_id).dump()
    return button("Open", "coverage_open", value, spoken=naming("Where we stand in", found.deal.name))


def _turns(value: Covering, shown: int, total: int) -> list[ButtonElement]:
    """The buttons that turn the page."""
    found = []
    if value.at:
        back = value.model_copy(update={"at": max(value.at - PAGE, 0)})
        found.append(button("Back", "coverage_back", back.dump(), spoken="Back to the deals before these"))
    if value.at + shown < total:
        more = value.model_copy(update={"at": value.at + PAGE})
        found.append(button("More", "coverage_more", more.dump(), spoken="More deals"))
    return found


# -- which is meant ------------------------------------------------------------------------------------------------


def which(
    asked: str, deals: Sequence[DealShown], accounts: Sequence[AccountFound], reader: Reader, *, of: int
) -> Message:
    """A picker of the deals, the first of so many, and accounts that may be meant."""
    first = first_of(len(deals[:OFFERED_MOST]), of, asked) if deals else ""
    text = " ".join(filter(None, (f"What do you mean by “{esc(asked, 80)}”?", first)))
    options = [
        option(
            f"{one.name[:40]} ({ended(one, reader)})" if not one.is_open else one.name,
            Covering(deal=one.deal_id).dump(),
            " · ".join(filter(None, ("Deal", one.account, one.stage if one.is_open else ""))),
        )
        for one in deals[:OFFERED_MOST]
    ]
    options += [
        option(one.name, Covering(account=one.account_id).dump(), "Account, with all its open deals you see")
        for one in accounts[:OFFERED_MOST]
    ]
    row = actions(select("coverage_pick", "Choose ...", options))
    return Message(text, (section(text), row), title="Which one")


def in_plain_text(found: Several, reader: Reader, viewer_id: int, *, one: bool) -> str:
    """The same answers without markup, for the shell; `one`: it was asked about one deal."""
    if one:
        said = beside_picture(found.deals[0], reader, viewer_id).text
    else:
        lines = [
            first_line(found),
            *([together(found)] if found.deals else []),
            *(row(each, reader) for each in found.deals),
        ]
        said = "\n".join(filter(None, lines))
    text = spoken_text(said)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
