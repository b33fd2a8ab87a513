"""What people do in the windows, page by page: the one place that knows how each page is worded.

The rule kept here: everybody presses, types and reads; names that only the program knows are not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.end_to_end.windows.at_a_window import AtWindow
from tests.end_to_end.windows.on_tablets import Offer


@dataclass(frozen=True, slots=True)
class Asked:
    """What a member asks for, who is found by the code: others may be called the same."""

    member: str
    code: str
    product: str
    amount: str
    instalments: int
    purpose: str


def enrol(person: AtWindow, code: str, pin: str) -> None:
    """Turn the tablet into somebody's own, decline to be shown around, and wait for the first records."""
    type_enrolment(person, code, pin)
    let_in(person)


def type_enrolment(person: AtWindow, code: str, pin: str) -> None:
    """Type a code and a PIN, and have the tablet enrolled."""
    person.come()
    person.write("One-time code", code)
    person.write("PIN, 6 to 12 digits", pin)
    person.write("PIN once more", pin)
    person.press("Enrol this tablet")


def let_in(person: AtWindow) -> None:
    """Decline to be shown around, and wait for the first records."""
    person.come()
    person.press("Skip")
    person.wait(lambda: _is_in_touch(person), "word of the first contact")


def unlock(person: AtWindow, pin: str) -> None:
    """Press the digits on the pad, and Enter."""
    for digit in pin:
        person.press(digit)
    person.press_key(Qt.Key.Key_Return)
    person.wait(lambda: person.button("Sync centre"), "what is behind the lock")


def sync(person: AtWindow, to_look_at: int = 0) -> None:
    """Ask for a round in the sync centre and see that nothing waits any more and both hold the same."""
    person.come()
    person.press("Sync centre")
    person.press("Sync now")
    person.wait(lambda: person.button("Sync now"), "the end of the round")
    for stands in (f"Needs attention: {to_look_at}", "On this tablet: 0", "Sent, not posted: 0"):
        person.wait_for(stands)
    person.wait(lambda: "hold the same" in person.texts(), "that tablet and office hold the same")


def understand(person: AtWindow, member: str, *words: str) -> None:
    """Read in the sync centre what the office says of a record, and say that it is understood."""
    person.wait_for(*words)
    person.press(f"Understood: Repayment · {member}")
    person.wait_for("Needs attention: 0")


def go_to(person: AtWindow, place: str) -> None:
    """Press a place of the navigation."""
    person.come()
    person.press(place)


# ---------------------------------------------------------------- a loan


def ask_for_a_loan(person: AtWindow, asked: Asked) -> None:
    """Find the member, fill in the application, and send it for approval."""
    go_to(person, "Loans")
    person.press("New application")
    person.write("Find the member", asked.code)
    person.press_row(asked.member)
    person.press(f"Product: {asked.product}")
    person.write("Amount", asked.amount)
    person.write("Instalments", str(asked.instalments))
    person.write("Purpose", asked.purpose)
    person.wait_for(f"× {asked.instalments}")
    person.press("Send for approval")
    person.wait_for("Sent for approval, saved on this tablet")


def approve(person: AtWindow, asked: Asked) -> None:
    """Choose the request in the inbox, look at it, and approve it."""
    go_to(person, "Approvals")
    person.press_row(asked.member)
    person.wait_for(f"Loan of ₦{asked.amount} for {asked.member}")
    person.press(f"Approve ₦{asked.amount}")
    person.wait_for("Approved on this tablet")


def pay_out(person: AtWindow, asked: Asked, reference: str) -> None:
    """Choose the loan in the queue and pay it out by transfer."""
    go_to(person, "Pay out")
    person.press_row(asked.member)
    person.press("How it is paid: Transfer")
    person.write("Reference", reference)
    person.press("Pay out ₦")
    person.wait_for("Saved: ₦", f"paid out to {asked.member}")


# ---------------------------------------------------------------- a meeting


def open_sheet(person: AtWindow, union: str, first: str) -> None:
    """Open the sheet of a union that meets, from Today; the focus is then in the first amount."""
    go_to(person, "Today")
    person.press_row(union)
    person.wait(lambda: _in_amount_of(first), f"the focus in the amount of {first}")


def type_amounts(person: AtWindow, offers: Sequence[Offer]) -> None:
    """Type down the sheet by keyboard alone, going on with every key that goes on; A for who is absent."""
    for place, offer in enumerate(offers):
        assert _in_amount_of(offer.member), f"in “{_focus()}”, not in the amount of {offer.member}"
        if offer.amount_minor:
            person.keys(f"{offer.amount_minor / 100:.2f}".removesuffix(".00"))
        elif offer.absent:
            person.keys("A")
        person.press_key((Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Down)[place % 3])


def begin_again(person: AtWindow, first: str) -> None:
    """Go back into the first amount by keyboard."""
    person.press_key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    person.press_key(Qt.Key.Key_Return)
    person.wait(lambda: _in_amount_of(first), f"the focus in the amount of {first}")


def give_the_reason(person: AtWindow, total_minor: int, member: str, reason: str) -> str:
    """Save, say why the same amount was paid again, and return what is said of the receipts then."""
    person.wait(lambda: _focus().startswith(f"Save {shown(total_minor)}"), "the focus on Save")
    person.press_key(Qt.Key.Key_Space)
    person.wait(lambda: _focus() == "Why the same amount again", "the question why")
    person.wait_for(f"{member}: ")
    person.keys(reason)
    person.press_key(Qt.Key.Key_Return)
    return person.wait_for("Saved on this tablet", f"for {shown(total_minor)}")


def save_sheet(person: AtWindow, total_minor: int) -> str:
    """Save with the key that is under the finger after the last row, and return what is said of it."""
    person.wait(lambda: _focus().startswith(f"Save {shown(total_minor)}"), "the focus on Save")
    person.press_key(Qt.Key.Key_Space)
    return person.wait_for("Saved on this tablet", f"for {shown(total_minor)}")


def look_at_receipt(person: AtWindow, member: str, amount_minor: int) -> None:
    """Open one of the receipts that were just saved, and go back to the sheet."""
    person.press("Show receipts")
    person.press_row(member, shown(amount_minor))
    person.wait_for("Received with thanks from", member, f"Amount ₦ {shown(amount_minor)[1:]}")
    person.press("Done")
    person.press("Back")


def close_meeting(person: AtWindow, cash_minor: int, pieces: Sequence[tuple[int, int]], leader: str) -> None:
    """Count the cash note by note, let both sign, and lock the sheet."""
    person.press("Close meeting")
    for value_minor, count in pieces:
        person.write(f"How many of {shown(value_minor)[1:]}", str(count))
    person.wait_for("The count agrees")
    person.sign("Officer")
    person.write("Name of the union leader", leader)
    person.sign("Union leader")
    person.press("Lock meeting")
    person.wait_for("The meeting is locked")
    person.wait_for(shown(cash_minor))


def shown(amount_minor: int) -> str:
    """An amount as the windows show it, without kobo where there are none."""
    return f"₦{amount_minor / 100:,.2f}".removesuffix(".00")


def _is_in_touch(person: AtWindow) -> bool:
    badge = person.reads("Sync centre: ", "Last contact")
    return bool(badge) and "never" not in badge


def _focus() -> str:
    focused: QWidget | None = QApplication.focusWidget()
    return focused.accessibleName() if focused is not None else ""


def _in_amount_of(member: str) -> bool:
    return _focus() == f"Amount from {member}"
