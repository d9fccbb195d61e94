"""What matching needs of the catalogue."""

from __future__ import annotations

from typing import Protocol

from ashen.signature.signature import Signature


class Truth(Protocol):
    """The stored signature of every frame of every video."""

    def signature(self, video_id: int) -> Signature:
        """The video's signature under the recipe that is searched.

        Raises:
            VideoMissing: it was removed since the search.
        """
