"""What can go wrong with the keys, as people and the sync centre see it.

    VaultFault
    ├── WrongPin             counted; says how many tries remain and how long to wait
    ├── PinMustWait          too soon after a wrong one; not counted, nothing was tried
    ├── PinLocked            ten in a row: only an online unlock helps
    ├── LeaseMissing         the lease key is not on this tablet: renew online
    ├── LeaseExpired         too long without the server: renew, then send
    ├── KeyringUnavailable   the keyring is not there, locked, not to be trusted, or lost this device's secret
    ├── BoxDamaged           the box or the profile beside it is not what was written
    ├── DerivationFailed     the tablet has not memory enough to try a PIN now
    ├── BeingWiped           the office ordered this profile to be wiped: nobody opens it any more
    ├── FilesUnusable        the tablet is full, or its files cannot be read or written
    └── ProfileExists        this device already has a profile here

None of them ever holds a PIN, a key or a name.
"""

from __future__ import annotations


class VaultFault(Exception):
    """Something outside the rules of lending kept the vault from doing what was asked."""


class WrongPin(VaultFault):
    """The PIN does not open the box; `wait_s` seconds must pass before the next try."""

    def __init__(self, remaining: int, wait_s: int) -> None:
        super().__init__(f"wrong PIN, {remaining} tries remain, wait {wait_s} s")
        self.remaining = remaining
        self.wait_s = wait_s


class PinMustWait(VaultFault):
    """Nothing was tried and nothing counted: `wait_s` seconds of the delay are left."""

    def __init__(self, remaining: int, wait_s: int) -> None:
        super().__init__(f"{remaining} tries remain, wait {wait_s} s")
        self.remaining = remaining
        self.wait_s = wait_s


class PinLocked(VaultFault):
    """Too many wrong PINs in a row; the server must unlock this device."""


class LeaseMissing(VaultFault):
    """The lease key is not on this tablet; the server keeps a copy and returns it at renewal."""


class LeaseExpired(VaultFault):
    """The lease ended at `lease_until_ms`; its key was deleted here."""

    def __init__(self, lease_until_ms: int) -> None:
        super().__init__(f"lease ended at {lease_until_ms}")
        self.lease_until_ms = lease_until_ms


class KeyringUnavailable(VaultFault):
    """The keyring cannot be used; the message says why."""


class BoxDamaged(VaultFault):
    """A file of the vault is missing, changed, older than the newest known, or from another device."""


class DerivationFailed(VaultFault):
    """The key derivation itself could not run, for want of memory."""


class BeingWiped(VaultFault):
    """A wipe of this profile has begun; `title` and `detail` are shown as they are."""

    title = "This tablet is being wiped"
    detail = "The office ordered it. What was recorded is sent there, sealed, before anything is destroyed."


class FilesUnusable(VaultFault):
    """The files of the vault cannot be read or written; `title` and `detail` are shown as they are."""

    title = "This tablet's keys cannot be written"
    detail = "Free some space, or restart the tablet, and try again. What was recorded is kept."


class ProfileExists(VaultFault):
    """A profile of this device is already in the folder; enrolling again makes a new device."""
