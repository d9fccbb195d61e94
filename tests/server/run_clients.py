"""`run_clients.py BASE_URL PICTURE KEY`, by a Python that has clients of trace.moe: a line of JSON a call.

Not imported by any test: what it imports is in an environment of its own, which `make clients` sets up.
"""

# mypy: ignore-errors
import asyncio
import json
import sys
import warnings
from collections.abc import Awaitable
from io import BytesIO
from pathlib import Path

BASE, SHOT, KEY = sys.argv[1:4]


def note(client: str, call: str, episode: object) -> None:
    """Print what a call found."""
    print(json.dumps({"client": client, "call": call, "found": episode}), flush=True)  # noqa: T201 - it is a program


async def main() -> None:
    """Every client, every call that needs no URL."""
    import aiotracemoeapi
    import tracemoe
    import tracemoepy
    from PicImageSearch import Network, TraceMoe

    first = aiotracemoeapi.TraceMoe(base_url=BASE)
    note("aiotracemoeapi", "me", (await first.me()).quota > 0)
    note("aiotracemoeapi", "usage", isinstance(await first.usage(), list))
    note("aiotracemoeapi", "search", (await first.search(BytesIO(Path(SHOT).read_bytes()))).result[0].episode)
    note("aiotracemoeapi", "search_vector", len((await first.search_vector([16] * 33)).result) > 0)
    note("aiotracemoeapi", "search_vectors", len((await first.search_vectors([[16] * 33, [15] * 33])).result))
    await first.close()

    tracemoe.BASE_URL = f"{BASE}/"
    second = tracemoe.TraceMoe()
    with Path(SHOT).open("rb") as picture:
        note("tracemoe-py", "search", (await second.search(picture))[0]["episode"])
    note("tracemoe-py", "me", (await second.me())["quota"] > 0)
    await second.close()

    third = tracemoepy.TraceMoe()
    third.base_url = BASE
    note("tracemoepy", "get_me", third.get_me()["quota"] > 0)
    note("tracemoepy", "search", third.search(SHOT, upload_file=True)["result"][0]["episode"])

    async with Network() as network:
        fourth = TraceMoe(base_url=BASE, base_url_api=BASE, client=network)
        note("PicImageSearch", "me", (await fourth.me()).quota > 0)
        note("PicImageSearch", "search", (await fourth.search(file=SHOT)).raw[0].episode)


async def told(search: Awaitable[object]) -> str:
    """What a client makes of an error."""
    try:
        return str(await search)
    except Exception as error:  # noqa: BLE001 - each client has its own
        return str(error).split(".")[0]


def whatanime() -> None:
    """A client that uses nothing but requests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports lib2to3, which Python 3.13 no longer has
        from WhatAnime import Client
    fifth = Client(None, host=BASE)
    note("python-whatanime", "get_me", fifth.get_me().quota > 0)
    note("python-whatanime", "search_file", fifth.search_file(SHOT).result[0]["episode"])
    try:
        fifth.search_url("http://127.0.0.1/shot.jpg", anilist=False)
    except ValueError as error:
        note("python-whatanime", "search_url", str(error))


async def aiomoe() -> None:
    """Written for pydantic 1, which pydantic 2 has within itself."""
    import pydantic.v1

    sys.modules["pydantic"] = pydantic.v1
    from aiomoe import AioMoe
    from loguru import logger

    logger.remove()  # it logs whole answers

    AioMoe.API_URL = BASE
    sixth = AioMoe()
    note("aiomoe", "me", (await sixth.me()).quota > 0)
    note("aiomoe", "me, with a key", (await AioMoe(KEY).me()).quota)
    found = await sixth.search(Path(SHOT).read_bytes(), anilist_info=True)
    note("aiomoe", "search", found.result[0].episode)
    note("aiomoe", "search, anilist_info", found.result[0].anilist.title.romaji)
    note("aiomoe", "search, url", await told(sixth.search("http://127.0.0.1/shot.jpg")))


asyncio.run(main())
whatanime()
asyncio.run(aiomoe())
