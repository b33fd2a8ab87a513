"""What can be copied to the office names nobody and says what helps."""

from __future__ import annotations

import re

from fieldapp.everyone.diagnostics import RoundOutcome, load_diagnostics
from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.store.notes import keep
from tests.fieldapp.desk.branch import LOAN, MEMBER, NEXT_UNION, Branch
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import a_member


def test_it_says_versions_counts_and_states(branch: Branch) -> None:
    collect_repayment(branch.desk, due_form(branch.desk, LOAN))
    text = load_diagnostics(branch.desk, [RoundOutcome(1_770_000_000_000, "done")]).text
    for line in (
        r"fieldapp: \S+", r"Protocol: 1", r"Size: \d+\.\d MB", r"Step: (\d+) of \1", r"member: 4",
        r"waiting: 1", r"attention: 0", r"Device: K7", r"Server clock minus this one: [+-]\d",
        r"02:40:00 UTC: done", r"Newest operation: 1", r"Holds: yes", r"Kept: no",
    ):  # fmt: skip
        assert re.search(line, text), line


def test_it_holds_nothing_of_anybody(branch: Branch) -> None:
    branch.put("member", MEMBER, a_member(NEXT_UNION, "ZQ-777777", "Xenobia", "Quaxley"))
    branch.sync()
    with branch.desk.store.transaction() as tx:
        keep(tx, "draft", "Quaxley", b"0803 777 1234", 1)
    collect_repayment(branch.desk, due_form(branch.desk, LOAN))
    outcomes = [RoundOutcome(1_770_000_000_000, "Quaxley, 0803 777 1234"), RoundOutcome(0, "unreachable")]
    text = load_diagnostics(branch.desk, outcomes).text
    planted = (
        "Xenobia", "Quaxley", "ZQ-777777", "0803", "555 0101", "Bisi", "Ade", "Musa", "Oja-Oba", "Harvest",
        "LN-000001", "K7-000001", "11,000", "1100000", "11000", MEMBER.hex(), MEMBER.decode(), LOAN.hex(),
    )  # fmt: skip
    assert [word for word in planted if word.lower() in text.lower()] == []
    assert "never: unreachable" in text
    assert ": other" in text
