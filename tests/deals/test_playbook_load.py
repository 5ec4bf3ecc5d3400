"""A playbook that can't be right is refused, with the line, what is wrong, and how to mend it."""

from pathlib import Path

import pytest

from bot.deals.playbook import PlaybookError, examine, load_playbooks, read_playbooks

FULL = (Path(__file__).parent / "full_playbook.yaml").read_text(encoding="utf-8")

E1 = "  - {id: E1, case: The first talk., playbook: new, we: interest, open: [user], stands: unknown}"
EVALUATION = "      - {id: evaluation, name: Evaluation, crm: [Value Proposition], they: [content, comparing]}"
NEGOTIATION = "      - {id: negotiation, name: Negotiation, they: [signing]}"
SIGNING = "      - {id: signing, name: Signing}"
TALKING = "      - {id: talking, name: Talking, crm: [Prospecting]}"
COLD = "      - {rule: gone_cold, after: 21 days, say: Cold.}"
USER = "id: user, at: interest, until: evaluation, ours: account executive, theirs: user buyer, warmth: weak,"
COUNTS = "{by: [call], within: 1 day}"
TALKED = f"{USER.replace('interest, until: evaluation', 'talking')} within: 1 day, engaged: {COUNTS}, because: So."

# What is changed, into what, on which line it is found (counted from the line that is changed),
# and what is said.
REFUSALS = {
    # Words that are not known
    "unknown key": (EVALUATION, EVALUATION.replace("crm", "cmr"), 0, "Did you mean `crm`?"),
    "unknown section": ("seller_roles:", "sellers:", 0, "Did you mean `seller_roles`?"),
    "key of a need": (USER, USER.replace("ours", "our"), 0, "Did you mean `ours`?"),
    "key of what counts": ("{by: [meeting, call],", "{by: [call], warmth: weak,", 0, "Known here: by, within."),
    "unknown buying role": (USER, USER.replace("user buyer", "user byer"), 0, "Did you mean `user buyer`?"),
    "unknown stance": ("theirs: champion", "theirs: chamption", 0, "Did you mean `champion`?"),
    "unknown seller role": (USER, USER.replace("executive", "executiv"), 0, "Did you mean `account executive`? Or add"),
    "unknown warmth": ("warmth: strong", "warmth: hot", 0, "Known here: weak, familiar, strong."),
    "unknown touch": ("by: [meeting],", "by: [meetings],", 0, "Did you mean `meeting`?"),
    "unknown risk": ("rule: single_thread", "rule: single_tread", 0, "Did you mean `single_thread`?"),
    "unknown end": ("ends: won}", "ends: one}", 0, "Did you mean `won`?"),
    "unknown standing": ("stands: ahead", "stands: before", 0, "is not a known standing"),
    "unknown stage of ours": (USER, USER.replace("at: interest", "at: interst"), 0, "Did you mean `interest`?"),
    "unknown last stage": (USER, USER.replace("evaluation", "evalution"), 0, "Did you mean `evaluation`?"),
    "unknown stage of a risk": ("from: evaluation", "from: evalution", 0, "Did you mean `evaluation`?"),
    "unknown stage of theirs": (EVALUATION, EVALUATION.replace("ing]", "in]"), 0, "Did you mean `comparing`?"),
    "unknown stage in when_they": ("[comparing], ours", "[compare], ours", 0, "Did you mean `comparing`?"),
    # Values of a wrong kind
    "fraction": ("version: 3", "version: 3.0", 0, "`3.0` is not a whole number"),
    "version too small": ("version: 3", "version: 0", 0, "Write 1 or more"),
    "switch as a word": ("quiet: true", "quiet: yes", 0, "is a switch to YAML"),
    "word as a switch": ("quiet: true", "quiet: quite", 0, "must be `true` or `false`, not `quite`"),
    "switch for a text": ("about: One and one.", "about: true", 0, "must be text, not `true`"),
    "switch for a number": ("version: 3", "version: true", 0, "must be a whole number, not `true`"),
    "number for a CRM's name": ("[Value Proposition]", "[1234567]", 0, "must be text, not `1234567`"),
    "text for a list": ("crm: [closedwon]", "crm: closedwon", 0, "`crm: [closedwon]`"),
    "not a length": ("21 days", "three weeks", 0, "is not a length of time"),
    "working days where days count": ("21 days", "21 working days", 0, "days of the calendar"),
    "days where working days count": ("2 working days", "2 days", 0, "Write it as `3 working days`"),
    "not an id": ("id: simple", "id: Simple deal", 0, "is not an id"),
    "missing key": (", because: They sign.", "", -1, "`because` is missing"),
    "nothing counts": ("by: [meeting],", "by: [],", 0, "Name at least 1"),
    "no pair": ("[account executive with user buyer],\n", "[account executive],\n", 0, "such as"),
    "no seller roles": ("[account executive, executive sponsor, legal counsel]", "[]", 0, "Name at least 1"),
    "duplicate key": ("quiet: true", "quiet: true\n    quiet: false", 1, "a second time"),
    # Names that stand for two things
    "playbook's id twice": ("id: simple", "id: new", 0, "(first on line 4)"),
    "playbook's name twice": ("name: Simple deal", "name: new-business", 0, "as `New business`"),
    "name of one is the id of another": ("name: Simple deal", "name: NEW", 0, "stands here a second time"),
    "type of deal twice": ("for: [simple]", "for: [New-Business]", 0, "a second time (first on line 7"),
    "seller role twice": ("sponsor, legal", "sponsor, Account-Executive, legal", 0, "a second time"),
    "stage twice": (EVALUATION, EVALUATION.replace("id: evaluation", "id: interest"), 0, "(first on line 15)"),
    "stage's name twice": (EVALUATION, EVALUATION.replace("name: Evaluation", "name: WON"), 2, "a second time"),
    "stage of theirs twice": (SIGNING, SIGNING.replace("id: signing", "id: content"), 0, "(first on line 11)"),
    "CRM's name twice": (EVALUATION, EVALUATION.replace("Value", "prospecting, Value"), 0, "as `Prospecting`"),
    "CRM's name twice in one stage": (EVALUATION, EVALUATION.replace("[Val", "[value-proposition, Val"), 0, "second"),
    "CRM's name is another stage": (EVALUATION, EVALUATION.replace("Value Proposition", "Interest"), 0, "our own word"),
    "name of nothing": (EVALUATION, EVALUATION.replace("Value Proposition", '"?!"'), 0, "neither letters nor digits"),
    "need twice": ("id: sponsor", "id: champion", 0, "The id champion is taken (line 23)"),
    "need of the same id but for case": ("id: sponsor", "id: CHAMPION", 0, "The id CHAMPION is taken (line 23)"),
    "risk twice": (COLD, "      - {rule: single_thread, say: Again.}", 0, "a second time"),
    "example twice": ("id: E5", "id: E4", 0, "The id E4 is taken"),
    "two defaults": ("quiet: true", "quiet: true\n    default: true", 1, "A second default (first on line 8)"),
    "no default": ("    default: true\n", "", -5, "Add `default: true` to one."),
    # Processes that can't be
    "nothing is won": (", they: [signing], ends: won}", ", they: [signing]}", -4, "that the deal is won"),
    "nothing is lost": ("      - {id: lost, name: Lost, ends: lost}\n    needs", "    needs", -5, "the deal is lost"),
    "a stage after the end": (
        NEGOTIATION,
        "      - {id: early, name: Early end, ends: lost}\n" + NEGOTIATION,
        1,
        "after a stage that ends the deal",
    ),
    "over at once": (TALKING + "\n", "", -1, "over at once"),
    "a stage of ours with nothing of theirs": (EVALUATION, EVALUATION.replace(", they: [content, comparing]", ""), 0,
                                               "Nothing of theirs goes with Evaluation"),
    "a stage of theirs with nothing of ours": (SIGNING, SIGNING + "\n      - {id: using, name: Using it}", 1,
                                               "No stage of ours goes with Using it"),
    "not neighbours": (EVALUATION, EVALUATION.replace("[content, comparing]", "[content, signing]"), 0,
                       "Write `they: [content, comparing, signing]`"),
    "not in their order": (EVALUATION, EVALUATION.replace("[content, comparing]", "[comparing, content]"), 0,
                           "Write `they: [content, comparing]`"),
    "back while we move on": (NEGOTIATION, NEGOTIATION.replace("signing", "content"), 0,
                              "earlier stages of theirs than Evaluation"),
    "beginning earlier while we move on": (
        NEGOTIATION,
        f"{NEGOTIATION}\n      - {{id: paper, name: Paper, they: [comparing, signing]}}",
        1,
        "earlier stages of theirs than Negotiation",
    ),
    "a coupling of what is lost": (
        "      - {id: lost, name: Lost, ends: lost}\n    needs",
        "      - {id: lost, name: Lost, they: [content], ends: lost}\n    needs",
        0,
        "deal that is lost",
    ),
    "no process of theirs": ("quiet: true", "quiet: false", -4, "say `quiet: true`"),
    # Needs and risks that can't be meant
    "need after the end": (USER, USER.replace("until: evaluation", "until: won"), 0, "can never be open there"),
    "need at the end": (USER, USER.replace("at: interest, until: evaluation,", "at: lost,"), 0, "can never be open"),
    "need that ends before it begins": (USER, USER.replace("at: interest", "at: negotiation"), 0, "comes before"),
    "risk after the end": ("from: evaluation", "from: lost", 0, "no risk any more"),
    "cold after what": (COLD, COLD.replace("after: 21 days, ", ""), 0, "Add `after:`"),
    "waiting for nothing": ("from: evaluation, say", "after: 2 days, say", 0, "waits for nothing"),
    "quiet with risks": ("quiet: true", "quiet: true\n    risks: [{rule: seat_vacated, say: Empty.}]", 1, "never be"),
    "quiet with needs": ("quiet: true", f"quiet: true\n    needs:\n      - {{{TALKED}}}", 1, "never be told"),
    "need without example": ("open: [champion]", "open: []", -19, "No example names champion"),
    # Examples
    "example of another playbook": (E1, E1.replace("new", "nwe"), 0, "Did you mean `new`?"),
    "example at no stage": (E1, E1.replace("we: interest", "we: interst"), 0, "Did you mean `interest`?"),
    "example at no stage of theirs": (E1, E1.replace("open", "they: contnt, open"), 0, "Did you mean `content`?"),
    "example of no need": (E1, E1.replace("[user]", "[user, usr]"), 0, "Did you mean `user`?"),
    "example of another's need": ("we: talking, open: []", "we: talking, open: [user]", 0, "Write `open: []`"),
    "example with an unknown role": (E1, E1.replace("open", "engaged: [acount executive with coach], open"), 0,
                                     "Did you mean `account executive`?"),
    "example with an unknown buyer": (E1, E1.replace("open", "engaged: [legal counsel with coch], open"), 0,
                                      "Did you mean `coach`?"),
    "example fails": ("open: [sponsor]", "open: [sponsor, user]", 0,
                      "E3 expects `sponsor`, `user` to be open, but it is `sponsor`."),
    "example stands elsewhere": ("stands: ahead", "stands: behind", 0,
                                 "E3 expects `behind`, but the answer is `ahead`."),
}  # fmt: skip


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PlaybookError) as refused:
        read_playbooks(text)
    return [(each.line, f"{each.message} {each.mend}") for each in refused.value.problems]


def test_the_full_file_is_taken() -> None:
    report = examine(FULL)
    assert report.problems == ()
    assert report.warnings == ()


@pytest.mark.parametrize("case", REFUSALS)
def test_refused(case: str) -> None:
    old, new, offset, words = REFUSALS[case]
    assert old in FULL
    changed = FULL[: FULL.index(old)].count("\n") + 1
    found = problems_of(FULL.replace(old, new, 1))
    assert any(at == changed + offset and words in said for at, said in found), (changed, found)


def test_every_problem_says_what_to_do() -> None:
    for old, new, _, _ in REFUSALS.values():
        for problem in examine(FULL.replace(old, new, 1)).problems:
            assert problem.message
            assert problem.mend
            assert "Traceback" not in str(problem)
            assert "pydantic" not in str(problem)


def test_several_problems_are_told_at_once() -> None:
    text = FULL.replace("at: interest", "at: interst").replace("from: evaluation", "from: nowhere")
    assert [line for line, _ in problems_of(text)] == [21, 28]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "empty"),
        (b"just text", 1, "no playbook"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        (b"version: 1\n---\nversion: 2\n", 2, "one playbook in a file"),
        (b"{" * 100_000, 1, "too deeply"),
        (b"version: 1\n", 1, "`playbooks` is missing"),
        (b"version: 1\nplaybooks: []\n", 2, "Name at least 1"),
    ],
)
def test_what_is_no_playbook_at_all(content: bytes, line: int, words: str) -> None:
    with pytest.raises(PlaybookError) as refused:
        read_playbooks(content)
    assert refused.value.problems[0].line == line
    assert words in str(refused.value.problems[0])


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    long = tmp_path / "long.yaml"
    long.write_text(FULL + "#" * 300_000, encoding="utf-8")
    for path, words in (
        (tmp_path / "missing.yaml", "set O2O_PLAYBOOK to where it is"),
        (tmp_path, "can't be read"),
        (long, "longer than"),
    ):
        with pytest.raises(PlaybookError, match=words):
            load_playbooks(path)


def test_a_playbook_that_asks_for_nobody_is_warned_of() -> None:
    needs = FULL[FULL.index("    needs:") : FULL.index("    risks:")]
    examples = FULL[FULL.index("examples:") :]
    report = examine(FULL.replace(needs, "").replace(examples, ""))
    assert report.problems == ()
    assert [problem.line for problem in report.warnings] == [4]
    assert "New business asks for nobody" in str(report.warnings[0])


def test_the_seller_roles_are_the_usual_ones_where_none_are_named() -> None:
    books = read_playbooks(FULL.replace("seller_roles: [account executive, executive sponsor, legal counsel]\n", ""))
    assert books.seller_roles[:2] == ("account executive", "solution engineer")
    assert "deal lead" in books.seller_roles
