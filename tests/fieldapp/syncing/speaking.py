"""A server in memory that speaks the protocol: takes operations in order, signs heads, misbehaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.syncing.faults import SyncFault
from shared.contract.codec import decode
from shared.contract.exchange import ExchangeRequest, ExchangeResponse, Verdict
from shared.contract.operations import Operation, SignedOperation
from shared.contract.signing import sign_head
from tests.fieldapp.store.world import FakeServer, verdict

SERVER_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


@dataclass(slots=True)
class SpeakingServer:
    """Answers exchanges from a `FakeServer`.

    `lost_requests` and `lost_answers` are raised, in turn, before and after an exchange took effect; `bend`
    changes an answer before it is sent; `takes` is how many operations one exchange takes at most.
    """

    world: FakeServer
    at_most: int | None = None
    takes: int = 200
    lost_requests: list[SyncFault] = field(default_factory=list)
    lost_answers: list[SyncFault] = field(default_factory=list)
    bend: Callable[[ExchangeResponse], ExchangeResponse] = lambda response: response
    requests: list[ExchangeRequest] = field(default_factory=list)
    taken: list[Operation] = field(default_factory=list)
    given: dict[bytes, Verdict] = field(default_factory=dict)

    def exchange(self, request: ExchangeRequest) -> ExchangeResponse:
        """Take what is sent, answer what changed."""
        self.requests.append(request)
        if self.lost_requests:
            raise self.lost_requests.pop(0)
        verdicts = [self._verdict(signed) for signed in request.operations[: self.takes]]
        answer = self.world.answer(request.cursors, verdicts, at_most=self.at_most)
        signed = msgspec.structs.replace(answer, head_signature=sign_head(answer.head, SERVER_KEY))
        if self.lost_answers:
            raise self.lost_answers.pop(0)
        return self.bend(signed)

    def _verdict(self, signed: SignedOperation) -> Verdict:
        operation = decode(Operation, signed.data)
        if operation.id not in self.given:
            self.world.accept(signed)
            self.taken.append(operation)
            self.given[operation.id] = verdict(operation)
        return self.given[operation.id]
