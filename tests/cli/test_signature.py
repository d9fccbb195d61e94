import base64
import inspect
import json
from pathlib import Path

import numpy as np
import pytest

from ashen import sign_media
from ashen.cli.signature import signature
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE
from tests.cli.program import ashen

GOLDEN = Path(__file__).parents[1] / "golden" / "color_layout"
VECTORS = json.loads((GOLDEN / "vectors.json").read_text("utf-8"))


def test_colour_layout_is_golden() -> None:
    """The line printed for a golden picture holds its golden vector, in base64."""
    assert len(VECTORS) > 10
    for vector in VECTORS:
        [line] = ashen("signature", GOLDEN / vector["file"], "--recipe", "color-layout/1").json_lines
        assert line == {"time_s": 0.0, "recipe": "color-layout/1", "signature": vector["base64"]}


def test_a_video_gives_a_line_for_each_frame(episodes: list[Path]) -> None:
    """Times and codes are those of the signature."""
    lines = ashen("signature", episodes[0]).json_lines
    signed = sign_media(episodes[0])
    assert [line["time_s"] for line in lines] == pytest.approx(signed.times_s.tolist(), abs=1e-6)
    codes = [np.frombuffer(base64.b64decode(line["signature"]), np.int8) for line in lines]
    np.testing.assert_array_equal(np.stack(codes), signed.codes)


def test_the_default_is_what_new_libraries_are_searched_by() -> None:
    """The command says it without loading the recipes."""
    assert inspect.signature(signature).parameters["recipe"].default == DEFAULT_SEARCH_RECIPE
    assert DEFAULT_SEARCH_RECIPE in ashen("signature", "--help").out


def test_what_cannot_be_signed_is_one_line(tmp_path: Path) -> None:
    """A recipe that does not exist, a file that is not there, and a file that is no media."""
    text = tmp_path / "text.mp4"
    text.write_text("not a video")
    picture = next(GOLDEN.glob("*.png"))
    for arguments in (
        [picture, "--recipe", "frame/999"],
        [picture, "--recipe", "frame/3-windows"],
        [tmp_path / "nowhere.png"],
        [text],
    ):
        ran = ashen("signature", *arguments)
        assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
        assert ran.err.startswith("ashen: ")
