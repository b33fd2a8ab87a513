"""One contact: how this tablet stands goes to the office, and what the office says is carried out.

The rules kept here: only an answer is believed that the institution signed to this very question. Expired,
the lease is renewed; locked by ten wrong PINs, PINs may be tried again where an order says so; revoked,
nothing leaves but the sealed journal; ordered to wipe, the journal is sent first, and kept until it has
arrived.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from fieldapp.syncing.faults import AnswerDamaged, SyncFault, UntrustedAnswer
from fieldapp.syncing.round import AtStore, directly
from fieldapp.vault.faults import VaultFault
from fieldapp.vault.identity import held_mark, wiping_mark
from fieldapp.vault.journal import journal_path
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.obeying.orders import believed, done_until_ms, note_done
from fieldapp.vault.obeying.wiping import begin_wipe, destroy, finish_wipe, is_sent
from fieldapp.vault.vault import Vault
from shared.contract.codec import Malformed
from shared.contract.custody.contact import (
    MAX_PART_BYTES,
    ContactAnswer,
    ContactRequest,
    ContactResponse,
    JournalPart,
    JournalTaken,
    open_answer,
)
from shared.contract.custody.orders import Order
from shared.contract.exchange import DeviceState
from shared.contract.signing import BadSignature, public_key
from shared.contract.version import LOCKED_AT, PROTOCOL

_log = logging.getLogger(__name__)
_PART_BYTES = MAX_PART_BYTES // 2
"""Small enough that a slow link loses little where it is cut."""


class ContactWay(Protocol):
    """Carries contacts to the server; raises a `SyncFault` when no answer came."""

    def ask(self, request: ContactRequest) -> ContactResponse: ...
    def send(self, part: JournalPart) -> JournalTaken: ...


@dataclass(frozen=True, slots=True)
class Contacted:
    """What came of a contact.

    `locked` is whether ten wrong PINs still stand; `unlocked` whether they were forgiven now; `wiped` whether
    the profile is gone or going; `journal_left` how many bytes of the journal the office does not have yet.
    """

    device_state: DeviceState
    device_reason: str
    locked: bool = False
    unlocked: bool = False
    renewed: bool = False
    wiped: bool = False
    journal_left: int = 0


@dataclass(frozen=True, slots=True)
class _Journal:
    """The journal as it is now."""

    content: bytes

    @property
    def digest(self) -> bytes:
        """Its name: another state of it is another journal."""
        return sha256(self.content).digest()


def contact(
    vault: Vault,
    make_way: Callable[[], ContactWay],
    random_bytes: Callable[[int], bytes],
    at_store: AtStore = directly,
) -> Contacted:
    """Speak with the office once. Whatever touches the profile's files is done by `at_store`.

    Faults: `SyncFault`, those of the vault. What could not be done is done at the next contact.
    """
    if at_store(lambda: _is_over(vault)):
        return Contacted("REVOKED", "", wiped=True)
    way, journal = make_way(), _Journal(at_store(lambda: _content(vault)))
    answer = _ask(vault, way, journal, random_bytes, at_store)
    return _obey(vault, way, journal, answer, random_bytes, at_store)


def _is_over(vault: Vault) -> bool:
    """Go on with a wipe that was cut off; whether that was all there was to do."""
    profile = vault.profile
    if not wiping_mark(profile.folder).exists():
        return not profile.folder.exists()
    if is_sent(profile) or not journal_path(profile).exists():
        finish_wipe(profile, vault.around.keyring)
        return True
    destroy(profile, vault.around.keyring)
    return False


def _is_held(vault: Vault) -> bool:
    """Whether the store was found to be an old copy, or changed: what it lost is in the journal alone."""
    return held_mark(vault.profile.folder).exists()


def _content(vault: Vault) -> bytes:
    path = journal_path(vault.profile)
    return path.read_bytes() if path.exists() else b""


def _ask(
    vault: Vault, way: ContactWay, journal: _Journal, random_bytes: Callable[[int], bytes], at_store: AtStore
) -> ContactAnswer:
    """Return an answer that is signed, to this device, and to this question."""
    attempts, done_ms = at_store(lambda: (vault.attempts_made(), done_until_ms(vault)))
    nonce, size = random_bytes(16), len(journal.content)
    held = _is_held(vault)
    response = way.ask(ContactRequest(PROTOCOL, nonce, attempts, done_ms, journal.digest, size, held))
    identity = vault.profile.identity
    try:
        answer = open_answer(response, public_key(identity.server_public_key))
    except BadSignature as fault:
        raise UntrustedAnswer("contact") from fault
    except Malformed as fault:
        raise AnswerDamaged("contact") from fault
    if (answer.device, answer.nonce) != (identity.device_id, nonce):
        raise UntrustedAnswer("an answer to another question")
    return answer


def _obey(
    vault: Vault,
    way: ContactWay,
    journal: _Journal,
    answer: ContactAnswer,
    random_bytes: Callable[[int], bytes],
    at_store: AtStore,
) -> Contacted:
    institution = public_key(vault.profile.identity.server_public_key)
    orders = at_store(lambda: believed(vault, answer.orders, institution))
    wiping = any(order.kind == "wipe" for order in orders) or wiping_mark(vault.profile.folder).exists()
    if wiping:
        left = _wipe(vault, way, journal, answer, random_bytes, at_store)
        return Contacted(answer.device_state, answer.device_reason, wiped=True, journal_left=left)
    unlocked = at_store(lambda: _unlock(vault, orders, answer))
    renewed = not unlocked and at_store(lambda: _renew(vault, answer))
    locked = at_store(vault.attempts_made) >= LOCKED_AT
    left = 0
    if locked or _is_held(vault) or answer.device_state != "ACTIVE":
        left = _send(way, journal, answer.journal_bytes)
    if answer.device_state == "REVOKED":
        at_store(vault.end_lease)
    return Contacted(answer.device_state, answer.device_reason, locked, unlocked, renewed, journal_left=left)


def _unlock(vault: Vault, orders: tuple[Order, ...], answer: ContactAnswer) -> bool:
    """Let PINs be tried again where an order says so and the lease key came back with it."""
    wanted = [order for order in orders if order.kind == "unlock"]
    if not wanted or not answer.lease_key:
        return False
    vault.clear_lockout(_grant(answer))
    note_done(vault, wanted[-1])
    _log.info("unlocked_online device=%s", vault.profile.identity.device_id.hex())
    return True


def _renew(vault: Vault, answer: ContactAnswer) -> bool:
    if not answer.lease_key or vault.attempts_made() >= LOCKED_AT:
        return False
    try:
        vault.renew_lease(_grant(answer))
    except VaultFault as fault:
        _log.warning("lease_not_kept fault=%s", type(fault).__name__)
        return False
    return True


def _grant(answer: ContactAnswer) -> LeaseGrant:
    return LeaseGrant(answer.lease_until_ms, answer.server_time_ms, escrowed_key=answer.lease_key)


def _wipe(
    vault: Vault,
    way: ContactWay,
    journal: _Journal,
    answer: ContactAnswer,
    random_bytes: Callable[[int], bytes],
    at_store: AtStore,
) -> int:
    """Send the journal, destroy everything else, and the journal too once the office says it has it; return
    how much of it is still to be sent.
    """
    profile, keyring = vault.profile, vault.around.keyring

    def begin() -> _Journal:
        """From here on nothing more is recorded; somebody may have while the office was asked."""
        begin_wipe(profile)
        return _Journal(_content(vault))

    asked_about, journal = journal, at_store(begin)
    try:
        left = _send(way, journal, answer.journal_bytes if journal == asked_about else 0)
    except SyncFault as fault:
        _log.warning("journal_not_sent fault=%s", type(fault).__name__)
        left = len(journal.content)
    at_store(lambda: destroy(profile, keyring))
    if journal.content and left == 0:
        # Whoever took the parts is believed only when the institution has signed that it has all of them.
        left = len(journal.content) - _ask(vault, way, journal, random_bytes, at_store).journal_bytes
    if left <= 0:
        at_store(lambda: finish_wipe(profile, keyring))
    return max(0, left)


def _send(way: ContactWay, journal: _Journal, taken: int) -> int:
    """Send what the office does not have of the journal; return how much that still is."""
    digest, size = journal.digest, len(journal.content)
    while taken < size:
        data = journal.content[taken : taken + _PART_BYTES]
        now = way.send(JournalPart(digest, size, taken, data)).journal_bytes
        if now <= taken:
            break
        taken = now
    return max(0, size - taken)
