"""Checks of the server's books, against what people were told outside of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from shared.contract.bodies.lending import RepaymentCorrected, RepaymentRecorded
from shared.contract.codec import encode
from shared.contract.operations import SignedOperation
from shared.contract.signing import public_key
from syncserver.database.engine import reading
from syncserver.reports.ledger_check import check_ledger
from syncserver.sync.audit.proving import prove_chain
from syncserver.sync.inbox.taking import take_sent
from tests.simulation.ground.clocks import ZONE
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.world import World
from tests.simulation.looking import bytes_of, number_of, rows, signed_bodies

_NEWEST = "SELECT data, signature FROM outbox_operation ORDER BY seq DESC LIMIT 20"


def entries_balance(world: World) -> Iterator[str]:
    """Debits equal credits in every entry."""
    sql = (
        "SELECT operation, number FROM journal_line GROUP BY operation, number"
        " HAVING sum(debit_minor) <> sum(credit_minor)"
    )
    for operation, number in rows(world.office.engine, sql):
        yield f"entry {operation!r}/{number}"


def no_server_fault(world: World) -> Iterator[str]:
    """Whatever was asked, however often, no answer was a failure of the server's own."""
    for status, count in world.office.statuses.items():
        if status >= 500:
            yield f"{count} answers with status {status}"


def every_receipt_once(world: World) -> Iterator[str]:
    """Whatever money somebody was told is recorded, with its amount; no entry tells of it twice."""
    kept = dict(_amounts(world, "SELECT id, amount_minor FROM repayment"))
    told = Counter(
        bytes_of(about)
        for (about,) in rows(
            world.office.engine,
            "SELECT about FROM journal_entry WHERE about_kind = 'repayment' AND kind NOT LIKE '%revers%'",
        )
    )
    for tablet in world.everyone:
        for repayment, amount_minor in _recorded(tablet, world):
            if kept.get(repayment) != amount_minor:
                yield f"{tablet.name}: {amount_minor} recorded, {kept.get(repayment)} in the books"
            elif told[repayment] < 1:
                yield f"{tablet.name}: no entry tells of {amount_minor}"


def no_receipt_of_nobody(world: World) -> Iterator[str]:
    """Money in the books was recorded by somebody."""
    known = {repayment for tablet in world.everyone for repayment, _ in _recorded(tablet, world)}
    for repayment, amount_minor in _amounts(world, "SELECT id, amount_minor FROM repayment"):
        if repayment not in known:
            yield f"{amount_minor} in the books, recorded by nobody"


def ledger_holds(world: World) -> Iterator[str]:
    """The program's own comparison of the ledger with loans, receipts and cash."""
    with reading(world.office.engine) as connection:
        for finding in check_ledger(connection):
            yield f"{finding.check}: {finding.says}"


def sent_again_changes_nothing(world: World) -> Iterator[str]:
    """Every tablet's newest operations once more: the verdicts are those stored, and no row is new."""
    before = _sizes(world)
    for tablet in world.everyone:
        if tablet.desk is None:
            continue
        newest = tablet.look(lambda tx: tx.rows(SignedOperation, _NEWEST))[::-1]
        key = public_key(tablet.desk.author.signing_key.public_key().public_bytes_raw())
        for verdict in take_sent(world.office.server.inbox, tablet.device, key, newest):
            stored = rows(
                world.office.engine, "SELECT verdict FROM operation WHERE id = :id", id=verdict.operation
            )
            if stored != [(encode(verdict),)]:
                yield f"{tablet.name}: another verdict on operation {verdict.seq}"
    if _sizes(world) != before:
        yield f"rows were added: {before} became {_sizes(world)}"


def makers_are_not_checkers(world: World) -> Iterator[str]:
    """Decisions, corrections, verifications and counts, by the people on both sides."""
    for sql in (
        "SELECT d.approval FROM approval_decision d JOIN approval a ON a.id = d.approval"
        " WHERE d.decided_by = a.asked_by",
        "SELECT r.repayment FROM repayment_reversal r JOIN repayment p ON p.id = r.repayment"
        " WHERE r.reversed_by IN (p.received_by, p.recorded_by)",
        "SELECT id FROM member WHERE verified_by = enrolled_by",
        "SELECT id FROM cash_movement WHERE counted_by = made_by",
    ):
        for (identifier,) in rows(world.office.engine, sql):
            yield f"{identifier!r} by: {sql}"


def loans_are_paid_out_once(world: World) -> Iterator[str]:
    """A loan paid out was approved with the content it still has, and the ledger paid it once."""
    unapproved = (
        "SELECT l.number FROM loan l LEFT JOIN approval a ON a.id = l.approval"
        " WHERE l.disbursed_on IS NOT NULL"
        " AND (a.state IS NULL OR a.state <> 'APPROVED' OR a.content_hash <> l.content_hash)"
    )
    for (number,) in rows(world.office.engine, unapproved):
        yield f"loan {number} was paid out without an approval of what it is"
    often = (
        "SELECT about, count(*) FROM journal_entry WHERE about_kind = 'loan' AND kind LIKE '%disburs%'"
        " GROUP BY about, kind HAVING count(*) > 1"
    )
    for about, count in rows(world.office.engine, often):
        yield f"loan {about!r} was paid out {count} times"


def posted_on_the_servers_day(world: World) -> Iterator[str]:
    """An entry is posted on the institution's day at the server's time, whatever a tablet said."""
    for posted_on, at_ms in rows(
        world.office.engine, "SELECT DISTINCT posted_on, posted_at_ms FROM journal_entry"
    ):
        day = datetime.fromtimestamp(number_of(at_ms) / 1000, UTC).astimezone(ZONE).date()
        if str(posted_on) != day.isoformat():
            yield f"posted on {posted_on} at {day}"


def cash_in_hand_adds_up(world: World) -> Iterator[str]:
    """For each person: cash of receipts not taken back, and floats, less what was handed over."""
    sql = (
        "SELECT staff, sum(debit_minor - credit_minor) FROM journal_line"
        " WHERE account = 'officer_cash' GROUP BY staff"
    )
    ledger = {staff: minor for staff, minor in rows(world.office.engine, sql) if minor}
    facts = (
        "SELECT who, sum(minor) FROM ("
        " SELECT received_by AS who, amount_minor AS minor FROM repayment WHERE method = 'CASH'"
        " UNION ALL SELECT p.received_by, -p.amount_minor FROM repayment p"
        "  JOIN repayment_reversal r ON r.repayment = p.id WHERE p.method = 'CASH'"
        " UNION ALL SELECT to_staff, amount_minor FROM cash_movement WHERE kind = 'FLOAT'"
        " UNION ALL SELECT from_staff, -amount_minor FROM cash_movement WHERE kind = 'HANDOVER'"
        ") AS told GROUP BY who"
    )
    told = {staff: minor for staff, minor in rows(world.office.engine, facts) if minor}
    if ledger != told:
        ledger_says, facts_say = (sorted(map(str, each.values())) for each in (ledger, told))
        yield f"by the ledger {ledger_says}, by the facts {facts_say}"


def audit_holds(world: World) -> Iterator[str]:
    """Every operation and verdict is bound by the chain, signed by its device, and as every witness says."""
    server = world.office.server
    with reading(world.office.engine) as connection:
        broken = prove_chain(connection, server.keys, server.own).broken
    if broken is not None:
        yield f"the chain breaks at row {broken.row}: {broken.says}"


def _recorded(tablet: Tablet, world: World) -> Iterator[tuple[bytes, int]]:
    """Every receipt that was signed on a tablet; the replacement of a correction only where that was allowed,
    for a decision may be refused.
    """
    for operation, body in signed_bodies(tablet):
        if isinstance(body, RepaymentRecorded):
            yield body.repayment, body.amount_minor
        elif isinstance(body, RepaymentCorrected) and body.replacement is not None:
            judged = "SELECT id FROM operation WHERE id = :id AND outcome IN ('applied', 'applied_changed')"
            if rows(world.office.engine, judged, id=operation.id):
                yield body.replacement.repayment, body.replacement.amount_minor


def _amounts(world: World, sql: str) -> Iterator[tuple[bytes, int]]:
    for identifier, amount_minor in rows(world.office.engine, sql):
        yield bytes_of(identifier), number_of(amount_minor)


def _sizes(world: World) -> tuple[object, ...]:
    tables = ("operation", "repayment", "journal_entry", "journal_line", "audit_batch", "approval_decision")
    return tuple(rows(world.office.engine, f"SELECT count(*) FROM {table}")[0][0] for table in tables)
