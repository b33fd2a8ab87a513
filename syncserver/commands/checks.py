"""`ledger verify` and `audit verify`: the books and the chain prove themselves, or say where they do not."""

from argparse import Namespace

from syncserver.commands.common import DONE, REFUSED, opened_server
from syncserver.database.engine import reading
from syncserver.reports.ledger_check import check_ledger
from syncserver.settings import Settings
from syncserver.sync.audit import first_bad_row


def verify_ledger(settings: Settings, _: Namespace) -> int:
    """Compare the ledger with the loans, receipts and cash it tells of."""
    with opened_server(settings) as server, reading(server.inbox.engine) as connection:
        findings = check_ledger(connection)
    for finding in findings:
        print(f"{finding.check}: {finding.says} ({finding.count})")
        for row in finding.rows:
            print(f"  {row.id}: expected {row.expected_minor}, found {row.found_minor}")
    print("The ledger does not hold." if findings else "The ledger holds.")
    return REFUSED if findings else DONE


def verify_audit(settings: Settings, _: Namespace) -> int:
    """Recompute the audit chain from every operation and verdict."""
    with opened_server(settings) as server, reading(server.inbox.engine) as connection:
        bad = first_bad_row(connection)
    print("The audit chain holds." if bad is None else f"The audit chain breaks at row {bad}.")
    return DONE if bad is None else REFUSED
