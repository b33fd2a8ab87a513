"""Products, loans, repayments and approvals as devices get them, and the buckets they live in.

The rule kept here: everything of a member lives in the bucket of the union the member is in now, closed loans
included; paid amounts are replayed, never read from somewhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from shared.contract.bodies.lending import PaymentMethod
from shared.contract.records import (
    INSTITUTION_BUCKET,
    OPERATIONS_BUCKET,
    AllocationPart,
    ApprovalRecord,
    LoanItem,
    LoanRecord,
    ProductRecord,
    RepaymentRecord,
    desk_bucket,
    team_bucket,
    union_bucket,
)
from shared.lending.allocation import Allocation
from shared.lending.lifecycle import LoanState
from shared.lending.position import LoanPosition
from shared.permissions import Role
from syncserver.database.records import Published, Publisher
from syncserver.database.work import Work
from syncserver.lending.aggregates import Approval, Loan, Repayment
from syncserver.lending.payments.queries import (
    POSITIONS,
    REPAYMENTS,
    cash_receipts_in,
    repayments_of_loans,
    suspended_receipts_of,
)
from syncserver.lending.queries import (
    APPROVALS,
    LOANS,
    MEMBER_LOANS,
    PRODUCTS,
    loans_of_member,
    open_approvals_of,
)
from syncserver.people.publishing import desk_and_team, loaded
from syncserver.people.queries import MEMBERS, STAFF, UNIONS
from syncserver.people.scope import staff_below, supervisor_of


def publish_products(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Products, for everybody."""
    everybody = frozenset({INSTITUTION_BUCKET})
    return {
        identifier: Published(ProductRecord(product.definition), everybody)
        for identifier, product in loaded(work, PRODUCTS, ids)
    }


def publish_loans(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Loans with their schedules, to the member's union; while waiting for the money, to operations too."""
    loans = _loans(work, ids)
    work.prefetch(POSITIONS, (loan.id for loan in loans if loan.items))
    return {loan.id: Published(_loan_record(work, loan), _loan_buckets(work, loan)) for loan in loans}


def publish_repayments(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Repayments with what they paid, to the union of the loan's member; cash, also to the desk of a receiver
    whose union that is not; what is or was in suspense, to the receiver's desk and the supervisor's team.
    """
    received = [found for _, found in loaded(work, REPAYMENTS, ids)]
    loans = _loans(work, [found.loan for found in received if found.loan is not None])
    work.prefetch(POSITIONS, (loan.id for loan in loans if loan.items))
    work.prefetch(UNIONS, (_union_of(work, loan) for loan in loans))
    work.prefetch(STAFF, (found.received_by for found in received if found.posting == "SUSPENDED"))
    paid = _allocations(work, [loan for loan in loans if loan.items], received)
    return {
        found.id: Published(_repayment_record(found, paid[found.id.hex()]), _repayment_buckets(work, found))
        for found in received
    }


def publish_approvals(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Approvals, to the desk of whoever asked and to everybody above the officer who may decide."""
    return {
        identifier: Published(_approval_record(asked), _approval_buckets(work, asked))
        for identifier, asked in loaded(work, APPROVALS, ids)
    }


def records_of_member(work: Work, member: bytes) -> Iterator[tuple[str, bytes]]:
    """The kind and id of everything that follows a member to another union: loans and their repayments."""
    loans = work.get(MEMBER_LOANS, member) or ()
    yield from (("loan", loan) for loan in loans)
    yield from (("repayment", identifier) for identifier in repayments_of_loans(work.connection, loans))


def records_of_staff(work: Work, staff: bytes) -> Iterator[tuple[str, bytes]]:
    """The kind and id of everything that follows a person to another supervisor: open approvals of loans
    they or people below them answer for, and receipts of theirs that were put into suspense.
    """
    officers = sorted({staff, *staff_below(work, staff)})
    yield from (("approval", identifier) for identifier in open_approvals_of(work.connection, officers))
    yield from (("repayment", identifier) for identifier in suspended_receipts_of(work.connection, staff))


def records_of_union(work: Work, union: bytes) -> Iterator[tuple[str, bytes]]:
    """The kind and id of what lives elsewhere too when a union gets another officer: cash taken in it."""
    yield from (("repayment", identifier) for identifier in cash_receipts_in(work.connection, union))


def more_buckets_of_members(work: Work, members: Sequence[bytes]) -> Mapping[bytes, frozenset[str]]:
    """Operations see members with an approved loan, until it is paid out; of others it says nothing."""
    work.prefetch(MEMBER_LOANS, members)
    work.prefetch(LOANS, (loan for member in members for loan in work.get(MEMBER_LOANS, member) or ()))
    operations = frozenset({OPERATIONS_BUCKET})
    return {
        member: operations
        for member in members
        if any(loan.state is LoanState.APPROVED for loan in loans_of_member(work, member))
    }


def _loans(work: Work, ids: Sequence[bytes]) -> list[Loan]:
    """These loans, with their members loaded, each once."""
    found = [loan for _, loan in loaded(work, LOANS, tuple(dict.fromkeys(ids)))]
    work.prefetch(MEMBERS, (loan.member for loan in found))
    return found


# ---------------------------------------------------------------- loans


def _loan_buckets(work: Work, loan: Loan) -> frozenset[str]:
    of_union = union_bucket(_union_of(work, loan))
    return frozenset({of_union, OPERATIONS_BUCKET} if loan.state is LoanState.APPROVED else {of_union})


def _union_of(work: Work, loan: Loan) -> bytes:
    member = work.get(MEMBERS, loan.member)
    assert member is not None, "a loan's member is known since it was drafted"
    return member.union


def _loan_record(work: Work, loan: Loan) -> LoanRecord:
    asked = loan.application
    position = work.get(POSITIONS, loan.id) if loan.items else None
    return LoanRecord(
        number=asked.number,
        member=asked.member,
        union=_union_of(work, loan),
        product=asked.product,
        officer=loan.officer,
        state=loan.state.value,
        principal_minor=asked.principal_minor,
        term_count=asked.term_count,
        terms=loan.terms,
        expected_on=asked.expected_on,
        first_due_on=asked.first_due_on,
        purpose=asked.purpose,
        drafted_by=loan.drafted_by,
        content_hash=loan.content_hash,
        approval=loan.approval,
        disbursed_on=loan.disbursed_on,
        closed_on=loan.closed_on,
        reason=loan.reason,
        items=_loan_items(position) if position else (),
        penalty_paid_minor=position.penalty_paid_minor if position else 0,
        credit_minor=position.credit_minor if position else 0,
    )


def _loan_items(position: LoanPosition) -> tuple[LoanItem, ...]:
    return tuple(
        LoanItem(
            item.sequence,
            item.due_on,
            item.principal_minor,
            item.interest_minor,
            item.fee_minor,
            item.principal_paid_minor,
            item.interest_paid_minor,
            item.fee_paid_minor,
        )
        for item in position.items
    )


# ---------------------------------------------------------------- repayments


def _allocations(
    work: Work, loans: Sequence[Loan], received: Sequence[Repayment]
) -> Mapping[str, Sequence[Allocation]]:
    """What each of these repayments pays on these loans, by the id it has in a replay; nothing where it does
    not count.
    """
    found: dict[str, list[Allocation]] = {repayment.id.hex(): [] for repayment in received}
    for loan in loans:
        position = work.get(POSITIONS, loan.id)
        assert position is not None, "a loan that was paid out has a position"
        for allocation in position.allocations:  # of all its payments, most of which are not asked for
            if allocation.payment_id in found:
                found[allocation.payment_id].append(allocation)
    return found


def _repayment_buckets(work: Work, received: Repayment) -> frozenset[str]:
    buckets: set[str] = set()
    loan = work.get(LOANS, received.loan) if received.loan is not None else None
    if loan is not None:
        union = _union_of(work, loan)
        buckets.add(union_bucket(union))
        buckets |= _desk_of_holder(work, received, union)
    if received.posting == "SUSPENDED":
        buckets |= desk_and_team(work, received.received_by)
    return frozenset(buckets)


def _desk_of_holder(work: Work, received: Repayment, union: bytes) -> frozenset[str]:
    """Whoever took the cash answers for it, also when the union or the member has gone to somebody else."""
    home = work.get(UNIONS, union)
    assert home is not None, "a member's union is known since the member was enrolled"
    if received.method != "CASH" or home.officer == received.received_by:
        return frozenset()
    return frozenset({desk_bucket(received.received_by)})


def _repayment_record(received: Repayment, paid: Sequence[Allocation]) -> RepaymentRecord:
    counts = received.state == "POSTED"
    return RepaymentRecord(
        loan=received.loan,
        member=None if received.loan is not None else received.member,
        amount_minor=received.amount_minor,
        method=cast(PaymentMethod, received.method),
        value_on=received.value_on,
        posted_on=received.posted_on,
        receipt_number=received.receipt_number,
        received_by=received.received_by,
        state=received.state,
        reference=received.reference,
        meeting=received.meeting,
        reason=received.reason if received.reversal_reason is None else received.reversal_reason,
        allocations=tuple(
            AllocationPart(
                part.sequence,
                part.interest_minor,
                part.principal_minor,
                part.fee_minor,
                part.penalty_minor,
            )
            for part in paid
        ),
        credit_minor=received.amount_minor - sum(part.total_minor for part in paid) if counts else 0,
    )


# ---------------------------------------------------------------- approvals


def _approval_buckets(work: Work, approval: Approval) -> frozenset[str]:
    """An administrator reads only their desk, so what climbs to one goes there."""
    buckets = {desk_bucket(approval.asked_by)}
    above = supervisor_of(work, approval.officer)
    passed: set[bytes] = set()
    while above is not None and above not in passed:
        person = work.get(STAFF, above)
        is_admin = person is not None and person.role is Role.ADMIN
        buckets.add(desk_bucket(above) if is_admin else team_bucket(above))
        passed.add(above)
        above = supervisor_of(work, above)
    return frozenset(buckets)


def _approval_record(approval: Approval) -> ApprovalRecord:
    return ApprovalRecord(
        kind=approval.kind,
        subject=approval.subject,
        title=approval.title,
        amount_minor=approval.amount_minor,
        asked_by=approval.asked_by,
        asked_on=approval.asked_on,
        state=approval.state,
        stage=approval.stage,
        stages=approval.stages,
        content_hash=approval.content_hash,
        decided_by=tuple(decided.by for decided in approval.decisions),
        comment=approval.decisions[-1].comment if approval.decisions else "",
        version_no=approval.version_no,
        since_last=approval.since_last,
    )


PUBLISHERS: Mapping[str, Publisher] = {
    "product": publish_products,
    "loan": publish_loans,
    "repayment": publish_repayments,
    "approval": publish_approvals,
}
