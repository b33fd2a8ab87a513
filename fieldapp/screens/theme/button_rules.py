"""How buttons of each kind look: at rest, with the focus, pressed, chosen, and when they cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.screens.theme.tokens import (
    TYPE,
    Colours,
    Gap,
    Height,
    Radius,
    TextRole,
    Width,
    tall,
    text_px,
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of button; colours for rest and press, measures at a text size of 100 %."""

    name: str
    ink: str
    ground: str
    edge: str
    pressed: str
    height: int = Height.TOUCH
    padding: int = Gap.L
    radius: int = Radius.CONTROL
    text: TextRole = "strong"
    chosen: str = ""
    more: str = ""


def button_rules(c: Colours, scale: float) -> str:
    """Return the rules of all buttons."""
    kinds = (*_acts(c), *_choices(c), *_keys(c))
    return "\n".join(_rules(kind, c, scale) for kind in kinds) + _toast(c)


def _acts(c: Colours) -> tuple[_Kind, ...]:
    none = "transparent"
    refuse, bad = c.overdue.fg, c.overdue.solid
    return (
        _Kind("", c.text, c.surface, c.line_strong, c.sunken),
        _Kind("primary", c.on_primary, c.primary, c.primary, c.primary_press),
        _Kind("final", c.on_primary, c.primary, c.primary, c.primary_press, Height.FINAL, Gap.XL),
        _Kind("plain_final", c.text, c.surface, c.line_strong, c.sunken, Height.FINAL),
        _Kind("tonal", c.on_tint, c.tint, c.tint, c.track),
        _Kind("quiet", c.on_tint, none, none, c.tint, padding=Gap.S),
        _Kind("icon", c.text, none, none, c.sunken, padding=0, more=f"min-width: {_inner(Height.TOUCH)}px;"),
        _Kind("step", c.text, c.surface, c.line_strong, c.sunken, padding=0),
        _Kind("refuse", refuse, c.surface, bad, c.overdue.bg),
        _Kind("refuse_final", refuse, c.surface, bad, c.overdue.bg, Height.FINAL),
        _Kind(
            "menu_row",
            c.text,
            none,
            none,
            c.sunken,
            Height.FINAL,
            Gap.M,
            text="body",
            more="text-align: left;",
        ),
    )


def _choices(c: Colours) -> tuple[_Kind, ...]:
    person = f"background: {c.tint}; border-color: {c.primary};"
    chosen = f"background: {c.primary}; color: {c.on_primary}; border-color: {c.primary};"
    return (
        _Kind(
            "chip", c.text, c.surface, c.line_strong, c.sunken,
            padding=Gap.M, radius=Radius.CHIP, text="table_strong", chosen=chosen,
        ),
        _Kind(
            "person", c.text, c.surface, c.line, c.sunken,
            Height.FINAL + 2 * Gap.M, Gap.L, chosen=person, more="text-align: left;",
        ),
    )  # fmt: skip


def _keys(c: Colours) -> tuple[_Kind, ...]:
    """Keys share the room there is, so a finger's height is all they insist on."""
    wide = f"min-width: {_inner(Height.TOUCH)}px;"
    surface, line = c.surface, c.line_strong
    return (
        _Kind("key", c.text, surface, line, c.sunken, padding=0, radius=Radius.KEY, text="keypad", more=wide),
        _Kind("key_more", c.text, c.sunken, c.sunken, c.track, padding=0, radius=Radius.KEY, text="figure"),
        _Kind("key_small", c.text, c.sunken, c.sunken, c.track, padding=0, radius=Radius.KEY, text="title"),
        _Kind("key_due", c.on_tint, c.tint, c.tint, c.track, padding=0, radius=Radius.KEY, text="title"),
        _Kind(
            "pin_key", c.text, surface, line, c.sunken, padding=0, radius=Radius.PIN_KEY,
            text="keypad", more=wide,
        ),
        _Kind(
            "pin_quiet", c.text, "transparent", "transparent", c.sunken, padding=0, radius=Radius.PIN_KEY,
            text="keypad", more=wide,
        ),
    )  # fmt: skip


def _rules(kind: _Kind, c: Colours, scale: float) -> str:
    own = f'QPushButton[kind="{kind.name}"]' if kind.name else "QPushButton"
    words = f"font-size: {text_px(kind.text, scale)}px; font-weight: {TYPE[kind.text].weight};"
    height = tall(kind.height, scale, kind.text)
    flat = "transparent" if kind.ground == "transparent" else c.sunken
    line = c.line if kind.edge == c.line_strong else flat
    rules = f"""
    {own} {{ {words} color: {kind.ink}; background: {kind.ground}; border-radius: {kind.radius}px;
        border: {Width.BORDER}px solid {kind.edge}; padding: 0 {kind.padding}px;
        min-height: {_inner(height)}px; {kind.more} }}
    {own}:pressed {{ background: {kind.pressed}; }}"""
    if kind.chosen:
        rules += f"\n    {own}:checked {{ {kind.chosen} }}"
    return f"""{rules}
    {own}:focus {{ border: {Width.FOCUS}px solid {c.focus}; min-height: {height - 2 * Width.FOCUS}px;
        padding: 0 {max(kind.padding - Width.FOCUS + Width.BORDER, 0)}px; outline: none; }}
    {own}:disabled {{ color: {c.faint}; background: {flat}; border-color: {line}; }}"""


def _toast(c: Colours) -> str:
    """What stands on a toast has its colours turned round too."""
    return f"""
    QFrame#toast QPushButton {{ color: {c.surface}; }}
    QFrame#toast QPushButton:pressed {{ background: {c.muted}; }}
    QFrame#toast QPushButton:focus {{ border-color: {c.surface}; }}
    """


def _inner(height: int) -> int:
    """What is left within the border, which Qt counts apart."""
    return height - 2 * Width.BORDER
