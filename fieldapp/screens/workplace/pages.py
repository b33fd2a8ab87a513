"""The one table that says which page a target opens, and who may open it.

The rule kept here: pages never import each other; a page that is new is one line here. A place that a role
does not have is said in words, never shown as a page that refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from fieldapp.screens.application.finding import FindMemberPage
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.everyone.conflicts.page import ConflictsPage
from fieldapp.screens.everyone.me.about import AboutPage
from fieldapp.screens.everyone.me.profile import ProfilePage
from fieldapp.screens.everyone.news.page import NotificationsPage
from fieldapp.screens.everyone.sync.account_page import AccountPage
from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.everyone.verify.page import VerifyPage
from fieldapp.screens.frame import Page
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.member.checking import CheckMemberPage
from fieldapp.screens.member.enrolling.page import EnrolMemberPage
from fieldapp.screens.member.form.edit import EditMemberPage
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.members.page import MembersPage
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.money.repay.page import RepayPage
from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.screens.officer.ending.page import DayEndPage
from fieldapp.screens.officer.loans.page import LoansPage
from fieldapp.screens.officer.portfolio.page import PortfolioPage
from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.sheet.receipts import ReceiptsPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.operations.handover.page import HandoversPage
from fieldapp.screens.operations.payout.page import DisbursePage
from fieldapp.screens.repayments.page import RepaymentsPage
from fieldapp.screens.rounds import Rounds
from fieldapp.screens.schedules.page import SchedulesPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from fieldapp.screens.supervisor.devices.page import DevicesPage
from fieldapp.screens.supervisor.enrolling.page import EnrolTabletPage
from fieldapp.screens.targets import DestinationKey, Kind, Target
from fieldapp.screens.union.page import UnionPage
from fieldapp.screens.workbench import Workbench
from shared.ids import UnionId

_EVERYONE = frozenset({"CREDIT_OFFICER", "COLLECTIONS_OFFICER", "SUPERVISOR", "OPERATIONS", "ADMIN"})
_MEETINGS = frozenset({"CREDIT_OFFICER", "SUPERVISOR", "ADMIN"})
_LENDING = frozenset({"CREDIT_OFFICER"})
_ENROLLING = frozenset({"CREDIT_OFFICER", "ADMIN"})
_DECIDING = frozenset({"SUPERVISOR", "ADMIN"})
_PAYING = frozenset({"OPERATIONS", "ADMIN"})
_COUNTING = frozenset({"SUPERVISOR", "OPERATIONS", "ADMIN"})
_TAKING = frozenset({"CREDIT_OFFICER", "COLLECTIONS_OFFICER", "ADMIN"})
_OUTDOORS = frozenset({"CREDIT_OFFICER", "COLLECTIONS_OFFICER"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What pages are made with."""

    bench: Workbench
    rounds: Rounds


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: for whom, and the destination it stands at where it is not opened over others."""

    roles: frozenset[str]
    make: Callable[[Parts, Target], Page]
    ground: DestinationKey | None = None


PAGES: Mapping[Kind, Entry] = {
    "today": Entry(_OUTDOORS, lambda parts, _: TodayPage(parts.bench), "today"),
    "unions": Entry(_MEETINGS, lambda parts, _: UnionsPage(parts.bench), "unions"),
    "loans": Entry(_LENDING, lambda parts, _: LoansPage(parts.bench), "loans"),
    "schedules": Entry(_MEETINGS, lambda parts, _: SchedulesPage(parts.bench), "schedules"),
    "cash": Entry(_OUTDOORS, lambda parts, _: CashPage(parts.bench), "cash"),
    "approvals": Entry(_DECIDING, lambda parts, _: ApprovalsPage(parts.bench), "approvals"),
    "approval": Entry(_DECIDING, lambda parts, _: ApprovalsPage(parts.bench), "approvals"),
    "disburse": Entry(_PAYING, lambda parts, _: DisbursePage(parts.bench), "disburse"),
    "payout": Entry(_PAYING, lambda parts, _: DisbursePage(parts.bench), "disburse"),
    "handovers": Entry(_COUNTING, lambda parts, _: HandoversPage(parts.bench), "handovers"),
    "handover": Entry(_COUNTING, lambda parts, _: HandoversPage(parts.bench), "handovers"),
    "devices": Entry(_DECIDING, lambda parts, _: DevicesPage(parts.bench), "devices"),
    "device": Entry(_DECIDING, lambda parts, _: DevicesPage(parts.bench), "devices"),
    "enrol_tablet": Entry(_DECIDING, lambda parts, _: EnrolTabletPage(parts.bench, parts.rounds)),
    "union": Entry(_EVERYONE, lambda parts, to: UnionPage(parts.bench, to)),
    "member": Entry(_EVERYONE, lambda parts, to: MemberPage(parts.bench, to)),
    "members": Entry(_MEETINGS, lambda parts, _: MembersPage(parts.bench), "members"),
    "check_member": Entry(_MEETINGS, lambda parts, to: CheckMemberPage(parts.bench, to)),
    "edit_member": Entry(_ENROLLING, lambda parts, to: EditMemberPage(parts.bench, to)),
    "enrol_member": Entry(_ENROLLING, lambda parts, to: EnrolMemberPage(parts.bench, to)),
    "sheet": Entry(
        _MEETINGS,
        lambda parts, to: MeetingSheetPage(
            parts.bench, UnionId(to.id), date.fromisoformat(to.extra) if to.extra else None
        ),
    ),
    "close": Entry(
        _MEETINGS,
        lambda parts, to: CloseMeetingPage(parts.bench, UnionId(to.id), date.fromisoformat(to.extra)),
    ),
    "receipts": Entry(_EVERYONE, lambda parts, to: ReceiptsPage(parts.bench, to)),
    "day": Entry(_OUTDOORS, lambda parts, _: DayEndPage(parts.bench)),
    "repayments": Entry(_EVERYONE, lambda parts, _: RepaymentsPage(parts.bench)),
    "loan": Entry(_EVERYONE, lambda parts, to: LoanPage(parts.bench, to)),
    "repay": Entry(_TAKING, lambda parts, to: RepayPage(parts.bench, to)),
    "receipt": Entry(_EVERYONE, lambda parts, to: ReceiptPage(parts.bench, to)),
    "application": Entry(
        _LENDING,
        lambda parts, to: ApplicationPage(parts.bench, to) if to.id else FindMemberPage(parts.bench),
    ),
    "notifications": Entry(_EVERYONE, lambda parts, _: NotificationsPage(parts.bench)),
    "profile": Entry(_EVERYONE, lambda parts, _: ProfilePage(parts.bench)),
    "about": Entry(_EVERYONE, lambda parts, _: AboutPage(parts.bench, parts.rounds)),
    "portfolio": Entry(_MEETINGS, lambda parts, _: PortfolioPage(parts.bench)),
    "verify": Entry(_EVERYONE, lambda parts, _: VerifyPage(parts.bench)),
    "conflict": Entry(_MEETINGS, lambda parts, to: ConflictsPage(parts.bench, to)),
    "account": Entry(_EVERYONE, lambda parts, _: AccountPage(parts.bench)),
    "sync": Entry(_EVERYONE, lambda parts, _: SyncCentrePage(parts.bench, parts.rounds)),
}


def may_open(role: str, target: Target) -> bool:
    """Whether there is a page for it that this role has."""
    entry = PAGES.get(target.kind)
    return entry is not None and role in entry.roles


def ground_of(target: Target) -> str:
    """Return the destination a target stands at, "" where its page is opened over others."""
    entry = PAGES.get(target.kind)
    return entry.ground or "" if entry is not None else ""


def make_page(parts: Parts, target: Target) -> Page:
    """Return the page of a target that the role may open."""
    return PAGES[target.kind].make(parts, target)
