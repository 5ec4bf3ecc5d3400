"""`o2o digest preview`: what a digest would say now, from the shell, by the same service and charter."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer
from sqlalchemy import select

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.cli.by_eyes import Disclosed, by_the_eyes_of
from bot.deals import digest, seen
from bot.deals.coverage import DealCoverage
from bot.deals.digest import Needing, OfDeal, OfPerson
from bot.deals.playbook import load_playbooks
from bot.errors import BadInput
from bot.introductions.working_time import zone
from bot.settings import load_settings
from handlers.views import digest_person, digests  # the words are those of the message in Slack
from handlers.views.hours import Reader
from models.deals import Deal
from models.keys import fold
from models.people import Colleague

app = typer.Typer(help="The weekly digests.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The weekly digests."""


@app.command("preview")
def preview(
    deal: Annotated[str | None, typer.Option(help="A deal's name: its channel's digest.", metavar="NAME")] = None,
    as_: Annotated[
        str | None, typer.Option("--as", help="Address of the colleague whose digest it is.", metavar="EMAIL")
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Name or team id, where there are several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """What the digest of a deal (in its channel) or of a colleague would say now; with both, if they see the deal."""
    if deal is None and as_ is None:
        raise BadInput("Whose digest? `--deal NAME` for a deal's channel, `--as EMAIL` for a colleague.")
    settings = load_settings()
    playbooks = load_playbooks(settings.playbook)

    def ask(sight: Sight) -> Disclosed[tuple[str, Any]]:
        reader, requests = Reader(sight.now, _zone(sight)), sight.charter.requests is not None
        if deal is not None:
            found = digest.in_channel(seen.of_channel(sight), playbooks, _deal(sight, deal))
            text = digests.of_deal(found, reader, requests=requests).aloud
            return Disclosed((text, _of_deal(found)), _once(found.decided))
        own = digest.for_person(sight, playbooks)
        text = digest_person.of_person(own, reader, 0, requests=requests).aloud
        return Disclosed((text, _of_person(own)), _once(own.decided))

    text, data = by_the_eyes_of(as_, workspace, settings, ask)
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str) if as_json else text)


def _once(decided: tuple[Decided, ...]) -> list[Decided]:
    return list(dict.fromkeys(decided))


def _zone(sight: Sight) -> dt.tzinfo:
    viewer = sight.viewer
    return dt.UTC if viewer.is_channel else zone(sight.session.get_one(Colleague, (viewer.workspace_id, viewer.id)).tz)


def _deal(sight: Sight, name: str) -> Deal:
    """The open deal of that name that its reader may see, and its channel may be told of."""
    if sight.viewer.is_channel:
        query = select(Deal).where(Deal.workspace_id == sight.viewer.workspace_id, seen.account_shown(sight))
    else:
        query = seen.deals_shown(sight).where(seen.account_shown(seen.of_channel(sight)))
    deals = sight.session.scalars(query.where(Deal.is_open.is_(True)).order_by(Deal.name, Deal.id))
    found = [one for one in deals if fold(one.name) == fold(name)]
    if len(found) != 1:
        raise BadInput(f"{len(found) or 'No'} open deals are called that, as far as can be told there.")
    return found[0]


def _of_deal(found: OfDeal) -> dict[str, Any]:
    return {
        **_standing(found.covered),
        "next": [
            {
                "ours": one.need.need.ours,
                "theirs": one.need.need.theirs,
                "by": one.need.needed_by,
                "weeks": one.weeks,
                "decide": one.to_decide,
                "way": one.way is not None,
            }
            for one in found.steps
        ],
        "more": found.more,
        "nothing_to_say": found.nothing,
    }


def _standing(covered: DealCoverage) -> dict[str, Any]:
    deal, threads = covered.deal, covered.threads
    return {
        "deal": deal.name,
        "stage": deal.stage,
        "theirs": deal.theirs.stage if deal.theirs else None,
        "amount": None if deal.amount is None else deal.amount / 100,
        "currency": deal.currency,
        "due": deal.expected_close,
        "counts": covered.counts,
        "missing": [one.role for one in covered.missing],
        "risks": [one.key for one in covered.risks],
        "carried_by_one": {"ours": threads.carried_by_one_of_ours, "theirs": threads.carried_by_one_of_theirs},
    }


def _of_person(found: OfPerson) -> dict[str, Any]:
    return {
        "deals_of_their_people": {"all": found.of_theirs, "needing": [_needing(one) for one in found.theirs]},
        "own_deals": {"all": found.of_own, "needing": [_needing(one) for one in found.own]},
        "asks": found.asks,
        "to_look_at": found.to_look_at,
        "to_confirm": found.to_confirm,
        "nothing_to_say": found.nothing,
    }


def _needing(one: Needing) -> dict[str, Any]:
    return _standing(one.covered)
