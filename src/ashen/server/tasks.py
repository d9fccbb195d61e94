"""What a searching process is asked to do. Sent there by pickle; what comes back is JSON, never a pickle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Literal, Protocol

from ashen.errors import PictureTooLarge, VideoTooLong, WrongKind

if TYPE_CHECKING:
    from ashen.library import Library
    from ashen.match.identification import Identification

Tell = Callable[[float], None]
"""Told how far a task is, 0..1."""
Kind = Literal["image", "video", "any"]


class Task(Protocol):
    """A question to the library."""

    def run(self, library: Library, tell: Tell) -> Any:
        """The answer, as JSON.

        Raises:
            AshenError: there is none; the message says why.
        """


@dataclass(frozen=True, slots=True)
class FileTask:
    """Identify a file that was uploaded.

    Attributes:
        path: where it lies.
        name: what the client calls it; what the answer calls it.
        kind: what it has to be.
        top: scenes or runners-up to list at most.
        threshold: confidence below which nothing is named; the recipe's own when None.
        video_s: longest video that is looked at.
        frame_px: most pixels of a frame.
        frames: most frames.
        anilist: only videos of that AniList id are searched; None: all. Then what people said is not looked at.
    """

    path: str
    name: str
    kind: Kind
    top: int
    threshold: float | None
    video_s: float
    frame_px: int
    frames: int
    anilist: str | None = None

    def run(self, library: Library, tell: Tell) -> Any:
        """As `Task.run`."""
        from ashen.media.probe import probe

        info = probe(Path(self.path))
        if self.kind not in ("any", info.kind):
            raise WrongKind(f"This is {_A[info.kind]}, not {_A[self.kind]}: ask at the address for {info.kind}s.")
        if info.width_px * info.height_px > self.frame_px:
            raise PictureTooLarge(f"It has more than {self.frame_px} pixels. Send a smaller copy of it.")
        if info.duration_s is not None and info.duration_s > self.video_s:
            raise VideoTooLong(f"It lasts longer than {self.video_s:.0f} s. Cut it, or submit it as a job.")
        looked = library.look(self.path, on_read=Watch(self.video_s, self.frames, info.duration_s, tell).see)
        if self.anilist is not None:
            others = [video.id for video in library.videos() if video.anime.ids.get("anilist") != self.anilist]
            found = looked.asked_of(library.identifier(self.top, self.threshold).without(others))
        else:
            found = library.identify_looked(looked, top=self.top, threshold=self.threshold)
        return answer_json(found, self.name)


class Watch:
    """Follows the reading of a video: says how far it is, and stops what does not end.

    Args:
        video_s: longest video that is looked at.
        frames: most frames that are read in the first pass.
        duration_s: how long the file says it is.
        tell: told how far.
    """

    def __init__(self, video_s: float, frames: int, duration_s: float | None, tell: Tell) -> None:
        self._video_s, self._left, self._duration_s, self._tell = video_s, frames, duration_s, tell

    def see(self, time_s: float, frames: int) -> None:
        """So many frames were read, the last shown at `time_s`.

        Raises:
            VideoTooLong: that is enough.
        """
        self._left -= frames
        if self._left < 0 or time_s > self._video_s:
            raise VideoTooLong("It has more frames, or lasts longer, than may be. Cut it, or submit it as a job.")
        if self._duration_s:
            self._tell(min(1.0, time_s / self._duration_s))


@dataclass(frozen=True, slots=True)
class SignatureTask:
    """Identify by signatures in Ashen's own bytes, one answer for each.

    Attributes:
        signatures: each as `ashen.signature.codec` encodes it; one of a single frame is a picture's.
        top, threshold: as in `FileTask`.
    """

    signatures: tuple[bytes, ...]
    top: int
    threshold: float | None

    def run(self, library: Library, tell: Tell) -> Any:
        """As `Task.run`."""
        from ashen.signature.codec import decode_signature

        answers = []
        for number, data in enumerate(self.signatures):
            found = library.identify_signature(decode_signature(data), top=self.top, threshold=self.threshold)
            answers.append(answer_json(found, ""))
            tell((number + 1) / len(self.signatures))
        return answers


@dataclass(frozen=True, slots=True)
class VectorTask:
    """The stored frames nearest to colour layouts, as trace.moe finds them.

    Attributes:
        codes: 33 values each.
        top: scenes to list at most for each.
        anilist: only videos of that AniList id are listed; None: all.
    """

    codes: tuple[bytes, ...]
    top: int
    anilist: str | None = None

    def run(self, library: Library, tell: Tell) -> Any:  # noqa: ARG002 - it does not take long
        """As `Task.run`: for each code its scenes, most alike first."""
        from ashen.signature.color_layout_wire import from_bytes

        wanted = None
        if self.anilist is not None:
            wanted = [video.id for video in library.videos() if video.anime.ids.get("anilist") == self.anilist]
        found = [library.nearest_layouts(from_bytes(code), self.top, wanted) for code in self.codes]
        return [[scene.as_json() for scene in scenes] for scenes in found]


def answer_json(found: Identification, name: str) -> dict[str, Any]:
    """An answer as docs/formats.md has it, of a query called `name`, with the numbers of the videos; of their files the
    names only, as where they lie is nobody's business."""
    answer = replace(found, query=replace(found.query, path=name)).as_json()
    for field in ("matches", "runners_up"):
        for match, shown in zip(getattr(found, field), answer[field], strict=True):
            shown["video_id"] = match.video_id
            shown["video"] = PurePath(match.video).name
            for variant, listed in zip(match.variants, shown["variants"], strict=True):
                listed["video_id"] = variant.video_id
                listed["video"] = PurePath(variant.video).name
    for covered, listed in zip(found.coverage, answer["coverage"], strict=True):
        listed["video"] = PurePath(covered.video).name
    return answer


_A = {"image": "a picture", "video": "a video"}
