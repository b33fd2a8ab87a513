"""What is being typed and is not saved: it outlives a lock, not the program.

The rule kept here: drafts are kept by whose device they are, so nobody on a shared tablet meets another's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from shared.ids import DeviceId, LoanId, MemberId, UnionId


@dataclass(slots=True)
class SheetDraft:
    """What was typed into a meeting sheet: amounts by row, attendance by member."""

    amounts: dict[tuple[MemberId, LoanId | None], str] = field(default_factory=dict)
    attendance: dict[MemberId, str] = field(default_factory=dict)
    opened_at_ms: int = 0


@dataclass(slots=True)
class Drafts:
    """What one person is typing on this tablet."""

    sheets: dict[tuple[UnionId, date], SheetDraft] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """The drafts of everybody on this tablet."""

    drafts: dict[DeviceId, Drafts] = field(default_factory=dict)

    def of(self, device: DeviceId) -> Drafts:
        """Return the drafts of one person."""
        return self.drafts.setdefault(device, Drafts())
