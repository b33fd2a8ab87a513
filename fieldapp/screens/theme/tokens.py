"""Every colour and every measure there is, in light and dark.

The rule kept here: a screen names a token and never a colour or a number of pixels. Colours mean state,
except the primary, which means action and choice; every pair used for text reaches a contrast of 4.5,
borders 3. Lengths are device-independent pixels at a text size of 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Status = Literal["pending", "paid", "partial", "overdue", "promise", "neutral"]
Role = Literal[
    "text", "muted", "faint", "primary", "on_primary", "on_tint", "surface", "line", "line_strong", "focus"
]


@dataclass(frozen=True, slots=True)
class StatusColours:
    """`fg` for words on `bg` or on a card, `solid` for shapes and bars."""

    fg: str
    bg: str
    solid: str


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme, each colour by what it is for."""

    canvas: str
    surface: str
    sunken: str
    raised: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    primary: str
    primary_press: str
    on_primary: str
    tint: str
    on_tint: str
    focus: str
    rail: str
    track: str
    pending: StatusColours
    paid: StatusColours
    partial: StatusColours
    overdue: StatusColours
    promise: StatusColours
    neutral: StatusColours

    def status(self, status: Status) -> StatusColours:
        """Return the three colours of a status."""
        found: StatusColours = getattr(self, status)
        return found

    def role(self, role: Role) -> str:
        """Return one colour by its role."""
        found: str = getattr(self, role)
        return found


LIGHT = Colours(
    canvas="#F4F5F2",
    surface="#FFFFFF",
    sunken="#EBEDE8",
    raised="#FFFFFF",
    line="#DEE1DA",
    line_strong="#7C847B",
    text="#161A17",
    muted="#4A524C",
    faint="#5F675F",
    primary="#27317F",
    primary_press="#1B2360",
    on_primary="#FFFFFF",
    tint="#E9EBF8",
    on_tint="#27317F",
    focus="#4A5BE0",
    rail="#FFFFFF",
    track="#DFE2DC",
    pending=StatusColours("#6B4700", "#FCEFC7", "#A66F00"),
    paid=StatusColours("#0F5F35", "#DDF2E3", "#1A7F48"),
    partial=StatusColours("#0A4F7D", "#DCEEFA", "#1273B4"),
    overdue=StatusColours("#A11B14", "#FCE4E1", "#C9281E"),
    promise=StatusColours("#5B2482", "#F1E6F9", "#7A35AC"),
    neutral=StatusColours("#3F4741", "#E7E9E4", "#6A726B"),
)
DARK = Colours(
    canvas="#101312",
    surface="#181C1A",
    sunken="#0C0E0D",
    raised="#212624",
    line="#2D3330",
    line_strong="#7E8883",
    text="#F1F4F0",
    muted="#B9C1BB",
    faint="#98A19B",
    primary="#B7C0FF",
    primary_press="#98A4FA",
    on_primary="#12173F",
    tint="#262C52",
    on_tint="#CDD3FF",
    focus="#8F9CFF",
    rail="#141716",
    track="#2C3330",
    pending=StatusColours("#F6CF6B", "#3B2E0B", "#DDA520"),
    paid=StatusColours("#86E0A9", "#15351F", "#3FB873"),
    partial=StatusColours("#8CCBF5", "#0F3049", "#3C9BDD"),
    overdue=StatusColours("#FFADA5", "#481814", "#F0594D"),
    promise=StatusColours("#DDB6F7", "#381C4B", "#B476E0"),
    neutral=StatusColours("#C6CEC8", "#2A302D", "#8D9690"),
)


class Gap(IntEnum):
    """The only distances between things."""

    NONE = 0
    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32


class Radius(IntEnum):
    """How round corners are."""

    BADGE = 6
    CONTROL = 8
    CARD = 12
    KEY = 14
    PILL = 16


class Height(IntEnum):
    """How high things are; nothing that is touched is lower than TOUCH."""

    TOUCH = 44
    FINAL = 52
    FIELD = 48
    BADGE = 24
    BADGE_ROW = 20
    TOP_BAR = 72
    TOP_BAR_SHORT = 60
    ACTION_BAR = 84
    BOTTOM_BAR = 73
    RAIL_ITEM = 64
    RAIL_PILL = 32
    TABLE_HEADER = 36
    ROW_SHEET = 50
    ROW_TWO_LINES = 64
    ROW_SHEET_NARROW = 68
    PIN_KEY = 76
    BAR = 8
    BAR_MAIN = 12
    SHORT_WINDOW = 700


class Width(IntEnum):
    """How wide things are, and from which width of the window the layout changes."""

    RAIL = 88
    RAIL_PILL = 56
    RAIL_FROM = 840
    SIDE_BY_SIDE_FROM = 1100
    SIDE_PANE = 372
    LIST_PANE = 384
    FORM = 560
    FIELD = 280
    PIN_KEY = 112
    PIN_DOT = 16
    AMOUNT = 152
    ATTENDANCE_FULL = 304
    ATTENDANCE_SHORT = 220
    FIGURE = 112
    NUMBER = 44
    NAME = 200
    COUNT_FIELD = 96
    WELCOME = 520
    SEARCH = 212
    KEPT = 140
    MENU = 344
    BADGE_MOST = 260
    BORDER = 1
    FOCUS = 2
    SELECTED_BAR = 3
    TOTALS_WITH_BAR_FROM = 1000
    ANY = 16777215


class IconSize(IntEnum):
    """How large icons are drawn."""

    BADGE = 13
    SMALL = 16
    BUTTON = 20
    NAV = 24
    EMPTY = 40
    LOGO = 40


class Wait(IntEnum):
    """How long things wait, in milliseconds."""

    SKELETON = 150
    TOAST = 4000
    PREVIEW = 250
    BADGE = 60_000


@dataclass(frozen=True, slots=True)
class TextStyle:
    """One step of the type scale: pixels and weight."""

    px: int
    weight: int


TextRole = Literal[
    "caption",
    "badge",
    "label",
    "table",
    "body",
    "strong",
    "field",
    "title",
    "heading",
    "figure",
    "display",
    "keypad",
]
TYPE: dict[TextRole, TextStyle] = {
    "badge": TextStyle(12, 600),
    "caption": TextStyle(12, 500),
    "label": TextStyle(13, 500),
    "table": TextStyle(14, 400),
    "body": TextStyle(15, 400),
    "strong": TextStyle(15, 600),
    "field": TextStyle(16, 600),
    "title": TextStyle(18, 600),
    "heading": TextStyle(22, 600),
    "figure": TextStyle(26, 600),
    "keypad": TextStyle(28, 500),
    "display": TextStyle(34, 600),
}
FAMILIES = ("Inter", "Noto Sans", "DejaVu Sans", "sans-serif")
"""The first that the machine has; each draws ₦ and figures of equal width."""
NAV_TEXT_MOST = 1.15
"""The words of the navigation grow no further than this, or they would not fit under their icons."""
SCRIM = 0.5
"""How dark the window is under a panel that lies over it."""
