"""The invented company of the stories: its settings, its database, who has agreed to the charter, its digests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select, update

from bot.charter import load_charter
from bot.cli import demo_company
from bot.cli.demo import ROOT
from bot.clock import Clock
from bot.settings import Settings, load_settings
from models import migrations, workspaces
from models.base import new_id
from models.digests import DigestSettings
from models.people import Colleague, Workspace
from models.session import Database
from models.upsert import insert_unless_there
from sandbox import Sandbox

HUBSPOT_SECRET = "h" * 32
PUBLIC_URL = "https://o2o.example.com"
"""Where HubSpot believes the bot to be: it signs the address."""


def settings_for(slack: Sandbox | None, database_url: str, charter: Path | None = None) -> Settings:
    """The settings of a bot in the sandbox (None: of nobody, to import with)."""
    tokens: dict[str, Any] = {}
    if slack is not None:
        tokens = {
            "slack_bot_token": SecretStr(slack.bot_token),
            "slack_app_token": SecretStr(slack.app_token),
            "slack_signing_secret": SecretStr(slack.signing_secret),
            "slack_api_url": slack.api_url,
        }
    return load_settings(
        **tokens,
        database_url=database_url,
        charter=charter or ROOT / "charter.yaml",
        playbook=ROOT / "playbook.yaml",
        privacy_contact=demo_company.PRIVACY_CONTACT,
        domains="initrode.example",
        hubspot_secret=SecretStr(HUBSPOT_SECRET),
        public_url=PUBLIC_URL,
    )


def agrees(database: Database, who: str, version: int | None, *, shown: int | None = None) -> None:
    """Have a colleague (`sam`) agreed to a version of the charter, or to none; and greeted with one, or never."""
    with database.write() as session:
        theirs = update(Colleague).where(Colleague.email.startswith(f"{who}."))
        session.execute(theirs.values(charter_accepted_version=version, charter_shown_version=shown))


def prepare(database_url: str, clock: Clock, *, filled: bool = True, all_agreed: bool = False) -> None:
    """Migrate an empty database and let the invented company in; one that was prepared before is left alone.

    In it sam has not agreed to the charter, unless `all_agreed`.
    """
    database = Database(database_url, patience=30)
    try:
        if migrations.current(database) == migrations.head():
            return
        migrations.upgrade(database)
        with database.write() as session:
            workspace_id = workspaces.create_local(session, clock.now()).id
        if filled:
            settings = settings_for(None, database_url)
            demo_company.fill(database, workspace_id, settings, clock, None, lambda _: None)
        if all_agreed:
            agrees(database, "sam", load_charter(ROOT / "charter.yaml").version)
    finally:
        database.close()


def without_digests(database_url: str, clock: Clock) -> None:
    """Have the digests turned off, unless somebody has said how they are to be.

    Most stories are about something else than the weekly digests, which would come between what they tell.
    """
    database = Database(database_url, patience=30)
    try:
        with database.write() as session:
            for workspace_id in session.scalars(select(Workspace.id)).all():
                off = {"in_channels": False, "to_people": False, "pictures": False}
                as_they_come = {"weekday": 0, "minute": 540, "nothing_to_say": "line", "theme": "light"}
                since = {"since": clock.now(), "changed_at": clock.now()}
                made = {"workspace_id": workspace_id, "id": new_id(), "version": 1, **off, **as_they_come, **since}
                insert_unless_there(session, DigestSettings, made)
    finally:
        database.close()
