"""How a long computation tells how far it is."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with (steps done, steps in all), again and again; what it raises ends the computation."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""
