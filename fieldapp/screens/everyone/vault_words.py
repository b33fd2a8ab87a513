"""What the vault's faults mean to the person in front of the tablet, and what the lease says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from fieldapp.screens.words import Told, counted, explain, wait_words
from fieldapp.vault.faults import (
    BoxDamaged,
    DerivationFailed,
    KeyringUnavailable,
    LeaseExpired,
    LeaseMissing,
    PinLocked,
    PinMustWait,
    ProfileExists,
    WrongPin,
)
from fieldapp.vault.lease import LeaseStanding, LeaseState
from shared.writing import NEUTRAL


def tr(text: str) -> str:
    """Translate a sentence of this module."""
    return QCoreApplication.translate("vault_words", text)


def explain_vault(fault: Exception) -> Told:
    """Say a fault of the vault: what happened, that what was recorded is safe, what to do."""
    name = type(fault).__name__
    match fault:
        case WrongPin() | PinMustWait():
            title = (
                tr("This PIN is not right") if isinstance(fault, WrongPin) else tr("Too soon to try again")
            )
            return Told("error", title, tries_words(fault.remaining, fault.wait_s))
        case PinLocked():
            detail = tr(
                "Too many wrong PINs. Call your supervisor, who finds this tablet among their devices and "
                "unlocks it; it hears of that by itself once connected. What you recorded is kept."
            )
            return Told("error", tr("This tablet is locked"), detail)
        case LeaseExpired():
            detail = tr(
                "It worked too long without the office. Connect it, and it renews by itself. What you"
                " recorded is kept."
            )
            return Told("error", tr("The offline time is over"), detail)
        case LeaseMissing():
            detail = tr("Connect this tablet; it asks the office by itself. What you recorded is kept.")
            return Told("error", tr("The offline time is not known here"), detail)
        case KeyringUnavailable():
            detail = tr("Log in to the tablet again so that its keyring opens, then try the PIN once more.")
            return Told(
                "error", tr("The tablet's keyring cannot be used"), detail, support=f"{name}: {fault}"
            )
        case BoxDamaged():
            detail = tr("Delete nothing. The office can recover what was recorded here.")
            return Told(
                "error", tr("The keys on this tablet are damaged"), detail, support=f"{name}: {fault}"
            )
        case DerivationFailed():
            detail = tr("Close other programs and try again. This try was counted.")
            return Told("error", tr("The tablet has too little memory now"), detail, support=name)
        case ProfileExists():
            return Told(
                "note", tr("This device is enrolled already"), tr("Unlock it with the PIN."), support=name
            )
        case _:
            # The vault knows no institution; nothing it refuses holds a day or an amount.
            return explain(fault, NEUTRAL)


def forgotten_words() -> Told:
    """Say what to do about a PIN that nobody remembers."""
    words = tr(
        "Nobody can read it, not even the office. Do nothing else with this tablet: what was recorded"
        " stays on it, encrypted."
    )
    return Told("note", tr("Speak to your supervisor"), words)


def tries_words(remaining: int, wait_s: int) -> str:
    """Say how many tries are left and how long to wait for the next."""
    left = tr("{count} left before this tablet locks.").format(
        count=counted(remaining, tr("try"), tr("tries"))
    )
    if not wait_s:
        return left
    return tr("Wait {time}. {left}").format(time=wait_words(wait_s), left=left)


def lease_words(state: LeaseState, until: str) -> tuple[str, str]:
    """Return a headline and a sentence about how long the tablet works without the office."""
    if state.standing is LeaseStanding.EXPIRED:
        return tr("The offline time is over"), tr("Connect to the office to renew it.")
    if state.standing is LeaseStanding.MISSING:
        return tr("The offline time must be renewed"), tr("Connect to the office to renew it.")
    days = counted(state.days_left, tr("day"), tr("days"))
    left = (
        tr("Less than a day left offline")
        if state.days_left == 0
        else tr("{days} left offline").format(days=days)
    )
    detail = tr("Works without the network until {until}. Any contact with the office renews it.")
    return left, detail.format(until=until)
