"""Who signs for the count: the officer and the union's leader, each with ink or with the reason why not.

The rules kept here: a signature stands with the time it was given, and only for what was there to be signed
then: when that changes it is taken off, and is back when it is as it was; nobody signs for the other; whoever
refuses says why, and may still sign later.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QSizePolicy, QWidget

from fieldapp.officer.drafts.close_draft import CloseDraft, SignedFor
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column
from fieldapp.screens.widgets.forms.signature import Signature, Stroke
from fieldapp.screens.widgets.text import ElidedLabel
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.cash import MeetingSignature, Signer
from shared.fieldwork.ink import pack, unpack

_LONGEST_NAME = 120
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class _TakenOff:
    """Ink that was given for something else than what stands there now."""

    strokes: tuple[Stroke, ...]
    at_ms: int
    signed_for: SignedFor | None


class Signing(QWidget):
    """One signer: the pad, the name, and the way to refuse. `changed` after each stroke and word."""

    changed = Signal()

    def __init__(self, bench: Workbench, signer: Signer, who: str, name: QWidget) -> None:
        super().__init__()
        self._bench = bench
        self._signer = signer
        self._at_ms = 0
        self._refuses = False
        self._given = True
        self._now: SignedFor | None = None
        self.signed_for: SignedFor | None = None
        self._taken_off: _TakenOff | None = None
        # Whoever closes the meeting signs for it; only the union's leader may refuse.
        second = self.tr("Refuses to sign") if signer == "LEADER" else ""
        self.signature = Signature(bench.look, who, name, second, undo=False)
        self.signature.pad.setMinimumHeight(Height.SIGNATURE * 3 // 4)
        self.refusal = QLineEdit()
        self.refusal.setAccessibleName(self.tr("Why {who} does not sign").format(who=who))
        self.refusal.setPlaceholderText(self.tr("Why not? In a few words"))
        self.refusal.setMaxLength(_LONGEST_REASON)
        self.signs = Button(bench.look, self.tr("Signs after all"), "quiet")
        self.signature.acts.addWidget(self.signs)
        self._box = column(Gap.S)
        self._box.addWidget(self.signature, 1)
        self._box.addWidget(self.refusal)
        self._box.addStretch()
        self.setLayout(self._box)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.signature.changed.connect(self._drawn)
        self.signature.second.clicked.connect(lambda: self._refuse(refuses=True))
        self.signs.clicked.connect(lambda: self._refuse(refuses=False))
        self.refusal.textEdited.connect(lambda _: self._say())
        self._say()

    def put_back(self, given: MeetingSignature | None, signed_for: SignedFor | None) -> None:
        """Show what was given before, and for what."""
        self._given = False
        ink = unpack(given.ink) if given and signed_for else ()
        self.signed_for, self._taken_off = signed_for if ink else None, None
        self._at_ms = given.signed_at_ms if given else 0
        self._refuses = bool(given and not given.ink)
        self.refusal.setText(given.refused if given else "")
        self.refusal.setCursorPosition(0)
        self.signature.pad.set_strokes(ink)
        self._given = True
        self._say()

    def stand_for(self, now: SignedFor) -> None:
        """Take off a signature that was given for something else; bring back one that was given for this."""
        off, pad = self._taken_off, self.signature.pad
        self._now, self._given = now, False
        if self.signed_for not in (None, now):
            self._taken_off = _TakenOff(pad.strokes, self._at_ms, self.signed_for)
            self.signed_for = None
            pad.set_strokes(())
        elif off is not None and off.signed_for == now and not pad.strokes:
            self._taken_off, self._at_ms, self.signed_for = None, off.at_ms, now
            pad.set_strokes(off.strokes)
        self._say()
        self._given = True

    @property
    def changed_words(self) -> str:
        """What is not as it was when they signed; "" where they need not sign again."""
        off = self._taken_off
        return "" if off is None or self._refuses else _changed_words(off.signed_for, self._now)

    @property
    def too_short(self) -> bool:
        """Whether something is drawn that is not yet anybody's hand."""
        return bool(self.signature.pad.strokes) and not self.signature.pad.is_signed and not self._refuses

    def rename(self, name: str) -> None:
        """Let what was signed before there was a name stand for the one that is being typed."""
        if self.signed_for is not None:
            self.signed_for = replace(self.signed_for, name=name)

    def given(self, name: str) -> MeetingSignature | None:
        """Return what this person gave under a name, None before there is anything."""
        refused = self.refusal.text().strip()
        if self._refuses:
            return MeetingSignature(self._signer, name, refused=refused, signed_at_ms=self._at_ms)
        if not self.signature.pad.is_signed:
            return None
        ink = pack(self.signature.pad.strokes)
        return MeetingSignature(self._signer, name, ink, signed_at_ms=self._at_ms)

    def _drawn(self) -> None:
        if self._given:
            pad, self._taken_off = self.signature.pad, None
            # A stroke is for what stood there when the pen was lifted.
            self.signed_for = self._now if pad.strokes else None
            if pad.is_signed:
                self._at_ms = self._bench.now_ms()
        self._say()

    def _refuse(self, *, refuses: bool) -> None:
        self._refuses = refuses
        self._at_ms = self._bench.now_ms()
        self._say()
        (self.refusal if refuses else self.signature.pad).setFocus()

    def _say(self) -> None:
        """Say where it stands beside the name of who signs."""
        drawn = bool(self.signature.pad.strokes)
        self.signature.pad.setVisible(not self._refuses)
        self.signature.pad.locked = self._refuses
        self.signature.second.setVisible(self._signer == "LEADER" and not self._refuses and not drawn)
        self.refusal.setVisible(self._refuses)
        self.signs.setVisible(self._refuses)
        # Without the pad what is left stands at the top, under the name of who signs.
        self._box.setStretch(0, 0 if self._refuses else 1)
        self._box.setStretch(2, 1 if self._refuses else 0)
        if self._refuses:
            self.signature.say(self.tr("Refuses to sign"), "overdue")
        elif self.signature.pad.is_signed:
            at = self._bench.formats.moment(self._at_ms, self._bench.now_ms())
            self.signature.say(self.tr("Signed {time}").format(time=at), "paid")
        elif self.too_short:
            self.signature.say(self.tr("Too short"), "pending")
        elif self._taken_off is not None:
            self.signature.say(self.tr("Sign again"), "overdue")
        else:
            self.signature.say(self.tr("Waiting"))
        if self._given:
            self.changed.emit()


class SigningCard(Card):
    """The two who sign, beside each other where there is room."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._look = bench.look
        self._officer = ElidedLabel("", "label", "muted")
        self.leader_name = QLineEdit()
        self.leader_name.setAccessibleName(self.tr("Name of the union leader"))
        self.leader_name.setPlaceholderText(self.tr("Name of the leader"))
        self.leader_name.setMaxLength(_LONGEST_NAME)
        self.leader_name.setMinimumWidth(Width.COUNT_FIELD)
        self.officer = Signing(bench, "OFFICER", tr("Officer"), self._officer)
        self.leader = Signing(bench, "LEADER", tr("Union leader"), self.leader_name)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(Gap.L)
        self._line.addWidget(self.officer, 1)
        self._line.addWidget(self.leader, 1)
        self.body.addLayout(self._line, 1)
        self._named = False
        for part in (self.officer.changed, self.leader.changed):
            part.connect(self._tell)
        self.leader_name.textEdited.connect(self._name)
        self.leader_name.editingFinished.connect(self._end_name)
        bench.look.changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Beside each other the two pads are as high as each other, whatever stands under them."""
        beside = self.width() >= Width.FORM * self._look.scale
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._line.direction() is not way:
            self._line.setDirection(way)
        self._officer.setMinimumHeight(self.leader_name.sizeHint().height() if beside else 0)

    def put_back(self, officer: str, draft: CloseDraft) -> None:
        """Show who signs, and what was given before."""
        self._officer.setText(officer)
        self.leader_name.setText(draft.leader)
        self.leader_name.setCursorPosition(0)
        self._end_name()
        given, signed_for = draft.signatures, draft.signed_for
        self.officer.put_back(given.get("OFFICER"), signed_for.get("OFFICER"))
        self.leader.put_back(given.get("LEADER"), signed_for.get("LEADER"))

    def stand_for(self, now: SignedFor) -> None:
        """Keep only the signatures that were given for this, each under its name."""
        officer, leader = self._officer.text(), self.leader_name.text().strip()
        self.officer.stand_for(replace(now, name=officer))
        self.leader.stand_for(replace(now, name=leader))

    @property
    def signed_for(self) -> dict[Signer, SignedFor]:
        """What each of them signed, who did."""
        found: tuple[tuple[Signer, SignedFor | None], ...] = (
            ("OFFICER", self.officer.signed_for),
            ("LEADER", self.leader.signed_for),
        )
        return {signer: signed for signer, signed in found if signed is not None}

    def given(self) -> tuple[MeetingSignature, ...]:
        """Return what was given so far."""
        found = (self.officer.given(self._officer.text()), self.leader.given(self.leader_name.text().strip()))
        return tuple(each for each in found if each is not None)

    @property
    def missing(self) -> str:
        """Who still has to do what, in words; "" when nothing is missing."""
        given = {each.signer: each for each in self.given()}
        asked: tuple[tuple[Signer, Signing, str], ...] = (
            ("OFFICER", self.officer, self.tr("You still have to sign")),
            ("LEADER", self.leader, self.tr("The union leader still has to sign")),
        )
        for signer, signing, words in asked:
            if signer not in given:
                if signing.too_short:
                    words = tr("That is too short for a signature")
                return ". ".join(part for part in (signing.changed_words, words) if part)
            if not given[signer].ink and not given[signer].refused:
                return self.tr("Say why there is no signature")
        return "" if given["LEADER"].name else self.tr("The name of the union leader is missing")

    def _tell(self) -> None:
        self.changed.emit()

    def _name(self, typed: str) -> None:
        """Ink given before there was a name takes the one being typed; ink given under a name does not."""
        if not self._named:
            self.leader.rename(typed.strip())
        self._tell()

    def _end_name(self) -> None:
        self._named = bool(self.leader_name.text().strip())


def _changed_words(signed_for: SignedFor | None, now: SignedFor | None) -> str:
    """Say what is not as it was when somebody signed."""
    if signed_for is None or now is None:
        return ""
    if signed_for.pieces != now.pieces:
        return tr("The count changed")
    if signed_for.name != now.name:
        return tr("The name changed")
    if signed_for.reason != now.reason:
        return tr("The reason changed")
    return tr("The receipts changed")
