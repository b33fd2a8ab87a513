"""How a device stands, in words: its mark, what that means, and the one thing to do.

The rule kept here: whoever reads what is wrong reads what to do about it beside it.
"""

from __future__ import annotations

from fieldapp.screens.everyone.account import Parts
from fieldapp.screens.widgets.badge import BadgeKind, Mark
from fieldapp.screens.words import Formats, counted, tr
from fieldapp.store.outbox import Tally
from fieldapp.supervisor.devices import Account, DeviceRow, Stands

_KINDS: dict[Stands, BadgeKind] = {
    "asks": "pending",
    "locked": "attention",
    "frozen": "attention",
    "held": "attention",
    "missing": "attention",
    "lease_over": "pending",
    "unlocking": "partial",
    "in_use": "paid",
    "wiping": "partial",
    "revoked": "refused",
    "wiped": "draft",
}


def stands_mark(stands: Stands) -> Mark:
    """Return how a device stands as a word with its shape and colour."""
    words: dict[Stands, str] = {
        "asks": tr("Waits for approval"),
        "locked": tr("Locked by wrong PINs"),
        "frozen": tr("Stopped"),
        "held": tr("Old or changed copy"),
        "missing": tr("Does not add up"),
        "lease_over": tr("Lease over"),
        "unlocking": tr("Unlock on its way"),
        "in_use": tr("In use"),
        "wiping": tr("Wipe on its way"),
        "revoked": tr("Revoked"),
        "wiped": tr("Wiped"),
    }
    return Mark(_KINDS[stands], words[stands])


def what_to_do(found: DeviceRow) -> str:
    """Return what it means and what to do about it; "" where there is nothing to do."""
    if found.provisional and found.sent:
        return tr("Decided on this tablet. The office carries it out when this tablet reaches it.")
    if found.stands == "asks" and found.mine:
        return tr("It is your own: somebody else above you compares its digits and approves it.")
    return _advice()[found.stands]


def seen_words(found: DeviceRow, say: Formats, now_ms: int) -> str:
    """Return when it was last in contact."""
    at_ms = found.record.last_seen_ms
    return say.moment(at_ms, now_ms) if at_ms else tr("never")


def holds_words(found: DeviceRow, say: Formats) -> str:
    """Return what waits on it, by count and money; "" where nothing does, or it never said."""
    account = found.account
    if account is None or not account.waiting.count:
        return ""
    return tally_words(account.waiting, say)


def tally_words(tally: Tally, say: Formats) -> str:
    """Return a count with the money in it."""
    number = counted(tally.count, tr("operation"), tr("operations"))
    return f"{number} · {say.signed(tally.value_minor)}" if tally.value_minor else number


def account_parts(account: Account) -> Parts:
    """Return the account of a device as the card shows it."""
    return Parts(
        account.recorded,
        account.office,
        account.waiting,
        account.attention,
        account.missing,
        money=account.money,
    )


def account_mark(account: Account) -> Mark:
    """Return whether it adds up, in a word."""
    if account.missing != Tally():
        return Mark("attention", tr("Does not add up"))
    waits = account.waiting.count > 0
    return Mark("partial", tr("Adds up, not all sent")) if waits else Mark("paid", tr("Adds up"))


def account_words(found: DeviceRow, say: Formats, now_ms: int) -> str:
    """Return what the account means and what to do about it."""
    account = found.account
    if account is None:
        return tr("It has not said yet what it holds. It does with its first contact.")
    at = say.moment(account.at_ms, now_ms)
    missing = account.missing
    if missing == Tally():
        words = tr("As the tablet said and the office counted at {at}. What was recorded since is not in it.")
    elif missing.count < 0:
        words = tr(
            "The office has more than the tablet knows of (at {at}): the tablet holds an old copy of its "
            "data. Leave it with its person and connect it; its sealed journal says what is right."
        )
    elif missing.count:
        words = tr(
            "At {at} this was neither with the office nor waiting. Do not wipe the tablet. Have it "
            "connected, and if the figures stay, have its sealed journal read at the office."
        )
    else:
        words = tr(
            "The counts agree and the money does not (at {at}). Have its sealed journal read at the office, "
            "and count the cash with its person."
        )
    return words.format(at=at)


def _advice() -> dict[Stands, str]:
    return {
        "asks": tr("Call its person and compare the digits below with those on the tablet's own screen."),
        "locked": tr("Ten wrong PINs in a row. Make sure who holds it, then unlock it; or revoke it."),
        "frozen": tr(
            "The office takes nothing more from it, as what it sent does not fit together. Revoke it, and "
            "let its person enrol anew; what it recorded is in its sealed journal."
        ),
        "held": tr(
            "It takes nothing new and sends its sealed journal by itself. When that has come, revoke it and "
            "let its person enrol anew."
        ),
        "missing": tr("What it recorded is not all with the office or on it. See below what to do."),
        "lease_over": tr("Its person can record nothing until it has been in contact. Have it connected."),
        "unlocking": tr("At its next contact its person may type the PIN again."),
        "in_use": "",
        "wiping": tr(
            "At its next contact it sends its sealed journal and destroys everything else. Until then it "
            "holds what it held."
        ),
        "revoked": tr("It opens no more. Wipe it where it may be in strange hands."),
        "wiped": tr("It has carried out the order: nothing is left on it."),
    }
