"""`o2o coverage`: where we stand, from the shell, by the same services and charter as `/o2o coverage`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.charter.sight import Sight
from bot.cli.by_eyes import Disclosed, by_the_eyes_of, write
from bot.cli.one_deal import the_one, told_apart
from bot.deals import several
from bot.deals.coverage_data import as_csv, as_data
from bot.deals.making import the_account
from bot.deals.playbook import load_playbooks
from bot.deals.seen import deals_of, deals_shown, named, number_of_own
from bot.errors import BadInput
from bot.introductions.working_time import zone
from bot.settings import load_settings
from handlers.views import coverage as view  # the words are those of the answer in Slack
from handlers.views.deals import first_of
from handlers.views.hours import Reader
from models.deals import Deal
from models.people import Colleague

_A_DEAL = "A deal's name, or its id in the CRM; none: the colleague's own, if it is one."


def coverage(
    as_: Annotated[str, typer.Option("--as", help="Address of the colleague who asks.", metavar="EMAIL")],
    deal: Annotated[str | None, typer.Argument(help=_A_DEAL)] = None,
    account: Annotated[str | None, typer.Option(help="All the deals with an account: its name or domain.")] = None,
    team: Annotated[bool, typer.Option("--team", help="The deals of those whom the colleague manages.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    csv: Annotated[Path | None, typer.Option(help="A CSV file to write, a row a deal and role.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Name or team id, where there are several.")] = None,
) -> None:
    """Who of theirs we talk to, part by part: in a deal, with an account, or in a manager's deals.

    As far as the colleague may see. It counts as a look-up of theirs, and what it discloses is on record as in Slack.
    """
    if sum((bool(deal), bool(account), team)) > 1:
        raise BadInput("A deal, --account or --team: name one of them.")
    if as_json and csv:
        raise BadInput("--json or --csv: name one of them.")
    settings = load_settings()
    playbooks = load_playbooks(settings.playbook)

    def asked(sight: Sight) -> Disclosed[tuple[several.Several, Reader, int]]:
        if team:
            found = several.of_team(sight, playbooks, most=None)
        elif account:
            found = several.of_account(sight, playbooks, the_account(sight, account) or 0, most=None)
        else:
            found = several.of_one(sight, playbooks, _deal(sight, deal or ""))
        decided = dict.fromkeys(one for each in found.deals for one in each.decided)
        return Disclosed((found, _reader(sight), sight.viewer.id), decided)

    found, reader, viewer_id = by_the_eyes_of(as_, workspace, settings, asked)
    if csv is not None:
        write(csv, as_csv(found.deals))
        number = len(found.deals)
        typer.echo(f"{number:,} {'deal is' if number == 1 else 'deals are'} in {csv}, as {as_} may see them.")
    elif as_json:
        typer.echo(json.dumps(as_data(found), ensure_ascii=False, indent=2))
    else:
        typer.echo(view.in_plain_text(found, reader, viewer_id, one=not (team or account)))


def _deal(sight: Sight, name: str) -> Deal:
    """The one deal that is meant; raises `BadInput`, in the same words whatever else there is."""
    if name:
        found = named(sight, name)
        deals, of = found.exact or found.near, found.of
        one = the_one(sight, deals_shown(sight), found.exact, name) or (deals[0] if len(found.exact) == 1 else None)
        if one is not None:
            return one
        if not deals:
            raise BadInput(f"I know of no deal called “{name[:80]}”. An account goes behind `--account`.")
    else:
        deals = tuple(deals_of(sight))
        if len(deals) == 1:
            return deals[0]
        if not deals:
            raise BadInput("They are on no open deal that I know of.")
        of = number_of_own(sight)
    first = first_of(len(deals), of, name)
    which = f"Which deal? Write its name in full, or its id in the CRM: {told_apart(sight, deals)}."
    raise BadInput(" ".join(filter(None, (which, first))))


def _reader(sight: Sight) -> Reader:
    colleague = sight.session.get_one(Colleague, (sight.viewer.workspace_id, sight.viewer.id))
    return Reader(sight.now, zone(colleague.tz))
