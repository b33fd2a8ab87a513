"""What the office said without a PIN, to the person in front of the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.screens.everyone.vault_words import tr
from fieldapp.screens.words import Told

if TYPE_CHECKING:
    from fieldapp.syncing.contact.contacting import Contacted
    from fieldapp.vault.identity import DeviceIdentity


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


def wiped_words(identity: DeviceIdentity, journal_left: int) -> Told:
    """Say that the office had somebody's data destroyed here, and what is to be done."""
    title = tr("The office has had this tablet wiped for {name}").format(name=identity.staff_name)
    if journal_left:
        detail = tr(
            "What was recorded stays here sealed, and goes to the office by itself: leave the tablet "
            "connected. Everything else is gone. To work on it again, it is enrolled anew."
        )
    elif not identity.recovery_key:
        detail = tr("Nothing is left here. To work on it again, it is enrolled anew.")
    else:
        detail = tr(
            "What was recorded is with the office, sealed; nothing else is left here. To work on it again, "
            "it is enrolled anew."
        )
    return Told("note", title, detail)


def may_try(said: Contacted) -> bool:
    """Whether a PIN may be entered now."""
    return not said.locked and said.device_state != "REVOKED"


def _revoked(journal_left: int) -> str:
    if journal_left:
        return tr("Leave it connected: what was recorded on it is on its way to the office, sealed.")
    return tr("The office has what was recorded on it, sealed. Your supervisor enrols you anew.")
