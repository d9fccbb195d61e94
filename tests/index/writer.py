"""What the other processes of the tests do; a module of its own so that they can import it."""

import os
from multiprocessing.connection import Connection
from pathlib import Path

from ashen.index import merge
from ashen.index.faiss_index import FaissIndex
from tests.index.builders import DIMENSION, RECIPE, entry


def add_for_ever(directory: Path, acknowledged: Path) -> None:
    """Add video after video where the last writer stopped, merging and training often; note each that is held."""
    merge.TRAIN_ROWS = 40
    index = FaissIndex.open(directory, RECIPE, DIMENSION, "int8", writable=True)
    held = index.video_ids()
    number = int(held[-1]) if len(held) else 0
    with acknowledged.open("ab", buffering=0) as file:
        while True:
            number += 1
            index.add([entry(number, rows=10)], RECIPE)
            os.write(file.fileno(), number.to_bytes(4, "little"))


def add_some(directory: Path, last: int) -> None:
    """Add videos up to `last`, one at a time, merging and training often, and remove every fifth again."""
    merge.TRAIN_ROWS = 40
    index = FaissIndex.open(directory, RECIPE, DIMENSION, "int8", writable=True)
    for number in range(len(index.video_ids()) + 1, last + 1):
        index.add([entry(number, rows=10)], RECIPE)
        if number % 5 == 0:
            index.remove([number])


def answer(directory: Path, asked: Connection) -> None:
    """A reader that refreshes and says what it finds, for each code it is sent, until it is sent None."""
    index = FaissIndex.open(directory, RECIPE, DIMENSION, "int8")
    while (codes := asked.recv()) is not None:
        index.refresh()
        asked.send(index.search(codes, 1, RECIPE).video_id.tolist())
