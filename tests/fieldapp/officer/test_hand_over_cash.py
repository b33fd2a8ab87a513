"""Cash in hand is floats and receipts less handovers, and a handover is recorded once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.officer.hand_over_cash import HandoverForm, hand_over_cash, load_cash
from shared.contract.records import CashMovementRecord, union_bucket
from shared.ids import CashMovementId, StaffId
from tests.fieldapp.desk.branch import (
    BOSS,
    BRANCH,
    DUE,
    FAR,
    LOAN,
    ME,
    MEMBER,
    NOBODY,
    TODAY,
    UNION,
    Branch,
    posted,
    refused,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import a_loan


@pytest.fixture(autouse=True)
def some_cash(branch: Branch) -> None:
    """A float of 1 000 and a receipt of 5 500 five days ago."""
    given = CashMovementRecord("FLOAT", "OPEN", None, ME, 100_000, TODAY - timedelta(days=6), None, None, "")
    branch.put("cash", b"cash-00000000001", given)
    branch.put("repayment", b"repayment-000001", posted(LOAN, DUE, TODAY - timedelta(days=5), "K7-000900"))
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE))
    branch.sync()


def a_form(branch: Branch, **changes: object) -> HandoverForm:
    pieces = ((100_000, 5), (50_000, 1))
    form = HandoverForm(CashMovementId(branch.new_id()), BRANCH, TODAY, pieces)
    return replace(form, **changes)  # type: ignore[arg-type]  # as each test names it


def test_cash_in_hand_is_what_came_in_less_what_went_out(branch: Branch) -> None:
    page = load_cash(branch.desk)
    assert (page.cash.float_minor, page.cash.received_minor, page.cash.in_hand_minor) == (
        100_000,
        DUE,
        650_000,
    )
    assert (page.age_days, page.cap_minor) == (5, None)
    assert [person.staff for person in page.receivers] == [BOSS, BRANCH]


def test_only_cash_counts(branch: Branch) -> None:
    form = replace(due_form(branch.desk, LOAN), method="TRANSFER", reference="FT-1")
    collect_repayment(branch.desk, form)
    assert load_cash(branch.desk).cash.in_hand_minor == 650_000


def test_what_others_received_is_not_in_my_hand(branch: Branch) -> None:
    branch.put("repayment", b"repayment-000002", posted(LOAN, 7, TODAY, "K9-000001", by=FAR))
    branch.sync()
    assert load_cash(branch.desk).cash.in_hand_minor == 650_000


def test_a_handover_is_counted_note_by_note(branch: Branch) -> None:
    moved = hand_over_cash(branch.desk, a_form(branch, note=" evening "))
    assert (moved.amount_minor, moved.to_staff, moved.state, moved.note) == (
        550_000,
        BRANCH,
        "OPEN",
        "evening",
    )
    page = load_cash(branch.desk)
    assert (page.cash.handed_minor, page.cash.in_hand_minor, page.age_days) == (550_000, 100_000, 0)


def test_the_same_handover_twice_is_one(branch: Branch) -> None:
    form = a_form(branch)
    assert hand_over_cash(branch.desk, form) == hand_over_cash(branch.desk, form)
    with refused("cash.already_handed_over"):
        hand_over_cash(branch.desk, replace(form, denominations=((50_000, 1),)))
    assert len(branch.recorded()) == 1


def test_a_handover_out_of_sight_is_still_out_of_the_hand(branch: Branch) -> None:
    hand_over_cash(branch.desk, a_form(branch))
    branch.send()
    branch.server.scope.remove(union_bucket(UNION))
    branch.server.scope_version = "scope-2"
    branch.sync()
    assert load_cash(branch.desk).cash.handed_minor == 550_000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"denominations": ()}, "amount.zero"),
        ({"denominations": ((100_000, 0),)}, "amount.zero"),
        ({"denominations": ((100_000, -1),)}, "cash.bad_denomination"),
        ({"to_staff": ME}, "cash.to_oneself"),
        ({"to_staff": FAR}, "cash.bad_receiver"),
        ({"to_staff": StaffId(NOBODY)}, "cash.bad_receiver"),
        ({"on": TODAY + timedelta(days=1)}, "repayment.future_date"),
        ({"denominations": ((100_000, 7),)}, "cash.more_than_in_hand"),
        ({"note": "x" * 301}, "form.not_accepted"),
    ],
)
def test_what_may_not_be_handed_over_is_refused(
    branch: Branch, changes: dict[str, object], code: str
) -> None:
    with refused(code):
        hand_over_cash(branch.desk, a_form(branch, **changes))
    assert branch.recorded() == []


def test_more_than_expected_is_handed_over_with_a_word(branch: Branch) -> None:
    form = a_form(branch, denominations=((100_000, 7),), note="found in the other bag")
    assert hand_over_cash(branch.desk, form).amount_minor == 700_000
    assert load_cash(branch.desk).cash.in_hand_minor == -50_000


def test_nothing_is_handed_over_on_an_expired_lease(branch: Branch) -> None:
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        hand_over_cash(branch.desk, a_form(branch))


def test_receipts_are_those_from_the_last_handover_on_with_their_members(branch: Branch) -> None:
    page = load_cash(branch.desk)
    assert (page.handed_on, [each.receipt.receipt_number for each in page.receipts]) == (None, ["K7-000900"])
    hand_over_cash(branch.desk, a_form(branch))
    page = load_cash(branch.desk)
    assert (page.handed_on, page.receipts) == (TODAY, ())
    collect_repayment(branch.desk, due_form(branch.desk, LOAN))
    (receipt,) = load_cash(branch.desk).receipts
    assert (receipt.receipt.value_on, receipt.member_name) == (TODAY, "Adaeze Okafor")


def test_movements_name_the_other_side(branch: Branch) -> None:
    hand_over_cash(branch.desk, a_form(branch))
    names = [(each.movement.kind, each.other_name) for each in load_cash(branch.desk).movements]
    assert names == [("HANDOVER", "Rose Ekanem"), ("FLOAT", "")]


def test_a_form_that_was_saved_is_known_again(branch: Branch) -> None:
    form = a_form(branch)
    assert load_cash(branch.desk, form.movement).recorded is None
    saved = hand_over_cash(branch.desk, form)
    assert load_cash(branch.desk, form.movement).recorded == saved
