"""From the finger on the icon to the first page: the program's start, and unlocking."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.app import DeviceClock
from fieldapp.store.database import open_store
from fieldapp.vault.identity import DeviceIdentity, list_profiles, store_path
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.key_box import KdfCost, UnlockedKeys, calibrate, new_device_keys
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Surroundings, Vault
from shared.ids import DeviceId, StaffId
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.benchmarks.records import ADMIN, DEVICE, OFFICER, Size
from tests.benchmarks.tablet import full_tablet
from tests.benchmarks.timing import median_s

_TIMES = 5
PIN = "739164"
_SERVER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
_BARE_WINDOW = (
    "from PySide6.QtCore import QTimer\n"
    "from PySide6.QtWidgets import QApplication, QLabel\n"
    "app = QApplication([])\n"
    "label = QLabel('ready')\n"
    "label.show()\n"
    "QTimer.singleShot(0, lambda: print('ready', flush=True))\n"
    "app.exec()\n"
)


def measure_start(bench: Bench) -> Iterator[Figure]:
    """On a tablet with a profile and a full store."""
    folder = bench.new_folder("start")
    cost = calibrate()
    store = enrolled_tablet(folder, Size(bench.size(60), bench.size(1_500), bench.size(2_000)), cost)
    keyring = f"demo-file:{folder / 'keyring'}"
    program = ["-m", "fieldapp", "--data-folder", str(folder / "data"), "--keyring", keyring]
    around = as_installed(bench.folder)
    # Once and for nothing: what is compiled then is there for all that come after it.
    _unlock(folder, cost, around)
    yield Figure(
        name="start until ready to unlock",
        engine="client",
        value=median([_start_s(program, around) for _ in range(_TIMES)]),
        unit="s",
        bar=bench.bar(1),
        floor=median([_start_s(["-c", _BARE_WINDOW], around) for _ in range(_TIMES)]),
        floor_of="a bare window with a label",
    )
    yield _unlocking(bench, folder, cost, store)


def as_installed(folder: Path) -> dict[str, str]:
    """Return the surroundings of a program that was compiled once, as one that is installed was."""
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**around, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _start_s(program: Sequence[str], around: Mapping[str, str]) -> float:
    """Return the time from making the process until it says that it is ready."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *program],
        env={**around, "FIELDAPP_TRACE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith(b"ready"):
                return time.perf_counter() - started
        raise RuntimeError("the program ended before it was ready")
    finally:
        process.kill()
        process.wait()


def _unlocking(bench: Bench, folder: Path, cost: KdfCost, store: Path) -> Figure:
    beyond, derived = [], []
    for _ in range(_TIMES):
        told = _unlock(folder, cost, as_installed(bench.folder))
        beyond.append(told["opened"] - told["derived"])
        derived.append(told["derived"])
    keys = _keys(folder)
    return Figure(
        name="unlock beyond the key derivation",
        engine="client",
        value=median(beyond),
        unit="s",
        bar=bench.bar(0.5),
        floor=median_s([lambda: _open_and_read(store, keys.database_key)] * _TIMES),
        floor_of="opening the encrypted file and reading a row",
        note="until the officer's day is shown",
        parts={"derivation s": median(derived)},
    )


def _unlock(folder: Path, cost: KdfCost, around: Mapping[str, str]) -> dict[str, float]:
    module = [sys.executable, "-m", "tests.benchmarks.unlocking"]
    numbers = [str(part) for part in (cost.memory_kib, cost.passes, cost.lanes)]
    done = subprocess.run(
        [*module, str(folder / "data"), str(folder / "keyring"), PIN, *numbers],
        env=dict(around),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    told = {name: float(value) for name, value in lines}
    if told.keys() != {"derived", "opened"}:
        raise RuntimeError(f"nobody got in:\n{done.stderr}")
    return told


def _open_and_read(path: Path, key: bytes) -> None:
    with closing(open_store(path, key)) as store, store.read() as tx:
        tx.tuples("SELECT name FROM p_setting")


# ---------------------------------------------------------------- the tablet


def enrolled_tablet(folder: Path, size: Size, cost: KdfCost) -> Path:
    """Make a profile with a full store, and return where the store is. It is the officer's, or the admin's
    where something waits for others.
    """
    clock = DeviceClock(os.urandom(16))
    now_ms = clock.now_ms()
    vault = Vault.create(
        folder / "data",
        _identity(admin=size.waiting > 0),
        new_device_keys(os.urandom),
        PIN,
        LeaseGrant(now_ms + 7 * 86_400_000, now_ms, key=os.urandom(32)),
        _around(folder),
        cost,
    )
    assert vault.keys is not None
    path = store_path(vault.profile)
    with full_tablet(folder, size, vault.keys.database_key) as tablet:
        filled = tablet.path
    shutil.move(filled, path)
    return path


def _keys(folder: Path) -> UnlockedKeys:
    (profile,) = list_profiles(folder / "data")
    return Vault(profile, _around(folder)).unlock(PIN)


def _around(folder: Path) -> Surroundings:
    return Surroundings(FileKeyring(folder / "keyring"), DeviceClock(os.urandom(16)), os.urandom)


def _identity(*, admin: bool) -> DeviceIdentity:
    """Its server is nobody: rounds fail at once."""
    return DeviceIdentity(
        device_id=DeviceId(DEVICE),
        staff_id=StaffId(ADMIN if admin else OFFICER),
        device_code="K7",
        staff_name="Halima Sani" if admin else "Bisi Ade",
        role="ADMIN" if admin else "CREDIT_OFFICER",
        institution_name="Benchmark Savings",
        server_url="http://127.0.0.1:9",
        server_public_key=_SERVER_KEY,
        certificate=b"",
        certificate_signature=bytes(64),
    )
