"""What recurring spans of an episode are: opening, ending, recap, preview or other, judged by structure alone.

Judged anew whenever asked, from the spans, so that a label follows when episodes arrive, are removed or renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from ashen.catalog.records import Span, Video
from ashen.match.recurrence_line import LEAST_S

Label = Literal["opening", "ending", "recap", "preview", "other"]

REEL_S, REEL_SHARE = 20.0, 0.06
"""An opening or ending lasts at least so long, or in a short episode at least this share of it..."""
MOST_REEL_S, MOST_REEL_SHARE = 180.0, 0.25
"""...and at most so long or this share, whichever is more."""
EARLY, LATE = 0.4, 0.8
"""Shares of an episode: an opening begins before the first, after a cold open too; an ending ends after the second."""
AGREED = 0.6
"""Share of the episodes with it in which it must lie so."""
ELSEWHERE = 3
"""An episode has its opening or ending at another place only when at least so many others have it in theirs."""
REPEAT_S, REPEAT_SHARE = 8.0, 0.025
"""A recap or preview lasts at least so long in all, or in a short episode at least this share of it."""
PIECES_APART_S = 2.0
"""Pieces of one recap are no further apart: what is between is too short to be found."""
AT_EDGE_S, AT_EDGE_SHARE = 2.0, 0.03
"""How near to the beginning or end of the episode, or to its opening or ending, a recap or preview must be."""
OWN_PLACE = 0.2
"""What lies no further, as a share of the episode, from where it lies in the other episode is no repeat of it."""
STOCK = 3
"""What more other episodes have is a stock shot: a recap may have it, but is not made of such alone."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """A video that has a recurring span too, and where."""

    span: Span
    video: Video

    @property
    def place(self) -> float:
        """0..1: where its middle is in the video."""
        return (self.span.start_s + self.span.end_s) / 2 / max(self.video.duration_s, 1e-9)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a span has its label.

    Attributes:
        episodes: of the same anime that have it, this one included.
        videos: of any, this one included.
        length_s: how long it is.
        place: 0..1, where its middle is in the episode.
        typical_place: the median of that over all that have it.
        pieces: how many recurring stretches it is made of.
        why: the rule that gave the label, for people.
    """

    episodes: int
    videos: int
    length_s: float
    place: float
    typical_place: float
    pieces: int
    why: str


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A recurring span of a video with its label.

    Attributes:
        video_id: whose.
        start_s, end_s: of the video.
        label: what it is.
        evidence: why.
        pieces: the stored spans that it is made of, in order.
        others: where other videos have these pieces, by piece.
    """

    video_id: int
    start_s: float
    end_s: float
    label: Label
    evidence: Evidence
    pieces: tuple[Span, ...]
    others: tuple[tuple[Sharing, ...], ...]

    def others_at(self, at_s: float) -> tuple[Span, tuple[Sharing, ...]] | None:
        """The piece at a moment and the other videos that have it; None between pieces."""
        for piece, others in zip(self.pieces, self.others, strict=True):
            if piece.start_s <= at_s < piece.end_s:
                return piece, others
        return None


@dataclass(slots=True)
class _Piece:
    """A stored span while it is judged."""

    span: Span
    others: tuple[Sharing, ...]
    label: Label = "other"
    why: str = ""
    chain: int = -1

    def anime(self, video: Video) -> list[Sharing]:
        """Those of the same anime, other episodes."""
        return [
            one
            for one in self.others
            if one.video.anime.id == video.anime.id and one.video.episode.id != video.episode.id
        ]

    def stock(self, video: Video) -> bool:
        """Whether so many other episodes have it that it is a piece of none of them."""
        return len({one.video.episode.id for one in self.anime(video)}) > STOCK


def label_spans(
    video: Video, spans: Sequence[Span], groups: Mapping[int, Sequence[Span]], videos: Mapping[int, Video]
) -> list[LabelledSpan]:
    """The recurring spans of a video, in order, neighbours that are one thing put together.

    Args:
        video: whose.
        spans: its stored spans, in order.
        groups: all spans of their groups.
        videos: the records of all videos in these.
    """
    pieces = [
        _Piece(
            span,
            tuple(
                Sharing(other, videos[other.video_id])
                for other in groups.get(span.group_id, ())
                if other.video_id != video.id and other.video_id in videos
            ),
        )
        for span in spans
    ]
    pieces = [piece for piece in pieces if piece.others]
    chains = _chains(pieces)
    _label_reels(video, chains)
    _label_repeats(video, pieces, "recap")
    _label_repeats(video, pieces, "preview")
    return [_whole(video, some) for some in _together(pieces)]


def _chains(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Neighbours that follow one another in the other videos too: an opening that was cut in parts."""
    chains: list[list[_Piece]] = []
    for piece in pieces:
        if chains and _follows(chains[-1][-1], piece):
            chains[-1].append(piece)
        else:
            chains.append([piece])
        piece.chain = len(chains) - 1
    return chains


def _follows(before: _Piece, after: _Piece) -> bool:
    gap_s = after.span.start_s - before.span.end_s
    if gap_s > 2 * PIECES_APART_S:
        return False
    if {one.video.anime.id for one in before.others} != {one.video.anime.id for one in after.others}:
        return False  # a studio's logo, which other shows have too, and what comes after it
    first = {one.video.id: one.span.end_s for one in before.others}
    gaps_s = [one.span.start_s - first[one.video.id] for one in after.others if one.video.id in first]
    near = sum(abs(other_s - gap_s) <= 0.5 for other_s in gaps_s)
    return near > 0 and 2 * near >= min(len(before.others), len(after.others))


def _label_reels(video: Video, chains: Sequence[Sequence[_Piece]]) -> None:
    """Openings and endings: long, in several episodes, at the same end of most of them."""
    found: dict[Label, tuple[float, Sequence[_Piece], str]] = {}
    for chain in chains:
        length_s = chain[-1].span.end_s - chain[0].span.start_s
        least_s = min(REEL_S, REEL_SHARE * video.duration_s)
        most_s = max(MOST_REEL_S, MOST_REEL_SHARE * video.duration_s)
        if not least_s <= length_s <= min(most_s, 0.5 * video.duration_s):
            continue
        main = max(chain, key=lambda piece: piece.span.end_s - piece.span.start_s)
        judged = _reel(video, chain, main)
        if judged and length_s > found.get(judged[0], (0.0,))[0]:
            found[judged[0]] = (length_s, chain, judged[1])
    for label, (_, chain, why) in found.items():
        for piece in chain:
            piece.label, piece.why = label, why


def _reel(video: Video, chain: Sequence[_Piece], main: _Piece) -> tuple[Label, str] | None:
    for one in main.others:
        kind = one.video.episode.kind
        if kind == "opening" or kind == "ending":
            return kind, f"it is in a file of its own that is an {kind}"
    own = Sharing(main.span, video)
    everywhere = [own, *main.anime(video)]
    if len(everywhere) < 2:
        return None

    def least(here: bool) -> int:
        return 2 if here else ELSEWHERE

    before_s, after_s = main.span.start_s - chain[0].span.start_s, chain[-1].span.end_s - main.span.end_s
    early_here = chain[0].span.start_s / video.duration_s <= EARLY
    late_here = chain[-1].span.end_s / video.duration_s >= LATE
    early = sum((one.span.start_s - before_s) / one.video.duration_s <= EARLY for one in everywhere)
    late = sum((one.span.end_s + after_s) / one.video.duration_s >= LATE for one in everywhere)
    if early >= max(AGREED * len(everywhere), least(early_here)) and early >= late:
        return "opening", f"in {early} of {len(everywhere)} episodes with it, it begins before {EARLY:.0%}"
    if late >= max(AGREED * len(everywhere), least(late_here)):
        return "ending", f"in {late} of {len(everywhere)} episodes with it, it ends after {LATE:.0%}"
    return None


def _label_repeats(video: Video, pieces: Sequence[_Piece], label: Literal["recap", "preview"]) -> None:
    """Recaps: pieces of an earlier episode at the beginning or beside the opening. Previews: of a later one, at the end
    or beside the ending."""
    number = video.episode.number_start
    if number is None:
        return
    over_s = _endings(pieces)
    regions: list[tuple[list[_Piece], set[float]]] = []
    region: list[_Piece] = []
    sources: set[float] = set()
    for piece in [*pieces, None]:
        here = _sources(video, piece, number, label, over_s) if piece is not None and piece.label == "other" else set()
        near = piece is not None and region and piece.span.start_s - region[-1].span.end_s <= PIECES_APART_S
        if piece is not None and near and here & sources:
            region.append(piece)
            sources &= here
            continue
        if region:
            regions.append((region, sources))
        region, sources = ([piece], here) if piece is not None and here else ([], set())
    judged = [(_rank(video, pieces, region, label), region, sources) for region, sources in regions]
    best = max((rank for rank, _, _ in judged), default=0)
    for rank, region, sources in judged:
        if rank and rank == best:  # an episode has one: rather at its very end than beside the ending
            origin = max(sources) if label == "recap" else min(sources)
            where = "the beginning" if label == "recap" else "the end"
            for piece in region:
                piece.label = label
                piece.why = f"{len(region)} pieces of episode {origin:g}, {_total_s(region):.1f} s in all, near {where}"


def _endings(pieces: Sequence[_Piece]) -> dict[int, float]:
    """Where the other videos' endings, as far as they are this video's, are over."""
    over_s: dict[int, float] = {}
    for piece in pieces:
        for one in piece.others if piece.label == "ending" else ():
            over_s[one.video.id] = max(over_s.get(one.video.id, 0.0), one.span.end_s)
    return over_s


def _sources(video: Video, piece: _Piece, number: float, label: Label, over_s: Mapping[int, float]) -> set[float]:
    """Numbers of the episodes that the piece may have been taken from."""
    others = piece.anime(video)
    here = Sharing(piece.span, video).place
    if piece.stock(video) and abs(median(one.place for one in others) - here) <= OWN_PLACE / 4:
        return set()
    return {
        other
        for one in others
        if (other := one.video.episode.number_start) is not None
        and one.video.episode.kind == video.episode.kind
        and (number - 1 <= other < number if label == "recap" else number < other <= number + 1)
        and abs(one.place - here) > OWN_PLACE / 4
        # What the episode before shows after its ending is its preview of this one.
        and not (label == "recap" and one.span.start_s >= over_s.get(one.video.id, one.video.duration_s))
    }


def _rank(video: Video, pieces: Sequence[_Piece], region: Sequence[_Piece], label: Label) -> int:
    """2 for what may be a recap or preview at the beginning or end, 1 beside the opening or ending, 0 for neither."""
    least_s = max(LEAST_S, min(REPEAT_S, REPEAT_SHARE * video.duration_s))
    if _total_s(region) < least_s or all(piece.stock(video) for piece in region):
        return 0
    slack_s = max(AT_EDGE_S, AT_EDGE_SHARE * video.duration_s)
    start_s, end_s = region[0].span.start_s, region[-1].span.end_s
    if start_s <= slack_s if label == "recap" else end_s >= video.duration_s - slack_s:
        return 2
    reels = [piece.span for piece in pieces if piece.label == ("opening" if label == "recap" else "ending")]
    beside = any(abs(reel.start_s - end_s) <= slack_s or abs(start_s - reel.end_s) <= slack_s for reel in reels)
    return int(beside and len(region) > 1)


def _total_s(region: Sequence[_Piece]) -> float:
    return sum(piece.span.end_s - piece.span.start_s for piece in region)


def _together(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces of one opening, ending, recap or preview together; others alone."""
    found: list[list[_Piece]] = []
    for piece in pieces:
        before = found[-1][-1] if found else None
        if before and piece.label != "other" and (before.label, before.why) == (piece.label, piece.why):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _whole(video: Video, some: Sequence[_Piece]) -> LabelledSpan:
    label = some[0].label
    start_s, end_s = some[0].span.start_s, some[-1].span.end_s
    # What is too short to be found belongs to a recap that reaches the edge otherwise.
    if label == "recap" and start_s <= LEAST_S:
        start_s = 0.0
    if label == "preview" and end_s >= video.duration_s - LEAST_S:
        end_s = video.duration_s
    main = max(some, key=lambda piece: piece.span.end_s - piece.span.start_s)
    everywhere = [Sharing(main.span, video), *main.others]
    place = (start_s + end_s) / 2 / max(video.duration_s, 1e-9)
    evidence = Evidence(
        episodes=len({one.video.episode.id for one in main.anime(video)}) + 1,
        videos=len({one.video.id for one in everywhere}),
        length_s=end_s - start_s,
        place=place,
        typical_place=median(one.place for one in everywhere),
        pieces=len(some),
        why=some[0].why or f"in {len({one.video.id for one in everywhere})} videos",
    )
    return LabelledSpan(
        video.id,
        start_s,
        end_s,
        label,
        evidence,
        tuple(piece.span for piece in some),
        tuple(piece.others for piece in some),
    )


def in_ranges(numbers: Iterable[tuple[float | None, str | None]]) -> str:
    """Episode numbers as people write them, "1-6, 8, 12.5": whole numbers in ranges; those without a value at the
    end.

    Args:
        numbers: (value, as shown) of each episode.
    """
    known = sorted({(value, shown or f"{value:g}") for value, shown in numbers if value is not None})
    words: list[str] = []
    run: list[tuple[float, str]] = []
    for each in [*known, None]:
        if each is not None and run and each[0] == run[-1][0] + 1:
            run.append(each)
            continue
        if run:
            words.append(run[0][1] if len(run) == 1 else f"{run[0][1]}-{run[-1][1]}")
        run = [each] if each is not None else []
    words += sorted({shown for value, shown in numbers if value is None and shown})
    return ", ".join(words)
