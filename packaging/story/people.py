"""Who is in the story: four people with a tablet each, and the server they share.

The rule kept here: the officer's tablet reaches the server through a link that can cut an answer; the others
reach it directly.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from stage.books import Books, opened_books
from stage.cores import Core, TabletPlan, enrol_core, open_core
from stage.link import CuttingLink, cutting_link
from stage.servers import ServerHome, serving
from stage.telling import Teller

from fieldapp.vault.key_box import FLOOR, KdfCost

OFFICER = "credit.officer1@amana-ajo.example"
SUPERVISOR = "supervisor1@amana-ajo.example"
OPERATIONS = "operations1@amana-ajo.example"
ADMINISTRATOR = "admin1@amana-ajo.example"
PIN = "481957"


@dataclass(slots=True)
class Cast:
    """Everybody at work. The officer's tablet is closed while a process of its own uses it."""

    home: ServerHome
    link: CuttingLink
    books: Books
    tell: Teller
    officer_tablet: TabletPlan
    officer: Core
    supervisor: Core
    operations: Core
    admin: Core

    def close_officer(self) -> None:
        """Lock the officer's tablet, whichever start of it is open."""
        self.officer.close()

    def reopen_officer(self) -> None:
        """Start the officer's tablet again in this process."""
        self.officer = open_core(self.officer_tablet)


@contextmanager
def gathered(home: ServerHome, tablets: Path, tell: Teller, cost: KdfCost = FLOOR) -> Iterator[Cast]:
    """Start the server on a demo institution, enrol the four, and end everything afterwards."""
    with ExitStack() as stack:
        url = stack.enter_context(serving(home))
        link = stack.enter_context(cutting_link(url))
        books = stack.enter_context(opened_books(home.database_url))
        tell.line(f"server {url} on {books.engine.dialect.name}, a process of its own")
        plans = {
            email: TabletPlan(tablets / email.partition("@")[0], PIN, cost)
            for email in (OFFICER, SUPERVISOR, OPERATIONS, ADMINISTRATOR)
        }
        cores = {
            email: stack.enter_context(_enrolled(home, plan, email, url, link.url))
            for email, plan in plans.items()
        }
        for core in cores.values():
            result = core.sync()
            tell.check(
                f"first sync of {core.name} ({core.identity.role}) without a fault", result.fault, None
            )
            tell.line(f"{result.received} records in {result.exchanges} exchange(s)")
        cast = Cast(home, link, books, tell, plans[OFFICER], *cores.values())
        # The officer's tablet is started again on the way; whichever is open at the end is closed.
        stack.callback(cast.close_officer)
        yield cast


def _enrolled(home: ServerHome, plan: TabletPlan, email: str, url: str, officers_way: str) -> Core:
    way = officers_way if email == OFFICER else url
    return enrol_core(plan, way, home.enrolment_code(email), "Demo tablet")
