"""Files of tables: what a spreadsheet reads back is what was written, and nothing of it runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

import pytest

from fieldapp.everyone.exports.tables import Column, FileKind, written

_IN = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    on: date | None
    minor: int


COLUMNS: tuple[Column[Line], ...] = (
    Column("Name", lambda line: line.name),
    Column("On", lambda line: line.on, "day"),
    Column("Amount", lambda line: line.minor, "amount"),
)
ODD = (
    *("=1+1", "+234", "-5", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")", "{=1+1}"),
    *("Adaeze Ọ́kàfọ̀", "خالد", "👩🏾‍🌾 Ngozi", "a,b;\"c\"\n", "x" * 40_000, ""),
)  # fmt: skip
LINES = tuple(Line(name, date(2026, 1, 19) if name else None, 448_000) for name in ODD)


def read_sheet(data: bytes) -> list[list[tuple[str, str]]]:
    """The cells of the one sheet of a workbook, each with its type and what it holds."""
    book = zipfile.ZipFile(io.BytesIO(data))
    assert book.testzip() is None
    shared = [
        "".join(each.itertext())
        for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).findall("x:si", _IN)
    ]
    rows = []
    for row in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iterfind(".//x:row", _IN):
        cells = []
        for cell in row.findall("x:c", _IN):
            assert cell.find("x:f", _IN) is None, "a formula"
            held, kind = cell.findtext("x:v", "", _IN), cell.get("t", "n")
            cells.append((kind, shared[int(held)] if kind == "s" else held))
        rows.append(cells)
    return rows


def test_a_workbook_holds_text_as_text_amounts_as_numbers_and_no_formula() -> None:
    title, *rows = read_sheet(written("What [is]: here?", COLUMNS, LINES, "xlsx"))
    assert [held for _, held in title] == ["Name", "On", "Amount"]
    assert len(rows) == len(LINES)
    for line, cells in zip(LINES, rows, strict=True):
        name, amount = cells[0], cells[-1]
        if line.name:
            assert name[0] == "s"
            assert not name[1].startswith(("=", "+", "-", "@", "\t", "\r"))
            plain = name[1].removeprefix("'")
            assert plain == line.name or len(plain) > 32_000 or re.search(r"[\r\n]", line.name)
        assert amount == ("n", "4480")


def test_text_holds_plain_amounts_and_days_and_no_formula() -> None:
    data = written("Any", COLUMNS, LINES, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    title, *rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert title == ["Name", "On", "Amount"]
    assert [row[0].removeprefix("'") for row in rows] == [line.name for line in LINES]
    assert not [row for row in rows if row[0].startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [row[1:] for row in rows[:-1]] == [["2026-01-19", "4480.00"]] * (len(rows) - 1)
    assert rows[-1][1:] == ["", "4480.00"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_of_no_row_the_titles_remain(kind: FileKind) -> None:
    data = written("", COLUMNS, (), kind)
    assert b"Name" in data if kind == "csv" else len(read_sheet(data)) == 1


def test_an_amount_taken_back_is_below_zero() -> None:
    data = written("Any", COLUMNS, [Line("a", None, -5)], "csv")
    assert data.decode("utf-8-sig").splitlines()[1] == "a,,-0.05"
