"""A tablet for the vault's tests: a folder, a file keyring, a clock to turn, a quick derivation."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from fieldapp.vault.identity import DeviceIdentity, Profile, list_profiles
from fieldapp.vault.keeping.keyring_access import Keyring
from fieldapp.vault.key_box import KdfCost, RandomBytes, UnlockedKeys, new_device_keys
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Surroundings, Vault
from shared.ids import DeviceId, StaffId

QUICK = KdfCost(memory_kib=64, passes=1, lanes=1)
PIN = "739164"
OTHER_PIN = "508273"
DAY_MS = 24 * 60 * 60 * 1000
START_MS = 1_790_000_000_000


@dataclass
class TurnableClock:
    """Stands still until it is turned; the wall clock can be set, the monotonic one only goes on."""

    wall_ms: int = START_MS
    running_ms: int = 5_000

    def now_ms(self) -> int:
        return self.wall_ms

    def monotonic_ms(self) -> int:
        return self.running_ms

    def pass_ms(self, elapsed_ms: int) -> None:
        """Let time go by, as both clocks see it."""
        self.wall_ms += elapsed_ms
        self.running_ms += elapsed_ms


def seeded(seed: int) -> RandomBytes:
    """Randomness that a failing test repeats."""
    return random.Random(seed).randbytes


@dataclass
class Tablet:
    """Everything a vault stands on, and what the test needs to know about it."""

    data_folder: Path
    keyring: Keyring
    clock: TurnableClock = field(default_factory=TurnableClock)
    random_bytes: RandomBytes = field(default_factory=lambda: seeded(1))
    lease_key: bytes = field(default_factory=lambda: seeded(2)(32))

    def around(self, floor: KdfCost = QUICK) -> Surroundings:
        return Surroundings(self.keyring, self.clock, self.random_bytes, floor)

    def grant(self, **changes: object) -> LeaseGrant:
        """A lease of seven days from the clock's time."""
        now_ms = self.clock.now_ms()
        given: dict[str, object] = {"until_ms": now_ms + 7 * DAY_MS, "server_time_ms": now_ms, **changes}
        return LeaseGrant(**given)  # type: ignore[arg-type]  # the tests name the fields they change

    def enrol(self, keys: UnlockedKeys | None = None, number: int = 1, pin: str = PIN) -> Vault:
        """Enrol a person: `number` tells one from another."""
        return Vault.create(
            self.data_folder,
            identity(number),
            keys or new_device_keys(self.random_bytes),
            pin,
            self.grant(key=self.lease_key),
            self.around(),
            QUICK,
        )

    def profile(self) -> Profile:
        """The only profile there is."""
        (found,) = list_profiles(self.data_folder)
        return found

    def started_again(self) -> Vault:
        """The vault as a freshly started program sees it."""
        return Vault(self.profile(), self.around())


def identity(number: int = 1) -> DeviceIdentity:
    return DeviceIdentity(
        device_id=DeviceId(bytes([number]) * 16),
        staff_id=StaffId(bytes([100 + number]) * 16),
        device_code=f"D{number}",
        staff_name=f"Officer {number}",
        role="CREDIT_OFFICER",
        institution_name="Demo Institution",
        server_url="http://localhost:8000",
        server_public_key=b"P" * 32,
        certificate=b"certificate",
        certificate_signature=b"S" * 64,
    )


def keys_of(keys: UnlockedKeys) -> tuple[bytes, bytes, bytes]:
    """What the box holds, to compare."""
    return keys.database_key, keys.attachment_key, keys.signing_key.private_bytes_raw()


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative name, with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
