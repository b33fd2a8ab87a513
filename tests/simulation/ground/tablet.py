"""A person and their tablet in a simulated world.

The rule kept here: what was said to be recorded is noted outside the machine, at once, by its sequence and
hash; nothing the machine does can change that note.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from sqlcipher3.dbapi2 import ProgrammingError

from fieldapp.store.author import Desk
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Reading
from fieldapp.syncing.round import RoundResult
from tests.simulation.ground.dying import Killed
from tests.simulation.ground.machine import Machine, Opened

_T = TypeVar("_T")
_NOTED = "SELECT seq, hash, data FROM outbox_operation"


@dataclass(frozen=True, slots=True)
class Noted:
    """One operation that a person was told is recorded, with the bytes that were signed."""

    seq: int
    hash: bytes
    data: bytes


@dataclass(slots=True)
class Tablet:
    """One person's tablet. `noted` is what they were told is recorded, in order.

    `retired` tablets belong to a device that was revoked; they still hold what was recorded on them, unless
    they were `wiped`. `wrongs` are what this tablet was seen to do and must never do.
    """

    name: str
    machine: Machine
    retired: bool = False
    wiped: bool = False
    noted: list[Noted] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    opened: Opened | None = None

    @property
    def desk(self) -> Desk | None:
        """Where jobs are done; None while locked."""
        return None if self.opened is None else self.opened.desk

    @property
    def staff(self) -> bytes:
        """Whose tablet it is."""
        return self.machine.identity.staff_id

    @property
    def device(self) -> bytes:
        """The id of the device."""
        return self.machine.identity.device_id

    def unlock(self) -> bool:
        """Open the tablet with its PIN; False when its vault says no."""
        if self.wiped:
            return False
        if self.opened is None:
            self.opened = self.machine.open()
            if self.opened is None:
                return False
            if self.opened.broken is not None:
                self.wrongs.append(f"a whole store was taken for broken: {self.opened.broken}")
            self._note()
        return True

    def lock(self) -> None:
        """Close the store and let the keys go."""
        if self.opened is None:
            return
        store, vault = self.opened.desk.store, self.opened.vault
        self.machine.close(self.opened)
        self.opened = None
        if vault.keys is not None:
            self.wrongs.append("a locked vault holds its keys")
        with suppress(ProgrammingError), store.read():
            self.wrongs.append("a locked store can be read")

    def die(self) -> None:
        """End without a word, in the middle of whatever it was, and start anew, locked."""
        if self.opened is not None:
            self.opened.desk.store.close()
        self.opened = None
        self.machine.starts_anew()

    def do(self, job: Callable[[Desk], _T]) -> _T:
        """Do a job and note what it recorded; `Killed` passes through when the fuse went off."""
        assert self.opened is not None, "a locked tablet does nothing"
        may, before = self._may_record(), len(self.noted)
        done = job(self.opened.desk)
        self._note()
        if len(self.noted) > before and not may:
            self.wrongs.append("something was recorded on a lease that is over or a device that is stopped")
        return done

    def look(self, at: Callable[[Reading], _T]) -> _T:
        """Look something up in the store."""
        assert self.opened is not None, "a locked tablet shows nothing"
        with self.opened.desk.store.read() as tx:
            return at(tx)

    def sync(self) -> RoundResult:
        """Run one round."""
        assert self.opened is not None, "a locked tablet runs no round"
        result = self.machine.round(self.opened)
        self.wrongs += [f"{bucket} did not add up" for bucket in result.mismatched]
        return result

    def chain(self) -> list[Noted]:
        """The operations in the store, in order."""
        return self.look(lambda tx: tx.rows(Noted, f"{_NOTED} ORDER BY seq"))

    def _may_record(self) -> bool:
        """By what the tablet was told, in the words of the agreement rather than of the program."""
        state = self.look(read_state)
        server_now_ms = max(self.machine.clock.now_ms(), state.last_contact_ms) + state.server_offset_ms
        return state.device_state == "ACTIVE" and server_now_ms < state.lease_until_ms

    def _note(self) -> None:
        """What is in the store after a job returned, or after the tablet was opened, may be relied on."""
        after = self.noted[-1].seq if self.noted else 0
        sql = f"{_NOTED} WHERE seq > ? ORDER BY seq"
        self.noted += self.look(lambda tx: tx.rows(Noted, sql, (after,)))


def dies_in(tablet: Tablet, statements: int, work: Callable[[], object]) -> bool:
    """Let a tablet die after so many statements of some work; False when the work was done before."""
    fuse = tablet.machine.fuse
    fuse.light(statements)
    try:
        work()
    except Killed:
        tablet.die()
        return True
    finally:
        fuse.put_out()
    return False
