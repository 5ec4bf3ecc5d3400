"""Which deal is meant: by its name, by the channel it is typed in, or chosen; and showing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.deals import seen, showing, stakeholders
from bot.deals import team as teams
from bot.errors import BadInput, Stale
from bot.network.who import clean
from handlers.boundary import Turn
from handlers.house import Click
from handlers.views import deals as view
from handlers.views.kit import Form, Message, esc
from models.base import new_id
from models.deals import Deal

ASKED_HERE = ("coverage", "next", "digest")
"""What is asked in a deal's channel without its name: of no other deal there."""
Said = TypeVar("Said", Form, Message, Message | Form)


def which(turn: Turn, text: str, do: str, words: str = "") -> Deal | Message:
    """The deal that is meant, or a picker that goes on with `do` and `words`.

    Raises `BadInput` where nothing the viewer may see is called like that, in the same words whatever else there is.
    """
    asked = clean(text)
    if asked:
        found = seen.named(turn.sight, asked)
        deals: Sequence[Deal] = found.exact or found.near
        of = found.of
        if len(found.exact) == 1:
            return found.exact[0]
        if not deals:
            raise BadInput(f"I know of no deal called “{esc(asked, 80)}”. `/o2o deal` lists yours.")
    else:
        here = seen.in_channel(turn.sight, turn.channel_id)
        if here is not None:
            return here
        if do in ASKED_HERE:
            not_here(turn)
        deals = seen.deals_of(turn.sight)
        if len(deals) == 1:
            return deals[0]
        if not deals:
            raise BadInput("You are on no open deal that I know of. `/o2o deal new Acme renewal at Acme` makes one.")
        of = seen.number_of_own(turn.sight)
    return view.which(asked, do, words, showing.show_all(turn.sight, turn.playbooks, deals), turn.reader, of=of)


def not_here(turn: Turn) -> None:
    """Raises `BadInput` in the channel of a deal that the viewer may not see: what is asked there is of that deal."""
    if seen.told_in(turn.sight, turn.channel_id) is not None:
        raise BadInput(seen.NOT_HERE)


def in_its_channel(
    work: Callable[[Turn, Click], Said], of: Callable[[Turn, Click], int]
) -> Callable[[Turn, Click], Said]:
    """The same for a button of a message that everybody in the deal's channel reads; `of` gives the deal's id."""

    def clicked(turn: Turn, click: Click) -> Said:
        try:
            return work(turn, click)
        except Stale as error:
            if error.words == seen.NOT_THERE and seen.is_told_in(turn.sight, of(turn, click), turn.channel_id):
                raise Stale(seen.TEAM_ONLY) from None
            raise

    return clicked


def shown(turn: Turn, deal: Deal, said: str = "") -> Message:
    """A deal as it stands, for whoever may see it."""
    people = stakeholders.stakeholders(turn.sight, deal.id)
    answer_id = new_id()
    turn.decided += [(answer_id, one) for one in people.decided]
    return view.shown(
        showing.show(turn.sight, turn.playbooks, deal),
        teams.team(turn.sight, deal),
        people.all,
        turn.reader,
        here=deal.channel_id is not None and deal.channel_id == turn.channel_id,
        said=said,
    )
