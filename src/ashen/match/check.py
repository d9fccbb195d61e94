"""Whether a file holds more of what is stored than an upload gate lets pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ashen.match.identification import JSON_SCHEMA, Identification

LIMIT_S = 5.0
"""Seconds that may be in the library, where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a gate has to know of a file.

    Attributes:
        identification: what the file was found to be.
        limit_s: seconds of a video that may be in the library; a picture may not be in it at all.
    """

    identification: Identification
    limit_s: float

    @property
    def held_s(self) -> float | None:
        """Seconds of a video that are in the library; None of a picture."""
        return self.identification.explained_s if self.identification.query.kind == "video" else None

    @property
    def held(self) -> bool:
        """Whether more is in the library than may be."""
        if self.held_s is None:
            return self.identification.answer != "unknown"
        return self.held_s > self.limit_s

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        return {
            "schema": JSON_SCHEMA,
            "held": self.held,
            "held_s": None if self.held_s is None else round(self.held_s, 3),
            "limit_s": None if self.held_s is None else self.limit_s,
            "identification": self.identification.as_json(),
        }
