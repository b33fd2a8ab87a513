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
Theme = Literal["system", "light", "dark"]
TEXT_SIZES = (1.0, 1.15, 1.3, 1.5)
"""The sizes of text to choose from, 1.0 being 100 %."""


@dataclass(frozen=True, slots=True)
class StatusColours:
    """`fg` for words on `bg` or on a card, `solid` for shapes and bars."""

    fg: str
    bg: str
    solid: str


@dataclass(frozen=True, slots=True)
class HeatStep:
    """One step of the heat ramp: the ground, and the words that can be read on it."""

    fill: str
    text: str


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
    scrim: str
    pending: StatusColours
    paid: StatusColours
    partial: StatusColours
    overdue: StatusColours
    promise: StatusColours
    neutral: StatusColours
    heat: tuple[HeatStep, ...]

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
    scrim="#161A17",
    pending=StatusColours("#6B4700", "#FCEFC7", "#A66F00"),
    paid=StatusColours("#0F5F35", "#DDF2E3", "#1A7F48"),
    partial=StatusColours("#0A4F7D", "#DCEEFA", "#1273B4"),
    overdue=StatusColours("#A11B14", "#FCE4E1", "#C9281E"),
    promise=StatusColours("#5B2482", "#F1E6F9", "#7A35AC"),
    neutral=StatusColours("#3F4741", "#E7E9E4", "#6A726B"),
    heat=(
        HeatStep("#E9EAF2", "#161A17"),
        HeatStep("#CBCDE0", "#161A17"),
        HeatStep("#A8ACCB", "#161A17"),
        HeatStep("#5F66A0", "#FFFFFF"),
        HeatStep("#27317F", "#FFFFFF"),
    ),
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
    scrim="#000000",
    pending=StatusColours("#F6CF6B", "#3B2E0B", "#DDA520"),
    paid=StatusColours("#86E0A9", "#15351F", "#3FB873"),
    partial=StatusColours("#8CCBF5", "#0F3049", "#3C9BDD"),
    overdue=StatusColours("#FFADA5", "#481814", "#F0594D"),
    promise=StatusColours("#DDB6F7", "#381C4B", "#B476E0"),
    neutral=StatusColours("#C6CEC8", "#2A302D", "#8D9690"),
    heat=(
        HeatStep("#272C30", "#F1F4F0"),
        HeatStep("#3E4350", "#F1F4F0"),
        HeatStep("#575D75", "#F1F4F0"),
        HeatStep("#8D95C3", "#12173F"),
        HeatStep("#B7C0FF", "#12173F"),
    ),
)


class Gap(IntEnum):
    """The only distances between things."""

    NONE = 0
    XS = 4
    S = 8
    CELL = 10
    M = 12
    L = 16
    XL = 24
    XXL = 32
    RECEIPT = 36


class Radius(IntEnum):
    """How round corners are; bars are round by half their height."""

    BADGE = 6
    CONTROL = 8
    CHIP = 10
    CARD = 12
    KEY = 12
    PIN_KEY = 14
    PILL = 16


class Height(IntEnum):
    """How high things are at a text size of 100 %; nothing that is touched is lower than TOUCH.

    What has words in it grows with them: see `tall`.
    """

    TOUCH = 44
    FINAL = 52
    FIELD = 48
    CHIP = 36
    SEGMENT = 44
    SEGMENT_FORM = 48
    BADGE = 24
    BADGE_ROW = 20
    TOP_BAR = 72
    TOP_BAR_SHORT = 60
    ACTION_BAR = 84
    BOTTOM_BAR = 73
    RAIL_ITEM = 64
    RAIL_PILL = 32
    TAB = 48
    KEY = 84
    PIN_KEY = 76
    TABLE_HEADER = 36
    HEADING_ROW = 40
    ROW_DESKTOP = 44
    ROW_SHEET = 50
    ROW_SHEET_SHORT = 52
    ROW_TWO_LINES = 56
    ROW_TODAY = 66
    ROW_SHEET_NARROW = 68
    ROW_NOTE = 56
    ROW_TOTALS = 44
    ROW_BUTTON = 36
    SIGNATURE = 176
    NOTE = 96
    BAR = 8
    BAR_MAIN = 12
    CHART = 200
    HEAT_CELL = 34
    TARGET_BEYOND = 3
    SKELETON_LINE = 10
    AVATAR_ROW = 32
    DOT = 8
    SHORT_WINDOW = 700
    TABLET = 800


class TableFrom(IntEnum):
    """From which width of a table a column stands in it, at text of 100 %."""

    XXS = 360
    XS = 440
    S = 520
    M = 640
    L = 720
    XL = 900
    XXL = 1060


class Width(IntEnum):
    """How wide things are, and from which width of the window the layout changes."""

    RAIL = 88
    RAIL_PILL = 56
    RAIL_FROM = 840
    SIDE_BY_SIDE_FROM = 1100
    PANES_FROM = 980
    TWO_FACTS_FROM = 760
    FIELDS_BESIDE_FROM = 608
    PAIR_FROM = 480
    ACTS_BESIDE_FROM = 640
    COUNT_BESIDE_FROM = 744
    SIGN_BESIDE_FROM = 772
    SIDE_PANE = 372
    SIDE_PANE_MOST = 440
    LIST_PANE = 384
    FORM = 560
    DIALOG = 480
    TOAST = 432
    RECEIPT = 600
    FIELD = 280
    PIN_KEY = 112
    PIN_DOT = 16
    AMOUNT = 148
    ATTENDANCE_FULL = 276
    ATTENDANCE_SHORT = 220
    FIGURE = 112
    SPARK = 68
    COLUMN_LEAST = 72
    COLUMN_MOST = 260
    NAME_LEAST = 140
    WORDS_LEAST = 220
    SUBJECT_LEAST = 360
    MARKS_BESIDE_FROM = 480
    PAGER_FROM = 720
    NUMBER = 44
    NAME = 200
    COUNT_FIELD = 88
    COUNT_STEP = 48
    COUNT_PANE = 440
    WELCOME = 520
    SEARCH = 212
    KEPT = 140
    MENU = 344
    STATEMENT = 760
    CODE = 232
    PALETTE = 680
    TOUR = 360
    BADGE_MOST = 260
    SKELETON_LINE = 120
    AVATAR = 48
    AVATAR_SMALL = 36
    AVATAR_LARGE = 72
    LEASE_RING = 72
    LEASE_RING_LINE = 8
    PEN = 3
    BORDER = 1
    TICK = 2
    FOCUS = 2
    SELECTED_BAR = 3
    TAB_LINE = 3
    TAP_SLIP = 16
    FINDER_LEAST = 140
    ANY = 16777215


class IconSize(IntEnum):
    """How large icons are drawn at a text size of 100 %."""

    BADGE = 13
    SMALL = 16
    LABEL = 18
    BUTTON = 20
    NAV = 24
    KEY = 28
    EMPTY = 40
    LOGO = 40


class Wait(IntEnum):
    """How long things wait or move, in milliseconds."""

    CURTAIN = 100
    SKELETON = 150
    TOAST = 4000
    PREVIEW = 250
    MINUTE = 60_000
    COUNT = 120
    LOAD = 30
    LOOK_AGAIN = 15_000
    TOUR = 400


@dataclass(frozen=True, slots=True)
class TextStyle:
    """One step of the type scale: pixels, weight, and the height of its line."""

    px: int
    weight: int
    line: int


TextRole = Literal[
    "badge_small",
    "badge",
    "caption",
    "label",
    "table",
    "table_strong",
    "chip",
    "body",
    "strong",
    "field",
    "title",
    "heading",
    "figure",
    "keypad",
    "display",
    "hero",
]
TYPE: dict[TextRole, TextStyle] = {
    "badge_small": TextStyle(11, 600, 20),
    "badge": TextStyle(12, 600, 16),
    "caption": TextStyle(12, 500, 16),
    "label": TextStyle(13, 500, 18),
    "table": TextStyle(14, 400, 20),
    "table_strong": TextStyle(14, 600, 20),
    "chip": TextStyle(14, 500, 20),
    "body": TextStyle(15, 400, 20),
    "strong": TextStyle(15, 600, 20),
    "field": TextStyle(16, 600, 22),
    "title": TextStyle(18, 600, 24),
    "heading": TextStyle(22, 600, 28),
    "figure": TextStyle(26, 600, 34),
    "keypad": TextStyle(28, 500, 34),
    "display": TextStyle(34, 600, 42),
    "hero": TextStyle(52, 600, 64),
}
FAMILY = "Inter"
"""The family shipped with the program; it draws ₦, hooked and dotted letters, figures of equal width."""

NAV_TEXT_MOST = 1.15
"""The words of the navigation grow no further than this, or they would not fit under their icons."""
SCRIM = 0.5
"""How dark the window is under a panel that lies over it."""


def tall(height: int, scale: float, *lines: TextRole) -> int:
    """Return how high something is at a size of text: the air stays, its lines of words grow."""
    return height + round(sum(TYPE[role].line for role in lines) * (scale - 1))


def text_px(role: TextRole, scale: float) -> int:
    """Return how many pixels high letters of a role are at a size of text."""
    return round(TYPE[role].px * scale)
