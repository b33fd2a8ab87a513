"""How acts choose what to do something about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


class NothingToDo(Exception):
    """There is nothing on this tablet that the act could be about."""


def some(of: Sequence[_T]) -> Sequence[_T]:
    """The same, unless there is nothing to choose from: `NothingToDo`."""
    if not of:
        raise NothingToDo
    return of
