"""A charter that can't be right is refused, with the line, what is wrong, and how to mend it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charter import CharterError, examine, load_charter, read_charter

FULL = (Path(__file__).parent / "full.yaml").read_text(encoding="utf-8")

R2 = "  - {id: R2, when: [viewer_on_deal], grant: named, because: Whom to ask.}"
K1 = "    - {id: K1, from: [owner]}"
E2 = "  - {id: E2, given: [viewer_is_member, viewer_on_deal], see: named, by: R2}"

# What is changed, into what, on which line it is found (counted from the line that is changed),
# and what is said.
REFUSALS = {
    # Words that are not known
    "unknown key": (R2, R2.replace("because", "becuase"), 0, "Did you mean `because`?"),
    "unknown section": ("lookups:", "look_ups:", 0, "Did you mean `lookups`?"),
    "key in a wrong place": ("connectors: 4", "connectors: 4\n  per_day: 4", 1, "`per_day`"),
    "unknown fact": (R2, R2.replace("on_deal", "in_deal"), 0, "Did you mean `viewer_on_deal`?"),
    "unknown fact, negated": (R2, R2.replace("viewer_on", "not viewr_on"), 0, "`viewr_on_deal`"),
    "far-off fact": (R2, R2.replace("viewer_on_deal", "xyz"), 0, "Known here: viewer_is_owner,"),
    "fact of another subject": (
        R2,
        R2.replace("viewer_on_deal", "viewer_sees_a_relationship"),
        0,
        "known for contact only",
    ),
    "unknown disclosure": (R2, R2.replace("named", "names"), 0, "Did you mean `named`?"),
    "disclosure of another subject": (R2, R2.replace("named", "listed"), 0, "`listed`"),
    "unknown role": (K1, K1.replace("owner", "ownr"), 0, "Did you mean `owner`?"),
    "unknown log reader": ("read: [charter_steward]", "read: [boss]", 0, "`boss`"),
    "unknown purpose": ("[open_deal, renewal]", "[open_deal, gossip]", 0, "`gossip`"),
    "unknown limit": ("limit: asks_per_connector", "limit: asks_per_conector", 0, "Did you mean"),
    "unknown count": ("counts: {asks_per_connector: 3}", "counts: {asks: 3}", 0, "`asks`"),
    "unknown thing to say": ("[owner_left], say: neutral", "[owner_left], say: no", 0, "`no`"),
    "unknown place": ("place: deal_channel", "place: lobby", 0, "`lobby`"),
    "unknown topic": ("say: [roles, counts, stages]", "say: [salaries]", 0, "`salaries`"),
    "unknown ending": ("then: ask_owner", "then: shred", 0, "`shred`"),
    "unknown kind of record": ("of: touch", "of: touches", 0, "Did you mean `touch`?"),
    # Values of a wrong kind
    "fraction": ("version: 3", "version: 3.0", 0, "`3.0` is not a whole number"),
    "number in quotes": ("version: 3", 'version: "3"', 0, "Write digits without quotes"),
    "number with a leading zero": ("version: 3", "version: 03", 0, "not a whole number"),
    "number too small": ("version: 3", "version: 0", 0, "Write 1 or more"),
    "group too small": ("smallest_group: 5", "smallest_group: 4", 0, "Write 5 or more"),
    "switch for a word": ("because: Known.", "because: yes", 0, "is a switch to YAML"),
    "a switch as it is meant": ("because: Known.", "because: true", 0, "is a switch to YAML"),
    "day for a text": ("because: Known.", "because: 2026-11-01", 0, "must be text"),
    "number for a text": ("[head of sales,", "[7,", 0, "must be text"),
    "no such day": ("2026-11-01", "2026-11-31", 0, "2026-11-31"),
    "not a day": ("2026-11-01", "soon", 0, "Write year-month-day"),
    "day with a time": ("2026-11-01", "2026-11-01 10:00:00", 0, "something else than text"),
    "text for a list": (
        R2,
        R2.replace("[viewer_on_deal]", "viewer_on_deal"),
        0,
        "[viewer_on_deal]",
    ),
    "text for a section": ("log: {", "log: nobody\nx: {", 0, "must be keys with values"),
    "list for a text": ("because: Known.", "because: [Known]", 0, "must be text, not a list"),
    "two facts in one": (R2, R2.replace("viewer_on_deal", "viewer_on_deal and x"), 0, "own"),
    "empty value": ("because: Known.", "because: ", 0, "is empty"),
    "empty text": ("because: Known.", 'because: " "', 0, "is empty"),
    "comma in a text without quotes": ("because: Known.", "because: Known, sure.", 0, "comma"),
    "missing key": (", because: Known.", "", 0, "`because` is missing"),
    "not a length of time": ("3 working days", "three days", 0, "`3 working days`"),
    "not an id": ("id: R2,", 'id: "R 2",', 0, "is not an id"),
    "reserved id": ("id: R2,", "id: DEFAULT,", 0, "Choose another id"),
    # YAML that is not taken
    "duplicate key": ("  connectors: 4", "  connectors: 4\n  connectors: 5", 1, "a second time"),
    "tab": ("  connectors: 4", "\tconnectors: 4", 0, "a tab"),
    "anchor": ("[viewer_on_deal], grant: named", "&a [viewer_on_deal], grant: named", 0, "anchors"),
    "alias": ("because: Known.", "because: *known", 0, "anchors"),
    "tag": ("because: Known.", "because: !!binary aGk=", 0, "a tag"),
    "second document": ("lookups:", "---\nlookups:", 0, "one charter in a file"),
    "nesting": ("[deputy, manager]", "[" * 40 + "]" * 40, 0, "too deeply"),
    "bracket missing": ("stand_in: [deputy, manager]", "stand_in: [deputy, manager", 1, "Not read"),
    "colon in a text": ("because: Known.", "because: a: b", 0, "needs quotes"),
    "merge key": ("  connectors: 4", "  <<: {connectors: 4}", 0, "can't be a key"),
    "number as a key": ("  connectors: 4", "  4: 4", 0, "can't be a key"),
    # Clauses that can't be meant
    "neither grant nor cap": (R2, R2.replace(" grant: named,", ""), 0, "Add `grant:` or `cap:`"),
    "grant and cap": (R2, R2.replace("named", "named, cap: exists"), 0, "Make two clauses"),
    "fact twice": (R2, R2.replace("[viewer_on", "[viewer_on_deal, viewer_on"), 0, "twice"),
    "fact and its contrary": (
        R2,
        R2.replace("[viewer_on", "[not viewer_on_deal, viewer_on"),
        0,
        "can never hold together",
    ),
    "id taken": ("id: O1,", "id: R2,", 0, "(line 5)"),
    "id of an example taken": ("id: E5,", "id: E4,", 0, "is taken"),
    "conditions that exclude each other": (
        R2,
        R2 + "\n  - {id: R9, when: [viewer_on_deal, viewer_is_external], cap: exists, because: x}",
        1,
        "viewer_on_deal → viewer_is_member",
    ),
    "the same said twice": (
        R2,
        R2 + "\n  - {id: R9, when: [viewer_on_deal], grant: named, because: x}",
        1,
        "R9 decides nothing",
    ),
    "a narrower case of another clause": (
        R2,
        R2 + "\n  - {id: R9, when: [viewer_on_deal, owner_reviewed], grant: exists, because: x}",
        1,
        "R9 decides nothing",
    ),
    "a cap nothing reaches": (
        R2,
        R2 + "\n  - {id: R9, when: [account_sensitive], cap: full, because: x}",
        1,
        "R9 decides nothing",
    ),
    "a grant always capped": (
        R2,
        R2 + "\n  - {id: R9, when: [viewer_is_external], grant: named, because: x}",
        1,
        "R9 decides nothing",
    ),
    "clause without example": (E2 + "\n", "", 0, "No example names R2"),
    "rule without example": (", ask: refused, by: F3", ", ask: refused", 0, "names F3"),
    # Examples
    "example fails": (
        E2,
        E2.replace("named", "full"),
        0,
        "E2 expects `full` by R2, but the answer is `named` by R2.",
    ),
    "example by another clause": (E2, E2.replace("by: R2", "by: R1"), 0, "but it comes by R2"),
    "example by no clause": (E2, E2.replace("by: R2", "by: R22"), 0, "Did you mean `R2`?"),
    "example of a request fails": (
        "[viewer_is_member, account_sensitive], ask: [owner, account_lead]",
        "[viewer_is_member, account_sensitive], ask: [owner]",
        0,
        "the answer is `account_lead, owner` by K1, K2",
    ),
    "example of nothing": (E2, E2.replace("see: named, ", ""), 0, "Keep one of the two"),
    "example of what?": (
        "  - {id: E3,",
        "  - {id: E33, given: [], see: hidden}\n  - {id: E3,",
        0,
        "Add `of:`",
    ),
    "example of another subject": (E2, E2.replace("by:", "of: contact, by:"), 0, "not about"),
    "example with a fact of another subject": (
        E2,
        E2.replace("viewer_on_deal]", "viewer_sees_a_relationship]"),
        0,
        "not known for a relationship",
    ),
    "example with a negation": (E2, E2.replace("[viewer", "[not viewer"), 0, "Leave it out"),
    # Requests
    "the requester's own yes": (K1, K1.replace("owner", "requester"), 0, "only the requester"),
    "the requester's yes too": (K1, K1.replace("owner", "owner, requester"), 0, "own yes"),
    "the owner asks the owner": (
        K1,
        K1 + "\n    - {id: K9, when: [viewer_is_owner], from: [owner]}",
        1,
        "only the requester could give",
    ),
    "nobody's yes": (K1, K1.replace("from", "when: [owner_reviewed], from"), 0, "whose yes"),
    "a yes asked for anyway": (
        K1,
        K1 + "\n    - {id: K9, when: [account_embargoed], from: [owner]}",
        1,
        "K9 decides nothing",
    ),
    "a reason that tells of the owner": (
        "[owner_left], say: neutral",
        "[owner_left], say: reason",
        0,
        "about somebody else",
    ),
    "a reason that tells of others' requests": (
        "max: 3, days: 30, say: neutral",
        "max: 3, days: 30, say: reason",
        0,
        "about somebody else",
    ),
    "a reason below a rule that gives none": (
        "    - {id: F4,",
        "    - {id: F6, when: [viewer_on_deal], say: reason}\n    - {id: F4,",
        0,
        "F6 gives its reason, but F3 above it gives none",
    ),
    "a rule that refuses everything": ("when: [owner_left], say", "say", 0, "everything"),
    "a rule after one that covers it": (
        "    - {id: F4,",
        "    - {id: F9, when: [owner_left, contact_objected], say: neutral}\n    - {id: F4,",
        0,
        "F9 decides nothing",
    ),
    "a limit without a number": ("max: 3, days", "days", 0, "Add `max:`"),
    "a number without a limit": ("limit: asks_per_connector, max: 3,", "max: 3,", 0, "everything"),
    # Retention
    "purpose without retention": (
        "  - {id: T6, of: request, purposes: [renewal]",
        "  - {id: T6, of: request, purposes: [delivery]",
        0,
        "requests for renewal",
    ),
    "said twice": ("purposes: [renewal], keep", "purposes: [open_deal], keep", 0, "second time"),
    "purposes of a touch": ("of: touch,", "of: touch, purposes: [renewal],", 0, "Only requests"),
    "no ending": (", then: ask_owner", "", 0, "does not say `then`"),
    "an ending of what does not end": ("for good,", "for good, then: erase,", 0, "for good"),
}

# Cases that are found far from what was changed, with the line.
FOUND_ELSEWHERE = {
    "clause without example": 5,
    "rule without example": 17,
    "nobody's yes": 21,
    "purpose without retention": 12,
}


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(CharterError) as refused:
        read_charter(text)
    return [(each.line, f"{each.message} {each.mend}") for each in refused.value.problems]


def test_the_full_charter_is_taken() -> None:
    report = examine(FULL)
    assert report.problems == ()
    assert report.warnings == ()


@pytest.mark.parametrize("case", REFUSALS)
def test_refused(case: str) -> None:
    old, new, offset, words = REFUSALS[case]
    assert old in FULL
    changed = FULL[: FULL.index(old)].count("\n") + 1
    expected = FOUND_ELSEWHERE.get(case, changed + offset)
    found = problems_of(FULL.replace(old, new, 1))
    assert any(at == expected and words in said for at, said in found), found


def test_every_problem_says_what_to_do() -> None:
    for old, new, _, _ in REFUSALS.values():
        for problem in examine(FULL.replace(old, new, 1)).problems:
            assert problem.message
            assert problem.mend
            assert "Traceback" not in str(problem)
            assert "pydantic" not in str(problem)


def test_several_problems_are_told_at_once() -> None:
    text = FULL.replace("grant: named", "grant: nmaed").replace("say: reason}", "say: reasn}", 1)
    assert [line for line, _ in problems_of(text)] == [5, 14]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "empty"),
        (b"# only a comment\n", 1, "empty"),
        (b"just text", 1, "no charter"),
        (b"- a\n- b\n", 1, "no charter"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "not UTF-8"),
        (b"a: \x00", 1, "does not allow"),
        (b"? [a, b]\n: c\n", 1, "can't be a key"),
        (b"{" * 100_000, 1, "too deeply"),
        (b"relationship: []\n", 1, "`charter` is missing"),
    ],
)
def test_what_is_no_charter_at_all(content: bytes, line: int, words: str) -> None:
    with pytest.raises(CharterError) as refused:
        read_charter(content)
    assert refused.value.problems[0].line == line
    assert words in str(refused.value.problems[0])


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    long = tmp_path / "long.yaml"
    long.write_text(FULL + "#" * 300_000, encoding="utf-8")
    for path, words in (
        (tmp_path / "missing.yaml", "can't be read"),
        (tmp_path, "can't be read"),
        (long, "longer than"),
    ):
        with pytest.raises(CharterError, match=words):
            load_charter(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "charter.yaml"
    path.write_text(FULL, encoding="utf-8-sig")
    assert load_charter(path).hash == read_charter(FULL).hash


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[head of sales, works council]", "[]", "Nobody has agreed"),
        ("[viewer_is_member, viewer_on_deal], see: named", "[viewer_on_deal], see: named", "can't"),
        ("{id: T2, of: touch,", "{id: T2, of: request,", "how long each touch"),
    ],
)
def test_warnings(old: str, new: str, words: str) -> None:
    report = examine(FULL.replace(old, new, 1))
    assert report.problems == ()
    assert words in str(report.warnings[0])


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_whatever_is_written_is_refused_in_words(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(FULL)))
    length = data.draw(st.integers(0, 30))
    junk = data.draw(st.text(st.sampled_from("[]{}:,-#&*!|>'\"%@`\n ?~<=ab1.\u2028\x85\ud800é"), max_size=8))
    text = FULL[:at] + junk + FULL[at + length :]
    lines = text.count("\n") + text.count("\u2028") + text.count("\x85") + 1
    for problem in examine(text).problems:
        assert 0 <= problem.line <= lines
        assert problem.message
        assert problem.mend
