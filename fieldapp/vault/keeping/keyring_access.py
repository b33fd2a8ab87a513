"""Where a device keeps small secrets outside its files: the system's keyring, or labelled files.

The rule kept here: a secret goes only to a keyring that was chosen by name and is known to be real. A
keyring that stores in plain text, remembers nothing, or was put together from unknown parts is refused,
never fallen back to.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import keyring
from keyring.backend import KeyringBackend

from fieldapp.settings import KeyringKind
from fieldapp.vault.faults import KeyringUnavailable
from fieldapp.vault.keeping.durable import make_folder, remove_durably, write_durably

_T = TypeVar("_T")

_REAL = frozenset(
    {
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
        ("keyring.backends.kwallet", "DBusKeyringKWallet4"),
        ("keyring.backends.Windows", "WinVaultKeyring"),
        ("keyring.backends.macOS", "Keyring"),
    }
)
_SERVICE = "fieldapp"
_ENTRY = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


class Keyring(Protocol):
    """Keeps small values by entry name; every method raises `KeyringUnavailable` when it cannot.

    `guards_secrets` is whether a PIN is enough beside it; `label` names it to people.
    """

    @property
    def kind(self) -> KeyringKind: ...
    @property
    def label(self) -> str: ...
    @property
    def guards_secrets(self) -> bool: ...
    def get(self, entry: str) -> bytes | None: ...
    def set(self, entry: str, value: bytes) -> None: ...
    def delete(self, entry: str) -> None: ...


class SystemKeyring:
    """One of the allowed keyrings of the operating system, behind the `keyring` library."""

    kind: KeyringKind = "system"
    guards_secrets = True

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = _real(backend)
        self.label = f"system keyring ({self._backend.name})"

    def get(self, entry: str) -> bytes | None:
        """Return what is kept under `entry`, or None."""
        text = _translated(lambda: self._backend.get_password(_SERVICE, entry))
        if text is None:
            return None
        try:
            return b64decode(text, validate=True)
        except ValueError as fault:
            raise KeyringUnavailable("an entry of the keyring was changed by somebody else") from fault

    def set(self, entry: str, value: bytes) -> None:
        """Keep `value`, replacing what was there."""
        text = b64encode(value).decode("ascii")
        _translated(lambda: self._backend.set_password(_SERVICE, entry, text))

    def delete(self, entry: str) -> None:
        """Forget `entry`; nothing happens if it is not there."""
        if self.get(entry) is not None:
            _translated(lambda: self._backend.delete_password(_SERVICE, entry))


class FileKeyring:
    """Files in plain for the demo and for tests: it behaves like a keyring and protects nothing."""

    kind: KeyringKind = "demo-file"
    label = "demo file keyring"
    guards_secrets = True
    """A stand-in: so that the demo asks for a PIN, as a tablet with a real keyring does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, entry: str) -> bytes | None:
        """Return what is kept under `entry`, or None."""
        try:
            return self._path(entry).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise KeyringUnavailable(f"the {self.label} cannot be read") from fault

    def set(self, entry: str, value: bytes) -> None:
        """Keep `value` durably in a file of mode 0600, replacing what was there."""
        try:
            make_folder(self._folder)
            write_durably(self._path(entry), value)
        except OSError as fault:
            raise KeyringUnavailable(f"the {self.label} cannot be written") from fault

    def delete(self, entry: str) -> None:
        """Forget `entry` durably; nothing happens if it is not there."""
        try:
            remove_durably(self._path(entry))
        except OSError as fault:
            raise KeyringUnavailable(f"the {self.label} cannot be written") from fault

    def _path(self, entry: str) -> Path:
        if not _ENTRY.fullmatch(entry):
            raise ValueError("an entry of a keyring is named by lower-case letters, digits, dots and dashes")
        return self._folder / entry


class PassphraseKeyring(FileKeyring):
    """Files in plain where the system has no usable keyring: only a passphrase guards, no PIN will do."""

    kind: KeyringKind = "passphrase-file"
    label = "no system keyring, guarded by a passphrase"
    guards_secrets = False


def open_keyring(kind: KeyringKind, data_folder: Path) -> Keyring:
    """Return the keyring of that kind; `KeyringUnavailable` where the system has none that is allowed."""
    if kind == "demo-file":
        return FileKeyring(data_folder / "demo-keyring")
    if kind == "passphrase-file":
        return PassphraseKeyring(data_folder / "device-secrets")
    return SystemKeyring(keyring.get_keyring())


@dataclass(frozen=True, slots=True)
class HighMark:
    """Numbers kept in a file and in the keyring; the larger counts, so neither is set back alone."""

    path: Path
    keyring: Keyring
    entry: str
    count: int

    def read(self) -> tuple[int, ...] | None:
        """Return the larger of each number, or None if they are in neither place any more."""
        kept = self.path.read_bytes() if self.path.exists() else b""
        known = [
            numbers for numbers in (self._parse(kept), self._parse(self.keyring.get(self.entry))) if numbers
        ]
        return tuple(max(pair) for pair in zip(*known, strict=True)) if known else None

    def write(self, *numbers: int) -> None:
        """Keep the numbers in both places; when this returns, a power cut loses neither."""
        data = b" ".join(b"%d" % number for number in numbers)
        write_durably(self.path, data)
        self.keyring.set(self.entry, data)

    def _parse(self, data: bytes | None) -> tuple[int, ...] | None:
        words = (data or b"").split(b" ")
        if len(words) != self.count or not all(word.isdigit() and len(word) <= 16 for word in words):
            return None
        return tuple(int(word) for word in words)


def _real(backend: KeyringBackend) -> KeyringBackend:
    """Return the backend itself, or the first real one that a chain of several would ask."""
    parts = getattr(backend, "backends", None)
    for candidate in parts if isinstance(parts, list) else [backend]:
        if (type(candidate).__module__, type(candidate).__qualname__) in _REAL:
            found: KeyringBackend = candidate
            return found
    raise KeyringUnavailable(f"the keyring {type(backend).__module__} is not one to trust with secrets")


def _translated(act: Callable[[], _T]) -> _T:
    try:
        return act()
    except Exception as fault:  # each system raises errors of its own libraries, which have no common root
        raise KeyringUnavailable(f"the system keyring failed: {type(fault).__name__}") from fault
