"""Files with what one colleague may see: nobody else on the machine can read them, and none is left half written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.by_eyes import write
from bot.errors import BadInput


@pytest.fixture(params=[0o000, 0o022], autouse=True)
def masked(request: pytest.FixtureRequest) -> Iterator[None]:
    """However open the files are that the shell makes."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def refused(file: Path) -> str:
    with pytest.raises(BadInput) as error:
        write(file, "secret")
    return error.value.words


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    write(file, "Zoë\r\n")
    assert (file.read_bytes(), mode(file)) == ("Zoë\r\n".encode(), 0o600)
    assert list(tmp_path.iterdir()) == [file]


def test_one_that_others_could_read_is_not_written_into(tmp_path: Path) -> None:
    file, also = tmp_path / "old.csv", tmp_path / "also.csv"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o644)
    also.hardlink_to(file)
    with file.open(encoding="utf-8") as held:
        write(file, "secret")
        assert held.read() == "old"  # whoever has it open
    assert (file.read_text(encoding="utf-8"), mode(file)) == ("secret", 0o600)
    assert also.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_not_followed(tmp_path: Path, there: bool) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    if there:
        target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    assert "link.csv is a link. Name the file that it leads to." in refused(link)
    assert link.is_symlink()
    assert target.exists() is there
    assert not there or target.read_text(encoding="utf-8") == "old"


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "folder"):
        (tmp_path / "folder").mkdir(exist_ok=True)
        assert f"{name} is no file." in refused(tmp_path / name)
    assert "can't be written (No such file or directory)." in refused(tmp_path / "nowhere" / "new.csv")
    assert "can't be written (Not a directory)." in refused(tmp_path / "pipe" / "new.csv")


def test_what_goes_wrong_leaves_the_earlier_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "old.csv"
    file.write_text("old", encoding="utf-8")

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    assert "can't be written (No space left on device)." in refused(file)
    with pytest.raises(UnicodeEncodeError):
        write(file, "\ud800")
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_text(encoding="utf-8") == "old"
