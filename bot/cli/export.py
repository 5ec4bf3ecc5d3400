"""`o2o export`: files for the CRM, as one colleague may see things."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.charter.sight import Sight
from bot.cli.by_eyes import Disclosed, by_the_eyes_of, write
from bot.deals.crm.contact_roles import ContactRole, as_csv
from bot.deals.crm.contact_roles import contact_roles as roles_seen
from bot.settings import load_settings

app = typer.Typer(help="Files for the CRM, as one colleague may see things.", no_args_is_help=True)


@app.callback()
def export() -> None:
    """Write files for the CRM."""


@app.command("contact-roles")
def contact_roles(
    file: Annotated[Path, typer.Argument(help="The CSV file to write; one that is there is replaced.")],
    as_: Annotated[str, typer.Option("--as", help="Address of the colleague by whose eyes.", metavar="EMAIL")],
    stances: Annotated[
        bool, typer.Option("--stances", help="Write stances, too: what colleagues think of people.")
    ] = False,
    workspace: Annotated[str | None, typer.Option(help="Name or team id, where there are several.")] = None,
) -> None:
    """Write the contact roles of the CRM's open deals, as far as the colleague may see them.

    One row a deal, contact and buying role, for the CRM's own import. It counts as a look-up of the colleague's, and
    what it discloses is on record as in Slack.
    """

    def asked(sight: Sight) -> Disclosed[list[ContactRole]]:
        return Disclosed(*roles_seen(sight, stances=stances))

    rows = by_the_eyes_of(as_, workspace, load_settings(), asked)
    write(file, as_csv(rows))
    number = len({row.deal_external_id for row in rows})
    typer.echo(f"{len(rows):,} contact roles of {number:,} deals are in {file}, as {as_} may see them.")
