"""What an import does with a file as a whole: its encoding, its header, its rejects."""

from __future__ import annotations

import csv
import io

import pytest

from bot.errors import BadInput
from bot.people.imports import running
from models.people import Colleague

HEAD = "email,name"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"email\nana@ours.example\n", "lacks the column name. Its first line names: email"),
        (b"email,name,E-Mail\n", "has the column email twice"),
        ("email,name\nx@y.example,Zoë\n".encode("latin-1"), "line 2 has a byte (0xeb)"),
        ("email,name\n".encode("utf-16"), "is in UTF-16"),
        (b"email,name\nx@y.example,\0\n", "line 2, has a zero byte"),
        (b'email,name\nx@y.example,"Ana\nz@y.example,Zoe\n', "from line 2 on: a quote"),
        (b'email,name\nx@y.example,"Ana', "from line 2 on: a quote"),
        (b"email,name\nx@y.example," + b"x" * 140_000 + b"\n", "from line 2 on"),
    ],
)
def test_a_file_that_cannot_be_taken(company, content, words):
    path = company.folder / "people.csv"
    path.write_bytes(content)
    before = company.everything()
    with pytest.raises(BadInput) as caught:
        company.bring_file("colleagues", path)
    assert words in caught.value.words
    assert company.everything() == before


def test_a_file_that_is_not_there(company):
    with pytest.raises(BadInput, match="There is no file"):
        company.bring_file("colleagues", company.folder / "nowhere.csv")
    with pytest.raises(BadInput, match="is a folder"):
        company.bring_file("colleagues", company.folder)


def test_an_unknown_kind(company):
    with pytest.raises(BadInput, match="There are: colleagues, accounts, org, relationships, touches, deals"):
        company.bring("gossip", HEAD)


def test_how_they_agreed_must_be_said(company):
    for words in ("  ", "x" * 121):
        with pytest.raises(BadInput, match="--reviewed takes how and when"):
            company.bring("colleagues", HEAD, reviewed=words)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_dialects(company, delimiter, start, end):
    path = company.folder / "people.csv"
    lines = [delimiter.join(line) for line in (["email", "name", "Title"], ["ana@ours.example", '"Ana\nOrtiz"', "CFO"])]
    path.write_bytes(start + (end.join(lines) + end).encode())
    assert company.bring_file("colleagues", path).added == 1
    colleague = company.one(Colleague)
    assert (colleague.name, colleague.title) == ("Ana Ortiz", "CFO")


def test_unknown_columns_are_named_and_ignored(company):
    report = company.bring("colleagues", "email,name,Shoe  size,", "ana@ours.example,Ana,38,x")
    assert report.ignored_columns == ("Shoe size", "(column 4 has no name)")
    assert report.added == 1


def test_rejects_can_be_mended_and_imported(company):
    lines = ["email;name;note", "ana@ours.example;Ana;=1+1", "raj;Raj;=2+2", ";Zoe;"]
    report = company.bring("colleagues", *lines)
    assert (report.rows, report.added, report.rejected) == (3, 1, 2)
    assert report.rejects_path == company.folder / "colleagues.csv.rejected.csv"
    text = company.rejects(report)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert rows[0] == {
        "email": "raj",
        "name": "Raj",
        "note": "=2+2",
        "reason": "line 3: email is 'raj', which is no e-mail address",
    }
    mended = company.folder / "mended.csv"
    mended.write_text(text.replace("raj;", "raj@ours.example;"), encoding="utf-8")
    again = company.bring_file("colleagues", mended)
    assert (again.added, again.rejected, again.ignored_columns) == (1, 1, ("note",))
    assert company.rejects(again).splitlines()[0] == "email;name;note;reason"


def test_old_rejects_are_replaced_or_removed(company):
    report = company.bring("colleagues", HEAD, "raj,Raj")
    assert report.rejects_path is not None
    again = company.bring("colleagues", HEAD, "raj@ours.example,Raj")
    assert again.rejects_path is None
    assert not report.rejects_path.exists()


def test_rejects_that_cannot_be_written(company):
    (company.folder / "colleagues.csv.rejected.csv").mkdir()
    with pytest.raises(BadInput, match="can't be written to"):
        company.bring("colleagues", HEAD, "raj,Raj")


def test_empty_lines_are_no_rows(company):
    report = company.bring("colleagues", HEAD, "", ",", "ana@ours.example,Ana", "")
    assert (report.rows, report.added) == (1, 1)


def test_a_header_alone(company):
    assert company.bring("colleagues", HEAD).notes == ("The file has a header and no rows.",)


def test_many_batches(company, monkeypatch):
    monkeypatch.setattr(running.KINDS["colleagues"], "batch", 7)
    seen = []
    rows = [f"p{n}@ours.example,P {n},p{(n * 7 + 3) % 40}@ours.example" for n in range(40)]
    report = company.bring("colleagues", "email,name,manager_email", *rows, progress=seen.append)
    assert report.added == 40
    assert [one.done for one in seen] == [7, 14, 21, 28, 35, 40]
    assert {one.total for one in seen} == {40}
    again = company.bring("colleagues", "email,name,manager_email", *rows)
    assert (again.changed, again.unchanged) == (0, 40)


def test_a_batch_interrupted_by_another_writer_is_tried_again(company, monkeypatch):
    from sqlalchemy.exc import IntegrityError

    kind = running.KINDS["colleagues"]
    apply, failures = kind.apply, [1, 1]

    def failing(self, session, rows):
        answers = apply(self, session, rows)
        if failures:
            failures.pop()
            raise IntegrityError("statement", {}, Exception())
        return answers

    monkeypatch.setattr(kind, "apply", failing)
    assert company.bring("colleagues", HEAD, "ana@ours.example,Ana").added == 1
    assert company.count(Colleague) == 1
