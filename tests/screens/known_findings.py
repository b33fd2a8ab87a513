"""Findings of the audits that are being worked on: by scene, which audits may find something there.

An entry that is no longer needed fails. The table is empty when the work is done.
"""

from __future__ import annotations

KNOWN: dict[str, frozenset[str]] = {
    "cash": frozenset({"cut off"}),
    "cash_long_text": frozenset({"cut off"}),
    "close_meeting": frozenset({"focus"}),
    "collector": frozenset({"focus"}),
    "enrol": frozenset({"focus"}),
    "enrol_refused": frozenset({"focus"}),
    "gallery_basics": frozenset({"focus"}),
    "gallery_menu": frozenset({"focus"}),
    "gallery_message": frozenset({"focus"}),
    "gallery_question": frozenset({"focus"}),
    "gallery_waiting": frozenset({"focus"}),
    "loan_request": frozenset({"focus"}),
    "loan_request_draft": frozenset({"focus"}),
    "more": frozenset({"out of place"}),
    "profile": frozenset({"cut off"}),
    "profile_pin_refused": frozenset({"cut off"}),
    "repay_long_text": frozenset({"cut off"}),
    "schedules": frozenset({"touch", "out of place", "focus"}),
    "schedules_nothing_found": frozenset({"touch", "focus"}),
    "schedules_overdue": frozenset({"touch", "out of place", "focus"}),
    "search_empty": frozenset({"out of place"}),
    "search_nothing": frozenset({"out of place"}),
    "sync_centre": frozenset({"focus"}),
    "today_before_first_contact": frozenset({"focus"}),
    "today_empty": frozenset({"focus"}),
    "today_error": frozenset({"focus"}),
    "tour_badge": frozenset({"out of place"}),
    "union": frozenset({"focus"}),
    "union_loans": frozenset({"focus"}),
    "union_long_text": frozenset({"focus"}),
    "union_meetings": frozenset({"focus"}),
    "union_new_loan": frozenset({"focus"}),
    "union_nobody": frozenset({"focus"}),
    "unions_empty": frozenset({"focus"}),
    "unions_nothing_found": frozenset({"focus"}),
    "unlock": frozenset({"focus"}),
    "unlock_lease_over": frozenset({"focus"}),
    "unlock_two_people": frozenset({"focus"}),
}
