"""`o2o export`: files for the CRM, as one colleague may see things."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import audit
from bot.charter.in_force import put_in_force
from bot.charter.sight import Sight
from bot.cli.asking import viewer_of
from bot.cli.opening import open_database, the_workspace
from bot.clock import SystemClock
from bot.deals.crm.contact_roles import as_csv
from bot.deals.crm.contact_roles import contact_roles as roles_seen
from bot.errors import BadInput
from bot.network.lookups import within_limit
from bot.settings import load_settings
from models.base import new_id

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
    settings, clock = load_settings(), SystemClock()
    database = open_database(settings)
    try:
        workspace_id = the_workspace(database, workspace)
        with database.write() as session:
            charter = put_in_force(session, clock, workspace_id, settings.charter)
        with database.read() as session:
            viewer = viewer_of(session, workspace_id, as_, charter)
            sight = Sight(session, charter, viewer, clock.now(), settings.warmth)
            within_limit(sight, clock)
            rows, decided = roles_seen(sight, stances=stances)
        # On record before anything is written: nothing leaves that nobody knows of.
        with database.write() as session:
            audit.record(session, clock, workspace_id, viewer.id, new_id(), decided)
    finally:
        database.close()
    try:
        file.touch(mode=0o600)  # who matters in which deal: nobody else on the machine needs to read it
        file.write_text(as_csv(rows), encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"{file} can't be written ({error.strerror}). Name a file in a folder of yours.") from None
    number = len({row.deal_external_id for row in rows})
    typer.echo(f"{len(rows):,} contact roles of {number:,} deals are in {file}, as {as_} may see them.")
