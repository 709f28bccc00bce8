"""The built-in picture set: foxes and dogs drawn by our own code."""

from __future__ import annotations

from foxdog.drawn.kinds import KINDS
from foxdog.drawn.picture import render, svg
from foxdog.drawn.scene import VIEWS, Scene, plan

__all__ = ["KINDS", "VIEWS", "Scene", "plan", "render", "svg"]
