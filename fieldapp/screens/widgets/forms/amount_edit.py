"""A line for one amount of money: groups the digits while somebody types, and reads what they paste.

The rule kept here: nothing typed or pasted is dropped in silence. What can be read is written as it is
understood; what cannot stays as it was typed, and `problem` says why.
"""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.words import money, tr
from shared.errors import RuleRefused
from shared.money import parse_amount

_GROUPED = re.compile(r"(\d{1,3}(,\d{3})*)?(\.\d{0,2})?")
_SIGNS = str.maketrans("．٫，٬،", "..,,,")
_MOST_TEXT = 64
_READABLE = frozenset("0123456789,. ")
_LETTER = re.compile(r"[^\W\d_]+|.", re.DOTALL)


class AmountEdit(QLineEdit):
    """`amount_minor` is what stands there, None where that is nothing or cannot be read.

    `amount_changed` whenever it may be another; `problem_changed` with why it cannot be read, "" when it can.
    """

    amount_changed = Signal()
    problem_changed = Signal(str)

    def __init__(self, kind: str = "amount_form") -> None:
        super().__init__()
        self.amount_minor: int | None = None
        self.problem = ""
        self._before = ""
        self.setProperty("kind", kind)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Figures run from left to right in every script.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.setPlaceholderText("0")
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._judge)

    def setText(self, text: str | None, /) -> None:
        """Write a text; figures that are typed next are grouped with it."""
        self._before = text or ""
        super().setText(text)

    def set_amount(self, amount_minor: int | None) -> None:
        """Write an amount, or nothing."""
        self.setText(money(amount_minor) if amount_minor else "")

    def type_key(self, key: str) -> None:
        """Take a key of the pad on the screen: figures, "." or "back"."""
        if key == "back":
            self._step_over(Qt.Key.Key_Backspace)
            self.backspace()
        else:
            self.insert(key)
        self._edited(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not event.modifiers():
            self._step_over(Qt.Key(event.key()))
        super().keyPressEvent(event)

    def _step_over(self, key: Qt.Key) -> None:
        """The commas are ours: deleting one means the figure beyond it."""
        at, text = self.cursorPosition(), self.text()
        if self.hasSelectedText() or not _is_grouped(text):
            return
        if key == Qt.Key.Key_Backspace and text[at - 1 : at] == ",":
            self.cursorBackward(False)
        elif key == Qt.Key.Key_Delete and text[at : at + 1] == ",":
            self.cursorForward(False)

    def _edited(self, text: str) -> None:
        """Write what is understood, with the cursor behind the same figure as before."""
        at = self.cursorPosition()
        written = _as_typed(self._before, _latin(text)) or _as_pasted(text)
        if written is not None and written != text:
            behind = len([sign for sign in text[at:] if sign.isdecimal() or sign in ".٫．"])
            self.setText(written)
            self.setCursorPosition(_place_before(written, behind))
        self._before = self.text()

    def _judge(self) -> None:
        amount, problem = _read(self.text())
        self.amount_minor = amount
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit(problem)
        self.amount_changed.emit()


def _read(text: str) -> tuple[int | None, str]:
    """Return the amount of a text, or why there is none; a text that may still become one has no problem."""
    try:
        return parse_amount(text), ""
    except RuleRefused as refused:
        if refused.code in ("amount.empty", "amount.zero") or text == ".":
            return None, ""
        return None, _why(refused, text)


def _why(refused: RuleRefused, text: str) -> str:
    """Name what cannot be read, where it is a sign; else say the rule."""
    if refused.code == "amount.not_a_number" and len(text) <= _MOST_TEXT:
        odd = [part for part in _LETTER.findall(_latin(text)) if part not in _READABLE]
        shown = next((part for part in odd if part.isprintable()), "")
        if shown:
            return tr("“{what}” cannot be read. {rule}").format(what=shown, rule=refused.detail)
    return f"{refused.title}. {refused.detail}"


def _latin(text: str) -> str:
    """The same text with figures and their signs as the keyboard has them; as long as before."""
    figures = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return "".join(figures).translate(_SIGNS)


def _as_typed(before: str, text: str) -> str | None:
    """Group anew after figures came or went; None where anything else did."""
    if not _is_grouped(before) or len(text) > _MOST_TEXT:
        return None
    start = 0
    while start < min(len(before), len(text)) and before[start] == text[start]:
        start += 1
    end = 0
    while end < min(len(before), len(text)) - start and before[-1 - end] == text[-1 - end]:
        end += 1
    if "," in text[start : len(text) - end]:
        return None
    return _grouped(text.replace(",", ""))


def _as_pasted(text: str) -> str | None:
    """Write what a text means, if it means an amount; a point at the end waits for figures."""
    plain = _latin(text)
    if _is_grouped(plain):
        return plain
    if len(text) <= _MOST_TEXT and (typed := _grouped(plain)) is not None:
        return typed
    amount, _ = _read(text)
    return money(amount) if amount is not None else None


def _grouped(plain: str) -> str | None:
    """Figures without commas, in groups of three; None where it is not that."""
    match = re.fullmatch(r"(\d*)(\.\d{0,2})?", plain)
    if match is None:
        return None
    whole = match[1].lstrip("0") or ("0" if match[1] else "")
    head = len(whole) % 3
    groups = ([whole[:head]] if head else []) + [whole[at : at + 3] for at in range(head, len(whole), 3)]
    return ",".join(groups) + (match[2] or "")


def _is_grouped(text: str) -> bool:
    return _GROUPED.fullmatch(text) is not None


def _place_before(text: str, behind: int) -> int:
    """Where the cursor has that many figures and points behind it."""
    at = len(text)
    while behind and at:
        at -= 1
        behind -= text[at] != ","
    return at
