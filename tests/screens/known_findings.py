"""Findings of the audits that are being worked on: by scene, which audits may find something there.

An entry that is no longer needed fails. The table is empty when the work is done.
"""

from __future__ import annotations

KNOWN: dict[str, frozenset[str]] = {
    "cash": frozenset({"cut off"}),
    "cash_long_text": frozenset({"cut off"}),
    "close_meeting": frozenset({"focus"}),
    "enrol": frozenset({"focus"}),
    "enrol_refused": frozenset({"focus"}),
    "loan_request": frozenset({"focus"}),
    "loan_request_draft": frozenset({"focus"}),
    "meeting_sheet": frozenset({"names", "touch", "cut off", "out of place", "ring"}),
    "meeting_sheet_disk_full": frozenset({"names", "touch", "cut off", "out of place", "ring"}),
    "meeting_sheet_long_text": frozenset({"names", "touch", "cut off", "out of place", "ring"}),
    "meeting_sheet_mistake": frozenset({"names", "touch", "cut off", "out of place", "ring"}),
    "meeting_sheet_open": frozenset({"names", "touch", "cut off", "ring"}),
    "meeting_sheet_repeat": frozenset({"names", "touch", "cut off", "out of place", "ring"}),
    "meeting_sheet_saved": frozenset({"names", "touch", "cut off", "out of place", "ring"}),
    "sync_centre": frozenset({"cut off"}),
    "unlock": frozenset({"focus"}),
    "unlock_lease_over": frozenset({"focus"}),
    "unlock_two_people": frozenset({"focus"}),
}
