"""FAISS over the inverted lists of one file, mapped into memory."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

# FAISS writes its Python interface at import (class_wrappers.py), which its type stubs do not know.
faiss: Any = _faiss


def use_threads(threads: int) -> None:
    """Let FAISS use so many cores in the calling thread; OpenMP keeps the number per thread, so every call sets it."""
    faiss.omp_set_num_threads(threads)


class MappedLists:
    """The "ilar" lists at an offset of a file.

    FAISS maps lists only where it has OnDiskInvertedLists, that is everywhere but on Windows; there they are read into
    memory.

    Args:
        path: the file.
        lists_at: offset of the lists' head.
        rows: rows in all lists.
        quantiser: the FAISS index of centroids; kept alive here.

    Raises:
        FileNotFoundError: the file is gone.
    """

    def __init__(self, path: Path, lists_at: int, rows: int, quantiser: Any) -> None:
        try:
            reader = faiss.FileIOReader(str(path))
        except RuntimeError as error:
            if path.exists():
                raise
            raise FileNotFoundError(str(path)) from error
        before = np.empty(lists_at, np.uint8)
        reader(faiss.swig_ptr(before), 1, lists_at)
        self._lists = faiss.read_InvertedLists(
            reader, faiss.IO_FLAG_MMAP if hasattr(faiss, "OnDiskInvertedLists") else 0
        )
        self._quantiser = quantiser
        self._index = faiss.IndexIVFScalarQuantizer(
            quantiser,
            quantiser.d,
            quantiser.ntotal,
            faiss.ScalarQuantizer.QT_8bit_direct,
            faiss.METRIC_L2,
            False,  # residuals of whole numbers are not whole numbers
        )
        self._index.is_trained = True
        self._index.replace_invlists(self._lists, False)
        self._index.ntotal = rows

    def search(
        self, queries: NDArray[np.float32], lists: NDArray[np.int64], k: int, bitmap: NDArray[np.uint8] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """(n, k) squared distances and row numbers of the nearest rows in the given lists; -1 where there are fewer.

        Args:
            queries: (n, width) float32, C order.
            lists: (n, probes) int64, C order, the lists to look into.
            k: rows per query.
            bitmap: bit r % 8 of byte r // 8 is set for each row r that counts; None for all.
        """
        distances = np.empty((len(queries), k), np.float32)
        rows = np.empty((len(queries), k), np.int64)
        no_distances = np.zeros(lists.shape, np.float32)  # to the centroids: only residual codes need them
        if bitmap is None:
            parameters = _plain_parameters(lists.shape[1])
        else:
            # The parameters hold only a pointer to the selector, so the name must live as long as the search.
            selector = faiss.IDSelectorBitmap(bitmap)
            parameters = faiss.SearchParametersIVF(nprobe=lists.shape[1], sel=selector)
        address = faiss.swig_ptr
        self._index.search_preassigned_c(
            len(queries),
            address(queries),
            k,
            address(lists),
            address(no_distances),
            address(distances),
            address(rows),
            False,
            parameters,
        )
        return distances, rows


@functools.lru_cache(maxsize=16)
def _plain_parameters(probes: int) -> Any:
    """Search everything in so many lists. Making parameters takes as long as searching a small segment."""
    return faiss.SearchParametersIVF(nprobe=probes)
