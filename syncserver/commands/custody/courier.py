"""`syncserver courier take`: a tablet's bundle taken in, and the answer written that goes back to it."""

import os
import secrets
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from shared.contract.custody.courier import MAX_COURIER_BYTES
from shared.contract.exchange import Outcome
from shared.writing import format_amount
from syncserver.commands.common import DONE, REFUSED, CommandFailed, opened_server
from syncserver.settings import Settings
from syncserver.sync.custody.carrying import TakenIn, take_in

_MEANS: dict[Outcome, str] = {
    "applied": "posted",
    "applied_changed": "posted, with differences",
    "suspended": "money in suspense",
    "waiting": "waiting",
    "superseded": "overtaken",
    "refused": "refused",
}


def take_bundle(settings: Settings, arguments: Namespace) -> int:
    """Take the file through the inbox, write the answer and print a table; 1 when some of it has no answer.

    Taken again, nothing is doubled and the answer is made anew.
    """
    source: Path = arguments.bundle
    target: Path = arguments.answer or source.with_name(f"{source.name}.answer")
    if target.exists():
        raise CommandFailed(f"{target} is there already. Name another file with --answer.")
    data = _read(source)
    with opened_server(settings) as server:
        taken = take_in(server, data, secrets.token_bytes)
    _write(target, taken.answer)
    for line in _table(taken):
        print(line)
    print(f"Answer written: {target}. Only tablet {taken.device.device_code} can read it.")
    return DONE if taken.left == 0 else REFUSED


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_COURIER_BYTES + 1)
    except OSError as fault:
        raise CommandFailed(f"{path} cannot be read: {fault.strerror}.") from fault


def _write(path: Path, data: bytes) -> None:
    """Write a new file, whole before it has its name: the stick may be pulled out at any moment."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as fault:
        message = f"{path} cannot be written: {fault.strerror}. What was taken in stays; take it in again."
        raise CommandFailed(message) from fault


def _table(taken: TakenIn) -> Iterator[str]:
    """How many were answered how, and the money in them."""
    yield f"{f'Tablet {taken.device.device_code}':<26}{'operations':>11}{'money':>18}"
    for one in taken.answered:
        yield f"{_MEANS[one.outcome]:<26}{one.count:>11}{format_amount(one.amount_minor):>18}"
    if taken.files:
        yield f"{'files of documents':<26}{taken.files:>11}"
    if taken.left:
        why = "an operation before them is missing, or the device is frozen"
        yield f"{'not taken':<26}{taken.left:>11}  {why}"
