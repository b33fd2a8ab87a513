"""The portfolio to be taken away: as a table for a spreadsheet, and as a paper."""

from __future__ import annotations

from fractions import Fraction

from fieldapp.everyone.exports.tables import Column as Exported
from fieldapp.everyone.exports.tables import FileKind, written
from fieldapp.officer.portfolio.loading import AT_RISK_DAYS, Portfolio
from fieldapp.officer.unions import rate_of
from fieldapp.screens.officer.portfolio.listing import Line, Weeks, lines_of, whole_rate
from fieldapp.screens.officer.portfolio.words import bucket_words, share_words
from fieldapp.screens.paper.blocks import Block, Column, Grid, Heading, Letterhead, Party, Remark, Rule
from fieldapp.screens.union.words import rate_words
from fieldapp.screens.words import Formats, counted, money, quantity, tr

_COLUMNS: tuple[Exported[Line], ...] = (
    Exported("Union", lambda line: line.of.union.name),
    Exported("Members", lambda line: line.of.members, "number"),
    Exported("Loans", lambda line: line.of.loans, "number"),
    Exported("Late loans", lambda line: line.of.late_loans, "number"),
    Exported("Principal outstanding", lambda line: line.of.principal_minor, "amount"),
    Exported("Overdue", lambda line: line.of.overdue_minor, "amount"),
    Exported(f"Principal over {AT_RISK_DAYS} days late", lambda line: line.of.at_risk_minor, "amount"),
    Exported(f"PAR {AT_RISK_DAYS}", lambda line: line.of.at_risk, "share"),
    Exported("Collected in 8 weeks", lambda line: line.rate, "share"),
)


def portfolio_file(portfolio: Portfolio, weeks: Weeks, kind: FileKind) -> bytes:
    """Return a line for each union as a file for a spreadsheet."""
    return written("Portfolio", _COLUMNS, lines_of(portfolio, weeks), kind)


def portfolio_blocks(
    portfolio: Portfolio, weeks: Weeks, institution: str, whose: str, say: Formats
) -> tuple[Block, ...]:
    """Return the portfolio as a paper from top to bottom."""
    unions = counted(len(portfolio.unions), tr("union"), tr("unions"))
    risk = tr("over {days} days late {percent}").format(
        days=AT_RISK_DAYS, percent=share_words(portfolio.at_risk)
    )
    came = tr("collected in 8 weeks {percent}").format(percent=rate_words(whole_rate(weeks)))
    return (
        Letterhead(institution, tr("As of {day}").format(day=say.day(portfolio.on)), tr("Portfolio"), unions),
        Rule(),
        Party(
            tr("Looked after by"),
            whose,
            " · ".join((risk, came)),
            tr("Principal outstanding {sign}").format(sign=say.sign),
            money(portfolio.principal_minor),
        ),
        Rule(),
        Heading(tr("How late it is"), say.sign),
        _ageing(portfolio),
        Heading(tr("By union"), say.sign),
        _unions(portfolio, weeks),
        Remark(tr("Collected: paid of what fell due in the last 8 weeks. Money not posted yet is counted.")),
    )


def _ageing(portfolio: Portfolio) -> Grid:
    total = portfolio.principal_minor
    return Grid(
        (
            Column(tr("How late"), share=2),
            Column(tr("Principal"), figures=True),
            Column(tr("Of all"), figures=True),
        ),
        tuple(
            (bucket_words(bucket), quantity(minor), share_words(Fraction(minor, total) if total else None))
            for bucket, minor in portfolio.ageing.items()
        ),
        (tr("Together"), money(total), ""),
    )


def _unions(portfolio: Portfolio, weeks: Weeks) -> Grid:
    words = (
        *(tr("Loans"), tr("Principal"), tr("Overdue")),
        tr("Over {days} days").format(days=AT_RISK_DAYS),
        tr("Collected"),
    )
    overdue = sum(row.overdue_minor for row in portfolio.unions)
    return Grid(
        (Column(tr("Union"), share=2), *(Column(word, figures=True) for word in words)),
        tuple(
            (
                row.union.name,
                quantity(row.loans),
                quantity(row.principal_minor),
                quantity(row.overdue_minor),
                share_words(row.at_risk),
                rate_words(rate_of(weeks.get(row.union.union, ()))),
            )
            for row in portfolio.unions
        ),
        (
            tr("Together"),
            f"{sum(row.loans for row in portfolio.unions):,}",
            money(portfolio.principal_minor),
            quantity(overdue),
            share_words(portfolio.at_risk),
            rate_words(whole_rate(weeks)),
        ),
    )
