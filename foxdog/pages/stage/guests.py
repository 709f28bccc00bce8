"""A person's own pictures as guests of the crowd: they stand where the net believes them, too."""

from typing import Any

import numpy as np
from PIL import Image

from foxdog.pages.session import own as owns
from foxdog.pages.session.run import Run
from foxdog.pages.stage.scene import STEPS, SUREST
from foxdog.pages.streamlit_compat import media
from foxdog.pictures.encoding import to_bytes


def guests(run: Run) -> dict[str, Any]:
    """What the stage shows of them: `pictures`, each with its `url` and its `place`, and `words` about them.

    A place is log odds of P(label = 1) in STEPS, as the places of the crowd are. In an earlier round only those are
    there that it has judged.
    """
    own = owns.judged(run)
    if own is None:
        return {"pictures": [], "words": ""}
    rounds = run.loop.rounds
    shown = rounds[-1 if run.past is None or run.past >= len(rounds) else run.past]
    there = [picture for picture in own.pictures if (shown, picture) in own.believed]
    pictures = [
        {
            "url": media(to_bytes(Image.fromarray(one.small), "PNG"), "image/png", f"guest-{one.number}"),
            "place": place(own.believed[shown, one]),
        }
        for one in there
    ]
    count = "One of your pictures stands" if len(there) == 1 else f"{len(there)} of your pictures stand"
    return {"pictures": pictures, "words": f"{count} among them in a dashed frame." if there else ""}


def place(p: float) -> int:
    """Where a picture with P(label = 1) stands, from surely label 0 to surely label 1: -SUREST to SUREST, in STEPS."""
    p = float(np.clip(p, 1e-6, 1 - 1e-6))
    return round(float(np.clip(np.log(p / (1 - p)), -SUREST, SUREST)) * STEPS)
