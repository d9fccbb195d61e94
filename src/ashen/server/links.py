"""Signed links to moments of stored videos: who has one may look at just that, and for a while only.

A token is base64url without padding of: video (8 bytes), at, start and end in milliseconds (4 each), expiry in seconds
since 1970 (8), all big-endian, and the first 16 bytes of their HMAC-SHA-256 (RFC 2104). It goes into paths as it is.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from ashen.errors import LinkExpired, LinkRefused

_BODY = struct.Struct(">QIIIQ")
_SEAL_BYTES = 16
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
        self._secret, self._now_s = secret, now_s

    def token(self, moment: Moment, lifetime_s: float = LIFETIME_S) -> str:
        """A link to a moment, for `lifetime_s` from now on."""
        times_ms = (max(0, round(1000 * each)) for each in (moment.at_s, moment.start_s, moment.end_s))
        body = _BODY.pack(moment.video_id, *times_ms, int(self._now_s() + lifetime_s))
        return base64.urlsafe_b64encode(body + self._seal(body)).rstrip(b"=").decode("ascii")

    def moment(self, token: str) -> Moment:
        """What a token shows.

        Raises:
            LinkRefused: it was not made by this server.
            LinkExpired: its time is over.
        """
        try:
            data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            data = b""
        body, seal = data[: _BODY.size], data[_BODY.size :]
        if len(body) != _BODY.size or not hmac.compare_digest(seal, self._seal(body)):
            raise LinkRefused("This link was not made by this server. Search again for new ones.")
        video_id, at_ms, start_ms, end_ms, until_s = _BODY.unpack(body)
        if self._now_s() > until_s:
            raise LinkExpired("The time of this link is over. Search again for a new one.")
        return Moment(video_id, at_ms / 1000, start_ms / 1000, end_ms / 1000)

    def _seal(self, body: bytes) -> bytes:
        return hmac.new(self._secret, body, hashlib.sha256).digest()[:_SEAL_BYTES]
