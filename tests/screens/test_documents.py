"""Documents on a member's page: added from a file, listed, opened inside the program, refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from fieldapp.desk.filing.keeping import folder_of
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from shared.contract.bodies.documents import DocumentAttached
from tests.screens import people
from tests.screens.driver import Window, ask, recorded


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one place that is offered."""
    path = tmp_path / "stick"
    path.mkdir()

    def only(kind: QStandardPaths.StandardLocation) -> str:
        return str(path)

    monkeypatch.setattr(QStandardPaths, "writableLocation", only)
    return path


def a_picture(path: Path, width: int, height: int) -> Path:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    assert image.save(str(path))
    return path


def opened(window: Window) -> MemberPage:
    window.place.open(Target("member", people.member_id(4)))
    page = window.page(MemberPage)
    window.wait(page.documents.isVisible)
    return page


def choose(window: Window, page: MemberPage, path: Path) -> None:
    which = page.documents.which
    window.click(page.documents.add)
    window.wait(lambda: which.menu is not None)
    assert which.menu is not None
    window.click(which.menu.line(f"look:{path.parent}"))
    window.wait(lambda: which.menu is not None and any(which.menu.findChildren(QLabel)))
    assert which.menu is not None
    window.click(which.menu.line(f"take:{path}"))


def add(window: Window, page: MemberPage, path: Path, kind: str = "Identity card") -> None:
    choose(window, page, path)
    window.wait(lambda: page.documents.kinds is not None)
    assert page.documents.kinds is not None
    window.click(page.documents.kinds.line(kind))
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None
    assert page.notice.told.title == "Document added"


def test_a_picture_is_made_small_kept_sealed_and_shown(window: Window, stick: Path) -> None:
    window.unlock()
    page = opened(window)
    add(window, page, a_picture(stick / "card.jpg", 3_000, 1_500))
    window.wait(lambda: len(page.documents.list.rows) == 1)
    (row,) = page.documents.list.rows
    assert (row.title, row.mark.text if row.mark else "") == ("Identity card", "On this tablet")
    (body,) = (each for each in recorded(window) if isinstance(each, DocumentAttached))
    assert (body.file_name, body.media_type, body.owner) == ("card.jpg", "image/jpeg", people.member_id(4))

    def content(desk: Desk) -> bytes:
        return folder_of(desk).read(body.sha256)

    kept = QImage.fromData(ask(window, content))
    assert (kept.width(), kept.height()) == (2_000, 1_000)
    window.choose(page.documents.list, "Identity card")
    window.wait(lambda: page.documents.view is not None and page.documents.view.isVisible())


@pytest.mark.qt_log_ignore("JPEG", extend=True)
@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("empty.jpg", b"", "The file is empty"),
        ("archive.pdf", b"PK\x03\x04" + bytes(100), "This kind of file is not taken"),
        ("broken.jpg", b"\xff\xd8\xff" + bytes(100), "This is no picture"),
        ("large.pdf", b"%PDF-1.7" + bytes(10 * 1024 * 1024), "The file is too large"),
    ],
)
def test_what_is_not_taken_is_said(
    window: Window, stick: Path, name: str, content: bytes, title: str
) -> None:
    window.unlock()
    page = opened(window)
    path = stick / name
    path.write_bytes(content)
    choose(window, page, path)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None
    assert page.notice.told.title == title
    assert recorded(window) == []


def test_a_pdf_is_put_where_papers_are(window: Window, stick: Path) -> None:
    window.unlock()
    page = opened(window)
    paper = stick / "letter.pdf"
    paper.write_bytes(b"%PDF-1.7 a letter")
    add(window, page, paper, "Proof of address")
    window.wait(lambda: len(page.documents.list.rows) == 1)
    window.choose(page.documents.list, "Proof of address")
    window.wait((stick / "Proof of address.pdf").exists)
    assert (stick / "Proof of address.pdf").read_bytes() == b"%PDF-1.7 a letter"
