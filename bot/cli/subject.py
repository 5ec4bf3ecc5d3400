"""`o2o subject`: what a customer's contact may ask of us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.opening import open_database, the_workspace
from bot.clock import Clock, SystemClock
from bot.people.objections import record_objection, withdraw_objection
from bot.settings import load_settings

app = typer.Typer(help="A contact's rights: record an objection, or take it back.", no_args_is_help=True)

_Address = Annotated[str, typer.Argument(help="The person's e-mail address.")]
_Workspace = Annotated[str | None, typer.Option(help="Name or team id, where there are several.")]


@app.command("object")
def object_(address: _Address, workspace: _Workspace = None) -> None:
    """Record that somebody does not want to be contacted or kept: hides them at once, and everybody who asks is told.

    An address never stored is kept with nothing but the objection, so that no import brings the person in.
    """
    _within(workspace, lambda session, clock, one: record_objection(session, clock, one, address))
    typer.echo(f"A privacy request is on file for {address}. Who asks about them is told not to write.")


@app.command("withdraw")
def withdraw(address: _Address, workspace: _Workspace = None) -> None:
    """Take an objection back, when the person themselves asked for that."""
    _within(workspace, lambda session, _clock, one: withdraw_objection(session, one, address))
    typer.echo(f"The privacy request for {address} is withdrawn.")


def _within(workspace: str | None, work: Callable[[Session, Clock, int], None]) -> None:
    database = open_database(load_settings())
    try:
        workspace_id = the_workspace(database, workspace)
        with database.write() as session:
            work(session, SystemClock(), workspace_id)
    finally:
        database.close()
