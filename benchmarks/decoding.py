"""What bare decoding costs: what everything else is measured against."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import av


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds, of all threads of this process, that `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def decode(path: Path) -> None:
    """All frames of a video, on one thread; nothing is done with them."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for _frame in container.decode(stream):
            pass
