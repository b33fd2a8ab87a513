"""What forms and lists are made of on both sides of the lock."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.text import label


def field_label(text: str, field: QWidget, hint: str = "") -> QVBoxLayout:
    """Return a field with its label above it and a hint below."""
    box = column(Gap.XS)
    above = label(text, "label")
    above.setBuddy(field)
    field.setAccessibleName(text)
    field.setMinimumHeight(max(field.minimumHeight(), Height.FIELD))
    # Fields are as high as they are: what is left of the page stays empty below them.
    field.setSizePolicy(field.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Fixed)
    box.addWidget(above)
    box.addWidget(field)
    if hint:
        box.addWidget(label(hint, "caption", "muted"))
    return box


def commit_button(look: Look, text: str, icon: str = "") -> Button:
    """Return the one filled button of a page."""
    return Button(look, text, "final", icon)
