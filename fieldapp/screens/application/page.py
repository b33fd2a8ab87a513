"""A loan application: typed with what it would cost beside it, saved, sent, and followed until it is decided.

The rules kept here: the id of the loan is kept with the draft before it is saved, so a kill at any moment
drafts it once; one press writes once; what is sent was looked at as it is typed before it is sent.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from fieldapp.desk.facts import LoanFacts
from fieldapp.everyone.loan_view import LoanView, load_loan_view
from fieldapp.officer.drafts.loan_draft import LoanDraft, draft_key, packed, unpacked
from fieldapp.officer.lending.opening import Opening, open_application
from fieldapp.officer.lending.outlook import Outlook, look_ahead
from fieldapp.officer.request_loan import LoanForm, form_of
from fieldapp.screens.application.ahead.costs import short_words
from fieldapp.screens.application.ending import Ending
from fieldapp.screens.application.foot import ApplicationFoot, Mode
from fieldapp.screens.application.form.card import FormCard
from fieldapp.screens.application.parts import Parts
from fieldapp.screens.application.sending import Sending
from fieldapp.screens.application.words import saved_words
from fieldapp.screens.frame import Key, Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafting
from fieldapp.screens.typed.looking import Looking
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.words import Told, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.ids import LoanId
from shared.lending.lifecycle import LoanAct, LoanState, may_move

_Opened = tuple[Opening, LoanView | None]


class ApplicationPage(Page):
    """One application: of the loan, or a new one of the member, that `to` names."""

    whole = True

    def __init__(self, bench: Workbench, to: Target) -> None:
        super().__init__(bench, tr("Loan application"), margin=Gap.NONE)
        self._about = to.id
        self.opening: Opening | None = None
        self.parts, self.foot = Parts(bench), ApplicationFoot(bench)
        self.form, self.ahead = self.parts.form, self.parts.ahead
        self.forget = Button(bench.look, self.tr("Discard what is typed"), "plain", "x")
        self.cancel = Button(bench.look, self.tr("Cancel application"), "refuse", "x")
        self.ending = Ending(bench, self)
        self._drafting: Drafting[LoanDraft] = Drafting(bench, self, draft_key(to.id), packed, unpacked)
        self.looking: Looking[LoanForm, Outlook] = Looking(bench, self, look_ahead)
        self._sending = Sending(bench, self.form, self.foot, self.looking, self._drafting)
        self.body.addWidget(self.parts, 1)
        self.set_foot(self.foot)
        self.parts.hide()
        self._connect()

    def load(self) -> None:
        drafted, about = self._drafting.found, self._about
        known = drafted.loan if drafted is not None else None
        if self.opening is not None and self.opening.form is not None:
            known = self.opening.form.loan
        self.read(lambda desk: _opened(desk, about, known), partial(self._show, drafted))

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("Ctrl+S", self.tr("Save the draft")),
            Key("↑ ↓", self.tr("One instalment more or less, in its field")),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if command and event.key() == Qt.Key.Key_S and self.foot.save.isVisible():
            self.foot.save.click()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.form.changed.connect(self._typed)
        self.looking.looked.connect(self._looked)
        self.looking.failed.connect(self.tell)
        self.looking.failed.connect(self._looked)
        self.looking.mended.connect(self.notice.clear)
        self.notice.acted.connect(self.looking.hurry)
        self._sending.saved.connect(self._saved)
        self._sending.refused.connect(self.fault)
        self.foot.take_back.clicked.connect(self.ending.take_back)
        self.foot.open_loan.clicked.connect(lambda: self.bench.go.open(Target("loan", self._about)))
        self.cancel.clicked.connect(self.ending.cancel)
        self.forget.clicked.connect(self.ending.forget)
        self.ending.let_go.connect(self._let_go)
        self.parts.given_up.dismissed.connect(self._drafting.tear)
        self.parts.given_up.dismissed.connect(self.load)
        self.ending.ended.connect(self.tell)

    def _show(self, drafted: LoanDraft | None, opened: _Opened) -> None:
        opening, view = opened
        before, self.opening = self.opening, opening
        if opening.loan is not None and self._about != opening.loan.loan:
            self._turn_to(opening.loan, drafted)
        self.ending.loan = opening.loan
        if not self.parts.show_opening(opening, view, self._drafting.found):
            self._drafting.tear()
        self._head(opening)
        first = before is None or _state(before) != _state(opening)
        if not opening.typing:
            self.offer_act(self.forget, offered=False)
            if opening.loan is not None:
                self.looking.ask(form_of(opening.loan))
            if before is not None and first:
                self.foot.open_loan.setFocus(Qt.FocusReason.OtherFocusReason)
        elif first:
            goes_on = drafted is not None and opening.form is not None and drafted.loan == opening.form.loan
            self.form.open(opening, drafted if goes_on else None)
        else:
            self.form.renew(opening)
        if before is None and opening.typing:
            self.form.amount.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.form.amount.edit.selectAll()

    def _turn_to(self, loan: LoanFacts, drafted: LoanDraft | None) -> None:
        """From now on this page is about a loan: it was saved, or turned out to have been saved before."""
        self._drafting.tear()
        self._about, self._drafting.key = loan.loan, draft_key(loan.loan)
        self.target = Target("application", loan.loan)
        if drafted is not None:
            self._drafting.keep(drafted)
            title = self.tr("It was saved before, as {number}").format(number=loan.number)
            self.tell(Told("done", title, self.tr("It is not saved again. Go on from here.")))

    def _head(self, opening: Opening) -> None:
        loan = opening.loan
        number = loan.number if loan else self.tr("New application")
        self.head(opening.member.name, " · ".join(filter(None, (number, opening.union_name))))
        self.offer_act(self.cancel, offered=loan is not None and may_move(loan.state, LoanAct.CANCEL))
        mode: Mode = "typing" if opening.typing else "decided"
        if loan is not None and loan.state is LoanState.PENDING_APPROVAL:
            mode = "waiting"
        self.foot.show_mode("nothing" if opening.form is None else mode)
        if opening.form is None:
            words = self.tr("The office decides which products there are. Sync, or ask your supervisor.")
            self.tell(Told("note", self.tr("No product is on offer"), words))

    def _typed(self) -> None:
        """Keep what is typed at once, and look a moment later at what it would bring about."""
        if self.opening is None or self.opening.form is None:
            return
        if self.form.untouched:
            self._drafting.tear()
        else:
            self._drafting.keep(self.form.draft())
        self.offer_act(self.forget, offered=not self.form.untouched)
        form = self.form.form()
        known = self.looking.found if form is not None and form == self.looking.form else None
        self.looking.ask(form)
        if not self.looking.lost:
            self.foot.judge(_in_the_way(self.form, known), self.form.lacking)

    def _looked(self) -> None:
        """Show what would come of it, as far as that can be known."""
        found, form, opening = self.looking.found, self.looking.form, self.opening
        if found is None or form is None or opening is None:
            lost = self.tr("What it costs could not be worked out") if self.looking.lost else ""
            self.ahead.show_nothing(lost or self.form.missing)
            self.foot.each.set_value("–")
            if opening is not None and opening.typing:
                self.foot.judge(lost or self.form.missing)
        elif opening.typing and self.form.missing:
            self.ahead.show_missing(found, self.form.missing, self.form.lacking)
            self.form.say_first_due(found.preview.first_due_on)
            self.foot.each.set_value("–")
            self.foot.judge(_in_the_way(self.form, found))
        else:
            given = next((row.definition for row in opening.products if row.product == form.product), None)
            lacking = self.form.lacking if opening.typing else None
            self.ahead.show_outlook(found, given, form.expected_on, lacking)
            self.form.say_first_due(found.preview.first_due_on)
            self.foot.each.set_value(short_words(found.preview, self.bench.formats))
            if opening.typing:
                self.foot.judge(_in_the_way(self.form, found), self.form.lacking)

    def _saved(self, typed: LoanDraft, loan: LoanFacts) -> None:
        """It is on the disk: what was typed meanwhile goes on being kept, under the loan."""
        self._turn_to(loan, None)
        if loan.state is not LoanState.DRAFT and (meanwhile := self.form.draft()) != typed:
            self._drafting.keep(meanwhile)
        if self.opening is not None and loan.state is LoanState.DRAFT:
            self.opening = replace(self.opening, loan=loan, form=form_of(loan))
            self.form.renew(self.opening, typed)
        self.tell(saved_words(loan))

    def _let_go(self) -> None:
        """What was typed is forgotten: what was saved stands there again, or the page goes."""
        self._drafting.tear()
        if self.opening is not None and self.opening.loan is not None:
            self.form.open(self.opening, None)
        else:
            self.bench.go.leave(self)


def _opened(desk: Desk, about: bytes, known: LoanId | None) -> _Opened:
    opening = open_application(desk, about, known)
    loan = opening.loan
    return opening, None if loan is None or opening.typing else load_loan_view(desk, loan.loan)


def _in_the_way(form: FormCard, found: Outlook | None) -> str:
    """What keeps it from being saved, in words; "" where nothing does."""
    refusal = found.preview.refusal if found is not None else None
    return refusal.title if refusal is not None else form.missing


def _state(opening: Opening) -> tuple[object, ...]:
    """What makes another page of it."""
    loan, answer = opening.loan, opening.answer
    return () if loan is None else (loan.loan, loan.state, answer and answer.kind)
