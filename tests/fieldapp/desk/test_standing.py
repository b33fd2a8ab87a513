"""Nothing new is recorded on an ended lease, a stopped device, outside the role or while not at work."""

from __future__ import annotations

import pytest

from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment, preview
from shared.ids import RepaymentId
from tests.fieldapp.desk.branch import DUE, LOAN, MEMBER, TODAY, Branch, refused


def a_form(branch: Branch) -> RepaymentForm:
    return RepaymentForm(RepaymentId(branch.new_id()), MEMBER, LOAN, DUE, TODAY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lease_until_ms": 1}, "lease"),
        ({"device_state": "REVOKED"}, "device.revoked"),
        ({"device_state": "FROZEN"}, "device.frozen"),
    ],
)
def test_a_tablet_that_may_not_record_records_nothing(
    branch: Branch, change: dict[str, object], code: str
) -> None:
    branch.change_state(**change)
    form = a_form(branch)
    with refused(code):
        collect_repayment(branch.desk, form)
    assert branch.recorded() == []
    found = preview(branch.desk, form).refusal
    assert found is not None and found.code == code


def test_a_clock_set_back_gains_no_lease(branch: Branch) -> None:
    branch.change_state(lease_until_ms=5_000, last_contact_ms=6_000, server_offset_ms=0)
    branch.clock.at_ms = 1_000
    with refused("lease"):
        collect_repayment(branch.desk, a_form(branch))


def test_the_lease_is_in_the_servers_time(branch: Branch) -> None:
    branch.change_state(
        lease_until_ms=1_770_000_100_000, last_contact_ms=1_769_999_000_000, server_offset_ms=200_000
    )
    with refused("lease"):
        collect_repayment(branch.desk, a_form(branch))
    branch.change_state(lease_until_ms=1_769_999_900_000, server_offset_ms=-200_000)
    collect_repayment(branch.desk, a_form(branch))


DAY_MS = 24 * 60 * 60 * 1000


@pytest.mark.parametrize("days_off", [-365, -1, 365])
def test_a_clock_known_to_be_wrong_dates_no_money(branch: Branch, days_off: int) -> None:
    """A tablet that forgot the time asks for it, instead of refusing every loan as not yet paid out."""
    branch.clock.at_ms += days_off * DAY_MS
    if days_off > 0:
        now_ms = branch.clock.at_ms
        branch.change_state(last_contact_ms=now_ms - 1_000, server_offset_ms=-days_off * DAY_MS)
    with refused("clock"):
        collect_repayment(branch.desk, a_form(branch))
    assert branch.recorded() == []


def test_a_clock_put_right_without_a_network_records_again(branch: Branch) -> None:
    ahead_ms = branch.clock.at_ms + 365 * DAY_MS
    branch.change_state(last_contact_ms=ahead_ms, server_offset_ms=-365 * DAY_MS)
    collect_repayment(branch.desk, a_form(branch))


@pytest.mark.parametrize("role", ["SUPERVISOR", "OPERATIONS"])
def test_only_those_who_collect_record_money(branch: Branch, role: str) -> None:
    branch.be(role)
    with refused("role") as refusal:
        collect_repayment(branch.desk, a_form(branch))
    assert "repayment.recorded" not in str(refusal.value)


def test_somebody_on_leave_records_nothing(branch: Branch) -> None:
    branch.be("CREDIT_OFFICER", status="ON_LEAVE")
    with refused("staff.not_active"):
        collect_repayment(branch.desk, a_form(branch))
