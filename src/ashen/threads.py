"""How many threads small matrices get."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Within it, matrix products use one thread.

    Ashen's matrices are so small that handing them to a second core gains nothing where that core is free, and takes
    ten times as long where it is busy (docs/lab-notes.md, media).
    """
    return _pools().limit(limits=1, user_api="blas")  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _pools() -> ThreadpoolController:
    import numpy as np  # noqa: F401 - its matrix library must be loaded to be found

    return ThreadpoolController()
