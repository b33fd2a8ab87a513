"""`syncserver backup`, `backup drill` and `restore`: the server in one sealed file, and back from it."""

import secrets
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.contract.custody.sealing import SealBroken
from syncserver.app import clock_ms
from syncserver.backup.contents import Head
from syncserver.backup.drill import drill
from syncserver.backup.making import NoRecoveryKey, make_backup
from syncserver.backup.restoring import Folders, NotEmpty, restore
from syncserver.commands.common import (
    DONE,
    NOT_READY,
    REFUSED,
    CommandFailed,
    new_ids,
    opened_engine,
    opened_server,
)
from syncserver.people.devices.keys import KeysUnusable, load_recovery_key
from syncserver.settings import Settings

_DRILL = "drill"


def backup(settings: Settings, arguments: Namespace) -> int:
    """Make a backup, or with the word `drill` before the file, prove one."""
    if arguments.file[0] == _DRILL and len(arguments.file) == 2:
        return _drill(Path(arguments.file[1]), arguments.recovery_key)
    if len(arguments.file) != 1 or arguments.recovery_key is not None:
        raise CommandFailed("Say `backup FILE`, or `backup drill FILE --recovery-key KEY`.", 2)
    return _make(settings, Path(arguments.file[0]))


def restore_backup(settings: Settings, arguments: Namespace) -> int:
    """Restore into an empty database."""
    key = _key(arguments.recovery_key)
    with opened_engine(settings) as engine, _told():
        folders = Folders(settings.keys, settings.files)
        restored = restore(engine, folders, arguments.file, key, new_ids(), clock_ms())
        address = engine.url.render_as_string()
    print(f"Restored {_of(restored.head)}: {restored.rows} rows into {address}.")
    if restored.files:
        print(f"Files restored: {restored.files} into {settings.files}.")
    print(f"Keys restored: {settings.keys}.")
    print(f"A new epoch began ({restored.epoch.hex()}): tablets send again what came after the backup.")
    return DONE


def _make(settings: Settings, target: Path) -> int:
    with opened_server(settings) as server, _told():
        made = make_backup(server, settings.keys, target, secrets.token_bytes)
    what = f"{made.rows} rows and {made.files} files in {made.bytes} bytes"
    print(f"Backup made: {target}, {what}, audit row {made.audit_number}.")
    print("Only the recovery key opens it. Prove it with `syncserver backup drill`.")
    if made.missing:
        print(f"{made.missing} files of documents are not in {settings.files}: they are not in the backup.")
        return REFUSED
    return DONE


def _drill(source: Path, key_file: Path | None) -> int:
    if key_file is None:
        raise CommandFailed("A drill needs --recovery-key FILE.", 2)
    key = _key(key_file)
    with _told():
        drilled = drill(source, key, new_ids(), clock_ms())
    print(f"Restored for practice {_of(drilled.head)}: {drilled.rows} rows.")
    for proof in drilled.proofs:
        print(f"  {'holds' if proof.holds else 'FAILS'}  {proof.what}: {proof.says}")
    print("The backup holds." if drilled.holds else "The backup does not hold.")
    return DONE if drilled.holds else REFUSED


def _of(head: Head) -> str:
    at = datetime.fromtimestamp(head.taken_at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"the backup of {at} ({head.engine}, schema {head.revision}, audit row {head.audit_number})"


def _key(path: Path) -> X25519PrivateKey:
    try:
        return load_recovery_key(path)
    except KeysUnusable as fault:
        raise CommandFailed(str(fault), NOT_READY) from fault


@contextmanager
def _told() -> Iterator[None]:
    """Say in plain words why a file cannot be written, read or believed."""
    try:
        yield
    except SealBroken as fault:
        raise CommandFailed(f"The backup is refused. {fault}") from fault
    except NotEmpty as fault:
        raise CommandFailed(str(fault)) from fault
    except FileExistsError as fault:
        raise CommandFailed("There is a file of this name already; a backup replaces none.") from fault
    except NoRecoveryKey as fault:
        raise CommandFailed(
            "There is no recovery key yet. Run `syncserver init` to make it.", NOT_READY
        ) from fault
    except OSError as fault:
        raise CommandFailed(f"{fault.filename or 'The file'}: {fault.strerror}.", NOT_READY) from fault
