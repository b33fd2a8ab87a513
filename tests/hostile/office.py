"""An institution of two teams that know nothing of each other, for whoever wants what is not theirs.

Each side has a supervisor, an officer, a union, loans in every state, receipts, a meeting, cash under way and
a task; on the far side is a second officer who was suspended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle

import msgspec
from sqlalchemy import select

from shared.contract.bodies.cash import CashHandedOver, MeetingClosed, MemberAttendance
from shared.contract.bodies.lending import LoanApplication, LoanDrafted, LoanSubmitted, ProductDefined
from shared.contract.bodies.people import StaffChanged
from shared.contract.signing import content_hash
from shared.ids import ID_BYTES
from syncserver.database.engine import reading
from syncserver.people.tables import staff
from syncserver.sync.tables import operation
from tests.syncserver.branch import Branch, Lent, in_batches, weekly_product
from tests.syncserver.world import Tablet, World, member_enrolled

_RECEIPTS = 200
KNOWN = frozenset(
    {
        *("union", "to_union", "member", "owner", "loan", "product", "approval", "repayment", "repayments"),
        *("meeting", "movement", "staff", "officer", "supervisor", "to_staff", "device"),
    }
)
"""The words by which bodies name records that are there before."""
_OF_EACH = 3


@dataclass(slots=True)
class Side:
    """One officer with their supervisor, and an example of everything that is theirs."""

    branch: Branch
    lent: tuple[Lent, ...]
    draft: LoanApplication
    pending: LoanApplication
    approval: bytes
    receipt: bytes
    receipts: Iterator[bytes]
    """Again and again through many, so that each can be corrected once."""
    meeting: bytes
    movement: bytes

    @property
    def world(self) -> World:
        return self.branch.world

    @property
    def officer(self) -> Tablet:
        return self.branch.officer

    @property
    def supervisor(self) -> Tablet:
        return self.branch.supervisor

    def ids_by_name(self) -> Mapping[str, bytes]:
        """What stands where a body names a record of this side."""
        return {
            "union": self.branch.union,
            "to_union": self.branch.union,
            "member": self.lent[0].member,
            "owner": self.lent[0].member,
            "loan": self.lent[0].loan,
            "product": self.branch.product,
            "approval": self.approval,
            "repayment": self.receipt,
            "repayments": self.receipt,
            "meeting": self.meeting,
            "movement": self.movement,
            "staff": self.officer.staff,
            "officer": self.officer.staff,
            "supervisor": self.supervisor.staff,
            "to_staff": self.supervisor.staff,
            "device": self.officer.device,
        }


@dataclass(slots=True)
class Office:
    """Both sides, one operations desk and the suspended officer."""

    world: World
    near: Side
    far: Side
    suspended: Tablet
    foreign: Mapping[bytes, tuple[bytes, ...]]
    """By device: every id of the far side that never reaches it by its own pulls."""


def open_office(world: World) -> Office:
    """Make both sides out of what their people would send."""
    operations = world.enrol(world.add_staff("OPERATIONS"))
    product = world.server.ids.make()
    world.act(ProductDefined(product, weekly_product()))
    near, far = (_side(world, operations, product) for _ in range(2))
    gone = world.add_staff("CREDIT_OFFICER", far.supervisor.staff)
    world.add_union(gone)
    suspended = world.enrol(gone)
    world.act(StaffChanged(gone, far.supervisor.staff, "SUSPENDED"))
    asking = (near.officer, near.supervisor, suspended)
    return Office(world, near, far, suspended, {who.device: _foreign_to(world, who, far) for who in asking})


def _foreign_to(world: World, tablet: Tablet, far: Side) -> tuple[bytes, ...]:
    """Some of every kind, of what stands inside of them, and of what was sent."""
    world.pull(tablet)
    own = (
        ids_in(tablet)
        | {bytes(ID_BYTES), tablet.device, tablet.staff, *operations_of(world, tablet.device)}
        | _people(world)
    )
    found: dict[str, set[bytes]] = defaultdict(set)
    for other in (far.officer, far.supervisor):
        world.pull(other)
        for kind, identifier in other.records:
            found[kind].add(identifier)
        found["inside"] |= ids_in(other) - {identifier for _, identifier in other.records}
        found["device"].add(other.device)
        found["operation"] |= operations_of(world, other.device)
    return tuple(sorted({i for theirs in found.values() for i in sorted(theirs - own)[:_OF_EACH]}))


def _people(world: World) -> frozenset[bytes]:
    """Who works here is no secret among those who do."""
    with reading(world.engine) as connection:
        return frozenset(row.id for row in connection.execute(select(staff.c.id)))


def _side(world: World, operations: Tablet, product: bytes) -> Side:
    supervisor = world.add_staff("SUPERVISOR")
    officer = world.add_staff("CREDIT_OFFICER", supervisor)
    union = world.add_union(officer, f"Union {officer.hex()[-6:]}")
    branch = Branch(world, world.enrol(officer), world.enrol(supervisor), operations, union, product)
    lent = tuple(branch.lend(2))
    draft, pending = _application(branch), _application(branch)
    branch.send(branch.officer, [LoanDrafted(draft), LoanDrafted(pending)])
    submitted = branch.officer.sign(LoanSubmitted(pending.loan, content_hash(pending)))
    world.exchange(branch.officer, [submitted])
    world.pull(branch.supervisor)
    approval = _newest_approval(branch)
    lost = [branch.repayment(lent[0], 1, loan=None) for _ in range(_RECEIPTS)]
    for some in in_batches([branch.officer.sign(body) for body in lost]):
        assert {verdict.outcome for verdict in world.exchange(branch.officer, some).verdicts} == {"suspended"}
    paid = branch.repayment(lent[0], 10_000)
    closed = MeetingClosed(
        branch.officer.ids.make(),
        union,
        world.today,
        (MemberAttendance(lent[0].member, "PRESENT"),),
        (paid.repayment,),
        10_000,
        10_000,
    )
    handed = CashHandedOver(branch.officer.ids.make(), supervisor, 5_000, world.today)
    sent = [branch.officer.sign(body) for body in (paid, closed, handed)]
    outcomes = [verdict.outcome for verdict in world.exchange(branch.officer, sent).verdicts]
    assert outcomes == ["applied", "applied", "applied"], outcomes
    receipts = cycle([body.repayment for body in lost])
    made = (paid.repayment, receipts, closed.meeting, handed.movement)
    return Side(branch, lent, draft, pending, approval, *made)


def _newest_approval(branch: Branch) -> bytes:
    return max(identifier for kind, identifier in branch.supervisor.records if kind == "approval")


def _application(branch: Branch) -> LoanApplication:
    enrolled = member_enrolled(branch.officer, branch.union)
    branch.send(branch.officer, [enrolled])
    loan = branch.officer.ids.make()
    return LoanApplication(
        loan, f"L{loan.hex()[-12:]}", enrolled.member, branch.product, 2_000_000, 20, branch.world.today
    )


def operations_of(world: World, device: bytes) -> frozenset[bytes]:
    """The ids of everything a device ever sent."""
    with reading(world.engine) as connection:
        rows = connection.execute(select(operation.c.id).where(operation.c.device == device))
        return frozenset(row.id for row in rows)


def ids_in(tablet: Tablet) -> frozenset[bytes]:
    """Every id in what a tablet holds: of records, and inside of them."""
    found = {identifier for _, identifier in tablet.records}
    for body in tablet.records.values():
        found.update(_ids(msgspec.msgpack.decode(body)))
    return frozenset(found)


def _ids(value: object) -> Iterator[bytes]:
    if isinstance(value, bytes) and len(value) == ID_BYTES:
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one)


def texts_in(tablet: Tablet) -> frozenset[str]:
    """Every text in the records a tablet holds."""
    return frozenset(
        text for body in tablet.records.values() for text in _texts(msgspec.msgpack.decode(body)) if text
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
