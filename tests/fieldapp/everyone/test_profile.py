"""Who works here, and what is left to go on alone."""

from __future__ import annotations

from fieldapp.everyone.profile import load_profile
from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.store.sync_state import keep_blocks
from shared.contract.exchange import NumberBlock
from tests.fieldapp.desk.branch import DUE, LOAN, Branch
from tests.fieldapp.desk.forms import due_form


def test_the_person_and_the_device(branch: Branch) -> None:
    profile = load_profile(branch.desk)
    assert (profile.me.name, profile.me.role, profile.supervisor_name) == (
        "Bisi Ade", "CREDIT_OFFICER", "Musa Bello",
    )  # fmt: skip
    assert (profile.device_code, profile.institution, profile.device_state) == (
        "K7", "Harvest Savings", "ACTIVE",
    )  # fmt: skip
    assert profile.lease_left_ms > 0
    assert not profile.clock_is_wrong


def test_what_is_left_and_what_waits(branch: Branch) -> None:
    with branch.desk.store.transaction() as tx:
        keep_blocks(tx, (NumberBlock("loan", "L-", 1, 40), NumberBlock("loan", "L-", 101, 110)))
    collect_repayment(branch.desk, due_form(branch.desk, LOAN))
    profile = load_profile(branch.desk)
    assert (profile.loan_numbers, profile.member_numbers) == (50, 0)
    assert (profile.waiting, profile.waiting_minor) == (1, 2 * DUE)
