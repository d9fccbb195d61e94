"""What identifying a query brought up, kept for its explanation. Nothing is computed for it that was not anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from ashen.match.anchors import Anchor
from ashen.match.clip import Matching
from ashen.match.clip_query import ClipQuery
from ashen.match.scene import Scene
from ashen.match.views import PictureQuery


@dataclass(slots=True)
class Evidence:
    """Filled by `Identifier` while it answers.

    Attributes:
        clip: the moving query, and
        matching: what became known of it; None of a picture.
        anchors: what its frames showed when they were asked as pictures.
        picture: the still query; None of a clip.
        proposed: scenes that search found for it, most alike first.
        scenes: those that were looked at, best first.
    """

    clip: ClipQuery | None = None
    matching: Matching | None = None
    anchors: Sequence[Anchor] = ()
    picture: PictureQuery | None = None
    proposed: Sequence[Scene] = ()
    scenes: Sequence[Scene] = field(default_factory=tuple)

    def propose(self, scenes: Sequence[Scene]) -> None:
        """Keep what search proposed."""
        self.proposed = scenes

    def take(self, other: Evidence) -> None:
        """Become what was kept of the same query looked at in another way."""
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))
