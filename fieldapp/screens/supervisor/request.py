"""One request as it is looked at, and the bar in which it is decided.

The rule kept here: what bars a decision stands beside its button in words; a press decides once, and the next
request cannot be decided by a press that was meant for this one.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.schedule import schedule_rows
from fieldapp.screens.supervisor.weighing import Weighing
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.buttons import ButtonKind, CommitButton, Guard, Why
from fieldapp.screens.widgets.card import Card, Scrolled, column
from fieldapp.screens.widgets.drawn.subject import Subject
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.words import Formats, counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.approvals import ApprovalPage
from shared.contract.bodies.lending import Decision

_MOST_COMMENT = 500


class RequestPane(Scrolled):
    """Everything about one request, over its schedule."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.head = Subject(bench.look)
        self.weighing = Weighing(bench)
        name = self.tr("Schedule if paid out on the expected day")
        schedule = Card(name, edge=Gap.NONE)
        self.schedule = RowList(bench.look, name)
        self.schedule.show_whole()
        schedule.body.addWidget(self.schedule)
        for widget in (self.head, self.weighing, schedule):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_page(self, page: ApprovalPage) -> None:
        """Show a request."""
        say = self._bench.formats
        _show_subject(self.head, page, say)
        self.weighing.show_page(page)
        self.schedule.set_rows(schedule_rows(say, page.schedule))


class _Comment(QLineEdit):
    """At least so wide that what it asks for can be read."""

    def minimumSizeHint(self) -> QSize:
        asks = self.fontMetrics().horizontalAdvance(self.placeholderText()) + 2 * (Gap.M + Gap.XS)
        return QSize(asks, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(self.minimumSizeHint())


class DecideBar(ActionBar):
    """The comment and the three decisions; `decided` with one that was pressed, `typed` at every letter."""

    decided = Signal(str)
    typed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._page: ApprovalPage | None = None
        self.guard = Guard(self)
        self.barred = Why()
        self.comment = _Comment()
        self.comment.setPlaceholderText(self.tr("Comment; needed to send back or refuse"))
        self.comment.setAccessibleName(self.tr("Comment"))
        self.comment.setMaxLength(_MOST_COMMENT)
        self.buttons: Mapping[Decision, CommitButton] = {
            "REFUSE": self._button(self.tr("Refuse"), "x", "refuse_final"),
            "SEND_BACK": self._button(self.tr("Send back"), "arrow-u-up-left", "plain_final"),
            "APPROVE": self._button(self.tr("Approve"), "check", "final"),
        }
        for decision, button in self.buttons.items():
            button.committed.connect(lambda decision=decision: self.decided.emit(decision))
            self.acts.addWidget(button, 1)
        words = column(Gap.XS)
        words.addWidget(self.barred)
        words.addWidget(self.comment)
        self.totals.addLayout(words, 1)
        self.comment.textChanged.connect(self._judge)
        self.comment.textEdited.connect(lambda _: self.typed.emit())

    def show_page(self, page: ApprovalPage) -> None:
        """Stand for a request."""
        self._page = page
        amount = self._bench.formats.signed(page.row.approval.amount_minor)
        self.buttons["APPROVE"].label_as(self.tr("Approve {amount}").format(amount=amount))
        self._judge()

    def rest(self) -> None:
        """A decision was written: the bar stands for the next request in a moment."""
        for button in self.buttons.values():
            button.rest()

    def _button(self, text: str, icon: str, kind: ButtonKind) -> CommitButton:
        return CommitButton(self._bench.look, text, icon, kind=kind, guard=self.guard)

    def _judge(self) -> None:
        """Let each button act when it may."""
        page = self._page
        if page is None:
            return
        barred, sent = page.row.barred, page.row.approval.sent_decision
        self.barred.say(_in_the_way(page, self._bench.formats))
        commented = bool(self.comment.text().strip())
        others = not sent and (barred is None or barred.code == "approval.over_limit")
        wanted = self.tr("Write a comment first")
        self.buttons["APPROVE"].allow(not sent and barred is None and not page.changed, self.barred.text())
        for decision in ("SEND_BACK", "REFUSE"):
            why = wanted if others else self.barred.text()
            self.buttons[decision].allow(others and commented, why)


def decision_words(decision: str) -> str:
    """Return a decision that was taken, in a word."""
    known = {"APPROVE": tr("Approved"), "SEND_BACK": tr("Sent back"), "REFUSE": tr("Refused")}
    return known.get(decision, decision)


def _in_the_way(page: ApprovalPage, say: Formats) -> str:
    sent, barred = page.row.approval.sent_decision, page.row.barred
    if sent:
        words = tr("{decision}. It is on its way to the office.")
        return words.format(decision=decision_words(sent))
    if page.changed:
        return tr("The application changed after it was sent. It can only be sent back.")
    return f"{barred.title}. {barred.detail_in(say)}" if barred else ""


def _show_subject(head: Subject, page: ApprovalPage, say: Formats) -> None:
    row, loan = page.row, page.loan
    age = counted(row.age_days, tr("day"), tr("days"))
    amount = say.signed(row.approval.amount_minor)
    asked = tr("asked by {name}, {days} ago").format(name=row.asked_by_name, days=age)
    fees = tr("fees {amount}").format(amount=say.signed(page.fees_minor)) if page.fees_minor else ""
    instalments = counted(loan.term_count, tr("instalment"), tr("instalments"))
    product = f"{page.product_name}, {instalments}"
    parts = (loan.number, row.union_name, product, fees, loan.purpose, asked)
    head.show_subject(
        row.member_name or loan.number,
        tr("Loan of {amount} for {name}").format(amount=amount, name=row.member_name or loan.number),
        " · ".join(filter(None, parts)),
        Mark("pending", tr("Waits {age}").format(age=age)),
    )
