"""All kinds of animal, by name."""

from __future__ import annotations

from foxdog.drawn.dogs import DOGS
from foxdog.drawn.foxes import FOXES

KINDS = {kind.name: kind for kind in FOXES + DOGS}
