"""What a payment does to a loan, before it is saved and on the receipt afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fieldapp.desk import queries
from fieldapp.desk.accounts import LoanAccount, load_accounts
from fieldapp.desk.facts import MemberFacts, RepaymentFacts
from fieldapp.desk.repayment_rules import suspense_reason
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.contract.bodies.lending import PaymentMethod
from shared.contract.printed import receipt_code
from shared.errors import RuleRefused
from shared.ids import LoanId, MemberId, ProductId, RepaymentId, StaffId, UnionId
from shared.lending.allocation import LoanPosition, Payment


@dataclass(frozen=True, slots=True)
class PaidItem:
    """What a payment does to one instalment, in minor units.

    `pays_minor` holds all parts, penalty included; `left_minor` is what the schedule still asks of the item.
    """

    sequence: int
    due_on: date
    days_late: int
    pays_minor: int
    penalty_minor: int
    left_minor: int
    closes: bool
    interest_minor: int = 0
    principal_minor: int = 0
    fee_minor: int = 0


@dataclass(frozen=True, slots=True)
class ComingDue:
    """What an instalment that lies ahead still asks for, in minor units."""

    on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a payment does to its loan; `left_minor` is all that is owed afterwards, None without a loan.

    `still_due_minor` is what remains of everything due by the value date, penalty included; `next_due` lies
    after it.
    """

    items: tuple[PaidItem, ...]
    left_minor: int | None
    excess_minor: int
    still_due_minor: int = 0
    next_due: ComingDue | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the member is given. Amounts in minor units; `left_minor` is None where no loan took the money.

    Items and what is left are as they stood at the end of the value date, this payment the last one counted.
    `taken_at_ms` is when it was recorded on this tablet, None for one recorded elsewhere.
    """

    repayment: RepaymentId
    institution: str
    receipt_number: str
    member: MemberId | None
    member_name: str
    member_code: str
    union_name: str
    loan: LoanId | None
    loan_number: str
    product_name: str
    amount_minor: int
    method: PaymentMethod
    value_on: date
    reference: str
    received_by: StaffId
    received_by_name: str
    taken_at_ms: int | None
    items: tuple[PaidItem, ...]
    left_minor: int | None
    excess_minor: int
    still_due_minor: int
    next_due: ComingDue | None
    suspense: str
    reversed: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class ReceiptCodeText:
    """The code of a receipt: `text` as it goes into a QR code, `short` as it is read out."""

    text: str
    short: str


NO_EFFECT = Effect((), None, 0)
_PAID_OFF = (
    "Receipts that still wait on this tablet pay this loan off. "
    "More money for it stands in suspense for your supervisor."
)


def earlier_payments(account: LoanAccount, payment: Payment) -> tuple[Payment, ...]:
    """Return what counts before a payment: earlier ones, and of the same day those with a smaller id."""
    key = (payment.value_on, payment.id)
    return tuple(entry for entry in account.payments if (entry.value_on, entry.id) < key)


def position_with(account: LoanAccount, payment: Payment) -> LoanPosition:
    """Return where a loan stands at the end of a payment's value date, that payment the last one counted."""
    before = replace(account, payments=earlier_payments(account, payment))
    return before.position(payment.value_on, [payment])


def effect_of(account: LoanAccount, payment: Payment) -> Effect:
    """Return what one payment does to its loan, at the end of its value date.

    Earlier payments count and later ones do not, so the answer for a recorded payment stays the same.
    """
    position = position_with(account, payment)
    items = {item.sequence: item for item in position.items}
    paid = []
    for row in position.allocations:
        if row.payment_id == payment.id:
            item = items[row.sequence]
            late = max((payment.value_on - item.due_on).days, 0)
            paid.append(
                PaidItem(
                    row.sequence,
                    item.due_on,
                    late,
                    row.total_minor,
                    row.penalty_minor,
                    item.owed_minor,
                    item.owed_minor == 0,
                    row.interest_minor,
                    row.principal_minor,
                    row.fee_minor,
                )
            )
    on = payment.value_on
    return Effect(
        items=tuple(paid),
        left_minor=position.outstanding_minor,
        excess_minor=payment.amount_minor - sum(item.pays_minor for item in paid),
        still_due_minor=position.due_minor(on),
        next_due=_coming_due(position, on),
    )


def _coming_due(position: LoanPosition, on: date) -> ComingDue | None:
    """The first instalment after a day that is not paid yet."""
    item = position.next_due(on + timedelta(days=1))
    return ComingDue(item.due_on, item.owed_minor) if item else None


def suspense_of(account: LoanAccount | None, effect: Effect) -> str:
    """Say why money with this effect will stand in suspense at the server; empty when a loan takes it.

    The server completes a loan with the receipt that pays it off, so whatever comes after finds it closed.
    """
    closed = suspense_reason(account)
    nothing_owed = account is not None and bool(account.instalments) and not effect.items
    return closed or (_PAID_OFF if nothing_owed and effect.excess_minor > 0 else "")


@dataclass(frozen=True, slots=True)
class _Around:
    """What receipts say of others than the money, by their ids; and when each was recorded here."""

    accounts: Mapping[LoanId, LoanAccount]
    members: Mapping[MemberId, MemberFacts]
    unions: Mapping[UnionId, str]
    receivers: Mapping[StaffId, str]
    products: Mapping[ProductId, str]
    recorded_at: Mapping[RepaymentId, int]
    institution: str


def receipt_of(tx: Reading, repayment: RepaymentId) -> Receipt:
    """Return the receipt of a recorded repayment. Refusals: `repayment.unknown`."""
    (receipt,) = receipts_of(tx, (repayment,))
    return receipt


def receipts_of(tx: Reading, repayments: Sequence[RepaymentId]) -> tuple[Receipt, ...]:
    """Return the receipts of recorded repayments, in their order; what many share is read once.

    Refusals: `repayment.unknown`.
    """
    known = queries.repayments_among(tx, repayments)
    found = [known.get(each) or _known(tx, each) for each in repayments]
    around = _around(tx, found)
    return tuple(_receipt(row, around) for row in found)


def _known(tx: Reading, repayment: RepaymentId) -> RepaymentFacts:
    row = queries.repayment(tx, repayment)
    if row is None:
        raise RuleRefused("repayment.unknown", "This receipt is not on this tablet", "Look it up again.")
    return row


def _around(tx: Reading, found: Sequence[RepaymentFacts]) -> _Around:
    loans = queries.loans_among(tx, {row.loan for row in found if row.loan})
    accounts = {account.loan.loan: account for account in load_accounts(tx, loans)}
    of = {row.member for row in found if row.member} | {loan.member for loan in loans}
    members = queries.members_among(tx, of)
    unions = [queries.union(tx, each) for each in {member.union for member in members.values()}]
    receivers = [queries.person(tx, each) for each in {row.received_by for row in found}]
    products = [queries.product(tx, each) for each in {loan.product for loan in loans}]
    settings = queries.settings(tx)
    return _Around(
        accounts=accounts,
        members=members,
        unions={each.union: each.name for each in unions if each},
        receivers={each.staff: each.name for each in receivers if each},
        products={each.product: each.definition.name for each in products if each},
        recorded_at=queries.recorded_at(tx, [row.repayment for row in found]),
        institution=settings.name if settings else "",
    )


def _receipt(row: RepaymentFacts, around: _Around) -> Receipt:
    account = around.accounts.get(row.loan) if row.loan else None
    effect = _effect_when_recorded(account, row)
    member_id = row.member or (account.loan.member if account else None)
    member = around.members.get(member_id) if member_id else None
    return Receipt(
        repayment=row.repayment,
        institution=around.institution,
        receipt_number=row.receipt_number,
        member=member_id,
        member_name=member.name if member else "",
        member_code=member.code if member else "",
        union_name=around.unions.get(member.union, "") if member else "",
        loan=row.loan,
        loan_number=account.loan.number if account else "",
        product_name=around.products.get(account.loan.product, "") if account else "",
        amount_minor=row.amount_minor,
        method=row.method,
        value_on=row.value_on,
        reference=row.reference,
        received_by=row.received_by,
        received_by_name=around.receivers.get(row.received_by, ""),
        taken_at_ms=around.recorded_at.get(row.repayment),
        items=effect.items,
        left_minor=effect.left_minor,
        excess_minor=effect.excess_minor,
        still_due_minor=effect.still_due_minor,
        next_due=effect.next_due,
        suspense=_suspense(account, row, effect),
        reversed=row.state == "REVERSED",
        provisional=row.provisional,
    )


def _suspense(account: LoanAccount | None, row: RepaymentFacts, effect: Effect) -> str:
    """Why the money stands in suspense, or will once the server has it; empty when a loan has it."""
    if row.state == "SUSPENDED":
        return row.reason or suspense_reason(account)
    return suspense_of(account, effect) if account and row.version == 0 and row.state == "POSTED" else ""


def _effect_when_recorded(account: LoanAccount | None, row: RepaymentFacts) -> Effect:
    """The effect of a posted repayment, also on a loan that is completed since, perhaps by this very
    payment.
    """
    if account is None:
        return NO_EFFECT
    counted = next((entry for entry in account.payments if entry.id == row.repayment.hex()), None)
    return effect_of(account, counted) if counted else NO_EFFECT


def code_of(tx: Reading, desk: Desk, repayment: RepaymentId) -> ReceiptCodeText | None:
    """Return the code of a receipt recorded on this tablet, the same whenever it is asked for.

    It names exactly the operation signed here, so a receipt of another device has none.
    """
    signed = queries.signed_receipt(tx, repayment)
    if signed is None:
        return None
    code = receipt_code.code_for(
        device=desk.author.device,
        sequence=signed.sequence,
        member=signed.member,
        amount_minor=signed.amount_minor,
        at_ms=signed.at_ms,
        operation_hash=signed.hash,
    )
    return ReceiptCodeText(receipt_code.sign(code, desk.author.signing_key), code.short)
