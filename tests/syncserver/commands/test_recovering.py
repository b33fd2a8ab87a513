"""`syncserver recover` from the file a tablet left to a table an operator can act on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from shared.contract.bodies.people import StaffAdded
from shared.contract.codec import encode
from shared.contract.custody.journal import make_entry
from shared.contract.operations import GENESIS, KIND_OF, Operation
from shared.contract.signing import sign_operation
from tests.syncserver.http_world import enrolled, installed, run_command, serving


@pytest.fixture
def environment(engine_url: str, tmp_path: Path) -> dict[str, str]:
    return {"SYNCSERVER_DATABASE_URL": engine_url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "data")}


def test_a_journal_is_taken_in_once_and_told(environment: dict[str, str], tmp_path: Path) -> None:
    code = installed(environment)
    now_s = int(time.time())
    with serving(environment, tmp_path / "log") as address:
        sender, enrolment = enrolled(address, code, now_s)
    assert len(enrolment.recovery_key) == 32
    body = StaffAdded(b"s" * 16, "Bisi", "OPERATIONS", "bisi@ajo.ng")
    kind, version = KIND_OF[StaffAdded]
    operation = Operation(
        id=b"o" * 16,
        device=sender.device,
        seq=1,
        prev=GENESIS,
        staff=enrolment.certificate.staff,
        kind=kind,
        kind_version=version,
        body=encode(body),
        depends_on=(),
        seen=(),
        at_ms=now_s * 1000,
        mono_ms=1,
        boot=bytes(16),
        server_time_seen_ms=now_s * 1000,
    )
    entry = make_entry(sender.device, 1, sign_operation(operation, sender.key), enrolment.recovery_key)
    file = tmp_path / "sealed.journal"
    file.write_bytes(entry)
    key = Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key"
    arguments = ("recover", str(file), "--recovery-key", str(key))

    ran = run_command(environment, *arguments)
    assert (ran.code, "taken now" in ran.out) == (0, True), ran
    ran = run_command(environment, *arguments)
    assert (ran.code, "here already" in ran.out, "taken now" in ran.out) == (0, True, False), ran
    file.write_bytes(entry + entry[:-1])
    ran = run_command(environment, *arguments)
    assert (ran.code, "cannot be read" in ran.out) == (1, True), ran


def test_without_the_key_or_the_file_it_says_so(environment: dict[str, str], tmp_path: Path) -> None:
    installed(environment)
    key = Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key"
    ran = run_command(environment, "recover", str(tmp_path / "none"), "--recovery-key", str(key))
    assert (ran.code, "cannot be read" in ran.err) == (1, True)
    ran = run_command(environment, "recover", str(key), "--recovery-key", str(tmp_path / "none"))
    assert (ran.code, "recovery key" in ran.err) == (3, True)
