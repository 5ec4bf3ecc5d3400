"""The playbook that comes with o2o: what sellers may rely on."""

from pathlib import Path

import pytest

from bot.deals.playbook import Playbooks, examine, load_playbooks

DEFAULT = Path(__file__).parents[2] / "playbook.yaml"

# In the order of their default pipelines.
HUBSPOT = (
    "appointmentscheduled",
    "qualifiedtobuy",
    "presentationscheduled",
    "decisionmakerboughtin",
    "contractsent",
    "closedwon",
    "closedlost",
)
SALESFORCE = (
    "Prospecting",
    "Qualification",
    "Needs Analysis",
    "Value Proposition",
    "Id. Decision Makers",
    "Perception Analysis",
    "Proposal/Price Quote",
    "Negotiation/Review",
    "Closed Won",
    "Closed Lost",
)
EXPORT = ("Prospecting", "Engaging", "Won", "Lost")


@pytest.fixture(scope="module")
def books() -> Playbooks:
    return load_playbooks(DEFAULT)


def test_it_is_right_without_a_warning() -> None:
    report = examine(DEFAULT.read_bytes())
    assert (report.problems, report.warnings) == ((), ())


@pytest.mark.parametrize("names", [HUBSPOT, SALESFORCE, EXPORT], ids=["hubspot", "salesforce", "export"])
@pytest.mark.parametrize("name", ["new-business", "renewal", "tender", "simple"])
def test_every_playbook_understands_the_crms_in_their_order(
    books: Playbooks, name: str, names: tuple[str, ...]
) -> None:
    book = books.find(name)
    assert book is not None
    found = [book.sales_stage(word) for word in names]
    assert None not in found
    order = [book.sales_stages.index(stage) for stage in found if stage]
    assert order == sorted(order)
    assert [stage.ends for stage in found if stage][-2:] == ["won", "lost"]
    assert not any(stage.ends for stage in found[:-2] if stage)


def test_a_crm_export_of_four_stages_keeps_them_apart(books: Playbooks) -> None:
    stages = {stage.id for word in EXPORT if (stage := books.choose(None).sales_stage(word))}
    assert len(stages) == 4


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        ("newbusiness", "new-business"),
        ("existingbusiness", "renewal"),
        ("New Customer", "new-business"),
        ("Existing Customer - Upgrade", "renewal"),
        ("tender", "tender"),
        ("simple", "simple"),
        (None, "new-business"),
    ],
)
def test_deals_find_theirs_by_the_crms_type(books: Playbooks, kind: str | None, chosen: str) -> None:
    assert books.choose(None, kind).id == chosen


def test_in_negotiation_while_they_compare_we_are_ahead_and_the_sponsor_is_missing(books: Playbooks) -> None:
    book = books.choose("new business")
    assert book.stands("negotiation", "comparing") == "ahead"
    pairs = [(need.ours, need.theirs) for need in book.needs_at("negotiation", "comparing") if need.at == "negotiation"]
    assert ("executive sponsor", "economic buyer") in pairs


def test_the_simple_one_never_says_anything(books: Playbooks) -> None:
    book = books.find("simple")
    assert book is not None
    assert book.quiet
    for stage in book.sales_stages:
        assert book.needs_at(stage.id, None) == ()
        assert book.risks_at(stage.id) == ()
        assert book.stands(stage.id, None) == "unknown"


def test_after_publication_nobody_is_sent_to_talk_to_those_who_decide(books: Playbooks) -> None:
    book = books.find("tender")
    assert book is not None
    deciding = {"user buyer", "technical buyer", "economic buyer"}
    for stage in book.sales_stages:
        for they in (None, "published", "judging", "awarded", "signed"):
            assert [need for need in book.needs_at(stage.id, they) if need.theirs in deciding] == []


def test_it_asks_for_few_at_a_time(books: Playbooks) -> None:
    for book in books.all:
        for stage in book.sales_stages:
            for they in book.buying_stages:
                assert len(book.needs_at(stage.id, they.id)) <= 5, (book.id, stage.id)
