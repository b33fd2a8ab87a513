"""What is decided about a device: the bar with the acts, each of them but the approval behind a question."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import ActionBar, behind_lock
from fieldapp.screens.supervisor.devices.deeds import Deed, DeedKey, deeds
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.overlays.dialog import Dialog, ask
from fieldapp.screens.words import explain, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.devices import DeviceRow, approve_device


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
        self.approve = CommitButton(bench.look, tr("The digits are the same: approve"), "check")
        self._deeds = deeds(sealed=bool(bench.vault.profile.identity.recovery_key))
        self.buttons: dict[DeedKey, Button] = {}
        self.totals.addWidget(self.approve.why, 1)
        for deed in self._deeds:
            button = self.buttons[deed.key] = Button(bench.look, deed.words, deed.kind, deed.icon)
            button.clicked.connect(lambda _=False, deed=deed: self._ask(deed))
            self.acts.addWidget(button)
        self.acts.addWidget(self.approve)
        self.approve.committed.connect(self._approve)

    def show_device(self, found: DeviceRow) -> None:
        """Stand for a device: offer what can be done about it now."""
        if self._found is not None and self._found.device != found.device:
            # It stands for another device now: a press meant for the one before approves nothing.
            self.approve.pause()
        self._found = found
        asks = found.stands == "asks"
        self.approve.setVisible(asks)
        self.approve.allow(not found.mine, tr("Nobody approves their own device"))
        offered = [deed.key for deed in self._deeds if deed.offered(found)]
        for key, button in self.buttons.items():
            button.setVisible(key in offered)
        self.setVisible(asks or bool(offered))

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

    def _ask(self, deed: Deed) -> None:
        found = self._found
        if found is not None:
            question = deed.question(found, self._bench.formats, self._bench.now_ms())
            act = partial(self._do, deed, found)
            self.dialog = ask(self._bench.look, behind_lock(self._page), question, act)

    def _do(self, deed: Deed, found: DeviceRow, dialog: Dialog, reason: str) -> None:
        def done(row: DeviceRow) -> None:
            dialog.done()
            self.decided.emit(row, deed.said)

        def failed(fault: Exception) -> None:
            dialog.fail(explain(fault, self._bench.formats))

        self._bench.write(dialog, lambda desk: deed.job(desk, found.device, reason), done, failed)
