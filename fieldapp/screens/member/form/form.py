"""A profile being typed: what stood there when it was opened, what was typed over it, what that changes.

The rules kept here: what nobody touched follows what arrives from the office; what somebody typed stays, and
goes on naming what they saw when they began, so that two people's values meet at the conflict desk.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal

from fieldapp.desk.profiles.reading import FIELDS, NOTHING, ReadProfile, as_text, read_profile, shown
from fieldapp.officer.drafts.profile_draft import ProfileDraft
from fieldapp.officer.profiles.opening import Opening
from fieldapp.screens.member.form.fields import ProfileFields
from fieldapp.screens.member.form.words import field_title, value_words, wrong_words
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.people import MemberProfile


@dataclass(frozen=True, slots=True)
class Changed:
    """A field with what it held when the form was opened and what it is to hold, in words."""

    field: str
    before: str
    after: str


class ProfileForm(ProfileFields):
    """The fields with what stands in them; `typed` at every change, after which `read` is of what stands."""

    typed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._opening: Opening | None = None
        self._seen: MemberProfile = NOTHING
        self._meanwhile: dict[str, str] = {}
        self._begun: set[str] = set()
        self.read = ReadProfile(NOTHING, {})
        self.changed.connect(self._typed)
        self.left.connect(self._say)

    def open(self, opening: Opening, draft: ProfileDraft | None) -> None:
        """Begin as it stands, or go on with what was typed."""
        self._seen = opening.profile if draft is None else draft.seen
        self._begun = set()
        with QSignalBlocker(self):
            self.country = opening.country
            for name, text in (shown(self._seen, opening.country) | (draft.typed if draft else {})).items():
                if name in self.parts:
                    self.put(name, text)
                    self._begun.update({name} if draft else ())
            self.renew(opening)
        self._typed()

    def renew(self, opening: Opening) -> None:
        """What stands at the office may be other now, and today too."""
        self._opening = opening
        self.limit_birth(self._bench)
        now, before, texts = opening.profile, shown(self._seen, self.country), self.texts
        newer = shown(now, self.country)
        self._meanwhile = {}
        for name in FIELDS:
            value, seen = getattr(now, name), getattr(self._seen, name)
            if value == seen:
                continue
            if texts[name] in (before[name], newer[name]):
                self._seen = msgspec.structs.replace(self._seen, **{name: value})
                self.put(name, newer[name])
            else:
                words = value_words(name, as_text(value), self.country, self._bench.formats)
                self._meanwhile[name] = words
        self._typed()

    @property
    def seen(self) -> MemberProfile:
        """What the fields are typed over."""
        return self._seen

    def draft(self, opening: Opening) -> ProfileDraft:
        """Return everything as it is typed now."""
        before = shown(self._seen, self.country)
        typed = {name: text for name, text in self.texts.items() if text != before[name]}
        return ProfileDraft(opening.member, opening.union, self._seen, typed)

    @property
    def untouched(self) -> bool:
        """Whether everything stands as it was seen."""
        return self.texts == shown(self._seen, self.country)

    @property
    def changes(self) -> tuple[Changed, ...]:
        """What saving would change, field by field."""
        wanted, say = self.read.profile, self._bench.formats
        pairs = (
            (name, as_text(getattr(self._seen, name)), as_text(getattr(wanted, name))) for name in FIELDS
        )
        return tuple(
            Changed(
                name,
                value_words(name, before, self.country, say),
                value_words(name, after, self.country, say),
            )
            for name, before, after in pairs
            if before != after
        )

    @property
    def missing(self) -> str:
        """What keeps it from being saved, in words; "" where nothing does."""
        for name in FIELDS:
            wrong = self.read.wrong.get(name)
            if wrong == "missing":
                return self.tr("{field} is missing").format(field=field_title(name))
            if wrong is not None:
                return f"{field_title(name)}: {wrong_words(wrong)}"
        return ""

    def _typed(self) -> None:
        texts, before = self.texts, shown(self._seen, self.country)
        self._begun.update(name for name in FIELDS if texts[name] != before[name])
        self.read = read_profile(texts, self._seen, self.country, self._bench.today())
        self._say()
        self.typed.emit()

    def _say(self) -> None:
        self.say(self.read, self._meanwhile, self._begun)
