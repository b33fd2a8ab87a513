"""Loans as they are shown: delivered figures, and what waits laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
import pytest

from fieldapp.store.author import Author
from fieldapp.store.database import Store
from fieldapp.store.outbox import append
from fieldapp.store.projection.loans import NOT_HERE
from fieldapp.store.projection.refresh import rebuild
from shared.contract.bodies import lending, people
from shared.contract.codec import Message, decode
from shared.contract.records import LoanRecord, LoanTermsFrozen
from shared.contract.signing import content_hash
from shared.lending.allocation import Payment, replay
from shared.lending.penalties import PenaltyTerms
from shared.lending.schedule import Instalment
from tests.fieldapp.store.world import (
    PRODUCT,
    STAFF,
    START,
    FakeServer,
    Village,
    a_loan,
    a_product,
    a_repayment,
    found_village,
    pull,
    settings,
)

WEEK = 550_000


@dataclass(frozen=True, slots=True)
class Desk:
    """A tablet with one union."""

    store: Store
    author: Author
    server: FakeServer
    village: Village

    def sign(self, body: Message) -> None:
        with self.store.transaction() as tx:
            append(tx, self.author, body)

    def pay(self, amount_minor: int, on: date = START) -> bytes:
        repayment = self.author.ids.make()
        place = self.village
        self.sign(
            lending.RepaymentRecorded(
                repayment, place.loan, place.member, amount_minor, "CASH", on, "K7-000001"
            )
        )
        return repayment

    def deliver(self, loan: LoanRecord, *payments: tuple[int, date]) -> list[bytes]:
        """Let the server deliver the loan with these payments behind its figures."""
        ids = []
        for amount, on in payments:
            ids.append(self.author.ids.make())
            self.server.put("repayment", ids[-1], a_repayment(self.village.loan, amount, on=on), self.bucket)
        self.server.put("loan", self.village.loan, loan, self.bucket)
        pull(self.store, self.server)
        return ids

    @property
    def bucket(self) -> str:
        return self.village.bucket

    def loan(self, *columns: str) -> tuple[object, ...]:
        with self.store.read() as tx:
            sql = f"SELECT {', '.join(columns)} FROM p_loan WHERE id = ?"
            (row,) = tx.tuples(sql, (self.village.loan,))
            return row

    def items(self) -> list[tuple[int, int, int, int]]:
        """Sequence, and what is paid of interest, principal and fee."""
        columns = "sequence, interest_paid_minor, principal_paid_minor, fee_paid_minor"
        with self.store.read() as tx:
            sql = f"SELECT {columns} FROM p_instalment WHERE loan_id = ? ORDER BY sequence"
            return tx.rows(lambda *row: row, sql, (self.village.loan,))


@pytest.fixture
def desk(store, author, server) -> Desk:
    village = found_village(server)
    pull(store, server)
    return Desk(store, author, server, village)


def the_loan(desk: Desk, **changes: object) -> LoanRecord:
    record = a_loan(desk.village.member, desk.village.union, number="L-000001", items=4)
    return msgspec.structs.replace(record, **changes)


def replayed(record: LoanRecord, *payments: tuple[str, int, date]) -> list[tuple[int, int, int, int]]:
    """What the shared rules make of payments on a schedule."""
    instalments = [
        Instalment(item.sequence, item.due_on, item.principal_minor, item.interest_minor, item.fee_minor)
        for item in record.items
    ]
    penalty = record.terms.penalty
    position = replay(
        instalments,
        [Payment(*payment) for payment in payments],
        date(2026, 12, 31),
        record.terms.allocation_order,
        None if penalty is None else PenaltyTerms(penalty.per_day_minor, penalty.grace_days),
    )
    return [
        (item.sequence, item.interest_paid_minor, item.principal_paid_minor, item.fee_paid_minor)
        for item in position.items
    ]


# ---------------------------------------------------------------- payments


def test_without_anything_waiting_the_delivered_figures_stand(desk):
    """Figures no replay would give, so that copying them is seen."""
    odd = msgspec.structs.replace(the_loan(desk).items[2], principal_paid_minor=7)
    record = the_loan(desk, items=(*the_loan(desk).items[:2], odd), credit_minor=3, penalty_paid_minor=2)
    desk.deliver(record)

    assert desk.items() == [(1, 0, 0, 0), (2, 0, 0, 0), (3, 0, 7, 0)]
    columns = ("paid_minor", "credit_minor", "penalty_paid_minor", "outstanding_minor", "provisional")
    assert desk.loan(*columns) == (7, 3, 2, 3 * WEEK - 7, 0)


def test_a_waiting_payment_is_allocated_as_the_server_will(desk):
    desk.deliver(the_loan(desk))
    repayment = desk.pay(WEEK + 70_000)

    assert desk.items() == replayed(the_loan(desk), (repayment.hex(), WEEK + 70_000, START))
    assert desk.items()[1] == (2, 50_000, 20_000, 0)
    assert desk.loan("paid_minor", "outstanding_minor", "provisional") == (
        WEEK + 70_000,
        3 * WEEK - 70_000,
        1,
    )


def test_a_back_dated_payment_goes_before_those_delivered(desk):
    """With a penalty, order matters: the day of the first payment decides how much penalty it met."""
    penalty = lending.PenaltyDefinition(1_000, 0)
    terms = msgspec.structs.replace(the_loan(desk).terms, penalty=penalty)
    late, early = START + timedelta(weeks=3), START + timedelta(weeks=1)
    record = the_loan(desk, terms=terms)
    alone = replayed(record, ("a", 600_000, late))
    paid = tuple(
        msgspec.structs.replace(item, interest_paid_minor=row[1], principal_paid_minor=row[2])
        for item, row in zip(record.items, alone, strict=True)
    )
    scheduled = sum(sum(row[1:]) for row in alone)
    record = msgspec.structs.replace(record, items=paid, penalty_paid_minor=600_000 - scheduled)
    (first,) = desk.deliver(record, (600_000, late))
    second = desk.pay(WEEK, early)

    bare = the_loan(desk, terms=terms)
    assert desk.items() == replayed(bare, (first.hex(), 600_000, late), (second.hex(), WEEK, early))
    assert desk.items() != replayed(bare, (first.hex(), 600_000, late), (second.hex(), WEEK, late))
    total = sum(sum(row[1:]) for row in desk.items())
    assert desk.loan("penalty_paid_minor") == (600_000 + WEEK - total,)


def test_where_payments_are_out_of_sight_the_new_one_is_laid_on_the_figures(desk):
    desk.deliver(a_loan(desk.village.member, desk.village.union, items=4, paid_minor=WEEK + 30_000))
    desk.pay(40_000)

    assert desk.items()[:3] == [(1, 50_000, 500_000, 0), (2, 50_000, 20_000, 0), (3, 0, 0, 0)]
    assert desk.loan("paid_minor") == (WEEK + 70_000,)


def test_more_than_the_loan_owes_is_shown_as_credit(desk):
    desk.deliver(the_loan(desk))
    desk.pay(5 * WEEK)

    assert desk.loan("outstanding_minor", "credit_minor", "state") == (0, WEEK, "ACTIVE")


def test_a_waiting_reversal_reopens_what_the_payment_closed(desk):
    (repayment,) = desk.deliver(
        a_loan(desk.village.member, desk.village.union, items=4, paid_minor=WEEK), (WEEK, START)
    )
    desk.sign(lending.RepaymentCorrected(repayment, "typed twice"))

    assert desk.loan("paid_minor", "outstanding_minor") == (0, 4 * WEEK)
    with desk.store.read() as tx:
        assert tx.tuples("SELECT state, reason, provisional FROM p_repayment") == [
            ("REVERSED", "typed twice", 1)
        ]


def test_a_correction_keeps_who_received_the_money(desk):
    officer = b"staff-0000000009"
    record = msgspec.structs.replace(a_repayment(desk.village.loan, WEEK), received_by=officer)
    desk.server.put("repayment", b"repayment-000001", record, desk.bucket)
    desk.deliver(a_loan(desk.village.member, desk.village.union, items=4, paid_minor=WEEK))
    place = desk.village
    anew = lending.RepaymentRecorded(
        desk.author.ids.make(), place.loan, place.member, 60_000, "CASH", START, "K7-000002"
    )
    desk.sign(lending.RepaymentCorrected(b"repayment-000001", "wrong amount", anew))

    assert desk.loan("paid_minor") == (60_000,)
    with desk.store.read() as tx:
        sql = "SELECT state, amount_minor, received_by FROM p_repayment ORDER BY amount_minor"
        assert tx.tuples(sql) == [("POSTED", 60_000, officer), ("REVERSED", WEEK, officer)]


def test_money_for_no_loan_is_shown_as_suspended(desk):
    repayment, member = desk.author.ids.make(), desk.village.member
    desk.sign(lending.RepaymentRecorded(repayment, None, member, 5_000, "CASH", START, "K7-000001"))

    with desk.store.read() as tx:
        sql = "SELECT state, loan_id, member_id FROM p_repayment"
        assert tx.tuples(sql) == [("SUSPENDED", None, desk.village.member)]


def test_a_loan_that_takes_no_payments_is_not_paid_by_one(desk):
    desk.deliver(the_loan(desk, state="COMPLETED"))
    desk.pay(WEEK)

    assert desk.loan("paid_minor", "credit_minor") == (0, 0)


def test_a_repayment_that_changes_alone_refreshes_the_loan_it_stands_under(desk):
    """Only the repayment's record comes; the loan is provisional and must be replayed with it."""
    (delivered,) = desk.deliver(
        a_loan(desk.village.member, desk.village.union, items=4, paid_minor=WEEK), (WEEK, START)
    )
    desk.pay(40_000)
    assert desk.loan("paid_minor") == (WEEK + 40_000,)
    reversed_there = msgspec.structs.replace(a_repayment(desk.village.loan, WEEK), state="REVERSED")
    desk.server.put("repayment", delivered, reversed_there, desk.bucket)
    pull(desk.store, desk.server)

    with desk.store.transaction() as tx:
        sql = "SELECT * FROM p_loan"
        before = tx.tuples(sql)
        rebuild(tx)
        assert tx.tuples(sql) == before


# ---------------------------------------------------------------- the life of a loan


def draft(
    desk: Desk, *, member: bytes | None = None, principal_minor: int = 1_000_000
) -> lending.LoanApplication:
    application = lending.LoanApplication(
        desk.author.ids.make(),
        "K7-L000001",
        member or desk.village.member,
        PRODUCT,
        principal_minor,
        10,
        START,
    )
    desk.sign(lending.LoanDrafted(application))
    return application


def test_a_draft_shows_the_terms_the_server_will_freeze(desk):
    application = draft(desk)
    with desk.store.read() as tx:
        row = tx.one(
            lambda *columns: columns,
            "SELECT terms, union_id, state, content_hash, officer_id, version, provisional FROM p_loan"
            " WHERE id = ?",
            (application.loan,),
        )
    terms = decode(LoanTermsFrozen, row[0])
    assert terms.definition_hash == content_hash(a_product())
    assert terms.allocation_order == settings().allocation_order
    assert row[1:] == (desk.village.union, "DRAFT", content_hash(application), STAFF, 0, 1)


def test_fees_of_a_draft_are_frozen_with_their_tax(desk):
    fees = (
        lending.FeeDefinition("adm", "Administration", "PERCENT", "1.5", "DEDUCTED", "7.5"),
        lending.FeeDefinition("crd", "Card", "FIXED", "20000", "FIRST_INSTALMENT"),
    )
    definition = msgspec.structs.replace(a_product(), fees=fees)
    desk.sign(lending.ProductDefined(PRODUCT, definition))
    application = draft(desk)
    with desk.store.read() as tx:
        data = tx.one(bytes, "SELECT terms FROM p_loan WHERE id = ?", (application.loan,))
    terms = decode(LoanTermsFrozen, data)
    assert (terms.fee_deducted_minor, terms.tax_minor) == (15_000 + 1_125, 1_125)
    assert terms.fee_first_instalment_minor == 20_000


def test_a_draft_for_somebody_not_here_is_shown_all_the_same(desk):
    application = draft(desk, member=b"member-elsewhere")
    with desk.store.read() as tx:
        sql = "SELECT union_id FROM p_loan WHERE id = ?"
        assert tx.one(bytes, sql, (application.loan,)) == NOT_HERE


def test_the_acts_of_a_loan_move_it_as_far_as_its_state_allows(desk: Desk):
    application = draft(desk)

    def state() -> tuple[object, ...]:
        with desk.store.read() as tx:
            rows = tx.tuples("SELECT state, reason FROM p_loan WHERE id = ?", (application.loan,))
        return rows[0]

    seen = []
    for body in (
        lending.LoanDisbursed(application.loan, START, "CASH"),
        lending.LoanSubmitted(application.loan, bytes(32)),
        lending.LoanChanged(msgspec.structs.replace(application, principal_minor=2_000_000)),
        lending.LoanWithdrawn(application.loan, "too much"),
        lending.LoanCanceled(application.loan, "no longer wanted"),
        lending.LoanSubmitted(application.loan, bytes(32)),
    ):
        desk.sign(body)
        seen.append(state()[0])
    assert seen == ["DRAFT", "PENDING_APPROVAL", "PENDING_APPROVAL", "DRAFT", "CANCELED", "CANCELED"]
    assert state()[1] == "no longer wanted"


def test_a_disbursement_shows_the_schedule_the_branch_calendar_gives(desk):
    """Sundays are off, so an instalment that would fall on one falls on the Monday."""
    record = the_loan(desk, state="APPROVED", items=(), disbursed_on=None)
    desk.deliver(record)
    sunday = date(2026, 1, 11)
    desk.sign(lending.LoanDisbursed(desk.village.loan, date(2026, 1, 7), "CASH", first_due_on=sunday))

    assert desk.loan("state", "disbursed_on") == ("ACTIVE", "2026-01-07")
    with desk.store.read() as tx:
        sql = "SELECT due_on, principal_minor, interest_minor, owed_minor FROM p_instalment WHERE loan_id = ?"
        rows = tx.tuples(sql, (desk.village.loan,))
    assert [row[0] for row in rows] == ["2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"]
    assert rows[0][1:] == (500_000, 50_000, 550_000)


def test_loans_follow_a_member_who_moves(desk):
    other = found_village(desk.server, 2)
    desk.server.scope_version = "scope-2"
    pull(desk.store, desk.server)
    desk.sign(people.MemberMoved(desk.village.member, other.union, "moved house"))

    assert desk.loan("union_id", "provisional") == (other.union, 1)
    with desk.store.read() as tx:
        sql = "SELECT DISTINCT union_id FROM p_instalment WHERE loan_id = ?"
        assert tx.rows(bytes, sql, (desk.village.loan,)) == [other.union]


# ---------------------------------------------------------------- how lists are read


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (
            "SELECT sum(owed_minor) FROM p_instalment WHERE union_id = ? AND due_on <= ? AND owed_minor > 0",
            "COVERING INDEX p_instalment_owed",
        ),
        ("SELECT * FROM p_repayment WHERE loan_id = ?", "INDEX p_repayment_by_loan"),
        ("SELECT * FROM p_repayment WHERE meeting_id = ?", "INDEX p_repayment_by_meeting"),
        ("SELECT * FROM p_repayment WHERE received_by = ? AND value_on > ?", "INDEX p_repayment_by_receiver"),
        (
            "SELECT * FROM p_member WHERE union_id = ? ORDER BY last_name, first_name",
            "INDEX p_member_by_union",
        ),
        ("SELECT * FROM p_loan WHERE member_id = ?", "INDEX p_loan_by_member"),
        ("SELECT * FROM p_loan WHERE union_id = ? AND state = ?", "INDEX p_loan_by_union"),
        ("SELECT * FROM p_loan WHERE state = ?", "INDEX p_loan_by_state"),
        ("SELECT * FROM p_approval WHERE state = ? ORDER BY asked_on", "INDEX p_approval_by_state"),
        ("SELECT * FROM outbox_operation WHERE state = 'waiting' ORDER BY seq", "INDEX outbox_waiting"),
        ("SELECT * FROM outbox_operation WHERE attention = 1 AND seq < ?", "INDEX outbox_attention"),
    ],
)
def test_what_lists_ask_for_is_indexed(store, sql, index):
    with store.read() as tx:
        plan = [str(row[3]) for row in tx.tuples(f"EXPLAIN QUERY PLAN {sql}", ("",) * sql.count("?"))]
    assert len(plan) == 1
    assert index in plan[0]
