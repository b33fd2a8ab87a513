"""What stopped an enrolment, in words: what happened, what became of the code, and what to do.

The rules kept here: it is always said whether the code can be used again; the faults of the network are told
apart by name, because before the lock nothing of the network is loaded.
"""

from __future__ import annotations

from fieldapp.screens.everyone.vault_words import explain_vault
from fieldapp.screens.words import Told, tr
from shared.errors import RuleRefused


def explain_enrolment(fault: Exception) -> Told:
    """Say why this tablet is not enrolled yet."""
    if isinstance(fault, RuleRefused):
        return Told("error", fault.title, fault.detail)
    refused = getattr(fault, "problem_title", "")
    if refused:
        code = f"{getattr(fault, 'status', '')} {getattr(fault, 'code', '')}"
        return Told("error", refused, str(getattr(fault, "detail", "")), support=code)
    told = explain_vault(fault)
    detail = next((words for name in _names(fault) if (words := _details().get(name))), told.detail)
    return Told("error", told.title, detail, support=told.support)


def _names(fault: Exception) -> tuple[str, ...]:
    """The name of a fault, and of what it is a kind of."""
    return tuple(kind.__name__ for kind in type(fault).__mro__)


def _details() -> dict[str, str]:
    again = tr("The code can be used again.")
    return {
        "EnrolmentUnanswered": tr(
            "This tablet is not enrolled yet. Check the address and the network and try the code again. If it"
            " is not taken then, ask the office for a new one."
        ),
        "Unreachable": f"{tr('Check the address and the network of this tablet.')} {again}",
        "NotOurServer": " ".join(
            (tr("Check the address. This network may want a login in the browser first."), again)
        ),
        "ClockWrong": tr("Set date and time in the tablet's settings and try again with the same code."),
        "ServerBusy": tr("Wait a minute and try again with the same code."),
        "UpgradeNeeded": tr("Install the new version of this app, then enrol with the same code."),
        "UntrustedAnswer": tr("It was not used. Check the address with the office and ask for a new code."),
        "SyncFault": tr("Try again. If the code is not taken then, ask the office for a new one."),
    }
