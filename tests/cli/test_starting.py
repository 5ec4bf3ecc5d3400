"""What the program loads before it does anything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.cli.demo import ROOT

WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "aiohttp":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
sys.argv = ["o2o", *sys.argv[1:]]
from bot.cli import main
main()
"""


def runs(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", *command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("library", ["aiohttp", "matplotlib", "sandbox", "scipy"])
def test_what_takes_long_to_load_waits_until_it_is_wanted(library: str) -> None:
    done = runs(f"import sys, bot.cli; print({library!r} in sys.modules)")
    assert done.stdout == "False\n", done.stderr


def test_without_the_sandboxs_libraries_all_runs_but_the_demo() -> None:
    checked = runs(WITHOUT, "charter", "check")
    assert checked.returncode == 0, checked.stderr
    demo = runs(WITHOUT, "demo")
    assert demo.returncode == 2
    assert "The demo needs the sandbox's libraries (aiohttp is missing): install o2o[sandbox]." in demo.stderr
