"""Requests in any order of events: one end, messages that match it, no limit passed, nobody unnamed named."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.introductions.lives import Lives

_SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def _lived(runs: int, steps: int) -> None:
    limits = settings(max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=_SLOW)
    run_state_machine_as_test(Lives, settings=limits)


def test_whatever_happens_it_ends_well() -> None:
    _lived(300, 5)


@pytest.mark.soak
def test_whatever_happens_it_ends_well_many_times_over() -> None:
    _lived(10_000, 30)
