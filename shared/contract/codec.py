"""MessagePack in and out, strictly: arrays in a fixed field order, nothing unknown, nothing coerced.

The rule kept here: what does not decode exactly is `Malformed`, with the path of the first fault.
"""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

_T = TypeVar("_T")

Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
Signature = Annotated[bytes, Meta(min_length=64, max_length=64)]
PublicKey = Annotated[bytes, Meta(min_length=32, max_length=32)]
Amount = Annotated[int, Meta(ge=1, le=10**14)]
"""Minor units, more than nothing."""
AmountOrZero = Annotated[int, Meta(ge=0, le=10**14)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Instant = Annotated[int, Meta(ge=0, le=2**53)]
"""Milliseconds since 1970 in UTC."""
_PRINTABLE = r"\A[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*\Z"
Name = Annotated[str, Meta(min_length=1, max_length=300, pattern=_PRINTABLE)]
Label = Annotated[str, Meta(max_length=300, pattern=_PRINTABLE)]
Note = Annotated[str, Meta(max_length=4000, pattern=_PRINTABLE)]
Code = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[\x21-\x7e]+\Z")]


class Malformed(ValueError):
    """Bytes that are not what the contract says; the message names the first fault and its path."""


class Message(
    msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False, kw_only=False
):
    """A contract struct: an array in field order, frozen, refusing extra fields."""


_encoder = msgspec.msgpack.Encoder()


def encode(message: Message) -> bytes:
    """Return the MessagePack bytes of a message; equal messages give equal bytes."""
    return _encoder.encode(message)


def decode(wanted: type[_T], data: bytes) -> _T:
    """Return the message in `data`, or raise `Malformed`."""
    try:
        return msgspec.msgpack.decode(data, type=wanted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Malformed(str(fault)) from fault
