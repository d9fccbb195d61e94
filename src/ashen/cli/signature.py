"""`ashen signature`: the signatures of a file, for other programs."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Annotated

import typer

from ashen.cli.output import print_json


def signature(
    file: Annotated[Path, typer.Argument(help="A picture or a video.", metavar="FILE")],
    recipe: Annotated[str, typer.Option("--recipe", help="frame/3, frame/2, frame/1 or color-layout/1.")] = "frame/3",
) -> None:
    """Print the signature of every frame of FILE, one JSON object a line; the picture as it is, nothing trimmed."""
    from ashen.looking import sign_media

    signed = sign_media(file, recipe)
    for time_s, code in zip(signed.times_s, signed.codes, strict=True):
        text = base64.b64encode(code.tobytes()).decode("ascii")
        print_json({"time_s": round(float(time_s), 6), "recipe": signed.recipe, "signature": text})
