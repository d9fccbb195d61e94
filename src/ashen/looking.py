"""Files and signatures as they are looked at to be identified, and signed as they are."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import numpy as np

from ashen.errors import UnknownRecipe
from ashen.match.clip_query import FilmedClip, OnRead, SignedClip
from ashen.match.identification import Query
from ashen.match.identify import Looked
from ashen.match.views import PictureQuery, SignedPicture, signed_view
from ashen.media.picture import read_picture
from ashen.media.probe import probe
from ashen.media.video import open_video
from ashen.signature.recipe import Recipe
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from ashen.signature.sign import sign, sign_picture
from ashen.signature.signature import Signature

PICTURE_PX = 1280
"""Longer side a still query is shrunk to before anything else."""


def look_at(query: str | os.PathLike[str], recipe: Recipe, on_read: OnRead | None = None) -> Looked:
    """A picture or video: opened, and a video signed.

    Args:
        query: a file of either kind.
        recipe: to sign with.
        on_read: told of the frames of a video as they are read for the first time; what it raises ends that.

    Raises:
        MediaError: the file cannot be used.
        OSError: the file cannot be opened.
    """
    path = Path(query)
    info = probe(path)
    asked = Query(os.fspath(query), info.kind, info.duration_s if info.kind == "video" else None)
    if info.kind == "image":
        return Looked(asked, recipe, PictureQuery(read_picture(path, longest_px=PICTURE_PX), recipe))
    clip = FilmedClip(partial(open_video, path), recipe, info.duration_s, on_read)
    clip.first()  # so that what is wrong with the file is known
    return Looked(asked, recipe, clip)


def look_at_signature(signature: Signature, recipe: Recipe) -> Looked:
    """A signature: a picture's when it has one frame, a video's otherwise.

    Raises:
        RecipeMismatch: it is by another recipe.
        SignatureDamaged: it is none that its recipe makes.
    """
    view = signed_view(signature, recipe)
    if len(signature) == 1:
        return Looked(Query("", "image", None), recipe, SignedPicture(view))
    duration_s = float(signature.times_s[-1] - signature.times_s[0])
    return Looked(Query("", "video", duration_s), recipe, SignedClip([view]))


def sign_media(path: str | os.PathLike[str], recipe: str = DEFAULT_SEARCH_RECIPE) -> Signature:
    """The signature of a picture or video file as it is: nothing trimmed, nothing stored.

    Raises:
        MediaError: the file cannot be used.
        UnknownRecipe: no recipe of whole frames has that name.
    """
    wanted = recipe_named(recipe)
    if wanted.of_windows:
        raise UnknownRecipe(f"Recipe {recipe!r} signs parts of stored stills, not frames; sign with another.")
    if probe(Path(path)).kind == "image":
        code, quality = sign_picture(read_picture(Path(path)), wanted)
        return Signature(recipe, np.zeros(1), code, np.array([quality], np.uint8))
    with open_video(Path(path)) as reader:
        return sign(reader, [wanted])[recipe]
