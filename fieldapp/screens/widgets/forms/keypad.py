"""Large keys for an amount: figures, double and triple noughts, and up to two amounts to take at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, TextRole
from fieldapp.screens.widgets.buttons import Button, ButtonKind
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.forms.amount_edit import AmountEdit
from fieldapp.screens.widgets.text import label, set_tone
from fieldapp.screens.words import money

_KEYS: tuple[tuple[tuple[str, ButtonKind], ...], ...] = (
    (("1", "key"), ("2", "key"), ("3", "key"), ("back", "key_more")),
    (("4", "key"), ("5", "key"), ("6", "key"), ("000", "key_more")),
    (("7", "key"), ("8", "key"), ("9", "key"), ("00", "key_more")),
    ((".", "key_more"), ("0", "key")),
)
_SIZES: tuple[TextRole, ...] = ("title", "strong", "label", "badge_small")
TAKES = 2
"""How many amounts can be taken at once."""


def fitting(look: Look, sizes: tuple[TextRole, ...], text: str, room: float) -> TextRole:
    """Return the first size in which a text has room, else the last."""
    fits = (role for role in sizes if look.metrics(role).horizontalAdvance(text) <= room)
    return next(fits, sizes[-1])


class TakeKey(Button):
    """A key with a small word over an amount; pressed, the amount is the one."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "key_due")
        self.amount_minor = 0
        self._word = label("", "label", "link")
        self._amount = label("", "title", "link")
        box = column(Gap.NONE)
        look.changed.connect(self._fit)
        box.addStretch()
        for shown in (self._word, self._amount):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(shown)
        box.addStretch()
        self.setLayout(box)

    def offer(self, word: str, amount_minor: int) -> None:
        """Offer an amount; without one the key cannot be pressed."""
        self.amount_minor = amount_minor
        self._word.setText(word)
        self._amount.setText(_breakable(money(amount_minor)) if amount_minor else "–")
        self.setAccessibleName(f"{word} {money(amount_minor)}")
        self.setEnabled(bool(amount_minor))
        for shown in (self._word, self._amount):
            set_tone(shown, "link" if amount_minor else "faint")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """On a narrow pad the amount is written smaller, never cut."""
        for shown, sizes in ((self._word, _SIZES[2:]), (self._amount, _SIZES)):
            role = fitting(self._look, sizes, shown.text(), self.width() - 2 * Gap.XS)
            if shown.property("role") != role:
                shown.setProperty("role", role)
                shown.style().unpolish(shown)
                shown.style().polish(shown)
        room = self.width() - 2 * Gap.XS
        wide = self._look.metrics(_SIZES[-1]).horizontalAdvance(self._amount.text()) > room
        self._amount.setWordWrap(wide)


def _breakable(amount: str) -> str:
    """An amount that may go on in a second line after a comma, where nothing smaller helps."""
    return amount.replace(",", ",\u200b")


class Keypad(QWidget):
    """Types into an `AmountEdit`; `taken` after one of the offered amounts was, with its place."""

    taken = Signal(int)

    def __init__(self, look: Look, edit: AmountEdit) -> None:
        super().__init__()
        self._look = look
        self._edit = edit
        self.setAccessibleName(self.tr("Keypad"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._grid.setSpacing(Gap.S)
        self.keys: dict[str, Button] = {}
        for line, keys in enumerate(_KEYS):
            for place, (key, kind) in enumerate(keys):
                self._grid.addWidget(self._key(key, kind), line, place)
        self.takes = tuple(TakeKey(look) for _ in range(TAKES))
        for place, take in enumerate(self.takes):
            take.offer("", 0)
            take.clicked.connect(lambda _=False, place=place: self._take(place))
            self._shape(take)
            self._grid.addWidget(take, len(_KEYS) - 1, 2 + place)
        look.changed.connect(self._fit)
        for place in range(4):
            self._grid.setColumnStretch(place, 1)
            self._grid.setRowStretch(place, 1)

    def offer(self, place: int, word: str, amount_minor: int) -> None:
        """Put an amount on one of the two tinted keys."""
        self.takes[place].offer(word, amount_minor)

    def _key(self, key: str, kind: ButtonKind) -> Button:
        text, icon = ("", "backspace") if key == "back" else (key, "")
        names = {"back": self.tr("Delete the last figure"), ".": self.tr("Point")}
        made = Button(self._look, text, kind, icon, names.get(key, key))
        made.setToolTip("")
        made.setAutoRepeat(key == "back")
        made.clicked.connect(lambda: self._edit.type_key(key))
        self._shape(made)
        self.keys[key] = made
        return made

    def _shape(self, key: Button) -> None:
        """Keys share the room there is, up to the height drawn; a finger types, so the focus stays away."""
        key.setMinimumSize(Height.TOUCH, Height.TOUCH)
        key.setMaximumHeight(self._look.tall(Height.KEY, "keypad"))
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        key.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        high = 4 * self._look.tall(Height.KEY, "keypad") + 3 * Gap.S
        return QSize(4 * Height.KEY * 2, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Noughts on narrow keys are written smaller, never cut."""
        room = (self.width() - 3 * Gap.S) / 4 - 2 * Gap.S
        small = fitting(self._look, ("figure", "title"), "000", room) == "title"
        for key in ("00", "000"):
            self.keys[key].set_kind("key_small" if small else "key_more")

    def _take(self, place: int) -> None:
        self._edit.set_amount(self.takes[place].amount_minor)
        self.taken.emit(place)
