"""`ashen spans`: what recurs: openings, endings, recaps, previews, eyecatches, stock shots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ashen.cli.identify import clock
from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json

if TYPE_CHECKING:
    from ashen.catalog.records import Video
    from ashen.match.span_labels import LabelledSpan


def spans(
    library: LibraryOption,
    anime: Annotated[str | None, typer.Option("--anime", help="Only anime whose title has this in it.")] = None,
    label: Annotated[
        str | None, typer.Option("--label", help="Only these: opening, ending, recap, preview or other.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one line a span.")] = False,
    update: Annotated[bool, typer.Option("--update", help="First look at videos not yet looked at.")] = False,
) -> None:
    """Show the spans of each video that other videos have too, with what they are and why."""
    from ashen.library import Library

    with Library.open(library) as lib:
        if update:
            lib.update_spans()
        videos = {
            video.id: video for video in lib.videos() if not anime or anime.casefold() in video.anime.title.casefold()
        }
        title = ""
        for video_id, found in lib.spans(videos).items():
            video = videos[video_id]
            chosen = [span for span in found if label is None or span.label == label]
            if as_json:
                for span in chosen:
                    print_json(
                        {"video_id": video.id, "anime": video.anime.title, "episode": video.episode.number}
                        | span_json(span)
                    )
                continue
            if chosen and video.anime.title != title:
                title = video.anime.title
                print(title)
            if chosen:
                print(f"  {' '.join(filter(None, [video.episode.kind, video.episode.number, video.episode.title]))}")
            for span in chosen:
                print(f"    {span.label:<8}{clock(span.start_s)}-{clock(span.end_s)}  {_sharers(video, span)}")


def _sharers(video: Video, span: LabelledSpan) -> str:
    from ashen.match.span_labels import in_ranges

    by_title: dict[str, dict[int, tuple[float | None, str | None]]] = {}
    for other in [video, *(one.video for some in span.others for one in some)]:
        episode = other.episode
        by_title.setdefault(other.anime.title, {})[episode.id] = (episode.number_start, episode.number)
    own = in_ranges(by_title.pop(video.anime.title).values())
    words = [f"episodes {own}" if own else "", *(f"{title} {in_ranges(of.values())}" for title, of in by_title.items())]
    return "; ".join(filter(None, words)) + f" ({span.evidence.why})"


def span_json(span: LabelledSpan) -> dict[str, Any]:
    """A recurring span as `ashen spans --json` prints it."""
    evidence = span.evidence
    return {
        "label": span.label,
        "start_s": round(span.start_s, 3),
        "end_s": round(span.end_s, 3),
        "evidence": {
            "episodes": evidence.episodes,
            "videos": evidence.videos,
            "length_s": round(evidence.length_s, 3),
            "place": round(evidence.place, 4),
            "typical_place": round(evidence.typical_place, 4),
            "pieces": evidence.pieces,
            "why": evidence.why,
        },
        "pieces": [
            {
                "group": piece.group_id,
                "start_s": round(piece.start_s, 3),
                "end_s": round(piece.end_s, 3),
                "others": [
                    {
                        "video_id": one.video.id,
                        "anime": one.video.anime.title,
                        "episode": one.video.episode.number,
                        "start_s": round(one.span.start_s, 3),
                        "end_s": round(one.span.end_s, 3),
                    }
                    for one in others
                ],
            }
            for piece, others in zip(span.pieces, span.others, strict=True)
        ],
    }
