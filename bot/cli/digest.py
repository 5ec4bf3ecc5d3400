"""`o2o digest preview`: what a digest would say now, from the shell, by the same service and charter."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit
from bot.audit import Decided
from bot.charter.in_force import put_in_force
from bot.charter.sight import Sight, Viewer
from bot.cli.by_eyes import viewer_of
from bot.cli.opening import open_database, the_workspace
from bot.clock import SystemClock
from bot.deals import digest, seen
from bot.deals.coverage import DealCoverage
from bot.deals.digest import Needing, OfDeal, OfPerson
from bot.deals.playbook import load_playbooks
from bot.errors import BadInput
from bot.introductions.working_time import zone
from bot.network.lookups import within_limit
from bot.settings import load_settings
from handlers.views import digest_person, digests  # the words are those of the message in Slack
from handlers.views.hours import Reader
from models.base import new_id
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
    settings, clock = load_settings(), SystemClock()
    playbooks = load_playbooks(settings.playbook)
    database = open_database(settings)
    try:
        workspace_id = the_workspace(database, workspace)
        with database.write() as session:
            charter = put_in_force(session, clock, workspace_id, settings.charter)
        with database.read() as session:
            nobody = Viewer(workspace_id, 0, member=True, external=False)
            viewer = viewer_of(session, workspace_id, as_, charter) if as_ else nobody
            sight = Sight(session, charter, viewer, clock.now(), settings.warmth)
            reader = Reader(clock.now(), _zone(session, viewer))
            if as_:
                within_limit(sight, clock)
            requests = charter.requests is not None
            if deal is not None:
                found = digest.in_channel(seen.of_channel(sight), playbooks, _deal(sight, deal))
                text = digests.of_deal(found, reader, requests=requests).aloud
                data, decided = _of_deal(found), found.decided
            else:
                own = digest.for_person(sight, playbooks)
                text = digest_person.of_person(own, reader, 0, requests=requests).aloud
                data, decided = _of_person(own), own.decided
        with database.write() as session:
            audit.record(session, clock, workspace_id, viewer.id, new_id(), _once(decided))
    finally:
        database.close()
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str) if as_json else text)


def _once(decided: tuple[Decided, ...]) -> list[Decided]:
    return list(dict.fromkeys(decided))


def _zone(session: Session, viewer: Viewer) -> dt.tzinfo:
    return dt.UTC if viewer.is_channel else zone(session.get_one(Colleague, (viewer.workspace_id, viewer.id)).tz)


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
