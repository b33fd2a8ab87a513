"""Charts, full, empty and with odd figures."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.screens.gallery.board import shown
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.charts.attendance import AttendanceChart, Presence
from fieldapp.screens.widgets.charts.bars import Bars, Part
from fieldapp.screens.widgets.charts.columns import Columns
from fieldapp.screens.widgets.charts.heat import HeatMap
from fieldapp.screens.widgets.charts.spark import Spark
from fieldapp.screens.widgets.charts.trend import Line, Trend
from fieldapp.screens.widgets.figures.cards import FigureCard, FigureCards

_DAYS = ("2 Oct", "9 Oct", "16 Oct", "23 Oct", "30 Oct", "6 Nov", "13 Nov", "20 Nov")
_PAR_30 = (5.2, 5.4, 5.9, 5.8, 6.3, 6.1, 6.6, 6.8)
_PAR_90 = (1.0, 1.1, 1.0, 1.2, 1.2, 1.3, 1.3, 1.4)


def hang(look: Look) -> Iterable[Card]:
    """Return the cards of this room."""
    trend, none, one = Trend(look, "PAR trend, %"), Trend(look, "No trend"), Trend(look, "One day")
    trend.set_lines(
        (Line("PAR 30", _PAR_30, "6.8 %", "overdue"), Line("PAR 90", _PAR_90, "1.4 %", "pending", True)),
        _DAYS,
    )
    none.set_lines((), ())
    one.set_lines((Line("PAR 30", (6.8,), "6.8 %"),), ("20 Nov",))
    yield shown("PAR trend, %", trend)
    yield _ageing(look)
    yield _rates(look)
    yield _weeks(look)
    yield _attendance(look)
    spark = Spark(look, "Collection rate")
    spark.set_values(_PAR_30, "Collection rate: up in 8 weeks", "paid")
    yield shown("Spark", spark)
    yield _figures(look)
    yield shown("Nothing yet", none)
    yield shown("One day only", one)


def _figures(look: Look) -> Card:
    cash, late = FigureCard("Cash"), FigureCard("Overdue")
    cash.show_figure("₦703,670", "144 receipts", "54 % of all")
    late.show_figure("₦96,250", "9 loans", "oldest: 14 days late", alarm=True)
    return shown("Figures over a list", FigureCards(look, (cash, late)))


def _ageing(look: Look) -> Card:
    bars = Bars(look, "Ageing, ₦")
    bars.set_parts(
        (
            Part("Current", 41.9, "41.9 M", "paid"),
            Part("1–30", 6.1, "6.1 M", "pending"),
            Part("31–60", 2.0, "2.0 M", "overdue"),
            Part("61–90", 0.8, "0.8 M", "overdue"),
            Part("180+", 0.2, "0.2 M", "overdue"),
            Part("Written off", 0.0, "–"),
        )
    )
    return shown("Ageing, ₦", bars)


def _rates(look: Look) -> Card:
    grid = HeatMap(look, "Current collection rate, %")
    grid.set_grid(
        ("Mon", "Tue", "Wed", "Thu", "Fri so far"),
        (
            ("Funmilayo", (92, 88, 95, 90, 34)),
            ("Zainab", (71, 64, 58, 69, None)),
            ("Emeka", (94, 90, 92, 88, 59)),
            ("Tunde", (90, 86, 88, 92, 72)),
        ),
    )
    return shown("Current collection rate, %", grid)


def _weeks(look: Look) -> Card:
    weeks = Columns(look, "Collected by week, %")
    parts = [
        Part(f"Week {number}", value, str(value), "paid" if value >= 90 else "pending")
        for number, value in enumerate((92, 88, 95, 71, 90, 98), 42)
    ]
    weeks.set_parts(parts, 95, "Target 95 %")
    return shown("Collected by week, %", weeks)


def _attendance(look: Look) -> Card:
    chart = AttendanceChart(look, "Attendance, last 24 meetings")
    marks: dict[int, Presence] = {5: "late", 8: "absent", 13: "excused", 18: "late", 21: "absent"}
    chart.set_marks([marks.get(place, "present") for place in range(24)])
    return shown("Attendance, last 24 meetings", chart)
