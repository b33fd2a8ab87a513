"""Charts: what they say to who cannot see, and that they paint whatever figures come."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import LIGHT
from fieldapp.screens.widgets.charts.attendance import AttendanceChart
from fieldapp.screens.widgets.charts.bars import Bars, Part
from fieldapp.screens.widgets.charts.chart import Chart
from fieldapp.screens.widgets.charts.columns import Columns
from fieldapp.screens.widgets.charts.heat import HeatMap, heat_step
from fieldapp.screens.widgets.charts.scale import figure, scale_of
from fieldapp.screens.widgets.charts.spark import Spark
from fieldapp.screens.widgets.charts.trend import Line, Trend


def _shown(qtbot: QtBot, chart: Chart) -> QImage:
    qtbot.addWidget(chart)
    chart.resize(400, 220)
    return chart.grab().toImage()


def _painted(image: QImage, box: QRectF) -> bool:
    """Whether anything at all was painted into a part of a picture."""
    part = image.copy(box.toRect())
    ground = part.pixel(0, 0)
    return any(part.pixel(x, y) != ground for x in range(part.width()) for y in range(0, part.height(), 2))


def test_a_trend_speaks_every_figure_with_its_day(qtbot: QtBot, look: Look) -> None:
    chart = Trend(look, "PAR trend, %")
    lines = [
        Line("PAR 30", (5.2, 6.8), "6.8 %", "overdue"),
        Line("PAR 90", (1.0, 1.4), "1.4 %", dashed=True),
    ]
    chart.set_lines(lines, ["2 Oct", "20 Nov"])
    assert chart.accessibleName() == "PAR trend, %"
    assert chart.accessibleDescription() == (
        "PAR 30: 2 Oct 5.2, 20 Nov 6.8; now 6.8 %; PAR 90: 2 Oct 1, 20 Nov 1.4; now 1.4 %"
    )
    _shown(qtbot, chart)


def test_bars_columns_and_cells_speak_theirs(qtbot: QtBot, look: Look) -> None:
    bars, columns, heat = Bars(look, "Ageing"), Columns(look, "Weeks"), HeatMap(look, "Rate")
    parts = [Part("Current", 41.9, "41.9 M", "paid"), Part("1–30", 0.0, "0")]
    bars.set_parts(parts)
    columns.set_parts(parts, 40.0, "Target 40 M")
    heat.set_grid(["Mon", "Tue"], [("Zainab", (92, None)), ("Emeka", (30, 64))])
    assert bars.accessibleDescription() == "Current: 41.9 M; 1–30: 0"
    assert columns.accessibleDescription() == "Current: 41.9 M; 1–30: 0; Target 40 M"
    assert heat.accessibleDescription() == "Zainab: Mon 92; Emeka: Mon 30, Tue 64"
    for chart in (bars, columns, heat):
        _shown(qtbot, chart)


def test_attendance_is_told_by_height_and_word_not_by_colour_alone(qtbot: QtBot, look: Look) -> None:
    chart = AttendanceChart(look, "Attendance")
    chart.set_marks(("present", "present", "present", "present", "present", "absent", "late"))
    assert chart.accessibleDescription() == "Present 5; Late 1; Absent 1"
    assert chart.heightForWidth(100) > chart.heightForWidth(600)
    image = _shown(qtbot, chart)
    assert _painted(image, QRectF(2, 0, 30, 8))
    step = 32 + 4
    assert not _painted(image, QRectF(5 * step + 4, 0, 20, 8))


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize(
    "values", [(), (3.0,), (0.0, 0.0), (-2.0, 5.0), (1e12, 2e12), (5.0, 5.0, 5.0)], ids=str
)
def test_any_figures_can_be_painted(
    qtbot: QtBot, look: Look, values: tuple[float, ...], direction: Qt.LayoutDirection
) -> None:
    trend, spark, bars, columns = (
        Trend(look, "Trend"),
        Spark(look, "Spark"),
        Bars(look, "Bars"),
        Columns(look, "Columns"),
    )
    trend.set_lines([Line("One", values, "now")], [str(place) for place in range(len(values))])
    spark.set_values(values, "said")
    parts = [Part(str(place), value, figure(value), "paid") for place, value in enumerate(values)]
    bars.set_parts(parts)
    columns.set_parts(parts, 3.0)
    for chart in (trend, spark, bars, columns):
        chart.setLayoutDirection(direction)
        _shown(qtbot, chart)
    if not values:
        assert trend.accessibleDescription() == "Nothing to show yet"


def test_a_chart_follows_the_theme(qtbot: QtBot, look: Look) -> None:
    holder = QWidget()
    chart = Bars(look, "Bars")
    chart.set_parts([Part("One", 1.0, "1", "paid")])
    chart.setParent(holder)
    qtbot.addWidget(holder)
    light = _shown(qtbot, chart)
    look.follow_system(True)
    assert chart.grab().toImage() != light
    look.follow_system(False)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([5.2, 6.8], (0, 2, 4, 6, 8)),
        ([0.0], (0, 0.25, 0.5, 0.75, 1.0)),
        ([-3.0, 5.0], (-4, -2, 0, 2, 4, 6)),
        ([9_700_000.0], (0, 2_500_000, 5_000_000, 7_500_000, 10_000_000)),
        ([float("nan"), 4.0], (0, 1, 2, 3, 4)),
    ],
)
def test_an_axis_has_round_figures_around_all_values(values: list[float], ticks: tuple[float, ...]) -> None:
    scale = scale_of(values)
    assert scale.ticks == pytest.approx(ticks)
    assert (scale.part(scale.low), scale.part(scale.high), scale.part(scale.high * 9)) == (0, 1, 1)


def test_more_is_darker() -> None:
    shades = [LIGHT.heat.index(heat_step(LIGHT.heat, value, 100)) for value in (0, 59, 64, 71, 88, 92, 120)]
    assert shades == sorted(shades)
    assert (shades[0], shades[-1]) == (0, len(LIGHT.heat) - 1)
