"""What always holds, as a list of small named checks: some after each step, all of them in the end."""

from tests.simulation.invariants.check import AFTER_EACH_STEP, IN_THE_END, Broken, Invariant

__all__ = ["AFTER_EACH_STEP", "IN_THE_END", "Broken", "Invariant"]
