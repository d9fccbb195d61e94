"""Signing a query here, so that nothing but signatures is sent. What signs is loaded when it is first needed."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ashen.match.identification import Identification, Query

if TYPE_CHECKING:
    from ashen.match.views import QueryView
    from ashen.signature.signature import Signature

PARTS = ("numpy", "av", "PIL", "cv2", "onnxruntime", "zstandard")


def can_sign() -> bool:
    """Whether what signing needs is installed."""
    return all(find_spec(part) is not None for part in PARTS)


@dataclass(frozen=True, slots=True)
class SignedView:
    """One way of looking at a query: its signature in Ashen's own bytes, and whether it is the mirror image."""

    data: bytes
    mirrored: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """A query that was signed here.

    Attributes:
        kind: a picture or a moving one.
        duration_s: of a moving one, what the file says.
        views: as it is, without its borders, and each mirrored.
    """

    kind: Literal["image", "video"]
    duration_s: float | None
    views: tuple[SignedView, ...]

    def body(self) -> bytes:
        """What is sent to `/v1/search/signatures`."""
        return batch(view.data for view in self.views)

    def answer(self, answers: Sequence[Identification]) -> Identification:
        """The best of the answers to the views, as one about the query."""
        turned = [
            _turned(answer) if view.mirrored else answer for view, answer in zip(self.views, answers, strict=True)
        ]
        return replace(max(turned, key=_worth), query=Query("", self.kind, self.duration_s))


def batch(signatures: Iterable[bytes]) -> bytes:
    """Signatures as `/v1/search/signatures` takes them: each its length, 4 bytes little-endian, and its bytes."""
    return b"".join(struct.pack("<I", len(data)) + data for data in signatures)


def encoded(signatures: Iterable[Signature | bytes]) -> bytes:
    """The same of signatures that may be still to be encoded."""
    from ashen.signature.codec import encode_signature

    return batch(each if isinstance(each, bytes) else encode_signature(each) for each in signatures)


def signed(source: Path | bytes, recipe: str) -> Signed:
    """A query's signatures.

    Raises:
        UnknownRecipe: this Ashen does not know it.
        MediaError: the file cannot be used.
        OSError: it cannot be opened.
    """
    from ashen.signature.recipes import recipe_named

    wanted = recipe_named(recipe)
    if isinstance(source, bytes):
        import tempfile

        with tempfile.TemporaryDirectory(prefix="ashen-") as folder:
            path = Path(folder) / "query"
            path.write_bytes(source)
            return signed(path, recipe)
    from ashen.looking import look_at
    from ashen.match.views import PictureQuery, SignedPicture

    looked = look_at(source, wanted)
    first = looked.looks.first()
    if isinstance(looked.looks, PictureQuery | SignedPicture):
        return Signed("image", None, _views(first))
    whole = (0.0, max(float(view.signature.times_s[-1]) for view in first))
    return Signed("video", looked.query.duration_s, _views([*first, *looked.looks.mirrored([whole])]))


def _views(views: Iterable[QueryView]) -> tuple[SignedView, ...]:
    from ashen.signature.codec import encode_signature

    return tuple(SignedView(encode_signature(view.signature), view.view.mirrored) for view in views)


def _turned(answer: Identification) -> Identification:
    """What was found of the mirror image, as said of the query."""
    matches = tuple(replace(match, mirrored=not match.mirrored) for match in answer.matches)
    runners_up = tuple(replace(match, mirrored=not match.mirrored) for match in answer.runners_up)
    return replace(answer, matches=matches, runners_up=runners_up)


def _worth(answer: Identification) -> tuple[bool, float, float]:
    confidences = [match.confidence for match in (*answer.matches, *answer.runners_up)]
    return answer.answer != "unknown", answer.explained_s, max(confidences, default=0.0)
