"""The one table that says which act answers which kind of operation, and who builds which kind of record.

The rule kept here: this is the only place that knows every feature; a feature never knows another above it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from shared.contract.codec import Message
from shared.contract.operations import KIND_OF
from shared.errors import RuleRefused
from syncserver.database.publishing import Publisher
from syncserver.database.ruling import Ruling
from syncserver.database.work import Work
from syncserver.people.caller import Caller

_B = TypeVar("_B", bound=Message)
Act = Callable[[Work, Caller, _B], Ruling]
Prefetch = Callable[[Work, Sequence[_B]], None]
Suspend = Callable[[Work, Caller, Message, RuleRefused], Ruling]
"""Posts a money fact to suspense for the reason given, needing nothing else to be right."""


@dataclass(frozen=True, slots=True)
class Handling:
    """What is done about one kind of operation; bodies have been decoded to the kind's struct before."""

    kind: str
    act: Act[Message]
    prefetch: Prefetch[Message] | None


@dataclass(frozen=True, slots=True)
class Handlers:
    """All the inbox needs to know of the features."""

    by_kind: Mapping[str, Handling]
    publishers: Mapping[str, Publisher]
    suspend: Suspend


def on(body: type[_B], act: Act[_B], prefetch: Prefetch[_B] | None = None) -> Handling:
    """Bind an act to the kind its body is written as."""
    return Handling(KIND_OF[body][0], cast(Act[Message], act), cast(Prefetch[Message] | None, prefetch))
