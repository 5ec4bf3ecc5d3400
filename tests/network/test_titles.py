"""Seniority, from what org data say and from the words of titles."""

from __future__ import annotations

import pytest

from bot.network.titles import seniorities_in, seniority_rank


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("VP Trading", {"vp"}),
        ("Senior Vice President, Operations", {"vp", "senior"}),
        ("President & CEO", {"c-level"}),
        ("Vice President", {"vp"}),
        ("Chief Financial Officer", {"c-level"}),
        ("Head of IT", {"director"}),
        ("Mgr Trading", {"manager"}),
        ("Chairman of the Board", {"board"}),
        ("Chief of Staff", set()),
        ("Trader", set()),
        ("formerly CFO", set()),
        ("", set()),
    ],
)
def test_a_title_speaks_of_its_seniority(title: str, names: set[str]) -> None:
    assert seniorities_in(title) == names


def test_the_higher_of_title_and_data_counts() -> None:
    ordered = [
        seniority_rank("CFO", "senior"),
        seniority_rank("VP Trading", "senior"),
        seniority_rank("Dir", "director"),
        seniority_rank("Mgr Trading", "junior"),
        seniority_rank("Specialist", "senior"),
        seniority_rank("Trader", ""),
        seniority_rank("Analyst", "junior"),
    ]
    assert ordered == sorted(ordered)
    assert len(set(ordered)) == len(ordered)
