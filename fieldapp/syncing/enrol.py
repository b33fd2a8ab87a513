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
    ApprovalAwaited,
    EnrolmentUnanswered,
    ServerFault,
    Unreachable,
    UntrustedAnswer,
)
from fieldapp.vault.identity import DeviceIdentity, store_path
from fieldapp.vault.keeping.keyring_access import Keyring
from fieldapp.vault.keeping.waiting_keys import Waiting, keep, let_go, take_up
from fieldapp.vault.key_box import KdfCost, UnlockedKeys, contact_key_of, new_device_keys
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Surroundings, Vault, check_secret
from shared.contract.codec import Malformed, encode
from shared.contract.custody.contact import prove_contact_key
from shared.contract.custody.sealing import seal
from shared.contract.entering.fingerprints import fingerprint
from shared.contract.exchange import EnrolmentPending, EnrolmentRequest, EnrolmentResponse
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


class Enroller(Protocol):
    """Presents an enrolment to the server; raises a `SyncFault` when no answer came."""

    def enrol(self, request: EnrolmentRequest) -> EnrolmentResponse | EnrolmentPending: ...


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

    Where the device has to be approved first, `ApprovalAwaited` is raised: the same form again asks again,
    with the same key, also after a restart of the program. Refusals: `enrolment.code`, `enrolment.label`,
    those of a weak PIN. Faults: `SyncFault` (`Refused` with the server's words for a code it does not take,
    `EnrolmentUnanswered`), `UntrustedAnswer`, those of the vault and the store.
    """
    code = _code(form.code)
    check_secret(form.pin, around)
    waiting = take_up(around.keyring, form.server_url, code)
    keys = new_device_keys(around.random_bytes)
    if waiting is not None:
        keys = replace(keys, signing_key=waiting.signing_key)
    request = _request(form, code, keys)
    # Proves, too, that the keyring keeps something, before the code is spent.
    keep(around.keyring, form.server_url, code, Waiting(keys.signing_key))
    response = _answer(enroller, request)
    if isinstance(response, EnrolmentPending):
        raise _awaited(around.keyring, form.server_url, code, keys, response)
    _check(response, keys, waiting)
    grant = LeaseGrant(response.lease_until_ms, response.server_time_ms, key=response.lease_key)
    identity = _identity(form, response, keys)
    vault = Vault.create(data_folder, identity, keys, form.pin, grant, around, cost)
    _make_store(store_path(vault.profile), keys.database_key, response, around.clock.now_ms)
    let_go(around.keyring)
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


def _awaited(
    keyring: Keyring, server_url: str, code: str, keys: UnlockedKeys, pending: EnrolmentPending
) -> ApprovalAwaited:
    """Keep the key that was asked with and the institution's, which must be the same in the end."""
    server_key = pending.server_public_key
    keep(keyring, server_url, code, Waiting(keys.signing_key, server_key))
    digits = fingerprint(keys.public_key_bytes, server_key)
    return ApprovalAwaited(digits, pending.staff_name, pending.ask_again_s, code)


def _answer(enroller: Enroller, request: EnrolmentRequest) -> EnrolmentResponse | EnrolmentPending:
    """Present the code, and again where the answer may have been lost after the code was taken."""
    for _ in range(_TRIES):
        try:
            return enroller.enrol(request)
        except (Unreachable, ServerFault, AnswerDamaged) as fault:
            lost = fault
            _log.warning("enrolment_unanswered fault=%s", type(fault).__name__)
    raise EnrolmentUnanswered(str(lost)) from lost


def _check(response: EnrolmentResponse, keys: UnlockedKeys, waiting: Waiting | None) -> None:
    certificate = response.certificate
    try:
        key = public_key(response.server_public_key)
        verify_certificate(certificate, response.certificate_signature, key)
    except (BadSignature, Malformed) as fault:
        raise UntrustedAnswer("certificate") from fault
    if certificate.public_key != keys.public_key_bytes:
        raise UntrustedAnswer("a certificate for another key")
    if waiting is not None and waiting.server_key not in {b"", response.server_public_key}:
        raise UntrustedAnswer("another institution than the one that was asked")
    if response.recovery_key:
        try:
            seal(b"", response.recovery_key, "journal")
        except ValueError as fault:
            raise UntrustedAnswer("a recovery key nothing can be sealed to") from fault


def _identity(form: EnrolmentForm, response: EnrolmentResponse, keys: UnlockedKeys) -> DeviceIdentity:
    certificate = response.certificate
    contact_key = public_bytes(contact_key_of(keys))
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
        contact_key=contact_key,
        contact_key_proof=prove_contact_key(contact_key, keys.signing_key),
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
