"""From when to when a preview shows a video: the shot around a moment, as its stored signature has it."""

from __future__ import annotations

import numpy as np

from ashen.match.near import frame_step_s
from ashen.match.shots import cuts
from ashen.signature.signature import Signature

LEAST_S = 1.0
"""Shorter shots are shown with what is around them."""
MOST_S = 6.0
"""Of longer ones, this much around the moment."""


def scene_around(
    signature: Signature, unit: float, at_s: float, least_s: float = LEAST_S, most_s: float = MOST_S
) -> tuple[float, float]:
    """From when to when the shot of a moment lasts, seconds; its end is when the next one begins.

    Args:
        signature: of the video; it has frames.
        unit: length of a code.
        at_s: the moment.
        least_s, most_s: how long it is at least and at most; what is too long is cut around the moment.
    """
    times_s = signature.times_s
    whole_s = float(times_s[-1]) + frame_step_s(signature)
    cuts_s = times_s[cuts(signature, unit)]
    place = int(np.searchsorted(cuts_s, at_s + 1e-6))
    start_s = float(cuts_s[place - 1]) if place else 0.0
    end_s = float(cuts_s[place]) if place < len(cuts_s) else whole_s
    if end_s - start_s > most_s:
        start_s = min(max(start_s, at_s - most_s / 2), end_s - most_s)
        end_s = start_s + most_s
    elif end_s - start_s < least_s:
        start_s = max(0.0, min((start_s + end_s - least_s) / 2, whole_s - least_s))
        end_s = min(whole_s, start_s + least_s)
    return start_s, end_s
