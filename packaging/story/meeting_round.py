"""Second half of the story: a meeting collected offline, through a kill and a cut answer, into the ledger."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from stage.cores import Core
from stage.servers import end_with_parent, stop
from stage.telling import StoryWrong, naira

from fieldapp.admin.move_member import move_member
from fieldapp.desk import queries
from fieldapp.officer.meeting_sheet import MeetingSheet, SheetRow, load_sheet
from fieldapp.store.outbox import append, outbox_head
from fieldapp.store.sync_state import take_number
from fieldapp.syncing.faults import Unreachable
from shared.contract.bodies.lending import RepaymentRecorded
from shared.ids import LoanId, UnionId
from story.loan_round import union_today
from story.meeting import MeetingPlan, Payment, Said
from story.people import Cast

_MEMBERS = 15
_KILL_AFTER = 10
_EXCESS_MINOR = 200_000
_NOTE_MINOR = 50_000
_PACKAGING = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Casting:
    """Which rows of the sheet pay how: fifteen members, one of them twice."""

    rows: tuple[SheetRow, ...]
    meeting: MeetingPlan

    @property
    def closed_meanwhile(self) -> SheetRow:
        """The loan head office closes while the officer is offline."""
        return self.rows[0]

    @property
    def moved_meanwhile(self) -> SheetRow:
        """The member who is moved to another union meanwhile."""
        return self.rows[1]


@dataclass(frozen=True, slots=True)
class Collected:
    """What the meeting left on the tablet."""

    casting: Casting
    receipts: tuple[str, ...]
    suspense_before_minor: int


def collect(cast: Cast) -> Collected:
    """Collect the meeting while head office closes one loan and moves one member; be killed on the way."""
    casting = _open_sheet(cast)
    suspense_minor = cast.books.suspense_minor()
    _meanwhile(cast, casting)
    receipts = _collect_through_a_kill(cast, casting)
    return Collected(casting, receipts, suspense_minor)


def send(cast: Cast, collected: Collected) -> None:
    """Sync over a link that loses the first answer, then again."""
    tell, officer = cast.tell, cast.officer
    tell.chapter("The network returns, and loses the first answer")
    waiting = officer.waiting
    tell.check("operations waiting", waiting, len(collected.receipts) + 1)
    cast.link.cut_next_reply()
    result = officer.sync()
    tell.check("the first round ends as unreachable", isinstance(result.fault, Unreachable), True)
    tell.check("answers cut", cast.link.replies_cut, 1)
    tell.check("operations still waiting, as far as the tablet knows", officer.waiting, waiting)
    posted = cast.books.receipts(collected.receipts)
    tell.check("receipts the server has taken already", len(posted), len(collected.receipts))
    result = officer.sync()
    tell.check("the second round ends without a fault", result.fault, None)
    tell.check("operations waiting", officer.waiting, 0)
    tell.check("verdicts fetched", result.sent, waiting)


def _open_sheet(cast: Cast) -> Casting:
    tell, officer = cast.tell, cast.officer
    union = union_today(officer)
    tell.chapter(f"{officer.name} goes offline and opens the sheet of {union.name}")
    sheet = load_sheet(officer.desk, union.union, officer.today)
    owing = sorted(
        (row for row in sheet.rows if row.loan and row.to_pay_minor), key=lambda row: row.owed_minor
    )
    tell.check("members who owe an instalment today", len(owing) >= _MEMBERS, True)
    rows = tuple(owing[:_MEMBERS])
    tell.line(f"due today and before: {naira(sum(row.to_pay_minor for row in rows))}")
    return Casting(rows, _plan(cast, sheet, rows))


def _plan(cast: Cast, sheet: MeetingSheet, rows: Sequence[SheetRow]) -> MeetingPlan:
    """Fifteen members: exact, but two partial, one too much, and one who pays twice."""
    payments = []
    for place, row in enumerate(rows):
        amount_minor = row.to_pay_minor
        if place in (4, 9):
            amount_minor = max(_NOTE_MINOR, amount_minor // 2 // _NOTE_MINOR * _NOTE_MINOR)
        elif place == 2:
            amount_minor = row.owed_minor + _EXCESS_MINOR
        payments.append(_payment(row, row.repayment, amount_minor))
    twice = next(row for row in rows[5:] if row.owed_minor > 2 * row.to_pay_minor)
    second = cast.officer.desk.author.ids.make()
    payments.append(_payment(twice, second, twice.to_pay_minor, "She pays for last week as well"))
    tablet = cast.officer_tablet
    return MeetingPlan(
        folder=str(tablet.folder),
        pin=tablet.pin,
        memory_kib=tablet.cost.memory_kib,
        passes=tablet.cost.passes,
        lanes=tablet.cost.lanes,
        union=sheet.union.union,
        meeting=sheet.meeting,
        held_on=sheet.on,
        payments=tuple(payments),
    )


def _payment(row: SheetRow, repayment: bytes, amount_minor: int, repeat_reason: str = "") -> Payment:
    if row.loan is None:
        raise StoryWrong("a row without a loan cannot pay")
    return Payment(repayment, row.member, row.loan, amount_minor, repeat_reason)


def _meanwhile(cast: Cast, casting: Casting) -> None:
    """Head office sees loans on the server, not on a tablet, and signs for the transfer it received."""
    tell, admin, supervisor = cast.tell, cast.admin, cast.supervisor
    tell.chapter("Meanwhile, elsewhere")
    closed, moved = casting.closed_meanwhile, casting.moved_meanwhile
    tell.line(f"head office receives {naira(closed.owed_minor)} by transfer and closes loan {closed.number}")
    today = admin.today
    with admin.desk.store.transaction() as tx:
        paid = RepaymentRecorded(
            repayment=admin.desk.author.ids.make(),
            loan=closed.loan,
            member=closed.member,
            amount_minor=closed.owed_minor,
            method="TRANSFER",
            value_on=today,
            receipt_number=take_number(tx, admin.desk.author, "receipt"),
            reference="NIP000654321",
        )
        append(tx, admin.desk.author, paid)
    tell.check("head office syncs without a fault", admin.sync().fault, None)
    target = _union_of_a_colleague(supervisor, UnionId(casting.meeting.union))
    tell.line(f"{supervisor.name} moves {moved.name} ({moved.number}) to another officer's union")
    move_member(supervisor.desk, moved.member, target, "Moved house")
    tell.check("the supervisor syncs without a fault", supervisor.sync().fault, None)
    tell.check("the closed loan's state", _state(supervisor, closed), "COMPLETED")


def _union_of_a_colleague(supervisor: Core, here: UnionId) -> UnionId:
    unions = supervisor.read(queries.unions)
    officer = next(union.officer for union in unions if union.union == here)
    return next(union.union for union in unions if union.officer != officer)


def _collect_through_a_kill(cast: Cast, casting: Casting) -> tuple[str, ...]:
    tell, plan = cast.tell, casting.meeting
    tell.chapter(f"The meeting: {_MEMBERS} members, {len(plan.payments)} receipts, and the tablet dies")
    before = cast.officer.read(outbox_head).seq
    cast.officer.close()
    first = _run(plan, kill_after=_KILL_AFTER)
    tell.line(f"SIGKILL right after “recorded” of {first[-1].receipt}")
    second = _run(plan)
    kept = second[0].count - before
    tell.check(
        f"started again: at least the {_KILL_AFTER} said to be recorded are there", kept >= _KILL_AFTER, True
    )
    tell.line(f"{kept} receipts were on the tablet")
    receipts = tuple(said.receipt for said in second if said.event == "recorded")
    said_first = tuple(said.receipt for said in first if said.event == "recorded")
    is_same = receipts[: len(said_first)] == said_first
    tell.check(f"they kept their numbers, {said_first[0]} to {said_first[-1]}", is_same, True)
    tell.check("every receipt has its own number", len(set(receipts)), len(plan.payments))
    closed = second[-1]
    tell.check("operations recorded, the closing included", closed.count - before, len(plan.payments) + 1)
    total_minor = sum(paid.amount_minor for paid in plan.payments)
    tell.check("counted on the table", naira(closed.cash_minor), naira(total_minor))
    cast.reopen_officer()
    return receipts


def _run(plan: MeetingPlan, kill_after: int | None = None) -> list[Said]:
    """Run the tablet's process; kill it as soon as it has said “recorded” that often."""
    process = subprocess.Popen(
        [sys.executable, "-m", "story.meeting"],
        cwd=_PACKAGING,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - the threads beside this one only pass bytes
    )
    try:
        return _listen(process, plan, kill_after)
    finally:
        stop(process)


def _listen(process: subprocess.Popen[str], plan: MeetingPlan, kill_after: int | None) -> list[Said]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(msgspec.json.encode(plan).decode())
    process.stdin.close()
    heard: list[Said] = []
    for line in process.stdout:
        heard.append(msgspec.json.decode(line, type=Said))
        if kill_after is not None and sum(said.event == "recorded" for said in heard) == kill_after:
            process.kill()
            process.wait()
            return heard
    if process.wait() != 0 or not heard or heard[-1].event != "closed":
        raise StoryWrong("the tablet's process did not come to its end")
    return heard


def _state(core: Core, row: SheetRow) -> str:
    loan = LoanId(row.loan or b"")
    found = core.read(lambda tx: queries.loan(tx, loan))
    return found.state.value if found else "not on the tablet"
