"""Reads back a PDF that Qt wrote: its pages, the words on them in reading order, its fonts, its squares.

Only what Qt writes is understood, which is enough to know that words are words and a code is the code.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cached_property

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"/Length (\d+)( 0 R)?.*?stream\r?\n(.*)", re.DOTALL)
_NUMBER = rb"-?\d+(?:\.\d+)?"
_TOKEN = re.compile(rb"<[0-9A-Fa-f]*>|/[^\s/<>\[\]()]+|" + _NUMBER + rb"|[A-Za-z*]+")
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One sign and where it stands on its page, in points from the lower left."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Square:
    """A filled box on its page, in points."""

    x: float
    y: float
    width: float
    height: float


class Pdf:
    """A PDF as a reader sees it."""

    def __init__(self, data: bytes) -> None:
        assert data.startswith(b"%PDF-"), "not a PDF"
        self._objects = {int(number): body for number, body in _OBJECT.findall(data)}

    @cached_property
    def pages(self) -> tuple[Reader, ...]:
        """The pages in order."""
        (tree,) = [body for body in self._objects.values() if b"/Type /Pages" in body]
        kids = re.search(rb"/Kids\s*\[(.*?)\]", tree, re.DOTALL)
        assert kids is not None
        return tuple(self._page(int(number)) for number in re.findall(rb"(\d+) 0 R", kids.group(1)))

    @property
    def embedded_fonts(self) -> list[str]:
        """The names of the fonts whose shapes are in the file; all that are used, or this fails."""
        found = []
        for body in self._objects.values():
            if b"/Type /FontDescriptor" in body:
                file = re.search(rb"/FontFile2 (\d+) 0 R", body)
                assert file is not None, "a font that is not embedded"
                assert self._stream(int(file.group(1)))
                name = re.search(rb"/FontName /\w+\+(\S+)", body)
                assert name is not None
                found.append(name.group(1).decode())
        return found

    def _page(self, number: int) -> Reader:
        body = self._objects[number]
        content, resources = _reference(body, b"Contents"), _reference(body, b"Resources")
        fonts = {
            name: self._signs(int(of))
            for name, of in re.findall(rb"(/F\d+) (\d+) 0 R", self._objects[resources])
        }
        reader = Reader(fonts)
        reader.read(self._stream(content))
        return reader

    def _signs(self, font: int) -> dict[int, str]:
        """What each code of a font says."""
        table = self._stream(_reference(self._objects[font], b"ToUnicode"))
        signs: dict[int, str] = {}
        for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
            for first, last, to in re.findall(rb"<(\w+)>\s*<(\w+)>\s*(<\w+>|\[.*?\])", block, re.DOTALL):
                texts = re.findall(rb"<(\w+)>", to)
                for place, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                    text = bytes.fromhex(texts[place if to.startswith(b"[") else 0].decode()).decode(
                        "utf-16-be"
                    )
                    shift = 0 if to.startswith(b"[") else place
                    signs[code] = text[:-1] + chr(ord(text[-1]) + shift) if text else ""
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
            for code_text, to in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
                signs[int(code_text, 16)] = bytes.fromhex(to.decode()).decode("utf-16-be")
        return signs

    def _stream(self, number: int) -> bytes:
        body = self._objects[number]
        found = _STREAM.search(body)
        assert found is not None
        length = int(found[1]) if found[2] is None else int(self._objects[int(found[1])])
        data = found[3][:length]
        return zlib.decompress(data) if b"/FlateDecode" in body else data


class Reader:
    """One page: follows the drawing and notes signs and squares."""

    def __init__(self, fonts: dict[bytes, dict[int, str]]) -> None:
        self._fonts = fonts
        self.glyphs: list[Glyph] = []
        self.squares: list[Square] = []

    @property
    def lines(self) -> list[str]:
        """The words line by line from the top, each line from left to right."""
        rows: dict[int, list[Glyph]] = {}
        for glyph in self.glyphs:
            rows.setdefault(round(-glyph.y), []).append(glyph)
        ordered = (sorted(rows[row], key=lambda glyph: glyph.x) for row in sorted(rows))
        return ["".join(glyph.text for glyph in line) for line in ordered]

    def read(self, content: bytes) -> None:
        """Follow the operators of a page."""
        matrix: _Matrix = (1, 0, 0, 1, 0, 0)
        kept: list[_Matrix] = []
        numbers: list[float] = []
        signs: dict[int, str] = {}
        text: _Matrix = matrix
        points: list[tuple[float, float]] = []
        path: list[Square] = []
        for token in _TOKEN.findall(content):
            if re.fullmatch(_NUMBER, token):
                numbers.append(float(token))
                continue
            if token.startswith(b"<"):
                for at in range(1, len(token) - 1, 4):
                    x, y = _moved(matrix, text[4], text[5])
                    self.glyphs.append(Glyph(signs.get(int(token[at : at + 4], 16), "\ufffd"), x, y))
                continue
            if token in self._fonts:
                signs = self._fonts[token]
            match token:
                case b"q":
                    kept.append(matrix)
                case b"Q":
                    matrix = kept.pop()
                case b"cm":
                    matrix = _times(_six(numbers), matrix)
                case b"Tm":
                    text = _six(numbers)
                case b"Td":
                    text = _times((1, 0, 0, 1, numbers[-2], numbers[-1]), text)
                case b"m":
                    points = [_moved(matrix, *numbers[-2:])]
                case b"l":
                    points.append(_moved(matrix, *numbers[-2:]))
                case b"h":
                    path += _square(points)
                case b"f" | b"f*":
                    self.squares += path
                    path = []
            numbers = []


def _six(numbers: list[float]) -> _Matrix:
    a, b, c, d, e, f = numbers[-6:]
    return a, b, c, d, e, f


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    u, v, w, x, y, z = then
    return a * u + b * w, a * v + b * x, c * u + d * w, c * v + d * x, e * u + f * w + y, e * v + f * x + z


def _moved(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _square(points: list[tuple[float, float]]) -> list[Square]:
    """The square these five points go around, if they do."""
    xs, ys = sorted({round(x, 3) for x, _ in points}), sorted({round(y, 3) for _, y in points})
    if len(points) != 5 or len(xs) != 2 or len(ys) != 2:
        return []
    return [Square(xs[0], ys[0], xs[1] - xs[0], ys[1] - ys[0])]


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found is not None, name
    return int(found.group(1))
