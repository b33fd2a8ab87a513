"""What the contract's messages are made of: where ids and texts stand in them, and how to put others there.

The rule kept here: it is read from the contract itself, so that a new message or field cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec
from msgspec import inspect

from shared.contract.codec import Message
from shared.ids import ID_BYTES
from tests.contract.samples import BODIES, MESSAGES

Kind = Literal["id", "text", "bytes", "other"]
Plain = list[object]


@dataclass(frozen=True, slots=True)
class Place:
    """One value in a message: the way to it through the arrays, what it is, and the name of its field."""

    path: tuple[int, ...]
    kind: Kind
    name: str

    def of(self, value: object) -> object:
        """What stands there."""
        for step in self.path:
            assert isinstance(value, list)
            value = value[step]
        return value

    def put(self, message: Plain, value: object) -> Plain:
        """The message with something else there."""
        return _with(message, self.path, value)


def places(message: Message) -> tuple[Place, ...]:
    """Every value in a message, as its type describes it: one element of each array."""
    return tuple(_places(_shape(type(message)), plain(message), (), ""))


def plain(message: Message) -> Plain:
    """A message as the arrays and values that go over the wire."""
    value: Plain = msgspec.msgpack.decode(msgspec.msgpack.encode(message))
    return value


def samples() -> dict[str, Message]:
    """One of every message and body, by the name of its type."""
    return {type(one).__name__: one for one in (*MESSAGES, *BODIES)}


@cache
def _shape(of: type[Message]) -> inspect.Type:
    return inspect.type_info(of)


def _places(shape: inspect.Type, value: object, path: tuple[int, ...], name: str) -> Iterator[Place]:
    if isinstance(shape, inspect.UnionType):
        shape = next(t for t in shape.types if not isinstance(t, inspect.NoneType))
    if isinstance(shape, inspect.StructType) and isinstance(value, list):
        for step, field in enumerate(shape.fields[: len(value)]):
            yield from _places(field.type, value[step], (*path, step), field.name)
    elif isinstance(shape, inspect.VarTupleType) and isinstance(value, list):
        if value:
            yield from _places(shape.item_type, value[0], (*path, 0), name)
    else:
        yield Place(path, _kind(shape), name)


def _kind(shape: inspect.Type) -> Kind:
    if isinstance(shape, inspect.BytesType):
        return "id" if shape.min_length == shape.max_length == ID_BYTES else "bytes"
    return "text" if isinstance(shape, inspect.StrType) else "other"


def _with(value: object, path: tuple[int, ...], new: object) -> list[object]:
    assert isinstance(value, list)
    step, rest = path[0], path[1:]
    return [
        (new if not rest else _with(old, rest, new)) if at == step else old for at, old in enumerate(value)
    ]
