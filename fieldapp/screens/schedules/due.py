"""When what is asked of the hub falls due."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject

from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.dates.period import Period, Time, ever
from fieldapp.screens.widgets.dates.range_field import Span
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


def due(bench: Workbench, parent: QObject) -> Period:
    """Return the times the hub asks for; at first what is overdue and this week."""
    today = bench.today()
    times = {
        "open": Time(tr("overdue and this week"), lambda _: (None, None)),
        "today": Time(tr("today"), lambda day: (day, day)),
        "seven": Time(tr("next 7 days"), lambda day: (day, day + timedelta(days=6))),
        "thirty": Time(tr("next 30 days"), lambda day: (day, day + timedelta(days=29))),
        "span": Time(tr("from … to …"), lambda _: (None, None)),
        "all": Time(tr("any time"), ever),
    }
    return Period(
        bench.look,
        tr("Due"),
        times,
        Span(today, today + timedelta(days=6)),
        say=lambda: bench.formats,
        days=lambda: Days(bench.today()),
        parent=parent,
    )
