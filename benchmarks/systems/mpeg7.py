"""MPEG-7 Video Signature (ISO/IEC 15938-3:2002/Amd 4:2010) as FFmpeg's filter `signature` makes and matches it.

https://ffmpeg.org/ffmpeg-filters.html#signature-1, with its default thresholds, in full detection. It compares two
files and cannot search, so it does only what is asked of pairs. Both files are decoded anew each time.

The filter gives no verdict when its last input ends before another; as inputs of the program, which decodes them side
by side, two files of one length so get one in some runs only. Read by the filter `movie`, all in one thread, they
always do.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped, unused-ignore]

from benchmarks.systems.contract import Segment
from benchmarks.systems.duration import duration_s, rate

_MATCH = re.compile(r"matching of video 0 at (-?[\d.]+) and 1 at (-?[\d.]+), (\d+) frames matching")
_NONE = "no matching of video 0 and 1"


class FfmpegFailed(RuntimeError):
    """The program did not compare the two videos."""


class Mpeg7Signature:
    """A `PairSystem`."""

    name = "MPEG-7 Video Signature"

    def compare(self, query: Path, stored: Path) -> Segment | None:
        """The stretch in which the two agree best; its score is the number of agreeing frames.

        The program names one moment of each within the stretch and how many frames agree around it, not where it
        begins; it is put in the middle of where it can lie. Rates are taken as equal: a change of speed is not said.

        Raises:
            FfmpegFailed: no verdict, with what the program said.
            ashen.errors.AshenError: one of them is no video.
            ValueError: the query does not say its frame rate, or one of them not its length.
        """
        graph = f"movie={_escaped(query)}[a];movie={_escaped(stored)}[b];[a][b]signature=nb_inputs=2:detectmode=full"
        done = subprocess.run(
            [
                *(imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-nostats"),
                *("-filter_complex_threads", "1", "-filter_complex", graph, "-f", "null", "-"),
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
        start_s = _start_s(lasts_s, query_s, duration_s(query), stored_s, duration_s(stored))
        shift_s = stored_s - query_s
        return Segment(
            start_s, start_s + lasts_s, str(stored), start_s + shift_s, start_s + shift_s + lasts_s, float(frames)
        )


def _start_s(lasts_s: float, query_s: float, query_lasts_s: float, stored_s: float, stored_lasts_s: float) -> float:
    """The middle of the moments of the query at which a stretch may begin that holds both agreeing moments."""
    earliest_s = max(0.0, query_s - stored_s, query_s - lasts_s)
    latest_s = min(query_s, query_lasts_s - lasts_s, query_s - stored_s + stored_lasts_s - lasts_s)
    return max(0.0, (earliest_s + max(earliest_s, latest_s)) / 2)


def _escaped(path: Path) -> str:
    """A path as an option's value in a filter graph: escaped for the option, then for the graph.

    https://ffmpeg.org/ffmpeg-filters.html#Notes-on-filtergraph-escaping
    """
    value = re.sub(r"([\\':])", r"\\\1", path.resolve().as_posix())
    return re.sub(r"([\\'\[\],;])", r"\\\1", value)
