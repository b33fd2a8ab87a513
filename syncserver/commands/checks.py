"""`ledger verify`, `audit verify`, `audit checkpoint`: books and chain prove themselves, or say where not."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from shared.contract.audit.checkpoints import SignedCheckpoint, as_line
from syncserver.commands.common import DONE, NOT_READY, REFUSED, CommandFailed, opened_server
from syncserver.database.engine import reading
from syncserver.reports.ledger_check import check_ledger
from syncserver.settings import Settings
from syncserver.sync.audit.checkpoints import read_witness
from syncserver.sync.audit.proving import prove_chain
from syncserver.sync.audit.queries import checkpoints_since
from syncserver.sync.housekeeping import sign_and_witness


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


def verify_audit(settings: Settings, arguments: Namespace) -> int:
    """Prove the audit chain, against the checkpoints of the server's own file and of those given."""
    witnesses = _witnesses(settings, arguments.checkpoints or ())
    with opened_server(settings) as server, reading(server.inbox.engine) as connection:
        proved = prove_chain(connection, server.keys, server.own, witnesses)
    if proved.broken is not None:
        print(f"The audit chain breaks at row {proved.broken.row}: {proved.broken.says}.")
        return REFUSED
    print(f"The audit chain holds: {proved.rows} rows.")
    for note in proved.notes:
        print(f"  {note}")
    return DONE


def make_checkpoint(settings: Settings, _: Namespace) -> int:
    """Sign where the chain is now, and print the newest checkpoint, to be kept where the server is not."""
    with opened_server(settings) as server:
        sign_and_witness(server)
        with reading(server.inbox.engine) as connection:
            newest = checkpoints_since(connection, 0)[-1:]
    for signed in newest:
        print(as_line(signed))
    return DONE


def _witnesses(settings: Settings, files: Sequence[Path]) -> list[SignedCheckpoint]:
    own = [settings.witness] if settings.witness.exists() else []
    try:
        return [signed for file in (*own, *files) for signed in read_witness(file)]
    except OSError as fault:
        raise CommandFailed(f"{fault.filename}: {fault.strerror}.", NOT_READY) from fault
