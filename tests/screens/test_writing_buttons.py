"""Every button that writes is pressed twice, by finger and by key, and writes once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldapp import screens
from fieldapp.screens.everyone.enrol.page import Typed
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.workplace.window import Workplace
from fieldapp.store.author import Desk
from fieldapp.store.outbox import listing
from fieldapp.vault.vault import Vault
from tests.screens.office import Tablet
from tests.screens.scenes.studio import Studio, opened_studio
from tests.screens.writing_buttons import WRITING, Where, Writing, commit_buttons

_SCREENS = Path(screens.__path__[0])
MADE_IN: Mapping[str, tuple[Where, ...]] = {
    "application/foot.py": (
        ("ApplicationPage", "Save draft"),
        ("ApplicationPage", "Send for approval"),
    ),
    "everyone/conflicts/page.py": (("ConflictsPage", "Keep this one"),),
    "everyone/enrol/page.py": (("EnrolPage", "Enrol this tablet"),),
    "everyone/me/pin_card.py": (("ProfilePage", "Change it"),),
    "everyone/sync/attention.py": (("SyncCentrePage", "Understood"),),
    "member/checking.py": (("CheckMemberPage", "Verify member"),),
    "member/form/foot.py": (
        ("EditMemberPage", "Save changes"),
        ("EnrolMemberPage", "Enrol member"),
    ),
    "money/repay/foot.py": (("RepayPage", "Save"),),
    "officer/cash/page.py": (("CashPage", "Hand over"),),
    "officer/sheet/asking/reason.py": (("MeetingSheetPage", "Save with this reason"),),
    "officer/sheet/closing/page.py": (("CloseMeetingPage", "Lock meeting"),),
    "officer/sheet/totals.py": (("MeetingSheetPage", "Save"),),
    "operations/handover/page.py": (("HandoversPage", "Receive"),),
    "operations/payout/page.py": (("DisbursePage", "Pay out"),),
    "supervisor/devices/acting.py": (("DevicesPage", "The digits are the same: approve"),),
    "supervisor/enrolling/page.py": (("EnrolTabletPage", "Get a code"),),
    "supervisor/request.py": (
        ("ApprovalsPage", "Approve"),
        ("ApprovalsPage", "Send back"),
        ("ApprovalsPage", "Refuse"),
    ),
    "widgets/overlays/dialog.py": (
        ("Dialog", "Take it back"),
        ("Dialog", "Cancel"),
        ("Dialog", "Discard it"),
        ("Dialog", "Decline it"),
        ("Dialog", "Unlock it"),
        ("Dialog", "Revoke it"),
        ("Dialog", "Order the wipe"),
        ("Dialog", "Save filters"),
    ),
}
"""The modules that make buttons that write, with the pages these stand on and their words."""

PRESSED_IN = {
    "application/ending.py": "widgets/overlays/dialog.py",
    "application/sending.py": "application/foot.py",
    "everyone/sync/page.py": "everyone/sync/attention.py",
    "member/form/page.py": "member/form/foot.py",
    "money/repay/page.py": "money/repay/foot.py",
    "officer/sheet/saving.py": "officer/sheet/totals.py",
    "supervisor/approvals.py": "supervisor/request.py",
    "supervisor/enrolling/asking.py": "supervisor/enrolling/page.py",
}
"""The modules that write for a button of another, and which."""

NOT_PRESSED = {
    "member/documents.py": "the menu goes away with the press, and the same form twice is one document",
    "everyone/sync/courier.py": "saves what is recorded as a file; an answer taken in again changes nothing",
    "everyone/sync/rounds_pane.py": "counts again what is stored; however often, nothing is recorded",
}
"""The modules that write without a button that writes once, and why that does no harm."""


# ---------------------------------------------------------------- pressed twice


@pytest.mark.timeout(60)
@pytest.mark.parametrize("where", WRITING, ids=" ".join)
@pytest.mark.parametrize("how", ["finger", "key"])
def test_two_quick_presses_write_once(
    qapp: QApplication, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Where, how: str
) -> None:
    writing = WRITING[where]
    enrolled = _enrolments(monkeypatch)
    with opened_studio(qapp, writing.stage(tmp_path)) as at:
        if writing.unlocked:
            at.unlock()
        button = writing.prepare(at)
        assert where in dict(commit_buttons(at.shell)), "it is not where the table says"
        assert button.isVisible() and button.isEnabled(), button.why.text()
        before, wrote = _kinds(at), _writes(at)
        _press_twice(button, how)
        at.until(lambda: _is_over(at, writing, wrote))
        at.settle()
        assert len(wrote) == writing.writes
        _once_more(at)
        assert _kinds(at) - before == Counter(writing.kinds)
        assert len(enrolled) == (0 if writing.unlocked else 1)


def _press_twice(button: CommitButton, how: str) -> None:
    """Twice as fast as a hand does: the second press meets whatever is there by then."""
    if how == "finger":
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    else:
        button.setFocus()
        for _ in range(2):
            QTest.keyClick(QApplication.focusWidget() or button.window(), Qt.Key.Key_Return)


def _once_more(at: Studio) -> None:
    """A third Enter comes when it is written, and falls on whatever has the focus then."""
    QTest.keyClick(QApplication.focusWidget() or at.shell, Qt.Key.Key_Return)
    at.settle()


def _is_over(at: Studio, writing: Writing, wrote: list[None]) -> bool:
    if not writing.unlocked:
        return isinstance(at.shell.page, Workplace)
    return len(wrote) >= writing.writes


def _kinds(at: Studio) -> Counter[str]:
    """What is recorded on the tablet, by kind."""

    def look(desk: Desk) -> Counter[str]:
        with desk.store.read() as tx:
            return Counter(entry.kind for entry in listing(tx, limit=100))

    return at.ask(look) if isinstance(at.shell.page, Workplace) else Counter()


def _writes(at: Studio) -> list[None]:
    """A list that grows by one with everything that is written from now on."""
    wrote: list[None] = []
    if isinstance(at.shell.page, Workplace):
        at.place.bench.wrote.connect(lambda: wrote.append(None))
    return wrote


def _enrolments(monkeypatch: pytest.MonkeyPatch) -> list[Typed]:
    """A list that grows by one with every enrolment."""
    asked: list[Typed] = []
    enrol = Tablet.enrol

    def counting(tablet: Tablet, typed: Typed) -> Vault:
        asked.append(typed)
        return enrol(tablet, typed)

    monkeypatch.setattr(Tablet, "enrol", counting)
    return asked


# ---------------------------------------------------------------- none forgotten


def test_every_module_that_makes_such_a_button_is_named_and_no_other() -> None:
    made = {path for path, tree in _modules() if any(map(_makes_commit_button, ast.walk(tree)))}
    assert made == MADE_IN.keys()


def test_every_button_that_is_named_is_pressed_and_no_other() -> None:
    assert {where for named in MADE_IN.values() for where in named} == WRITING.keys()


def test_whatever_writes_does_so_for_a_button_that_writes_once() -> None:
    writing = {path for path, tree in _modules() if any(map(_writes_here, ast.walk(tree)))}
    assert writing - MADE_IN.keys() == PRESSED_IN.keys() | NOT_PRESSED.keys()
    assert set(PRESSED_IN.values()) <= MADE_IN.keys()


def _modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the screens, without the gallery, which writes nothing."""
    for path in sorted(_SCREENS.rglob("*.py")):
        name = path.relative_to(_SCREENS).as_posix()
        if not name.startswith("gallery/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _makes_commit_button(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("CommitButton")


def _writes_here(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("bench.write")
