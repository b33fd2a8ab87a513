"""Where somebody can be sent: pages know places by these names and never each other.

The rule kept here: a target says which thing to open, not how; the table of the workplace says which page
that is, and for whom.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

DestinationKey = Literal[
    "today",
    "unions",
    "schedules",
    "loans",
    "cash",
    "approvals",
    "disburse",
    "handovers",
    "devices",
    "members",
]
Kind = (
    DestinationKey
    | Literal[
        "union",
        "sheet",
        "close",
        "member",
        "edit_member",
        "check_member",
        "enrol_member",
        "loan",
        "repay",
        "receipt",
        "receipts",
        "repayments",
        "day",
        "application",
        "approval",
        "payout",
        "handover",
        "device",
        "enrol_tablet",
        "sync",
        "account",
        "conflict",
        "notifications",
        "profile",
        "about",
        "verify",
        "portfolio",
    ]
)
DESTINATIONS: tuple[DestinationKey, ...] = get_args(DestinationKey)
KINDS: frozenset[str] = frozenset(
    (*DESTINATIONS, *(name for part in get_args(Kind) for name in get_args(part)))
)


@dataclass(frozen=True, slots=True)
class Target:
    """A place: its kind, the thing it is about, and what else its page needs to know.

    `id` is of the thing the kind names ("repay" and "receipt": the loan and the repayment); `extra` is for
    what an id cannot say, as the day of a sheet.
    """

    kind: Kind
    id: bytes = b""
    extra: str = ""


def written(targets: Iterable[Target]) -> bytes:
    """Return places as bytes, for a note."""
    return json.dumps([[each.kind, each.id.hex(), each.extra] for each in targets]).encode()


def read_back(note: bytes) -> tuple[Target, ...]:
    """Return the places of a note; none where it cannot be read, as after a change of the program."""
    try:
        parts = json.loads(note)
        found = [
            Target(cast("Kind", kind), bytes.fromhex(identifier), str(extra))
            for kind, identifier, extra in parts
        ]
    except (ValueError, TypeError):
        return ()
    return tuple(found) if all(each.kind in KINDS for each in found) else ()
