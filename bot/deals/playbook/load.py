"""Loading a playbook file: read, check its shape, check what it says; refuse with line and remedy."""

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from bot.deals.playbook import playbook as p
from bot.deals.playbook.checks import Checker
from bot.deals.playbook.document import Document, NeedEntry, PlaybookEntry, SalesStageEntry
from bot.deals.playbook.examples import ExampleChecker
from bot.deals.vocabulary import BUYING_ROLES, STANCES
from bot.written.file import FileKind
from bot.written.problems import Problem, WrittenError
from bot.written.source import hash_of


class PlaybookError(WrittenError):
    """A playbook file can't be used."""


PLAYBOOK = FileKind(
    name="playbook",
    setting="O2O_PLAYBOOK",
    document=Document,
    error=PlaybookError,
    too_long="A playbook that long is read by nobody: shorten it.",
    switches=True,
)
"""``playbook.yaml`` as a file."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a playbook file.

    Attributes:
        playbooks: The playbooks, if the file is right but for its examples.
        document: What the file says, if its shape is right.
        problems: Why it is refused, by line; empty: it may be used.
        warnings: What somebody should look at, by line.
    """

    playbooks: p.Playbooks | None = None
    document: Document | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def load_playbooks(path: Path) -> p.Playbooks:
    """Load the playbooks of a file.

    Raises:
        PlaybookError: It can't be used; `PlaybookError.problems` says why, where, and how to mend it.
    """
    return read_playbooks(PLAYBOOK.read_bytes(path))


def read_playbooks(content: bytes | str) -> p.Playbooks:
    """Make playbooks out of the text of a file.

    Raises:
        PlaybookError: As `load_playbooks`.
    """
    report = examine(content)
    if report.problems or report.playbooks is None:
        raise PlaybookError(report.problems)
    return report.playbooks


def examine(content: bytes | str) -> Report:
    """Find everything that is wrong or doubtful in the text of a playbook file. Never raises for it."""
    shaped = PLAYBOOK.shape(content, lambda values: (values, Document.model_validate(values)))
    if shaped.made is None:
        return Report(problems=shaped.problems)
    values, document = shaped.made
    checker = Checker(document, shaped.source)
    checker.check()
    if checker.problems:
        return Report(None, document, *checker.found())
    playbooks = _playbooks(document, values)
    examples = ExampleChecker(playbooks, document, shaped.source)
    examples.check()
    return Report(playbooks, document, examples.found()[0], checker.found()[1])


def _playbooks(document: Document, values: dict[str, Any]) -> p.Playbooks:
    roles = {p.key_of(role): role for role in document.seller_roles}
    return p.Playbooks(
        version=document.version,
        hash=hash_of(values),
        seller_roles=document.seller_roles,
        all=tuple(_playbook(entry, roles) for entry in document.playbooks),
    )


def _playbook(entry: PlaybookEntry, roles: dict[str, str]) -> p.Playbook:
    return p.Playbook(
        id=entry.id,
        name=entry.name,
        about=entry.about,
        kinds=entry.kinds,
        is_default=entry.default,
        quiet=entry.quiet,
        escalate_after=entry.escalate_after,
        sales_stages=tuple(map(_sales_stage, entry.sales_stages)),
        buying_stages=tuple(p.BuyingStage(stage.id, stage.name) for stage in entry.buying_stages),
        needs=tuple(_need(need, roles) for need in entry.needs),
        risks=MappingProxyType(
            {risk.rule: p.Risk(risk.rule, risk.from_stage, risk.after, risk.say) for risk in entry.risks}
        ),
    )


def _sales_stage(entry: SalesStageEntry) -> p.SalesStage:
    ends = cast("Any", entry.ends)  # one of ENDS, as the shape makes sure
    return p.SalesStage(entry.id, entry.name, entry.crm, entry.typical_days, entry.they, ends)


def _need(entry: NeedEntry, roles: dict[str, str]) -> p.Need:
    return p.Need(
        id=entry.id,
        at=entry.at,
        until=entry.until,
        when_they=entry.when_they,
        ours=roles[p.key_of(entry.ours)],
        theirs_role=entry.theirs if entry.theirs in BUYING_ROLES else None,
        theirs_stance=entry.theirs if entry.theirs in STANCES else None,
        warmth=cast("p.Warmth", entry.warmth),
        within=entry.within,
        engaged=p.Engaged(entry.engaged.by, entry.engaged.within),
        because=entry.because,
    )
