"""The approvals inbox: what is asked for, what it would do, and the decision.

The rule kept here: a decision carries the version and the content that were on the screen; what was typed
about a request is kept with that request until it is decided.
"""

from __future__ import annotations

from functools import partial

from fieldapp.desk.facts import ApprovalFacts
from fieldapp.screens.frame import ListAndDetail, Page
from fieldapp.screens.frame_parts import listing
from fieldapp.screens.money.leaving import leave
from fieldapp.screens.supervisor.request import DecideBar, RequestPane, decision_words
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafts
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.overlays.toast import Toasts
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
from fieldapp.supervisor.drafts import COMMENT, comment_key
from shared.contract.bodies.lending import Decision
from shared.ids import ApprovalId


class ApprovalsPage(Page):
    """The inbox at one side, the request at the other."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Approvals"), margin=Gap.NONE)
        self._rows: tuple[InboxRow, ...] = ()
        self._shown: ApprovalPage | None = None
        self._wanted: ApprovalId | None = None
        self.list = RowList(bench.look, self.tr("Requests"))
        self._empty = EmptyState(
            bench.look,
            "check-square-offset",
            self.tr("Nothing waits for you"),
            self.tr("New requests arrive here."),
        )
        self.detail, self.bar = RequestPane(bench), DecideBar(bench)
        self._drafting = Drafts(bench, self, COMMENT)
        self.toasts = Toasts(bench.look, self)
        self.set_panes(ListAndDetail(listing(self.list, self._empty), self.detail, self.bar))
        self.list.chosen.connect(self._pick)
        self.list.selected.connect(self._choose)
        self.bar.decided.connect(self._decide)
        self.bar.typed.connect(self._typed)

    def load(self) -> None:
        self.read(load_inbox, self._show)

    def arrive(self, target: Target) -> None:
        super().arrive(target)
        if target.kind == "approval":
            self._pick(target.id)
            self.list.select(target.id)
            if self._row(target.id) is None:
                # Not known yet, or not there any more: the list says which.
                self._reload()

    def _show(self, rows: tuple[InboxRow, ...]) -> None:
        before, self._rows = self._row(self._wanted), rows
        gone = self._wanted is not None and self._row(self._wanted) is None
        if gone:
            leave(self, self.panes, self.bar.buttons.values())
        waiting = sum(not found.approval.sent_decision for found in rows)
        self.head(self.title, counted(waiting, self.tr("request waits"), self.tr("requests wait")))
        self.list.set_rows(_list_row(self.bench, found) for found in rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        keys = [found.approval.approval for found in rows]
        self._drafting.forget_others(comment_key(key) for key in keys)
        self.panes.set_empty(not rows)
        if self._wanted not in keys:
            self._choose(keys[0] if keys else None)
            self.list.select(self._wanted)
        else:
            self._look()
        # What somebody decided themselves they need not be told.
        if gone and not (before and before.approval.sent_decision):
            title = self.tr("This request is not open any more")
            self.tell(Told("note", title, self.tr("It was decided or taken back meanwhile.")))

    def _row(self, key: object) -> InboxRow | None:
        return next((row for row in self._rows if row.approval.approval == key), None)

    def _pick(self, key: object) -> None:
        self._choose(key)
        self.panes.open_detail()

    def _choose(self, key: object) -> None:
        wanted = ApprovalId(key) if isinstance(key, bytes) else None
        if wanted != self._wanted:
            self._wanted = wanted
            self.notice.clear()
            kept = self._drafting.open(comment_key(wanted)) if wanted is not None else None
            self.bar.comment.setText((kept or b"").decode(errors="replace"))
        self._look()

    def _look(self) -> None:
        wanted = self._wanted
        if wanted is not None and self._row(wanted) is not None:
            self.read(lambda desk: load_approval(desk, wanted), self._show_request, self.detail)

    def _show_request(self, page: ApprovalPage) -> None:
        if page.row.approval.approval == self._wanted:
            self._shown = page
            self.detail.show_page(page)
            self.bar.show_page(page)

    def _typed(self) -> None:
        text = self.bar.comment.text()
        self._drafting.keep(text.encode() if text else None)

    def _decide(self, decision: Decision) -> None:
        page = self._shown
        if page is None or page.row.approval.approval != self._wanted:
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
        self.notice.clear()
        self._drafting.tear(comment_key(approval.approval))
        self.bar.rest()
        words = self.tr("{decision} on this tablet; the office carries it out at the next contact")
        again = partial(self.bench.go.open, Target("approval", approval.approval))
        said = decision_words(approval.sent_decision)
        self.toasts.say(words.format(decision=said), self.tr("Show it"), again)
        if self._wanted != approval.approval:
            # Somebody went on by themselves while it was written.
            return
        self.bar.comment.clear()
        following = _next_after(self._rows, approval.approval)
        if following is not None:
            self._choose(following)
            self.list.select(following)
            self.list.setFocus()


def _next_after(rows: tuple[InboxRow, ...], decided: ApprovalId) -> ApprovalId | None:
    """The first that waits below the one that was decided, else the first of all."""
    keys = [row.approval.approval for row in rows]
    at = keys.index(decided) + 1 if decided in keys else 0
    waiting = [row.approval for row in (*rows[at:], *rows[:at]) if not row.approval.sent_decision]
    return next((each.approval for each in waiting if each.approval != decided), None)


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
