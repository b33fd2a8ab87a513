"""How fields look: at rest, with the focus, with a mistake in them, and when they cannot be changed."""

from __future__ import annotations

from fieldapp.screens.theme.tokens import TYPE, Colours, Gap, Height, IconSize, Radius, Width, tall, text_px

_ALL = ("QLineEdit", "QPlainTextEdit", "QComboBox", "QDateEdit", "QSpinBox")


def field_rules(c: Colours, scale: float) -> str:
    """Return the rules of all fields."""
    return "\n".join((_usual(c, scale), _special(c, scale), _lists(c, scale)))


def _all(state: str) -> str:
    return ", ".join(f"{name}{state}" for name in _ALL)


def _usual(c: Colours, scale: float) -> str:
    height = tall(Height.FIELD, scale, "body")
    return f"""
    {_all("")} {{ font-size: {text_px("body", scale)}px; color: {c.text}; background: {c.surface};
        border: {Width.BORDER}px solid {c.line_strong}; border-radius: {Radius.CONTROL}px;
        padding: 0 {Gap.M}px; min-height: {height - 2 * Width.BORDER}px;
        selection-background-color: {c.focus}; selection-color: {c.surface}; }}
    {_all('[wrong="true"]')} {{ border: {Width.FOCUS}px solid {c.overdue.solid};
        padding: 0 {_less(Gap.M)}px; min-height: {height - 2 * Width.FOCUS}px; }}
    {_all(":focus")} {{ border: {Width.FOCUS}px solid {c.focus}; padding: 0 {_less(Gap.M)}px;
        min-height: {height - 2 * Width.FOCUS}px; }}
    {_all(":disabled")}, QLineEdit:read-only {{ background: {c.sunken}; color: {c.faint};
        border-color: {c.line}; }}
    QPlainTextEdit {{ padding: {Gap.S}px; }}
    QPlainTextEdit:focus, QPlainTextEdit[wrong="true"] {{ padding: {_less(Gap.S)}px; }}
    """


def _special(c: Colours, scale: float) -> str:
    field = f"font-size: {text_px('field', scale)}px; font-weight: {TYPE['field'].weight};"
    count = tall(Height.TOUCH, scale, "field")
    hero = TYPE["hero"]
    glass = Gap.M + round(IconSize.LABEL * scale) + Gap.S
    return f"""
    QLineEdit[kind="amount"] {{ {field} min-height: 0; }}
    QLineEdit[kind="amount_form"] {{ {field} }}
    QLineEdit[kind="count"] {{ {field} padding: 0 {Gap.S}px; min-height: {count - 2 * Width.BORDER}px; }}
    QLineEdit[kind="count"]:focus {{ padding: 0 {_less(Gap.S)}px;
        min-height: {count - 2 * Width.FOCUS}px; }}
    QLineEdit[kind="hero"] {{ font-size: {text_px("hero", scale)}px; font-weight: {hero.weight};
        border: none; background: transparent; padding: 0;
        min-height: {tall(hero.line, scale, "hero")}px; }}
    QLineEdit[kind="hero"][long="true"] {{ font-size: {text_px("display", scale)}px; }}
    QLineEdit[kind="hero"]:focus, QLineEdit[kind="hero"][wrong="true"] {{ border: none; padding: 0; }}
    QLineEdit[kind="find"] {{ padding: 0 {Height.TOUCH}px 0 {glass}px; }}
    QLineEdit[kind="find"]:focus {{ padding: 0 {_less(Height.TOUCH)}px 0 {_less(glass)}px; }}
    """


def _lists(c: Colours, scale: float) -> str:
    row = tall(Height.TOUCH, scale, "body")
    return f"""
    QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {Height.TOUCH - 2}px; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text};
        border: {Width.BORDER}px solid {c.line_strong}; outline: none;
        selection-background-color: {c.tint}; selection-color: {c.on_tint}; }}
    QComboBox QAbstractItemView::item {{ min-height: {row}px; }}
    """


def _less(padding: int) -> int:
    """The padding beside a border that is as wide as the focus ring."""
    return padding - Width.FOCUS + Width.BORDER
