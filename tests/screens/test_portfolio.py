"""The portfolio page: figures that add up, rates that come union by union, a way to each union, files."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

from fieldapp.officer.unions import WEEKS_SHOWN, WeekRate
from fieldapp.screens.officer.portfolio.page import PortfolioPage
from fieldapp.screens.targets import Target
from fieldapp.screens.union.page import UnionPage
from shared.ids import UnionId
from tests.screens import people
from tests.screens.driver import OpenFor, Window, save_papers_in
from tests.screens.office import TODAY
from tests.screens.pdf_reading import Pdf


def opened(window: Window) -> PortfolioPage:
    """The page with everything worked out."""
    window.unlock()
    window.place.open(Target("portfolio"))
    page = window.page(PortfolioPage)
    window.wait(lambda: page.known, "the rates of all unions")
    return page


def test_the_figures_are_the_sums_of_the_lines(window: Window) -> None:
    page = opened(window)
    listing = page.table.view.rows.listing
    lines = [listing.row(place) for place in range(page.table.count)]
    assert len(lines) == 6
    principal = sum(line.of.principal_minor for line in lines)
    assert principal > 0
    assert page.strip.principal.value == window.place.bench.formats.signed(principal)
    assert page.table.view.totals["principal"].spoken == f"{principal // 100:,}"
    assert "days late" in page.ageing.accessibleDescription()
    assert page.rates.chart.accessibleDescription() != page.rates.chart.empty_words
    assert any(line.rate is not None for line in lines)


def test_a_line_leads_to_its_union(window: Window) -> None:
    page = opened(window)
    page.table.chosen.emit(people.OJA_OBA)
    union = window.page(UnionPage)
    window.wait(lambda: union.view is not None)
    assert union.view is not None and union.view.row.union.union == UnionId(people.OJA_OBA)


def test_whoever_leaves_does_not_wait_for_the_rest(window: Window) -> None:
    window.unlock()
    window.place.open(Target("portfolio"))
    page = window.page(PortfolioPage)
    window.wait(lambda: page.table.count > 0)
    window.place.go_to("unions")
    window.settle()
    assert not page.known
    window.place.back()
    window.place.open(Target("portfolio"))
    again = window.page(PortfolioPage)
    window.wait(lambda: again.known, "the rates, once somebody is back")


def test_what_came_in_at_some_unions_is_not_said_of_all(window: Window) -> None:
    window.unlock()
    window.place.open(Target("portfolio"))
    page = window.page(PortfolioPage)
    window.wait(lambda: page.table.count > 0)
    page._round += 1  # nobody asks any more
    week = WeekRate(TODAY, TODAY, 1_000, 500, Fraction(1, 2))
    page._take(page._round, UnionId(people.OJA_OBA), (week,) * WEEKS_SHOWN)
    page._round += 1
    page._fill()
    assert not page.known
    assert page.strip.rate.value == "–"
    page.load()
    window.wait(lambda: page.known, "the rates of all unions")
    assert page.strip.rate.value != "–"


def test_it_is_taken_away_as_a_table_and_as_a_paper(window: Window, tmp_path: Path) -> None:
    page = opened(window)
    save_papers_in(window, tmp_path)
    window.click(page.export)
    assert page._exporter.menu is not None
    window.click(page._exporter.menu.line("csv"))
    window.wait(lambda: bool(list(tmp_path.glob("Portfolio*.csv"))), "the table")
    with next(tmp_path.glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    assert {"Union", "Principal outstanding", "PAR 30", "Collected in 8 weeks"} <= set(rows[0])
    window.click(page.paper)
    window.wait(lambda: bool(list(tmp_path.glob("Portfolio*.pdf"))), "the paper")
    window.wait(lambda: page.notice.told is not None and "pdf" in page.notice.told.title)
    paper = Pdf(next(tmp_path.glob("*.pdf")).read_bytes())
    said = " ".join(line for page_ in paper.pages for line in page_.lines)
    assert "By union" in said
    assert "Oja-Oba Traders Union" in said


def test_a_supervisor_sees_the_team_s_unions(open_for: OpenFor) -> None:
    page = opened(open_for(people.SUPERVISOR))
    assert page.table.count > 0
