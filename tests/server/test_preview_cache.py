"""Files made once, bounded in number and size, and given up when nobody waits."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from ashen.errors import PreviewMissing
from ashen.server.preview_cache import Cancelled, PreviewCache


def test_a_file_is_made_once_for_all_who_wait(tmp_path: Path) -> None:
    """And held after that."""
    made = []

    def make(path: Path, _: Cancelled) -> None:
        made.append(path)
        time.sleep(0.05)
        path.write_bytes(b"x")

    async def ask() -> None:
        cache = PreviewCache(tmp_path, 100, 2)
        paths = await asyncio.gather(*(cache.file("a", ".mp4", make) for _ in range(5)))
        assert set(paths) == {await cache.file("a", ".mp4", make)}
        assert paths[0].read_bytes() == b"x"
        assert (len(made), cache.in_work) == (1, 0)

    asyncio.run(ask())


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    """What is held stays below its bound, and what was dropped is gone from the disk."""

    async def ask() -> None:
        cache = PreviewCache(tmp_path, 100, 2)
        for key in ("a", "b", "a", "c"):
            await cache.file(key, "", lambda path, _: path.write_bytes(bytes(40)))
        assert cache.held_bytes == 80
        assert len(list(tmp_path.iterdir())) == 2
        fresh: list[Path] = []

        def make(path: Path, _: Cancelled) -> None:
            fresh.append(path)
            path.write_bytes(b"")

        for key in ("a", "c", "b"):
            await cache.file(key, "", make)
        assert len(fresh) == 1

    asyncio.run(ask())


def test_few_are_made_at_a_time(tmp_path: Path) -> None:
    """The others wait."""
    at_once, most, lock = 0, 0, threading.Lock()

    def make(path: Path, _: Cancelled) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.02)
        with lock:
            at_once -= 1
        path.write_bytes(b"")

    async def ask() -> None:
        cache = PreviewCache(tmp_path, 100, 2)
        await asyncio.gather(*(cache.file(str(key), "", make) for key in range(8)))

    asyncio.run(ask())
    assert most == 2


def test_what_nobody_waits_for_is_given_up(tmp_path: Path) -> None:
    """When the last of two leaves, the work is told; another who asks later gets it made anew."""
    told = threading.Event()

    def endless(_: Path, cancelled: Cancelled) -> None:
        while not cancelled():
            time.sleep(0.005)
        told.set()
        raise PreviewMissing("given up")

    async def ask() -> None:
        cache = PreviewCache(tmp_path, 100, 2)
        first, second = (asyncio.create_task(cache.file("a", "", endless)) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.sleep(0.05)
        assert not told.is_set()
        second.cancel()
        assert await asyncio.to_thread(told.wait, 5)
        path = await cache.file("a", "", lambda path, _: path.write_bytes(b"y"))
        assert path.read_bytes() == b"y"
        assert [file.name for file in tmp_path.iterdir()] == [path.name]

    asyncio.run(ask())


def test_an_error_reaches_all_and_is_not_kept(tmp_path: Path) -> None:
    """Who asks again has it tried again."""

    def fail(_: Path, __: Cancelled) -> None:
        raise PreviewMissing("no")

    async def ask() -> None:
        cache = PreviewCache(tmp_path, 100, 2)
        for _ in range(2):
            with pytest.raises(PreviewMissing):
                await cache.file("a", "", fail)
        assert cache.in_work == 0

    asyncio.run(ask())
