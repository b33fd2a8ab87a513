"""What goes otherwise than usual in the demo institution: moves, corrections, money that fits no loan.

The rule kept here: an incident that finds nobody it could happen to does not happen.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import msgspec

from shared.contract.bodies.cash import CashHandedOver
from shared.contract.bodies.lending import RepaymentCorrected, RepaymentRecorded
from shared.contract.bodies.people import (
    FieldChange,
    InstitutionChanged,
    MemberChanged,
    MemberMoved,
    UnionAssigned,
)
from shared.lending.allocation import Payment
from syncserver.demo.books import LoanBook, MemberBook
from syncserver.demo.branch import Branch, Handover, Person
from syncserver.demo.rounds import notes

Incident = Callable[[Branch, date], None]
_MORE_MINOR = 50_000
_UNKNOWN_LOAN_MINOR = 350_000
_RECOVERED_MINOR = 500_000


def incidents_of(branch: Branch, day: date) -> tuple[Incident, ...]:
    """What happens on the evening of a day; on a day off nothing does, and it waits for the next day."""
    free = 1
    while not branch.calendar.is_business_day(day - timedelta(days=free)):
        free += 1
    ago = (branch.today - day).days
    return tuple(act for days, act in _CALENDAR if ago <= days < ago + free)


def _cap_the_cash(branch: Branch, day: date) -> None:
    """After a robbery nearby the institution limits the cash an officer may hold."""
    branch.settings = msgspec.structs.replace(branch.settings, cash_cap_minor=100_000_000)
    branch.admin.tablet.check_in()
    branch.admin.tablet.write(InstitutionChanged(branch.settings))
    branch.admin.tablet.sync()


def _swap_unions(branch: Branch, day: date) -> None:
    """Two officers exchange a union each, to have shorter ways."""
    branch.admin.tablet.check_in()
    first, second = branch.unions[6], branch.unions[7]
    first.officer, second.officer = second.officer, first.officer
    for union in (first, second):
        officer = branch.officers[union.officer]
        branch.admin.tablet.write(UnionAssigned(union.id, officer.id, "Shorter way for both officers"))
    branch.admin.tablet.sync()


def _move_a_member(branch: Branch, day: date) -> None:
    """A borrower moves house and joins another union of the same officer."""
    member = next((loan.member for loan in _running(branch) if loan.member.union is branch.unions[1]), None)
    if member is None:
        return
    supervisor, target = branch.supervisor_of(member.union.officer), branch.unions[5]
    supervisor.tablet.check_in()
    supervisor.tablet.write(MemberMoved(member.id, target.id, "MOVED_HOUSE"))
    supervisor.tablet.sync()
    member.union.members.remove(member)
    target.members.append(member)
    member.union = target


def _correct_a_receipt(branch: Branch, day: date) -> None:
    """An officer typed ₦500 less than was received; the supervisor reverses it and records it anew."""
    recent = (loan for loan in _running(branch) if _was_paid_in_cash(loan, day))
    loan = next((loan for loan in recent if loan.owed_minor(day) > _MORE_MINOR), None)
    if loan is None or loan.last_receipt is None:
        return
    officer, wrong = branch.officer_of(loan.member), loan.last_receipt
    supervisor = branch.supervisor_of(officer.place)
    supervisor.tablet.check_in()
    right = msgspec.structs.replace(
        wrong,
        repayment=branch.means.new_id(),
        amount_minor=wrong.amount_minor + _MORE_MINOR,
        receipt_number=supervisor.tablet.next_receipt(),
    )
    supervisor.tablet.write(RepaymentCorrected(wrong.repayment, "WRONG_AMOUNT", right))
    supervisor.tablet.sync()
    loan.give_back(Payment(wrong.repayment.hex(), wrong.amount_minor, wrong.value_on))
    loan.take(Payment(right.repayment.hex(), right.amount_minor, right.value_on))
    loan.last_receipt = right
    branch.cash_minor[officer.id] = branch.cash_minor.get(officer.id, 0) + _MORE_MINOR


def _change_phones(branch: Branch, day: date) -> None:
    """Members tell their officer a new number."""
    for officer in branch.officers:
        for member in _members_of(branch, officer, 2):
            new = f"+234700{branch.chance.randrange(10**7):07d}"
            change = FieldChange("phone", member.plan.profile.phone, new)
            officer.tablet.write(MemberChanged(member.id, (change,)))
        officer.tablet.sync()


def _recover_elsewhere(branch: Branch, day: date) -> None:
    """The collections officer meets a borrower by chance; the loan is not theirs, so the money is held."""
    loan = next((loan for loan in _running(branch) if loan.state == "DEFAULTED"), None)
    if loan is None:
        return
    collector, clerk = branch.collectors[0], branch.clerks[0]
    collector.tablet.check_in()
    body = _receipt(branch, collector, loan.member, loan.id, _RECOVERED_MINOR, day)
    collector.tablet.write(body, expect="suspended")
    movement = branch.means.new_id()
    handed = CashHandedOver(movement, clerk.id, _RECOVERED_MINOR, day, notes(_RECOVERED_MINOR))
    collector.tablet.write(handed)
    collector.tablet.sync()
    branch.to_count.append(Handover(movement, _RECOVERED_MINOR, clerk.place))


def _receive_for_nothing(branch: Branch, day: date) -> None:
    """A member insists that she owes; her officer takes the money for no loan."""
    officer = branch.officers[1]
    member = next((m for m in _members_of(branch, officer, 100) if not m.loans), None)
    if member is None:
        return
    body = _receipt(branch, officer, member, None, _UNKNOWN_LOAN_MINOR, day)
    officer.tablet.write(body, expect="suspended")
    officer.tablet.sync()
    held_minor = branch.cash_minor.get(officer.id, 0)
    branch.cash_minor[officer.id] = held_minor + _UNKNOWN_LOAN_MINOR


def _receipt(
    branch: Branch, taker: Person, member: MemberBook, loan: bytes | None, amount_minor: int, day: date
) -> RepaymentRecorded:
    number, repayment = taker.tablet.next_receipt(), branch.means.new_id()
    return RepaymentRecorded(repayment, loan, member.id, amount_minor, "CASH", day, number)


def _running(branch: Branch) -> Iterator[LoanBook]:
    """Running loans of every union but today's, in a fixed order."""
    for union in branch.unions[1:]:
        for member in union.members:
            yield from (loan for loan in member.loans if loan.is_running)


def _was_paid_in_cash(loan: LoanBook, day: date) -> bool:
    last = loan.last_receipt
    return last is not None and last.method == "CASH" and (day - last.value_on).days < 5


def _members_of(branch: Branch, officer: Person, most: int) -> list[MemberBook]:
    unions = branch.unions_of(officer)
    return [member for union in unions[1:] for member in union.members][:most]


_CALENDAR: tuple[tuple[int, Incident], ...] = (
    (240, _cap_the_cash),
    (150, _swap_unions),
    (120, _move_a_member),
    (90, _correct_a_receipt),
    (64, _move_a_member),
    (45, _change_phones),
    (33, _correct_a_receipt),
    (21, _recover_elsewhere),
    (15, _move_a_member),
    (9, _recover_elsewhere),
    (4, _receive_for_nothing),
)
"""Days before today, and what happens then."""
