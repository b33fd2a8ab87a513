"""Tokens: every colour pair can be read, and no screen says a colour or a length of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.screens.theme.stylesheet import stylesheet
from fieldapp.screens.theme.tokens import DARK, LIGHT, Colours
from fieldapp.screens.widgets.badge import _SHAPES
from fieldapp.screens.words import Formats, cash_age, money, short_or_over, wait_words

SCREENS = Path("fieldapp/screens")
ICONS = SCREENS / "theme" / "icons"


def _grounds(colours: Colours) -> tuple[str, ...]:
    return (colours.sunken, colours.tint, colours.canvas)


TEXT_ON = [
    ("text", "canvas"),
    ("text", "surface"),
    ("muted", "canvas"),
    ("muted", "surface"),
    ("faint", "surface"),
]
_SIZED = re.compile(
    r"set(Fixed|Minimum|Maximum)(Size|Width|Height)|setContentsMargins|setSpacing|addSpacing|QSize"
)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_what_they_stand_on(colours: Colours) -> None:
    pairs = [(getattr(colours, ink), getattr(colours, ground)) for ink, ground in TEXT_ON]
    pairs += [(colours.on_primary, colours.primary), (colours.on_tint, colours.tint)]
    for name in ("pending", "paid", "partial", "overdue", "promise", "neutral"):
        status = getattr(colours, name)
        pairs += [(status.fg, status.bg), (status.fg, colours.surface)]
        pairs += [(status.fg, colours.tint)]
    pairs += [
        (getattr(colours, ink), ground) for ink in ("text", "muted", "faint") for ground in _grounds(colours)
    ]
    pairs += [(step.text, step.fill) for step in colours.heat]
    # Messages have their colours turned round, and what cannot be used lies on sunken ground.
    pairs += [(colours.surface, colours.text), (colours.on_primary, colours.primary_press)]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
    borders = [
        colours.line_strong,
        colours.focus,
        *(getattr(colours, name).solid for name in ("paid", "overdue")),
    ]
    assert [edge for edge in borders if contrast(edge, colours.surface) < 3] == []


def test_the_stylesheet_is_made_for_each_theme_and_size_of_text() -> None:
    assert LIGHT.primary in stylesheet(LIGHT, 1.0)
    assert DARK.primary in stylesheet(DARK, 1.0)
    assert stylesheet(LIGHT, 1.5) != stylesheet(LIGHT, 1.0)


def _literals() -> Iterator[str]:
    for path in SCREENS.rglob("*.py"):
        if "theme" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if isinstance(node, ast.Constant) and re.fullmatch(r"#[0-9A-Fa-f]{3,8}|.*:\s*\d+px.*", text):
                yield f"{path}:{node.lineno} {text}"
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                widths = [
                    word for word in node.keywords if word.arg is not None and word.arg.endswith("width")
                ]
                yield from (
                    f"{path}:{node.lineno} {word.arg}"
                    for word in widths
                    if isinstance(word.value, ast.Constant) and word.value.value not in (0, None)
                )
                if _SIZED.fullmatch(name):
                    sizes = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                    yield from (
                        f"{path}:{node.lineno} {name}({size!r})" for size in sizes if size not in (0,)
                    )


def test_no_screen_says_a_colour_or_a_length_of_its_own() -> None:
    assert list(_literals()) == []


def test_every_icon_named_is_there_and_every_icon_there_is_named() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in SCREENS.rglob("*.py"))
    named = {icon for _, icon in _SHAPES.values()}
    there = {path.stem for path in ICONS.glob("*.svg")}
    used = {name for name in there if f'"{name}"' in sources or f'"{name.removesuffix("-fill")}"' in sources}
    assert named <= there
    assert there - used == set()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (money(1_600_000), "16,000"),
        (money(160_050), "1,600.50"),
        (Formats().signed(-15_830_000), "−₦158,300"),
        (Formats("GHS").signed(100), "GHS 1"),
        (short_or_over(-30_000, Formats()), "Short by ₦300"),
        (short_or_over(5_000, Formats()), "Over by ₦50"),
        (wait_words(30), "30 seconds"),
        (wait_words(900), "15 minutes"),
        (wait_words(3 * 86_400 + 5), "3 days"),
        (cash_age(0), "from today"),
        (cash_age(1), "1 day"),
    ],
)
def test_figures_and_ages_are_said_in_words(said: str, expected: str) -> None:
    assert said == expected
