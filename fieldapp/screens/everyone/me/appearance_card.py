"""Light or dark, and how large text is: chosen here, seen at once, remembered on this tablet."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import TEXT_SIZES, Gap, Theme
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.text import label


class AppearanceCard(Card):
    """Two choices; the card itself shows what they do."""

    def __init__(self, look: Look) -> None:
        super().__init__(self.tr("How it looks"))
        self._look = look
        names: dict[Theme, str] = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        self.theme = Choice(look, self.tr("Theme"), tuple((theme, names[theme]) for theme in get_args(Theme)))
        sizes = tuple((str(size), f"{round(size * 100)} %") for size in TEXT_SIZES)
        self.text_size = Choice(look, self.tr("Text size"), sizes)
        self.body.setSpacing(Gap.M)
        self.body.addWidget(label(self.tr("Theme"), "label"))
        self.body.addWidget(self.theme)
        self.body.addWidget(label(self.tr("Text size"), "label"))
        self.body.addWidget(self.text_size)
        sunlight = self.tr("Light with large text reads best in the sun; dark saves the battery at night.")
        self.body.addWidget(label(sunlight, "label", "muted", wrap=True))
        self.theme.chosen.connect(self._choose_theme)
        self.text_size.chosen.connect(self._choose_size)
        look.changed.connect(self._show)
        self._show()

    def _choose_theme(self, key: str) -> None:
        theme = next(each for each in get_args(Theme) if each == key)
        self._look.choose(replace(self._look.appearance, theme=theme))

    def _choose_size(self, key: str) -> None:
        self._look.choose(replace(self._look.appearance, text_size=float(key)))

    def _show(self) -> None:
        self.theme.choose(self._look.appearance.theme)
        self.text_size.choose(str(self._look.appearance.text_size))
