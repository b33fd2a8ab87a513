"""What stands in place of a meeting whose union, or receipts, are not here any more.

The rule kept here: it is said once, in words, and nothing that cannot be done is offered beside it.
"""

from __future__ import annotations

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import tr
from shared.errors import RuleRefused


class Gone(EmptyState):
    """Hidden until it `tells` of something that is gone, and again once that is here after all."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "users-three", "")
        self.hide()

    def tells(self, fault: Exception) -> bool:
        """Say what a fault tells to be gone; False where it tells something else."""
        words = _words().get(fault.code) if isinstance(fault, RuleRefused) else None
        if words is not None:
            self.say(*words)
            self.show()
        return words is not None

    def take_back(self) -> bool:
        """It is here again; True where the opposite was said."""
        said = not self.isHidden()
        self.hide()
        return said


def _words() -> dict[str, tuple[str, str]]:
    return {
        "union.unknown": (
            tr("This union is not on this tablet any more"),
            tr("It may have another officer now. What was saved is kept and sent."),
        ),
        "repayment.unknown": (
            tr("These receipts are not on this tablet any more"),
            tr("The member may have another officer now. What was saved is kept and sent."),
        ),
    }
