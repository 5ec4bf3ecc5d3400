"""`o2o playbook noise`: rules that are dismissed more often than they help."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.written import print_json
from bot.deals.dismissing import LEAST, SMALLEST_GROUP, Noise, noise
from bot.settings import load_settings
from models.people import Workspace
from models.session import Database


def noisy(session: Session) -> list[Noise]:
    """Those of every workspace in the database."""
    workspaces = session.scalars(select(Workspace.id).order_by(Workspace.id)).all()
    return [one for workspace_id in workspaces for one in noise(session, workspace_id)]


def in_words(one: Noise) -> str:
    """A rule, and how often it was dismissed."""
    return f"{one.key}: dismissed {one.dismissed} of {one.answers} times"


def tell(as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False) -> None:
    """Say which needs and risks are dismissed more often than not: change them, or take them out."""
    database = Database(load_settings().database_url)
    try:
        with database.read() as session:
            found = noisy(session)
    finally:
        database.close()
    if as_json:
        print_json([dataclasses.asdict(one) for one in found])
        return
    for one in found:
        typer.echo(in_words(one))
    if not found:
        typer.echo(f"None: of rules with at least {LEAST} answers by at least {SMALLEST_GROUP} people, each helps.")
