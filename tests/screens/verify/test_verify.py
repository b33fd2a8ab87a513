"""Whoever checks a receipt is told in plain words, from letters or from a picture, without a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QTransform

from fieldapp.officer.collect_repayment import collect_repayment, load_receipt_code
from fieldapp.screens.everyone.verify import choosing, scanning
from fieldapp.screens.everyone.verify.choosing import pictures_in
from fieldapp.screens.everyone.verify.page import VerifyPage
from fieldapp.screens.everyone.verify.scanning import code_in, code_in_file
from fieldapp.screens.money.receipts.code import modules_of
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.targets import Target
from shared.contract.records import CertificateRecord
from shared.contract.signing import public_bytes
from shared.errors import RuleRefused
from shared.ids import LoanId, RepaymentId
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import DEVICE
from tests.screens import people
from tests.screens.driver import Window, ask, choose_under_more
from tests.screens.scenes.verifying import a_code

LOAN = LoanId(people.loan_id(4))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = bytes(range(16))


@pytest.fixture
def paid(window: Window) -> RepaymentId:
    window.unlock()
    return ask(window, lambda desk: collect_repayment(desk, due_form(desk, LOAN)).repayment)


@pytest.fixture
def code(window: Window, paid: RepaymentId) -> str:
    found = ask(window, lambda desk: load_receipt_code(desk, paid))
    assert found is not None
    return found.text


def the_page(window: Window) -> VerifyPage:
    window.place.open(Target("verify"))
    window.settle()
    return window.page(VerifyPage)


def answered(window: Window, page: VerifyPage) -> str:
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None
    return page.notice.told.title


def checked(window: Window, text: str) -> tuple[VerifyPage, str]:
    page = the_page(window)
    page.code.set_text(text)
    window.click(page.check)
    return page, answered(window, page)


def square(text: str, module: int = 6) -> QImage:
    """A real code as it is printed, its quiet border included."""
    lines = modules_of(text)
    side = (len(lines) + 8) * module
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for y, line in enumerate(lines):
        for x, dark in enumerate(line):
            if dark:
                painter.fillRect(QRect((x + 4) * module, (y + 4) * module, module, module), QColor("black"))
    painter.end()
    return image


# ---------------------------------------------------------------- what is said


def test_a_receipt_of_this_tablet_is_genuine_and_leads_to_it(
    window: Window, paid: RepaymentId, code: str
) -> None:
    spaced = " ".join(code[at : at + 4] for at in range(0, len(code), 4)).lower()
    page, said = checked(window, f"\n{spaced}\n")
    assert said == "This receipt is genuine"
    facts = {block.word: block.value for block in page.paper.blocks}  # type: ignore[union-attr]  # all are facts
    assert facts["Amount"].startswith("₦") and people.OFFICER.name in facts["By"]
    window.click(page.notice.action)
    assert window.page(ReceiptPage).repayment == paid


def test_a_receipt_of_another_tablet_is_checked_with_the_key_the_office_sent(window: Window) -> None:
    window.unlock()
    code = a_code(OTHER, KEY)
    page, said = checked(window, code)
    assert said == "Of a tablet that is not known here" and page.answer.isHidden()
    _certify(window, "ACTIVE")
    page, said = checked(window, code)
    assert said == "This receipt is genuine"
    _certify(window, "REVOKED")
    page, said = checked(window, code)
    assert page.notice.told is not None and "taken out of use" in page.notice.told.detail


def _certify(window: Window, state: str) -> None:
    office = window.tablet.office
    office.put("certificate", OTHER, CertificateRecord(people.OFFICER.id, "K7", public_bytes(KEY), state))
    office.fault = None
    rounds = len(window.place.rounds.lines)
    window.place.rounds.want()
    window.wait(lambda: len(window.place.rounds.lines) > rounds)
    window.settle()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda code: a_code(DEVICE, KEY), "This receipt is not genuine"),
        (lambda code: code[:-1], "This is not a whole code"),
        (lambda code: "hello", "This is not a whole code"),
        (lambda code: "AI" + code[2:], "This code is too new"),
        (lambda code: _one_letter_other(code, 60), "This receipt is not genuine"),
    ],
    ids=["forged", "cut", "no code", "newer", "one letter other"],
)
def test_what_is_not_genuine_is_told_apart(
    window: Window, code: str, make: Callable[[str], str], said: str
) -> None:
    page, told = checked(window, make(code))
    assert told == said and page.answer.isHidden()


def _one_letter_other(code: str, place: int) -> str:
    return code[:place] + ("B" if code[place] != "B" else "C") + code[place + 1 :]


def test_what_this_tablet_signed_but_does_not_hold_is_no_receipt_of_its_own(window: Window) -> None:
    key = window.unlock().bench.desk.author.signing_key
    page, said = checked(window, a_code(DEVICE, key))
    assert said == "This tablet signed it, but holds something else"
    assert not page.notice.action.isVisible()


def test_the_answer_goes_when_another_code_is_typed(window: Window, code: str) -> None:
    page, _ = checked(window, code)
    assert not page.answer.isHidden()
    page.code.set_text(code[:-1])
    assert page.answer.isHidden() and page.notice.told is None


def test_it_is_reached_from_more_and_from_a_receipt(window: Window, paid: RepaymentId) -> None:
    choose_under_more(window, "verify")
    assert window.page(VerifyPage)
    window.place.open(Target("receipt", paid))
    window.settle()
    window.page(ReceiptPage).verify.click()
    assert window.page(VerifyPage)


# ---------------------------------------------------------------- pictures


def test_a_picture_that_is_chosen_is_scanned_and_checked(
    window: Window, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    square(code).save(str(tmp_path / "photo.png"))
    monkeypatch.setattr(choosing, "newest_pictures", lambda: pictures_in(tmp_path))
    page = the_page(window)
    window.click(page.picture)
    window.wait(lambda: page.which.menu is not None)
    assert page.which.menu is not None
    page.which.menu.line(f"take:{tmp_path / 'photo.png'}").click()
    assert answered(window, page) == "This receipt is genuine"
    assert page.code.text == code


def test_a_picture_or_letters_that_were_copied_are_pasted(window: Window, code: str) -> None:
    page = the_page(window)
    board = QGuiApplication.clipboard()
    board.setImage(square(code))
    window.click(page.paste)
    assert answered(window, page) == "This receipt is genuine"
    board.setText(code[:-1])
    window.click(page.paste)
    window.wait(lambda: page.notice.told is not None and "not a whole" in page.notice.told.title)
    board.clear()
    window.click(page.paste)
    window.wait(lambda: page.notice.told is not None and page.notice.told.title == "Nothing was copied")


def test_a_code_is_found_however_the_camera_was_held(code: str) -> None:
    plain = square(code)
    blurred = plain.scaled(plain.width() // 2, plain.height() // 2, mode=_SMOOTH).scaled(
        plain.width(), plain.height(), mode=_SMOOTH
    )
    cut_close = plain.copy(QRect(24, 24, plain.width() - 48, plain.height() - 48))
    grey = plain.convertToFormat(QImage.Format.Format_Grayscale8)
    for angle in (0, 17, 90, 180, 271):
        turned = QImage(plain.width() * 2, plain.height() * 2, QImage.Format.Format_RGB32)
        turned.fill(QColor("white"))
        painter = QPainter(turned)
        painter.drawImage(60, 60, plain.transformed(QTransform().rotate(angle), _SMOOTH))
        painter.end()
        assert code_in(turned) == code, angle
    for image in (blurred, cut_close, grey, grey.copy(QRect(0, 0, grey.width() - 3, grey.height()))):
        assert code_in(image) == code


_SMOOTH = Qt.TransformationMode.SmoothTransformation


def _beside(first: QImage, second: QImage) -> QImage:
    both = QImage(first.width() + second.width(), first.height(), QImage.Format.Format_RGB32)
    both.fill(QColor("white"))
    painter = QPainter(both)
    painter.drawImage(0, 0, first)
    painter.drawImage(first.width(), 0, second)
    painter.end()
    return both


def refusal(scan: Callable[[], str]) -> str:
    with pytest.raises(RuleRefused) as caught:
        scan()
    assert caught.value.title and caught.value.detail
    return caught.value.code


def test_two_receipts_in_one_picture_are_not_guessed_between(code: str) -> None:
    two = _beside(square(code), square(a_code(OTHER, KEY)))
    assert refusal(lambda: code_in(two)) == "picture.two_codes"
    assert code_in(_beside(square(code), square(code))) == code
    assert code_in(_beside(square(code), square("https://bank.example/pay"))) == code


def test_pictures_in_which_there_is_none(tmp_path: Path, code: str) -> None:
    half = square(code).copy(QRect(0, 0, 200, 130))
    empty = QImage(300, 300, QImage.Format.Format_RGB32)
    empty.fill(QColor("white"))
    for image in (half, empty, square("hello")):
        assert refusal(lambda: code_in(image)) == "picture.no_code"  # noqa: B023 - called at once
    nothing, text = tmp_path / "empty.png", tmp_path / "text.png"
    nothing.write_bytes(b"")
    text.write_text("no picture")
    for path in (nothing, text, tmp_path / "not there.png", tmp_path):
        assert refusal(lambda: code_in_file(path)) == "picture.unreadable"  # noqa: B023 - called at once


def test_a_picture_beyond_the_bounds_is_not_unpacked(tmp_path: Path) -> None:
    heavy = tmp_path / "heavy.png"
    with heavy.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert refusal(lambda: code_in_file(heavy)) == "picture.too_large"
    wide = QImage(9_000, 9_000, QImage.Format.Format_Mono)
    wide.fill(1)
    wide.save(str(tmp_path / "wide.png"))
    assert (tmp_path / "wide.png").stat().st_size < scanning.MOST_BYTES
    assert refusal(lambda: code_in_file(tmp_path / "wide.png")) == "picture.too_large"
