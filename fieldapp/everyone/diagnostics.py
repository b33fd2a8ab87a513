"""What somebody at the office needs to see of a tablet to help, as text to be copied.

The rule kept here: counts, versions and states only: no name, phone number, amount, or id of anybody.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from fieldapp.desk.standing import lease_left_ms
from fieldapp.everyone import queries
from fieldapp.store.author import Desk
from fieldapp.store.chain.checking import is_held, newest
from fieldapp.store.chain.witness import checkpoints, contradicted
from fieldapp.store.database import Store
from fieldapp.store.migrations.running import found_version
from fieldapp.store.migrations.steps import MIGRATIONS
from fieldapp.store.sync_state import numbers_left, read_state
from fieldapp.store.transaction import Reading
from shared.contract.audit.checkpoints import as_line
from shared.contract.version import OLDEST_PROTOCOL, PROTOCOL, RECORD_SCHEMA

_LIBRARIES = ("fieldapp", "msgspec", "cryptography", "sqlcipher3", "httpx", "argon2-cffi", "zstandard")
_CODE = re.compile(r"[a-z0-9_.]{1,60}\Z")
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """How a round with the server ended, as a code: `done`, or the name of a fault."""

    at_ms: int
    code: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of name and value under a heading."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """The sections, and the same as plain text."""

    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """Everything as text to be copied."""
        parts = (
            "\n".join([section.title, *(f"  {name}: {value}" for name, value in section.lines)])
            for section in self.sections
        )
        return "\n\n".join(parts) + "\n"


def load_diagnostics(desk: Desk, rounds: Iterable[RoundOutcome] = ()) -> Diagnostics:
    """Return the state of this tablet; `rounds` are the last ones of this session, newest first."""
    with desk.store.read() as tx:
        state, now_ms = read_state(tx), desk.author.clock.now_ms()
        pages, page_bytes, cipher = queries.store_size(tx)
        numbers = numbers_left(tx)
        store = (
            ("Size", f"{pages * page_bytes / 1024 / 1024:.1f} MB"),
            ("Step", f"{found_version(tx)} of {len(MIGRATIONS)}"),
            ("Cipher", cipher),
            ("Buckets", str(queries.bucket_count(tx))),
            ("Notes", str(queries.note_count(tx))),
            ("Pages of an unfinished read", str(queries.staged_count(tx))),
        )
        server = (
            ("Device", desk.author.device_code),
            ("State", state.device_state),
            ("Last contact", _stamp(state.last_contact_ms)),
            ("Clock now", _stamp(now_ms)),
            ("Server clock minus this one", f"{state.server_offset_ms / 1000:+.1f} s"),
            ("Lease left", f"{lease_left_ms(state, desk.author.clock) // _HOUR_MS} h"),
            ("Acknowledged", f"operation {state.acknowledged_seq}"),
            ("Epoch", state.epoch.hex()[:8] or "none"),
            ("Reading anew", "yes" if state.rereading else "no"),
            ("Numbers left", f"members {numbers.get('member', 0)}, loans {numbers.get('loan', 0)}"),
        )
        return Diagnostics(
            (
                Section("Program", _program()),
                Section("Store", store),
                Section("Records", _counted(queries.record_counts(tx))),
                Section("Operations", _counted(queries.operation_counts(tx))),
                Section("Chain", _chain(tx)),
                Section("Sealed journal", _journal(desk.store)),
                Section("Server", server),
                Section("Witness of the office's history", _witness(tx)),
                Section("Rounds", tuple((_stamp(each.at_ms), _code(each.code)) for each in rounds)),
            )
        )


def _witness(tx: Reading) -> tuple[tuple[str, str], ...]:
    """The newest checkpoint as a line that `syncserver audit verify --checkpoints` reads."""
    kept = checkpoints(tx)
    newest = tuple((_stamp(signed.checkpoint.at_ms), as_line(signed)) for signed in kept[:1])
    agree = "no: tell the institution's auditor" if contradicted(tx) else "yes"
    return (("Checkpoints", str(len(kept))), ("Agree with each other", agree), *newest)


def _chain(tx: Reading) -> tuple[tuple[str, str], ...]:
    return (("Newest operation", str(newest(tx).seq)), ("Holds", "no" if is_held(tx) else "yes"))


def _journal(store: Store) -> tuple[tuple[str, str], ...]:
    journal = store.journal
    if journal is None:
        return (("Kept", "no: the institution had no recovery key at enrolment"),)
    kept = str(len(journal.kept)) if journal.readable else "not readable"
    return (
        ("Operations", kept),
        ("Lacking", str(store.journal_behind)),
        ("Damaged places", str(journal.damaged)),
    )


def _program() -> tuple[tuple[str, str], ...]:
    protocol = f"{PROTOCOL} (from {OLDEST_PROTOCOL}), records {RECORD_SCHEMA}"
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    python = platform.python_version()
    libraries = tuple((name, _version(name)) for name in _LIBRARIES)
    return (*libraries, ("Python", python), ("System", system), ("Protocol", protocol))


@cache
def _version(name: str) -> str:
    """The version that runs; it stays the same while it does."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def _counted(rows: tuple[tuple[str, int], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(count)) for name, count in rows)


def _stamp(at_ms: int) -> str:
    """A moment in UTC, so that it means the same to whoever reads it."""
    return (
        datetime.fromtimestamp(at_ms / 1000, tz=UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if at_ms else "never"
    )


def _code(text: str) -> str:
    """Only codes get in: whatever else an outcome might say could name somebody."""
    return text if _CODE.match(text) else "other"
