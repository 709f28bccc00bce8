"""All kinds of animal, by name."""

from __future__ import annotations

from .dogs import DOGS
from .foxes import FOXES

KINDS = {kind.name: kind for kind in FOXES + DOGS}
