"""No page, no state and no widget without a picture: the scenes against the table of pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.screens import widgets
from fieldapp.screens.targets import Kind
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.pages import PAGES
from tests.screens.scenes.registry import every_scene
from tests.screens.scenes.states import OPENED

SCENES = every_scene()


@dataclass(frozen=True, slots=True)
class Without:
    """A state that a page does not have, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The scenes of one page, or why it has none of that state."""

    usual: str
    empty: str | Without
    failing: str | Without
    offline: str | Without
    long_text: str | Without
    gone: str | Without = Without("it is a place, and not of one thing that could go")


_ONE_THING = Without("it is of one thing, and that is there or gone")
TABLE: Mapping[Kind, Shown] = {
    "today": Shown("today", "today_empty", "today_failing", "today_days_away", "today_long_text"),
    "unions": Shown("unions", "unions_empty", "unions_failing", "unions", "unions_long_text"),
    "loans": Shown("loans", "loans_empty", "loans_failing", "loans", "loans_long_text"),
    "schedules": Shown(
        "schedules", "schedules_empty", "schedules_failing", "schedules", "schedules_long_text"
    ),
    "cash": Shown("cash", "cash_empty", "cash_failing", "cash", "cash_long_text"),
    "approvals": Shown(
        "approvals", "approvals_empty", "approvals_failing", "approvals", "approvals_long_text"
    ),
    "approval": Shown(
        "approvals", _ONE_THING, "approval_failing", "approvals", "approval_long_text", "approval_gone"
    ),
    "disburse": Shown("disburse", "disburse_empty", "disburse_failing", "disburse", "disburse_long_text"),
    "payout": Shown("disburse", _ONE_THING, "payout_failing", "disburse", "payout_long_text", "payout_gone"),
    "handovers": Shown(
        "handovers", "handovers_empty", "handovers_failing", "handovers", "handovers_long_text"
    ),
    "handover": Shown(
        "handovers", _ONE_THING, "handover_failing", "handovers", "handover_long_text", "handover_gone"
    ),
    "devices": Shown("devices", "devices_empty", "devices_failing", "devices_offline", "devices_long_text"),
    "device": Shown(
        "device_in_use", _ONE_THING, "device_failing", "devices_offline", "device_long_text", "device_gone"
    ),
    "enrol_tablet": Shown(
        "enrol_tablet",
        "enrol_tablet_nobody",
        "enrol_tablet_failing",
        "enrol_tablet_offline",
        "enrol_tablet_long_text",
    ),
    "union": Shown("union", "union_nobody", "union_failing", "union", "union_long_text", "union_gone"),
    "member": Shown(
        "member", "member_without_loan", "member_failing", "member", "member_long_text", "member_gone"
    ),
    "members": Shown("members", "members_nobody", "members_failing", "members_filtered", "members_long_text"),
    "check_member": Shown(
        "check_member",
        "check_member_done",
        "check_member_failing",
        "check_member_ready",
        "check_member_long_text",
        "check_member_gone",
    ),
    "edit_member": Shown(
        "edit_member",
        "edit_member_bare",
        "edit_member_failing",
        "edit_member_typed",
        "edit_member_long_text",
        "edit_member_gone",
    ),
    "enrol_member": Shown(
        "enrol_member_alike",
        "enrol_member_new",
        "enrol_member_failing",
        "enrol_member_saved",
        "enrol_member_long_text",
    ),
    "sheet": Shown(
        "meeting_sheet",
        "meeting_sheet_empty",
        "sheet_failing",
        "meeting_sheet",
        "meeting_sheet_long_text",
        "sheet_gone",
    ),
    "close": Shown(
        "close_meeting",
        "close_meeting_begun",
        "close_failing",
        "close_meeting",
        "close_long_text",
        "close_gone",
    ),
    "receipts": Shown(
        "receipts",
        "receipts_empty",
        "receipts_failing",
        "receipts",
        "receipts_long_text",
        "receipts_gone",
    ),
    "repayments": Shown(
        "repayments", "repayments_empty", "repayments_failing", "repayments", "repayments_long_text"
    ),
    "day": Shown("day", "day_nothing_missing", "day_failing", "day", "day_long_text"),
    "loan": Shown("loan", "loan_draft", "loan_failing", "loan", "loan_long_text", "loan_gone"),
    "repay": Shown("repay", _ONE_THING, "repay_failing", "repay", "repay_long_text", "repay_gone"),
    "receipt": Shown(
        "receipt", _ONE_THING, "receipt_failing", "receipt", "receipt_long_text", "receipt_gone"
    ),
    "application": Shown(
        "application_typed",
        "application_new",
        "application_failing",
        "application_new",
        "application_long_text",
        "application_gone",
    ),
    "notifications": Shown(
        "notifications",
        "notifications_empty",
        "notifications_failing",
        "notifications",
        "notifications_long_text",
    ),
    "profile": Shown(
        "profile",
        Without("somebody is always here"),
        "profile_failing",
        "profile",
        "profile_long_text",
    ),
    "about": Shown(
        "about", Without("the program always has a version"), "about_failing", "about", "about_long_text"
    ),
    "verify": Shown(
        "verify",
        "verify_empty",
        Without("nothing of it is read before somebody asks"),
        "verify",
        "verify_long_text",
    ),
    "conflict": Shown("conflicts", "conflicts_none", "conflict_failing", "conflicts", "conflicts_long_text"),
    "portfolio": Shown(
        "portfolio", "portfolio_empty", "portfolio_failing", "portfolio", "portfolio_long_text"
    ),
    "account": Shown("account", "account_empty", "account_failing", "account", "account_long_text"),
    "sync": Shown(
        "sync_centre",
        "sync_centre_before_first_contact",
        "sync_failing",
        "sync_centre_days_away",
        "sync_long_text",
    ),
}
OVER_AND_BEFORE = (
    *("enrol", "unlock", "unlock_two_people", "unlock_locked_out", "unlock_lease_over"),
    *("more", "search_found", "search_nothing", "help_sheet", "tour"),
    *("gallery_question", "gallery_menu", "gallery_message", "application_which_day"),
)
"""What is no page: before the lock, and what lies over pages."""

NOT_HUNG: Mapping[str, str] = {
    "Panes": "two things beside each other or one under the other; it shows nothing of its own",
    "Content": "what a page consists of: what stands over it or instead of it hangs there",
    "Margined": "a notice with a margin around it: notices hang there",
}
"""Widgets that the gallery does not show, and why."""


def test_every_page_is_in_the_table() -> None:
    assert TABLE.keys() == PAGES.keys() == OPENED.keys()


def test_every_scene_of_the_table_is_there() -> None:
    named = {getattr(shown, field.name) for shown in TABLE.values() for field in fields(shown)} | set(
        OVER_AND_BEFORE
    )
    scenes = {name for name in named if isinstance(name, str)}
    assert scenes - SCENES.keys() == set()
    assert all(each.why for each in named if isinstance(each, Without))


@pytest.mark.timeout(600)
def test_every_widget_hangs_in_the_gallery(qapp: QApplication, look: Look, tmp_path: Path) -> None:
    seen: set[type[QWidget]] = set()
    for number, name in enumerate(name for name in SCENES if name.startswith("gallery_")):
        with SCENES[name].opened(qapp, tmp_path / str(number)) as at:
            for widget in at.shell.findChildren(QWidget):
                seen.update(type(widget).__mro__)
    missing = {kind.__name__ for kind in _public_widgets() - seen}
    assert missing - NOT_HUNG.keys() == set()
    assert NOT_HUNG.keys() - missing == set(), "they hang there now"


def _public_widgets() -> set[type[QWidget]]:
    found: set[type[QWidget]] = set()
    for module in walk_packages(widgets.__path__, f"{widgets.__name__}."):
        for name, value in vars(import_module(module.name)).items():
            here = isinstance(value, type) and value.__module__ == module.name
            if here and issubclass(value, QWidget) and not name.startswith("_"):
                found.add(value)
    return found
