"""The projection is a pure function: whatever happened, in whatever order, building it anew changes nothing.

The failures feared most, and looked for after every step: the query tables drifting from what is stored, a
receipt leaving the screen before its record is there, and money counting twice.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fieldapp.store.base import counted_sums, kept_sums
from fieldapp.store.outbox import append, waiting_batch
from fieldapp.store.projection.refresh import rebuild
from fieldapp.store.settle import SuspiciousRemoval, settle, start_over
from fieldapp.store.sync_state import cursors
from shared.contract.bodies import cash, lending, people
from shared.contract.codec import Message
from shared.contract.exchange import BucketNumber, Verdict
from shared.contract.operations import KINDS, Operation
from shared.contract.records import (
    INSTITUTION_BUCKET,
    ApprovalRecord,
    CashMovementRecord,
    InstitutionRecord,
    ProductRecord,
    TaskRecord,
    desk_bucket,
    union_bucket,
)
from shared.ids import INSTITUTION_ID
from tests.fieldapp.store.dumps import check_index, dump
from tests.fieldapp.store.world import (
    OTHER_STAFF,
    PRODUCT,
    STAFF,
    START,
    FakeServer,
    Village,
    a_loan,
    a_member,
    a_product,
    a_repayment,
    a_store,
    an_author,
    found_village,
    settings,
    verdict,
)

DESK = desk_bucket(STAFF)
VILLAGES = st.integers(0, 2)
AMOUNTS = st.sampled_from([50_000, 550_000, 700_000, 3_000_000, 12_000_000])
DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days=days))


class Undo(Exception):
    """Leaves a transaction without keeping it."""


class Tablet(RuleBasedStateMachine):
    """One officer with three unions, the server, and everything that goes on between them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = a_store(self.folder)
        self.author = an_author()
        self.server = FakeServer()
        self.villages = [found_village(self.server, number) for number in (1, 2, 3)]
        self.server.scope.append(DESK)
        self.union_of = {village.member: village.union for village in self.villages}
        self.paid: dict[bytes, dict[bytes, tuple[int, date]]] = {
            village.loan: {} for village in self.villages
        }
        self.recorded: list[bytes] = []
        self.drafts: list[bytes] = []
        self.movements: list[bytes] = []
        self.verdicts: dict[bytes, Verdict] = {}
        self.changes = 0
        self.exchange(at_most=None, refuse=False, lose=False)

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def sign(self, body: Message) -> None:
        with self.store.transaction() as tx:
            append(tx, self.author, body)

    def counted(self) -> int:
        self.changes += 1
        return self.changes

    # ------------------------------------------------------------ the officer

    @rule(at=VILLAGES, amount=AMOUNTS, on=DAYS, for_a_loan=st.booleans())
    def pay(self, at: int, amount: int, on: date, for_a_loan: bool) -> None:
        village = self.villages[at]
        self.recorded.append(self.author.ids.make())
        loan = village.loan if for_a_loan else None
        number = f"K7-{len(self.recorded):06d}"
        repayment = self.recorded[-1]
        self.sign(lending.RepaymentRecorded(repayment, loan, village.member, amount, "CASH", on, number))

    @precondition(lambda self: self.recorded)
    @rule(data=st.data(), at=VILLAGES, amount=st.none() | AMOUNTS)
    def correct(self, data: st.DataObject, at: int, amount: int | None) -> None:
        wrong = data.draw(st.sampled_from(self.recorded))
        village = self.villages[at]
        anew = None
        if amount is not None:
            anew = lending.RepaymentRecorded(
                self.author.ids.make(), village.loan, village.member, amount, "CASH", START, "K7-9"
            )
        self.sign(lending.RepaymentCorrected(wrong, "wrong loan", anew))

    @rule(at=VILLAGES)
    def enrol(self, at: int) -> None:
        member = self.author.ids.make()
        profile = people.MemberProfile(f"Nọ́mbà {self.counted()}", "Bello")
        self.sign(people.MemberEnrolled(member, self.villages[at].union, f"K7-M{self.changes:06d}", profile))

    @rule(at=VILLAGES, field=st.sampled_from(["last_name", "phone", "date_of_birth", "no_such_field"]))
    def change_member(self, at: int, field: str) -> None:
        change = people.FieldChange(field, "", str(self.counted()))
        self.sign(people.MemberChanged(self.villages[at].member, (change,)))

    @rule(at=VILLAGES, to=VILLAGES)
    def move_member(self, at: int, to: int) -> None:
        self.sign(people.MemberMoved(self.villages[at].member, self.villages[to].union, "moved house"))

    @rule(at=VILLAGES, principal=st.sampled_from([500_000, 1_000_000]), known=st.booleans())
    def draft(self, at: int, principal: int, known: bool) -> None:
        self.drafts.append(self.author.ids.make())
        member = self.villages[at].member if known else b"member-not-here1"
        number = f"K7-L{len(self.drafts):06d}"
        asked = (self.drafts[-1], number, member, PRODUCT, principal, 10, START)
        self.sign(lending.LoanDrafted(lending.LoanApplication(*asked)))

    @precondition(lambda self: self.drafts)
    @rule(
        data=st.data(),
        act=st.sampled_from(["change", "submit", "withdraw", "cancel", "disburse", "default", "cure"]),
        of_village=st.booleans(),
    )
    def act_on_loan(self, data: st.DataObject, act: str, of_village: bool) -> None:
        loan = data.draw(st.sampled_from(self.drafts))
        if of_village:
            loan = self.villages[0].loan
        application = lending.LoanApplication(
            loan, "K7-L9", self.villages[1].member, PRODUCT, 2_000_000, 5, START
        )
        bodies: dict[str, Message] = {
            "change": lending.LoanChanged(application),
            "submit": lending.LoanSubmitted(loan, bytes(32)),
            "withdraw": lending.LoanWithdrawn(loan, "mistake"),
            "cancel": lending.LoanCanceled(loan, "changed their mind"),
            "disburse": lending.LoanDisbursed(loan, START, "CASH"),
            "default": lending.LoanDefaulted(loan, "gone away"),
            "cure": lending.LoanCured(loan, "came back"),
        }
        self.sign(bodies[act])

    @rule(at=VILLAGES)
    def close_meeting(self, at: int) -> None:
        meeting = self.author.ids.make()
        self.sign(cash.MeetingClosed(meeting, self.villages[at].union, START, (), (), 5_000, 5_000))

    @rule(amount=AMOUNTS, received=st.booleans())
    def hand_over(self, amount: int, received: bool) -> None:
        self.movements.append(self.author.ids.make())
        self.sign(cash.CashHandedOver(self.movements[-1], OTHER_STAFF, amount, START))
        if received:
            self.sign(cash.CashReceived(self.movements[-1], amount, START))

    @rule()
    def decide(self) -> None:
        self.sign(lending.ApprovalDecided(b"approval-0000001", "APPROVE", 1, bytes(32)))

    @rule(which=st.sampled_from(["settings", "product", "union", "staff"]))
    def administer(self, which: str) -> None:
        name = f"Name {self.counted()}"
        changed = msgspec.structs.replace(settings(), name=name, days_off=(self.changes % 7,))
        bodies: dict[str, Message] = {
            "settings": people.InstitutionChanged(changed),
            "product": lending.ProductDefined(PRODUCT, a_product(name)),
            "union": people.UnionChanged(self.villages[0].union, people.UnionProfile(name)),
            "staff": people.StaffChanged(STAFF, OTHER_STAFF, "ON_LEAVE"),
        }
        self.sign(bodies[which])

    # ------------------------------------------------------------ the server

    def put_loan(self, village: Village) -> tuple[BucketNumber, ...]:
        union = self.union_of[village.member]
        paid = sum(amount for amount, _ in self.paid[village.loan].values())
        loan = a_loan(village.member, union, number=f"L-{self.counted():06d}", paid_minor=paid)
        return self.server.put("loan", village.loan, loan, union_bucket(union))

    @rule(at=VILLAGES, to=VILLAGES)
    def server_moves_member(self, at: int, to: int) -> None:
        village = self.villages[at]
        union = self.villages[to].union
        self.union_of[village.member] = union
        member = a_member(union, f"M-{at:06d}", last=f"Moved {self.counted()}")
        self.server.put("member", village.member, member, union_bucket(union))
        self.put_loan(village)
        for repayment, (amount, on) in self.paid[village.loan].items():
            record = a_repayment(village.loan, amount, on=on)
            self.server.put("repayment", repayment, record, union_bucket(union), DESK)

    @rule(at=VILLAGES, amount=AMOUNTS, on=DAYS)
    def somebody_else_pays(self, at: int, amount: int, on: date) -> None:
        village = self.villages[at]
        self.post(village, self.author.ids.make(), amount, on)

    @rule(which=st.sampled_from(["settings", "product", "approval", "cash", "task", "loan"]))
    def server_changes(self, which: str) -> None:
        name = f"Name {self.counted()}"
        if which == "settings":
            record = InstitutionRecord(msgspec.structs.replace(settings(), name=name))
            self.server.put("institution", INSTITUTION_ID, record, INSTITUTION_BUCKET)
        elif which == "product":
            self.server.put("product", PRODUCT, ProductRecord(a_product(name)), INSTITUTION_BUCKET)
        elif which == "approval":
            seen_by = (OTHER_STAFF,)
            asked = ApprovalRecord(
                "loan", PRODUCT, name, 5_000, STAFF, START, "OPEN", 1, 1, bytes(32), seen_by, ""
            )
            self.server.put("approval", b"approval-0000001", asked, DESK)
        elif which == "cash":
            moved = CashMovementRecord("FLOAT", "OPEN", None, STAFF, 5_000, START, None, None, name)
            self.server.put("cash", b"cash-00000000001", moved, DESK)
        elif which == "task":
            task = TaskRecord("suspense", name, "", "repayment", PRODUCT, STAFF, START, True)
            self.server.put("task", b"task-00000000001", task, DESK)
        else:
            self.put_loan(self.villages[0])

    @rule(at=VILLAGES)
    def scope_changes(self, at: int) -> None:
        bucket = self.villages[at].bucket
        if bucket in self.server.scope:
            self.server.scope.remove(bucket)
        else:
            self.server.scope.append(bucket)
        self.server.scope_version = f"scope-{self.counted()}"

    @rule()
    def server_restored(self) -> None:
        """Everything survived, only the numbers mean something new."""
        self.server.epoch = self.counted().to_bytes(16, "big")

    def post(self, village: Village, repayment: bytes, amount: int, on: date) -> Sequence[BucketNumber]:
        self.paid[village.loan][repayment] = (amount, on)
        bucket = union_bucket(self.union_of[village.member])
        record = a_repayment(village.loan, amount, on=on)
        effects = self.server.put("repayment", repayment, record, bucket, DESK)
        return (*effects, *self.put_loan(village))

    def judge(self, operation: Operation, refuse: bool) -> Verdict:
        body = msgspec.msgpack.decode(operation.body, type=KINDS[operation.kind, 1])
        if not isinstance(body, lending.RepaymentRecorded):
            return verdict(operation, "refused" if refuse else "applied")
        for village in self.villages:
            if village.loan == body.loan:
                effects = self.post(village, body.repayment, body.amount_minor, body.value_on)
                return verdict(operation, "applied", effects)
        record = a_repayment(None, body.amount_minor, on=body.value_on)
        return verdict(operation, "suspended", self.server.put("repayment", body.repayment, record, DESK))

    # ------------------------------------------------------------ rounds

    @rule(at_most=st.none() | st.integers(1, 6), refuse=st.booleans(), lose=st.booleans())
    def exchange(self, at_most: int | None, refuse: bool, lose: bool) -> None:
        """One exchange; with `lose`, the server takes everything and its answer never arrives."""
        with self.store.read() as tx:
            waiting, sent = waiting_batch(tx, at_most=5), cursors(tx)
        if self.server.epoch != self.known_epoch():
            waiting = ()
        fresh = [signed for signed in waiting if signed.data not in self.verdicts]
        for signed in fresh:
            self.verdicts[signed.data] = self.judge(self.server.accept(signed), refuse)
        if lose:
            return
        known = [self.verdicts[signed.data] for signed in waiting]
        try:
            settled = settle(self.store, self.server.answer(sent, known, at_most=at_most), now_ms=1)
        except SuspiciousRemoval:
            start_over(self.store)
        else:
            assert settled.mismatched == (), "the server never miscounts"

    @rule(
        at=VILLAGES,
        amounts=st.lists(AMOUNTS, min_size=1, max_size=3),
        pages=st.lists(st.none() | st.integers(1, 6), min_size=1, max_size=3),
        restored=st.booleans(),
    )
    def busy_hour(self, at: int, amounts: list[int], pages: list[int | None], restored: bool) -> None:
        """Receipts, and the exchanges that carry them, a restored server between two pages included."""
        for amount in amounts:
            self.pay(at, amount, START, for_a_loan=True)
        for at_most in pages:
            self.exchange(at_most, refuse=False, lose=False)
            self.building_anew_changes_nothing()
            self.every_receipt_is_shown()
        if restored:
            self.server_restored()
            self.exchange(None, refuse=False, lose=False)

    @rule(at=VILLAGES, which=st.sampled_from(["settings", "product"]), deliver=st.booleans())
    def terms_change_under_a_draft(self, at: int, which: str, deliver: bool) -> None:
        self.draft(at, 500_000, known=True)
        if deliver:
            self.server_changes(which)
            self.exchange(None, refuse=False, lose=False)
        else:
            self.administer(which)

    def known_epoch(self) -> bytes:
        with self.store.read() as tx:
            return tx.one(bytes, "SELECT epoch FROM sync_state") or self.server.epoch

    # ------------------------------------------------------------ what must hold

    @invariant()
    def building_anew_changes_nothing(self) -> None:
        try:
            with self.store.transaction() as tx:
                check_index(tx)
                incremental = dump(tx)
                assert rebuild(tx) == frozenset()
                assert dump(tx) == incremental
                raise Undo
        except Undo:
            pass

    @invariant()
    def every_receipt_is_shown(self) -> None:
        with self.store.read() as tx:
            assert set(self.recorded) <= set(tx.rows(bytes, "SELECT id FROM p_repayment"))

    @invariant()
    def no_money_is_lost_or_doubled(self) -> None:
        sql = (
            "SELECT l.paid_minor + l.credit_minor - coalesce(sum(r.amount_minor), 0) FROM p_loan l"
            " LEFT JOIN p_repayment r ON r.loan_id = l.id AND r.state = 'POSTED'"
            " WHERE l.state IN ('ACTIVE', 'DEFAULTED') GROUP BY l.id"
        )
        with self.store.read() as tx:
            assert not any(tx.rows(int, sql))

    @invariant()
    def counts_follow_the_rows(self) -> None:
        with self.store.read() as tx:
            assert kept_sums(tx) == counted_sums(tx)


def test_building_anew_is_the_same_as_having_kept_up():
    run_state_machine_as_test(
        Tablet, settings=hypothesis_settings(max_examples=30, stateful_step_count=20, deadline=None)
    )
