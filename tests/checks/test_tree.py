"""What holds of every file that is committed."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 350
"""Lines of a module: what one can still keep in one's head."""
LISTED_BY_VERSION = ("requirements.txt", "requirements-dev.txt")
# Written in pieces, so that this file is not among those that hold them.
REGISTRIES = ("pypi" + ".org", "files.python" + "hosted.org", "/sim" + "ple/", "--index" + "-url")
MACHINES = ("/ho" + "me/", "/ro" + "ot/", "/Us" + "ers/", "C:" + "\\")
TEXT = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".json", ".csv", ".js", ".css", ".html", ".svg", ".mako"}


def committed() -> list[Path]:
    """The files under version control, new ones included."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no copy with a history: git knows of no files here")
    return [path for name in done.stdout.splitlines() if (path := ROOT / name).is_file()]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return committed()


def test_no_module_is_too_long(files: list[Path]) -> None:
    long = {
        str(path.relative_to(ROOT))
        for path in files
        if path.suffix == ".py"
        and path.parent.name != "versions"  # a migration is as long as its tables are many
        and len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
    }
    assert long == set()


def test_every_module_says_what_it_is_for(files: list[Path]) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in files
        if path.suffix == ".py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_file_names_a_machine_or_a_registry(files: list[Path]) -> None:
    found = []
    for path in files:
        if path.suffix not in TEXT and path.name not in ("Makefile", "Procfile", ".env.example", ".gitignore"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            said = [one for one in (*REGISTRIES, *MACHINES) if one in line]
            if said:
                found.append(f"{path.relative_to(ROOT)}:{number}: {', '.join(said)}")
    assert found == []


def test_requirements_are_pinned_with_hashes() -> None:
    for name in LISTED_BY_VERSION:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if re.match(r"[a-z0-9]", line)]
        assert pins
        assert [line for line in pins if "==" not in line or not line.endswith("\\")] == []


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [phony] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    explained = re.findall(r"^([a-z-]+):.*## .+$", makefile, re.MULTILINE)
    assert sorted(explained) == sorted(phony.split())
    said = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout
    assert [target for target in explained if f"make {target}" not in said] == []


def test_every_process_of_the_procfile_is_a_command() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    assert lines == ["release: o2o migrate", "web: o2o web", "worker: o2o worker"]
