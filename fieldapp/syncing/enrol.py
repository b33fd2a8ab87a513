"""Enrol this device: a one-time code becomes keys, a vault and an empty store.

The rules kept here: everything that can be refused here is refused before the code is spent; a lost answer
is asked for again with the same key, for which the server gives it again; and nothing is believed that does
not name the key this device has just made.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from fieldapp.store.database import open_store
from fieldapp.store.sync_state import read_state, write_state
from fieldapp.syncing.faults import (
    AnswerDamaged,
    EnrolmentUnanswered,
    ServerFault,
    Unreachable,
    UntrustedAnswer,
)
from fieldapp.vault.identity import DeviceIdentity, store_path
from fieldapp.vault.keeping.keyring_access import Keyring
from fieldapp.vault.key_box import KdfCost, UnlockedKeys, contact_key_of, new_device_keys
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Surroundings, Vault, check_secret
from shared.contract.codec import Malformed, encode
from shared.contract.custody.sealing import seal
from shared.contract.exchange import EnrolmentRequest, EnrolmentResponse
from shared.contract.signing import (
    BadSignature,
    prove_possession,
    public_bytes,
    public_key,
    verify_certificate,
)
from shared.contract.version import PROTOCOL
from shared.errors import RuleRefused
from shared.ids import DeviceId, StaffId

_log = logging.getLogger(__name__)
_MOST_CODE = 64
_TRIES = 3
_PROBE = "enrolment.probe"


class Enroller(Protocol):
    """Presents an enrolment to the server; raises a `SyncFault` when no answer came."""

    def enrol(self, request: EnrolmentRequest) -> EnrolmentResponse: ...


@dataclass(frozen=True, slots=True)
class EnrolmentForm:
    """What somebody types to enrol: where the server is, the code from the office, and a PIN of their own."""

    server_url: str
    code: str
    pin: str
    label: str = ""


def enrol(
    form: EnrolmentForm,
    enroller: Enroller,
    data_folder: Path,
    around: Surroundings,
    cost: KdfCost | None = None,
) -> Vault:
    """Enrol and return the vault, unlocked, with an empty store beside it.

    After a crash in between there is no profile, the code is spent, and the office gives a new one.
    Refusals: `enrolment.code`, `enrolment.label`, those of a weak PIN. Faults: `SyncFault` (`Refused` with
    the server's words for a code it does not take, `EnrolmentUnanswered`), `UntrustedAnswer`, those of the
    vault and the store.
    """
    code = _code(form.code)
    check_secret(form.pin, around)
    keys = new_device_keys(around.random_bytes)
    request = _request(form, code, keys)
    _check_keyring(around.keyring)
    response = _answer(enroller, request)
    _check(response, keys)
    grant = LeaseGrant(response.lease_until_ms, response.server_time_ms, key=response.lease_key)
    identity = _identity(form, response)
    vault = Vault.create(data_folder, identity, keys, form.pin, grant, around, cost)
    _make_store(store_path(vault.profile), keys.database_key, response, around.clock.now_ms)
    _log.info("enrolled device=%s", identity.device_id.hex())
    return vault


def _code(text: str) -> str:
    code = "".join(text.split()).upper()
    if not code or len(code) > _MOST_CODE or not code.isascii() or not code.isprintable():
        detail = "Enter it as the office gave it to you; spaces do not matter."
        raise RuleRefused("enrolment.code", "This is not an enrolment code", detail)
    return code


def _request(form: EnrolmentForm, code: str, keys: UnlockedKeys) -> EnrolmentRequest:
    label = " ".join(form.label.split())
    if len(label) > 300 or not label.isprintable():
        raise RuleRefused("enrolment.label", "This name cannot be used", "Give the tablet a short name.")
    proof = prove_possession(keys.signing_key, code.encode())
    contact_key = public_bytes(contact_key_of(keys))
    return EnrolmentRequest(PROTOCOL, code, keys.public_key_bytes, proof, label, contact_key)


def _check_keyring(keyring: Keyring) -> None:
    """Raise `KeyringUnavailable` now rather than when the code is spent."""
    keyring.set(_PROBE, b"enrolling")
    keyring.delete(_PROBE)


def _answer(enroller: Enroller, request: EnrolmentRequest) -> EnrolmentResponse:
    """Present the code, and again where the answer may have been lost after the code was taken."""
    for _ in range(_TRIES):
        try:
            return enroller.enrol(request)
        except (Unreachable, ServerFault, AnswerDamaged) as fault:
            lost = fault
            _log.warning("enrolment_unanswered fault=%s", type(fault).__name__)
    raise EnrolmentUnanswered(str(lost)) from lost


def _check(response: EnrolmentResponse, keys: UnlockedKeys) -> None:
    certificate = response.certificate
    try:
        key = public_key(response.server_public_key)
        verify_certificate(certificate, response.certificate_signature, key)
    except (BadSignature, Malformed) as fault:
        raise UntrustedAnswer("certificate") from fault
    if certificate.public_key != keys.public_key_bytes:
        raise UntrustedAnswer("a certificate for another key")
    if response.recovery_key:
        try:
            seal(b"", response.recovery_key, "journal")
        except ValueError as fault:
            raise UntrustedAnswer("a recovery key nothing can be sealed to") from fault


def _identity(form: EnrolmentForm, response: EnrolmentResponse) -> DeviceIdentity:
    certificate = response.certificate
    return DeviceIdentity(
        device_id=DeviceId(certificate.device),
        staff_id=StaffId(certificate.staff),
        device_code=certificate.device_code,
        staff_name=response.staff_name,
        role=response.role,
        institution_name=response.institution_name,
        server_url=form.server_url,
        server_public_key=response.server_public_key,
        certificate=encode(certificate),
        certificate_signature=response.certificate_signature,
        recovery_key=response.recovery_key,
    )


def _make_store(path: Path, key: bytes, response: EnrolmentResponse, now_ms: Callable[[], int]) -> None:
    """Make the store with the lease in it, so that the first round is not the only way to a first receipt."""
    store = open_store(path, key)
    try:
        with store.transaction() as tx:
            contact_ms = now_ms()
            state = replace(
                read_state(tx),
                lease_until_ms=response.lease_until_ms,
                last_contact_ms=contact_ms,
                server_offset_ms=response.server_time_ms - contact_ms,
            )
            write_state(tx, state)
    finally:
        store.close()
