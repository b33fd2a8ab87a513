"""The same world in Hypothesis's hands: it chooses what happens, and shortens the story of what breaks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.simulation.acts import collecting, lending, troubles
from tests.simulation.acts.table import Job, Trouble, Work, happen
from tests.simulation.ground.places import in_memory
from tests.simulation.ground.world import OFFICERS, OPERATIONS, SUPERVISOR, World, opened
from tests.simulation.invariants import AFTER_EACH_STEP, IN_THE_END
from tests.simulation.running import first_broken, rest

_CHANCE = st.integers(0, 2**16)


class Branch(RuleBasedStateMachine):
    """Each rule is one thing that can happen; what it chooses comes from a number that Hypothesis draws."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.step = 0
        self._stack = ExitStack()
        folder = self._stack.enter_context(in_memory())
        self.world: World = self._stack.enter_context(opened(self.template, folder / "world", 0))

    @rule(chance=_CHANCE)
    def collect(self, chance: int) -> None:
        self._work(chance, collecting.collect, OFFICERS)

    @rule(chance=_CHANCE)
    def meet(self, chance: int) -> None:
        self._work(chance, collecting.meet, OFFICERS)

    @rule(chance=_CHANCE)
    def correct(self, chance: int) -> None:
        self._work(chance, collecting.correct, (SUPERVISOR,))

    @rule(chance=_CHANCE, does=st.sampled_from((lending.ask_for_loan, lending.take_back, lending.move)))
    def apply(self, chance: int, does: Job) -> None:
        self._work(chance, does, (SUPERVISOR,) if does is lending.move else OFFICERS)

    @rule(chance=_CHANCE)
    def approve(self, chance: int) -> None:
        self._work(chance, lending.decide_one, (SUPERVISOR,))

    @rule(chance=_CHANCE)
    def disburse(self, chance: int) -> None:
        self._work(chance, lending.pay_out, (OPERATIONS,))

    @rule(chance=_CHANCE, fault=st.sampled_from((0, 0, 100)))
    def push_and_pull(self, chance: int, fault: int) -> None:
        self.world.weather.chance = fault
        self._trouble(chance, troubles.sync)

    @rule(chance=_CHANCE, what=st.sampled_from((troubles.sync_and_die, troubles.pull_the_plug)))
    def crash(self, chance: int, what: Callable[[World, Random], None]) -> None:
        self._trouble(chance, what)

    @rule(chance=_CHANCE, what=st.sampled_from((troubles.reassign, troubles.revoke, troubles.suspend)))
    def decide_about_people(self, chance: int, what: Callable[[World, Random], None]) -> None:
        self._trouble(chance, what)

    @rule(chance=_CHANCE, what=st.sampled_from((troubles.back_up, troubles.restore, troubles.restart_server)))
    def lose_the_office(self, chance: int, what: Callable[[World, Random], None]) -> None:
        self._trouble(chance, what)

    @rule(chance=_CHANCE, what=st.sampled_from((troubles.lock, troubles.unlock)))
    def lock(self, chance: int, what: Callable[[World, Random], None]) -> None:
        self._trouble(chance, what)

    @rule(chance=_CHANCE, what=st.sampled_from((troubles.set_clock, troubles.time_passes)))
    def step_clocks(self, chance: int, what: Callable[[World, Random], None]) -> None:
        self._trouble(chance, what)

    @invariant()
    def what_always_holds(self) -> None:
        assert first_broken(self.world, AFTER_EACH_STEP) is None

    def teardown(self) -> None:
        """Whatever happened, it ends in quiet, and everything holds then."""
        try:
            rest(self.world)
            assert first_broken(self.world, IN_THE_END) is None
        finally:
            self._stack.close()

    def _work(self, chance: int, job: Job, who: tuple[str, ...]) -> None:
        self._draw(chance)
        happen(self.world, Work(job, who, 1))

    def _trouble(self, chance: int, happens: Callable[[World, Random], None]) -> None:
        self._draw(chance)
        happen(self.world, Trouble(happens, 1))

    def _draw(self, chance: int) -> None:
        """Choose by the number drawn; no step may repeat another's ids."""
        self.step += 1
        self.world.rng.seed(f"{self.step}/{chance}")


@pytest.mark.timeout(600)
def test_whatever_hypothesis_thinks_of_holds(template: Path) -> None:
    Branch.template = template
    run_state_machine_as_test(
        Branch, settings=settings(max_examples=12, stateful_step_count=40, deadline=None)
    )
