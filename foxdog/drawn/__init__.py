"""The built-in picture set: foxes and dogs drawn by our own code."""

from __future__ import annotations

from .kinds import KINDS
from .picture import render, svg
from .scene import VIEWS, Scene, plan

__all__ = ["KINDS", "VIEWS", "Scene", "plan", "render", "svg"]
