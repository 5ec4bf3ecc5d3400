"""`o2o doctor`: what is wrong with the set-up, and how to mend it. Says no secret and changes nothing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.charter import CharterError, load_charter
from bot.cli import noise
from bot.deals import off_map
from bot.deals.playbook import PlaybookError, load_playbooks
from bot.errors import SettingsError
from bot.people.recomputing import out_of_step
from bot.settings import Settings, load_settings
from bot.written.problems import WrittenError
from models import migrations
from models.keys import address_key
from models.people import Colleague, Workspace
from models.session import Database

WANTING = 1
TIMEOUT = 10
"""Seconds Slack has for an answer."""
MANIFEST = "manifest.json"
_REFUSED = {
    "invalid_auth": "The token is none of Slack's: copy it again from the app's page",
    "not_authed": "The token is empty: copy it again from the app's page",
    "account_inactive": "The token's app was removed from the workspace: install it again",
    "token_revoked": "The token was revoked: install the app again and copy the new one",
    "token_expired": "The token has expired: install the app again and copy the new one",
    "not_allowed_token_type": "This is another kind of token: the bot's begins with xoxb-, the app's with xapp-",
    "missing_scope": "The app-level token lacks the scope connections:write: make a new one that has it",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is right, what was found, and how to mend it."""

    name: str
    right: bool
    found: str
    mend: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False) -> None:
    """Look at settings, tokens, scopes, database, charter and playbook: what is wrong, and how to mend it."""
    findings = list(examine())
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(one) for one in findings], ensure_ascii=False, indent=2))
    else:
        for one in findings:
            typer.echo(f"{'OK   ' if one.right else 'WRONG'}  {one.name}: {one.found}")
            if one.mend:
                typer.echo(f"       -> {one.mend}")
    if not all(one.right for one in findings):
        raise typer.Exit(WANTING)


def examine() -> Iterator[Finding]:
    """Look at everything, each by itself."""
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Finding("settings", right=False, found=error.words, mend="Mend them in the environment or in .env.")
        return
    yield Finding("settings", right=True, found="readable")
    yield from _bot_token(settings)
    yield from _way_in(settings)
    yield from _crm(settings)
    yield from _database(settings)
    yield _charter(settings.charter)
    yield _playbook(settings.playbook)


def _client(settings: Settings) -> WebClient:
    return WebClient(base_url=settings.slack_api_url, timeout=TIMEOUT, retry_handlers=[])


def _bot_token(settings: Settings) -> Iterator[Finding]:
    name = "bot token"
    if settings.slack_bot_token is None:
        mend = "Put the Bot User OAuth Token of the app's page (OAuth & Permissions) into SLACK_BOT_TOKEN."
        yield Finding(name, right=False, found="SLACK_BOT_TOKEN is not set", mend=mend)
        return
    try:
        answer = _client(settings).auth_test(token=settings.slack_bot_token.get_secret_value())
    except (SlackClientError, OSError) as error:
        yield _refused(name, "SLACK_BOT_TOKEN", settings, error)
        return
    yield Finding(name, right=True, found=f"{answer.get('user')} in {answer.get('team')} ({answer.get('team_id')})")
    yield _scopes(answer)


def _scopes(answer: SlackResponse) -> Finding:
    name = "scopes"
    manifest = next((path for path in (Path(MANIFEST), _beside(MANIFEST)) if path.is_file()), None)
    if manifest is None:
        return Finding(name, right=False, found=f"there is no {MANIFEST} to compare with", mend="Run it where o2o is.")
    wanted = set(json.loads(manifest.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"])
    headers: dict[str, Any] = {key.lower(): value for key, value in dict(answer.headers).items()}
    granted = {one.strip() for one in str(headers.get("x-oauth-scopes", "")).split(",") if one.strip()}
    missing = sorted(wanted - granted)
    if missing:
        return Finding(
            name,
            right=False,
            found=f"lacking {', '.join(missing)}",
            mend=f"Paste {MANIFEST} into the app's page (App Manifest), save, and install the app again.",
        )
    return Finding(name, right=True, found=f"all {len(wanted)} granted")


def _way_in(settings: Settings) -> Iterator[Finding]:
    """How Slack reaches the bot: by Socket Mode (an app token) or over HTTP (a signing secret)."""
    if settings.slack_app_token is not None:
        yield _socket_mode(settings)
        return
    if settings.slack_signing_secret is not None:
        yield Finding("way in", right=True, found="HTTP (`o2o web`); Socket Mode is off, as SLACK_APP_TOKEN is not set")
        return
    yield Finding(
        "way in",
        right=False,
        found="neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: Slack can't reach the bot",
        mend="For Socket Mode make an app-level token with connections:write (Basic Information) and set "
        "SLACK_APP_TOKEN; for HTTP set SLACK_SIGNING_SECRET.",
    )


def _socket_mode(settings: Settings) -> Finding:
    token = settings.slack_app_token
    try:
        _client(settings).apps_connections_open(app_token=token.get_secret_value() if token else "")
    except (SlackClientError, OSError) as error:
        return _refused("way in", "SLACK_APP_TOKEN", settings, error)
    return Finding("way in", right=True, found="Socket Mode")


def _crm(settings: Settings) -> Iterator[Finding]:
    """The CRM's webhooks; nothing is said where none are wanted."""
    name = "CRM webhooks"
    secrets = {
        "O2O_WEBHOOK_SECRET": settings.webhook_secret,
        "O2O_WEBHOOK_TOKEN": settings.webhook_token,
        "O2O_HUBSPOT_SECRET": settings.hubspot_secret,
        "O2O_OUTGOING_SECRET": settings.outgoing_secret,
    }
    given = [key for key, value in secrets.items() if value is not None]
    if not given:
        return
    if settings.hubspot_secret is not None and settings.public_url is None and settings.slack_app_token is None:
        mend = "Set O2O_PUBLIC_URL to the address HubSpot sends to, without /hooks/hubspot: HubSpot signs it."
        yield Finding(name, right=False, found="O2O_HUBSPOT_SECRET is set, O2O_PUBLIC_URL is not", mend=mend)
    else:
        yield Finding(name, right=True, found=", ".join(given) + " set")


def _refused(name: str, setting: str, settings: Settings, error: Exception) -> Finding:
    if isinstance(error, SlackApiError):
        code = str(error.response.get("error"))
        mend = _REFUSED.get(code, f"Copy {setting} again from the app's page")
        return Finding(name, right=False, found=f"Slack refuses {setting} ({code})", mend=mend + ".")
    return Finding(
        name,
        right=False,
        found=f"Slack can't be reached at {settings.slack_api_url} ({type(error).__name__})",
        mend="Look at the network, a proxy, or SLACK_API_URL.",
    )


def _database(settings: Settings) -> Iterator[Finding]:
    where = make_url(settings.database_url).render_as_string(hide_password=True)
    database = Database(settings.database_url, patience=TIMEOUT)
    try:
        at, head = migrations.current(database), migrations.head()
        yield Finding("database", right=True, found=where)
        if at != head:
            found = "empty" if at is None else f"at {at}, newest is {head}"
            yield Finding("schema", right=False, found=found, mend="Run `o2o migrate`.")
            return
        yield Finding("schema", right=True, found=f"at {head}")
        with database.read() as session:
            held = session.execute(select(Workspace.id, Workspace.name).order_by(Workspace.id)).all()
            officer = _privacy_officer(session, [row.id for row in held], settings)
            changed = sorted({name for row in held for name in out_of_step(session, row.id, settings.warmth)})
            dismissed = noise.noisy(session)
            unknown = _unknown_stages(session, settings.playbook)
        mend = "" if held else "Run `o2o migrate`."
        yield Finding("workspace", right=bool(held), found=", ".join(row.name for row in held) or "none", mend=mend)
        if officer is not None:
            yield officer
        if dismissed:
            found = "; ".join(map(noise.in_words, dismissed))
            mend = "Change these rules of the playbook, or take them out: people dismiss them more often than not."
            yield Finding("playbook rules", right=True, found=found, mend=mend)
        if unknown is not None:
            yield unknown
        if changed:
            found = f"what is stored was computed with another {' and '.join(changed)}"
            yield Finding("warmth", right=False, found=found, mend="Run `o2o migrate` to compute it anew.")
        else:
            yield Finding("warmth", right=True, found="computed with these settings")
    except (SQLAlchemyError, OSError) as error:
        reason = type(getattr(error, "orig", None) or error).__name__
        mend = "DATABASE_URL says where it is: look whether it runs, and whether you may write there."
        yield Finding("database", right=False, found=f"{where} can't be used ({reason})", mend=mend)
    finally:
        database.close()


def _privacy_officer(session: Session, held: Sequence[int], settings: Settings) -> Finding | None:
    """Whether the address named for privacy is a colleague's, who can be told; None where that can't be said yet."""
    address = settings.privacy_contact
    people = select(Colleague.id).where(Colleague.workspace_id.in_(held), Colleague.left_at.is_(None)).limit(1)
    if not address or session.scalar(people) is None:
        return None
    if session.scalar(people.where(Colleague.email == address_key(address))) is not None:
        return Finding("privacy officer", right=True, found=address)
    return Finding(
        "privacy officer",
        right=True,
        found=f"{address} is no colleague's address",
        mend="Nobody is told of contacts who asked not to be contacted; set O2O_PRIVACY_CONTACT to a colleague's.",
    )


def _unknown_stages(session: Session, path: Path) -> Finding | None:
    """Open deals at stages that the playbook does not know; what is wrong with the playbook itself is told apart."""
    try:
        found = off_map.words_of_all(session, load_playbooks(path))
    except PlaybookError:
        return None
    if not found:
        return None
    words = "; ".join(f"“{word}”: {number}" for word, number in sorted(found.items()))
    mend = "Add these stages under `crm:` of a stage in the playbook: of these deals o2o goes by the stage before."
    return Finding(
        "deal stages", right=True, found=f"{found.total()} open deals are off the playbook ({words})", mend=mend
    )


def _charter(path: Path) -> Finding:
    try:
        charter = load_charter(path)
    except CharterError as error:
        return Finding("charter", right=False, found=_first_of(path, error), mend="`o2o charter check` lists all.")
    return Finding("charter", right=True, found=f"{charter.id} version {charter.version}")


def _playbook(path: Path) -> Finding:
    try:
        books = load_playbooks(path)
    except PlaybookError as error:
        return Finding("playbook", right=False, found=_first_of(path, error), mend="`o2o playbook check` lists all.")
    return Finding("playbook", right=True, found=f"version {books.version}, {len(books.all)} playbooks")


def _first_of(path: Path, error: WrittenError) -> str:
    more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
    return f"{path}: {error.problems[0]}{more}"


def _beside(name: str) -> Path:
    return Path(__file__).resolve().parents[2] / name
