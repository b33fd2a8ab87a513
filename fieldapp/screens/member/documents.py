"""What is on file of a member: added from a file, listed with where each file is, opened inside the program.

The rules kept here: a picture is made small enough to send, and what a camera wrote into it stays behind,
before it is kept; what is shown was decrypted in memory and is never a file in the open.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPixmap
from PySide6.QtWidgets import QLabel

from fieldapp.desk.filing.keeping import folder_of
from fieldapp.everyone.documents.attaching import DocumentForm, attach_document
from fieldapp.everyone.documents.queries import DocumentFacts, FileStands, documents_of
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import behind_lock
from fieldapp.screens.paper.files import NotWritten
from fieldapp.screens.paper.saving import PaperSaver
from fieldapp.screens.paper.which import Which
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import BadgeKind, Mark
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.overlays.sheet import Menu, MenuItem, Sheet
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told, explain, size_words, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.errors import RuleRefused
from shared.fieldwork.documents import HEAD_BYTES, MAX_FILE_BYTES, checked_media_type
from shared.ids import DocumentId, MemberId

_ENDINGS = (".jpg", ".jpeg", ".png", ".pdf")
_LONGEST_SIDE = 2_000
_QUALITY = 85
_MOST_PIXELS = 40_000_000
_MARKS: dict[FileStands, BadgeKind] = {
    "on_tablet": "on_this_tablet",
    "on_its_way": "sent",
    "not_sent": "attention",
    "at_office": "posted",
}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A file somebody chose, ready to be kept."""

    name: str
    content: bytes


class DocumentsCard(Card):
    """The documents of one member; `page` says what came of what was pressed."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(tr("Documents"), edge=Gap.NONE)
        self._bench = bench
        self._page = page
        self._member: MemberId | None = None
        self._found: tuple[DocumentFacts, ...] = ()
        self._chosen: _Chosen | None = None
        self.add = Button(bench.look, self.tr("Add a document"), "plain", "plus")
        self.head.addWidget(self.add)
        self.head.setContentsMargins(Gap.L, Gap.M, Gap.M, Gap.NONE)
        self.list = RowList(bench.look, tr("Documents"))
        self.list.show_whole()
        self._nothing = label(self.tr("Nothing on file yet"), "label", "muted")
        self._nothing.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.L)
        self.body.addWidget(self.list)
        self.body.addWidget(self._nothing)
        self.which = Which(bench, page, self.tr("Which file"), _ENDINGS)
        self.saver = PaperSaver(bench, page)
        self.kinds: Menu | None = None
        self.view: Sheet | None = None
        self.add.clicked.connect(self.which.ask)
        self.which.chosen.connect(self._read)
        self.list.chosen.connect(self._open)

    def show_member(self, member: MemberId, found: tuple[DocumentFacts, ...], *, may_add: bool) -> None:
        """Show what is on file of a member."""
        self._member, self._found = member, found
        self.add.setVisible(may_add)
        self.list.set_rows(_row(each, self._bench) for each in found)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)

    def _read(self, path: Path) -> None:
        self._bench.file(self, lambda: _prepared(path), self._ask_kind, self._fail)

    def _ask_kind(self, chosen: _Chosen) -> None:
        self._chosen = chosen
        menu = self.kinds = Menu(self._bench.look, behind_lock(self._page), self.tr("What is it?"))
        menu.closed.connect(menu.deleteLater)
        menu.chosen.connect(self._attach)
        menu.offer(MenuItem(kind, kind, "note") for kind in _kinds())

    def _attach(self, kind: str) -> None:
        chosen, member = self._chosen, self._member
        self._chosen = None
        if chosen is None or member is None:
            return
        made = DocumentId(self._bench.desk.author.ids.make())
        form = DocumentForm(made, member, kind, chosen.name, chosen.content)
        self._bench.write(self, lambda desk: attach_document(desk, form), self._added, self._fail)

    def _added(self, _: bytes) -> None:
        detail = self.tr("It is encrypted on this tablet and goes to the office by itself.")
        self._page.tell(Told("done", self.tr("Document added"), detail))

    def _open(self, key: object) -> None:
        """Show a picture here; a PDF is put where somebody keeps papers, and opened from there."""
        found = next((each for each in self._found if each.document == key), None)
        if found is None:
            return
        if found.here:
            self._bench.read(
                self,
                lambda desk: _content(desk, found.sha256),
                lambda content: self._show(found, content),
                self._fail,
            )
        else:
            self._bench.file(
                self,
                lambda: self._bench.fetch_file(found.sha256, found.size),
                lambda content: self._show(found, content),
                self._fail,
            )

    def _show(self, found: DocumentFacts, content: bytes) -> None:
        if found.media_type == "application/pdf":
            self.saver.save(found.type, lambda: content)
            return
        self._bench.file(
            self, lambda: _decoded(content), lambda image: self._show_picture(found, image), self._fail
        )

    def _show_picture(self, found: DocumentFacts, image: QImage) -> None:
        self.view = sheet = Sheet(self._bench.look, behind_lock(self._page), found.type)
        sheet.closed.connect(sheet.deleteLater)
        shown = QLabel()
        shown.setAccessibleName(f"{found.type}, {found.file_name}")
        width = sheet.panel.maximumWidth() - 4 * Gap.M
        wide = QSize(min(width, image.width()), image.height())
        shown.setPixmap(QPixmap.fromImage(image.scaled(wide, Qt.AspectRatioMode.KeepAspectRatio)))
        sheet.content.addWidget(shown)
        sheet.content.addWidget(label(f"{found.file_name} · {size_words(found.size)}", "label", "muted"))
        sheet.content.addStretch()
        sheet.open(sheet.close_button)

    def _fail(self, fault: Exception) -> None:
        self._page.tell(explain(fault, self._bench.formats))


def load_documents(desk: Desk, member: MemberId) -> tuple[DocumentFacts, ...]:
    """Return what is on file of a member."""
    with desk.store.read() as tx:
        return documents_of(tx, member)


def stands_words(stands: FileStands) -> str:
    """Return where a file is, in words."""
    return {
        "on_tablet": tr("On this tablet"),
        "on_its_way": tr("File on its way"),
        "not_sent": tr("File not sent"),
        "at_office": tr("At the office"),
    }[stands]


def _kinds() -> tuple[str, ...]:
    return (
        tr("Identity card"),
        tr("Photo of the member"),
        tr("Proof of address"),
        tr("Business paper"),
        tr("Other document"),
    )


def _row(found: DocumentFacts, bench: Workbench) -> Row:
    when = bench.formats.moment(found.attached_at_ms, bench.now_ms())
    return Row(
        key=found.document,
        title=found.type,
        second=" · ".join((found.file_name, size_words(found.size), when)),
        mark=Mark(_MARKS[found.stands], stands_words(found.stands)),
        reason=found.fault,
        provisional=found.provisional,
    )


def _content(desk: Desk, digest: bytes) -> bytes:
    return folder_of(desk).read(digest)


def _prepared(path: Path) -> _Chosen:
    """Read a file and make a picture small enough, away from the screen; refusals as of the job."""
    try:
        with path.open("rb") as file:
            content = file.read(4 * MAX_FILE_BYTES)
    except OSError as fault:
        detail = tr("Look whether the stick is still in, then choose the file again.")
        raise NotWritten(tr("The file could not be read"), detail) from fault
    kind = checked_media_type(content[:HEAD_BYTES], min(len(content), MAX_FILE_BYTES))
    if kind == "application/pdf":
        checked_media_type(content[:HEAD_BYTES], len(content))
        return _Chosen(path.name, content)
    image = _decoded(content)
    if max(image.width(), image.height()) > _LONGEST_SIDE:
        size = QSize(_LONGEST_SIDE, _LONGEST_SIDE)
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    return _Chosen(path.name, _encoded(image, b"JPEG" if kind == "image/jpeg" else b"PNG"))


def _decoded(content: bytes) -> QImage:
    """Return a picture, turned as its camera held it; refused where it is none, or too large to be shown."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() * size.height() > _MOST_PIXELS:
        detail = tr("Take the picture with fewer pixels.")
        raise RuleRefused("file.too_large", tr("The picture is too large"), detail)
    image = reader.read()
    if image.isNull():
        detail = tr("It begins like one, but cannot be shown. Choose another file.")
        raise RuleRefused("file.kind", tr("This is no picture"), detail)
    return image


def _encoded(image: QImage, kind: bytes) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind))
    if kind == b"JPEG":
        writer.setQuality(_QUALITY)
    writer.write(image)
    return bytes(buffer.data().data())
