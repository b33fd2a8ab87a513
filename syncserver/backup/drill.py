"""A restore for practice: into a database of its own that is thrown away, with the books proved on it.

The rule kept here: nothing of the running server is touched or even opened; what is proved is the file.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection

from shared.contract.custody.sealing import SealBroken
from shared.ids import IdMaker
from syncserver.backup.contents import Head
from syncserver.backup.restoring import Folders, restore
from syncserver.database.engine import open_engine, reading
from syncserver.files.folder import FileFolder
from syncserver.ledger.queries import trial_balance
from syncserver.people.devices.keys import load_keys
from syncserver.people.documents.queries import stored_files
from syncserver.reports.ledger_check import check_ledger
from syncserver.sync.audit.proving import Proved, prove_chain
from syncserver.sync.server import own_device


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was proved of a backup, or not, in plain words."""

    what: str
    holds: bool
    says: str


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill found."""

    head: Head
    rows: int
    proofs: tuple[Proof, ...]

    @property
    def holds(self) -> bool:
        """Whether everything held."""
        return all(proof.holds for proof in self.proofs)


def drill(source: Path, key: X25519PrivateKey, ids: IdMaker, now_ms: int) -> Drilled:
    """Restore a backup beside the running server and prove it. Faults: those of `restore`."""
    with TemporaryDirectory(prefix="fieldapp-drill-") as place:
        folder = Path(place)
        engine = open_engine(f"sqlite:///{folder / 'restored.sqlite3'}")
        try:
            restored = restore(engine, Folders(folder / "keys", folder / "files"), source, key, ids, now_ms)
            keys = load_keys(folder / "keys")
            with reading(engine) as connection:
                own = own_device(connection, keys)
                accounts, findings = trial_balance(connection), check_ledger(connection)
                chain = prove_chain(connection, keys, own)
                files = _prove_files(
                    connection, FileFolder(folder / "files", keys.files_key(), secrets.token_bytes)
                )
        finally:
            engine.dispose()
    debit_minor = sum(account.debit_minor for account in accounts)
    credit_minor = sum(account.credit_minor for account in accounts)
    same = keys.recovery_key == key.public_key().public_bytes_raw()
    return Drilled(
        restored.head,
        restored.rows,
        (
            Proof(
                "trial balance",
                debit_minor == credit_minor,
                f"debits {debit_minor} and credits {credit_minor} in {len(accounts)} accounts",
            ),
            Proof("ledger", not findings, "; ".join(f.says for f in findings) or "agrees with every account"),
            Proof("audit chain and checkpoints", chain.broken is None, _of_chain(chain)),
            files,
            Proof("keys", same, "the server's own" if same else "of another recovery key"),
        ),
    )


def _prove_files(connection: Connection, folder: FileFolder) -> Proof:
    """Open every file that should be there and compare it with its hash."""
    wanted, bad = stored_files(connection), 0
    for digest in wanted:
        try:
            folder.read(digest)
        except (OSError, SealBroken):
            bad += 1
    says = (
        f"{bad} of {len(wanted)} are missing or damaged" if bad else f"{len(wanted)} open, each by its hash"
    )
    return Proof("files", bad == 0, says)


def _of_chain(chain: Proved) -> str:
    if chain.broken is not None:
        return f"breaks at row {chain.broken.row}: {chain.broken.says}"
    return "; ".join((f"{chain.rows} rows", *chain.notes))
