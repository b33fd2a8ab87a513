"""`syncserver recover` from the file a tablet left to a table an operator can act on."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.bodies.people import StaffAdded
from shared.contract.codec import encode
from shared.contract.custody.contact import JournalPart
from shared.contract.custody.journal import make_entry
from shared.contract.exchange import EnrolmentResponse
from shared.contract.operations import GENESIS, KIND_OF, Operation
from shared.contract.packing import pack
from shared.contract.signing import sign_operation
from tests.syncserver.http_world import (
    Sender,
    answer,
    enrol,
    enrolled,
    installed,
    run_command,
    send,
    serving,
)


@pytest.fixture
def environment(engine_url: str, tmp_path: Path) -> dict[str, str]:
    return {"SYNCSERVER_DATABASE_URL": engine_url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "data")}


def an_operation(device: bytes, staff: bytes) -> Operation:
    """The first of a device: a person is added."""
    kind, version = KIND_OF[StaffAdded]
    now_ms = int(time.time() * 1000)
    return Operation(
        id=b"o" * 16,
        device=device,
        seq=1,
        prev=GENESIS,
        staff=staff,
        kind=kind,
        kind_version=version,
        body=encode(StaffAdded(b"s" * 16, "Bisi", "OPERATIONS", "bisi@ajo.ng")),
        depends_on=(),
        seen=(),
        at_ms=now_ms,
        mono_ms=1,
        boot=bytes(16),
        server_time_seen_ms=now_ms,
    )


def test_a_journal_is_taken_in_once_and_told(environment: dict[str, str], tmp_path: Path) -> None:
    code = installed(environment)
    now_s = int(time.time())
    with serving(environment, tmp_path / "log") as address:
        sender, enrolment = enrolled(address, code, now_s)
    assert len(enrolment.recovery_key) == 32
    operation = an_operation(sender.device, enrolment.certificate.staff)
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


def test_what_a_tablet_sent_by_itself_is_taken_by_its_code(
    environment: dict[str, str], tmp_path: Path
) -> None:
    code = installed(environment)
    own, contact = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    with serving(environment, tmp_path / "log") as address:
        enrolment = answer(EnrolmentResponse, enrol(address, code, own, contact))
        certificate = enrolment.certificate
        signed = sign_operation(an_operation(certificate.device, certificate.staff), own)
        journal = make_entry(certificate.device, 1, signed, enrolment.recovery_key)
        sender = Sender(address, certificate.device, contact, int(time.time()))
        body = pack(encode(JournalPart(sha256(journal).digest(), len(journal), 0, journal)))
        path = "/contact/journal"
        assert send(address, path, body, sender.headers(path, body)).status_code == 200
    key = Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key"
    for device, (rc, says) in {
        certificate.device_code: (0, "taken now"),
        "NONE": (1, "No device has the code"),
        "SERVER": (1, "has sent no whole journal"),
    }.items():
        ran = run_command(environment, "recover", "--device", device, "--recovery-key", str(key))
        assert (ran.code, says in ran.out + ran.err) == (rc, True), ran


def test_without_the_key_or_the_file_it_says_so(environment: dict[str, str], tmp_path: Path) -> None:
    installed(environment)
    key = Path(environment["SYNCSERVER_DATA_FOLDER"]) / "recovery.key"
    ran = run_command(environment, "recover", str(tmp_path / "none"), "--recovery-key", str(key))
    assert (ran.code, "cannot be read" in ran.err) == (1, True)
    ran = run_command(environment, "recover", str(key), "--recovery-key", str(tmp_path / "none"))
    assert (ran.code, "recovery key" in ran.err) == (3, True)
