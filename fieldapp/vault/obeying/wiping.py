"""Wiping a profile: its keys go first, then its files; the sealed journal and the way to send it go last.

The rules kept here: once begun, nobody unlocks the profile any more, and whoever starts the program goes on
where it was cut off, at any point; what was recorded is not destroyed before the institution has it, sealed.
Overwriting would mean nothing on the memory of a tablet: what is left without its keys is noise.
"""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

from fieldapp.vault.identity import Profile, wiping_mark
from fieldapp.vault.journal import journal_path
from fieldapp.vault.keeping.durable import remove_durably, sync_folder, write_durably
from fieldapp.vault.keeping.keyring_access import Keyring

_log = logging.getLogger(__name__)
_KEYS = ("device-secret", "lease")
"""Without these nothing opens the key box; they go before everything else."""
_REST = ("attempts", "time-seen", "head")
_LAST = ("contact", "orders")
_SENT = b"sent"
_A_PROFILE = re.compile(r"[0-9a-f]{32}")
_PROFILE, _LOCK = "profile.json", "lock"


def begin_wipe(profile: Profile) -> None:
    """Note durably that this profile is being wiped: from now on there is no way back."""
    mark = wiping_mark(profile.folder)
    if not mark.exists():
        write_durably(mark, b"")
        _log.warning("wipe_begun device=%s", profile.identity.device_id.hex())


def destroy(profile: Profile, keyring: Keyring) -> None:
    """Destroy keys, key box and files, in this order, all but the sealed journal and what sending it takes.

    Doing it again does what is left. Faults: `KeyringUnavailable`, OSError; then it is repeated.
    """
    _forget(profile, keyring, _KEYS)
    for box in profile.folder.glob("box.*"):
        remove_durably(box)
    _forget(profile, keyring, _REST)
    spared = {journal_path(profile).name, _PROFILE, _LOCK, wiping_mark(profile.folder).name}
    for path in sorted(profile.folder.iterdir()):
        if path.name not in spared:
            _remove(path)
    sync_folder(profile.folder)


def finish_wipe(profile: Profile, keyring: Keyring) -> None:
    """Destroy the rest: the institution has the journal, or there is none."""
    mark = wiping_mark(profile.folder)
    write_durably(mark, _SENT)
    destroy(profile, keyring)
    _forget(profile, keyring, _LAST)
    for name in (journal_path(profile).name, _LOCK):
        remove_durably(profile.folder / name)
    remove_durably(profile.folder / _PROFILE)
    sweep(profile.folder)
    _log.warning("wipe_done device=%s", profile.identity.device_id.hex())


def is_sent(profile: Profile) -> bool:
    """Whether a wipe had come to its last part when it was cut off."""
    return wiping_mark(profile.folder).read_bytes() == _SENT


def sweep(folder: Path) -> None:
    """Remove what is left of a profile whose wipe was cut off at its very end."""
    if not (folder / _PROFILE).exists() and (wiping_mark(folder).exists() or not any(folder.iterdir())):
        shutil.rmtree(folder)
        sync_folder(folder.parent)


def sweep_all(data_folder: Path) -> None:
    """Do that for every profile there ever was on this tablet."""
    for folder in data_folder.iterdir() if data_folder.is_dir() else ():
        if _A_PROFILE.fullmatch(folder.name) and folder.is_dir():
            sweep(folder)


def _forget(profile: Profile, keyring: Keyring, entries: tuple[str, ...]) -> None:
    for entry in entries:
        keyring.delete(f"{profile.identity.device_id.hex()}.{entry}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
