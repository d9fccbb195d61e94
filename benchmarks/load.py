"""The server under load: eight clients at once, a library of a million frames. Speed, waiting, CPU, memory.

    python -m benchmarks.load [--searches 10000] [--memory-only] [--workers N]

The library is that of the development works, filled to a million frames (benchmarks/big_library.py), from the cache or
made there. Asked are 640 x 360 JPEGs: of twenty, fourteen stored frames lightly edited, four that geometry must judge
(cut, mirrored, a phone's screen), and two of works that are not stored. Where they come in evenly, a question waits
from when it was due. The clients are one process, whose CPU is told apart; it takes from the same cores.
"""

from __future__ import annotations

import argparse
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from ashen.signature.codec import encode_signature
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from ashen.signature.sign import sign_picture
from ashen.signature.signature import Signature
from ashen.threads import one_thread
from benchmarks import big_library, kept_library
from benchmarks.asked_server import Load, Server, ask, post, serving
from benchmarks.edits import PICTURE_EDITS, read_rgb
from benchmarks.stored import Stored
from benchmarks.world import DEVELOPMENT

FRAMES: Final = 1_000_000
CLIENTS: Final = 8
SIZE_PX: Final = (640, 360)
LIGHT: Final = ("identity", "jpeg-50", "240p", "noise", "brighter", "tint", "letterbox")
HEAVY: Final = ("crop-20", "mirrored", "phone", "crop-35")
PICTURES: Final = 400
RATE: Final = 50.0
"""Pictures a second that are to be answered at ease."""
BATCH: Final = 100
SEED: Final = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A picture: its JPEG, the signature of it, and the name of the stored file it is of, None of a stranger."""

    jpeg: bytes
    signature: bytes
    video: str | None
    light: bool


def pictures(known: Sequence[Stored], unknown: Sequence[Stored], count: int) -> list[Asked]:
    """As the module says."""
    chance = np.random.default_rng(SEED)
    made: list[Asked] = []
    stored, strange = _frames(known, count, chance), _frames(unknown, count // 10, chance)
    for number in range(count):
        turn = number % 20
        stranger = turn in (9, 19)
        video, rgb = next(strange) if stranger else next(stored)
        heavy = turn in (2, 7, 12, 17)
        edit = HEAVY[number // 20 % len(HEAVY)] if heavy else LIGHT[number % len(LIGHT)]
        edited = Image.fromarray(PICTURE_EDITS[edit](rgb, chance)).resize(SIZE_PX, Image.Resampling.BICUBIC)
        stream = BytesIO()
        edited.save(stream, "JPEG", quality=88)
        recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
        code, quality = sign_picture(np.asarray(edited), recipe)
        signature = Signature(recipe.name, np.zeros(1), code, np.array([quality], np.uint8))
        named = None if stranger else video.path.name
        made.append(Asked(stream.getvalue(), encode_signature(signature), named, light=not heavy and not stranger))
    return made


def _frames(videos: Sequence[Stored], count: int, chance: np.random.Generator) -> Iterator[tuple[Stored, np.ndarray]]:
    for _ in range(count):
        video = videos[int(chance.integers(len(videos)))]
        yield video, next(read_rgb(video.path, float(chance.uniform(1.0, DEVELOPMENT.known[0].duration_s - 3.0))))[1]


def right(load: Load, asked: Sequence[Asked]) -> str:
    """How many of the stored were named right, and how many strangers at all."""
    names = {
        number: answer["matches"][0]["video"] if answer["answer"] != "unknown" and answer["matches"] else None
        for number, answer in load.answers.items()
    }
    stored = [number for number in names if asked[number % len(asked)].video is not None]
    good = sum(names[number] == asked[number % len(asked)].video for number in stored)
    strangers = [number for number in names if asked[number % len(asked)].video is None]
    false = sum(names[number] is not None for number in strangers)
    return f"{good} of {len(stored)} stored ones named right, {false} of {len(strangers)} strangers named"


def measure(server: Server, asked: Sequence[Asked]) -> None:
    """Print speed, waiting and CPU."""
    images = [post("/v1/search/image", one.jpeg) for one in asked]
    ask(server, images[:40], CLIENTS)  # caches of files, first uses
    light = [images[number] for number, one in enumerate(asked) if one.light]
    for what, wanted, rate in (
        ("all", images, None),
        ("lightly edited ones alone", light, None),
        (f"lightly edited ones alone, {RATE:.0f} a second coming in", light, RATE),
        (f"all, {RATE:.0f} a second coming in", images, RATE),
    ):
        load = ask(server, wanted, CLIENTS, rate=rate)
        judged = f"; {right(load, asked)}" if wanted is images else ""
        print(f"pictures ({what}): {load.line('pictures')}{judged}", flush=True)
    single = [post("/v1/search/signatures", _batch([one])) for one in asked] * 5
    print(f"signatures, one at a time: {ask(server, single, CLIENTS).line('signatures')}", flush=True)
    batches = [post("/v1/search/signatures", _batch(asked[at : at + BATCH])) for at in range(0, len(asked), BATCH)] * 10
    print(f"signatures, {BATCH} at a time: {ask(server, batches, CLIENTS).line('signatures', BATCH)}", flush=True)


def watch_memory(server: Server, asked: Sequence[Asked], searches: int) -> None:
    """Print the memory of all processes before, amid and after so many searches by pictures."""
    images = [post("/v1/search/image", one.jpeg) for one in asked]
    for part in range(3):
        if part:
            half = [images[number % len(images)] for number in range(searches // 2)]
            load = ask(server, half, CLIENTS)
            print(f"searches {part} / 2: {load.line('pictures')}", flush=True)
        whole, own = server.memory_mb()
        print(f"memory after {part * searches // 2} searches: {whole:.0f} MB, {own:.0f} of it not of files", flush=True)


def _batch(asked: Sequence[Asked]) -> bytes:
    return b"".join(struct.pack("<I", len(one.signature)) + one.signature for one in asked)


def library(workers: int) -> tuple[Path, Sequence[Stored], Sequence[Stored]]:
    """The library of a million frames, and the videos that are in it and that are not."""
    made, base = kept_library.filled(DEVELOPMENT, 1, workers, print)
    return big_library.make(base, FRAMES, print), made.known, made.unknown


def main() -> None:
    """Make what is missing, start a server, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=10_000, help="over which memory is watched; 0: not at all")
    parser.add_argument("--workers", type=int, default=2, help="of the server, and for what has to be made")
    parser.add_argument("--memory-only", action="store_true", help="leave out what measures speed")
    parser.add_argument("--pictures", type=int, default=PICTURES, help="different ones; a multiple of 20")
    given = parser.parse_args()
    home, known, unknown = library(given.workers)
    with one_thread():
        asked = pictures(known, unknown, given.pictures)
    with serving(home, "--workers", str(given.workers)) as server:
        print(f"ready in {server.ready_s:.2f} s, {server.computed_s():.2f} s CPU of all processes", flush=True)
        if not given.memory_only:
            measure(server, asked)
        if given.searches:
            watch_memory(server, asked, given.searches)


if __name__ == "__main__":
    main()
