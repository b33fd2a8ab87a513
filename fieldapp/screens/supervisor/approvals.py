"""The approvals inbox: what is asked for, what it would do, and the decision.

The rule kept here: a decision carries the version and the content that were on the screen; what was typed
about a request is kept with that request until it is decided.
"""

from __future__ import annotations

from functools import partial

from fieldapp.desk.facts import ApprovalFacts
from fieldapp.screens.frame_parts import listing
from fieldapp.screens.money.queue_page import QueuePage
from fieldapp.screens.supervisor.request import DecideBar, RequestPane, decision_words
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
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

_COMMENT = "comment/"
"""How the keys of comments that are not sent yet begin."""


class ApprovalsPage(QueuePage[InboxRow]):
    """The inbox at one side, the request at the other."""

    kind = "approval"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Approvals"), _COMMENT)
        self._shown: ApprovalPage | None = None
        self.list = RowList(bench.look, self.tr("Requests"))
        self.empty = EmptyState(
            bench.look,
            "check-square-offset",
            self.tr("Nothing waits for you"),
            self.tr("New requests arrive here."),
        )
        self.detail, self.bar = RequestPane(bench), DecideBar(bench)
        self.hang(listing(self.list, self.empty), self.detail, self.bar, self.bar.buttons.values())
        self.bar.decided.connect(self._decide)
        self.bar.typed.connect(self._typed)

    def load(self) -> None:
        self.read(load_inbox, self.show_rows)

    def key_of(self, row: InboxRow) -> bytes:
        return row.approval.approval

    def waits(self, row: InboxRow) -> bool:
        return not row.approval.sent_decision

    def fill(self, rows: tuple[InboxRow, ...]) -> None:
        waiting = sum(self.waits(found) for found in rows)
        words = counted(waiting, self.tr("request waits"), self.tr("requests wait"))
        self.head(self.title, words if waiting else "")
        self.list.set_rows(_list_row(self.bench, found) for found in rows)

    def gone(self, before: InboxRow | None) -> Told | None:
        """What somebody decided themselves they need not be told."""
        if before is not None and not self.waits(before):
            return None
        title = self.tr("This request is not open any more")
        return Told("note", title, self.tr("It was decided or taken back meanwhile."))

    def put(self, typed: bytes | None) -> None:
        self.bar.comment.setText((typed or b"").decode(errors="replace"))

    def look(self) -> None:
        if self.wanted is not None:
            wanted = ApprovalId(self.wanted)
            self.read(lambda desk: load_approval(desk, wanted), self._show_request, self.panes.chosen)

    def _show_request(self, page: ApprovalPage) -> None:
        if page.row.approval.approval == self.wanted:
            self._shown = page
            self.detail.show_page(page)
            self.bar.show_page(page)

    def _typed(self) -> None:
        text = self.bar.comment.text()
        self.drafting.keep(text.encode() if text else None)

    def _decide(self, decision: Decision) -> None:
        page = self._shown
        if page is None or page.row.approval.approval != self.wanted:
            self.bar.guard.release()
            return
        approval = page.row.approval
        form = DecisionForm(
            approval.approval, decision, approval.version, approval.content_hash, self.bar.comment.text()
        )
        told = self.bar.guard.told
        self.bench.write(self, lambda desk: decide(desk, form), self._decided, told(self.fault))

    def _decided(self, approval: ApprovalFacts) -> None:
        """It is on the disk: say where it stands, and look at the next one that waits."""
        words = self.tr("{decision} on this tablet; the office carries it out at the next contact")
        again = partial(self.bench.go.open, Target("approval", approval.approval))
        said = decision_words(approval.sent_decision)
        self.toasts.say(words.format(decision=said), self.tr("Show it"), again)
        self.go_on(approval.approval)


def _list_row(bench: Workbench, found: InboxRow) -> Row:
    approval = found.approval
    age = counted(found.age_days, tr("day"), tr("days"))
    if approval.sent_decision:
        mark = Mark("on_this_tablet", decision_words(approval.sent_decision))
    elif found.barred is not None:
        mark = Mark("attention", tr("Not yours to approve"))
    else:
        mark = Mark("pending", tr("Waits {age}").format(age=age))
    return Row(
        key=approval.approval,
        title=found.member_name or approval.title,
        second=found.union_name,
        third=found.asked_by_name,
        figure=bench.formats.signed(approval.amount_minor),
        mark=mark,
        provisional=approval.provisional,
    )
