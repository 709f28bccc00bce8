"""How a head is held, and where its features fall on the paper."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin, sqrt


@dataclass(frozen=True)
class Pose:
    """The attitude of a head.

    Attributes:
        yaw: Turn towards the picture's right, in radians (0 = facing us, useful up to about 0.7).
        pitch: Share of depth added to y: positive looks down.
        tilt: Roll in degrees, clockwise.
        mouth: 'shut' or 'open'.
        eyes: 'open', 'narrow' or 'closed'.
        gaze: Shift of the pupils in head units.
        profile: Whether the head is in pure profile, facing right; `yaw` then counts for nothing.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    tilt: float = 0.0
    mouth: str = "shut"
    eyes: str = "open"
    gaze: tuple[float, float] = (0.0, 0.0)
    profile: bool = False

    def at(self, x: float, y: float, z: float | None = None) -> tuple[float, float]:
        """Project a point of the face (head units; `z` towards us, by default on the domed skull)."""
        if z is None:
            z = 30 * sqrt(max(0.0, 1 - (x / 68) ** 2))
        return x * cos(self.yaw) + z * sin(self.yaw), y + (z - 20) * self.pitch

    def edge(self, x: float, y: float) -> tuple[float, float]:
        """Project a point of the skull's outline, which keeps its width when the head turns."""
        far = 0.2 * abs(sin(self.yaw)) if x * self.yaw > 0 else 0.06 * abs(sin(self.yaw))
        return x * (1 - far), y

    def narrow(self, side: int) -> float:
        """By how much a feature on one side (-1 left, 1 right) shrinks in width."""
        return max(0.3, cos(self.yaw + side * 0.12) - (0.16 * abs(sin(self.yaw)) if side * self.yaw > 0 else 0))
