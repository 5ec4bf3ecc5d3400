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
from bot.cli.one_deal import the_one, told_apart
from bot.deals import digest, digest_data, places, previewing, seen
from bot.deals.playbook import Playbooks, load_playbooks
from bot.errors import BadInput
from bot.introductions.working_time import zone
from bot.settings import load_settings
from handlers.views import digest_person, digests  # the words are those of the message in Slack
from handlers.views.hours import Reader
from handlers.views.kit import spoken_text
from models.deals import Deal
from models.keys import fold
from models.people import Colleague

app = typer.Typer(help="The weekly digests.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The weekly digests."""


@app.command("preview")
def preview(
    deal: Annotated[
        str | None, typer.Option(help="A deal's name or id in the CRM: its channel's digest.", metavar="NAME")
    ] = None,
    as_: Annotated[
        str | None, typer.Option("--as", help="Address of the colleague whose digest it is.", metavar="EMAIL")
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Name or team id, where there are several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """What the digest of a deal (in its channel) or of a colleague would say now.

    With both: what `/o2o digest DEAL` shows the colleague. To somebody on the deal's team that is its channel's digest,
    if it has a channel; to everybody else who sees the deal, the deal by their own eyes.
    """
    if deal is None and as_ is None:
        raise BadInput("Whose digest? `--deal NAME` for a deal's channel, `--as EMAIL` for a colleague.")
    settings = load_settings()
    playbooks = load_playbooks(settings.playbook)

    def ask(sight: Sight) -> Disclosed[tuple[str, Any]]:
        if deal is None:
            return _own(sight, playbooks)
        found = _deal(sight, deal)
        own = None if sight.viewer.is_channel else previewing.own_eyes(sight, found)
        return _as_channel(sight, playbooks, found) if own is None else _by_own_eyes(sight, playbooks, found, own)

    text, data = by_the_eyes_of(as_, workspace, settings, ask)
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str) if as_json else text)


def _as_channel(sight: Sight, playbooks: Playbooks, deal: Deal) -> Disclosed[tuple[str, Any]]:
    found = digest.in_channel(seen.of_channel(sight), playbooks, deal)
    said = digests.of_deal(found, _reader(sight), requests=_requests(sight))
    # Without `--as` it was asked for; to a colleague it is said whose eyes these are.
    text = said.aloud if sight.viewer.is_channel else f"{spoken_text(digests.PREVIEW)}\n{said.aloud}"
    return Disclosed((text, digest_data.of_deal(found)), _once(found.decided))


def _by_own_eyes(sight: Sight, playbooks: Playbooks, deal: Deal, own: previewing.OwnEyes) -> Disclosed[tuple[str, Any]]:
    found = digest.of_one(sight, playbooks, deal)
    text = digest_person.of_one(found, _reader(sight), 0, own, requests=_requests(sight)).aloud
    return Disclosed((text, digest_data.of_one(found, places.may(sight))), _once(found.decided if found else ()))


def _own(sight: Sight, playbooks: Playbooks) -> Disclosed[tuple[str, Any]]:
    found = digest.for_person(sight, playbooks)
    text = digest_person.of_person(found, _reader(sight), 0, requests=_requests(sight)).aloud
    return Disclosed((text, digest_data.of_person(found, places.may(sight))), _once(found.decided))


def _once(decided: tuple[Decided, ...]) -> list[Decided]:
    return list(dict.fromkeys(decided))


def _requests(sight: Sight) -> bool:
    return sight.charter.requests is not None


def _reader(sight: Sight) -> Reader:
    return Reader(sight.now, _zone(sight))


def _zone(sight: Sight) -> dt.tzinfo:
    viewer = sight.viewer
    return dt.UTC if viewer.is_channel else zone(sight.session.get_one(Colleague, (viewer.workspace_id, viewer.id)).tz)


def _deal(sight: Sight, name: str) -> Deal:
    """The open deal of that name or id that its reader may see; without one, of which its channel may be told."""
    if sight.viewer.is_channel:
        query = select(Deal).where(Deal.workspace_id == sight.viewer.workspace_id, seen.account_shown(sight))
    else:
        query = seen.deals_shown(sight)
    query = query.where(Deal.is_open.is_(True))
    called = [one for one in sight.session.scalars(query.order_by(Deal.name, Deal.id)) if fold(one.name) == fold(name)]
    found = the_one(sight, query, called, name)
    if found is not None:
        return found
    said = f"{len(called) or 'No'} open deals are called that, as far as can be told there."
    raise BadInput(f"{said} Write the id in the CRM: {told_apart(sight, called)}." if called else said)
