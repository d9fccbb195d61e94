"""What the engine costs: signing against bare decoding, memory, start-up, and asking a library of a million rows.

    python -m benchmarks.speed [signing] [parallel] [library] [start] [videos]

Prints ratios measured in one run, medians of several, CPU time of this process where the word CPU stands. The files it
needs are made once into the cache; benchmarks/search.py measures the search index alone, up to 20 million rows. Long
videos against ten million frames (benchmarks/long_videos.py) are asked only when named: their library takes minutes to
make and gigabytes to keep.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import numpy as np
from PIL import Image

from ashen import Library
from ashen.catalog.catalog import Catalog
from ashen.catalog.records import FileStat, Naming, NewVideo
from ashen.index.entry import entry_of
from ashen.ingest.sign_file import sign_content
from ashen.media.stills import Still
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named, recipes_to_sign
from ashen.signature.signature import Codes, Signature
from ashen.threads import one_thread
from benchmarks import corpus, long_videos
from benchmarks.decoding import cpu_s, decode
from benchmarks.edits import PICTURE_EDITS, Span, cut_clip, read_rgb
from benchmarks.encode import write_video
from benchmarks.processes import PeakMemory

FULL_HD = (1920, 1080)
FRAMES = 240
CODECS = {"h264": ("libx264", "yuv420p"), "hevc-10bit": ("libx265", "yuv420p10le"), "av1": ("libsvtav1", "yuv420p")}


def main() -> None:
    """Run the parts asked for, all when none is named."""
    parts: dict[str, Callable[[], None]] = {
        "signing": signing,
        "parallel": parallel,
        "library": big_library,
        "start": start,
    }
    named = {**parts, "videos": long_videos.measure}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*named, []], help="what to measure")
    for name in parser.parse_args().parts or parts:
        named[name]()


def full_hd_files() -> dict[str, Path]:
    """The trailer's busiest ten seconds at 1080p in each codec, made once."""
    folder = corpus.cache_folder().parent / "full-hd"
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for name, (codec, pix_fmt) in CODECS.items():
        path = folder / f"{name}.mkv"
        if not path.exists():
            part = path.with_name(f".part-{path.name}")
            write_video(part, _enlarged(), Fraction(24), codec=codec, pix_fmt=pix_fmt, options={"crf": "22"})
            part.rename(path)
        files[name] = path
    return files


def _enlarged() -> Iterator[np.ndarray]:
    for number, (_, rgb) in enumerate(read_rgb(corpus.trailer(), 12.0)):
        if number == FRAMES:
            return
        yield np.asarray(Image.fromarray(rgb).resize(FULL_HD, Image.Resampling.BICUBIC))


def signing() -> None:
    """Print how much CPU decoding and signing takes, against bare decoding of the same file."""
    for name, ratios in signing_ratios():
        print(
            f"signing {name} 1080p: {np.median(ratios):.2f} x the CPU of bare decoding ({_spread(ratios)})", flush=True
        )


def signing_ratios() -> Iterator[tuple[str, list[float]]]:
    """For each codec, what decoding, signing, and stills with their windows took over bare decoding, five times."""
    for name, path in full_hd_files().items():
        yield name, [_signing_ratio(path) for _ in range(5)]


def _signing_ratio(path: Path) -> float:
    bare, signed = (cpu_s(partial(work, path)) for work in (decode, _decode_and_sign))
    return signed / bare


def _decode_and_sign(path: Path) -> None:
    with one_thread():
        sign_content(path, recipes_to_sign(DEFAULT_SEARCH_RECIPE), lambda _heartbeat: None)


def parallel() -> None:
    """Index two 1080p files one after the other and at once: throughput and peak memory of all processes."""
    files = full_hd_files()
    with tempfile.TemporaryDirectory(prefix="ashen-speed-") as name:
        folder = Path(name)
        two = []
        for number in range(2):
            path = folder / f"{number}.mkv"
            with av.open(files["h264"]) as source, av.open(path, "w") as target:
                stream = target.add_stream_from_template(source.streams.video[0])
                offset = 0
                for turn in range(8):  # eight times over: long enough that starting the workers does not count
                    source.seek(0)
                    for packet in source.demux(source.streams.video[0]):
                        if packet.pts is None or packet.dts is None:
                            continue
                        packet.stream = stream
                        packet.pts += offset
                        packet.dts += offset
                        target.mux(packet)
                    offset = (turn + 1) * round(FRAMES / 24 / float(stream.time_base or Fraction(1, 1000)))
            with path.open("ab") as file:
                file.write(b"\0" * number)  # so that the two are not one video
            two.append(path)
        times: dict[int, list[float]] = {1: [], 2: []}
        for round_number in range(3):
            for workers in (1, 2):
                with Library.open(folder / f"{round_number}-{workers}", create=True) as library:
                    times[workers].append(library.index(two, workers=workers).elapsed_s)
        with Library.open(folder / "memory", create=True) as library, PeakMemory() as peak:  # watching takes time
            library.index(two, workers=2)
        ratio = np.median(times[1]) / np.median(times[2])
        print(
            f"two 1080p files at once: {ratio:.2f} x the throughput of one at a time ({_spread(times[1] + times[2])} s)"
        )
        print(f"two 1080p files at once: peak memory of all processes {peak.megabytes:.0f} MB")


def big_library() -> None:
    """Ask a library of a million indexed rows of frames, and its windows: a picture of the trailer, which is in it,
    half of that picture, and a 10 s clip."""
    with tempfile.TemporaryDirectory(prefix="ashen-speed-") as name:
        folder = Path(name)
        home = folder / "library"
        with Library.open(home, create=True) as library:
            library.index([corpus.trailer()])
            fill(home, rows=1_000_000)
            library.rebuild()
        began = time.process_time()
        library = Library.open(home)
        rows = library.indexed_rows()
        print(f"library of {rows:,} rows opened in {1000 * (time.process_time() - began):.0f} ms CPU")
        _, still = next(read_rgb(corpus.trailer(), 20.5))
        picture = folder / "query.jpg"
        Image.fromarray(still).save(picture, quality=90)
        half = folder / "half.jpg"
        cropped = PICTURE_EDITS["crop-50"](still, np.random.default_rng(1))
        Image.fromarray(cropped).resize((1280, 720)).save(half, quality=90)
        clip = folder / "clip.mp4"
        cut_clip(Span(corpus.trailer(), 20.0, 10.0), clip)
        for path, repeats in ((picture, 30), (half, 30), (clip, 5)):
            library.identify(path)
            spent = [_timed(lambda path=path: library.identify(path)) for _ in range(repeats)]  # type: ignore[misc]
            print(f"identify {path.name}: {_ms(spent)}", flush=True)
        decoding = [_timed(lambda: decode(clip)) for _ in range(5)]
        print(f"decoding clip.mp4 alone: {_ms(decoding)}")
        library.close()


def fill(home: Path, rows: int) -> None:
    """Add videos whose signatures have a real one's statistics (its values permuted and negated per video) until the
    index of frames would hold about `rows` more; each with windows likewise and with some of the real one's stills."""
    with Catalog.open(home / "ashen.db") as catalog:
        recipe = DEFAULT_SEARCH_RECIPE
        real = int(catalog.video_ids(recipe)[0])
        source = catalog.signature(real, recipe)
        stills = list(catalog.stills(real))
        runs = len(entry_of(1, source).codes)
        rng = np.random.default_rng(5)
        repeats = 30
        length = len(source) * repeats
        for number in range(-(-rows // (runs * repeats))):
            times_s = np.arange(length) / 24
            signatures = [
                Signature(recipe, times_s, _scrambled(source, repeats, rng), np.tile(source.quality, repeats))
            ]
            if windows := recipe_named(recipe).windows:
                own = catalog.signature(real, windows)
                at_s = np.concatenate([own.times_s + turn * length / repeats / 24 for turn in range(repeats)])
                signatures.append(
                    Signature(windows, at_s, _scrambled(own, repeats, rng), np.tile(own.quality, repeats))
                )
            some = [Still(at / 60 * length / 24, stills[(number + at) % len(stills)].data) for at in range(60)]
            video = NewVideo(
                f"synthetic-{number}", number, length / 24, length, 1, 1, "synthetic", Naming(f"Synthetic {number}")
            )
            catalog.add_video(video, signatures, FileStat(f"/synthetic/{number}", number, 0), some)


def _scrambled(source: Signature, repeats: int, rng: np.random.Generator) -> Codes:
    signs = np.array([-1, 1], np.int8)
    return np.concatenate(
        [source.codes[:, rng.permutation(64)] * rng.choice(signs, 64) for _ in range(repeats)], dtype=np.int8
    )


def start() -> None:
    """CPU of importing Ashen and of `ashen --help`, each in processes of their own."""
    for what, command in {
        "import ashen": [sys.executable, "-c", "import ashen"],
        "ashen --help": [sys.executable, "-m", "ashen", "--help"],
    }.items():
        spent = []
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append((0.0, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
        print(f"{what}: {np.median([cpu for _, cpu in spent]):.2f} s CPU")


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """(wall, CPU) seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _ms(spent: list[tuple[float, float]]) -> str:
    wall, cpu = 1000 * np.median(np.array(spent), axis=0)
    return f"median {wall:.1f} ms, {cpu:.1f} ms CPU"


def _spread(values: list[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in sorted(values))


if __name__ == "__main__":
    main()
