"""Runs a test again in which turns took too long, and only that.

What takes too long takes it each time, also while no other test is at work beside it: two busy cores share
their caches. A test fails that kept the thread of the screen in every run: the limit is for the program, not
for the machine.
"""

from __future__ import annotations

import pytest
from _pytest.runner import runtestprotocol

from tests.quiet import HOUSE
from tests.screens.turns import KEPT

RUNS = 3


def run_again_if_slow(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a test that is watched, until it is quick, fails otherwise or was slow in all runs."""
    if "watchdog" not in getattr(item, "fixturenames", ()):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if _only_slow(reports):
        with HOUSE.alone():
            for _ in range(RUNS - 1):
                reports = runtestprotocol(item, log=False, nextitem=nextitem)
                if not _only_slow(reports):
                    break
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _only_slow(reports: list[pytest.TestReport]) -> bool:
    """Whether nothing but how long turns took is against a test; what waits fails at once."""
    failed = [report for report in reports if report.failed]
    if not failed or any(report.when != "teardown" for report in failed):
        return False
    words = "".join(report.longreprtext for report in failed)
    return words.startswith(KEPT) and " on the thread of the screen" not in words
