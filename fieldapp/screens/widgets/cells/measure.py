"""How much room a cell needs, for who lays out columns and rows."""

from __future__ import annotations

from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import (
    BarCell,
    ButtonsCell,
    Cell,
    CheckCell,
    DotsCell,
    FigureCell,
    Initials,
    MarkCell,
    SparkCell,
    State,
    TextCell,
)
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.painting import lead_size, word_role
from fieldapp.screens.widgets.cells.touching import buttons_width


def cell_width(letters: Letters, cell: Cell, state: State) -> float:
    """Return the width at which nothing of a cell is shortened, without the padding around it."""
    match cell:
        case TextCell():
            return _text_width(letters, cell, state)
        case FigureCell():
            role = word_role(state, strong=cell.strong)
            return max(letters.width(cell.text, role), letters.width(cell.second, "label"))
        case MarkCell():
            return letters.badge_width(cell.mark)
        case BarCell():
            words = letters.width(cell.text, "label") + Gap.L + letters.width(cell.end, "badge")
            return max(words if cell.text else 0.0, float(Width.FIGURE))
        case SparkCell():
            return letters.width(cell.text, word_role(state, strong=True)) + Gap.S + Width.SPARK
        case DotsCell():
            dots = cell.whole * (Height.DOT + Gap.XS)
            return letters.width(cell.text, "table") + Gap.S + dots
        case ButtonsCell():
            return buttons_width(letters, cell)
        case CheckCell():
            return float(letters.look.icon_px())


def is_two_lines(cell: Cell) -> bool:
    """Whether a cell needs a row of two lines."""
    match cell:
        case TextCell():
            return bool(cell.second or cell.under or isinstance(cell.lead, Initials))
        case FigureCell():
            return bool(cell.second)
        case BarCell():
            return bool(cell.text or cell.end)
        case _:
            return False


def row_height(letters: Letters, *, two_lines: bool, high: Height = Height.ROW_TWO_LINES) -> int:
    """Return the height of a row at the size of text in force; `high` is that of one with two lines."""
    if not two_lines:
        return letters.look.tall(Height.ROW_DESKTOP, "table_strong")
    return letters.look.tall(high, "strong", "label")


def buttons_below(letters: Letters) -> int:
    """Return the height of a line of buttons under a row, with its gap."""
    return letters.look.tall(Height.TOUCH, "table_strong") + Gap.S


def _text_width(letters: Letters, cell: TextCell, state: State) -> float:
    lead = lead_size(letters, cell.lead) + Gap.M if cell.lead is not None else 0
    first = letters.width(cell.text, word_role(state, strong=cell.strong)) + _mark_width(letters, cell.mark)
    second = letters.width(cell.second, "label") + _mark_width(letters, cell.under)
    return lead + max(first, second)


def _mark_width(letters: Letters, mark: Mark | None) -> float:
    return letters.badge_width(mark, Height.BADGE_ROW) + Gap.M if mark is not None else 0.0
