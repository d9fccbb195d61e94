"""Links to previews as trace.moe gives them: absolute, all in the path, for five minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs

from fastapi import Request

from ashen.server.links import Moment
from ashen.server.preview_maker import LONGEST_PX, Size
from ashen.server.scenes import LEAST_S, MOST_S
from ashen.server.state import Service
from ashen.server.trace_moe_answer import Links

LIFETIME_S = 300.0
LONGEST_S = 10.0
"""Longest scene that can be asked for."""


def links_of(request: Request, service: Service) -> Links:
    """Makes addresses of a match's clip and still, on the host that the client asked."""
    base = service.settings.public_url or str(request.base_url).rstrip("/")

    def links(video_id: int, at_s: float, start_s: float, end_s: float) -> tuple[str, str]:  # noqa: ARG001 - the scene is found
        token = service.previews.links.token(Moment(video_id, at_s, 0.0, 0.0), LIFETIME_S)
        return f"{base}/video/{token}", f"{base}/image/{token}"

    return links


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client wants to see.

    Attributes:
        token: of the moment.
        size: of the picture.
        mute: without sound.
        least_s, most_s: how long the scene may be.
    """

    token: str
    size: Size
    mute: bool
    least_s: float
    most_s: float

    @classmethod
    def of(cls, request: Request, path: str) -> Self:
        """From the query and from what some clients append to the token: `TOKEN&mute&size=s`."""
        token, *appended = path.split("&")
        asked = {name: values[-1] for name, values in parse_qs("&".join(appended), keep_blank_values=True).items()}
        asked |= request.query_params
        size: Size = next((size for size in LONGEST_PX if size == asked.get("size")), "m")
        least_s = _seconds(asked.get("minDuration"), LEAST_S)
        return cls(token, size, "mute" in asked, least_s, max(least_s, _seconds(asked.get("maxDuration"), MOST_S)))

    def moment(self, service: Service) -> Moment:
        """What the token shows.

        Raises:
            LinkRefused: it was not made by this server.
            LinkExpired: its time is over.
        """
        return service.previews.links.moment(self.token)


def _seconds(given: str | None, otherwise: float) -> float:
    try:
        return min(LONGEST_S, max(0.0, float(given or "")))
    except ValueError:
        return otherwise
