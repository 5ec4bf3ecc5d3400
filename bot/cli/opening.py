"""Opening the store from the shell."""

from __future__ import annotations

from sqlalchemy import select

from bot.errors import BadInput, SettingsError
from bot.settings import Settings
from models import migrations
from models.people import Workspace
from models.session import Database


def open_database(settings: Settings, *, patience: float = 30.0) -> Database:
    """The migrated database of the settings; raises `SettingsError` where it is not at the newest schema."""
    database = Database(settings.database_url, patience=patience)
    if migrations.current(database) != migrations.head():
        database.close()
        raise SettingsError("The database is not at the newest schema. Run `o2o migrate`.")
    return database


def the_workspace(database: Database, name: str | None = None) -> int:
    """The id of the workspace named (by name or Slack team id), or of the only one."""
    with database.read() as session:
        held = session.execute(select(Workspace.id, Workspace.name, Workspace.slack_team_id)).all()
    if name is not None:
        held = [row for row in held if name in (row.name, row.slack_team_id)]
    if len(held) == 1:
        return int(held[0].id)
    if not held:
        raise BadInput("There is no such workspace. `o2o migrate` makes the first one.", field="workspace")
    names = ", ".join(f"{row.name} ({row.slack_team_id})" for row in held)
    raise BadInput(f"There are several workspaces; name one with --workspace: {names}.", field="workspace")
