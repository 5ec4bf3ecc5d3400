"""`/o2o coverage [DEAL | ACCOUNT | team]`: who of theirs we talk to, part by part; deals, worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot import outbox
from bot.deals import several, showing
from bot.deals.coverage import coverage
from bot.deals.covered import DealCoverage
from bot.deals.glossary import OF_COVERAGE
from bot.deals.meant import meant
from bot.deals.places import Topics
from bot.deals.seen import the_deal
from bot.deals.several import Several
from bot.errors import BadInput, Stale
from bot.network.lookups import within_limit
from bot.network.near import near_account
from bot.network.who import clean
from bot.network.why import why
from handlers.boundary import Turn
from handlers.commands.glossary import explained
from handlers.commands.table import Command
from handlers.commands.which_deal import which
from handlers.house import Click, House
from handlers.values import ANOTHER_TIME, Covering
from handlers.views import coverage as view
from handlers.views import who_knows as who_knows_view
from handlers.views.kit import Form, Message, esc
from models.base import new_id
from models.deals import Deal
from models.keys import fold

TEAM = ("team", "my team")


@dataclass(frozen=True)
class Sent:
    """The kinds of what somebody is sent who asked for a picture: what it shows in words, and the picture under it."""

    words: str
    picture: str


OF_DEAL = Sent("coverage", "coverage_picture")
"""Its subject is a deal."""
OF_ACCOUNT = Sent("coverage_account", "coverage_account_picture")
"""Its subject is an account."""
OF_TEAM = Sent("coverage_team", "coverage_team_picture")
"""Its subject is 0: whose people they are says its recipient."""


def register(house: House) -> None:
    """Add the command, its buttons and menu, and what renders the words beside a picture."""
    house.command(
        Command(
            "coverage",
            _typed,
            usage="coverage [DEAL|ACCOUNT|team]",
            about="Where we stand: who of theirs we talk to, part by part, in a deal, with an account or in the deals "
            "of the people you manage; in a deal's channel without its name.",
            example="coverage Acme renewal",
            in_help=False,
            short="where we stand in deals, part by part",
        )
    )
    house.action("coverage_open", lambda turn, click: picked(turn, _deal(turn, click), anew=False))
    house.action("coverage_pick", _picked)
    house.action("coverage_more", _turned)
    house.action("coverage_back", _turned)
    house.action("coverage_menu", _chosen)
    house.action("coverage_picture", _picture, writes=True)
    house.notification(OF_DEAL.words, _told)
    house.notification(OF_ACCOUNT.words, _told_of_several)
    house.notification(OF_TEAM.words, lambda turn, _: _told_of_several(turn, 0))


def _typed(turn: Turn, text: str) -> Message:
    within_limit(turn.sight, turn.clock)
    asked = clean(text)
    if not asked:
        deal = which(turn, "", "coverage")
        return deal if isinstance(deal, Message) else shown(turn, deal)
    if fold(asked) in TEAM:
        return _page(turn, Covering())
    found = meant(turn.sight, asked)
    if isinstance(found.one, Deal):
        return shown(turn, found.one)
    if found.one is not None:
        return _page(turn, Covering(account=found.one.account_id))
    if not found.deals and not found.accounts:
        raise BadInput(_unknown(turn, asked))
    deals = showing.show_all(turn.sight, turn.playbooks, found.deals)
    return view.which(asked, deals, found.accounts, turn.reader, of=found.of)


def _unknown(turn: Turn, asked: str) -> str:
    """What is said of what nothing is called that the viewer may see, whatever else there is."""
    near = near_account(turn.sight, asked.lstrip("@"), "{}")
    meant_it = f" Did you mean `/o2o coverage @{esc(near, 80)}`?" if near else ""
    return f"I know of no deal or account called “{esc(asked, 80)}”.{meant_it} `/o2o deal` lists your deals."


def picked(turn: Turn, deal: Deal, *, anew: bool = True) -> Message:
    """The same for a deal that was chosen; `anew`: in the place of what it was chosen in."""
    within_limit(turn.sight, turn.clock)
    return replace(shown(turn, deal), replace=anew)


def shown(turn: Turn, deal: Deal) -> Message:
    """How a deal stands, the decisions behind it recorded."""
    found, answer_id = _covered(turn, deal)
    return view.of_deal(found, turn.reader, turn.viewer.id, answer_id)


def _covered(turn: Turn, deal: Deal) -> tuple[DealCoverage, int]:
    answer_id = new_id()
    found = coverage(turn.sight, turn.playbooks, [deal])[0]
    turn.decided += [(answer_id, one) for one in found.decided]
    return found, answer_id


def _deal(turn: Turn, click: Click) -> Deal:
    return the_deal(turn.sight, Covering.load(click.value).deal)


def _picked(turn: Turn, click: Click) -> Message:
    value = Covering.load(click.value)
    if value.deal:
        return picked(turn, the_deal(turn.sight, value.deal))
    return _turned(turn, click)


def _turned(turn: Turn, click: Click) -> Message:
    within_limit(turn.sight, turn.clock)
    return replace(_page(turn, Covering.load(click.value)), replace=True)


def _page(turn: Turn, value: Covering) -> Message:
    """Some of an account's deals, or of the viewer's people's, worst first; the decisions behind these recorded."""
    found = several_of(turn, value.account)
    at = value.at if value.at < len(found.deals) else 0
    page = found.deals[at : at + view.PAGE]
    here = value.model_copy(update={"at": at, "answer": recorded(turn, page)})
    return view.of_several(found, page, turn.reader, here)


def several_of(turn: Turn, account_id: int, told: Topics | None = None) -> Several:
    """How an account's deals stand; 0: those of the viewer's people. Raises `Stale` for an account hidden from them.

    `told` as `bot.deals.coverage.coverage` has it.
    """
    if account_id:
        return several.of_account(turn.sight, turn.playbooks, account_id, told=told)
    return several.of_team(turn.sight, turn.playbooks, told=told)


def recorded(turn: Turn, shown: Iterable[DealCoverage]) -> int:
    """Have the decisions behind these recorded, each once; gives the answer they belong to."""
    answer_id = new_id()
    turn.decided += [(answer_id, one) for one in dict.fromkeys(one for deal in shown for one in deal.decided)]
    return answer_id


def _chosen(turn: Turn, click: Click) -> Message | Form:
    """What was chosen in the menu under an answer."""
    value = Covering.load(click.value)
    if value.do == "words":
        return explained(OF_COVERAGE)
    if value.do != "why":
        raise Stale(ANOTHER_TIME)
    reasons = why(turn.sight, value.answer)
    turn.decided += [(value.answer, one) for one in reasons.decided]
    return who_knows_view.why(reasons)


def _picture(turn: Turn, click: Click) -> Message:
    """Have whoever clicked sent what the picture shows, in words, and the picture under it."""
    within_limit(turn.sight, turn.clock)
    value, me = Covering.load(click.value), turn.viewer
    if value.deal:
        deal = the_deal(turn.sight, value.deal)
        sent, subject_id, said = OF_DEAL, deal.id, view.on_its_way(deal.name)
    else:
        found = several_of(turn, value.account)
        sent, subject_id = (OF_ACCOUNT, value.account) if value.account else (OF_TEAM, 0)
        said = view.on_its_way(view.called(found))
    # The words are posted again, to be noticed; the picture follows them under the new message.
    outbox.tell(turn.session, turn.clock, me.workspace_id, sent.words, subject_id, me.id, anew=True)
    outbox.tell(turn.session, turn.clock, me.workspace_id, sent.picture, subject_id, me.id)
    return said


def _told(turn: Turn, deal_id: int) -> Message:
    """How a deal stands, in words, for whoever asked for its picture."""
    found, _ = _covered(turn, the_deal(turn.sight, deal_id))
    return view.beside_picture(found, turn.reader, turn.viewer.id)


def _told_of_several(turn: Turn, account_id: int) -> Message:
    """How several deals stand, in words, for whoever asked for their picture: those that are drawn first."""
    found = several_of(turn, account_id)
    page = found.deals[: view.PAGE]
    recorded(turn, page)
    return view.beside_picture_of_several(found, page, turn.reader)
