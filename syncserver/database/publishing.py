"""What a feature hands to the feed when one of its records changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.contract.codec import Message
from syncserver.database.work import Work


@dataclass(frozen=True, slots=True)
class Published:
    """A record as it now is and the buckets it lives in; no buckets means it is gone from every device."""

    body: Message
    buckets: frozenset[str]


Publisher = Callable[[Work, Sequence[bytes]], Mapping[bytes, Published]]
"""Builds the records of one kind for many ids at once, from what the work has loaded or loads in bulk."""
