"""The report of a day in words, on the screen and on paper alike; and what is missing, line by line."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.officer.drafts.left_money import FoundMoney
from fieldapp.officer.ending.day import DayEnd
from fieldapp.screens.paper.blocks import Block, Column, Fact, Grid, Heading, Letterhead, Remark, Rule
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.cells.kinds import Shape
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.words import Formats, counted, method_name, money, quantity, short_or_over, tr


def report_blocks(day: DayEnd, say: Formats) -> tuple[Block, ...]:
    """Return the report from top to bottom."""
    facts = (
        (tr("In hand before"), day.before_minor),
        (tr("Float received"), day.float_minor),
        (tr("Received in cash"), day.cash_minor),
        (tr("Handed over"), -day.handed_minor),
    )
    return (
        Letterhead(day.institution, day.staff_name, tr("Day report"), say.day(day.on)),
        Rule(),
        Heading(tr("Cash"), say.sign),
        *(Fact(word, money(minor)) for word, minor in facts),
        Fact(tr("Should be in hand"), money(day.in_hand_minor), large=True),
        Heading(tr("Received by union and method"), say.sign),
        _taken(day),
        *((Heading(tr("Handed over"), say.sign), _handed(day, say)) if day.handed else ()),
        *((Heading(tr("Meetings closed"), say.sign), _meetings(day, say)) if day.meetings else ()),
        Rule(),
        *_open(day, say),
    )


def _taken(day: DayEnd) -> Block:
    if not day.taken:
        return Remark(tr("Nothing was received today."))
    return Grid(
        (
            Column(tr("Union"), share=2),
            Column(tr("Method")),
            Column(tr("Receipts"), figures=True),
            Column(tr("Amount"), figures=True),
        ),
        tuple(
            (
                row.union_name or tr("None"),
                method_name(row.method),
                f"{row.count:,}",
                money(row.minor),
            )
            for row in day.taken
        ),
        (
            tr("Together"),
            "",
            f"{sum(row.count for row in day.taken):,}",
            money(sum(row.minor for row in day.taken)),
        ),
    )


def _handed(day: DayEnd, say: Formats) -> Block:
    rows = []
    for each in day.handed:
        counted_minor = each.counted_minor
        said = tr("Not counted yet")
        if counted_minor is not None:
            said = short_or_over(counted_minor - each.minor, say)
        rows.append((each.to_name, money(each.minor), quantity(counted_minor or 0), said))
    return Grid(
        (
            Column(tr("To"), share=2),
            Column(tr("Given"), figures=True),
            Column(tr("Counted"), figures=True),
            Column(tr("Difference")),
        ),
        tuple(rows),
    )


def _meetings(day: DayEnd, say: Formats) -> Block:
    return Grid(
        (
            Column(tr("Union"), share=2),
            Column(tr("Expected"), figures=True),
            Column(tr("Counted"), figures=True),
            Column(tr("Difference")),
        ),
        tuple(
            (
                each.union_name,
                money(each.expected_minor),
                money(each.counted_minor),
                short_or_over(each.counted_minor - each.expected_minor, say),
            )
            for each in day.meetings
        ),
    )


def _open(day: DayEnd, say: Formats) -> list[Block]:
    rows = missing_rows(day, (), say)
    if not rows:
        return [Remark(tr("Nothing was missing when this was written."))]
    return [Heading(tr("Still missing")), *(Fact(row.title, row.figure or row.second) for row in rows)]


def missing_rows(day: DayEnd, left: Iterable[FoundMoney], say: Formats) -> list[Row]:
    """Return what is missing, the most urgent first; the key of each is the place where it is put right."""
    missing = day.missing
    rows = [
        Row(
            key=Target("close", union.union, on.isoformat()),
            title=tr("Meeting not closed: {union}").format(union=union.name),
            second=say.long_day(on),
            lead=Shape("users-three"),
        )
        for union, on in missing.meetings
    ]
    rows += [_left_row(each, say) for each in left]
    if missing.in_hand_minor > 0:
        words = tr("Cash not handed over"), tr("Count it and hand it over")
        rows.append(_row(Target("cash"), words, say.signed(missing.in_hand_minor), "wallet"))
    count, minor = missing.waiting
    if count:
        alone = tr("{records} on this tablet alone")
        words = tr("Waiting to be sent"), alone.format(records=counted(count, tr("record"), tr("records")))
        rows.append(_row(Target("sync"), words, say.signed(minor), "arrows-clockwise"))
    if missing.attention:
        words = tr("Needs attention"), counted(missing.attention, tr("record"), tr("records"))
        rows.append(_row(Target("sync", extra="attention"), words, "", "warning-circle-fill"))
    count, minor = missing.unconfirmed
    if count:
        of = counted(count, tr("payment without cash"), tr("payments without cash"))
        words = tr("Not confirmed yet"), of
        rows.append(_row(Target("repayments", extra="unconfirmed"), words, say.signed(minor), "bank"))
    return rows


def _row(place: Target, words: tuple[str, str], figure: str, icon: str) -> Row:
    return Row(place, *words, figure, lead=Shape(icon))


def _left_row(found: FoundMoney, say: Formats) -> Row:
    left = found.left
    on_sheet = left.what == "sheet"
    place = Target("sheet", left.about, left.on.isoformat()) if on_sheet else Target("repay", left.about)
    return Row(
        place,
        tr("Typed and not saved: {name}").format(name=found.name or tr("not on this tablet any more")),
        say.long_day(left.on),
        say.signed(left.minor),
        lead=Shape("note-pencil"),
    )
