"""The end of the story: every receipt once, every balance alike on all sides, the ledger in order."""

from __future__ import annotations

from stage.cores import Core
from stage.telling import naira

from fieldapp.desk import queries
from fieldapp.desk.accounts import load_account
from fieldapp.desk.cash import cash_standing
from fieldapp.officer.meeting_sheet import SheetRow
from fieldapp.syncing.cross_check import cross_check
from shared.ids import LoanId
from story.meeting_round import Collected
from story.people import Cast


def reckon(cast: Cast, collected: Collected) -> None:
    """Compare everything with everything."""
    _receipts(cast, collected)
    _balances(cast, collected)
    _digests(cast)


def _receipts(cast: Cast, collected: Collected) -> None:
    tell, payments = cast.tell, collected.casting.meeting.payments
    tell.chapter("In the ledger")
    posted = cast.books.receipts(collected.receipts)
    tell.check("receipts in the ledger", len(posted), len(payments))
    tell.check("entries for each of them", {receipt.entries for receipt in posted}, {1})
    total_minor = sum(paid.amount_minor for paid in payments)
    tell.check("together", naira(sum(receipt.amount_minor for receipt in posted)), naira(total_minor))
    suspended = [receipt for receipt in posted if receipt.posting == "SUSPENDED"]
    closed = next(paid for paid in payments if paid.loan == collected.casting.closed_meanwhile.loan)
    tell.check("receipts in suspense", len(suspended), 1)
    tell.check(
        "new in suspense: the money for the loan that was closed",
        naira(cast.books.suspense_minor() - collected.suspense_before_minor),
        naira(closed.amount_minor),
    )
    by_tablet = cast.officer.read(lambda tx: cash_standing(tx, cast.officer.desk.author.staff).in_hand_minor)
    by_ledger = cast.books.cash_in_hand_minor(cast.officer.desk.author.staff)
    tell.check(f"cash in {cast.officer.name}'s hands, tablet and ledger", naira(by_tablet), naira(by_ledger))


def _balances(cast: Cast, collected: Collected) -> None:
    tell, moved = cast.tell, collected.casting.moved_meanwhile
    tell.chapter("Balances: officer's tablet, supervisor's tablet, the server's replay, the ledger")
    tell.check("the supervisor syncs without a fault", cast.supervisor.sync().fault, None)
    for row in collected.casting.rows:
        loan = LoanId(row.loan or b"")
        figures = cast.books.loan(loan, cast.officer.today)
        shown = [_owed(cast.supervisor, loan), figures.outstanding_minor]
        if row is not moved:
            shown.append(_owed(cast.officer, loan))
        owed = {naira(owed_minor) for owed_minor in shown}
        tell.check(
            f"{row.number}, {_paid(row, collected)}: still owed", owed, {naira(figures.outstanding_minor)}
        )
        tell.check(f"{row.number}, principal", naira(figures.ledger_minor), naira(figures.principal_minor))
    left = cast.officer.read(lambda tx: queries.loan(tx, LoanId(moved.loan or b"")))
    tell.check("the moved member's loan has left the officer's tablet", left is None, True)


def _paid(row: SheetRow, collected: Collected) -> str:
    amounts = [paid.amount_minor for paid in collected.casting.meeting.payments if paid.loan == row.loan]
    return "paid " + " and ".join(naira(amount) for amount in amounts)


def _owed(core: Core, loan: LoanId) -> int:
    today = core.today
    return core.read(lambda tx: load_account(tx, loan)).position(today).outstanding_minor


def _digests(cast: Cast) -> None:
    tell = cast.tell
    tell.chapter("Nothing astray")
    for core in (cast.officer, cast.supervisor, cast.operations, cast.admin):
        result = core.sync()
        tell.check(f"{core.name}: last round without a fault", result.fault, None)
        tell.check(f"{core.name}: buckets that differ from the server's digest", result.mismatched, ())
        tell.check(f"{core.name}: buckets that differ from their own rows", cross_check(core.desk.store), ())
    tell.check("syncserver ledger verify", cast.home.run("ledger", "verify").strip(), "The ledger holds.")
    told = cast.home.run("audit", "verify").partition(":")[0]
    tell.check("syncserver audit verify", told, "The audit chain holds")
