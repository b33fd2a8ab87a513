"""Fonts, icons and measures follow the size of text, and are made once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontInfo, QFontMetricsF, QImage, QPainter, QRawFont
from PySide6.QtWidgets import QApplication

from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import TYPE, Height, IconSize, tall

LETTERS = "₦ ƙ ɗ ɓ Ɓ Ƙ Ɗ ẹ ọ ṣ Ẹ Ọ Ṣ ị ụ ṅ é à ó ǹ"


def test_the_shipped_font_is_used_and_has_the_letters_of_the_country(look: Look) -> None:
    font = look.font("body")
    assert QFontInfo(font).family() == "Inter"
    raw = QRawFont.fromFont(font)
    assert [
        letter for letter in LETTERS if not letter.isspace() and not raw.supportsCharacter(ord(letter))
    ] == []


@pytest.mark.parametrize("role", TYPE)
def test_figures_are_of_equal_width_and_weights_are_real(look: Look, role: str) -> None:
    font = look.font(role)  # type: ignore[arg-type]  # a key of TYPE
    metrics = QFontMetricsF(font)
    widths = {metrics.horizontalAdvance(digit * 4) for digit in "0123456789"}
    assert max(widths) - min(widths) < 0.5
    assert QFontInfo(font).weight() == TYPE[role].weight  # type: ignore[index]  # a key of TYPE


def test_lines_fit_into_the_height_the_scale_gives_them(look: Look) -> None:
    for role, style in TYPE.items():
        assert look.metrics(role).height() <= style.line + 1


def test_measures_grow_with_the_text(look: Look) -> None:
    assert tall(Height.TOUCH, 1.0, "strong") == Height.TOUCH
    look.choose(Appearance("light", 1.5))
    assert look.font("body").pixelSize() == round(15 * 1.5)
    assert look.tall(Height.TOUCH, "strong") == 54
    assert look.icon_px(IconSize.BUTTON) == 30


def test_an_icon_is_painted_in_its_colour_and_only_drawn_once(look: Look) -> None:
    picture = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    for colour in ("#ff0000", "#ff0000", "#0000ff"):
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        look.paint_icon(painter, "check", colour, QRectF(4, 4, 20, 20))
        painter.end()
        seen = {picture.pixelColor(x, y).name() for x in range(40) for y in range(40)}
        assert colour in seen
    assert look.icon("check", "#ff0000") is look.icon("check", "#ff0000")


def test_a_change_of_theme_goes_round_once(look: Look, qapp: QApplication) -> None:
    changed: list[None] = []
    look.changed.connect(lambda: changed.append(None))
    look.choose(Appearance("dark", 1.0))
    look.choose(Appearance("dark", 1.0))
    assert len(changed) == 1
    assert look.colours.canvas in qapp.styleSheet()
