"""The PDF of a receipt is read by the code it carries; any other file does nothing at all."""

from __future__ import annotations

import os
import zlib
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from fieldapp.everyone.receipts.in_pdf import about_receipt, codes_in_pdf
from fieldapp.officer.collect_repayment import collect_repayment, load_receipt_code
from fieldapp.screens.everyone.verify import scanning
from fieldapp.screens.everyone.verify.choosing import pictures_in
from fieldapp.screens.everyone.verify.page import VerifyPage
from fieldapp.screens.everyone.verify.scanning import code_in_file
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.targets import Target
from shared.errors import RuleRefused
from shared.ids import LoanId
from tests.fieldapp.desk.forms import due_form
from tests.screens import people
from tests.screens.driver import Window, ask, save_papers_in
from tests.screens.pdf_reading import Pdf
from tests.screens.scenes.verifying import a_code

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOAN = LoanId(people.loan_id(4))


@pytest.fixture
def saved(window: Window, tmp_path: Path) -> tuple[Path, str]:
    """A receipt of this tablet, saved as a PDF as anybody does; and its code."""
    window.unlock()
    paid = ask(window, lambda desk: collect_repayment(desk, due_form(desk, LOAN)).repayment)
    found = ask(window, lambda desk: load_receipt_code(desk, paid))
    assert found is not None
    folder = tmp_path / "papers"
    folder.mkdir()
    save_papers_in(window, folder)
    window.place.open(Target("receipt", paid))
    window.click(window.page(ReceiptPage).save)
    window.wait(lambda: list(folder.glob("*.pdf")))
    window.lanes.files.call(lambda: None)
    window.settle()
    (path,) = folder.glob("*.pdf")
    return path, found.text


def the_page(window: Window) -> VerifyPage:
    window.place.open(Target("verify"))
    return window.page(VerifyPage)


def let_fall(page: VerifyPage, *paths: Path) -> bool:
    """Drag files over a page and let them fall where it takes them."""
    data, copy, left = QMimeData(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(page.rect().center(), copy, data, left, none)
    over.ignore()
    page.dragEnterEvent(over)
    if over.isAccepted():
        page.dropEvent(QDropEvent(QPointF(page.rect().center()), copy, data, left, none))
    return over.isAccepted()


def test_the_pdf_of_a_receipt_is_genuine(window: Window, saved: tuple[Path, str]) -> None:
    path, code = saved
    assert code_in_file(path) == code
    assert len(Pdf(path.read_bytes()).pages) == 1, "it is a PDF as before"
    page = the_page(window)
    assert let_fall(page, path)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None and page.notice.told.title == "This receipt is genuine"
    assert path in pictures_in(path.parent).found


def test_one_letter_changed_in_it_is_noticed(window: Window, saved: tuple[Path, str]) -> None:
    path, code = saved
    other = code[:-3] + ("A" if code[-3] != "A" else "B") + code[-2:]
    path.write_bytes(path.read_bytes().replace(code.encode(), other.encode()))
    page = the_page(window)
    let_fall(page, path)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None and page.notice.told.title != "This receipt is genuine"


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(RuleRefused) as caught:
        code_in_file(path)
    return caught.value.code


def test_files_that_are_no_receipt_do_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say = partial(refused, tmp_path / "a.pdf")
    bomb = zlib.compress(bytes(50_000_000))
    script = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.launchURL('http://x'))>>>>endobj\n%%EOF"
    assert say(b"%PDF-1.7\n") == "pdf.no_code"
    assert say(script) == "pdf.no_code"
    assert say(b"%PDF-1.4 /FlateDecode stream\n" + bomb + b"endstream") == "pdf.no_code"
    assert say(b"%PDF-" + os.urandom(500_000)) == "pdf.no_code"
    assert say(b"%PDF-" + b"<fieldapp:receipt-code>" * 100_000) == "pdf.no_code"
    assert say(b"%PDF-" + about_receipt("A" * 390)) == "pdf.no_code"
    assert say(b"%PDF-" + b"".join(about_receipt(a_code(bytes([n]) * 16, KEY)) for n in range(1, 9))) == (
        "picture.two_codes"
    )
    assert say(b"") == "picture.unreadable"
    monkeypatch.setattr(scanning, "MOST_BYTES", 10_000)
    assert say(b"%PDF-" + bytes(10_001)) == "picture.too_large"


def test_only_so_many_codes_are_looked_at() -> None:
    assert len(codes_in_pdf(b"".join(about_receipt(f"{n:020d}") for n in range(10_000)))) == 4


def test_two_files_and_pages_of_the_web_are_not_taken(window: Window, saved: tuple[Path, str]) -> None:
    path, _ = saved
    page = the_page(window)
    assert not let_fall(page, path, path)
    assert not let_fall(page)
