"""`run_clients.py BASE_URL PICTURE`, by a Python that has clients of trace.moe: prints a line of JSON for each call.

Not imported by any test: what it imports is in an environment of its own, which `make clients` sets up.
"""

# mypy: ignore-errors
import asyncio
import json
import sys
from io import BytesIO
from pathlib import Path

BASE, SHOT = sys.argv[1], sys.argv[2]


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
    await second.close()

    third = tracemoepy.TraceMoe()
    third.base_url = BASE
    note("tracemoepy", "get_me", third.get_me()["quota"] > 0)
    note("tracemoepy", "search", third.search(SHOT, upload_file=True)["result"][0]["episode"])

    async with Network() as network:
        fourth = TraceMoe(base_url=BASE, base_url_api=BASE, client=network)
        note("PicImageSearch", "me", (await fourth.me()).quota > 0)
        note("PicImageSearch", "search", (await fourth.search(file=SHOT)).raw[0].episode)


asyncio.run(main())
