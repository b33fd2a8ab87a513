"""One run: how large, where its files are, and what more than one group of figures needs.

The rule kept here: what takes long to prepare is made when first asked for, once a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.institution import Plan
from tests.benchmarks.serving import Prepared
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import running_postgres

Group = Callable[["Bench"], Iterator[Figure]]


@dataclass
class Bench:
    """`folder` is empty and on the disk that is measured; `quick` makes everything a tenth the size."""

    folder: Path
    quick: bool
    _stack: ExitStack = field(default_factory=ExitStack)

    def size(self, full: int) -> int:
        """Return a count at the size of this run."""
        return max(1, full // 10) if self.quick else full

    def bar(self, bar: float) -> float | None:
        """Return a bar, which holds for the full size alone."""
        return None if self.quick else bar

    def new_folder(self, name: str) -> Path:
        """Return a folder nobody else uses."""
        taken = sum(1 for _ in self.folder.glob(f"{name}-*"))
        folder = self.folder / f"{name}-{taken}"
        folder.mkdir()
        return folder

    @cached_property
    def databases(self) -> tuple[Databases, ...]:
        """Fresh databases on SQLite and on a PostgreSQL that waits for the disk as in production."""
        server = self._stack.enter_context(running_postgres(durable=True))
        return SqliteDatabases(self.new_folder("sqlite")), PostgresDatabases(server)

    @cached_property
    def portfolio(self) -> Prepared:
        """One officer's portfolio: 60 unions, 1 500 members, 2 000 loans, ten weeks of repayments."""
        plan = Plan(1, self.size(60), self.size(1_500), self.size(2_000), weeks_paid=10)
        return Prepared("portfolio", plan, self.new_folder("portfolio"))

    @cached_property
    def crowd(self) -> Prepared:
        """Two hundred officers with a union, ten members and ten loans each, just paid out."""
        officers = self.size(200)
        plan = Plan(officers, officers, officers * 10, officers * 10, weeks_paid=0)
        return Prepared("crowd", plan, self.new_folder("crowd"))

    def close(self) -> None:
        """Stop whatever was started."""
        self._stack.close()
