"""What is decided about a device: the bar with the acts, and the questions before those that take away.

The rule kept here: a question says exactly what will happen and what waits on the tablet, wants a reason, and
offers the safe choice first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal

from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import ActionBar, behind_lock
from fieldapp.screens.supervisor.devices.words import holds_words, seen_words
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.overlays.dialog import Dialog, Question, ask
from fieldapp.screens.words import explain, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from fieldapp.supervisor.devices import (
    DeviceRow,
    approve_device,
    revoke_device,
    unlock_device,
    wipe_device,
)
from shared.ids import DeviceId

Job = Callable[[Desk, DeviceId, str], DeviceRow]
_LEAST_REASON = 10
_MOST_REASON = 300


class ActsBar(ActionBar):
    """Approve or decline what waits; unlock, revoke and wipe what does not. `decided` with the device as it
    stands then, and what is said of it.
    """

    decided = Signal(object, str)

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__()
        self._bench = bench
        self._page = page
        self._found: DeviceRow | None = None
        self.dialog: Dialog | None = None
        look = bench.look
        self.approve = CommitButton(look, tr("The digits are the same: approve"), "check")
        self.decline = Button(look, tr("They differ: decline"), "refuse", "x")
        self.unlock = Button(look, tr("Unlock"), "primary", "lock-simple-open")
        self.revoke = Button(look, tr("Revoke"), "plain", "prohibit")
        self.wipe = Button(look, tr("Wipe"), "refuse", "trash")
        self.totals.addWidget(self.approve.why, 1)
        for button in (self.wipe, self.revoke, self.unlock, self.decline, self.approve):
            self.acts.addWidget(button)
        self.approve.committed.connect(self._approve)
        self.decline.clicked.connect(lambda: self._ask(declining(self._found), revoke_device, tr("Declined")))
        self.unlock.clicked.connect(lambda: self._ask(unlocking(self._found), unlock_device, tr("Unlocked")))
        self.revoke.clicked.connect(lambda: self._ask(self._revoking(), revoke_device, tr("Revoked")))
        self.wipe.clicked.connect(lambda: self._ask(self._wiping(), wipe_device, tr("Wipe ordered")))

    def show_device(self, found: DeviceRow) -> None:
        """Stand for a device: offer what can be done about it now."""
        if self._found is not None and self._found.device != found.device:
            # It stands for another device now: a press meant for the one before approves nothing.
            self.approve.pause()
        self._found = found
        record = found.record
        asks, active = found.stands == "asks", record.state in ("ACTIVE", "FROZEN")
        self.approve.setVisible(asks)
        self.decline.setVisible(asks)
        self.approve.allow(not found.mine, tr("Nobody approves their own device"))
        self.unlock.setVisible(found.stands == "locked")
        self.revoke.setVisible(active and not found.here)
        wiped = record.order in ("wipe", "wiped")
        self.wipe.setVisible(not asks and not wiped and not found.here)
        self.setVisible(any(not each.isHidden() for each in self._buttons))

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return self.approve, self.decline, self.unlock, self.revoke, self.wipe

    def _approve(self) -> None:
        found = self._found
        if found is None:
            self.approve.guard.release()
            return
        device, digits = found.device, found.record.fingerprint
        told = self.approve.guard.told

        def done(row: DeviceRow) -> None:
            self.decided.emit(row, tr("Approved"))

        self._bench.write(
            self, lambda desk: approve_device(desk, device, digits), told(done), told(self._page.fault)
        )

    def _ask(self, question: Question | None, job: Job, said: str) -> None:
        if question is None or self._found is None:
            return
        act = partial(self._do, job, self._found.device, said)
        self.dialog = ask(self._bench.look, behind_lock(self._page), question, act)

    def _do(self, job: Job, device: DeviceId, said: str, dialog: Dialog, reason: str) -> None:
        def done(row: DeviceRow) -> None:
            dialog.done()
            self.decided.emit(row, said)

        def failed(fault: Exception) -> None:
            dialog.fail(explain(fault, self._bench.formats))

        self._bench.write(dialog, lambda desk: job(desk, device, reason), done, failed)

    def _revoking(self) -> Question | None:
        found = self._found
        if found is None:
            return None
        return Question(
            title=tr("Revoke the tablet of {name}?").format(name=found.owner_name or "–"),
            safe=tr("Keep it"),
            act=tr("Revoke it"),
            text=tr(
                "At its next contact it locks for good and sends what it recorded; money in that stands in "
                "suspense until somebody assigns it. Its person enrols anew to go on. This cannot be undone."
            ),
            impact=self._impact(found),
            reason=tr("Why it is revoked"),
            least=_LEAST_REASON,
            most=_MOST_REASON,
            icon="prohibit",
        )

    def _wiping(self) -> Question | None:
        found = self._found
        if found is None:
            return None
        sealed = bool(self._bench.vault.profile.identity.recovery_key)
        first = tr("At its next contact the tablet sends its sealed journal, with all it ever recorded.")
        if not sealed:
            first = tr("This institution has no recovery key: what waits on the tablet is lost with it.")
        return Question(
            title=tr("Wipe the tablet of {name}?").format(name=found.owner_name or "–"),
            safe=tr("Keep it"),
            act=tr("Order the wipe"),
            text=first
            + " "
            + tr(
                "Then it destroys its keys and everything stored on it. It is revoked at once. Neither can "
                "be undone, and a tablet that never comes into contact is never wiped."
            ),
            impact=self._impact(found),
            reason=tr("Why it is wiped"),
            least=_LEAST_REASON,
            most=_MOST_REASON,
            icon="trash",
        )

    def _impact(self, found: DeviceRow) -> tuple[tuple[str, str], ...]:
        say, now_ms = self._bench.formats, self._bench.now_ms()
        nothing = tr("nothing") if found.account is not None else tr("not known")
        return (
            (tr("Waits on it, not at the office yet"), holds_words(found, say) or nothing),
            (tr("Last seen"), seen_words(found, say, now_ms)),
        )


def declining(found: DeviceRow | None) -> Question | None:
    """Ask why a device that waits is declined."""
    if found is None:
        return None
    return Question(
        title=tr("Decline the tablet of {name}?").format(name=found.owner_name or "–"),
        safe=tr("Let it wait"),
        act=tr("Decline it"),
        text=tr(
            "It is never let in. Where its person really holds it, somebody may be between the tablet and "
            "the office: have them enrol again at the office itself."
        ),
        reason=tr("What the tablet showed, or why it is declined"),
        least=_LEAST_REASON,
        most=_MOST_REASON,
        icon="x",
    )


def unlocking(found: DeviceRow | None) -> Question | None:
    """Ask how it was made sure who holds the device."""
    if found is None:
        return None
    return Question(
        title=tr("Let {name} try the PIN again?").format(name=found.owner_name or "–"),
        safe=tr("Leave it locked"),
        act=tr("Unlock it"),
        text=tr(
            "Somebody typed ten wrong PINs on it. Whoever holds it may try ten more from its next contact "
            "on, so speak to its person first, and not by that tablet. A forgotten PIN is not helped by "
            "this: then the tablet is revoked and its person enrols anew."
        ),
        reason=tr("How you made sure who holds it"),
        least=_LEAST_REASON,
        most=_MOST_REASON,
        icon="lock-simple-open",
        harmful=False,
    )
