"""The five places, one painter each."""

from collections.abc import Callable

from foxdog.drawn.places.easel import Easel, Scene
from foxdog.drawn.places.forest import paint_forest
from foxdog.drawn.places.grass import paint_grass
from foxdog.drawn.places.room import paint_room
from foxdog.drawn.places.snow import paint_snow
from foxdog.drawn.places.street import paint_street

PAINTERS: dict[str, Callable[[Easel, bool], Scene]] = {
    "forest": paint_forest,
    "snow": paint_snow,
    "grass": paint_grass,
    "room": paint_room,
    "street": paint_street,
}
