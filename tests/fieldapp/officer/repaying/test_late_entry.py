"""Money entered on a later day than it was received says why."""

from __future__ import annotations

from datetime import timedelta

from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment, preview
from shared.ids import MeetingId, RepaymentId
from tests.fieldapp.desk.branch import DUE, LOAN, MEMBER, TODAY, Branch, refused


def a_form(branch: Branch, *, note: str = "", meeting: MeetingId | None = None) -> RepaymentForm:
    repayment, day = RepaymentId(branch.new_id()), TODAY - timedelta(days=1)
    return RepaymentForm(repayment, MEMBER, LOAN, DUE, day, note=note, meeting=meeting)


def test_it_wants_a_reason_before_and_when_it_is_saved(branch: Branch) -> None:
    late = preview(branch.desk, a_form(branch))
    assert late.refusal is not None
    assert late.refusal.code == "repayment.late_reason"
    with refused("repayment.late_reason"):
        collect_repayment(branch.desk, a_form(branch, note=" "))
    assert branch.recorded() == []


def test_with_a_reason_it_is_recorded(branch: Branch) -> None:
    assert collect_repayment(branch.desk, a_form(branch, note="flat tablet")).value_on < TODAY


def test_a_sheet_is_of_its_own_day_and_needs_none(branch: Branch) -> None:
    collect_repayment(branch.desk, a_form(branch, meeting=MeetingId(b"m" * 16)))
    assert len(branch.recorded()) == 1
