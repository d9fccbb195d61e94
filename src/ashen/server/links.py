"""Signed links to moments of stored videos: who has one may look at just that, and for a while only.

A token is what itsdangerous makes of the list of video, at, start and end in milliseconds and expiry in seconds since
1970, signed with HMAC-SHA-256 (RFC 2104). It goes into paths as it is.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from ashen.errors import LinkExpired, LinkRefused

LIFETIME_S = 3600.0
"""How long a link holds unless it is said."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a link shows, to the millisecond.

    Attributes:
        video_id: the stored video.
        at_s: the moment of the still, seconds from the first frame.
        start_s, end_s: the stretch of the clip; equal to let the scene around `at_s` be found.
    """

    video_id: int
    at_s: float
    start_s: float
    end_s: float


class Links:
    """Makes and reads tokens.

    Args:
        secret: who has it can make links.
        now_s: seconds since 1970.
    """

    def __init__(self, secret: bytes, now_s: Callable[[], float] = time.time) -> None:
        self._serializer = URLSafeSerializer(secret, signer_kwargs={"digest_method": hashlib.sha256})
        self._now_s = now_s

    def token(self, moment: Moment, lifetime_s: float = LIFETIME_S) -> str:
        """A link to a moment, for `lifetime_s` from now on."""
        times_ms = (max(0, round(1000 * each)) for each in (moment.at_s, moment.start_s, moment.end_s))
        said = self._serializer.dumps([moment.video_id, *times_ms, int(self._now_s() + lifetime_s)])
        return said if isinstance(said, str) else said.decode("ascii")

    def moment(self, token: str) -> Moment:
        """What a token shows.

        Raises:
            LinkRefused: it was not made by this server.
            LinkExpired: its time is over.
        """
        try:
            video_id, at_ms, start_ms, end_ms, until_s = self._serializer.loads(token)
        except BadData as error:
            raise LinkRefused("This link was not made by this server. Search again for new ones.") from error
        if self._now_s() > until_s:
            raise LinkExpired("The time of this link is over. Search again for a new one.")
        return Moment(video_id, at_ms / 1000, start_ms / 1000, end_ms / 1000)
