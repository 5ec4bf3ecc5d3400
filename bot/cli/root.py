"""The commands of `o2o`, mounted in one place."""

from __future__ import annotations

import os
import sys

import structlog
import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.charter import CharterError
from bot.cli import (
    asking,
    charter,
    coverage,
    crm,
    demo,
    digest,
    docs,
    doctor,
    export,
    imports,
    playbook,
    running,
    subject,
)
from bot.deals.playbook import PlaybookError
from bot.errors import DomainError

app = typer.Typer(
    name="o2o",
    help="Who of us knows whom at a customer, under a charter: a Slack bot and what belongs to it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("serve")(running.serve)
app.command("web")(running.web)
app.command("worker")(running.worker)
app.command("migrate")(running.migrate)
app.command("who-knows")(asking.who_knows)
app.command("coverage")(coverage.coverage)
app.command("doctor")(doctor.doctor)
app.command("import")(imports.import_)
app.add_typer(charter.app, name="charter")
app.add_typer(playbook.app, name="playbook")
app.add_typer(crm.app, name="crm")
app.add_typer(digest.app, name="digest")
app.add_typer(export.app, name="export")
app.add_typer(subject.app, name="subject")
app.add_typer(docs.app, name="docs")

WRONG_USE = 2


def main() -> None:
    """Run the program. Exit codes: 0 done, 1 found wanting, 2 wrong use."""
    # The libraries' own warnings (a missing run-time directory, say) are nothing for the person at the terminal.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        app()
    except DomainError as error:
        _stop(error.words)
    except CharterError as error:
        _stop(f"The charter can't be used (O2O_CHARTER says where it is; `o2o charter check` checks it):\n{error}")
    except PlaybookError as error:
        _stop(f"The playbook can't be used (O2O_PLAYBOOK says where it is; `o2o playbook check` checks it):\n{error}")
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        _stop(f"The database can't be used: {reason}\nDATABASE_URL says where it is; `o2o doctor` checks it.")
    except BrokenPipeError:
        # Somebody looked at the first lines only (`o2o ... | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def _stop(words: str) -> None:
    sys.stderr.write(words.rstrip() + "\n")
    raise SystemExit(WRONG_USE)
