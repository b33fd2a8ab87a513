"""What an approver weighs before deciding: what changed, what approving does, the member, who decides.

The rule kept here: facts of this tablet only; one that is not known is left out, never shown as nought.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Panes, column, empty
from fieldapp.screens.widgets.drawn.tiles import Tiles
from fieldapp.screens.widgets.text import Fact, label
from fieldapp.screens.words import Formats, counted, days_late, money, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.approvals import ApprovalPage
from fieldapp.supervisor.weighing import Link
from shared.contract.records import ApplicationChange, Resubmission
from shared.ids import MemberId


class Weighing(QWidget):
    """Everything between the heading of a request and its schedule."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.changed = _Changed()
        self.impact = _Impact(bench.look)
        self.member, self.chain = Card(self.tr("The member")), Card(self.tr("Who decides"))
        self.earlier = Card(self.tr("Earlier requests"))
        self._about: MemberId | None = None
        self.open_member = Button(bench.look, self.tr("Open"), "quiet", name=self.tr("Open the member"))
        self.open_member.clicked.connect(self._open_member)
        self.member.head.addWidget(self.open_member)
        self.chain.head.addStrut(Height.TOUCH)
        box = column(Gap.M)
        beside = Panes(
            bench.look, self.member, self.chain, wide_from=Width.FIELDS_BESIDE_FROM, side_width=None
        )
        for widget in (self.changed, self.impact, beside, self.earlier):
            box.addWidget(widget)
        self.setLayout(box)

    def show_page(self, page: ApprovalPage) -> None:
        """Show what speaks for and against a request."""
        say = self._bench.formats
        self._about = page.member.member if page.member is not None else None
        self.open_member.setVisible(self._about is not None)
        self.changed.show_change(page.row.approval.since_last, say)
        self.impact.show_impact(page, say)
        _fill(self.member.body, _of_member(page, say))
        _fill(self.chain.body, (_step(link, say) for link in page.chain))
        _fill(self.earlier.body, _of_earlier(page, say))
        self.earlier.setVisible(bool(page.earlier))

    def _open_member(self) -> None:
        if self._about is not None:
            self._bench.go.open(Target("member", self._about))


class _Changed(QFrame):
    """The strip that says what is different from the last time; hidden for a first request."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("notice", "note")
        self.words = label("", "body", wrap=True)
        self.answers = label("", "label", wrap=True)
        box = column(Gap.XS, Gap.M)
        box.addWidget(self.words)
        box.addWidget(self.answers)
        self.setLayout(box)
        self.hide()

    def show_change(self, since: Resubmission | None, say: Formats) -> None:
        """Show what changed since the last submission."""
        self.setVisible(since is not None)
        if since is None:
            return
        if since.changes is None:
            words = tr("Sent before; what was sent then is not known any more.")
        elif since.changes:
            parts = "; ".join(_change(change, say) for change in since.changes)
            words = tr("Changed since it was sent last: {parts}.").format(parts=parts)
        else:
            words = tr("Sent again unchanged.")
        self.words.setText(words)
        self.answers.setText(tr("It answers: {words}").format(words=since.answers))
        self.answers.setVisible(bool(since.answers))
        self.setAccessibleName(words)


class _Impact(Card):
    """Four figures: the instalment, the debt, the officer's portfolio, the own limit."""

    def __init__(self, look: Look) -> None:
        super().__init__(tr("What this approval does"))
        self._tiles = Tiles(look, _impact_words())
        self.body.addWidget(self._tiles)

    def show_impact(self, page: ApprovalPage, say: Formats) -> None:
        """Show what approving brings about."""
        impact = page.impact
        first = say.day(impact.first_due_on) if impact.first_due_on else "–"
        times = tr("{times} times, first on {day}") if impact.even else tr("first of {times}, on {day}")
        limit = impact.limit_minor
        within = tr("within your limit") if impact.within_limit else tr("above your limit")
        loans = counted(impact.loans_after, tr("loan"), tr("loans"))
        before = tr("{amount} before, {loans} after")
        shown = (
            (say.signed(impact.instalment_minor), times.format(times=impact.times, day=first)),
            (
                say.signed(impact.owed_minor),
                tr("interest {amount}").format(amount=say.signed(page.interest_minor)),
            ),
            (
                say.signed(impact.portfolio_after_minor),
                before.format(amount=say.signed(impact.portfolio_before_minor), loans=loans),
            ),
        )
        *others, mine = self._tiles.tiles
        for tile, (figure, more) in zip(others, shown, strict=True):
            tile.show_figure(figure, more)
        allowed = say.signed(limit) if limit is not None else tr("no limit")
        mine.show_figure(allowed, within, "paid" if impact.within_limit else "overdue")


def _impact_words() -> tuple[str, ...]:
    return tr("Instalment"), tr("Member will owe"), tr("Officer's portfolio"), tr("Your limit")


def _fill(body: QVBoxLayout, facts: Iterator[Fact]) -> None:
    empty(body)
    for fact in facts:
        body.addWidget(fact)
    # What the card beside it is higher stays empty below, so that the lines of both begin together.
    body.addStretch(1)


def _of_member(page: ApprovalPage, say: Formats) -> Iterator[Fact]:
    verified = page.member is not None and page.member.verified_by is not None
    yield _fact(tr("Identity"), tr("verified") if verified else tr("not verified"), alarm=not verified)
    record = page.payment_record
    if record.on_time is not None:
        share = tr("{share} % of what fell due").format(share=round(record.on_time * 100))
        yield _fact(tr("Paid on time"), share)
    for other in page.owing_loans:
        late = days_late(other.days_late) if other.days_late else tr("on time")
        words = tr("owes {amount}, {late}").format(amount=say.signed(other.outstanding_minor), late=late)
        yield _fact(other.loan.number, words, alarm=other.days_late > 0)
    if not page.owing_loans:
        yield _fact(tr("Other loans"), tr("none open") if page.other_loans else tr("this is the first"))


def _step(link: Link, say: Formats) -> Fact:
    known = {
        "drafted": tr("Drafted"),
        "submitted": tr("Sent for approval"),
        "approved": tr("Approved"),
        "sent_back": tr("Sent back"),
        "refused": tr("Refused"),
        "withdrawn": tr("Taken back"),
        "next": tr("Decides now"),
        "later": tr("Decides after that"),
    }
    names = ", ".join(link.names) or "–"
    who = tr("you") if link.mine else names
    day = f" · {say.day(link.on)}" if link.on else ""
    return _fact(known[link.step], f"{who}{day}")


def _of_earlier(page: ApprovalPage, say: Formats) -> Iterator[Fact]:
    states = {"APPROVED": tr("approved"), "REFUSED": tr("refused"), "WITHDRAWN": tr("taken back")}
    for each in page.earlier:
        approval = each.approval
        state = states.get(approval.state, tr("sent back"))
        words = f"{state} · {approval.comment}" if approval.comment else state
        yield _fact(f"{say.day(approval.asked_on)} · {say.signed(approval.amount_minor)}", words)


def _fact(word: str, value: str, *, alarm: bool = False) -> Fact:
    fact = Fact(word)
    fact.set_value(value, "overdue" if alarm else "")
    return fact


def _change(change: ApplicationChange, say: Formats) -> str:
    names = {
        "principal_minor": tr("amount"),
        "term_count": tr("instalments"),
        "product": tr("product"),
        "purpose": tr("purpose"),
        "expected_on": tr("expected day"),
        "first_due_on": tr("first due day"),
    }
    before, after = (_said(change.field, value, say) for value in (change.before, change.after))
    return f"{names.get(change.field, change.field)} {before} → {after}"


def _said(field: str, value: str, say: Formats) -> str:
    """A plain value as people write it."""
    if not value:
        return "–"
    if field.endswith("_minor"):
        return money(int(value))
    return say.day(date.fromisoformat(value)) if field.endswith("_on") else value
