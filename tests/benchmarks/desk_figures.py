"""What an officer waits for at the desk: saving, a keystroke in the search, schedules, receipts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from statistics import median

from fieldapp.everyone.repayments import history
from fieldapp.everyone.schedules import Wanted, load_schedules
from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment
from fieldapp.store.author import Desk
from fieldapp.store.projection.rows import folded
from fieldapp.store.search import search
from shared.ids import LoanId, MemberId, RepaymentId
from tests.benchmarks.bench import Bench
from tests.benchmarks.days import today
from tests.benchmarks.figures import Figure
from tests.benchmarks.floors import durable_rows_s
from tests.benchmarks.records import Loan, Size
from tests.benchmarks.tablet import Tablet, full_tablet
from tests.benchmarks.timing import each_s, median_s

_SAVINGS = 60
_TYPED = ("Adaeze Okafor", "yakubu zain", "M00123", "L00199", "0803", "K7-0100")


def measure_desk(bench: Bench) -> Iterator[Figure]:
    """Saving and listing among 40 000 schedule items, and searching among 10 000 members."""
    size = Size(bench.size(60), bench.size(10_000), bench.size(2_000))
    with full_tablet(bench.new_folder("desk"), size) as tablet:
        yield _saving(bench, tablet)
        yield _searching(bench, tablet)
        yield _listing(bench, tablet)
        yield _history(bench, tablet)


def _saving(bench: Bench, tablet: Tablet) -> Figure:
    loans = tablet.portfolio.loans[:: max(1, len(tablet.portfolio.loans) // _SAVINGS)][:_SAVINGS]
    saves = [partial(collect_repayment, tablet.desk, _form(tablet.desk, loan)) for loan in loans]
    taken = each_s(saves)
    return Figure(
        name="saving a repayment",
        engine="client",
        value=median(taken) * 1000,
        unit="ms",
        bar=bench.bar(30),
        floor=durable_rows_s(tablet.desk, [bytes(400)], _SAVINGS) * 1000,
        floor_of="one durable insert into the same store",
        parts={"slowest ms": max(taken) * 1000},
    )


def _form(desk: Desk, loan: Loan) -> RepaymentForm:
    return RepaymentForm(
        RepaymentId(desk.author.ids.make()),
        MemberId(loan.member),
        LoanId(loan.id),
        loan.due_minor,
        today(),
        repeat_reason="paid twice",
    )


def _searching(bench: Bench, tablet: Tablet) -> Figure:
    prefixes = [text[:end] for text in _TYPED for end in range(1, len(text) + 1)]

    def keystroke(text: str) -> None:
        with tablet.desk.store.read() as tx:
            search(tx, text)

    def lookup(text: str) -> None:
        with tablet.desk.store.read() as tx:
            first = folded(text).split()[0]
            tx.tuples("SELECT rowid FROM p_search WHERE p_search MATCH ? LIMIT 50", (f'"{first}"*',))

    each = {text: median_s([partial(keystroke, text)] * 5) for text in prefixes}
    slowest = max(each, key=each.__getitem__)
    return Figure(
        name="search, slowest keystroke",
        engine="client",
        value=each[slowest] * 1000,
        unit="ms",
        bar=bench.bar(30),
        floor=max(median_s([partial(lookup, text)] * 5) for text in prefixes) * 1000,
        floor_of="the bare full-text lookup",
        note=f"after {slowest!r}, of {len(prefixes)} keystrokes",
        parts={"median ms": median(each.values()) * 1000},
    )


def _listing(bench: Bench, tablet: Tablet) -> Figure:
    ever = Wanted(first=date(2000, 1, 1), last=date(2100, 1, 1))
    asked = {
        "this week": Wanted(),
        "a text": Wanted(text="ada"),
        "everything": ever,
        "everything by member": replace(ever, by="member", descending=True),
    }

    def count() -> None:
        with tablet.desk.store.read() as tx:
            tx.tuples("SELECT count(*), sum(owed_minor) FROM p_instalment WHERE due_on > '2000'")

    taken = {
        name: median_s([partial(load_schedules, tablet.desk, wanted)] * 7) for name, wanted in asked.items()
    }
    return Figure(
        name="schedules, a page of this week",
        engine="client",
        value=taken["this week"] * 1000,
        unit="ms",
        bar=bench.bar(40),
        floor=median_s([count] * 7) * 1000,
        floor_of="counting and summing every item",
        parts={f"{name} ms": each * 1000 for name, each in taken.items()},
    )


def _history(bench: Bench, tablet: Tablet) -> Figure:
    month = history.Wanted(first=today() - timedelta(days=29), last=today(), limit=25)
    ever = history.Wanted(limit=25)
    asked = {
        "a month": month,
        "a text": replace(ever, text="ada"),
        "everything": ever,
        "everything by member": replace(ever, by="member"),
        "everything by amount": replace(ever, by="amount"),
    }

    def count() -> None:
        with tablet.desk.store.read() as tx:
            sql = "SELECT count(*), sum(amount_minor) FROM p_repayment WHERE value_on >= ?"
            tx.tuples(sql, (str(month.first),))

    taken = {
        name: median_s([partial(history.load_repayments, tablet.desk, wanted)] * 7)
        for name, wanted in asked.items()
    }
    return Figure(
        name="repayments, a page of a month",
        engine="client",
        value=taken["a month"] * 1000,
        unit="ms",
        bar=bench.bar(40),
        floor=median_s([count] * 7) * 1000,
        floor_of="counting and summing those of the month",
        parts={f"{name} ms": each * 1000 for name, each in taken.items()},
    )
