"""Asks an Ashen server, from Python; docs/sdk.md shows how.

    from ashen.client import Client

    with Client("http://127.0.0.1:8000") as client:
        found = client.identify("screenshot.jpg")
        print(found.answer, [match.anime_title for match in found.matches])

Nothing heavy is loaded with it: neither the server nor the search engine, and what signs only when something is signed.
"""

from ashen.client.async_client import AsyncClient
from ashen.client.client import Client
from ashen.client.held import FailedFile, Held, StoredAnime, StoredVideo
from ashen.client.retries import Retries
from ashen.client.stored import ArchiveStored, StoredSignatures
from ashen.client.upload import OnProgress

__all__ = [
    "ArchiveStored",
    "AsyncClient",
    "Client",
    "FailedFile",
    "Held",
    "OnProgress",
    "Retries",
    "StoredAnime",
    "StoredSignatures",
    "StoredVideo",
]
