"""What a benchmark tells: one figure, the bar it has to reach, and a floor measured beside it.

The rule kept here: no figure stands alone; the floor is the least the same machine needed for the bare part
of the same work, in the same run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

Sense = Literal["at most", "at least"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value of the client or of an engine; without a `bar` it is told and not judged."""

    name: str
    engine: str
    value: float
    unit: str
    bar: float | None
    floor: float | None
    floor_of: str
    sense: Sense = "at most"
    note: str = ""
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def reached(self) -> bool | None:
        """Whether the bar is reached; None without one."""
        if self.bar is None:
            return None
        return self.value <= self.bar if self.sense == "at most" else self.value >= self.bar

    def as_json(self) -> dict[str, object]:
        """What goes into the file."""
        return {**asdict(self), "reached": self.reached}


_HEADS = ("figure", "engine", "measured", "bar", "", "floor", "floor is")
_MARKS = {True: "ok", False: "MISSED", None: ""}


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for people, notes beneath."""
    found = list(figures)
    lines = [_HEADS, *(_cells(figure) for figure in found)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_HEADS))]
    drawn = [_drawn(line, widths) for line in lines]
    drawn.insert(1, "  ".join("-" * width for width in widths))
    notes = [f"  {figure.name} ({figure.engine}): {_remark(figure)}" for figure in found if _remark(figure)]
    return "\n".join([*drawn, "", *notes] if notes else drawn)


def _cells(figure: Figure) -> Sequence[str]:
    sign = "≤" if figure.sense == "at most" else "≥"
    return (
        figure.name,
        figure.engine,
        f"{_number(figure.value)} {figure.unit}",
        "" if figure.bar is None else f"{sign} {_number(figure.bar)}",
        _MARKS[figure.reached],
        "" if figure.floor is None else f"{_number(figure.floor)} {figure.unit}",
        figure.floor_of,
    )


def _remark(figure: Figure) -> str:
    parts = ", ".join(f"{name} {_number(value)}" for name, value in figure.parts.items())
    return "; ".join(text for text in (figure.note, parts) if text)


def _drawn(line: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"
