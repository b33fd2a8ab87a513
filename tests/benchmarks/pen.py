"""A device as the server knows it: who signs, and where its chain stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldapp.store.author import Author, Clock
from shared.contract.codec import Message, encode
from shared.contract.operations import GENESIS, KIND_OF, Operation, SignedOperation
from shared.contract.signing import operation_hash, sign_operation
from shared.ids import DeviceId, IdMaker, StaffId


@dataclass(slots=True)
class Pen:
    """Signs operations as the next of its device's chain; `now_ms` is the device's clock,
    `server_key` the institution's."""

    device: bytes
    device_code: str
    staff: bytes
    key: Ed25519PrivateKey
    ids: IdMaker
    now_ms: Callable[[], int]
    server_key: Ed25519PublicKey
    seq: int = 0
    prev: bytes = GENESIS
    last: bytes = b""

    def sign(self, body: Message) -> SignedOperation:
        """Sign one body; the id of its operation is `last` from then on."""
        kind, kind_version = KIND_OF[type(body)]
        self.last = self.ids.make()
        at_ms = self.now_ms()
        operation = Operation(
            id=self.last,
            device=self.device,
            seq=self.seq + 1,
            prev=self.prev,
            staff=self.staff,
            kind=kind,
            kind_version=kind_version,
            body=encode(body),
            depends_on=(),
            seen=(),
            at_ms=at_ms,
            mono_ms=at_ms % 86_400_000,
            boot=self.device,
            server_time_seen_ms=at_ms,
        )
        signed = sign_operation(operation, self.key)
        self.seq, self.prev = operation.seq, operation_hash(signed)
        return signed

    def sign_all(self, bodies: Iterable[Message]) -> list[SignedOperation]:
        """Sign many bodies, in order."""
        return [self.sign(body) for body in bodies]

    def author(self, clock: Clock) -> Author:
        """The same device as the client has it."""
        return Author(DeviceId(self.device), self.device_code, StaffId(self.staff), self.key, self.ids, clock)
