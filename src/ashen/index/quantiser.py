"""The coarse quantiser: which of a few thousand lists a code belongs to (Jegou et al., Product quantization for nearest
neighbor search, 2011, section IV: the inverted file)."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ashen.errors import IndexDamaged
from ashen.index import durable
from ashen.index.engine import faiss, use_threads

SAMPLES_PER_LIST = 64
TRAINING_ROUNDS = 5
"""Of k-means: ten rounds, or twice the samples, cost twice as much and found no more (1024 lists, 500,000 rows)."""
_HEADER = struct.Struct("<8sIIII")
_MAGIC = b"ASHENQNT"
_VERSION = 1
_BLOCK_ROWS = 65536


class Quantiser:
    """Centroids, one a list. With one list everything is in it.

    Args:
        centroids: (lists, width) float32.
    """

    def __init__(self, centroids: NDArray[np.float32]) -> None:
        self.centroids = np.ascontiguousarray(centroids, np.float32)
        self.lists: int = self.centroids.shape[0]
        self.width: int = self.centroids.shape[1]
        self.flat = faiss.IndexFlatL2(self.width)
        self.flat.add(self.centroids)
        self.checksum = zlib.crc32(self.centroids.tobytes())

    @staticmethod
    def single(width: int) -> Quantiser:
        """One list for everything: a full scan, best for small libraries."""
        return Quantiser(np.zeros((1, width), np.float32))

    @staticmethod
    def train(sample: NDArray[np.uint8], lists: int, threads: int) -> Quantiser:
        """k-means over (n, width) stored codes; the same sample gives the same centroids."""
        use_threads(threads)
        clustering = faiss.Clustering(sample.shape[1], lists)
        clustering.niter = TRAINING_ROUNDS
        clustering.seed = 1
        clustering.min_points_per_centroid = 1
        clustering.max_points_per_centroid = SAMPLES_PER_LIST
        clustering.train(sample.astype(np.float32), faiss.IndexFlatL2(sample.shape[1]))
        centroids = faiss.vector_float_to_array(clustering.centroids).reshape(lists, sample.shape[1])
        return Quantiser(centroids)

    def assign(self, stored: NDArray[np.uint8], threads: int) -> NDArray[np.int32]:
        """(n,) the list of each of (n, width) stored codes."""
        if self.lists == 1:
            return np.zeros(len(stored), np.int32)
        use_threads(threads)
        assigned = np.empty(len(stored), np.int32)
        for start in range(0, len(stored), _BLOCK_ROWS):
            block = stored[start : start + _BLOCK_ROWS].astype(np.float32)
            assigned[start : start + len(block)] = self.flat.search(block, 1)[1][:, 0]
        return assigned

    def nearest_lists(self, queries: NDArray[np.float32], probes: int) -> NDArray[np.int64]:
        """(n, probes) the lists nearest to each of (n, width) queries, nearest first; see `use_threads`."""
        if self.lists == 1:
            return np.zeros((len(queries), 1), np.int64)
        lists: NDArray[np.int64] = self.flat.search(queries, min(probes, self.lists))[1]
        return lists

    def write(self, path: Path) -> None:
        """Write a file that `read` reads."""
        header = _HEADER.pack(_MAGIC, _VERSION, self.lists, self.width, self.checksum)
        durable.put(path, header + self.centroids.tobytes())

    @staticmethod
    def read(path: Path) -> Quantiser:
        """The quantiser in a file.

        Raises:
            IndexDamaged: it is missing or not what was written.
        """
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise IndexDamaged(f"{path} is missing: rebuild the search index from the library") from error
        damaged = IndexDamaged(f"{path} is damaged: rebuild the search index from the library")
        if len(content) < _HEADER.size:
            raise damaged
        magic, version, lists, width, checksum = _HEADER.unpack_from(content)
        body = content[_HEADER.size :]
        if magic != _MAGIC or version != _VERSION or len(body) != 4 * lists * width or zlib.crc32(body) != checksum:
            raise damaged
        return Quantiser(np.frombuffer(body, np.float32).reshape(lists, width))


def lists_for(rows: int) -> int:
    """How many lists suit `rows` rows that may double: a power of two near the root; lists and centroids cost alike."""
    return int(2 ** round(np.log2(max(1.0, np.sqrt(2.0 * rows)))))
