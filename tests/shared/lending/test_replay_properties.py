"""What must hold for every replay, whatever the loan and its payments."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.lending.allocation import ItemStatus, LoanPosition, Part, Payment, Release, Waiver, replay
from shared.lending.penalties import PenaltyTerms
from shared.lending.schedule import Instalment

START = date(2024, 1, 1)
days = st.integers(0, 80).map(lambda count: START + timedelta(days=count))
amounts = st.integers(1, 4_000)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a replay takes."""

    instalments: list[Instalment]
    payments: list[Payment]
    as_of: date
    order: tuple[Part, ...]
    penalty: PenaltyTerms | None
    waivers: list[Waiver]
    releases: list[Release]

    def replay(self) -> LoanPosition:
        return replay(
            self.instalments, self.payments, self.as_of, self.order, self.penalty, self.waivers, self.releases
        )


@st.composite
def schedules(draw: st.DrawFn) -> list[Instalment]:
    gaps = draw(st.lists(st.integers(0, 20), min_size=1, max_size=6))
    due_on, items = START, []
    for sequence, gap in enumerate(gaps, start=1):
        due_on += timedelta(days=gap)
        parts = draw(st.tuples(st.integers(0, 2_000), st.integers(0, 500), st.integers(0, 100)))
        items.append(Instalment(sequence, due_on, *parts))
    return items


@st.composite
def cases(draw: st.DrawFn) -> Case:
    paid = draw(st.lists(st.tuples(amounts, days), max_size=8))
    waived = draw(st.lists(st.tuples(amounts, days, st.sampled_from(Part)), max_size=2))
    released = draw(st.lists(st.tuples(amounts, days), max_size=2))
    cap = st.none() | st.integers(0, 1_000)
    penalties = st.none() | st.builds(PenaltyTerms, st.integers(0, 60), st.integers(0, 10), cap)
    return Case(
        draw(schedules()),
        [Payment(f"p{index}", *row) for index, row in enumerate(paid)],
        draw(days),
        tuple(draw(st.permutations(list(Part)))),
        draw(penalties),
        [Waiver(f"w{index}", *row) for index, row in enumerate(waived)],
        [Release(f"r{index}", *row) for index, row in enumerate(released)],
    )


@given(cases(), st.randoms())
def test_a_replay_does_not_depend_on_the_order_of_entry(case, random):
    shuffled = replace(
        case,
        instalments=random.sample(case.instalments, len(case.instalments)),
        payments=random.sample(case.payments, len(case.payments)),
        waivers=random.sample(case.waivers, len(case.waivers)),
        releases=random.sample(case.releases, len(case.releases)),
    )
    assert shuffled.replay() == case.replay()


@given(cases())
def test_every_minor_unit_is_somewhere_and_nothing_is_negative(case):
    position = case.replay()
    received = sum(payment.amount_minor for payment in case.payments if payment.value_on <= case.as_of)
    released = sum(release.amount_minor for release in case.releases if release.released_on <= case.as_of)
    assert received == position.paid_minor + position.credit_minor + released - position.over_released_minor
    assert position.paid_minor == sum(row.total_minor for row in position.allocations)
    assert position.outstanding_minor == sum(i.owed_minor + i.penalty_owed_minor for i in position.items)
    assert min(position.credit_minor, position.over_released_minor, position.outstanding_minor) >= 0
    for item in position.items:
        assert min(amount for amount in item if type(amount) is int) >= 0
        assert item.owed_minor >= 0
        assert item.penalty_owed_minor >= 0
    for row in position.allocations:
        assert row.total_minor > 0
        assert min(row.interest_minor, row.principal_minor, row.fee_minor, row.penalty_minor) >= 0


@given(cases())
def test_items_agree_with_the_allocations(case):
    position = case.replay()
    for item in position.items:
        rows = [row for row in position.allocations if row.sequence == item.sequence]
        assert item.interest_paid_minor == sum(row.interest_minor for row in rows)
        assert item.principal_paid_minor == sum(row.principal_minor for row in rows)
        assert item.fee_paid_minor == sum(row.fee_minor for row in rows)
        assert item.penalty_paid_minor == sum(row.penalty_minor for row in rows)
        assert item.paid_minor == item.interest_paid_minor + item.principal_paid_minor + item.fee_paid_minor


@given(cases())
def test_there_is_no_credit_while_something_is_owed(case):
    position = case.replay()
    assert position.is_settled or position.credit_minor == 0


@given(cases(), amounts)
def test_a_payment_never_lowers_what_was_paid(case, amount):
    """Without penalty on every item; a penalty takes its share, so then on the loan as a whole."""
    more = replace(case, payments=[*case.payments, Payment("new", amount, case.as_of)])
    before, after = case.replay(), more.replay()
    assert after.paid_minor >= before.paid_minor
    assert after.paid_minor + after.credit_minor >= before.paid_minor + before.credit_minor
    for old, new in zip(before.items, after.items, strict=True):
        assert new.paid_minor >= old.paid_minor
        assert new.penalty_paid_minor >= old.penalty_paid_minor


@given(cases(), amounts, days)
def test_a_backdated_payment_never_lowers_what_was_paid(case, amount, value_on):
    plain = replace(case, penalty=None, waivers=[])
    more = replace(plain, payments=[*plain.payments, Payment("new", amount, value_on)])
    for old, new in zip(plain.replay().items, more.replay().items, strict=True):
        assert new.paid_minor >= old.paid_minor
        assert (old.status is ItemStatus.PAID) <= (new.status is ItemStatus.PAID)


@given(cases(), amounts, days, days)
def test_a_payment_and_its_reversal_leave_the_loan_as_if_neither_had_been(
    case, amount, value_on, reversed_on
):
    wrong = Payment("new", amount, value_on)
    reversal = Payment("undo", amount, reversed_on, reverses="new")
    assert replace(case, payments=[reversal, *case.payments, wrong]).replay() == case.replay()


@given(cases())
def test_a_penalty_is_what_counting_day_by_day_gives(case):
    if case.penalty is None:
        case = replace(case, penalty=PenaltyTerms(per_day_minor=7, grace_days=2))
    position, counted = case.replay(), penalty_by_day(case)
    assert {item.sequence: item.penalty_charged_minor for item in position.items} == counted


def penalty_by_day(case: Case) -> dict[int, int]:
    """The rule read literally: for every day, the oldest item unpaid after the payments before it."""
    assert case.penalty is not None
    cap = case.penalty.cap_minor
    charged = {item.sequence: 0 for item in case.instalments}
    day = START
    while day <= case.as_of:
        oldest = replace(case, as_of=day - timedelta(days=1)).replay().oldest_unpaid
        if oldest and oldest.due_on + timedelta(days=case.penalty.grace_days) < day:
            room = case.penalty.per_day_minor if cap is None else cap - sum(charged.values())
            charged[oldest.sequence] += min(case.penalty.per_day_minor, room)
        day += timedelta(days=1)
    return charged
