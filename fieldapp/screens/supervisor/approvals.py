"""The approvals inbox: what is asked for, what it would do, and the decision.

The rule kept here: a decision carries the version and the content that were on the screen; the consequences
stand above the buttons.
"""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from fieldapp.desk.facts import ApprovalFacts
from fieldapp.screens.frame import ActionBar, ListAndDetail, Page, listing
from fieldapp.screens.schedule import schedule_rows
from fieldapp.screens.supervisor.weighing import Weighing
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import Fact, Figure, label
from fieldapp.screens.words import Told, counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.approvals import (
    ApprovalPage,
    DecisionForm,
    InboxRow,
    decide,
    load_approval,
    load_inbox,
)
from shared.contract.bodies.lending import Decision
from shared.ids import ApprovalId


class ApprovalsPage(Page):
    """The inbox at one side, the request at the other."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Approvals"), margin=Gap.NONE)
        self._shown: ApprovalPage | None = None
        self._wanted: ApprovalId | None = None
        self._busy = False
        self.list = RowList(bench.look, self.tr("Requests"))
        self._empty = EmptyState(
            bench.look,
            "check-square-offset",
            self.tr("Nothing waits for you"),
            self.tr("New requests arrive here."),
        )
        self.detail = _Request(bench)
        request = Scrolled()
        schedule = Card(self.tr("Schedule if paid out on the expected day"), edge=Gap.NONE)
        schedule.body.addWidget(self.detail.schedule)
        for widget in (self.detail, self.detail.weighing, schedule):
            request.body.addWidget(widget)
        request.body.addStretch()
        self.set_panes(ListAndDetail(listing(self.list, self._empty), request, self.detail.foot))
        self.list.chosen.connect(self._pick)
        for decision, button in self.detail.buttons.items():
            button.clicked.connect(lambda _=False, decision=decision: self._decide(decision))
        self.detail.comment.textChanged.connect(lambda _: self.detail.judge(self._shown, busy=self._busy))

    def load(self) -> None:
        self.read(load_inbox, self._show)

    def _show(self, rows: tuple[InboxRow, ...]) -> None:
        waiting = sum(not found.approval.sent_decision for found in rows)
        self.head(self.title, counted(waiting, self.tr("request waits"), self.tr("requests wait")))
        self.list.set_rows(_list_row(self.bench, found) for found in rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        keys = [found.approval.approval for found in rows]
        if self._wanted not in keys:
            self._wanted = keys[0] if keys else None
            self.list.select(self._wanted)
        self.panes.set_empty(not rows)
        if self._wanted is not None:
            self._choose(self._wanted)

    def _pick(self, key: object) -> None:
        self._choose(key)
        self.panes.open_detail()

    def arrive(self, target: Target) -> None:
        super().arrive(target)
        if target.kind == "approval":
            self._pick(target.id)
            self.list.select(target.id)

    def _choose(self, key: object) -> None:
        if not isinstance(key, bytes):
            return
        if key != self._wanted:
            self.detail.comment.clear()
        wanted = self._wanted = ApprovalId(key)
        self.read(lambda desk: load_approval(desk, wanted), self._show_request)

    def _show_request(self, page: ApprovalPage) -> None:
        self._shown = page
        self.detail.show_page(page)
        self.detail.judge(page, busy=self._busy)

    def _decide(self, decision: Decision) -> None:
        page = self._shown
        if page is None or self._busy:
            return
        self._busy = True
        self.detail.judge(page, busy=True)
        approval = page.row.approval
        form = DecisionForm(
            approval.approval,
            decision,
            approval.version,
            approval.content_hash,
            self.detail.comment.text(),
        )
        self.bench.write(self, lambda desk: decide(desk, form), self._decided, self._refused)

    def _decided(self, approval: ApprovalFacts) -> None:
        self._busy = False
        self.detail.comment.clear()
        words = self.tr("Saved on this tablet; the office checks and carries it out at the next contact.")
        self.tell(Told("done", f"{_decision_words(approval.sent_decision)}: {approval.title}", words))

    def _refused(self, fault: Exception) -> None:
        self._busy = False
        self.detail.judge(self._shown, busy=False)
        self.fault(fault)


class _Request(Card):
    """One request with what it would do; comment and buttons stand in the bar under the page."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.amount = Figure("", "display")
        self.what = label("", "title", wrap=True)
        self.barred = label("", "label", "overdue", wrap=True)
        self._facts = {
            "member": Fact(self.tr("Member")),
            "union": Fact(self.tr("Union")),
            "asked": Fact(self.tr("Asked by")),
            "product": Fact(self.tr("Product")),
            "fees": Fact(self.tr("Fees")),
        }
        self.weighing = Weighing(bench)
        self.schedule = RowList(bench.look, self.tr("Schedule if paid out on the expected day"))
        self.schedule.setMinimumHeight(4 * Height.ROW_TWO_LINES)
        self.comment = QLineEdit()
        self.comment.setPlaceholderText(self.tr("Comment; needed to send back or refuse"))
        self.comment.setAccessibleName(self.tr("Comment"))
        look = bench.look
        self.buttons: dict[Decision, Button] = {
            "REFUSE": Button(look, self.tr("Refuse"), "refuse", "x"),
            "SEND_BACK": Button(look, self.tr("Send back"), "plain", "arrow-u-up-left"),
            "APPROVE": Button(look, self.tr("Approve"), "final", "check"),
        }
        self.body.addWidget(self.what)
        self.body.addWidget(self.amount)
        for fact in self._facts.values():
            self.body.addWidget(fact)
        self.body.addWidget(self.barred)
        self.foot = ActionBar()
        self.foot.totals.addWidget(self.comment, 1)
        for button in self.buttons.values():
            button.setMinimumHeight(Height.FINAL)
            self.foot.acts.addWidget(button, 1)

    def show_page(self, page: ApprovalPage) -> None:
        """Show a request."""
        say, loan, approval = self._bench.formats, page.loan, page.row.approval
        self.what.setText(approval.title)
        self.amount.set_value(say.signed(approval.amount_minor))
        verified = page.member is not None and page.member.verified_by is not None
        member = page.row.member_name + ("" if verified else " · " + self.tr("not verified"))
        asked = self.tr("{name}, {days} ago").format(
            name=page.row.asked_by_name, days=counted(page.row.age_days, self.tr("day"), self.tr("days"))
        )
        values = {
            "member": member,
            "union": page.row.union_name,
            "asked": asked,
            "product": f"{page.product_name}, {loan.term_count} ×",
            "fees": say.signed(page.fees_minor),
        }
        for key, text in values.items():
            self._facts[key].set_value(text, "overdue" if key == "member" and not verified else "")
        self.weighing.show_page(page)
        self.schedule.set_rows(schedule_rows(say, page.schedule))

    def judge(self, page: ApprovalPage | None, *, busy: bool) -> None:
        """Let each button act when it may; what bars it stands beside it in words."""
        if page is None:
            return
        approval, barred = page.row.approval, page.row.barred
        words = f"{barred.title}. {barred.detail}" if barred else ""
        if page.changed:
            words = self.tr("The application changed after it was sent. It can only be sent back.")
        if approval.sent_decision:
            sent = _decision_words(approval.sent_decision)
            words = self.tr("{decision}. It is on its way to the office.").format(decision=sent)
        self.barred.setText(words)
        self.barred.setVisible(bool(words))
        free = not busy and not approval.sent_decision
        commented = bool(self.comment.text().strip())
        others = free and (barred is None or barred.code == "approval.over_limit")
        self.buttons["APPROVE"].setEnabled(free and barred is None and not page.changed)
        self.buttons["SEND_BACK"].setEnabled(others and commented)
        self.buttons["REFUSE"].setEnabled(others and commented)
        amount = self._bench.formats.signed(approval.amount_minor)
        self.buttons["APPROVE"].set_words(self.tr("Approve {amount}").format(amount=amount))


def _decision_words(decision: str) -> str:
    known = {"APPROVE": tr("Approved"), "SEND_BACK": tr("Sent back"), "REFUSE": tr("Refused")}
    return known.get(decision, decision)


def _list_row(bench: Workbench, found: InboxRow) -> Row:
    approval = found.approval
    age = counted(found.age_days, tr("day"), tr("days"))
    if approval.sent_decision:
        mark = Mark("on_this_tablet", _decision_words(approval.sent_decision))
    elif found.barred is not None:
        mark = Mark("attention", tr("Not yours to approve"))
    else:
        mark = Mark("pending", tr("Waits {age}").format(age=age))
    return Row(
        key=approval.approval,
        title=found.member_name or approval.title,
        second=" · ".join(part for part in (found.union_name, found.asked_by_name) if part),
        figure=bench.formats.signed(approval.amount_minor),
        mark=mark,
        provisional=approval.provisional,
    )
