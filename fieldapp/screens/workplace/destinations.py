"""Which pages each role finds in its navigation, the first being where it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.screens.frame import Page
from fieldapp.screens.officer.cash import CashPage
from fieldapp.screens.officer.loans import LoansPage
from fieldapp.screens.officer.today import TodayPage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.operations.disburse import DisbursePage
from fieldapp.screens.operations.handovers import HandoversPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.navigation import Destination


@dataclass(frozen=True, slots=True)
class Place(Destination):
    """A destination with the page that stands there."""

    make: Callable[[Workbench], Page]


def destinations_of(role: str) -> tuple[Place, ...]:
    """Return the destinations of a role, in order."""
    today = Place("today", tr("Today"), "house", TodayPage)
    unions = Place("unions", tr("Unions"), "users-three", UnionsPage)
    loans = Place("loans", tr("Loans"), "note-pencil", LoansPage)
    cash = Place("cash", tr("Cash"), "wallet", CashPage)
    approvals = Place("approvals", tr("Approvals"), "check-square-offset", ApprovalsPage)
    disburse = Place("disburse", tr("Pay out"), "hand-coins", DisbursePage)
    handovers = Place("handovers", tr("Handovers"), "handshake", HandoversPage)
    return {
        "CREDIT_OFFICER": (today, unions, loans, cash),
        "COLLECTIONS_OFFICER": (today, cash),
        "SUPERVISOR": (approvals, handovers, unions),
        "OPERATIONS": (disburse, handovers),
        "ADMIN": (approvals, disburse, handovers, unions),
    }.get(role, (today,))
