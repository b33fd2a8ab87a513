"""Draws every screen to build/screens, at four sizes, light and dark, from a real store behind a real PIN.

Run with `make screens`; ARGS="unlock today" draws only those scenes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLineEdit

from fieldapp.background import Lanes, open_lanes
from fieldapp.screens.everyone.enrol import EnrolPage
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.frame import Page
from fieldapp.screens.officer.loan_request import LoanRequestPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.shell import Shell
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.window import Workplace
from fieldapp.syncing.faults import Unreachable
from shared.contract.exchange import BucketNumber, Verdict
from shared.contract.operations import Operation
from shared.contract.records import union_bucket
from shared.ids import DeviceId, MemberId, UnionId
from tests.screens import people
from tests.screens.office import PIN, Tablet, make_vault, open_tablet

OUT = Path("build/screens")
SIZES = (QSize(1280, 800), QSize(800, 1280), QSize(1440, 900), QSize(1024, 600))
_PATIENCE_S = 10


@dataclass(frozen=True, slots=True)
class Studio:
    """The window, its tablet and its lanes."""

    app: QApplication
    look: Look
    lanes: Lanes
    tablet: Tablet
    shell: Shell

    def until(self, seen: Callable[[], object]) -> None:
        """Let the program run until something is so."""
        end = time.monotonic() + _PATIENCE_S
        while not seen():
            if time.monotonic() > end:
                raise TimeoutError("a scene was not seen in time")
            self.app.processEvents()
            time.sleep(0.002)
        self.settle()

    def settle(self) -> None:
        """Let everything asked of the lanes come back."""
        for _ in range(4):
            self.lanes.network.call(lambda: None)
            self.lanes.store.call(lambda: None)
            self.app.processEvents()

    def unlock(self) -> Workplace:
        """Go behind the lock."""
        page = self.shell.page
        assert isinstance(page, UnlockPage)
        page.pad.entered.emit(PIN)
        self.until(lambda: isinstance(self.shell.page, Workplace))
        return self.place

    @property
    def place(self) -> Workplace:
        """What is behind the lock."""
        page = self.shell.page
        assert isinstance(page, Workplace)
        return page

    def sheet(self, union: bytes = people.OJA_OBA) -> MeetingSheetPage:
        """Open a meeting sheet."""
        page = MeetingSheetPage(self.place.bench, UnionId(union))
        self.place.push(page)
        self.until(lambda: page.model.rowCount() > 0)
        return page

    def shoot(self, name: str) -> None:
        """Draw the window at every size in both themes."""
        for dark in (False, True):
            self.look.set_dark(dark, self.app)
            for size in SIZES:
                self.shell.resize(size)
                self.settle()
                file = OUT / f"{name}_{size.width()}x{size.height()}_{'dark' if dark else 'light'}.png"
                self.shell.grab().save(str(file))
        self.look.set_dark(False, self.app)


@contextmanager
def studio(
    app: QApplication, person: people.Staff = people.OFFICER, *, filled: bool = True, enrolled: bool = True
) -> Iterator[Studio]:
    """A window on a fresh tablet of one person."""
    look, lanes = Look(), open_lanes()
    look.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        tablet = open_tablet(Path(folder) / "data", person, filled=filled, morning=filled)
        if not enrolled:
            tablet.folder = Path(folder) / "nobody"
        shell = tablet.shell(look, lanes)
        shell.resize(SIZES[0])
        shell.show()
        made = Studio(app, look, lanes, tablet, shell)
        made.settle()
        try:
            yield made
        finally:
            shell.close()
            made.settle()
            lanes.close()


def enrol(app: QApplication) -> None:
    """Enrolment, and what it says to two PINs that differ."""
    with studio(app, enrolled=False) as at:
        page = at.shell.page
        assert isinstance(page, EnrolPage)
        at.shoot("enrol")
        page.code.setText("HT-7Q4K-2M9X")
        page.pin.setText("739164")
        page.again.setText("739165")
        page.button.click()
        at.shoot("enrol_refused")


def unlock(app: QApplication) -> None:
    """Unlocking, on a tablet of two people, and after a wrong PIN."""
    with studio(app) as at:
        make_vault(at.tablet, people.OTHER, device=DeviceId(b"device-000000002"))
        at.shell.show_lock()
        at.settle()
        at.shoot("unlock")
        page = at.shell.page
        assert isinstance(page, UnlockPage)
        for _ in range(5):
            page.pad.entered.emit("111222")
            at.until(lambda: page.notice.told is not None and page.notice.told.kind == "error")
        at.shoot("unlock_wrong_pin")


def officer(app: QApplication) -> None:
    """The officer's morning, from Today to the closed meeting."""
    with studio(app) as at:
        place = at.unlock()
        at.shoot("today")
        place.go_to("unions")
        at.settle()
        at.shoot("unions")
        sheet = at.sheet()
        at.shoot("meeting_sheet_open")
        _fill(sheet)
        sheet.view.go_to(10)
        at.shoot("meeting_sheet")
        sheet.model.set_amount(2, "12..5")
        sheet.view.go_to(3)
        at.settle()
        at.shoot("meeting_sheet_mistake")
        sheet.model.set_amount(2, "")
        sheet.save()
        at.until(lambda: sheet.notice.told is not None)
        at.shoot("meeting_sheet_saved")
        sheet.notice.acted.emit()
        at.settle()
        at.shoot("receipts")
        place.back()
        _repeat(at, sheet)
        _close(at, sheet)


def _repeat(at: Studio, sheet: MeetingSheetPage) -> None:
    sheet.model.set_amount(3, "3360")
    sheet.save()
    at.until(sheet.reason.isVisible)
    at.shoot("meeting_sheet_repeat")
    sheet.reason.take_out.click()
    at.settle()


def _close(at: Studio, sheet: MeetingSheetPage) -> None:
    sheet.totals.close_meeting.click()
    at.settle()
    page = at.place.page
    assert isinstance(page, Page)
    for place, pieces in enumerate(("70", "20", "15", "30")):
        field = [found for found in page.findChildren(QLineEdit) if found.property("kind") == "count"][place]
        field.setText(pieces)
    at.settle()
    at.shoot("close_meeting")


def loans(app: QApplication) -> None:
    """Applications, a new one with its schedule, and the officer's cash."""
    with studio(app) as at:
        place = at.unlock()
        place.go_to("loans")
        at.settle()
        at.shoot("loans")
        page = LoanRequestPage(place.bench, MemberId(people.member_id(20)), None)
        place.push(page)
        at.until(lambda: page.schedule.rows)
        page.purpose.setPlainText("A second sewing machine")
        at.settle()
        at.shoot("loan_request")
        place.back()
        place.go_to("cash")
        at.settle()
        at.shoot("cash")


def sync_centre(app: QApplication) -> None:
    """The sync centre: before anything, and with operations in every state."""
    with studio(app) as at:
        place = at.unlock()
        place.open_sync_centre()
        at.settle()
        at.shoot("sync_centre_empty")
        place.back()
        sheet = at.sheet(people.BODIJA)
        _fill(sheet)
        sheet.save()
        at.until(lambda: sheet.notice.told is not None and not sheet.model.filling.entries())
        at.tablet.office.fault = None
        at.tablet.office.answer_to = _mixed
        place.rounds.want()
        at.until(lambda: place.rounds.lines and place.rounds.lines[0].result.sent)
        at.tablet.office.fault = Unreachable()
        sheet = at.sheet(people.OJA_OBA)
        for number in (0, 3, 5):
            sheet.model.set_amount(number, "4500")
        sheet.save()
        at.until(lambda: sheet.notice.told is not None and not sheet.model.filling.entries())
        place.open_sync_centre()
        at.settle()
        at.shoot("sync_centre")


def supervisor(app: QApplication) -> None:
    """The inbox, and the handovers."""
    with studio(app, people.SUPERVISOR) as at:
        place = at.unlock()
        at.shoot("approvals")
        place.go_to("handovers")
        at.settle()
        at.shoot("handovers_supervisor")


def operations(app: QApplication) -> None:
    """The disbursement queue, and the handovers to count."""
    with studio(app, people.CLERK) as at:
        place = at.unlock()
        at.shoot("disburse")
        place.go_to("handovers")
        at.settle()
        at.shoot("handovers")


def first_day(app: QApplication) -> None:
    """A tablet that has received nothing yet."""
    with studio(app, filled=False) as at:
        at.unlock()
        at.shoot("today_before_first_contact")


def _fill(sheet: MeetingSheetPage) -> None:
    """Most pay what is due, one more, one less, some not at all."""
    for number in range(min(14, sheet.model.rowCount())):
        line = sheet.model.line(number)
        if line.row.to_pay_minor and number not in (4, 8):
            extra = {1: 150_000, 6: -100_000}.get(number, 0)
            sheet.model.set_amount(number, str((line.row.to_pay_minor + extra) // 100))
    sheet.model.set_attendance(4, "LATE")
    sheet.model.set_attendance(8, "ABSENT")
    sheet.model.set_attendance(12, "EXCUSED")


def _mixed(operation: Operation) -> Verdict:
    if operation.seq == 2:
        return Verdict(
            operation.id, operation.seq, "suspended", "loan.completed", "The loan was closed at the office",
            "The cash is kept in suspense until your supervisor assigns it.",
        )  # fmt: skip
    if operation.seq % 3 == 0:
        far = BucketNumber(union_bucket(people.BODIJA), 10_000)
        return Verdict(operation.id, operation.seq, "applied", effects=(far,))
    return Verdict(operation.id, operation.seq, "applied")


SCENES: dict[str, Callable[[QApplication], None]] = {
    "enrol": enrol,
    "unlock": unlock,
    "officer": officer,
    "loans": loans,
    "sync_centre": sync_centre,
    "supervisor": supervisor,
    "operations": operations,
    "first_day": first_day,
}


def main(wanted: list[str]) -> int:
    """Draw the scenes named, or all."""
    app = QApplication([])
    app.setStyle("Fusion")
    OUT.mkdir(parents=True, exist_ok=True)
    for name, scene in SCENES.items():
        if not wanted or name in wanted:
            started = time.monotonic()
            scene(app)
            print(f"{name}: {time.monotonic() - started:.1f} s")
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
