"""Opens what a power loss left, as the program does, and says what is there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from fieldapp.store.chain.checking import Broken
from fieldapp.store.transaction import StoreFault
from fieldapp.vault.faults import VaultFault
from fieldapp.vault.journal import journal_path
from shared.contract.custody.journal import Entry, read_entries
from tests.simulation.ground.machine import PIN, Machine
from tests.simulation.power.working import OTHER_PIN, machine_at

_FOUND = "SELECT seq, hash FROM outbox_operation ORDER BY seq"
Operation = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """What is in the store and in the journal; `wrong` says why the program does not open or trust it."""

    store: frozenset[Operation]
    journal: frozenset[Operation]
    wrong: str = ""


def found_after(folder: Path, now_ms: int) -> Found:
    """Open the tablet in a folder with whichever of the two PINs it has now; the journal is read before that,
    for opening fills it up.
    """
    machine = machine_at(folder, now_ms, Random(0))
    journal = in_journal(machine)
    try:
        opened = machine.open(PIN) or machine.open(OTHER_PIN)
    except (StoreFault, VaultFault) as fault:
        return Found(frozenset(), journal, f"{type(fault).__name__}: {fault}")
    if opened is None:
        return Found(frozenset(), journal, "neither PIN opens it")
    try:
        with opened.desk.store.read() as tx:
            store = frozenset(tx.rows(_operation, _FOUND))
            whole = tx.tuples("PRAGMA integrity_check")
        machine.close(opened)
    except StoreFault as fault:
        return Found(frozenset(), journal, f"{type(fault).__name__}: {fault}")
    wrong = "" if whole == [("ok",)] else f"integrity: {whole[:2]}"
    return Found(store, journal, wrong or _words(opened.broken))


def in_journal(machine: Machine) -> frozenset[Operation]:
    """What a tablet's sealed journal holds."""
    path = journal_path(machine.profile)
    content = path.read_bytes() if path.exists() else b""
    return frozenset((one.seq, one.hash) for one in read_entries(content) if isinstance(one, Entry))


def _operation(seq: int, hashed: bytes) -> Operation:
    return seq, hashed


def _words(broken: Broken | None) -> str:
    return "" if broken is None else f"taken for broken: {broken}"
