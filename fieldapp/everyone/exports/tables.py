"""What is filtered as a table in a file: CSV for any program, XLSX with amounts that can be summed at once.

The rule kept here: amounts are plain numbers in the currency's main unit, days are days, and no cell can be
taken for a formula, whatever somebody is called.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

R = TypeVar("R")
FileKind = Literal["csv", "xlsx"]
Kind = Literal["text", "number", "amount", "day", "share"]
Value = str | int | date | Fraction | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_AMOUNT, _DAY, _SHARE = "#,##0.00", "yyyy-mm-dd", "0.0%"
_DIGITS = 4
_PARTS = 10**_DIGITS
"""How exactly a part of a whole is written."""
_NARROW, _WIDE = 12, 24
_LONGEST_NAME = 31
"""What a sheet of a workbook may be called at most."""
_LONGEST_TEXT = 32_767
"""What a cell of a workbook holds at most."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its title and what it shows of a row; an amount is in minor units, a share a part
    of one, None leaves it empty.
    """

    title: str
    of: Callable[[R], Value]
    kind: Kind = "text"


def written(name: str, columns: Sequence[Column[R]], rows: Iterable[R], kind: FileKind) -> bytes:
    """Return the rows under their titles as a file of that kind; `name` is what the sheet is called."""
    return _xlsx(name, columns, rows) if kind == "xlsx" else _csv(columns, rows)


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(columns: Sequence[Column[R]], rows: Iterable[R]) -> bytes:
    """In UTF-8 with its mark, which tells spreadsheets which letters these are."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(column.title for column in columns)
    writer.writerows([_plain(column.of(row), column.kind) for column in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Value, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{round(value * _PARTS) / _PARTS:.{_DIGITS}f}"
    if isinstance(value, int) and kind == "amount":
        sign, whole = "-" if value < 0 else "", abs(value)
        return f"{sign}{whole // 100}.{whole % 100:02d}"
    return str(value) if isinstance(value, int) else safe(value)


def _xlsx(name: str, columns: Sequence[Column[R]], rows: Iterable[R]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415  # its eighth of a second is not the program's start

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        sheet = book.add_worksheet(_sheet_name(name))
        bold = book.add_format({"bold": True})
        formats = {
            "amount": book.add_format({"num_format": _AMOUNT}),
            "day": book.add_format({"num_format": _DAY}),
            "share": book.add_format({"num_format": _SHARE}),
        }
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDE if column.kind == "text" else _NARROW)
            sheet.write_string(0, at, column.title, bold)
        sheet.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows, 1):
            for at, column in enumerate(columns):
                _put(sheet, last, at, column.of(row), column.kind, formats.get(column.kind))
        sheet.autofilter(0, 0, last, len(columns) - 1)
    return out.getvalue()


def _put(sheet: Worksheet, at: int, column: int, value: Value, kind: Kind, how: Format | None) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(at, column, datetime.combine(value, time()), how)
    elif isinstance(value, Fraction):
        sheet.write_number(at, column, float(value), how)
    elif isinstance(value, int):
        sheet.write_number(at, column, value / 100 if kind == "amount" else value, how)
    else:
        sheet.write_string(at, column, safe(value)[:_LONGEST_TEXT])


def _sheet_name(name: str) -> str:
    """A name without the signs that a sheet must not have in its own."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in name)[:_LONGEST_NAME].strip() or "1"
