"""An object pool: two compiled nets serve all classifiers of the process.

Building a net anew for every fit leaks 10 MB a fit and takes longer than many a fit does. So a classifier keeps its
own weights, borrows a net for each fit or prediction, and loads them into it. Classifiers never mix, and two can be at
work at the same time.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import keras
import numpy as np

LARGEST = 2  # nets of one kind, so as many fits at a time; another fit waits

BuildNet = Callable[[int], keras.Model]
"""The size of an input (a picture's side, or how many features) -> a compiled net."""


@dataclass(eq=False)
class PooledNet:
    """A net that is lent to one classifier at a time."""

    model: keras.Model  # compiled, its optimizer built
    untrained: list[tuple[keras.Variable, np.ndarray]]  # all variables, the optimizer's too, as before any training
    holds: list[np.ndarray] | None = None  # the classifier's weights that it has loaded; None if it has others

    @cached_property
    def body(self) -> keras.Model:
        """The same net without its last layer, with the same weights. It is built when it is first needed."""
        return keras.Model(self.model.input, self.model.layers[-1].input)

    def freshen(self, rng: np.random.Generator, updates: int) -> None:
        """Reset the net and its optimizer to their state before any training, for a fit of so many updates.

        `rng` draws new kernels (He et al. 2015), and the seed of the dropout masks.
        """
        for variable, value in self.untrained:
            variable.assign(value)
        for variable in self.model.trainable_variables:
            if len(variable.shape) > 1:
                fan_in = np.prod(variable.shape[:-1])
                variable.assign(rng.normal(0, np.sqrt(2 / fan_in), variable.shape).astype(np.float32))
        for layer in self.model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.seed_generator.state.assign([rng.integers(2**31), 0])  # a seed, and how often it was used
        self.model.optimizer.length.assign(updates)


def _new_net(build: BuildNet, size: int) -> PooledNet:
    model = build(size)
    model.optimizer.build(model.trainable_variables)
    variables = [*model.variables, *model.optimizer.variables]
    return PooledNet(model, [(variable, keras.ops.convert_to_numpy(variable).copy()) for variable in variables])


class NetPool:
    """Lends nets, at most LARGEST of one kind, and builds each when it is first needed."""

    def __init__(self) -> None:
        self._returned = threading.Condition()
        self._nets: dict[object, list[PooledNet]] = defaultdict(list)
        self._lent: list[PooledNet] = []

    @contextmanager
    def borrow(self, build: BuildNet, size: int, weights: list[np.ndarray] | None = None) -> Iterator[PooledNet]:
        """Lend a net that `build` makes for inputs of this size, if possible one that still holds these weights.

        It waits while all nets of the kind are lent.
        """
        with self._returned:
            nets = self._nets[build, size]
            while not (free := [net for net in nets if net not in self._lent]) and len(nets) >= LARGEST:
                self._returned.wait()
            if not free:
                nets.append(_new_net(build, size))
                free = nets[-1:]
            net = next((net for net in free if net.holds is weights), free[0])
            self._lent.append(net)
        try:
            yield net
        finally:
            with self._returned:
                self._lent.remove(net)
                self._returned.notify_all()


NET_POOL = NetPool()
