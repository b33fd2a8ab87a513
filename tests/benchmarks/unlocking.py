"""Starts the real program, types a PIN, and says how long it took until the first page was filled.

The PIN is typed digit by digit as fast as a practised hand does it, and timed from the key that hands it on:
what the program does while somebody types costs them nothing.

Run as a process of its own, for what is imported behind the lock is part of what is measured:
`python -m tests.benchmarks.unlocking DATA_FOLDER KEYRING_FOLDER PIN MEMORY_KIB PASSES LANES`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldapp.__main__ import main as run_program
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.shell import Behind, Shell
from fieldapp.vault.key_box import KdfCost, measured_s

_LOOK_EVERY_MS = 2
_SEEN_MS = 300
_BETWEEN_DIGITS_MS = 150


class _Person:
    """Waits for the pad, types, and watches."""

    def __init__(self, app: QApplication, pin: str) -> None:
        self._app, self._pin = app, pin
        self._typed_s = 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_EVERY_MS)

    def _look(self) -> None:
        page = next((w.page for w in self._app.topLevelWidgets() if isinstance(w, Shell)), None)
        if isinstance(page, UnlockPage) and not self._typed_s:
            self._typed_s = float("inf")
            QTimer.singleShot(_SEEN_MS, lambda: self._type(page, self._pin))
        elif isinstance(page, Behind):
            self._timer.stop()
            self._wait_for_content(page)

    def _type(self, page: UnlockPage, left: str) -> None:
        if left:
            QTest.keyClicks(page.pad, left[0])
            QTimer.singleShot(_BETWEEN_DIGITS_MS, lambda: self._type(page, left[1:]))
        else:
            self._typed_s = time.perf_counter()
            QTest.keyClick(page.pad, Qt.Key.Key_Return)

    def _wait_for_content(self, behind: Behind) -> None:
        """What the page asked the store for is answered before this, which is asked after it."""
        from fieldapp.screens.workplace.window import Workplace

        assert isinstance(behind, Workplace)
        behind.bench.read(behind, lambda _: None, lambda _: self._tell(behind), self._fail)

    def _tell(self, behind: Behind) -> None:
        behind.repaint()
        print(f"opened {time.perf_counter() - self._typed_s:.6f}", flush=True)
        self._app.closeAllWindows()

    def _fail(self, fault: Exception) -> None:
        raise fault


def main(arguments: Sequence[str]) -> int:
    """Measure the derivation alone, then everything."""
    data_folder, keyring_folder, pin, *cost = arguments
    memory_kib, passes, lanes = map(int, cost)
    derivation_s = min(measured_s(KdfCost(memory_kib, passes, lanes)) for _ in range(3))
    print(f"derived {derivation_s:.6f}", flush=True)
    app = QApplication([])
    person = _Person(app, pin)
    code = run_program(["--data-folder", data_folder, "--keyring", f"demo-file:{keyring_folder}"])
    del person
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
