"""The fields of a profile, in sections; two columns of them where they have room.

The rule kept here: whoever is still typing is not told that it is wrong; that is said when they go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.desk.profiles.reading import FIELDS, OLDEST_YEARS, YOUNGEST_YEARS, ReadProfile, age_on
from fieldapp.screens.member.form.words import (
    age_words,
    choices_of,
    field_title,
    phone_hint,
    wrong_words,
)
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.card import Card, Panes, column
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.forms.fields import Field, NoteField, TextField
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.calendar import add_months

_MOST = 300
_MOST_NOTE = 4000
_TYPED = ("first_name", "last_name", "phone", "email")
"""What the form itself says is wrong; a day and a note say it of themselves."""


class BornField(DateField):
    """A day of birth; below it stands the age."""

    def _tell(self) -> None:
        super()._tell()
        if self.day is not None and not self.problem:
            self.set_hint(age_words(age_on(self.day, self._days.today)))


@dataclass(frozen=True, slots=True)
class _Part:
    field: Field
    text: Callable[[], str]
    put: Callable[[str], None]


class ProfileFields(QWidget):
    """Every field by its name in `parts`; `changed` at every change of any, `left` when one was left."""

    changed = Signal()
    left = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._look = bench.look
        self.country: str | None = None
        self.parts: dict[str, _Part] = {}
        self.born = BornField(
            bench.look, field_title("date_of_birth"), lambda: bench.formats, Days(bench.today())
        )
        self.note = NoteField(
            bench.look,
            field_title("note"),
            self.tr("What a colleague should know; members may ask to read it."),
            most=_MOST_NOTE,
        )
        self.before_all, self.after_names, self.after_all = column(Gap.M), column(Gap.M), column(Gap.M)
        self._lay_out()
        self.born.changed.connect(self.changed)
        self.note.changed.connect(self.changed)
        self.limit_birth(bench)

    def limit_birth(self, bench: Workbench) -> None:
        """Say which days somebody may be born on, as of today."""
        today = bench.today()
        youngest = tr("members are at least {years} years old").format(years=YOUNGEST_YEARS)
        oldest = tr("nobody is older than {years} years").format(years=OLDEST_YEARS)
        last = add_months(today, -12 * YOUNGEST_YEARS)
        first = add_months(today, -12 * (OLDEST_YEARS + 1)) + timedelta(days=1)
        self.born.set_days(Days(today, first, last, oldest, youngest))

    @property
    def texts(self) -> dict[str, str]:
        """What stands in every field."""
        return {name: self.parts[name].text() for name in FIELDS}

    def put(self, name: str, text: str) -> None:
        """Write into a field without saying so."""
        part = self.parts[name]
        if part.text() != text:
            with QSignalBlocker(self):
                part.put(text)

    def field(self, name: str) -> Field:
        """The field of a name."""
        return self.parts[name].field

    def say(self, read: ReadProfile, meanwhile: dict[str, str], begun: set[str]) -> None:
        """Say by each field what is wrong, and what somebody else wrote there meanwhile."""
        for name in _TYPED:
            field = self.field(name)
            wrong = read.wrong.get(name)
            told = wrong is not None and name in begun and not field.input.hasFocus()
            field.set_problem(wrong_words(wrong) if wrong is not None and told else "")
        self.field("phone").set_hint(phone_hint(self.parts["phone"].text(), self.country))
        for name, value in meanwhile.items():
            words = self.tr("Changed by somebody else meanwhile, to: {value}")
            self.field(name).set_hint(words.format(value=value))

    def _lay_out(self) -> None:
        born = self._part("date_of_birth", self.born, lambda: self.born.kept, self.born.put)
        who = self._card(
            self.tr("Who it is"),
            (self._line("first_name"), self._line("last_name")),
            (born,),
            (self._line("phone"), self._line("email")),
        )
        more = self._card(self.tr("Person"), (self._choice("gender"),), (self._choice("marital_status"),))
        place = self._card(
            self.tr("Address"),
            (self._line("address"),),
            (self._line("city"), self._line("state")),
            (self._line("country"), self._line("zip_code")),
        )
        note = self._part("note", self.note, self.note.edit.toPlainText, self.note.set_text)
        work = self._card(
            self.tr("Work and note"), (self._line("profession"), self._line("company")), (note,)
        )
        first, second = QWidget(), QWidget()
        left, right = column(Gap.M), column(Gap.M)
        left.addLayout(self.before_all)
        left.addWidget(who)
        left.addLayout(self.after_names)
        left.addWidget(more)
        right.addWidget(place)
        right.addWidget(work)
        right.addLayout(self.after_all)
        for box, pane in ((left, first), (right, second)):
            box.addStretch(1)
            pane.setLayout(box)
        whole = column(Gap.NONE)
        whole.addWidget(Panes(self._look, first, second, side_width=None))
        self.setLayout(whole)

    def _card(self, title: str, *lines: tuple[Field, ...]) -> Card:
        card = Card(title)
        card.body.setSpacing(Gap.M)
        for line in lines:
            pair: QWidget = line[0]
            if len(line) > 1:
                pair = Panes(self._look, line[0], line[1], wide_from=Width.PAIR_FROM, side_width=None)
            card.body.addWidget(pair)
        return card

    def _line(self, name: str) -> Field:
        field = TextField(self._look, field_title(name), most=_MOST)
        field.changed.connect(lambda _: self.changed.emit())
        field.line.editingFinished.connect(self.left)
        return self._part(name, field, field.line.text, field.set_text)

    def _choice(self, name: str) -> Field:
        choice = Choice(self._look, field_title(name), choices_of(name, ""))
        choice.choose("")
        choice.chosen.connect(lambda _: self.changed.emit())

        def put(held: str) -> None:
            choice.offer(choices_of(name, held))
            choice.choose(held)

        return self._part(name, Field(self._look, field_title(name), choice), lambda: choice.current, put)

    def _part(self, name: str, field: Field, text: Callable[[], str], put: Callable[[str], None]) -> Field:
        self.parts[name] = _Part(field, text, put)
        return field
