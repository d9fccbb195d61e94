"""MPEG-7 Video Signature (ISO/IEC 15938-3:2002/Amd 4:2010) as FFmpeg's filter `signature` makes and matches it.

https://ffmpeg.org/ffmpeg-filters.html#signature-1, with its default thresholds, in full detection. It compares two
files and cannot search, so it does only what is asked of pairs. Both files are decoded anew each time.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped, unused-ignore]

from benchmarks.systems.contract import Segment
from benchmarks.systems.duration import rate

_MATCH = re.compile(r"matching of video 0 at (-?[\d.]+) and 1 at (-?[\d.]+), (\d+) frames matching")
_NONE = "no matching of video 0 and 1"


class FfmpegFailed(RuntimeError):
    """The program did not compare the two videos."""


class Mpeg7Signature:
    """A `PairSystem`."""

    name = "MPEG-7 Video Signature"

    def compare(self, query: Path, stored: Path) -> Segment | None:
        """The longest stretch in which the two agree; its score is the number of agreeing frames.

        FFmpeg gives the first agreeing moment of each and the number of frames, counted at the query's rate; a change
        of speed is not said.

        Raises:
            FfmpegFailed: no verdict, with what the program said.
            ashen.errors.AshenError: the query is no video.
            ValueError: the query does not say its frame rate.
        """
        done = subprocess.run(
            [
                *(imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-nostats", "-threads", "1"),
                *("-i", str(query), "-i", str(stored)),
                *("-filter_complex", "[0:v][1:v]signature=nb_inputs=2:detectmode=full"),
                *("-an", "-sn", "-f", "null", "-"),
            ],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        match = _MATCH.search(done.stderr)
        if match is None:
            if done.returncode == 0 and _NONE in done.stderr:
                return None
            raise FfmpegFailed(f"FFmpeg did not compare {query} with {stored}: {done.stderr.strip()[-500:]}")
        query_s, stored_s, frames = float(match[1]), float(match[2]), int(match[3])
        lasts_s = frames / float(rate(query))
        return Segment(query_s, query_s + lasts_s, str(stored), stored_s, stored_s + lasts_s, float(frames))
