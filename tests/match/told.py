"""Episodes and their recurring spans told in words, without signatures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ashen.catalog.records import Anime, Episode, EpisodeKind, Span, Video
from ashen.match.recurring import labelled
from ashen.match.span_labels import LabelledSpan

EPISODE_S = 1440.0


def an_episode_of(
    video_id: int, number: float, anime: int = 1, kind: EpisodeKind = "episode", duration_s: float = EPISODE_S
) -> Video:
    """A video of an episode, which has the video's number."""
    return Video(
        id=video_id,
        content_hash=f"{video_id}",
        size_bytes=1,
        duration_s=duration_s,
        frames=1,
        width_px=1,
        height_px=1,
        codec="h264",
        partial=False,
        note=None,
        indexed_at_s=0,
        anime=Anime(anime, f"Show {anime}", None, None, {}),
        episode=Episode(video_id, kind, f"{number:g}", number, number, None),
        paths=(f"/{video_id}.mkv",),
    )


@dataclass
class Told:
    """A catalogue of these; a `match.recurring.Spans`."""

    videos: dict[int, Video]
    held: list[Span] = field(default_factory=list)

    @classmethod
    def season(cls, episodes: int) -> Told:
        """Episodes 1 to `episodes` of one anime, of 24 minutes, their numbers their videos'."""
        return cls({number: an_episode_of(number, number) for number in range(1, episodes + 1)})

    def share(self, length_s: float, starts_s: Mapping[int, float]) -> None:
        """Another group: in each video from that time on."""
        group = 1 + max((span.group_id for span in self.held), default=0)
        self.held += [Span(group, video_id, start_s, start_s + length_s) for video_id, start_s in starts_s.items()]

    def labels(self, video_id: int) -> list[tuple[str, float, float]]:
        """Label and ends of each span."""
        return [(span.label, span.start_s, span.end_s) for span in self.found(video_id)]

    def found(self, video_id: int) -> list[LabelledSpan]:
        """The spans of a video with all that is said of them."""
        return labelled(self, [video_id])[video_id]

    def spans(self, video_ids: Collection[int]) -> list[Span]:
        """As in `Spans`."""
        return sorted(
            (span for span in self.held if span.video_id in video_ids), key=lambda span: (span.video_id, span.start_s)
        )

    def spans_of_groups(self, group_ids: Collection[int]) -> list[Span]:
        """As in `Spans`."""
        return [span for span in self.held if span.group_id in group_ids]

    def videos_of(self, video_ids: Iterable[int]) -> Mapping[int, Video]:
        """As in `Spans`."""
        return {video_id: self.videos[video_id] for video_id in set(video_ids) if video_id in self.videos}
