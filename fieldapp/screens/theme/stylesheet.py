"""The one stylesheet, made of tokens.

The rule kept here: widgets say what they are through the properties `role` and `kind`; only here is it said
what that looks like.
"""

from __future__ import annotations

from fieldapp.screens.theme.tokens import TYPE, Colours, Gap, Height, Radius, Width

_EDGE = 2 * Width.BORDER


def stylesheet(colours: Colours, scale: float) -> str:
    """Return the stylesheet of a theme at a scale of text."""
    parts = (_grounds(colours), _texts(colours, scale), _buttons(colours, scale), _fields(colours, scale))
    return "\n".join((*parts, _tables(colours, scale), _navigation(colours, scale), _scrollbars(colours)))


def _grounds(c: Colours) -> str:
    return f"""
    QWidget#page, QWidget#canvas {{ background: {c.canvas}; }}
    QScrollArea {{ background: transparent; }}
    QScrollArea {{ border: none; }}
    QFrame#card {{ background: {c.surface}; border: {Width.BORDER}px solid {c.line};
        border-radius: {Radius.CARD}px; }}
    QFrame#quiet {{ background: {c.sunken}; border: none; border-radius: {Radius.CONTROL}px; }}
    QFrame#topBar {{ background: {c.surface}; border: none; border-bottom: {Width.BORDER}px solid {c.line}; }}
    QFrame#actionBar {{ background: {c.surface}; border: none; border-top: {Width.BORDER}px solid {c.line}; }}
    QFrame#welcome {{ background: {c.surface}; border: none; border-right: {Width.BORDER}px solid {c.line}; }}
    QFrame#hairline {{ background: {c.line}; border: none; }}
    QFrame[notice="error"] {{ background: {c.overdue.bg}; border: {Width.BORDER}px solid {c.overdue.solid};
        border-radius: {Radius.CONTROL}px; }}
    QFrame[notice="done"] {{ background: {c.paid.bg}; border: {Width.BORDER}px solid {c.paid.solid};
        border-radius: {Radius.CONTROL}px; }}
    QFrame[notice="note"] {{ background: {c.pending.bg}; border: {Width.BORDER}px solid {c.pending.solid};
        border-radius: {Radius.CONTROL}px; }}
    QFrame[notice="error"] QLabel {{ color: {c.overdue.fg}; }}
    QFrame[notice="done"] QLabel {{ color: {c.paid.fg}; }}
    QFrame[notice="note"] QLabel {{ color: {c.pending.fg}; }}
    """


def _texts(c: Colours, scale: float) -> str:
    rules = [
        f'QLabel[role="{role}"] {{ font-size: {round(style.px * scale)}px; font-weight: {style.weight}; }}'
        for role, style in TYPE.items()
    ]
    rules += [
        f"QLabel {{ color: {c.text}; background: transparent; }}",
        f'QLabel[role="label"], QLabel[role="caption"], QLabel[tone="muted"] {{ color: {c.muted}; }}',
        f'QLabel[tone="faint"] {{ color: {c.faint}; }}',
        f'QLabel[tone="link"] {{ color: {c.on_tint}; }}',
        *(
            f'QLabel[tone="{name}"] {{ color: {c.status(name).fg}; }}'
            for name in ("pending", "paid", "partial", "overdue")
        ),
    ]
    return "\n".join(rules)


def _buttons(c: Colours, scale: float) -> str:
    strong, keypad = round(TYPE["strong"].px * scale), round(TYPE["keypad"].px * scale)
    return f"""
    QPushButton {{ font-size: {strong}px; font-weight: 600; color: {c.text}; background: {c.surface};
        border: {Width.BORDER}px solid {c.line_strong}; border-radius: {Radius.CONTROL}px;
        padding: 0 {Gap.L}px; min-height: {Height.TOUCH - _EDGE}px; }}
    QPushButton:pressed {{ background: {c.sunken}; }}
    QPushButton:focus {{ border: {Width.FOCUS}px solid {c.focus}; }}
    QPushButton:disabled {{ color: {c.faint}; background: {c.sunken}; border-color: {c.line}; }}
    QPushButton[kind="primary"] {{ background: {c.primary}; color: {c.on_primary}; border-color: {c.primary};
        min-height: {Height.FINAL - _EDGE}px; padding: 0 {Gap.XL}px; }}
    QPushButton[kind="primary"]:pressed {{ background: {c.primary_press}; }}
    QPushButton[kind="primary"]:focus {{ border: {Width.FOCUS}px solid {c.focus}; }}
    QPushButton[kind="primary"]:disabled {{ color: {c.faint}; background: {c.sunken};
        border-color: {c.line}; }}
    QPushButton[kind="tonal"] {{ background: {c.tint}; color: {c.on_tint}; border-color: {c.tint}; }}
    QPushButton[kind="tonal"]:focus {{ border: {Width.FOCUS}px solid {c.focus}; }}
    QPushButton[kind="tonal"]:disabled {{ color: {c.faint}; background: {c.sunken};
        border-color: {c.sunken}; }}
    QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; color: {c.on_tint};
        padding: 0 {Gap.S}px; }}
    QPushButton[kind="quiet"]:focus {{ border: {Width.FOCUS}px solid {c.focus}; }}
    QPushButton[kind="quiet"]:disabled {{ color: {c.faint}; }}
    QPushButton[kind="refuse"] {{ color: {c.overdue.fg}; border-color: {c.overdue.solid}; }}
    QPushButton[kind="refuse"]:disabled {{ color: {c.faint}; border-color: {c.line}; }}
    QPushButton[kind="refuse"]:focus {{ border: {Width.FOCUS}px solid {c.focus}; }}
    QPushButton[kind="chip"] {{ font-size: {round(TYPE["table"].px * scale)}px;
        border-radius: {Height.TOUCH // 2}px; }}
    QPushButton[kind="chip"]:checked {{ background: {c.primary}; color: {c.on_primary};
        border-color: {c.primary}; }}
    QPushButton[kind="key"] {{ font-size: {keypad}px; font-weight: 500; border-radius: {Radius.KEY}px;
        padding: 0; min-height: {Height.TOUCH}px; }}
    QPushButton[kind="person"] {{ text-align: left; padding: {Gap.M}px {Gap.L}px; border-color: {c.line};
        min-height: {Height.FINAL}px; }}
    QPushButton[kind="person"]:checked {{ background: {c.tint}; border-color: {c.primary}; }}
    """


def _fields(c: Colours, scale: float) -> str:
    body, field = round(TYPE["body"].px * scale), round(TYPE["field"].px * scale)
    return f"""
    QLineEdit, QPlainTextEdit, QComboBox, QDateEdit, QSpinBox {{ font-size: {body}px; color: {c.text};
        background: {c.surface}; border: {Width.BORDER}px solid {c.line_strong};
        border-radius: {Radius.CONTROL}px; padding: 0 {Gap.M}px; min-height: {Height.FIELD - _EDGE}px;
        selection-background-color: {c.focus}; selection-color: {c.surface}; }}
    QPlainTextEdit {{ padding: {Gap.S}px; }}
    QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus {{
        border: {Width.FOCUS}px solid {c.focus}; }}
    QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: {c.sunken};
        color: {c.faint}; border-color: {c.line}; }}
    QLineEdit[kind="amount"] {{ font-size: {field}px; font-weight: 600; min-height: 0;
        padding: 0 {Gap.M}px; }}
    QLineEdit[kind="count"] {{ font-size: {field}px; font-weight: 600; padding: 0 {Gap.S}px;
        min-height: {Height.TOUCH - _EDGE}px; }}
    QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {Height.TOUCH - _EDGE}px; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text};
        border: {Width.BORDER}px solid {c.line_strong}; outline: none;
        selection-background-color: {c.tint}; selection-color: {c.on_tint}; }}
    QComboBox QAbstractItemView::item {{ min-height: {Height.TOUCH}px; }}
    """


def _tables(c: Colours, scale: float) -> str:
    caption = TYPE["caption"]
    return f"""
    QTableView, QListView {{ background: transparent; border: none; outline: none; color: {c.text};
        selection-background-color: {c.tint}; selection-color: {c.text}; }}
    QListView:focus {{ border: none; }}
    QHeaderView, QHeaderView::section {{ background: transparent; border: none; color: {c.muted};
        font-size: {round(caption.px * scale)}px; font-weight: {caption.weight}; }}
    QHeaderView::section {{ border-bottom: {Width.BORDER}px solid {c.line}; padding: 0 {Gap.M}px;
        height: {Height.TABLE_HEADER}px; }}
    QTableCornerButton::section {{ background: transparent; border: none; }}
    QToolTip {{ color: {c.text}; background: {c.surface}; border: {Width.BORDER}px solid {c.line_strong}; }}
    """


def _navigation(c: Colours, scale: float) -> str:
    body = round(TYPE["body"].px * scale)
    return f"""
    QFrame#rail {{ background: {c.rail}; border: none; border-right: {Width.BORDER}px solid {c.line}; }}
    QFrame#bottomBar {{ background: {c.rail}; border: none; border-top: {Width.BORDER}px solid {c.line}; }}
    QWidget#listPane {{ background: {c.surface}; border: none;
        border-right: {Width.BORDER}px solid {c.line}; }}
    QPushButton#syncBadge {{ text-align: left; padding: {Gap.XS}px {Gap.M}px; }}
    QPushButton#searchButton[kind="plain"] {{ text-align: left; font-size: {body}px; font-weight: 400;
        color: {c.faint}; padding: 0 {Gap.M}px; }}
    QFrame#panel {{ background: {c.surface}; border: {Width.BORDER}px solid {c.line};
        border-radius: {Radius.CARD}px; }}
    QPushButton#menuLine {{ text-align: left; font-size: {body}px; font-weight: 500; color: {c.text};
        background: transparent; border: {Width.FOCUS}px solid transparent; padding: 0 {Gap.M}px;
        min-height: {Height.FIELD}px; }}
    QPushButton#menuLine:pressed {{ background: {c.sunken}; }}
    QPushButton#menuLine:focus {{ border-color: {c.focus}; }}
    QMenu {{ background: {c.raised}; color: {c.text}; border: {Width.BORDER}px solid {c.line_strong};
        border-radius: {Radius.CONTROL}px; padding: {Gap.XS}px; font-size: {body}px; }}
    QMenu::item {{ min-height: {Height.TOUCH}px; padding: 0 {Gap.L}px; border-radius: {Radius.CONTROL}px; }}
    QMenu::item:selected {{ background: {c.tint}; color: {c.on_tint}; }}
    QMenu::item:disabled {{ color: {c.faint}; }}
    QMenu::icon {{ padding-left: {Gap.M}px; }}
    """


def _scrollbars(c: Colours) -> str:
    return f"""
    QScrollBar:vertical {{ background: transparent; width: {Gap.M}px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {c.line_strong}; border-radius: {Gap.XS // 2}px;
        min-height: {Height.TOUCH}px; margin: 0 {Gap.XS}px; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: transparent; border: none; height: 0; width: 0; }}
    QScrollBar:horizontal {{ height: 0; }}
    """
