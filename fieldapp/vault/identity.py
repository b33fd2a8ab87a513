"""Who this device is and for whom: the profile that lies in plain beside the box.

The rule kept here: a profile holds no secret. The box is bound to its exact bytes, so a changed server
address or pinned key is found when the box is next opened.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from fieldapp.settings import KeyringKind
from fieldapp.vault.faults import BoxDamaged
from fieldapp.vault.keeping.durable import write_durably
from shared.ids import DeviceId, StaffId

_log = logging.getLogger(__name__)
_FILE = "profile.json"
_WIPING = "wiping"
_HELD = "held"
_MOST_BYTES = 64 * 1024

_Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
_Bytes32OrNone = Annotated[bytes, Meta(max_length=32)]


class DeviceIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What enrolment settled; `device_code` is the short text printed on receipts, names are for the unlock
    screen.

    `certificate` is the server's signed statement of who this is, as it came; `server_public_key` and
    `recovery_key` are pinned, the latter empty where the institution had none. `contact_key` is the public
    half, with a signature of the device's own key over it: by these a restored server knows it again.
    """

    device_id: Annotated[DeviceId, Meta(min_length=16, max_length=16)]
    staff_id: Annotated[StaffId, Meta(min_length=16, max_length=16)]
    device_code: str
    staff_name: str
    role: str
    institution_name: str
    server_url: str
    server_public_key: _Bytes32
    certificate: bytes
    certificate_signature: bytes
    recovery_key: _Bytes32OrNone = b""
    contact_key: _Bytes32OrNone = b""
    contact_key_proof: Annotated[bytes, Meta(max_length=64)] = b""


class _StoredProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    identity: DeviceIdentity
    keyring: KeyringKind


@dataclass(frozen=True, slots=True)
class Profile:
    """One person on this tablet: the folder, who it is, which keyring holds the device secret."""

    folder: Path
    identity: DeviceIdentity
    keyring: KeyringKind
    digest: bytes
    """SHA-256 of the profile's file as read."""


def profile_folder(data_folder: Path, identity: DeviceIdentity) -> Path:
    """Return where everything of this device lies."""
    return data_folder / identity.device_id.hex()


def store_path(profile: Profile) -> Path:
    """Return where the encrypted store of this profile lies."""
    return profile.folder / "store.db"


def encode_profile(folder: Path, identity: DeviceIdentity, keyring: KeyringKind) -> tuple[Profile, bytes]:
    """Return the profile and the bytes of its file, without writing it."""
    data = msgspec.json.format(msgspec.json.encode(_StoredProfile(identity, keyring)), indent=2)
    return Profile(folder, identity, keyring, sha256(data).digest()), data


def write_profile(profile: Profile, data: bytes) -> None:
    """Write the file of a profile durably; from now on it is listed."""
    write_durably(profile.folder / _FILE, data)


def wiping_mark(folder: Path) -> Path:
    """Return the file that stands in a profile's folder from an order to wipe until nothing is left."""
    return folder / _WIPING


def held_mark(folder: Path) -> Path:
    """Return the file that stands in a profile's folder while its store is an old copy, or changed.

    It says so where the store is shut.
    """
    return folder / _HELD


def has_profile(folder: Path) -> bool:
    """Whether an enrolment was completed in this folder."""
    return (folder / _FILE).exists()


def read_profile(folder: Path) -> Profile:
    """Read the profile in `folder`; `BoxDamaged` if it does not decode or belongs to another folder."""
    try:
        with (folder / _FILE).open("rb") as file:
            data = file.read(_MOST_BYTES)
        stored = msgspec.json.decode(data, type=_StoredProfile)
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise BoxDamaged("the profile does not decode") from fault
    if stored.identity.device_id.hex() != folder.name:
        raise BoxDamaged("the profile belongs to another folder")
    return Profile(folder, stored.identity, stored.keyring, sha256(data).digest())


def list_profiles(data_folder: Path) -> tuple[Profile, ...]:
    """Return who can unlock on this tablet, by name; a damaged profile is logged and hides no other."""
    found = (one for one in _profiles(data_folder) if not wiping_mark(one.folder).exists())
    return tuple(sorted(found, key=lambda one: (one.identity.staff_name, one.identity.device_id)))


def list_wiping(data_folder: Path) -> tuple[Profile, ...]:
    """Return the profiles that are being wiped: nobody unlocks them; their journal may still have to go."""
    return tuple(one for one in _profiles(data_folder) if wiping_mark(one.folder).exists())


def _profiles(data_folder: Path) -> Iterator[Profile]:
    for folder in data_folder.iterdir() if data_folder.is_dir() else ():
        if has_profile(folder):
            try:
                yield read_profile(folder)
            except BoxDamaged:
                _log.error("profile.damaged folder=%s", folder.name)
