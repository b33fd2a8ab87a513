"""The one stylesheet, made of tokens.

The rule kept here: widgets say what they are through the properties `role` and `kind`; only here is it said
what that looks like. The focus ring takes its pixel from the padding, so that nothing moves under it.
"""

from __future__ import annotations

from fieldapp.screens.theme.button_rules import button_rules
from fieldapp.screens.theme.field_rules import field_rules
from fieldapp.screens.theme.tokens import TYPE, Colours, Gap, Height, Radius, Width, tall, text_px


def stylesheet(colours: Colours, scale: float) -> str:
    """Return the stylesheet of a theme at a scale of text."""
    parts = (_grounds(colours), _texts(colours, scale), button_rules(colours, scale))
    views = (_tables(colours, scale), _navigation(colours, scale), _scrollbars(colours))
    return "\n".join((*parts, field_rules(colours, scale), *views))


def _grounds(c: Colours) -> str:
    notices = (("error", c.overdue), ("done", c.paid), ("note", c.pending))
    rules = [
        f"""
    QFrame[notice="{name}"] {{ background: {status.bg}; border: {Width.BORDER}px solid {status.solid};
        border-radius: {Radius.CONTROL}px; }}
    QFrame[notice="{name}"] QLabel {{ color: {status.fg}; }}"""
        for name, status in notices
    ]
    return f"""
    QWidget#page, QWidget#canvas {{ background: {c.canvas}; }}
    QWidget#surface {{ background: {c.surface}; }}
    QScrollArea {{ background: transparent; border: none; }}
    QFrame#card {{ background: {c.surface}; border: {Width.BORDER}px solid {c.line};
        border-radius: {Radius.CARD}px; }}
    QFrame#quiet {{ background: {c.sunken}; border: none; border-radius: {Radius.CONTROL}px; }}
    QFrame#sunken {{ background: {c.sunken}; border: none; border-radius: {Radius.CARD}px; }}
    QFrame#dialog {{ background: {c.surface}; border: {Width.BORDER}px solid {c.line};
        border-radius: {Radius.CARD}px; }}
    QFrame#toast {{ background: {c.text}; border: none; border-radius: {Radius.CONTROL}px; }}
    QFrame#toast QLabel {{ color: {c.surface}; }}
    QFrame#topBar {{ background: {c.surface}; border: none; border-bottom: {Width.BORDER}px solid {c.line}; }}
    QFrame#actionBar {{ background: {c.surface}; border: none; border-top: {Width.BORDER}px solid {c.line}; }}
    QFrame#welcome {{ background: {c.surface}; border: none; border-right: {Width.BORDER}px solid {c.line}; }}
    QFrame#hairline {{ background: {c.line}; border: none; }}
    {"".join(rules)}
    """


def _texts(c: Colours, scale: float) -> str:
    rules = [
        f'QLabel[role="{role}"] {{ font-size: {text_px(role, scale)}px; font-weight: {style.weight}; }}'
        for role, style in TYPE.items()
    ]
    rules += [
        f"QLabel {{ color: {c.text}; background: transparent; }}",
        f'QLabel[role="label"], QLabel[role="caption"], QLabel[tone="muted"] {{ color: {c.muted}; }}',
        f'QLabel[tone="plain"] {{ color: {c.text}; }}',
        f'QLabel[tone="faint"] {{ color: {c.faint}; }}',
        f'QLabel[tone="link"] {{ color: {c.on_tint}; }}',
        *(
            f'QLabel[tone="{name}"] {{ color: {c.status(name).fg}; }}'
            for name in ("pending", "paid", "partial", "overdue", "promise")
        ),
    ]
    return "\n".join(rules)


def _tables(c: Colours, scale: float) -> str:
    caption = TYPE["caption"]
    return f"""
    QTableView, QListView {{ background: transparent; border: none; outline: none; color: {c.text};
        selection-background-color: {c.tint}; selection-color: {c.text}; }}
    QListView:focus {{ border: none; }}
    QHeaderView, QHeaderView::section {{ background: transparent; border: none; color: {c.muted};
        font-size: {text_px("caption", scale)}px; font-weight: {caption.weight}; }}
    QHeaderView::section {{ border-bottom: {Width.BORDER}px solid {c.line}; padding: 0 {Gap.M}px;
        height: {tall(Height.TABLE_HEADER, scale, "caption")}px; }}
    QWidget#pager {{ border-top: {Width.BORDER}px solid {c.line}; }}
    QTableCornerButton::section {{ background: transparent; border: none; }}
    QToolTip {{ color: {c.text}; background: {c.surface}; border: {Width.BORDER}px solid {c.line_strong}; }}
    """


def _navigation(c: Colours, scale: float) -> str:
    body = text_px("body", scale)
    return f"""
    QFrame#rail {{ background: {c.rail}; border: none; border-right: {Width.BORDER}px solid {c.line}; }}
    QFrame#bottomBar {{ background: {c.rail}; border: none; border-top: {Width.BORDER}px solid {c.line}; }}
    QWidget#listPane {{ background: {c.surface}; border: none;
        border-right: {Width.BORDER}px solid {c.line}; }}
    QPushButton#syncBadge {{ padding: 0; }}
    QScrollArea#keyList {{ border: {Width.FOCUS}px solid transparent; }}
    QScrollArea#keyList:focus {{ border-color: {c.focus}; }}
    QLabel#keyCap {{ background: {c.sunken}; border: {Width.BORDER}px solid {c.line_strong};
        border-radius: {Radius.BADGE}px; padding: {Gap.XS}px {Gap.S}px; }}
    QPushButton#searchButton[kind="plain"] {{ text-align: left; font-size: {body}px; font-weight: 400;
        color: {c.faint}; padding: 0 {Gap.M}px; }}
    QFrame#panel {{ background: {c.surface}; border: {Width.BORDER}px solid {c.line};
        border-radius: {Radius.CARD}px; }}
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
