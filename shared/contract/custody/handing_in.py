"""A courier's file handed in through somebody's own device that has a network, part by part.

The rules kept here: whoever hands it in can neither read nor change it, and gets nothing but the answer,
which only the tablet that made the file can read.
"""

from typing import Annotated

from msgspec import Meta

from shared.contract.codec import Hash, Message
from shared.contract.exchange import Sequence
from shared.contract.version import MAX_BODY_BYTES

MAX_HANDED_IN_BYTES = 72 * 1024 * 1024
"""Of one file: operations and the files of documents that one bundle has room for, and what sealing adds."""
MAX_COURIER_PART_BYTES = 256 * 1024
MAX_RETURNED_BYTES = MAX_BODY_BYTES - 1024
"""Of an answer that comes back this way."""


class CourierPart(Message, frozen=True):
    """A part of the file with this SHA-256 and size; it begins where what was taken before ends."""

    digest: Hash
    size: Annotated[int, Meta(ge=1, le=MAX_HANDED_IN_BYTES)]
    offset: Sequence
    data: Annotated[bytes, Meta(min_length=1, max_length=MAX_COURIER_PART_BYTES)]


class CourierPartTaken(Message, frozen=True):
    """How much of that file has been taken: where the next part begins."""

    taken: Sequence


class CourierWhole(Message, frozen=True):
    """All parts of this file were sent: it is to be taken in now."""

    digest: Hash


class CourierReturned(Message, frozen=True):
    """The file that travels back."""

    answer: Annotated[bytes, Meta(max_length=MAX_RETURNED_BYTES)]
