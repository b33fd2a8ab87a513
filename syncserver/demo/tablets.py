"""The tablets of the demo institution's people: signed, chained operations through the real inbox.

The rules kept here: time only goes forward; what a tablet wrote is sent in its order, and an answer that
nobody planned stops the making.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.codec import Message, encode
from shared.contract.exchange import EnrolmentRequest, Outcome, Verdict
from shared.contract.operations import GENESIS, KIND_OF, Operation, SeenVersion, SignedOperation
from shared.contract.signing import operation_hash, prove_possession, public_bytes, sign_operation
from shared.contract.version import MAX_OPERATIONS_PER_EXCHANGE, PROTOCOL
from shared.ids import ID_BYTES
from syncserver.database.engine import writing
from syncserver.people.devices.numbers import Kind, give_blocks
from syncserver.sync.enrolment import enrol, enrolled, issue_code
from syncserver.sync.inbox.taking import take_sent
from syncserver.sync.server import Server


class NotAsPlanned(Exception):
    """The server ruled otherwise than the demo institution's history needs; the message holds the verdict."""


class SimulatedClock:
    """A clock that stands until time passes, and never goes back."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        """The instant it is, in milliseconds."""
        return self._now_ms

    def wait_until(self, at_ms: int) -> None:
        """Let time pass until an instant, or none if it has passed already."""
        self._now_ms = max(self._now_ms, at_ms)

    def spend(self, milliseconds: int) -> None:
        """Let so much time pass."""
        self._now_ms += milliseconds


@dataclass(frozen=True, slots=True)
class Means:
    """What a tablet needs of the world: the server, the clock, chance for what is kept, secrets for keys."""

    server: Server
    clock: SimulatedClock
    chance: random.Random
    secret_bytes: Callable[[int], bytes]

    def new_id(self) -> bytes:
        """A new id, the same in every run for the same day."""
        return self.server.ids.make()


class Tablet:
    """One person's device, held in memory only: its key is gone when the history is made."""

    def __init__(self, means: Means, staff: bytes, label: str) -> None:
        self._means = means
        self._key = Ed25519PrivateKey.from_private_bytes(means.secret_bytes(32))
        self._boot = means.chance.randbytes(ID_BYTES)
        self.staff = staff
        self.device, self.code = self._enrol(label)
        self._seq, self._prev = 0, GENESIS
        self._waiting: list[SignedOperation] = []
        self._expected: list[Outcome] = []
        self._server_seen_ms = means.clock.now_ms()
        self._receipts = 0
        self._numbers: dict[Kind, list[str]] = {"member": [], "loan": []}

    def write(
        self,
        body: Message,
        *,
        expect: Outcome = "applied",
        depends_on: tuple[bytes, ...] = (),
        seen: tuple[SeenVersion, ...] = (),
    ) -> bytes:
        """Sign a body as the next operation, to be sent later, and return the operation's id."""
        kind, kind_version = KIND_OF[type(body)]
        now_ms = self._means.clock.now_ms()
        self._seq += 1
        operation = Operation(
            id=self._means.new_id(),
            device=self.device,
            seq=self._seq,
            prev=self._prev,
            staff=self.staff,
            kind=kind,
            kind_version=kind_version,
            body=encode(body),
            depends_on=depends_on,
            seen=seen,
            at_ms=now_ms,
            mono_ms=now_ms - self._server_seen_ms,
            boot=self._boot,
            server_time_seen_ms=self._server_seen_ms,
        )
        signed = sign_operation(operation, self._key)
        self._prev = operation_hash(signed)
        self._waiting.append(signed)
        self._expected.append(expect)
        return operation.id

    def sync(self) -> None:
        """Send what waits, at most 200 at a time; raises `NotAsPlanned` for a verdict nobody expected."""
        key = self._key.public_key()
        while self._waiting:
            batch = self._waiting[:MAX_OPERATIONS_PER_EXCHANGE]
            verdicts = take_sent(self._means.server.inbox, self.device, key, batch)
            self._check(verdicts, len(batch))
            del self._waiting[: len(batch)], self._expected[: len(batch)]
        self.check_in()

    def check_in(self) -> None:
        """Hear the server's time, as a tablet with a network does all day: renews the lease."""
        self._server_seen_ms = self._means.clock.now_ms()

    def next_receipt(self) -> str:
        """The number of the next receipt: the tablet's code and its own counter, without gaps."""
        self._receipts += 1
        return f"{self.code}-{self._receipts:06d}"

    def next_number(self, kind: Kind) -> str:
        """A member code or loan number from the tablet's blocks; another block is asked for when one is
        used up.
        """
        numbers = self._numbers[kind]
        if not numbers:
            numbers.extend(self._block(kind))
        return numbers.pop(0)

    def _block(self, kind: Kind) -> list[str]:
        means = self._means
        with writing(means.server.inbox.engine) as connection:
            (block,) = give_blocks(connection, self.device, [kind], means.clock.now_ms())
        return [f"{block.prefix}{number:06d}" for number in range(block.first, block.last + 1)]

    def _enrol(self, label: str) -> tuple[bytes, str]:
        means, key = self._means, self._key
        code = issue_code(means.server, self.staff, means.secret_bytes)
        proof = prove_possession(key, code.encode())
        request = EnrolmentRequest(PROTOCOL, code, public_bytes(key), proof, label)
        answer = enrolled(enrol(means.server, request, source=bytes(32), random_bytes=means.chance.randbytes))
        return answer.certificate.device, answer.certificate.device_code

    def _check(self, verdicts: tuple[Verdict, ...], sent: int) -> None:
        for verdict, expected in zip(verdicts, self._expected, strict=False):
            if verdict.outcome != expected:
                raise NotAsPlanned(f"{expected} was planned: {verdict}")
        if len(verdicts) != sent:
            raise NotAsPlanned(f"{sent} operations were sent, {len(verdicts)} answered")
