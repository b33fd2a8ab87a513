"""A branch that lends, made by the operations its people would send from their devices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.contract.bodies.lending import (
    ApprovalDecided,
    LoanApplication,
    LoanDisbursed,
    LoanDrafted,
    LoanSubmitted,
    ProductDefined,
    ProductDefinition,
    RepaymentRecorded,
)
from shared.contract.bodies.people import MemberVerified
from shared.contract.codec import Message, decode
from shared.contract.operations import SignedOperation
from shared.contract.records import LoanRecord
from shared.contract.signing import content_hash
from tests.syncserver.world import Tablet, World, member_enrolled

_AT_ONCE = 200


@dataclass(slots=True)
class Lent:
    """A loan that was paid out, and whose it is."""

    loan: bytes
    member: bytes


@dataclass(slots=True)
class Branch:
    """One of each: their devices, a union and a product."""

    world: World
    officer: Tablet
    supervisor: Tablet
    operations: Tablet
    union: bytes
    product: bytes

    def send(self, tablet: Tablet, bodies: Sequence[Message]) -> None:
        """Send bodies as operations; all have to be applied."""
        for some in in_batches([tablet.sign(body) for body in bodies]):
            for verdict in self.world.exchange(tablet, some).verdicts:
                assert verdict.outcome in {"applied", "waiting"}, verdict

    def lend(self, count: int, *, principal_minor: int = 2_000_000, term_count: int = 20) -> list[Lent]:
        """Enrol members and pay a loan out to each."""
        members = [member_enrolled(self.officer, self.union) for _ in range(count)]
        self.send(self.officer, members)
        self.send(self.supervisor, [MemberVerified(member.member) for member in members])
        loans = [self._application(m.member, principal_minor, term_count) for m in members]
        self.send(self.officer, [LoanDrafted(application) for application in loans])
        self.send(self.officer, [LoanSubmitted(a.loan, content_hash(a)) for a in loans])
        self._approve(loans)
        today = loans[0].expected_on
        self.send(self.operations, [LoanDisbursed(a.loan, today, "CASH") for a in loans])
        return [Lent(a.loan, a.member) for a in loans]

    def repayment(self, lent: Lent, amount_minor: int, **changes: object) -> RepaymentRecorded:
        """A body for money received today."""
        repayment = self.officer.ids.make()
        fields: dict[str, object] = {
            "repayment": repayment,
            "loan": lent.loan,
            "member": lent.member,
            "amount_minor": amount_minor,
            "method": "CASH",
            "value_on": self.world.today,
            "receipt_number": f"K7-{repayment.hex()[-10:]}",
        }
        return RepaymentRecorded(**{**fields, **changes})  # type: ignore[arg-type]  # tests change any field

    def _application(self, member: bytes, principal_minor: int, term_count: int) -> LoanApplication:
        loan = self.officer.ids.make()
        number = f"L{loan.hex()[-12:]}"
        return LoanApplication(
            loan, number, member, self.product, principal_minor, term_count, self.world.today
        )

    def _approve(self, loans: Sequence[LoanApplication]) -> None:
        self.world.pull(self.supervisor)
        known = self.supervisor
        decisions = []
        for application in loans:
            record = decode(LoanRecord, known.records[("loan", application.loan)])
            assert record.approval is not None
            version = known.versions[("approval", record.approval)]
            decisions.append(ApprovalDecided(record.approval, "APPROVE", version, record.content_hash))
        self.send(self.supervisor, decisions)


def open_branch(world: World) -> Branch:
    """Add people, their devices, a union and a product to a world."""
    supervisor = world.add_staff("SUPERVISOR")
    officer = world.add_staff("CREDIT_OFFICER", supervisor)
    operations = world.add_staff("OPERATIONS")
    union = world.add_union(officer)
    product = world.server.ids.make()
    world.act(ProductDefined(product, weekly_product()))
    return Branch(
        world, world.enrol(officer), world.enrol(supervisor), world.enrol(operations), union, product
    )


def weekly_product() -> ProductDefinition:
    """Flat interest of 10 % of the whole, paid back by the week."""
    return ProductDefinition(
        code="WEEKLY",
        name="Weekly loan",
        minimum_principal_minor=1_000,
        maximum_principal_minor=100_000_000,
        minimum_term_count=2,
        maximum_term_count=60,
        term_unit="WEEK",
        term_step=1,
        method="FLAT",
        rate_percent="10",
        rate_period="TERM",
    )


def in_batches(operations: Sequence[SignedOperation]) -> Iterator[Sequence[SignedOperation]]:
    """Cut operations as devices do."""
    for start in range(0, len(operations), _AT_ONCE):
        yield operations[start : start + _AT_ONCE]
