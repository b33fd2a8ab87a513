"""What the office said without a PIN, to the person in front of the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.screens.everyone.vault_words import tr
from fieldapp.screens.words import Told

if TYPE_CHECKING:
    from fieldapp.syncing.contact.contacting import Contacted


def words_of(said: Contacted) -> Told | None:
    """Say what a contact means; None where nothing of it needs a word."""
    if said.device_state == "REVOKED":
        return Told("error", tr("This tablet was taken out of use"), _revoked(said.journal_left))
    if said.unlocked:
        detail = tr("The office has unlocked this tablet. Enter your PIN.")
        return Told("done", tr("You may try again"), detail)
    if said.locked:
        detail = tr(
            "Too many wrong PINs. Call your supervisor, who finds this tablet among their devices and unlocks"
            " it; it hears of that by itself once connected. What you recorded is kept."
        )
        return Told("error", tr("This tablet is locked"), detail)
    if said.device_state == "FROZEN":
        detail = tr(
            "What you recorded is kept, and goes to the office sealed while the tablet is connected. Call "
            "your supervisor, who lets you enrol anew."
        )
        return Told("note", tr("This tablet is frozen"), detail)
    return None


def may_try(said: Contacted) -> bool:
    """Whether a PIN may be entered now."""
    return not said.locked and said.device_state != "REVOKED"


def _revoked(journal_left: int) -> str:
    if journal_left:
        return tr("Leave it connected: what was recorded on it is on its way to the office, sealed.")
    return tr("The office has what was recorded on it, sealed. Your supervisor enrols you anew.")
